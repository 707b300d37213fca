"""The officer's console in a browser: a working day by keyboard, and what goes wrong in one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from at_desk import assert_fits, audit, give_passwords, press, rest, seconds, shows, sign_in, story_of
from browser import RunningHall, until
from doors import Caller, new_key

if TYPE_CHECKING:
    from playwright.sync_api import APIResponse, Page, Request, Route

pytestmark = pytest.mark.journey
DEEDS = "**/desk/deeds/*"


@pytest.fixture(scope="module")
def touch(hall: RunningHall) -> Callable[..., str]:
    """A visitor at a kiosk; the number: touch("y-te")."""
    kiosk = Caller(hall).knock().be_device("kiosk", "kiosk-1")

    def one(department: str, priority: bool = False) -> str:
        asked = {"key": new_key("touch"), "department": department, "service": f"{department}.khac"}
        return kiosk.post("/kiosk/tickets", asked | {"priority": priority})[1]["number"]

    return one


@pytest.fixture(scope="module")
def password(hall: RunningHall) -> str:
    return give_passwords(hall)


@pytest.fixture
def sit(hall: RunningHall, password: str, open_page: Callable[..., Page]) -> Callable[[int], Page]:
    """An officer signs in and opens the desk of their own: sit(22)."""
    return lambda desk: sign_in(open_page(), hall, desk, password)


def test_a_whole_session_by_keyboard_alone(hall, touch, sit) -> None:
    page = sit(22)
    press(page, "Enter", "[role=status]:has-text('Hiện không còn ai chờ.')")
    first, second, third = (touch("y-te") for _ in range(3))
    page.wait_for_selector(f".next li:has-text('{third}')")
    assert page.locator("[role=status]").inner_text() == ""  # "nobody is waiting" went with the first ticket
    press(page, "Enter", shows("called", first))
    press(page, "r", ".times:has-text('2')")
    press(page, "s", shows("serving", first))
    until(lambda: seconds(page) >= 1, what="the timer")
    page.reload()
    page.wait_for_selector(shows("serving", first))
    assert seconds(page) >= 1  # the timer is the hall's, not the page's
    press(page, "f", ".now.free")
    press(page, "Enter", shows("called", second))
    press(page, "Enter", f".question:has-text('Số {second} đã đến quầy chưa?')")
    press(page, "Escape", ".buttons")
    press(page, "Enter", ".question")
    press(page, "Enter", shows("called", third))
    press(page, "-", ".now.free")
    press(page, "z", shows("called", third))
    press(page, "s", shows("serving", third))
    press(page, "Enter", ".now.free")
    assert story_of(hall, 22) == [
        "desk-opened", "called", "recalled", "started", "finished", "called", "started", "finished", "called",
        "no-show", "undone", "started", "finished",
    ]  # fmt: skip
    assert page.locator(".day dd").all_inner_texts()[:2] == ["3", "0"]


def test_a_priority_number_in_the_list_says_so_once(touch, sit) -> None:
    page = sit(26)
    alone = touch("khoa-hoc-cong-nghe", priority=True)
    page.wait_for_selector(f".coming:has-text('{alone}')")
    assert page.locator(".coming").inner_text().count("Ưu tiên") == 1  # its place says "waits longest"
    press(page, "Enter", shows("called", alone))
    press(page, "s", shows("serving", alone))
    ordinary, before = touch("khoa-hoc-cong-nghe"), touch("khoa-hoc-cong-nghe", priority=True)
    page.wait_for_selector(f".next li:has-text('{ordinary}') ~ li, .next li:has-text('{before}') ~ li")
    press(page, "f", f".coming:has-text('{before}')")
    told = page.locator(".next li, .coming").all_inner_texts()
    assert [one.count("Ưu tiên") for one in told if before in one] == [1, 1], told  # its place says it is priority


def test_a_key_held_down_and_a_double_tap_are_one_press(hall, touch, sit) -> None:
    page = sit(23)
    numbers = [touch("giao-duc") for _ in range(3)]
    page.wait_for_selector(f".next li:has-text('{numbers[2]}')")
    for _ in range(12):
        page.keyboard.down("Enter")  # the browser marks all but the first as repeats
        page.wait_for_timeout(60)
    page.keyboard.up("Enter")
    page.wait_for_selector(shows("called", numbers[0]))
    rest(page)
    page.locator("[data-deed=start]").dblclick()
    page.wait_for_selector(shows("serving", numbers[0]))
    rest(page)
    page.locator("[data-deed=next]").dblclick()
    page.wait_for_selector(shows("called", numbers[1]))
    rest(page)
    assert page.locator(".question").count() == 0
    assert story_of(hall, 23) == ["desk-opened", "called", "started", "finished", "called"]


def test_a_lost_reply_is_asked_for_again_under_the_same_key(hall, touch, sit) -> None:
    page = sit(24)
    numbers = [touch("cong-thuong") for _ in range(2)]
    page.wait_for_selector(f".next li:has-text('{numbers[1]}')")
    sent: list[dict] = []
    held: list[Route] = []  # the third try, under way until the officer has been seen to wait

    def lose(route: Route, request: Request) -> None:
        """The first meets a failing server, the second is done but its reply is lost."""
        sent.append(json.loads(request.post_data))
        if len(sent) == 1:
            route.fulfill(status=503, body="{}")
        elif len(sent) == 2:
            route.fetch()
            route.abort()
        else:
            held.append(route)

    page.route(DEEDS, lose)
    page.keyboard.press("Enter")
    until(lambda: page.evaluate("1") and held, what="the third try")
    page.wait_for_selector("[role=status]:has-text('đang gửi lại')")
    assert page.locator("[data-deed=next]").get_attribute("aria-disabled") == "true"
    page.keyboard.press("Enter")  # locked until answered
    held[0].continue_()
    until(lambda: page.locator(".buttons[aria-busy=false]").count() == 1, what="the answer")
    page.wait_for_selector(shows("called", numbers[0]))
    assert len(sent) == 3 and len({one["key"] for one in sent}) == 1
    assert page.locator("[role=status]").inner_text() == ""
    assert story_of(hall, 24) == ["desk-opened", "called"]


def test_who_is_taken_over_watches_and_presses_nothing(hall, touch, sit, password) -> None:
    page = sit(27)
    number = touch("hai-quan")
    press(page, "Enter", shows("called", number))
    other = Caller(hall).be_officer("quay26", password, "26")
    other.post("/desk/choose", {"desk": "27", "takeover": True})
    page.wait_for_selector("[role=alert]:has-text('Cán bộ quầy 26 phụ trách')")
    before = story_of(hall, 27)
    press(page, "s", "[data-deed=start][aria-disabled=true]")
    assert page.locator("[data-deed][aria-disabled=true]").count() == 8
    assert story_of(hall, 27) == before
    page.locator(".notices a").click()
    page.wait_for_selector(".desk.held:has-text('Cán bộ quầy 26')")


def test_a_stale_screen_shows_the_present_state_and_says_so(hall, touch, sit) -> None:
    page = sit(25)
    number = touch("van-hoa")
    page.wait_for_selector(f".next li:has-text('{number}')")

    def late(route: Route, request: Request) -> None:
        body = json.loads(request.post_data)
        route.continue_(post_data=json.dumps(body | {"version": body["version"] - 1}))

    page.route(DEEDS, late)
    press(page, "Enter", "[role=alert]:has-text('Màn hình đã cũ')")
    assert page.locator("[data-deed=next]").get_attribute("aria-disabled") == "false"
    page.unroute(DEEDS)
    press(page, "Enter", shows("called", number))


def test_an_old_picture_that_comes_late_changes_nothing(hall, touch, sit) -> None:
    page = sit(21)
    late: list[tuple[Route, APIResponse]] = []
    page.route("**/desk/snapshot.json", lambda route: late.append((route, route.fetch())))
    number = touch("bao-hiem-xa-hoi")  # the console hears of it and asks; the answer stays on its way
    until(lambda: page.evaluate("1") and late, what="the console's question")
    press(page, "Enter", shows("called", number))
    route, old = late[0]
    assert old.json()["current"] is None
    route.fulfill(response=old)
    page.wait_for_timeout(300)
    assert page.locator(shows("called", number)).count() == 1


def test_a_lost_hint_is_noticed_by_the_next_one_whomever_that_one_concerns(hall, touch, open_page, password) -> None:
    page, greeted, losing, lost = open_page(), [], [], []

    def wire(route) -> None:
        server = route.connect_to_server()

        def pass_on(message) -> None:
            greeted.extend(["hello"] if str(message).startswith('42["hello"') else [])
            entry = isinstance(message, str) and message.startswith('42["entry"')
            lost.append(message) if entry and losing else route.send(message)

        server.on_message(pass_on)

    page.route_web_socket("**/socket.io/**", wire)
    sign_in(page, hall, 22, password)
    until(lambda: page.evaluate("1") and greeted, what="the console's line to the hall")
    losing.append("the next hint")
    number = touch("y-te")
    until(lambda: page.evaluate("1") and lost, what="a lost hint")
    losing.clear()
    touch("hai-quan")  # no business of this desk
    page.wait_for_selector(f".next li:has-text('{number}')")


def test_a_press_into_a_server_that_has_just_died_counts_once(start_hall, open_page) -> None:
    hall = start_hall()
    kiosk = Caller(hall).knock().be_device("kiosk", "kiosk-1")
    for _ in range(2):
        kiosk.post("/kiosk/tickets", {"key": new_key("touch"), "department": "y-te", "service": "y-te.khac"})
    page = sign_in(open_page(), hall, 22, give_passwords(hall))
    page.wait_for_selector(".total b:has-text('2')")
    hall.kill()
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=status]:has-text('đang gửi lại')")
    hall.start()
    page.wait_for_selector(".now.called")
    until(lambda: page.evaluate("1") and page.locator(".total b").inner_text() == "1", what="the line")
    press(page, "s", ".now.serving")
    assert story_of(hall, 22) == ["desk-opened", "called", "started"]


def test_nothing_scrolls_and_nothing_is_inaccessible(hall, touch, sit) -> None:
    page = sit(28)
    for place in range(14):
        touch("thanh-tra" if place % 2 else "khu-cong-nghiep", priority=place == 5)
    page.wait_for_selector(".total b:has-text('14')")
    audit(page)
    press(page, "Enter", ".now.called")
    for language in ("English", "Tiếng Việt"):
        page.get_by_role("button", name=language).click()
        audit(page)
    press(page, "Enter", ".question")
    audit(page)
    page.set_viewport_size({"width": 1366, "height": 620})  # a browser with its bars on such a screen
    assert_fits(page)
    page.set_viewport_size({"width": 1366, "height": 768})
    press(page, "s", ".now.serving")
    audit(page)
