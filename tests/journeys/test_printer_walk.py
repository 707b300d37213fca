"""A walk through all a printer can suffer: real agent, printer on a socket, the visitor's glass, the officer's strip.

Each trouble is told to the visitor and to staff in their own words, goes by itself when the printer is mended, and
leaves nobody with two papers of one number unless the second was asked for.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import zxingcpp
from browser import RunningHall, until
from doors import Caller
from glass import Glass
from PIL import Image, ImageChops

from hardware.opening import open_printer
from hardware.tcp_printer import FakePrinter
from hardware.virtual import MID_BYTES
from server.accounts import read_sample
from server.core.slip import Slip
from server.settings import SAMPLE_HALL

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.journey

LONG = os.environ.get("LUOT_LONG") == "1"
PORTRAIT = {"width": 1080, "height": 1920}
SLOW_BYTES_S, QUICK_BYTES_S = 2_000, 1_000_000  # a ticket has some 40,000
PRINTER = "Máy in ki-ốt"
TAKE_IT, NOTE_IT, DID_IT_COME = "Mời ông/bà lấy phiếu.", "ông/bà ghi lại số", "Phiếu đã in ra chưa?"
UNDER_WAY = "SELECT count(*) FROM print_jobs WHERE state IN ('queued', 'claimed')"
ENDS = ("printed", "failed", "unknown", "expired")
AGAIN = ".asked button >> text=In lại"


@dataclass(frozen=True)
class Trouble:
    """`band`: on the first screen; `line`: under the number; `staff`, `cure`: on the officer's strip; "": nothing."""

    fault: str
    band: str = ""
    line: str = TAKE_IT
    staff: str = ""
    cure: str = ""
    papers: int = 0  # that came by themselves
    mid: bool = False  # strikes in the middle of the ticket


OUT = ("Máy hết giấy in.", "hết giấy", "Thay cuộn giấy")
OFF = ("Máy in đang tạm dừng.", "chưa kết nối", "nguồn điện và dây cáp")
TROUBLES = [
    Trouble("near-end", "", TAKE_IT, "sắp hết giấy", "Chuẩn bị sẵn cuộn giấy mới", papers=1),
    Trouble("paper-out", OUT[0], NOTE_IT, *OUT[1:]),
    Trouble("cover", "Máy in đang mở nắp.", NOTE_IT, "đang mở nắp", "Đóng nắp"),
    Trouble("jam", OFF[0], NOTE_IT, "bị kẹt giấy", "gỡ giấy kẹt"),
    Trouble("cable", OFF[0], NOTE_IT, *OFF[1:]),
    Trouble("paper-out", OUT[0], NOTE_IT, *OUT[1:], mid=True),
    Trouble("hang-up", OFF[0], DID_IT_COME, *OFF[1:], mid=True),
    Trouble("half-close", OFF[0], DID_IT_COME, *OFF[1:], papers=1, mid=True),
    Trouble("stall", OFF[0], DID_IT_COME, "không phản hồi", "Tắt máy in 5 giây", mid=True),
]


@dataclass
class Walk:
    """One hall with its printer: kiosk 1 at work, kiosk 2 (the same printer) left on its first screen, an officer."""

    hall: RunningHall
    printer: FakePrinter
    desk: Caller
    front: Glass
    lobby: Glass
    folder: Path
    kept: list[Path] = field(default_factory=list)

    def band(self) -> str:
        return self.lobby.pass_time(2.1).page.evaluate("document.querySelector('.band')?.innerText ?? ''")

    def strip(self) -> str:
        """The officer's notices: each names its printer, what is wrong and the cure."""
        devices = self.desk.get("/desk/snapshot.json")["devices"]
        return " | ".join(f"{one['name']['vi']} {one['text']['vi']} {one['cure']['vi']}" for one in devices)

    def line(self) -> str:
        return self.front.page.locator(".paper").inner_text()

    def heard(self) -> str | None:
        """What the glass knows of the paper."""
        return self.front.page.locator(".paper").get_attribute("data-state")

    def take(self) -> Slip:
        self.front.tap(".offices .tile").wait("department").tap(".services .tile").wait("ticket")
        return self.slips(self.front.number())[0]

    def slips(self, number: str) -> list[Slip]:
        """What was asked of the printer for this number, oldest first."""
        rows = self.hall.rows(
            f"SELECT slip, reprint FROM print_jobs WHERE json_extract(slip, '$.number') = '{number}' ORDER BY id"
        )
        return [Slip.from_json(json.loads(slip) | {"reprint": bool(again)}) for slip, again in rows]

    def papers(self, slip: Slip) -> list[Image.Image]:
        """The papers whose QR opens this number's page. All that has come out is kept as pictures."""
        for paper in self.printer.papers[len(self.kept) :]:
            self.kept.append(self.folder / f"paper-{len(self.kept):02}.png")
            paper.save(self.kept[-1])
        codes = [zxingcpp.read_barcodes(paper.convert("L")) for paper in self.printer.papers]
        seen = zip(self.printer.papers, codes, strict=True)
        return [paper for paper, found in seen if slip.url in [code.text for code in found]]

    def well(self) -> None:
        until(lambda: not self.band() and not self.strip(), what="a printer that is well")

    def leave(self) -> None:
        self.front.tap("#actions .main").wait("home")


@pytest.fixture(scope="module")
def walk(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    folder = tmp_path_factory.mktemp("walk")
    with FakePrinter() as printer:
        printer.engine.slow_bytes_s = SLOW_BYTES_S
        plan = folder / "hall.toml"
        as_written = SAMPLE_HALL.read_text(encoding="utf-8")
        assert as_written.count('"virtual://"') == 1
        plan.write_text(as_written.replace('"virtual://"', f'"{printer.address}"'), encoding="utf-8")
        hall = RunningHall(folder / "data", agent=True, hall_file=plan).start()
        contexts = [chromium.new_context(viewport=PORTRAIT, has_touch=True) for _ in range(2)]
        try:
            front, lobby = (
                Glass(hall, context.new_page(), hall.token("kiosk", f"kiosk-{n}")).open()
                for n, context in enumerate(contexts, 1)
            )
            until(lambda: (hall.data / "sample-accounts.txt").exists(), what="the accounts")
            officer, password = next(iter(read_sample(hall.data).items()))
            yield Walk(hall, printer, Caller(hall).be_officer(officer, password, "1"), front, lobby, folder)
        finally:
            for context in contexts:
                context.close()
            hall.stop()


@pytest.fixture(autouse=True)
def mended(walk: Walk) -> Iterator[None]:
    walk.well()
    yield
    walk.printer.fault = None
    if walk.front.step() == "ticket":
        walk.leave()


def is_drawn_from(paper: Image.Image, slip: Slip) -> bool:
    """The very picture this slip makes on a printer that never knew trouble."""
    printer = open_printer("virtual://")
    printer.print_slip(slip)
    assert printer.virtual is not None
    expected = printer.virtual.take_papers()[0]
    return (
        paper.size == expected.size and not ImageChops.difference(paper.convert("L"), expected.convert("L")).getbbox()
    )


def see_what_came(walk: Walk, slip: Slip, by_itself: int, asked_for: int = 0) -> None:
    """So many papers of this number and no more; the ones asked for are marked."""
    papers, slips = walk.papers(slip), walk.slips(slip.number)
    assert len(papers) == by_itself + asked_for
    assert [one.reprint for one in slips] == [False] + [True] * asked_for
    for paper, printed in zip(papers[::-1], slips[::-1], strict=False):
        assert is_drawn_from(paper, printed), f"{slip.number} came out otherwise than it was drawn"
        if printed.reprint:
            assert not is_drawn_from(paper, replace(printed, reprint=False)), "a reprint must say IN LẠI"
    assert all(picture.stat().st_size for picture in walk.kept)


def named(one: Trouble) -> str:
    return one.fault + ("-mid" if one.mid else "")


def told(trouble: Trouble, band: str) -> bool:
    """The first screen says what is wrong, and that a number is to be had all the same."""
    return trouble.band in band and "vẫn lấy được số" in band if trouble.band else not band


@pytest.mark.parametrize("trouble", TROUBLES, ids=named)
def test_each_trouble_is_told_to_visitor_and_staff_and_gone_when_mended(walk: Walk, trouble: Trouble) -> None:
    if trouble.fault == "stall" and not LONG:
        pytest.skip("a stall takes 10 s to be known: LUOT_LONG=1")
    if trouble.mid:
        walk.printer.break_after(MID_BYTES, trouble.fault)
    else:
        walk.printer.fault = trouble.fault
        until(lambda: trouble.staff in walk.strip(), what="the officer's strip")
    slip = walk.take()
    until(lambda: trouble.line in walk.line(), what=f"'{trouble.line}' under the number (not '{walk.line()}')")
    until(lambda: all(one in walk.strip() for one in (PRINTER, trouble.staff, trouble.cure)), what="name, word, cure")
    until(lambda: told(trouble, walk.band()), what="the first screen")
    assert not walk.front.page.locator(AGAIN).count() or not trouble.band, "nothing to ask of a printer that is down"
    until(lambda: walk.hall.rows(UNDER_WAY) == [(0,)], what="the job's end")  # mended earlier, it would still print
    until(lambda: walk.heard() in ENDS, what="the job's end on the glass")  # what follows is the printer's own news

    walk.printer.fault = None
    if trouble.papers:
        walk.well()
        if trouble.line == DID_IT_COME:
            walk.front.tap(".asked button >> text=Đã có phiếu")
        see_what_came(walk, slip, trouble.papers)
    else:
        until(lambda: walk.front.page.locator(AGAIN).count(), what="the offer of a paper")
        see_what_came(walk, slip, 0)  # mended, and nothing bursts out by itself
        walk.front.tap(AGAIN)
        until(lambda: walk.line() == TAKE_IT, what="the paper that was asked for")
        see_what_came(walk, slip, 0, asked_for=1)
        walk.well()
    walk.leave()


def test_a_slow_printer_lets_the_visitor_note_the_number_and_the_paper_comes_once(walk: Walk) -> None:
    walk.printer.fault = "slow"
    slip = walk.take()
    walk.front.pass_time(7)
    until(lambda: walk.line().startswith("Phiếu in chậm. Số vẫn có hiệu lực"), what="a word on the slow slip")
    assert not walk.front.page.locator(".asked button").count(), "a paper under way is not asked for again"
    walk.printer.engine.slow_bytes_s = QUICK_BYTES_S
    until(lambda: walk.line() == TAKE_IT, what="the slow paper")
    assert walk.strip() == "", "slow is no trouble of staff's"
    see_what_came(walk, slip, 1)
    walk.leave()


def test_a_printer_that_tells_nothing_prints_and_the_visitor_is_asked_once(walk: Walk) -> None:
    walk.printer.fault = "mute"
    state = "SELECT state FROM printers"
    until(lambda: walk.hall.rows(state) == [("write-only",)], what="write-only")
    assert (walk.band(), walk.strip()) == ("", ""), "it prints: nobody is sent away"
    slip = walk.take()
    until(lambda: DID_IT_COME in walk.line(), what="the question")
    walk.front.tap(".asked button >> text=Đã có phiếu")
    see_what_came(walk, slip, 1)
    walk.leave()
    walk.printer.fault = None
    if LONG:  # a printer that never answers is asked again now and then only
        until(lambda: walk.hall.rows(state) == [("ready",)], 60, "the printer's own word")
