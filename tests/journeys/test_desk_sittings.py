"""One desk, one sitting: reload, second tab, a browser that dies, a sign-in elsewhere, and the call bar."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from at_desk import audit, give_passwords, press, shows, sign_in, story_of
from browser import RunningHall, until
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


def second_tab(hall: RunningHall, page: Page) -> Page:
    tab = page.context.new_page()
    tab.goto(f"{hall.url}/desk/")
    return tab


def test_a_second_tab_asks_and_the_older_one_only_watches_from_then_on(hall, touch, sit) -> None:
    page = sit(22)
    number = touch("y-te")
    press(page, "Enter", shows("called", number))
    tab = second_tab(hall, page)
    tab.wait_for_selector(".question:has-text('Quầy 22 đang mở ở cửa sổ khác từ 08:0')")
    audit(tab)
    press(tab, "s", ".question")  # it only watches
    press(page, "r", ".times:has-text('2')")  # and the first one works on
    press(tab, "m", ".buttons")
    page.wait_for_selector(".question:has-text('Tiếp tục ở đây')")
    before = story_of(hall, 22)
    press(page, "s", ".now.called")
    assert story_of(hall, 22) == before
    press(tab, "s", shows("serving", number))
    page.wait_for_selector(shows("serving", number))  # what it watches is the present state
    press(page, "m", ".buttons")
    tab.wait_for_selector(".question")


def test_a_reload_asks_nothing_and_the_clock_goes_on(hall, touch, sit) -> None:
    page = sit(23)
    number = touch("giao-duc")
    press(page, "Enter", shows("called", number))
    press(page, "s", shows("serving", number))
    for _ in range(2):
        page.reload()
        page.wait_for_selector(".now.serving:has-text('Đang phục vụ từ 08:0')")
        page.wait_for_selector(".buttons")
    press(page, "f", ".now.free")


def test_a_browser_that_died_is_followed_without_a_question(hall, touch, sit) -> None:
    page = sit(24)
    number = touch("cong-thuong")
    press(page, "Enter", shows("called", number))
    press(page, "s", shows("serving", number))
    page.context.close()  # its sockets are gone with it
    again = sit(24)
    again.wait_for_selector(shows("serving", number))
    again.wait_for_selector(".buttons")
    press(again, "f", ".now.free")


def test_a_sign_in_at_another_computer_takes_over_after_a_confirm(hall, touch, sit) -> None:
    page = sit(25)
    number = touch("van-hoa")
    press(page, "Enter", shows("called", number))
    elsewhere = sit(25)
    elsewhere.wait_for_selector(".question:has-text('cửa sổ khác')")
    press(elsewhere, "m", ".buttons")
    page.wait_for_selector("[role=alert]:has-text('Trang này chỉ để xem')")
    press(elsewhere, "s", shows("serving", number))


def test_a_doubled_tab_becomes_a_page_of_its_own(hall, sit) -> None:
    page = sit(26)
    page.wait_for_selector(".buttons")
    name = page.evaluate("sessionStorage.getItem('luot-page')")
    tab = page.context.new_page()
    tab.add_init_script(f"sessionStorage.getItem('luot-page') ?? sessionStorage.setItem('luot-page', '{name}')")
    tab.goto(f"{hall.url}/desk/")
    tab.wait_for_selector(".question:has-text('cửa sổ khác')")
    assert tab.evaluate("sessionStorage.getItem('luot-page')") != name
    assert page.locator(".buttons").count() == 1


def test_the_call_bar_is_the_same_sitting_at_its_size(hall, touch, sit) -> None:
    page = sit(27)
    first, second = touch("hai-quan"), touch("hai-quan")
    page.wait_for_selector(f".next li:has-text('{second}')")
    press(page, "j", ".panel")
    with page.context.expect_page() as opened:
        press(page, "1", ".next")
    bar = opened.value
    bar.wait_for_selector(".column .buttons")
    bar.set_viewport_size({"width": 344, "height": 440})
    bar.wait_for_selector(f".line:has-text('{first}'):has-text('2')")
    audit(bar)
    press(bar, "Enter", f".here:has-text('{first}')")
    page.wait_for_selector(shows("called", first))
    press(page, "s", shows("serving", first))
    bar.wait_for_selector(".column.serving")
    press(bar, "v", ".panel")
    audit(bar)
    press(bar, "Escape", ".buttons")
    page.reload()
    page.wait_for_selector(".buttons")  # its own bar lives: nothing to ask
    bar.set_viewport_size({"width": 1060, "height": 112})
    bar.wait_for_selector(".strip.serving .buttons")
    audit(bar)
    press(bar, "f", ".here:has-text('–')")
    press(bar, "Enter", f".here:has-text('{second}')")
    press(bar, "Enter", ".question")
    audit(bar)
    tab = second_tab(hall, page)
    tab.wait_for_selector(".question")
    press(tab, "m", ".buttons, .question")
    bar.wait_for_selector(".question:has-text('Tiếp tục ở đây')")
    until(lambda: page.evaluate("1") and page.locator(".elsewhere").count() == 1, what="the console")
