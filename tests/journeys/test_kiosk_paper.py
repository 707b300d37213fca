"""The paper seen from the glass: each state of a real printer told and mended, and numbers nobody saw not called."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from browser import RunningHall, until
from glass import Glass

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey

PORTRAIT = (1080, 1920)
FAILED = {"vi": "Phiếu chưa in được. Số vẫn có hiệu lực.", "en": "Not printed."}
DOUBT = {"vi": "Phiếu đã in ra chưa?", "en": "Did your slip come out?"}


@pytest.fixture(scope="module")
def printing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    """A hall with its print agent and the virtual printer."""
    one = RunningHall(tmp_path_factory.mktemp("paper") / "data", agent=True).start()
    yield one
    one.stop()


@pytest.fixture
def kiosk(printing: RunningHall, open_page: Callable[..., Page]) -> Callable[..., Glass]:
    def stand_before(name: str = "kiosk-1") -> Glass:
        return Glass(printing, open_page(*PORTRAIT, has_touch=True), printing.token("kiosk", name)).open()

    return stand_before


@pytest.fixture
def fault(printing: RunningHall, open_page: Callable[..., Page]) -> Iterator[Callable[[str | None], None]]:
    """Breaks or mends the virtual printer, as a tester at the paper screen does."""
    page = printing.pair(open_page(), "paper", "thu-giay")

    def set_to(what: str | None) -> None:
        done = page.evaluate(
            """(fault) => fetch("/paper/printers/kiosk-1/fault", { method: "POST", body: JSON.stringify({ fault }),
              headers: { "Content-Type": "application/json",
                "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content } })
              .then((reply) => reply.status)""",
            what,
        )
        assert done in (200, 204), done

    yield set_to
    set_to(None)


def band(glass: Glass) -> str:
    glass.pass_time(2.1)
    return " ".join(glass.page.locator(".band").all_inner_texts())  # in one look: it may go between two


def take(glass: Glass) -> Glass:
    return glass.tap(".offices .tile").wait("department").tap(".services .tile").wait("ticket")


def test_each_fault_is_told_on_the_first_screen_and_gone_when_the_printer_is_mended(
    kiosk: Callable[..., Glass], fault: Callable[[str | None], None]
) -> None:
    glass = kiosk()
    until(lambda: band(glass) == "", what="a ready printer")
    said = {"paper-out": "Máy hết giấy in.", "cover": "Máy in đang mở nắp.", "cable": "Máy in đang tạm dừng."}
    for what, words in said.items():
        fault(what)
        until(lambda words=words: words in band(glass), what=f"a word of {what}")
        assert "vẫn lấy được số" in band(glass)
        glass.settle().check()
    fault(None)
    until(lambda: band(glass) == "", what="a mended printer")


def test_paper_comes_and_the_screen_says_take_it(kiosk: Callable[..., Glass]) -> None:
    glass = kiosk()
    until(lambda: band(glass) == "", what="a ready printer")
    take(glass)
    until(lambda: glass.pass_time(1).page.locator(".paper[data-state=printed]").count(), what="the paper")
    assert glass.page.locator(".paper").inner_text() == "Mời ông/bà lấy phiếu."


def test_a_lost_paper_may_be_asked_for_again_once_the_printer_is_ready(kiosk: Callable[..., Glass]) -> None:
    glass = kiosk()
    until(lambda: band(glass) == "", what="a ready printer")
    glass.page.route("**/kiosk/jobs/*", lambda route: route.fulfill(json={"id": 1, "state": "failed", "text": FAILED}))
    take(glass).pass_time(2).wait_for(".paper[data-state=failed]").check()
    glass.page.unroute("**/kiosk/jobs/*")
    first = glass.hall.rows("SELECT max(id) FROM print_jobs")[0][0]
    until(lambda: glass.hall.rows(f"SELECT state FROM print_jobs WHERE id = {first}") == [("printed",)], what="printed")
    glass.tap(".asked button")
    again = "SELECT count(*) FROM print_jobs WHERE id > {first} AND state = 'printed' AND reprint = 1"
    until(lambda: glass.pass_time(1) and glass.hall.rows(again.format(first=first))[0][0] == 1, what="IN LẠI")


def test_while_no_printer_prints_the_visitor_is_told_to_note_the_number(
    kiosk: Callable[..., Glass], fault: Callable[[str | None], None]
) -> None:
    glass = kiosk()
    fault("cover")
    until(lambda: "nắp" in band(glass), what="a word of the cover")
    glass.page.route("**/kiosk/jobs/*", lambda route: route.fulfill(json={"id": 1, "state": "queued"}))
    take(glass).pass_time(1).wait_for(".paper[data-state=queued]")
    assert glass.page.locator(".paper").inner_text().startswith("Hiện chưa in được phiếu. Mời ông/bà ghi lại số")
    glass.settle().check()


def test_in_doubt_the_visitor_is_asked_whether_the_paper_came(kiosk: Callable[..., Glass]) -> None:
    glass = kiosk()
    until(lambda: band(glass) == "", what="a ready printer")
    glass.page.route("**/kiosk/jobs/*", lambda route: route.fulfill(json={"id": 1, "state": "unknown", "text": DOUBT}))
    take(glass).pass_time(2).wait_for(".paper[data-state=unknown]").settle().check()
    assert glass.page.locator(".asked button").all_inner_texts() == ["Đã có phiếu", "In lại"]
    glass.tap(".asked button")
    assert glass.page.locator(".asked button").count() == 0
    glass.pass_time(16).wait("home")


def test_a_number_that_was_never_painted_is_not_called(printing: RunningHall, open_page: Callable[..., Page]) -> None:
    glass = Glass(printing, open_page(*PORTRAIT, has_touch=True), printing.token("kiosk", "khong-giay")).open()
    number: list[str] = []

    def die(route: object) -> None:
        number.append(route.fetch().json()["number"])  # type: ignore[attr-defined]
        route.abort()  # type: ignore[attr-defined]

    glass.page.route("**/kiosk/tickets", die)
    glass.tap(".offices .tile >> nth=4").wait("department").tap(".services .tile")
    until(lambda: glass.step() and number, what="a number on its way")
    glass.page.close()
    aside = "SELECT t.number FROM set_aside JOIN tickets t ON t.id = set_aside.ticket"
    assert printing.rows(aside) == [(number[0],)]
    other = Glass(printing, open_page(*PORTRAIT, has_touch=True), printing.token("kiosk", "khong-giay-2")).open()
    other.tap(".offices .tile >> nth=4").wait("department").tap(".services .tile").wait("ticket")
    until(lambda: other.pass_time(0.1) and printing.rows(aside) == [(number[0],)], what="the other one shown")
