"""Reads ESC/POS bytes as a printer would, and redraws the paper they make."""

from __future__ import annotations

from dataclasses import dataclass

import hardware.escpos_library  # noqa: F401 (first: what follows is escpos itself)

# isort: split
from escpos.codepages import CodePages
from PIL import Image, ImageChops, ImageDraw

from hardware.lettering import face
from hardware.paper import WHITE, qr_dots, stack

ROW = 30  # dots a line feed moves the paper (1/6 inch, the printers' default is close to it)
CELL = 12  # dots a plain character is wide: 48 to a row of 80 mm paper

# Commands that change nothing on a redrawn ticket, with the number of bytes that follow them.
QUIET = {
    b"\x1b@": 0, b"\x1b2": 0, b"\x1b3": 1, b"\x1bE": 1, b"\x1b!": 1, b"\x1bM": 1,
    b"\x1b-": 1, b"\x1bR": 1, b"\x1b{": 1, b"\x1bB": 2, b"\x1bp": 3, b"\x1dB": 1, b"\x1da": 1,
    b"\x1dL": 2, b"\x1dW": 2, b"\x1dP": 2, b"\x10\x05": 1, b"\x10\x14": 8,
}  # fmt: skip
FEED_DOTS, FEED_ROWS, CUT, RASTER = b"\x1bJ", b"\x1bd", b"\x1dV", b"\x1dv"
REAL_TIME, BEHIND = b"\x10\x04", b"\x1dr"
PAGE, SIZE, ALIGN, SYMBOL = b"\x1bt", b"\x1d!", b"\x1ba", b"\x1d("
WITH_NUMBER = (FEED_DOTS, FEED_ROWS, CUT, REAL_TIME, BEHIND, PAGE, SIZE, ALIGN)
PAGES = {0: "CP437", 16: "CP1252", 18: "CP852", 30: "TCVN-3-1", 31: "TCVN-3-2"}  # of the Epson this one copies
QR_MODULE = 5  # dots


@dataclass(frozen=True)
class Query:
    """A question in the stream: DLE EOT n ("real-time") or GS r n ("behind")."""

    kind: str
    n: int


class EscPosReader:
    """Takes bytes in pieces of any size; gives back the questions met and the papers cut, in their order."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.commands: list[bytes] = []  # as met, without their data; text is b"text"
        self.unknown: list[bytes] = []
        self._buffer = bytearray()
        self._strips: list[Image.Image] = []
        self._row: list[Image.Image] = []
        self._page, self._size, self._align = 0, 0, 0
        self._symbol = b""

    def feed(self, data: bytes) -> list[Query | Image.Image]:
        self._buffer += data
        met: list[Query | Image.Image] = []
        while self._buffer and (used := self._step(met)):
            del self._buffer[:used]
        return met

    def forget(self) -> None:
        """Drops half a command and half a ticket, as a printer does when it is switched off and on."""
        self.clear()
        self._strips.clear()

    def clear(self) -> None:
        """Drops what has not been printed yet; what already stands on the paper stays there."""
        self._buffer.clear()
        self._row = []

    def _step(self, met: list[Query | Image.Image]) -> int:
        """Does the first command of the buffer; how many bytes it took, 0 while it is not whole yet."""
        first = self._buffer[0]
        if first == 0x0A:
            self._print_row(always=True)
            return 1
        if first not in (0x10, 0x1B, 0x1D):
            self._print_char(first)
            return 1
        if len(self._buffer) < 2:
            return 0
        return self._command(bytes(self._buffer[:2]), met)

    def _command(self, name: bytes, met: list[Query | Image.Image]) -> int:
        if name == RASTER:
            return self._raster()
        if name == SYMBOL:
            return self._print_symbol()
        length = 2 + QUIET.get(name, 1 if name in WITH_NUMBER else 0)
        if name == CUT and len(self._buffer) > 2 and self._buffer[2] in (65, 66):
            length += 1
        if len(self._buffer) < length:
            return 0
        self.commands.append(name)
        n = self._buffer[2] if length > 2 else 0
        if name == FEED_DOTS:
            self._feed_paper(n)
        elif name == FEED_ROWS:
            self._feed_paper(n * ROW)
        elif name == PAGE:
            self._page = n
        elif name == SIZE:
            self._size = n
        elif name == ALIGN:
            self._align = n
        elif name == REAL_TIME:
            met.append(Query("real-time", n))
        elif name == BEHIND:
            met.append(Query("behind", n))
        elif name == CUT:
            self._print_row()
            if self._strips:  # a cut with nothing fed since the last one drops no paper
                met.append(stack(self._strips, self.width))
            self._strips.clear()
        elif name not in QUIET:
            self.unknown.append(name)
        return length

    def _raster(self) -> int:
        if len(self._buffer) < 8:
            return 0
        across = self._buffer[4] + 256 * self._buffer[5]
        down = self._buffer[6] + 256 * self._buffer[7]
        length = 8 + across * down
        if len(self._buffer) < length:
            return 0
        self.commands.append(RASTER)
        self._print_row()
        if across and down:
            ink = Image.frombytes("1", (across * 8, down), bytes(self._buffer[8:length]))
            strip = Image.new("1", (self.width, down), WHITE)
            strip.paste(ImageChops.invert(ink), (0, 0))  # dots beyond the paper's edge are lost, as on the real thing
            self._strips.append(strip)
        return length

    def _feed_paper(self, dots: int) -> None:
        self._print_row()
        if dots:
            self._strips.append(Image.new("1", (self.width, dots), WHITE))

    def _print_symbol(self) -> int:
        """GS ( k: a QR code kept (function 80) and printed (81) in the printer's own dots."""
        if len(self._buffer) < 5:
            return 0
        length = 5 + self._buffer[3] + 256 * self._buffer[4]
        if len(self._buffer) < length:
            return 0
        self.commands.append(SYMBOL)
        does, data = self._buffer[6], bytes(self._buffer[8:length])
        if does == 80:
            self._symbol = data
        elif does == 81:
            self._print_row()
            code = qr_dots(self._symbol.decode("latin-1"), QR_MODULE)
            strip = Image.new("1", (self.width, code.height + 8 * QR_MODULE), WHITE)
            strip.paste(code, ((self.width - code.width) // 2, 4 * QR_MODULE))
            self._strips.append(strip)
        return length

    def _print_char(self, byte: int) -> None:
        if byte < 0x20:
            return
        if not self._row:
            self.commands.append(b"text")
        cell = self._cell(byte)
        if sum(one.width for one in self._row) + cell.width > self.width:
            self._print_row()
        self._row.append(cell)

    def _cell(self, byte: int) -> Image.Image:
        cell = Image.new("1", (CELL, ROW), WHITE)
        ImageDraw.Draw(cell).text((CELL // 2, ROW - 8), _char(self._page, byte), 0, face(7.5, width=75), anchor="ms")
        wide, tall = (self._size >> 4) + 1, (self._size & 7) + 1
        return cell if wide == tall == 1 else cell.resize((CELL * wide, ROW * tall))

    def _print_row(self, always: bool = False) -> None:
        if not self._row and not always:
            return
        strip = Image.new("1", (self.width, max([ROW, *(one.height for one in self._row)])), WHITE)
        spare = self.width - sum(one.width for one in self._row)
        column = {1: spare // 2, 2: spare}.get(self._align, 0)
        for cell in self._row:
            strip.paste(cell, (column, strip.height - cell.height))
            column += cell.width
        self._strips.append(strip)
        self._row = []


def _char(page: int, byte: int) -> str:
    if byte < 0x80:
        return chr(byte)
    letters = CodePages.get_encoding(PAGES.get(page, "CP437"))
    try:
        if letters.get("python_encode"):
            return bytes([byte]).decode(letters["python_encode"], "replace")
        return "".join(letters["data"])[byte - 0x80]
    except (KeyError, IndexError):
        return "?"
