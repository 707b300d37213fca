"""A sheet of a workbook, or each of those that are wanted, as cells. What is no plain value is marked, never guessed.

A workbook is a zip of XML from a stranger: before anything is parsed its parts are counted, what they unpack to is
measured, and entities are refused.
"""

from __future__ import annotations

import io
import re
import struct
import threading
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from itertools import chain
from typing import Any

from ..core.lists.reading import Sheet
from ..core.search import fold
from .bounds import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_MERGES,
    MAX_PARTS,
    MAX_ROWS,
    MAX_TAGS,
    MAX_TEXT,
    MAX_UNPACKED,
    NoList,
    TooLarge,
)

BROKEN = NoList(
    "Không đọc được tệp Excel này: tệp hỏng hoặc có mật khẩu. Mời mở bằng Excel, lưu lại dạng .xlsx rồi gửi lại.",
    "This workbook can't be read: it is damaged or has a password. Open it, save it again as .xlsx and send that.",
)
DAMAGES = (  # what zip, XML and openpyxl raise of a file that is not what it says
    zipfile.BadZipFile, zlib.error, struct.error, SyntaxError, KeyError, ValueError, OSError, TypeError,
    AttributeError, IndexError, EOFError, RuntimeError, OverflowError,
)  # fmt: skip
HIDDEN = ("Tệp không có trang nào đang hiện. Mời bỏ ẩn trang rồi gửi lại.", "All its sheets are hidden.")
CHUNK = 256 * 1024
ONE_AT_A_TIME = threading.Lock()  # the largest takes some hundred MB and a core for seconds
ENTITY = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
# No ">" and no "<" on the way to its end: a run of beginnings without an end would be tried from each of them.
MERGED = re.compile(rb'<mergeCell\s[^<>]{0,200}?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')


def read(data: bytes, title: str = "") -> Sheet:
    """The sheet of that title, or the first in sight. Raises NoList, TooLarge."""

    def wanted(pages: list) -> list[tuple[str, Any, list]]:
        page = next((one for one in pages if title and fold(one.title) == fold(title)), pages[0])
        return [("", page, _notes(pages, page.title))]

    return _opened(data, wanted)[""]


def read_all(data: bytes, titles: Mapping[str, str]) -> dict[str, Sheet]:
    """The sheets in sight that have one of these titles (title → what the sheet is called here). Raises as `read`."""
    known = {fold(title): name for title, name in titles.items()}

    def wanted(pages: list) -> list[tuple[str, Any, list]]:
        first = {name: one for one in reversed(pages) if (name := known.get(fold(one.title)))}  # no list twice
        return [(name, one, []) for name, one in first.items()]

    return _opened(data, wanted)


def _opened(data: bytes, wanted: Callable[[list], list[tuple[str, Any, list]]]) -> dict[str, Sheet]:
    """What `wanted` picks of the sheets in sight: (name, page, notes) each."""
    import openpyxl  # a tenth of the time the server takes to start, for a few files a year

    try:
        with ONE_AT_A_TIME, zipfile.ZipFile(io.BytesIO(data)) as parts:
            _check(parts)
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
            try:
                found = [one for one in book.worksheets if one.sheet_state == "visible"]
                if not found:
                    raise NoList(*HIDDEN)
                return {name: _read(page, parts, notes) for name, page, notes in wanted(found)}
            finally:
                book.close()
    except (NoList, TooLarge):
        raise
    except DAMAGES as broken:
        raise BROKEN from broken


def _check(parts: zipfile.ZipFile) -> None:
    """Unpacks every part once, counting: a header may lie about its size."""
    infos = parts.infolist()
    if len(infos) > MAX_PARTS:
        raise TooLarge
    left, tags = MAX_UNPACKED, MAX_TAGS
    for info in infos:
        with parts.open(info) as part:
            beginning = part.read(4096)
            is_xml = info.filename.endswith((".xml", ".rels"))
            if is_xml and not beginning.removeprefix(b"\xef\xbb\xbf").startswith(b"<"):
                raise BROKEN
            tail = b""
            for chunk in chain([beginning], iter(lambda: part.read(CHUNK), b"")):  # noqa: B023
                left, tags = left - len(chunk), tags - chunk.count(b"<") * is_xml
                if left < 0 or tags < 0:
                    raise TooLarge
                if ENTITY.search(tail + chunk) or is_xml and b"\0" in chunk:
                    raise BROKEN
                tail = chunk[-16:]


def _read(page: Any, parts: zipfile.ZipFile, notes: list[tuple[str, str]]) -> Sheet:
    sheet = Sheet([], notes=notes)
    page.reset_dimensions()
    merged = _merged(parts.read(page._worksheet_path.lstrip("/")))  # noqa: SLF001 (openpyxl tells of merges only whole)
    reached = [0] * MAX_COLUMNS  # by how many merges from above
    left = MAX_TEXT
    for line, row in enumerate(page.iter_rows(max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS), 1):
        for place, step in merged.get(line, ()):
            reached[place] += step
        cells = []
        for place, cell in enumerate(row):
            text, mark = _cell(cell)
            mark = mark or ("merged" if reached[place] else "")
            cells.append(text)
            left -= len(text)
            if mark:
                sheet.marks[line, place] = mark
        if left < 0:
            raise TooLarge
        if any(cells):
            sheet.rows.append((line, cells))
    if len(sheet.rows) > MAX_ROWS + 1:
        raise TooLarge
    return sheet


def _notes(pages: list, title: str) -> list[tuple[str, str]]:
    if len(pages) == 1:
        return []
    return [(f"Tệp có {len(pages)} trang: chỉ đọc trang “{title}”.", f"Of its {len(pages)} sheets '{title}' is read.")]


def _cell(cell) -> tuple[str, str]:  # noqa: ANN001
    """(text, mark)."""
    value = cell.value
    if value is None:
        return "", ""
    if cell.data_type == "f":
        return str(value)[:200], "formula"
    if cell.data_type == "e":
        return str(value), "error"
    text = written(value)
    if len(text) > MAX_CELL:
        raise TooLarge
    return text, ""


def written(value: object) -> str:
    """A value as the person sees it in the cell: whole numbers without a point, days as 2026-12-01, TRUE as yes."""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, float):
        return f"{value:.9f}".rstrip("0").rstrip(".")
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _merged(xml: bytes) -> dict[int, list[tuple[int, int]]]:
    """Row → (column, +1 or -1): where merges begin and end that reach down from a row above."""
    from openpyxl.utils import range_boundaries

    refs = MERGED.findall(xml)
    if len(refs) > MAX_MERGES:
        raise TooLarge
    found: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for left, top, right, bottom in (range_boundaries(ref.decode()) for ref in refs):
        for place in range(left - 1, min(right, MAX_COLUMNS)) if bottom > top else ():
            found[top + 1].append((place, 1))
            found[bottom + 1].append((place, -1))
    return found
