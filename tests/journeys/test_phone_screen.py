"""The visitor's phone in Chromium: every state in both languages, what it rings for, and being left without answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from browser import RunningHall, until
from test_display_screen import Morning, prepared

from display.phone import Facts, phone
from server.core.naming import Name
from server.core.ticket import Leg, LegState
from server.settings import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PHONE = {"width": 390, "height": 844, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}
FIRST_LOAD_KB = 60
S = LegState

# The longest names a hall file may hold and a real one does.
LONG = Name(
    "Ban Quản lý các khu công nghiệp và khu kinh tế, chi nhánh phía Nam, tỉnh Thái Nguyên",
    "Management Board of Industrial Parks and Economic Zones, Southern Branch, Thái Nguyên",
)
WORK = Name("Cấp giấy phép lao động, lĩnh vực việc làm", "Work permits and employment of foreign citizens")
DESKS = Name("Khu A, Khu B · Quầy 1, 2, 3, 4, 5, 12, 13, 14", "Area A, Area B · Desks 1, 2, 3, 4, 5, 12, 13, 14")
DESK = Name("Quầy 28", "Desk 28")


def leg(state: LegState) -> Leg:
    return Leg(1, 1, "AB1024", "2026-11-23", 1, "d", "s", None, "ordinary", 1, state, 0, 0, 0, 1, calls=1)


def facts(state: LegState, **more: object) -> Facts:
    return Facts(leg(state), LONG, WORK, where=DESKS, desk=DESK, open_desks=8, **more)  # type: ignore[arg-type]


STATES = {
    "far": facts(S.WAITING, ahead=124, minutes=(145, 210), may_leave=True),
    "soon": facts(S.WAITING, ahead=2, minutes=(0, 10), may_leave=True),
    "paused": Facts(leg(S.WAITING), LONG, WORK, where=DESKS, ahead=12, may_leave=True),
    "transferred": facts(S.WAITING, ahead=40, minutes=(25, 50), came_from=LONG, later=(LONG, WORK), may_leave=True),
    "called": facts(S.CALLED),
    "serving": facts(S.SERVING, later=(LONG,)),
    "held": facts(S.HELD),
    "no-show": facts(S.NO_SHOW),
    "came-late": facts(S.NO_SHOW, may_come_back=True),
    "planned": facts(S.PLANNED, came_from=LONG, may_leave=True),
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


@pytest.mark.parametrize("language", ["vi", "en"])
def test_in_every_state_nothing_is_cut_or_inaccessible_whatever_the_names(
    visitor: Callable[..., Visitor], language: str
) -> None:
    one = visitor(f"?lang={language}")
    one.page.locator(".number").evaluate("(box) => { box.textContent = 'AB1024'; box.classList.add('long'); }")
    one.page.evaluate(AXE.read_text(encoding="utf-8"))
    for name, seen in STATES.items():
        one.told(phone(seen))
        page = one.page
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name
        assert page.locator(".number").evaluate("(box) => box.scrollWidth <= box.clientWidth"), name
        shown = page.locator(".desk:visible").inner_text() if seen.desk and name in ("called", "serving") else None
        assert shown in (None, "Quầy 28", "Desk 28")
        found = page.evaluate("axe.run().then((told) => told.violations.map((one) => one.id + one.nodes[0].html))")
        assert not found, (name, found)
