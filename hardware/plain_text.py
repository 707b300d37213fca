"""A slip in the printer's own letters: a few hundred bytes, for slow lines and printers that are known to be right.

Only on request: a printer with other letters behind the same page numbers prints nonsense and nobody is told.
"""

from __future__ import annotations

from dataclasses import dataclass

import hardware.escpos_library  # noqa: F401 (first: what follows is escpos itself)

# isort: split
from escpos.printer import Dummy

from hardware.raster import CUT
from server.core.slip import Line, Slip, lines

COLUMNS = {80: 48, 58: 32}  # of the usual 12-dot letter
TALLEST, LOWEST_NUMBER = 8, 5  # times 24 dots; 5 is the first with digits of 40 pt and more
TALL_POINTS = 15  # a line of this size and more is printed twice as large


@dataclass(frozen=True)
class Letters:
    """Which of python-escpos's profiles knows a model's letters, and who saw them come out right."""

    profile: str
    seen: str


# A model comes into this table after somebody has looked at its paper (docs/printers.md).
MODELS = {
    "TM-T20II": Letters("TM-T20II", "TCVN-3 on pages 30 and 31: Epson's reference; photographed, escpos-php #331"),
}


def to_text(slip: Slip, width_mm: int, model: str) -> bytes:
    """The bytes that print `slip` on that model and cut. The number is plain ASCII, whatever becomes of the rest."""
    return text_bytes(lines(slip), width_mm, model)


def text_bytes(laid: list[Line], width_mm: int, model: str) -> bytes:
    """The same for any lines."""
    printer = Dummy(profile=MODELS[model].profile)
    printer._raw(b"\x1b@\x1ba\x01")
    for line in laid:
        _line(printer, line, COLUMNS[width_mm])
    printer._raw(CUT)
    return printer.output


def _line(printer: Dummy, line: Line, columns: int) -> None:
    match line.kind:
        case "gap" | "logo":
            pass
        case "rule":
            printer._raw(b"-" * columns + b"\n")
        case "number":
            digits = line.text.encode("ascii", "replace")
            wide = max(1, min(TALLEST, columns // max(1, len(digits))))
            _sized(printer, wide, max(wide, LOWEST_NUMBER), digits + b"\n")
        case "qr" if printer.profile.supports("qrCode"):
            printer.qr(line.text, native=True, size=6)
        case "qr":
            pass
        case _:
            _words(printer, line, columns)


def _words(printer: Dummy, line: Line, columns: int) -> None:
    large = 2 if line.points >= TALL_POINTS else 1
    _size(printer, large, large)
    printer._raw(b"\x1bE" + bytes([line.bold]))
    for row in _rows(line.text, columns // large, line.rows):
        printer.text(row + "\n")
    printer._raw(b"\x1bE\x00")
    _size(printer, 1, 1)


def _sized(printer: Dummy, wide: int, tall: int, data: bytes) -> None:
    _size(printer, wide, tall)
    printer._raw(data)
    _size(printer, 1, 1)


def _size(printer: Dummy, wide: int, tall: int) -> None:
    printer._raw(b"\x1d!" + bytes([(wide - 1) << 4 | (tall - 1)]))


def _rows(text: str, columns: int, most: int) -> list[str]:
    rows, words = [], text.split()
    while words:
        row = words.pop(0)
        if len(row) > columns:
            words.insert(0, row[columns:])
            row = row[:columns]
        while words and len(row) + 1 + len(words[0]) <= columns:
            row += " " + words.pop(0)
        rows.append(row)
    if len(rows) > most:
        rows = [*rows[: most - 1], rows[most - 1][: columns - 3] + "..."]
    return rows
