"""The visitor's phone in Chromium: every state in both languages, what it rings for, and being left without answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from browser import RunningHall, until
from test_display_screen import LONG, Morning, prepared

from display.phone import phone
from display.phone_facts import Facts
from server.core.naming import Name
from server.core.ticket import Leg, LegState
from server.settings import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PHONE = {"width": 390, "height": 844, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}
FIRST_LOAD_KB = 60
ALWAYS = ("/static/tokens.css", "/display/static/visitor.css", "/display/static/visitor.js",
          "/display/static/visitor-alert.js")  # fmt: skip
HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
OVERFLOWING = """() => [document.documentElement, ...document.querySelectorAll("body *:not([hidden])")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== "inline"
    && one.clientWidth > 0).map((one) => one.tagName + one.className + one.id)"""
S = LegState

# The longest names a hall file may hold and a real one does.
LONGEST = Name(
    "Ban Quản lý các khu công nghiệp và khu kinh tế, chi nhánh phía Nam, tỉnh Thái Nguyên",
    "Management Board of Industrial Parks and Economic Zones, Southern Branch, Thái Nguyên",
)
WORK = Name("Cấp giấy phép lao động, lĩnh vực việc làm", "Work permits and employment of foreign citizens")
DESKS = Name("Khu A, Khu B · Quầy 1, 2, 3, 4, 5, 12, 13, 14", "Area A, Area B · Desks 1, 2, 3, 4, 5, 12, 13, 14")
DESK = Name("Quầy 28", "Desk 28")


def leg(state: LegState) -> Leg:
    return Leg(1, 1, "AB1024", "2026-11-23", 1, "d", "s", None, "ordinary", 1, state, 0, 0, 0, 1, calls=1)


def facts(state: LegState, **more: object) -> Facts:
    return Facts(leg(state), LONGEST, WORK, where=DESKS, desk=DESK, open_desks=8, **more)  # type: ignore[arg-type]


STATES = {
    "far": facts(S.WAITING, ahead=124, minutes=(145, 210), may_leave=True),
    "soon": facts(S.WAITING, ahead=2, minutes=(0, 10), may_leave=True),
    "paused": Facts(leg(S.WAITING), LONGEST, WORK, where=DESKS, ahead=12, may_leave=True),
    "onward": facts(S.WAITING, ahead=40, minutes=(25, 50), came_from=LONGEST, later=(LONGEST, WORK), may_leave=True),
    "called": facts(S.CALLED),
    "serving": facts(S.SERVING, later=(LONGEST,)),
    "held": facts(S.HELD),
    "no-show": facts(S.NO_SHOW),
    "came-late": facts(S.NO_SHOW, may_come_back=True),
    "planned": facts(S.PLANNED, came_from=LONGEST, may_leave=True),
    "done": facts(S.DONE),
    "expired": facts(S.EXPIRED),
    "left": facts(S.LEFT),
}


@pytest.fixture(scope="module")
def morning(chromium: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Morning]:
    hall = prepared(RunningHall(tmp_path_factory.mktemp("phone") / "data")).start()
    yield Morning(hall)
    hall.kill()


class Visitor:
    """A phone before the page of a number just taken. `answers` replaces what the hall would say to its looks."""

    def __init__(self, morning: Morning, page: Page, query: str = "?lang=vi") -> None:
        self.morning, self.page = morning, page
        self.answers: list[dict | int] = []
        self.looks = 0
        page.on("request", lambda request: self._count(request.url))
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        self.number = morning.issue()
        ((secret,),) = morning.hall.rows(
            "SELECT l.secret FROM links l JOIN tickets t ON t.id = l.ticket ORDER BY t.id DESC LIMIT 1"
        )
        self.url = f"{morning.hall.url}/t/{secret}"
        page.route("**/t/*.json", self._answer)
        page.goto(self.url + query)

    def _count(self, url: str) -> None:
        self.looks += url.endswith(".json")

    def _answer(self, route) -> None:  # noqa: ANN001
        if not self.answers:
            return route.continue_()
        answer = self.answers[0]
        if isinstance(answer, int):
            return route.abort() if answer == 0 else route.fulfill(status=answer)
        return route.fulfill(status=200, json=answer, headers={"ETag": f'"{hash(json.dumps(answer))}"'})

    def told(self, answer: dict) -> Visitor:
        """Lets the page's clock run until it has looked and shows this; one that looks no more is opened anew."""
        self.answers = [answer]
        if self.page.locator("body").get_attribute("data-poll") == "0":
            self.page.reload()
        until(lambda: self.run(4) or self.text("text") in answer["text"].values(), what=str(answer["text"]))
        return self

    def run(self, seconds: float) -> None:
        self.page.clock.run_for(seconds * 1000)

    def text(self, part: str) -> str:
        return self.page.locator(f"#{part}").inner_text()


@pytest.fixture
def visitor(morning: Morning, open_page: Callable[..., Page]) -> Callable[..., Visitor]:
    def open_one(query: str = "?lang=vi", clock: bool = True) -> Visitor:
        page = open_page(**PHONE)
        if clock:
            page.clock.install()
        return Visitor(morning, page, query)

    return open_one


def rang(one: Visitor) -> list[str]:
    """What the page has rung for, where it was to be heard."""
    return [what for what, heard in one.page.evaluate("window.rang") if heard]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_in_every_state_nothing_is_cut_or_inaccessible_whatever_the_names(
    visitor: Callable[..., Visitor], language: str
) -> None:
    one = visitor(f"?lang={language}")
    for name, seen in STATES.items():
        one.told(phone(seen))
        page = one.page
        page.locator(".number").evaluate("(box) => { box.textContent = 'AB1024'; box.classList.add('long'); }")
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE.read_text(encoding="utf-8"))
        assert page.evaluate(OVERFLOWING) == [], name
        big = page.locator(".desk")
        assert big.is_visible() == (name in ("called", "serving")), name
        if language == "en" and name not in ("far", "came-late") and not LONG:
            continue  # the same page in the same colours
        found = page.evaluate("axe.run().then((told) => told.violations.map((one) => one.id + one.nodes[0].html))")
        assert not found, (name, found)


def test_the_first_load_is_small_and_all_of_it_is_the_halls_own(visitor: Callable[..., Visitor]) -> None:
    one = visitor(clock=False)
    page, bytes_of, addresses = one.page, {}, {}
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.clearBrowserCache")
    wire.on("Network.requestWillBeSent", lambda sent: addresses.update({sent["requestId"]: sent["request"]["url"]}))
    wire.on("Network.loadingFinished", lambda done: bytes_of.update({done["requestId"]: done["encodedDataLength"]}))
    page.goto(one.url)
    page.wait_for_function("() => document.fonts.status === 'loaded'")
    awaited = {one.url, *[f"{one.morning.hall.url}{path}" for path in ALWAYS]}
    until(lambda: page.wait_for_timeout(50) or awaited <= {addresses.get(id_) for id_ in bytes_of}, what="all of it")
    assert all(address.startswith(one.morning.hall.url) for address in addresses.values()), addresses
    kilobytes = sum(bytes_of.values()) / 1000
    assert kilobytes <= FIRST_LOAD_KB, f"{kilobytes:.1f} kB"
    print(f"first load {kilobytes:.1f} kB in {len(bytes_of)} answers")


def test_from_soon_to_the_desk_it_rings_once_each_and_a_recall_again(
    morning: Morning, visitor: Callable[..., Visitor]
) -> None:
    one = visitor()
    far = phone(facts(S.WAITING, ahead=9, minutes=(20, 35))) | {"number": one.number}
    one.answers = [far]
    until(lambda: one.run(1) or one.text("text") == "Đang chờ", what="far")
    one.page.get_by_role("button", name="Bật chuông báo").tap()
    until(lambda: one.run(1) or rang(one) == ["soon"], what="a sound to recognise")
    assert "Đã bật chuông báo" in one.text("on") and not one.page.locator("#ask").is_visible()
    one.answers = [far | {"soon": True, "text": {"vi": "Sắp", "en": "Soon"}}]
    until(lambda: one.run(1) or rang(one) == ["soon", "soon"], what="soon")
    one.answers = []  # from here on the hall itself
    number = morning.press(morning.an, "next")["current"]["number"]
    while number != one.number:  # those of other tests
        number = morning.press(morning.an, "next")["current"]["number"]
    until(lambda: one.run(1) or one.page.locator(".desk").inner_text() == "Quầy 1", what="the desk")
    assert one.page.title() == f"{number} · Quầy 1"
    assert rang(one) == ["soon", "soon", "called"]
    morning.press(morning.an, "recall")
    until(lambda: one.run(1) or rang(one) == ["soon", "soon", "called", "called"], what="the recall")
    morning.press(morning.an, "start")
    until(lambda: one.run(1) or one.text("text") == "Đang được phục vụ", what="served")
    one.page.reload()
    assert one.page.evaluate("window.rang") == [], "what was rung for is not rung for again"


def test_without_a_wake_lock_nothing_is_promised_about_the_screen(
    morning: Morning, open_page: Callable[..., Page]
) -> None:
    """Over plain HTTP there is none."""
    page = open_page(**PHONE)
    page.add_init_script("delete Navigator.prototype.wakeLock")
    one = Visitor(morning, page)
    page.locator("#ask").tap()
    until(lambda: one.text("on") == "Đã bật chuông báo. Mời ông/bà giữ trang này mở và màn hình sáng.", what="honest")


def test_leaving_asks_once_more_and_ends_the_page(morning: Morning, visitor: Callable[..., Visitor]) -> None:
    one = visitor(clock=False)
    one.page.get_by_text("Rời hàng chờ", exact=True).tap()
    one.page.get_by_role("button", name="Vâng, tôi rời hàng chờ").tap()
    until(lambda: one.text("text") == "Ông/bà đã rời hàng chờ", what="left")
    assert not one.page.locator("#leave").is_visible() and not one.page.locator("#alert").is_visible()
    state = f"SELECT state FROM legs WHERE number = '{one.number}'"
    assert morning.hall.rows(state) == [("left",)]


def test_who_missed_the_call_comes_back_and_a_lost_reply_is_pressed_again(
    morning: Morning, visitor: Callable[..., Visitor]
) -> None:
    one = visitor(clock=False)
    number = ""
    while number != one.number:
        number = morning.press(morning.binh, "next")["current"]["number"]
    morning.press(morning.binh, "no-show")
    one.page.reload()
    button = one.page.get_by_role("button", name="Tôi đã có mặt, chờ tiếp")
    lost: list[str] = []

    def lose(route) -> None:  # noqa: ANN001
        lost.append(route.fetch().text())  # the hall has done it; its answer never arrives
        route.abort()

    one.page.route("**/come-back?*", lose, times=1)
    one.answers = [503]  # and no look tells in between
    button.tap()
    until(lambda: one.text("refused") == "Chưa gửi được. Mời ông/bà bấm lại.", what="not sent")
    assert '"state":"waiting"' in lost[0]
    button.tap()
    until(lambda: one.text("text") == "Sắp đến lượt ông/bà", what="waiting again")
    assert not one.page.locator("#refused").is_visible()
    returns = "SELECT count(*) FROM journal WHERE kind = 'late-return'"
    assert morning.hall.rows(returns) == [(1,)]


def test_without_answer_it_asks_less_and_less_and_says_that_it_may_be_old(visitor: Callable[..., Visitor]) -> None:
    one = visitor()
    one.told(phone(facts(S.WAITING, ahead=2)))
    one.answers, before = [0], one.looks
    one.run(4)
    assert not one.page.locator("#lost").is_visible(), "one lost answer is nothing yet"
    until(lambda: one.run(4) or one.page.locator("#lost").is_visible(), what="the notice")
    for _ in range(30):
        one.run(4)
    assert one.looks - before <= 10, "3, 6, 12, 24, 48, 60 seconds"
    one.told(phone(facts(S.WAITING, ahead=1)) | {"text": {"vi": "Lại đây", "en": "Back"}})
    assert not one.page.locator("#lost").is_visible()


def test_a_busy_hall_is_given_the_time_it_asks_for(visitor: Callable[..., Visitor]) -> None:
    one = visitor()
    one.told(phone(facts(S.WAITING, ahead=2)))
    one.page.route("**/t/*.json", lambda route: route.fulfill(status=429, headers={"Retry-After": "90"}))
    seen = one.looks
    until(lambda: one.run(2) or one.looks > seen, what="a look")
    seen = one.looks
    for _ in range(18):
        one.run(4)
    assert one.looks == seen, "72 of 90 seconds (76 at the least)"
    until(lambda: one.run(4) or one.looks > seen, what="the next look")


def test_a_page_nobody_sees_looks_once_a_minute_and_at_once_when_seen(visitor: Callable[..., Visitor]) -> None:
    one = visitor()
    one.told(phone(facts(S.WAITING, ahead=2)))
    one.page.evaluate(HIDE, True)
    seen = one.looks
    for _ in range(12):
        one.run(4)
    assert one.looks == seen
    one.page.evaluate(HIDE, False)
    until(lambda: one.run(0.01) or one.looks == seen + 1, what="a look at once")


def test_when_its_day_is_over_the_page_says_so_by_itself(visitor: Callable[..., Visitor]) -> None:
    one = visitor()
    over = {"status": 410, "content_type": "text/html", "body": "<h1>Qua</h1>"}
    one.page.route(one.url + "*", lambda route: route.fulfill(**over))
    one.answers = [410]
    until(lambda: one.run(2) or one.page.locator("h1").inner_text() == "Qua", what="the server's own words")
