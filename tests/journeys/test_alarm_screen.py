"""The quiet alarm and the messages on real screens: an officer's, a neighbour's, the supervisor's."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher
from browser import MORNING, RunningHall, until
from doors import Caller

from server.clock import HallClock
from server.identity import Identities
from server.settings import ROOT
from server.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PASSWORD = "mot-mat-khau-dai"
LONG = "Máy in phiếu ở quầy 1 kẹt giấy, khách đang chờ kết quả đã gần một tiếng. Nhờ anh chị cho người mang cuộn giấy mới và gọi cán bộ kỹ thuật lên xem giúp máy quét của bộ phận hộ tịch luôn nhé, xin cảm ơn!!"  # fmt: skip  # noqa: E501


SEND_MORE = """() => fetch("/desk/message", { method: "POST", headers: {
  "Content-Type": "application/json", "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content,
}, body: JSON.stringify({ key: "one-more-message", text: "Đã có khách quay lại" }) })"""


@pytest.fixture
def sign_in(hall: RunningHall, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """A page with that account's session: sign_in("quay01", "1"), sign_in("supervisor")."""

    def one(username: str, desk: str | None = None) -> Page:
        store = SqliteStore(hall.data / "hall.db")
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        identities = Identities(store, HallClock.begin(MORNING), quick)
        names = {officer.username: officer.name for officer in store.present_plan().officers}
        role = "officer" if username in names else "supervisor"
        identities.add_account(username, names.get(username, "Phụ trách"), role)
        identities.set_password(username, PASSWORD)
        token = identities.sign_in(username, PASSWORD)
        store.close()
        if desk:
            caller = Caller(hall, cookies={"luot_session": token}).knock()
            assert caller.post("/desk/choose", {"desk": desk, "takeover": True})[0] == 200
        page = open_page()
        page.context.add_cookies([{"name": "luot_session", "value": token, "url": hall.url}])
        page.goto(hall.url + ("/desk/" if desk else "/admin/watch"))
        page.wait_for_selector(".now" if desk else "body[data-link=live]")
        return page

    return one


def audit(page: Page) -> None:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    assert not found, json.dumps([(one["id"], [node["html"] for node in one["nodes"]]) for one in found], indent=1)


def fits(page: Page) -> None:
    root = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    assert root == [1366, 768]
    cut = page.evaluate("""() => [...document.querySelectorAll(".bar *, .help-banner *, .buttons *")].filter((one) => {
      const { right, bottom, height } = one.getBoundingClientRect();
      return height && (right > innerWidth + 1 || bottom > innerHeight + 1 || one.scrollWidth > one.clientWidth + 2);
    }).map((one) => one.outerHTML)""")
    assert not cut, cut


def alarms(hall: RunningHall) -> list[tuple]:
    return hall.rows("SELECT desk, accepted_by, closed_at IS NULL FROM alarms ORDER BY id")


def test_an_alarm_from_a_quiet_press_to_all_is_well(hall, sign_in) -> None:
    desk, near, watch = sign_in("quay01", "1"), sign_in("quay02", "2"), sign_in("supervisor")
    before = alarms(hall)
    button = desk.locator(".alarm-button")
    button.click()  # a slip: it only asks to be pressed again, and for two seconds
    desk.wait_for_selector(".alarm-button:has-text('Bấm lần nữa')")
    desk.wait_for_selector(".alarm-button:has-text('Báo khẩn')")
    assert alarms(hall) == before
    button.click(delay=1200)  # held
    desk.wait_for_selector(".alarm-raised:has-text('Đã báo')")
    assert desk.locator(".help-banner").count() == 0  # the visitor sees this screen
    fits(desk), audit(desk)
    near.wait_for_selector(".help-banner.urgent:has-text('Quầy 1 cần hỗ trợ khẩn')")
    fits(near), audit(near)
    watch.wait_for_selector(".alarm:has-text('Chưa ai nhận')")
    assert watch.title().startswith("(!)")
    audit(watch)
    near.get_by_role("button", name="Tôi đến").click()
    desk.wait_for_selector(".alarm-raised:has-text('Cán bộ quầy 2 đang đến')")
    near.wait_for_selector(".help-banner.calm:has-text('Cán bộ quầy 2 đang đến')")
    watch.wait_for_selector(".alarm.accepted:has-text('Cán bộ quầy 2 nhận lúc')")
    fits(desk), audit(watch)
    watch.get_by_role("button", name="Đã ổn").click()
    watch.wait_for_selector("#list td:has-text('Phụ trách')")
    desk.wait_for_selector(".alarm-button")
    until(lambda: near.locator(".help-banner").count() == 0, what="the neighbour's banner going")
    assert alarms(hall)[len(before) :] == [("1", "quay02", 0)]


def test_two_presses_raise_it_by_keyboard_and_no_deed_is_done(hall, sign_in) -> None:
    desk = sign_in("quay05", "5")
    before = len(alarms(hall))
    desk.locator(".alarm-button").focus()
    desk.keyboard.press("Enter")
    desk.keyboard.press("Enter")
    desk.wait_for_selector(".alarm-raised")
    assert len(alarms(hall)) == before + 1
    assert hall.rows("SELECT count(*) FROM journal WHERE desk = '5' AND leg NOT NULL") == [(0,)]
    desk.get_by_role("button", name="Đã ổn").click()
    desk.wait_for_selector(".alarm-button")


def test_a_message_its_answer_and_one_that_nobody_took(hall, sign_in) -> None:
    desk = sign_in("quay08", "8")
    desk.get_by_role("button", name="Nhắn phụ trách").click()
    desk.wait_for_selector("#message-text:focus")
    desk.keyboard.type("s+-*/ ")  # letters here, not keys of the desk
    desk.keyboard.press("Enter")
    desk.locator("#message-text").fill(LONG)
    audit(desk)
    desk.get_by_role("button", name="Gửi", exact=True).click()
    desk.wait_for_selector(".message-box li:has-text('đã gửi')")
    assert desk.locator("#message-text").input_value() == ""
    assert desk.locator(".notices [role=status]").inner_text() == ""  # nobody was called, and nobody said why not
    assert hall.rows("SELECT count(*) FROM journal WHERE desk = '8' AND leg NOT NULL") == [(0,)]
    store = SqliteStore(hall.data / "hall.db")
    with store.writing() as db:  # half a minute passes
        db.execute("UPDATE messages SET at = at - 31000 WHERE desk = '8'")
    store.close()
    desk.reload()
    desk.wait_for_selector(".help-banner:has-text('chưa ai nhận. Mời gọi trực tiếp phụ trách.')")
    fits(desk), audit(desk)
    watch = sign_in("supervisor")
    watch.wait_for_selector(f".message:has-text('{LONG[:40]}')")
    desk.wait_for_function("() => document.querySelector('.help-banner') === null")  # it is seen now
    audit(watch)
    watch.locator(".own input[name=text]").fill("Tôi cho người lên ngay.")
    desk.evaluate(SEND_MORE)
    watch.wait_for_selector(".message:has-text('Đã có khách quay lại')")
    watch.locator(".own input[name=text]").nth(1).press("Enter")  # what was being typed stood through it
    desk.wait_for_selector(".help-banner:has-text('Phụ trách trả lời: Tôi cho người lên ngay.')")
    desk.get_by_role("button", name="English").click()
    desk.wait_for_selector(".help-banner:has-text('Phụ trách answers:')")
    fits(desk), audit(desk)
    desk.get_by_role("button", name="Understood").click()
    desk.get_by_role("button", name="Message").click()
    desk.wait_for_selector(".message-box li:has-text('Phụ trách: Tôi cho người lên ngay.')")
    audit(desk)
    desk.keyboard.press("Escape")
    desk.wait_for_function("() => document.querySelector('.message-box') === null")
