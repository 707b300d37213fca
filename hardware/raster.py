"""A picture as ESC/POS bytes: bands of dots, with the white between them fed, not sent."""

from __future__ import annotations

from PIL import Image

START = b"\x1b@"
DOT_UNITS = b"\x1dP\xcb\xcb"  # GS P 203 203: ESC J counts dots; without it some makers count half dots
CUT = b"\x1bd\x06\x1dV\x00"  # six rows on, past the cutter, then a whole cut
CUT_MM = 22.5  # of paper that CUT feeds
BAND_BYTES = 4096  # the receive buffer of the smallest network printers
SHORTEST_FEED = 8  # rows; stopping for fewer costs the printer more time than the white dots
LONGEST_FEED = 255


def to_escpos(picture: Image.Image, feed_blank: bool = True) -> bytes:
    """The bytes that print `picture` (mode "1", a width of whole bytes) and cut. No question is in them.

    `feed_blank` False sends every row as dots, for a printer whose feed is not in dots.
    """
    across = picture.width // 8
    ink = bytes(byte ^ 0xFF for byte in picture.tobytes())
    rows = [ink[start : start + across].rstrip(b"\0") for start in range(0, len(ink), across)]
    body = b"".join(_stretches(rows) if feed_blank else _bands([row or b"\0" for row in rows]))
    return START + (DOT_UNITS if feed_blank else b"") + body + CUT


def calm(ink: bytes) -> bytes:
    """`ink` with a dot added wherever it would read as a real-time command.

    A printer obeys DLE EOT / ENQ / DC4 even inside picture data: it would answer a question nobody asked.
    """
    for command in (b"\x10\x04", b"\x10\x05", b"\x10\x14"):
        ink = ink.replace(command, b"\x18" + command[1:])
    return ink


def _stretches(rows: list[bytes]) -> list[bytes]:
    made: list[bytes] = []
    start = 0
    while start < len(rows):
        inked = bool(rows[start])
        end = start
        while end < len(rows) and not _turns(rows, end, inked):
            end += 1
        made += _bands(rows[start:end]) if inked else _feeds(end - start)
        start = end
    return made


def _turns(rows: list[bytes], at: int, inked: bool) -> bool:
    """Whether an inked stretch ends at that row (before white worth feeding), or a white one (before ink)."""
    if not inked:
        return bool(rows[at])
    return not any(rows[at : at + SHORTEST_FEED])


def _feeds(count: int) -> list[bytes]:
    return [b"\x1bJ" + bytes([min(LONGEST_FEED, count - at)]) for at in range(0, count, LONGEST_FEED)]


def _bands(rows: list[bytes]) -> list[bytes]:
    """GS v 0 bands of at most BAND_BYTES, each as wide as its own ink from the left edge."""
    across = max(1, *map(len, rows))
    deep = max(1, BAND_BYTES // across)
    return [_band(rows[start : start + deep]) for start in range(0, len(rows), deep)]


def _band(rows: list[bytes]) -> bytes:
    across = max(1, *map(len, rows))
    ink = calm(b"".join(row.ljust(across, b"\0") for row in rows))
    return b"\x1dv0\0" + across.to_bytes(2, "little") + len(rows).to_bytes(2, "little") + ink
