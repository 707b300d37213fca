"""The paper as a printer would make it out of the bytes."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageChops

from hardware.escpos_reader import EscPosReader
from hardware.lettering import face, wrap
from hardware.paper import DOTS_WIDE, draw
from hardware.raster import calm, to_escpos
from server.core.slip import Slip

SLIP = Slip(
    centre="Trung tâm Phục vụ hành chính công tỉnh Thái Nguyên",
    number="A012",
    department="Sở Tư pháp",
    service="Hộ tịch, chứng thực",
    where="Quầy 3, 4",
    ahead=5,
    issued="23/11/2026 08:41",
    url="http://192.168.1.10:8000/t/k3JmQ0aVx2Yp7LrTuW9s4A",
)
LONG = ("Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất " * 20)[:1094]
DOTS_PER_POINT = 203 / 72
CAPITAL = 0.714  # height of Noto Sans capitals and digits, of the type size

both_widths = pytest.mark.parametrize("width_mm", [80, 58])


def redraw(data: bytes, width_mm: int) -> tuple[Image.Image, EscPosReader]:
    reader = EscPosReader(DOTS_WIDE[width_mm])
    papers = [met for start in range(0, len(data), 977) for met in reader.feed(data[start : start + 977])]
    assert len(papers) == 1
    assert isinstance(papers[0], Image.Image)
    return papers[0], reader


def differing_dots(one: Image.Image, other: Image.Image) -> int:
    return sum(byte.bit_count() for byte in ImageChops.logical_xor(one, other).tobytes())


def bands(picture: Image.Image) -> list[int]:
    """Heights of the stretches of rows that carry ink, from top to bottom."""
    across = picture.width // 8
    inked = [any(byte != 0xFF for byte in row) for row in zip(*[iter(picture.tobytes())] * across, strict=True)]
    heights, run = [], 0
    for ink in [*inked, False]:
        if ink:
            run += 1
        elif run:
            heights.append(run)
            run = 0
    return heights


@both_widths
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_redrawn_paper_is_the_drawn_slip_and_its_qr_reads_back(width_mm: int, language: str) -> None:
    drawn = draw(replace(SLIP, language=language), width_mm)
    paper, reader = redraw(to_escpos(drawn), width_mm)
    assert reader.unknown == []
    assert paper.width == DOTS_WIDE[width_mm]
    assert differing_dots(paper.crop((0, 0, *drawn.size)), drawn) <= 4  # the dots that calm real-time commands
    assert paper.height > drawn.height  # fed past the cutter before the cut
    assert [found.text for found in zxingcpp.read_barcodes(paper.convert("L"))] == [SLIP.url]


KEPT = Path(__file__).parent / "papers"
FULL = replace(SLIP, minutes=(20, 35), code="1.014129")
SAMPLES = {
    "vi": FULL,
    "vi-reprint": replace(FULL, reprint=True, priority=True, ahead=0, minutes=(0, 10)),
    "en": replace(
        FULL,
        language="en",
        centre="Thai Nguyen Provincial Public Administrative Service Centre",
        department="Department of Justice",
        service="Civil status, certification",
        where="Desks 3, 4",
    ),
}


@both_widths
@pytest.mark.parametrize("name", SAMPLES)
def test_the_paper_is_the_one_that_was_looked_at_and_kept(name: str, width_mm: int, tmp_path: Path) -> None:
    """After a change on purpose: look at the new paper, then put it in the place of the kept one."""
    paper, _ = redraw(to_escpos(draw(SAMPLES[name], width_mm)), width_mm)
    now, kept = tmp_path / f"{name}-{width_mm}.png", KEPT / f"{name}-{width_mm}.png"
    paper.save(now, optimize=True)
    with Image.open(kept) as before:
        assert before.size == paper.size, f"look at {now}"
        assert differing_dots(before, paper) <= 20, f"look at {now}"


@both_widths
def test_the_longest_names_are_clipped_and_the_slip_stays_whole(width_mm: int) -> None:
    slip = replace(SLIP, department=LONG, service=LONG, centre=LONG, where=LONG, code="1.013980", number="AA1012")
    drawn = draw(replace(slip, priority=True, reprint=True), width_mm)
    assert drawn.height / 8 < 220  # mm
    paper, _ = redraw(to_escpos(drawn), width_mm)
    assert [found.text for found in zxingcpp.read_barcodes(paper.convert("L"))] == [SLIP.url]


@both_widths
@pytest.mark.parametrize("name", ["W" * 1094, "", "   ", "ế" * 1094, "a\ud800b", "𝔘 中 ﷽"])
def test_no_name_breaks_the_drawing(width_mm: int, name: str) -> None:
    drawn = draw(replace(SLIP, centre=name, department=name, service=name, where=name, number=name[:20]), width_mm)
    assert drawn.size[0] == DOTS_WIDE[width_mm]


@both_widths
def test_nothing_is_drawn_beyond_the_margins(width_mm: int) -> None:
    slip = replace(SLIP, service=LONG, department="W" * 400, number="WW99999", priority=True)
    left, _, right, _ = draw(slip, width_mm).convert("L").point(lambda dot: 255 - dot).getbbox()
    assert left >= 4
    assert right <= DOTS_WIDE[width_mm] - 4


@both_widths
@pytest.mark.parametrize("number", ["A012", "AA1012"])
def test_type_is_large_enough_on_the_paper_itself(width_mm: int, number: str) -> None:
    slip = replace(SLIP, url="", language="en", code="1.01", number=number, department="HELD", service="HELD", where="")
    heights = [height for height in bands(draw(slip, width_mm)) if height > 2]  # rules are two dots
    assert min(heights) >= int(10 * DOTS_PER_POINT * CAPITAL)
    assert max(heights) >= int(40 * DOTS_PER_POINT * CAPITAL)
    assert max(heights) >= 2 * sorted(heights)[-2]  # the number is the hero


@both_widths
def test_control_bytes_in_a_name_never_reach_the_printer(width_mm: int) -> None:
    evil = "\x1b@\x1dV\x00\x10\x04\x01\x1bp0\x9b\x7f"
    slip = replace(SLIP, centre="Trung tâm", service=f"Hộ{evil}tịch", where=f"Quầy{evil} 3")
    _, clean = redraw(to_escpos(draw(SLIP, width_mm)), width_mm)
    _, tried = redraw(to_escpos(draw(slip, width_mm)), width_mm)
    assert set(tried.commands) == set(clean.commands) == {b"\x1b@", b"\x1dP", b"\x1bJ", b"\x1dv", b"\x1bd", b"\x1dV"}
    assert tried.commands.count(b"\x1dV") == 1


@pytest.mark.parametrize("command", [b"\x10\x04\x01", b"\x10\x05\x02", b"\x10\x14\x08"])
@pytest.mark.parametrize("feed_blank", [True, False])
def test_picture_data_never_reads_as_a_real_time_command(command: bytes, feed_blank: bool) -> None:
    ink = (b"\x00" * 100 + command) * 40 + (b"\x00" * 102 + command[:1] + command[1:2] + b"\x01" * 102) * 9
    picture = Image.frombytes("1", (8 * 103, len(ink) // 103), bytes(byte ^ 0xFF for byte in ink))
    assert command[:2] in ink
    assert command[:2] not in calm(ink)
    assert command[:2] not in to_escpos(picture, feed_blank)


@both_widths
def test_white_is_fed_not_sent_and_no_band_is_more_than_a_small_printer_holds(width_mm: int) -> None:
    drawn = draw(SLIP, width_mm)
    fed, sent = to_escpos(drawn), to_escpos(drawn, feed_blank=False)
    assert len(fed) < 0.65 * drawn.width // 8 * drawn.height
    paper, reader = redraw(fed, width_mm)
    assert differing_dots(paper, redraw(sent, width_mm)[0]) <= 4
    assert b"\x1bJ" in reader.commands
    sizes = [len(data) for data in raster_bands(fed) + raster_bands(sent)]
    assert max(sizes) <= 4096  # what the smallest network printers hold
    assert not [data for data in raster_bands(fed) if not any(data)]


def raster_bands(data: bytes) -> list[bytes]:
    found, at = [], 0
    while (at := data.find(b"\x1dv0\x00", at)) >= 0:
        size = (data[at + 4] + 256 * data[at + 5]) * (data[at + 6] + 256 * data[at + 7])
        found.append(data[at + 8 : at + 8 + size])
        at += 8 + size
    return found


@pytest.mark.parametrize("feed_blank", [True, False])
def test_a_picture_without_any_ink_is_paper_all_the_same(feed_blank: bool) -> None:
    reader = EscPosReader(576)
    [paper] = reader.feed(to_escpos(Image.new("1", (576, 700), 1), feed_blank))
    assert paper.height >= 700
    assert reader.unknown == []


def test_words_are_not_broken_to_make_rows_even() -> None:
    for name in ("Department of Justice", "Cơ sở dữ liệu quốc gia về dân cư", "Department of Agriculture"):
        for width in range(280, 420, 4):
            assert " ".join(wrap(name, face(12, True), width, 3)) == name


def test_a_slip_from_json_is_the_slip_that_was_stored() -> None:
    slip = replace(SLIP, minutes=(20, 35))
    assert Slip.from_json(json.loads(json.dumps(slip.to_json()))) == slip
    assert Slip.from_json(SLIP.to_json() | {"newer": 1}) == SLIP


def test_plain_text_feeds_and_cuts_are_redrawn_too() -> None:
    reader = EscPosReader(384)
    met = reader.feed(b"\x1b@\x1ba\x01Xin chao\n\x1bd\x03\x1bJ\x10\x1dVB\x00")
    assert [paper.size for paper in met] == [(384, 30 + 3 * 30 + 16)]
    assert bands(met[0])
    assert reader.commands == [b"\x1b@", b"\x1ba", b"text", b"\x1bd", b"\x1bJ", b"\x1dV"]
