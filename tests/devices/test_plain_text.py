"""Text mode: the printer's own letters, only where they are known to be right."""

import unicodedata

import pytest
import zxingcpp

from hardware.address import Address
from hardware.escpos_reader import EscPosReader
from hardware.paper import DOTS_WIDE
from hardware.plain_text import MODELS, to_text
from hardware.tickets import make_ticket
from server.core.slip import Slip

SLIP = Slip(
    "Trung tâm Phục vụ hành chính công", "A012", "Sở Tư pháp", "Hộ tịch", "Quầy 3, 4", 5, "23/11/2026 08:41",
    "http://hall/t/x", (20, 35),
)  # fmt: skip
# TCVN-3 as TCVN 5712 tells it (small letters), not as the library has it.
TCVN3 = dict(zip(
    "ăâêôơưđ" "àảãáạ" "ằẳẵắặ" "ầẩẫấậ" "èẻẽéẹ" "ềểễếệ" "ìỉĩíị" "òỏõóọ" "ồổỗốộ" "ờởỡớợ" "ùủũúụ" "ừửữứự" "ỳỷỹýỵ",
    bytes.fromhex(
        "a8a9aaabacadae" "b5b6b7b8b9" "bbbcbdbec6" "c7c8c9cacb" "cccecfd0d1" "d2d3d4d5d6" "d7d8dcddde"
        "dfe1e2e3e4" "e5e6e7e8e9" "eaebecedee" "eff1f2f3f4" "f5f6f7f8f9" "fafbfcfdfe"
    ), strict=True,
))  # fmt: skip
FROM_TCVN3 = {byte: letter for letter, byte in TCVN3.items()} | dict(enumerate("ĂÂÊÔƠƯĐ", 0xA1))
OTHER_PAGES = {0: "cp437", 16: "cp1252", 18: "cp852"}
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
LOWER = [unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in TONES]
LETTERS = [*LOWER, "đ", *(letter.upper() for letter in LOWER), "Đ"]


def read(data: bytes) -> str:
    """What an Epson with TCVN-3 on pages 30 (small) and 31 (capital) shows for those bytes."""
    shown, page, at = "", 0, 0
    while at < len(data):
        if data[at] == 0x1D and data[at + 1] == 0x28:
            at += 5 + data[at + 3] + 256 * data[at + 4]
        elif data[at] in (0x1B, 0x1D):
            page = data[at + 2] if data[at : at + 2] == b"\x1bt" else page
            at += 2 if data[at + 1] == 0x40 else 3
        else:
            shown += letter(page, data[at])
            at += 1
    return shown


def letter(page: int, byte: int) -> str:
    if byte < 0x80:
        return chr(byte)
    if page in (30, 31):
        return FROM_TCVN3[byte].upper() if page == 31 else FROM_TCVN3[byte]
    return bytes([byte]).decode(OTHER_PAGES[page])


@pytest.mark.parametrize("model", MODELS)
def test_all_letters_stand_on_the_pages_where_the_maker_has_them(model: str) -> None:
    words = ["".join(LETTERS[at : at + 20]) for at in range(0, len(LETTERS), 20)]
    shown = read(b"".join(to_text(Slip("", "1", "", word, "", 0, "", ""), 80, model) for word in words))
    assert [one for one in LETTERS if one not in shown] == []
    assert all(word in shown for word in words)


@pytest.mark.parametrize("width_mm", [80, 58])
def test_the_text_slip_is_small_and_says_all(width_mm: int) -> None:
    data = to_text(SLIP, width_mm, "TM-T20II")
    assert len(data) < 800
    said = " ".join(read(data).split())
    for words in ("A012", "Sở Tư pháp", "Hộ tịch", "Quầy 3, 4", "Số người chờ trước: 5", "23/11/2026 08:41"):
        assert words in said
    reader = EscPosReader(DOTS_WIDE[width_mm])
    [paper] = reader.feed(data)
    assert reader.unknown == []
    assert zxingcpp.read_barcodes(paper.convert("L"))[0].text == SLIP.url
    number = paper.crop((0, 100, paper.width, 400)).convert("L").point(lambda dot: 255 - dot).getbbox()
    assert abs(number[0] - (paper.width - number[2])) < 24  # in the middle, but for the last digit's own air


def test_the_number_is_ascii_and_forty_points_high() -> None:
    data = to_text(SLIP, 80, "TM-T20II")
    size = data[data.index(b"A012") - 1]
    assert data[data.index(b"A012") - 3 :].startswith(b"\x1d!")
    cap_dots = ((size & 7) + 1) * 24 * 0.7
    assert cap_dots >= 40 * 203 / 72 * 0.714


def test_control_bytes_in_a_name_never_reach_the_printer() -> None:
    evil = Slip("", "A\x1b1", "\x1b@\x1dV\x00", "\x10\x04\x01\x10\x14", "", 0, "", "")
    clean = Slip("", "A1", "@ V", "", "", 0, "", "")
    assert to_text(evil, 80, "TM-T20II") == to_text(clean, 80, "TM-T20II")


def test_letters_the_printer_does_not_have_are_question_marks_and_stop_nothing() -> None:
    assert b"A012" in to_text(Slip("中 𝔘 ﷽", "A012", "ế" * 900, "", "", 0, "", ""), 58, "TM-T20II")


def test_text_is_never_the_default_and_never_for_a_model_nobody_has_seen() -> None:
    assert Address.parse("serial:///dev/ttyS0").mode == "raster"
    for wrong in ("mode=text", "mode=text&model=POS-5890", "mode=text&model=", "model=XP-N160"):
        with pytest.raises(ValueError, match="model"):
            Address.parse(f"serial:///dev/ttyS0?{wrong}")


def test_a_slow_line_can_have_a_small_picture_or_text() -> None:
    bytes_of = {
        mode: len(make_ticket(SLIP, Address.parse(f"serial:///dev/ttyS0?baud=19200{mode}"), 80).data)
        for mode in ("", "&mode=small", "&mode=text&model=TM-T20II")
    }
    whole, small, text = bytes_of.values()
    assert small < whole / 2.5
    assert text < 800
