"""All Vietnamese letters on the paper, compared as pictures: equal code points prove nothing about a font."""

import csv
import os
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from hardware.lettering import face
from hardware.paper import DOTS_WIDE, draw
from server.core.slip import Slip, printable

TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
LOWER = [unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in TONES] + ["đ"]
LETTERS = LOWER + [letter.upper() for letter in LOWER]
NOT_IN_THE_FONT = "\ua000"  # a Yi letter: drawn as .notdef
BLANK = Slip("", "1", "", "", "", 0, "", "")
CATALOGUE = Path(__file__).resolve().parents[3] / "shared" / "data" / "procedures.csv"
EVERY = 1 if os.environ.get("LUOT_LONG") == "1" else 29  # how many names to step over


def drawn(letter: str) -> bytes:
    """The slip with that letter as service (regular) and as department (bold)."""
    return draw(replace(BLANK, service=letter, department=letter)).tobytes()


def glyph(char: str, points: float, bold: bool) -> bytes:
    return bytes(face(points, bold).getmask(char, mode="1"))


def test_there_are_146_letters() -> None:
    assert len(set(LETTERS)) == 146


def test_each_letter_is_drawn_as_no_other_and_not_as_an_empty_box() -> None:
    pictures = {letter: drawn(letter) for letter in [*LETTERS, NOT_IN_THE_FONT, ""]}
    assert len(set(pictures.values())) == 148


def test_each_letter_is_one_picture_composed_and_decomposed() -> None:
    differ = [letter for letter in LETTERS if drawn(letter) != drawn(unicodedata.normalize("NFD", letter))]
    assert differ == []
    apart = {letter: printable(unicodedata.normalize("NFD", letter)) for letter in LETTERS}
    assert [letter for letter in LETTERS if glyph(apart[letter], 11, False) != glyph(letter, 11, False)] == []


@pytest.mark.parametrize(("points", "bold"), [(10, False), (11, False), (11, True), (12, True), (17, True)])
def test_letters_stay_apart_in_every_type_of_the_slip(points: float, bold: bool) -> None:
    assert len({glyph(letter, points, bold) for letter in [*LETTERS, NOT_IN_THE_FONT]}) == 147


def procedures() -> list[dict[str, str]]:
    if not CATALOGUE.exists():
        pytest.skip("../shared/data/procedures.csv is not here")
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_no_letter_of_the_catalogue_is_an_empty_box() -> None:
    chars = {char for row in procedures() for key in ("name", "field", "agency") for char in printable(row[key])}
    empty = glyph(NOT_IN_THE_FONT, 11, False)
    assert [char for char in sorted(chars) if char != " " and glyph(char, 11, False) == empty] == []


@pytest.mark.parametrize("width_mm", [80, 58])
def test_every_name_of_the_catalogue_stands_within_the_slip(width_mm: int) -> None:
    rows = procedures()
    picked = {row["code"]: row for row in rows[::EVERY]} | {
        row["code"]: row for row in sorted(rows, key=lambda row: len(row["name"]))[-12:]
    }
    for row in picked.values():
        slip = Slip("Trung tâm", "AA1012", row["agency"], row["name"], "Quầy 3", 5, "23/11/2026 08:41", "", (20, 35))
        picture = draw(replace(slip, code=row["code"]), width_mm)
        left, _, right, bottom = picture.convert("L").point(lambda dot: 255 - dot).getbbox()
        assert (left >= 4, right <= DOTS_WIDE[width_mm] - 4, bottom <= picture.height) == (True, True, True), row
        assert picture.height / 8 < 150, row["name"]


def test_a_long_name_takes_three_rows_at_most() -> None:
    short, longer, cut = (draw(replace(BLANK, service="Đăng ký biến động " * times)) for times in (2, 6, 40))
    assert short.height < longer.height <= cut.height
    assert cut.height == draw(replace(BLANK, service="Đăng ký biến động " * 60)).height
