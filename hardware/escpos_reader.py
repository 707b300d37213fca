"""Reads ESC/POS bytes as a printer would, and redraws the paper they make."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw

from hardware.lettering import face
from hardware.paper import WHITE, stack

ROW = 30  # dots a line feed moves the paper (1/6 inch, the printers' default is close to it)
CELL = 12  # dots a plain character is wide: 48 to a row of 80 mm paper

# Commands that change nothing on a redrawn ticket, with the number of bytes that follow them.
QUIET = {
    b"\x1b@": 0, b"\x1b2": 0, b"\x1b3": 1, b"\x1ba": 1, b"\x1bE": 1, b"\x1b!": 1, b"\x1bt": 1, b"\x1bM": 1,
    b"\x1b-": 1, b"\x1bR": 1, b"\x1b{": 1, b"\x1bB": 2, b"\x1bp": 3, b"\x1d!": 1, b"\x1dB": 1, b"\x1da": 1,
    b"\x1dL": 2, b"\x1dW": 2, b"\x1dP": 2, b"\x10\x05": 1, b"\x10\x14": 8,
}  # fmt: skip
FEED_DOTS, FEED_ROWS, CUT, RASTER = b"\x1bJ", b"\x1bd", b"\x1dV", b"\x1dv"
REAL_TIME, BEHIND = b"\x10\x04", b"\x1dr"


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
        self._row = ""

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
        self._row = ""

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
        length = 2 + QUIET.get(name, 1 if name in (FEED_DOTS, FEED_ROWS, CUT, REAL_TIME, BEHIND) else 0)
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

    def _print_char(self, byte: int) -> None:
        if byte < 0x20:
            return
        if not self._row:
            self.commands.append(b"text")
        if (len(self._row) + 1) * CELL > self.width:
            self._print_row()
        self._row += bytes([byte]).decode("cp437")

    def _print_row(self, always: bool = False) -> None:
        if not self._row and not always:
            return
        strip = Image.new("1", (self.width, ROW), WHITE)
        pen = ImageDraw.Draw(strip)
        for column, char in enumerate(self._row):
            pen.text((column * CELL + CELL // 2, ROW - 8), char, 0, face(7.5), anchor="ms")
        self._strips.append(strip)
        self._row = ""
