"""CSV as spreadsheets write it in Viet Nam: with commas, semicolons or tabs, in UTF-8, UTF-16 or Windows-1258."""

from __future__ import annotations

import io
import re

from ..core.lists.reading import Sheet
from ..csv_text import records, unguarded
from .bounds import MAX_CELL, MAX_COLUMNS, MAX_ROWS, TooLarge

OLD_CODE = (
    "Tệp dùng bảng mã Windows-1258. Mời xem kỹ dấu tiếng Việt trong bảng dưới trước khi nhận.",
    "The file is in Windows-1258. Check the Vietnamese marks below before you take it.",
)
UNREADABLE = re.compile("[\udc80-\udcff\ufffd]")
SAME_DELIMITER = re.compile(r"sep=(.)\r?\n?$", re.IGNORECASE)


def read(data: bytes) -> Sheet:
    text, notes = decoded(data)
    lines = list(io.StringIO(text, newline=""))
    delimiter, begins = _delimiter(lines)
    sheet = Sheet([], notes=notes)
    width = 0
    for line, cells in records(lines, delimiter, begins):
        if len(sheet.rows) > MAX_ROWS:
            raise TooLarge
        if cells is None:
            sheet.rows.append((line, []))
            sheet.marks[line, -1] = "open-quote"
            continue
        while len(cells) > MAX_COLUMNS and not cells[-1].strip():
            cells.pop()
        sheet.rows.append((line, [unguarded(cell) for cell in cells]))
        for place, cell in enumerate(cells):
            if UNREADABLE.search(cell):
                sheet.marks[line, place] = "letters"
        if any(len(cell) > MAX_CELL for cell in cells) or len(cells) > MAX_COLUMNS:
            raise TooLarge
        width = width or (len(cells) if sum(map(bool, cells)) > 1 else 0)
        if width and any(cell.strip() for cell in cells[width:]):
            sheet.marks[line, -1] = "too-many"
    return sheet


def decoded(data: bytes) -> tuple[str, list[tuple[str, str]]]:
    """The text, and what the person should know of how it was read."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace"), []
    if data[1:2] == b"\0" or data[:1] == b"\0":
        return data.decode("utf-16-le" if data[1:2] == b"\0" else "utf-16-be", errors="replace"), []
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as wrong:
        return _not_utf8(data, wrong)


def _not_utf8(data: bytes, wrong: UnicodeDecodeError) -> tuple[str, list[tuple[str, str]]]:
    """A file of the old code page, or UTF-8 with a few letters spoilt: whichever explains its bytes better."""
    utf8 = data.decode("utf-8-sig", errors="surrogateescape")
    spoilt = len(UNREADABLE.findall(utf8))
    many = sum(ord(letter) > 127 for letter in utf8) - spoilt
    if many > 3 * spoilt:
        return utf8, []
    return data.decode("cp1258", errors="replace"), [OLD_CODE]


def _delimiter(lines: list[str]) -> tuple[str, int]:
    """What parts the cells, and the place of the first line: Excel may say it itself in a line of its own."""
    named = SAME_DELIMITER.match(lines[0]) if lines else None
    if named:
        return named[1], 1
    return max(",;\t", key="".join(lines[:3]).count), 0
