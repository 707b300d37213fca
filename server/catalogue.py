"""Reads a hall's list of procedures from CSV: `code,name,field,agency` and, where it has them, `short`, `documents`.

A bad row becomes a finding with its line and reason, and the rest is read on.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from server.core.plan import HallPlan
from server.core.search import fold, normal
from server.csv_text import records

REQUIRED = ("code", "name", "field", "agency")
CODE = re.compile(r"[1-9]\.\d{6}(\.H\d{2})?")
_UNREADABLE = re.compile("[\udc80-\udcff]")  # what surrogateescape leaves of bytes that aren't UTF-8


@dataclass(frozen=True)
class Procedure:
    """One administrative procedure, placed in the hall. `short` and `documents` may be empty."""

    code: str
    name: str
    short: str
    field: str
    agency: str
    documents: str  # what to bring, one item a line
    department: str
    service: str
    folded: str  # searched by `server.core.search.matches`


@dataclass(frozen=True)
class BadRow:
    """A row left out, or a file that could not be read: `line` counts from 1, the heading being line 1."""

    line: int
    id: str
    vi: str
    en: str

    def __str__(self) -> str:
        return f"dòng {self.line}: {self.vi} / line {self.line}: {self.en}"


def read(source: str | Path | BinaryIO, plan: HallPlan) -> tuple[list[Procedure], list[BadRow]]:
    """The procedures in the file, in its order, and what was left out. Raises OSError where there is no file."""
    data = Path(source).read_bytes() if isinstance(source, str | Path) else source.read()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        vi = "Tệp lưu theo mã UTF-16. Mời lưu lại dạng CSV UTF-8."
        return [], [BadRow(1, "not-utf-8", vi, "The file is UTF-16. Save it again as CSV UTF-8.")]
    lines = list(io.StringIO(data.decode("utf-8-sig", errors="surrogateescape"), newline=""))
    heading = lines[0] if lines else ""
    delimiter = max(",;\t", key=heading.count)  # Vietnamese Excel writes semicolons
    columns = [normal(one).lower() for one in next(csv.reader([heading], delimiter=delimiter), [])]
    missing = [one for one in REQUIRED if one not in columns]
    if missing:
        listed = ", ".join(missing)
        vi = f"Dòng tiêu đề thiếu cột: {listed}."
        return [], [BadRow(1, "no-heading", vi, f"The heading lacks the column: {listed}.")]
    rows: list[Procedure] = []
    findings: list[BadRow] = []
    first_line: dict[str, int] = {}
    for line, cells in records(lines, delimiter, 1):
        found = _row(line, cells, columns, plan, first_line)
        if isinstance(found, BadRow):
            findings.append(found)
        elif found:
            first_line[found.code] = line
            rows.append(found)
    return rows, findings


def _row(
    line: int, cells: list[str] | None, columns: list[str], plan: HallPlan, first_line: dict[str, int]
) -> Procedure | BadRow | None:
    """The row as a procedure, what is wrong with it, or None for an empty line."""

    def bad(id: str, vi: str, en: str) -> BadRow:
        return BadRow(line, id, vi, en)

    if cells is None:
        return bad("open-quote", "Dấu ngoặc kép chưa đóng hoặc đặt sai.", "A quotation mark is open or misplaced.")
    if not any(cell.strip() for cell in cells):
        return None
    if any(_UNREADABLE.search(cell) for cell in cells):
        return bad("not-utf-8", "Có chữ không đọc được (không phải UTF-8).", "Some letters can't be read (not UTF-8).")
    while len(cells) > len(columns) and not cells[-1].strip():
        cells = cells[:-1]
    if len(cells) < max(columns.index(one) for one in REQUIRED) + 1:
        return bad("too-few", f"Thiếu cột: chỉ có {len(cells)} ô.", f"Too few columns: only {len(cells)} cells.")
    if len(cells) > len(columns):
        vi = f"Thừa cột: có {len(cells)} ô. Tên có dấu phẩy phải đặt trong ngoặc kép."
        return bad("too-many", vi, f"Too many columns: {len(cells)} cells. A name with a comma needs quotation marks.")
    raw = dict(zip(columns, cells, strict=False))
    cell = {key: normal(text) for key, text in raw.items()}
    code, name, agency = cell["code"].upper(), cell["name"], cell["agency"]
    if not code:
        return bad("no-code", "Thiếu mã thủ tục.", "The procedure's code is missing.")
    if not name:
        return bad("no-name", f"Thủ tục {code} thiếu tên.", f"Procedure {code} has no name.")
    if not CODE.fullmatch(code):
        vi = f"Mã “{code}” sai dạng; mã đúng như 1.012753 hoặc 1.012753.H19."
        return bad("bad-code", vi, f"Code '{code}' has the wrong form; it should be like 1.012753 or 1.012753.H19.")
    if code in first_line:
        vi = f"Mã {code} đã có ở dòng {first_line[code]}."
        return bad("twice", vi, f"Code {code} already stands on line {first_line[code]}.")
    place = plan.service_for(agency, cell["field"])
    if place is None:
        vi = f"Không có cơ quan “{agency}” trong Trung tâm." if agency else f"Thủ tục {code} thiếu cơ quan."
        en = f"No agency '{agency}' in this hall." if agency else f"Procedure {code} has no agency."
        return bad("unknown-agency", vi, en)
    short = cell.get("short", "")
    documents = "\n".join(filter(None, map(normal, raw.get("documents", "").splitlines())))
    folded = fold(f"{code} {short} {name} {cell['field']}")
    return Procedure(code, name, short, cell["field"], agency, documents, *place, folded)
