"""Every rare deed of a desk by keyboard alone, with few keys; and what a slip costs: nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from at_desk import audit, give_passwords, press, rest, shows, sign_in, story_of
from browser import RunningHall
from doors import Caller, new_key

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def touch(hall: RunningHall) -> Callable[..., str]:
    give_passwords(hall)
    kiosk = Caller(hall).knock().be_device("kiosk", "kiosk-1")

    def one(department: str) -> str:
        asked = {"key": new_key("touch"), "department": department, "service": f"{department}.khac"}
        return kiosk.post("/kiosk/tickets", asked)[1]["number"]

    return one


@pytest.fixture
def sit(hall: RunningHall, open_page: Callable[..., Page]) -> Callable[[int], Page]:
    return lambda desk: sign_in(open_page(), hall, desk)


def strokes(page: Page, *keys: str, then: str) -> None:
    """A few keys one after the other; a person's pace."""
    for key in keys[:-1]:
        rest(page)
        page.keyboard.press(key)
        page.wait_for_function("() => document.querySelector('[aria-busy=true]') === null")
    press(page, keys[-1], then)


def undo_says(words: str) -> str:
    return f"[data-deed=undo]:has-text('{words}')"


def test_every_rare_deed_takes_a_few_keys(hall, touch, sit) -> None:
    page = sit(22)
    a, b, c, d = (touch("y-te") for _ in range(4))
    page.wait_for_selector(f".next li:has-text('{d}')")
    strokes(page, "Enter", then=shows("called", a))
    strokes(page, "s", then=shows("serving", a))
    strokes(page, "b", "2", "Enter", then=".times:has-text('Bộ hồ sơ')")
    press(page, "g", ".panel input:focus")
    page.keyboard.type("Thiếu bản sao")
    press(page, "Enter", ".note:has-text('Thiếu bản sao')")
    strokes(page, "p", "1", then=".pill")
    strokes(page, "t", "Enter", then=".department:has-text('→')")
    press(page, "c", ".panel input:focus")
    assert page.locator(".turns").inner_text().split("\n")[:2] == ["Theo giờ đến ban đầu", "đổi thành: Lên đầu hàng"]
    page.keyboard.type("thue tinh")  # no accents
    page.wait_for_selector(".items li:first-child:has-text('Thuế')")
    press(page, "Enter", ".now.free")
    page.wait_for_selector(undo_says(f"chuyển {a}"))
    strokes(page, "z", then=shows("serving", a))
    strokes(page, "c", "Enter", then=".now.free")  # what was chosen lately comes first
    strokes(page, "z", then=shows("serving", a))
    strokes(page, "h", "2", then=f".held:has-text('{a}'):has-text('Đi phô tô')")
    strokes(page, "Enter", then=shows("called", b))
    strokes(page, "-", then=undo_says(f"vắng mặt {b}"))
    strokes(page, "l", "Enter", then=f".next li:first-child:has-text('{b}')")
    strokes(page, d[-1], "Enter", then="#panel-title:has-text('lý do')")  # others have waited longer
    strokes(page, "4", then=shows("called", d))
    strokes(page, "x", "1", then=undo_says("ra về"))
    strokes(page, "h", "1", then=shows("serving", a))
    strokes(page, "q", "3", then=f".next li:last-child:has-text('{a}')")
    strokes(page, "k", "1", then=".now.away")
    assert page.locator(".now.away .state").inner_text() == "Tạm nghỉ"  # and not "Tạm nghỉ · Tạm nghỉ"
    strokes(page, "k", "1", then=".now.free:has-text('Quầy đang trống')")
    strokes(page, "k", "2", then=".now.away:has-text('Nghỉ trưa')")
    strokes(page, "k", "1", then=".now.free:has-text('Quầy đang trống')")
    strokes(page, "v", "m", then=".panel:has-text('đang bật')")
    strokes(page, "Escape", "Enter", "s", then="[data-deed=finish]:has-text('gọi tiếp')")
    strokes(page, "f", then=shows("called", c))
    assert story_of(hall, 22) == [
        "desk-opened", "called", "started", "dossiers-counted", "class-changed", "opened",
        "transferred", "opened", "voided", "undone", "transferred", "opened", "voided", "undone",
        "held", "called", "no-show", "late-return", "called", "left", "resumed", "put-back",
        "desk-break", "desk-opened", "desk-break", "desk-opened", "called", "started", "finished", "called",
    ]  # fmt: skip


def test_escape_goes_back_and_loses_nothing(hall, touch, sit) -> None:
    page = sit(23)
    touch("giao-duc")
    press(page, "Enter", ".now.called")
    before = story_of(hall, 23)
    strokes(page, "v", "g", then=".panel input:focus")
    page.keyboard.type("Hẹn lấy ")
    press(page, "Escape", "#panel-title:has-text('Việc khác')")
    strokes(page, "g", then=".panel input:focus")
    assert page.locator(".panel input").input_value() == "Hẹn lấy "
    page.keyboard.type("kết quả")
    press(page, "Enter", ".note:has-text('Hẹn lấy kết quả')")
    press(page, "v", ".panel")
    press(page, "Escape", ".next")
    assert story_of(hall, 23) == before


def test_a_refusal_stands_in_the_open_list_and_nothing_typed_is_lost(hall, touch, sit) -> None:
    page = sit(24)
    touch("cong-thuong")
    press(page, "Enter", ".now.called")
    press(page, "g", ".panel input:focus")
    page.keyboard.type("gọi 0912 345 678")
    press(page, "Enter", ".panel [role=alert]:has-text('số điện thoại')")
    assert page.locator(".panel input").input_value() == "gọi 0912 345 678"
    audit(page)
    press(page, "Escape", ".next")
    strokes(page, "9", "9", "9", "Enter", then=".panel:has-text('Hôm nay không có số này')")


def test_a_list_about_a_visitor_who_is_gone_closes_and_sends_nothing(hall, touch, sit) -> None:
    page = sit(25)
    touch("van-hoa"), touch("van-hoa")
    press(page, "Enter", ".now.called")
    press(page, "c", ".panel")
    pad = Caller(hall).be_officer("quay25", "mot-mat-khau-dai", "25")  # what is no page: as the number pad
    version = pad.get("/desk/snapshot.json")["desk"]["version"]
    pad.post("/desk/deeds/no-show-next", {"key": new_key("pad"), "version": version})
    page.wait_for_selector("[role=alert]:has-text('bảng chọn đã đóng')")
    press(page, "s", ".now.serving")
    assert story_of(hall, 25)[-3:] == ["no-show", "called", "started"]


def test_every_panel_fits_and_is_accessible_in_both_languages(hall, touch, sit) -> None:
    page = sit(28)
    numbers = [touch("thanh-tra" if place % 2 else "khu-cong-nghiep") for place in range(8)]
    page.wait_for_selector(f".next li:has-text('{numbers[6]}')")
    strokes(page, "Enter", "s", then=".now.serving")
    for language, key in (("English", "c"), ("Tiếng Việt", "v")):
        page.get_by_role("button", name=language).click()
        press(page, key, ".panel")
        audit(page)
        press(page, "Escape", ".next")
    press(page, "5", ".items .also")
    audit(page)


def test_a_desk_hears_of_time_that_passes(start_hall, open_page) -> None:
    """Five hours a minute: an idle desk is told after two minutes, and a service over twice the usual time says so."""
    hall = start_hall(options=("--clock-speed", "300"))
    give_passwords(hall)
    kiosk = Caller(hall).knock().be_device("kiosk", "kiosk-1")
    kiosk.post("/kiosk/tickets", {"key": new_key("touch"), "department": "y-te", "service": "y-te.khac"})
    page = sign_in(open_page(), hall, 22)
    page.wait_for_selector("[role=status]:has-text('Có 1 người đang chờ')")
    press(page, "Enter", ".now.called")
    assert page.locator("[role=status]").inner_text() == ""
    press(page, "s", ".now.serving")
    page.wait_for_selector(".usual.far:has-text('quá 2 lần thường lệ')")
    audit(page)
