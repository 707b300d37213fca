"""A sheet of cells as rows of a list: its heading found, every cell read, and what can't be taken told cell by cell."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from server.core.lists.columns import Column, Unreadable
from server.core.lists.tables import HallList, Row, Rows
from server.core.search import fold, normal

# What the reader of a spreadsheet marks a cell with that holds no plain value
MARKS = {
    "formula": ("Ô này là công thức: chép rồi dán lại dạng giá trị.", "This cell is a formula: paste its value."),
    "error": ("Ô này đang báo lỗi của bảng tính: điền lại.", "This cell shows a spreadsheet error: fill it in again."),
    "merged": ("Ô này bị gộp: bỏ gộp ô rồi điền từng dòng.", "This cell is merged: split it and fill in each row."),
    "letters": (
        "Có chữ không đọc được: lưu tệp lại dạng CSV UTF-8 hoặc XLSX.",
        "Some letters can't be read: save it again as CSV UTF-8 or XLSX.",
    ),
    "open-quote": ("Dấu ngoặc kép chưa đóng hoặc đặt sai.", "A quotation mark is open or misplaced."),
    "too-many": (
        "Thừa ô so với dòng tiêu đề: nội dung có dấu phẩy phải đặt trong ngoặc kép.",
        "More cells than the heading has: a text with a comma needs quotation marks.",
    ),
}  # fmt: skip
HEADING_WITHIN = 20  # rows in which the heading is looked for: exports of other systems begin with titles


@dataclass(frozen=True)
class Sheet:
    """What was in a file: (line, cells) each; marks: (line, place of the cell or -1 for all of it) → key of MARKS."""

    rows: list[tuple[int, list[str]]]
    marks: dict[tuple[int, int], str] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)  # what the person should know of how it was read
    filled: list[str] = field(default_factory=list)  # codes that had lost the zeros at their end

    @property
    def remarks(self) -> list[tuple[str, str]]:
        """The notes, and how codes were filled up, once its rows have been read."""
        if not self.filled:
            return self.notes
        some = ", ".join(dict.fromkeys(f"{one} → {one.ljust(8, '0')}" for one in self.filled[:4]))
        more = "…" if len(self.filled) > 4 else ""
        vi = f"Bảng tính đã bỏ số 0 ở cuối mã thủ tục; đã điền lại đủ 6 chữ số: {some}{more}"
        return [*self.notes, (vi, "The spreadsheet dropped zeros at the end of codes; they were filled up again.")]


@dataclass(frozen=True)
class Wrong:
    """A cell or a row that can't be taken; `column` is "" where it is of the row, `line` 0 where of the whole hall."""

    line: int
    column: str
    value: str
    vi: str
    en: str


class NoHeading(Unreadable):
    """The sheet can't be read as this list at all."""


def read_rows(listed: HallList, sheet: Sheet, present: Rows) -> tuple[dict[str, tuple[int, Row]], list[Wrong]]:
    """Key → (line, row) in the file's order, and what was left out. Cells that the file has no column for keep their
    present value, or the default in a new row. Raises NoHeading."""
    at, columns = _heading(listed, sheet)
    found: dict[str, tuple[int, Row]] = {}
    wrong: list[Wrong] = []
    for line, cells in sheet.rows[at + 1 :]:
        marked = sheet.marks.get((line, -1))
        if marked:
            wrong.append(Wrong(line, "", "", *MARKS[marked]))
        elif any(normal(cell) for cell in cells) or any(mark[0] == line for mark in sheet.marks):
            row, bad = _row(listed, sheet, line, _by_column(columns, cells), present)
            key = listed.key_of(row) if not bad else ""
            if not bad and key in found:
                bad = [Wrong(line, listed.columns[0].heading, key, *_twice(found[key][0]))]
            wrong += bad
            if not bad:
                found[key] = (line, row)
    return found, wrong


def _heading(listed: HallList, sheet: Sheet) -> tuple[int, list[Column | None]]:
    """Where the heading stands, and the column of each of its cells (None: not one of this list's)."""
    best: tuple[int, int, list[Column | None]] = (0, 0, [])
    for at, (_, cells) in enumerate(sheet.rows[:HEADING_WITHIN]):
        columns: list[Column | None] = []
        for cell in cells:
            own = next((one for one in listed.columns if fold(cell) in one.aliases and one not in columns), None)
            columns.append(own)
        known = sum(one is not None for one in columns)
        if known > best[0]:
            best = (known, at, columns)
    _, at, columns = best
    missing = [one for one in listed.columns if one.key in listed.keys() and one not in columns]
    if missing or not columns:
        names = ", ".join(one.name.vi for one in missing) or listed.columns[0].name.vi
        english = ", ".join(one.name.en for one in missing) or listed.columns[0].name.en
        raise NoHeading(
            f"Tệp này không có cột “{names}” ở dòng tiêu đề. Mời tải danh sách hiện có xuống làm mẫu, rồi điền theo.",
            f"This file has no column '{english}' in its heading. Download the present list as a pattern.",
        )
    return at, columns


def _by_column(columns: list[Column | None], cells: list[str]) -> dict[str, tuple[int, str]]:
    """Column → (place of the cell, what is in it)."""
    padded = [*cells, *[""] * (len(columns) - len(cells))]
    return {one.key: (place, padded[place]) for place, one in enumerate(columns) if one is not None}


def _row(
    listed: HallList, sheet: Sheet, line: int, cells: Mapping[str, tuple[int, str]], present: Rows
) -> tuple[Row, list[Wrong]]:
    row: Row = {}
    wrong: list[Wrong] = []

    def bad(column: Column, cell: str, words: tuple[str, str]) -> None:
        wrong.append(Wrong(line, column.heading, normal(cell)[:200], *words))

    for column in listed.columns:
        place, cell = cells.get(column.key, (-1, ""))
        marked = sheet.marks.get((line, place)) if place >= 0 else None
        if marked:
            bad(column, cell, MARKS[marked])
        elif place >= 0:
            try:
                row[column.key] = _checked(sheet, column, column.read(cell))
            except Unreadable as told:
                bad(column, cell, (told.vi, told.en))
    if not wrong:
        before = present.get(listed.key_of(row), {})
        for column in (one for one in listed.columns if one.key not in row):
            if column.required and column.key not in before:
                bad(column, "", (f"Dòng mới cần cột “{column.name.vi}”.", f"A new row needs '{column.name.en}'."))
            row[column.key] = before.get(column.key, column.empty)
    row = {one.key: row[one.key] for one in listed.columns if one.key in row}
    return row if wrong else listed.completed(row), wrong


def _checked(sheet: Sheet, column: Column, value: object) -> object:
    """A code as it is written: with a point, and with the zeros at its end that a spreadsheet has dropped."""
    if column.kind != "code":
        return value
    code = str(value).upper().replace(",", ".")
    if re.fullmatch(r"[1-9]\.\d{1,5}", code):
        sheet.filled.append(code)
        return code.ljust(8, "0")
    return code


def _twice(line: int) -> tuple[str, str]:
    return f"Đã có ở dòng {line}: mỗi mã chỉ một dòng.", f"It already stands on line {line}: one row each."


def nearest(wanted: str, known: list[str]) -> str:
    """The known name most like what was typed; empty where none is."""
    folded = {fold(one): one for one in known}
    near = difflib.get_close_matches(fold(wanted), folded, 1, 0.75)
    return folded[near[0]] if near else ""
