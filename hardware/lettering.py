"""Noto Sans at the sizes of paper: measuring, wrapping and fitting words, all in dots."""

from __future__ import annotations

import math
from functools import lru_cache

import fontpkg_noto_sans
from PIL import ImageFont

DOTS_PER_INCH = 203
REGULAR, BOLD = 420, 700
_FILE = fontpkg_noto_sans.ROOT / "files" / "NotoSans[wdth,wght].ttf"


def dots(points: float) -> int:
    """Points (1/72 inch) as printer dots, rounded to whole ones."""
    return round(points * DOTS_PER_INCH / 72)


@lru_cache(maxsize=128)
def face(points: float, bold: bool = False, width: int = 100) -> ImageFont.FreeTypeFont:
    """Noto Sans of that size; `width` is the font's width axis in percent, 62 (condensed) to 100."""
    # The other layout engine is there or not by what the system has; composed letters need none, and look the same.
    font = ImageFont.truetype(str(_FILE), dots(points), layout_engine=ImageFont.Layout.BASIC)
    font.set_variation_by_axes([BOLD if bold else REGULAR, width])
    return font


def fit_text(
    text: str, points: float, bold: bool, width: int, rows: int
) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The face and the rows for `text`: one row of slightly condensed letters rather than two of wide ones."""
    if not text:
        return face(points, bold), []
    for squeeze in (100, 90, 80):
        font = face(points, bold, squeeze)
        if font.getlength(text) <= width:
            return font, [text]
    font = face(points, bold)
    return font, wrap(text, font, width, rows)


def wrap(text: str, font: ImageFont.FreeTypeFont, width: int, rows: int) -> list[str]:
    """`text` on at most `rows` rows no wider than `width` dots, evenly filled; what does not fit ends in "…"."""
    broken = _fill(text, font, width, rows)
    if len(broken) < 2 or broken[-1].endswith("…"):
        return broken
    # The narrowest measure that needs no more rows: a full row above a lone word looks like a mistake.
    widest_word = max(font.getlength(word) for word in text.split())
    low, high = max(width // 2, min(width, math.ceil(widest_word)) - 1), width
    while high - low > 4:
        middle = (low + high) // 2
        tried = _fill(text, font, middle, rows)
        if len(tried) == len(broken) and not tried[-1].endswith("…"):
            broken, high = tried, middle
        else:
            low = middle
    return broken


def _fill(text: str, font: ImageFont.FreeTypeFont, width: int, rows: int) -> list[str]:
    words, done = text.split(), []
    while words and len(done) < rows:
        row = words.pop(0)
        while font.getlength(row) > width:  # one word wider than the paper: break it where it must
            cut = _longest(row, font, width)
            words.insert(0, row[cut:])
            row = row[:cut]
        while words and font.getlength(f"{row} {words[0]}") <= width:
            row += f" {words.pop(0)}"
        done.append(row)
    if words and done:
        kept = done[-1].split()
        while len(kept) > 1 and font.getlength(" ".join(kept) + "…") > width:
            kept.pop()
        last = " ".join(kept)
        while last and font.getlength(last + "…") > width:
            last = last[:-1]
        done[-1] = last + "…"
    return done


def _longest(word: str, font: ImageFont.FreeTypeFont, width: int) -> int:
    cut = len(word) - 1
    while cut > 1 and font.getlength(word[:cut]) > width:
        cut -= 1 if cut < 64 else cut // 2
    return cut


def fit_number(text: str, points: float, width: int) -> ImageFont.FreeTypeFont:
    """The largest bold face that holds `text` in one row: a little condensed first, then smaller, 40 pt at least
    for as long as paper allows."""
    for size in range(round(points), 39, -2):
        for squeeze in (100, 90, 80):
            if face(size, True, squeeze).getlength(text) <= width:
                return face(size, True, squeeze)
    for size in range(40, 9, -2):
        if face(size, True, 62).getlength(text) <= width:
            return face(size, True, 62)
    return face(10, True, 62)
