"""CSV for spreadsheets and from them: written in UTF-8 with a mark at the beginning and no cell that is read as a
formula; read so that one forgotten quote does not swallow the rest."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # what a spreadsheet may read as a formula
# A spreadsheet set up for Viet Nam parts a file's cells at semicolons: there too a cell can begin, and in a new line.
_BEGINS = "=+\\-@＝＋－＠'"
_INSIDE, _GUARDED = re.compile(f"([;\t\r\n] *)(?=[{_BEGINS}])"), re.compile(f"([;\t\r\n] *)'(?=[{_BEGINS}])")
MARK = "\ufeff"  # spreadsheets then read UTF-8


def csv_text(columns: Sequence[str], rows: Sequence[dict]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows({key: safe(value) for key, value in row.items()} for row in rows)
    return MARK + text.getvalue()


def safe(value: object) -> object:
    return guarded(value) if isinstance(value, str) else value


def guarded(text: str, also: tuple[str, ...] = ()) -> str:
    """No part of it is read as a formula: an apostrophe stands before each that would be. `also`: before these too."""
    return ("'" if text.startswith((*RISKY, *also)) else "") + _INSIDE.sub(r"\1'", text)


def unguarded(text: str) -> str:
    """The text that `guarded(text, also=("'",))` was made of."""
    return _GUARDED.sub(r"\1", text[1:] if text.startswith("'") and text[1:].startswith((*RISKY, "'")) else text)


def records(lines: Sequence[str], delimiter: str, begins: int) -> Iterator[tuple[int, list[str] | None]]:
    """(line it begins at, cells) of each record from the line at place `begins` on; None where a quote isn't closed:
    then the next line is read by itself."""
    at = begins
    while at < len(lines):
        reader = csv.reader(islice(lines, at, None), delimiter=delimiter, strict=True)
        first = at
        try:
            for cells in reader:
                yield first + 1, cells
                first = at + reader.line_num
            return
        except csv.Error:
            yield first + 1, None
            at = first + 1
