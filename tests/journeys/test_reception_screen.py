"""Reception in a browser: one field, arrow keys, Enter twice; and a printer's trouble told to staff while it lasts."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher
from browser import RunningHall, until

from server.accounts import follow_plan
from server.clock import HallClock
from server.identity import Identities
from server.imports import import_file
from server.settings import ROOT, Settings
from server.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request, Route

pytestmark = pytest.mark.journey
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PASSWORD = "mot-mat-khau-dai"
LAND = "Sở Nông nghiệp và Môi trường"
LONGEST = ("Đăng ký biến động quyền sử dụng đất của thành viên hộ gia đình; " * 18)[:1094]
PROCEDURES = [
    ("1.012756", "Đăng ký đất đai lần đầu", "Đất đai", LAND),
    ("1.013980", LONGEST, "Đất đai", LAND),
    ("1.000001", "1.012345/QĐ-UBND" * 12, "Đất đai", LAND),
    ("2.000815", "Chứng thực bản sao từ bản chính", "Chứng thực", "Sở Tư pháp"),
]
CUT = """() => [...document.querySelectorAll("aside button, aside .number, .bar > *, #field")].filter((one) => {
  const { right, bottom, height } = one.getBoundingClientRect();
  const box = one.closest("section")?.getBoundingClientRect() ?? { right: innerWidth, bottom: innerHeight };
  return height && (right > box.right + 1 || bottom > box.bottom + 1 || one.scrollWidth > one.clientWidth + 1);
}).map((one) => one.outerHTML)"""


@pytest.fixture(scope="module")
def staffed(hall: RunningHall, tmp_path_factory: pytest.TempPathFactory) -> RunningHall:
    """The sample hall with a small catalogue, and one password for all officers."""
    sheet = tmp_path_factory.mktemp("stock") / "procedures.csv"
    with sheet.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("code", "name", "field", "agency"), *PROCEDURES])
    assert import_file(Settings(data=hall.data, clock_start=hall.clock_start), sheet) == 0
    return staff(hall)


def staff(hall: RunningHall) -> RunningHall:
    store = SqliteStore(hall.data / "hall.db")
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    identities = Identities(store, HallClock.begin(hall.clock_start), quick)
    follow_plan(identities, store.present_plan())
    for officer in store.present_plan().officers:
        identities.set_password(officer.username, PASSWORD)
    store.close()
    return hall


def sign_in(page: Page, hall: RunningHall, username: str, address: str) -> Page:
    page.goto(f"{hall.url}/desk/sign-in")
    page.fill("#username", username)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".desks")
    page.goto(f"{hall.url}{address}")
    return page


@pytest.fixture
def reception(staffed: RunningHall, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """The page of an officer, catalogue read: reception("quay01")."""

    def open_one(username: str = "quay01", **size: int) -> Page:
        page = open_page(**size)
        with page.expect_response("**/desk/issue/catalogue.json"):
            sign_in(page, staffed, username, "/desk/issue")
        page.wait_for_selector("#found li")
        page.wait_for_selector("#field:focus")
        return page

    return open_one


def press(page: Page, key: str, then: str) -> None:
    """One key, after the breath a person takes, and what must stand on the screen then."""
    page.wait_for_timeout(320)
    page.keyboard.press(key)
    page.wait_for_selector(then)


def tickets(hall: RunningHall, username: str) -> list[tuple]:
    return hall.rows(f"SELECT number, class FROM tickets WHERE channel = 'reception:{username}' ORDER BY id")


def test_words_without_marks_then_enter_twice(staffed, reception) -> None:
    page = reception("quay01")
    page.keyboard.type("dau lan dat dang ky")
    page.wait_for_selector("[aria-selected=true]:has-text('Đăng ký đất đai lần đầu')")
    press(page, "Enter", ".choice:has-text('1.012756')")
    assert tickets(staffed, "quay01") == []  # looking is not taking
    press(page, "F2", "#priority[aria-pressed=true]")
    press(page, "Enter", ".issued .number")
    number = page.locator(".issued .number").inner_text()
    assert tickets(staffed, "quay01") == [(number, "priority")]
    text = page.locator(".issued").inner_text()
    assert "Quầy 1, 2, 3, 4" in text and "Không có ai trước" in text and "Ưu tiên" in text
    assert page.locator("#field").input_value() == "" and page.locator("#field:focus").count() == 1
    until(lambda: staffed.rows(f"SELECT 1 FROM journal WHERE kind = 'shown' AND body LIKE '%{number}%'"), what="shown")
    page.keyboard.type("chung thuc")  # the next visitor: ordinary again
    page.wait_for_selector("[aria-selected=true]:has-text('Chứng thực')")
    press(page, "Enter", "#priority[aria-pressed=false]")
    press(page, "Alt+p", "#priority[aria-pressed=true]")
    press(page, "Alt+p", "#priority[aria-pressed=false]")
    press(page, "Enter", f".earlier:has-text('{number}')")
    assert [klass for _, klass in tickets(staffed, "quay01")] == ["priority", "ordinary"]


def test_arrows_choose_escape_goes_back_and_an_empty_field_issues_nothing(staffed, reception) -> None:
    page = reception("quay02")
    page.keyboard.press("Enter")
    assert page.locator("[aria-selected=true], .choice").count() == 0
    press(page, "ArrowDown", "#found-0[aria-selected=true]")
    press(page, "ArrowDown", "#found-1[aria-selected=true]")
    press(page, "ArrowUp", "#found-0[aria-selected=true]")
    press(page, "Enter", ".choice")
    press(page, "Escape", ".idle")
    page.keyboard.type("2.000815")
    page.wait_for_selector("#found li:only-child[aria-selected=true]")
    press(page, "Enter", ".choice:has-text('Chứng thực bản sao từ bản chính')")
    page.keyboard.type("x")  # another thought: what was chosen is left
    page.wait_for_selector(".idle")
    assert tickets(staffed, "quay02") == []


def test_enter_held_down_or_pressed_twice_at_once_only_looks(staffed, reception) -> None:
    page = reception("quay03")
    page.keyboard.type("dat dai")
    page.wait_for_selector("[aria-selected=true]")
    for _ in range(10):
        page.keyboard.down("Enter")
        page.wait_for_timeout(60)
    page.keyboard.up("Enter")
    page.wait_for_selector(".choice")
    press(page, "Escape", ".idle")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_selector(".choice")
    assert tickets(staffed, "quay03") == []


def test_a_lost_reply_is_one_number(staffed, reception) -> None:
    page = reception("quay04")
    sent: list[dict] = []
    held: list[Route] = []

    def lose(route: Route, request: Request) -> None:
        sent.append(json.loads(request.post_data))
        if len(sent) > 1:
            return held.append(route)
        route.fetch()
        return route.abort()

    page.route("**/desk/issue/tickets", lose)
    page.keyboard.type("dat dai")
    page.wait_for_selector("[aria-selected=true]")
    press(page, "Enter", ".choice")
    press(page, "Enter", "[role=status]:has-text('đang gửi lại')")
    until(lambda: page.evaluate("1") and held, what="another try")
    held[0].continue_()
    page.wait_for_selector(".issued .number")
    assert len(sent) == 2 and sent[0]["key"] == sent[1]["key"]
    assert len(tickets(staffed, "quay04")) == 1


def test_the_printer_chosen_is_remembered(staffed, reception) -> None:
    page = reception("quay05")
    page.select_option("#printer", "")
    page.wait_for_selector("#field:focus")
    page.reload()
    page.wait_for_selector("#found li")
    assert page.locator("#printer").input_value() == ""
    page.keyboard.type("dat dai")
    page.wait_for_selector("[aria-selected=true]")
    press(page, "Enter", ".choice")
    press(page, "Enter", ".issued:has-text('Không in phiếu')")
    assert page.locator("#reprint").count() == 0


def test_a_number_without_paper_is_printed_by_its_number(staffed, reception) -> None:
    page = reception("quay06")
    page.locator("#printer").select_option("")
    assert page.locator("#again").count() == 0, "no printer, nothing to print again"
    page.keyboard.type("dang ky dat dai lan dau")
    page.wait_for_selector("[aria-selected=true]")
    press(page, "Enter", ".choice")
    press(page, "Enter", ".issued .number")
    number = page.locator(".issued .number").inner_text()
    page.locator("#printer").select_option(index=0)
    press(page, "F9", "#again:focus")
    page.keyboard.type("z999")
    page.keyboard.press("Enter")
    page.wait_for_selector(".notices:has-text('Hôm nay không có số này')")
    page.wait_for_selector("#again:focus")
    page.keyboard.type(number.lower())
    page.keyboard.press("Enter")
    page.wait_for_selector(f".again [role=status]:has-text('{number}: Phiếu đang được in')")
    assert page.locator("#field:focus").count() == 1 and page.locator("#again").input_value() == ""
    job = staffed.rows("SELECT reprint, channel FROM print_jobs ORDER BY id DESC LIMIT 1")
    assert job == [(1, "reception:quay06")]
    assert len(tickets(staffed, "quay06")) == 1, "no new number"
    press(page, "F9", "#again:focus")
    press(page, "Escape", "#field:focus")


def test_nothing_is_cut_and_nothing_is_inaccessible(staffed, reception) -> None:
    page = reception("quay06")
    audit(page)
    for code in ("1.013980", "1.000001"):
        page.fill("#field", code)
        page.wait_for_selector("#found li:only-child[aria-selected=true]")
        press(page, "Enter", f".choice:has-text('{code}')")
        for language in ("English", "Tiếng Việt"):
            page.get_by_role("button", name=language).click()
            audit(page)
        press(page, "Enter", ".issued .number")
        audit(page)


def audit(page: Page) -> None:
    for height in (620, 768):
        page.set_viewport_size({"width": 1366, "height": height})
        root = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
        assert root == [1366, height] and not page.evaluate(CUT), page.evaluate(CUT)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    assert not found, json.dumps([(one["id"], [node["html"] for node in one["nodes"]]) for one in found], indent=1)


def test_paper_runs_out_staff_hear_with_the_cure_and_it_clears_by_itself(
    start_hall, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    hall = staff(start_hall(agent=True))
    console = sign_in(open_page(), hall, "quay01", "/desk/")
    console.wait_for_selector("input[name=desk]:checked:focus")
    console.keyboard.press("Enter")
    console.wait_for_selector(".now")
    paper = hall.pair(open_page(), "paper", "paper")
    desk = sign_in(open_page(), hall, "quay02", "/desk/issue")
    desk.wait_for_selector("#found li")
    for page in (console, desk):  # the agent has spoken: all is well
        until(lambda p=page: p.evaluate("1") and p.locator(".devices").count() == 0, what="a silent strip")
    wish(paper, hall, "paper-out")
    for page in (console, desk):
        page.wait_for_selector(".devices.grave:has-text('hết giấy'):has-text('Thay cuộn giấy')")
    assert console.locator("[role=alert]").inner_text() == ""  # calm: it interrupts nobody
    desk.keyboard.type("dat dai")
    desk.wait_for_selector("[aria-selected=true]")
    press(desk, "Enter", ".choice")
    press(desk, "Enter", ".job[data-state=failed]:has-text('Phiếu chưa in được')")
    wish(paper, hall, None)
    for page in (console, desk):
        until(lambda p=page: p.evaluate("1") and p.locator(".devices").count() == 0, what="the strip gone")
    press(desk, "F8", ".job[data-state=printed]:has-text('Phiếu đã in')")
    assert [tuple(row) for row in hall.rows("SELECT state, reprint FROM print_jobs ORDER BY id")] == [
        ("failed", 0), ("printed", 1),
    ]  # fmt: skip


def wish(paper: Page, hall: RunningHall, fault: str | None) -> None:
    """Breaks or mends the virtual printer, as its page in the browser does."""
    token = paper.locator("meta[name=csrf-token]").get_attribute("content")
    reply = paper.request.post(
        f"{hall.url}/paper/printers/kiosk-1/fault", data={"fault": fault}, headers={"X-CSRFToken": token}
    )
    assert reply.status == 204
