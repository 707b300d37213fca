"""The test slip: what one looks at to know whether a printer does right by a ticket."""

from __future__ import annotations

from PIL import Image, ImageDraw

from hardware.lettering import face
from hardware.paper import DOTS_WIDE, INK, MARGIN, WHITE, draw_lines, stack
from hardware.raster import SHORTEST_FEED
from server.core.slip import Line

LETTERS = (
    "aàảãáạ ăằẳẵắặ âầẩẫấậ đ",
    "eèẻẽéẹ êềểễếệ iìỉĩíị",
    "oòỏõóọ ôồổỗốộ ơờởỡớợ",
    "uùủũúụ ưừửữứự yỳỷỹýỵ",
    "AÀẢÃÁẠ ĂẰẲẴẮẶ ÂẦẨẪẤẬ Đ",
    "EÈẺẼÉẸ ÊỀỂỄẾỆ IÌỈĨÍỊ",
    "OÒỎÕÓỌ ÔỒỔỖỐỘ ƠỜỞỠỚỢ",
    "UÙỦŨÚỤ ƯỪỬỮỨỰ YỲỶỸÝỴ",
)
QR_SAYS = "LUOT TEST"
GAUGE = 160  # dots, 20 mm


def probe_lines(address: str) -> list[Line]:
    """All 146 letters and what printer this is: as far as the printer's own letters can go."""
    letters = [Line("text", row, 10, rows=2) for row in LETTERS]
    head = [Line("text", "PHIẾU IN THỬ", 14, True), Line("text", address, 10, rows=3), Line("rule", points=8)]
    return [*head, *letters, Line("rule", points=8)]


def draw_probe(address: str, width_mm: int) -> Image.Image:
    """The test slip for paper of that width."""
    width = DOTS_WIDE[width_mm]
    end = [
        Line("text", "3. Quét mã phải đọc được", 10, rows=2), Line("gap", points=4), Line("qr", QR_SAYS),
        Line("text", "4. Phiếu phải được cắt rời", 10, rows=2),
    ]  # fmt: skip
    return stack([
        draw_lines([*probe_lines(address), Line("text", f"1. Thước {width} chấm", 10)], width), _ruler(width),
        draw_lines([Line("text", "2. Hai khoảng trắng phải bằng nhau", 10, rows=2)], width),
        _gauge(width, sent=True), _gauge(width, sent=False), _stroke(width), draw_lines(end, width),
    ], width)  # fmt: skip


def _ruler(width: int) -> Image.Image:
    """A mark each millimetre, a long one each ten; both outermost columns of dots are inked from top to bottom."""
    strip = Image.new("1", (width, 44), WHITE)
    pen = ImageDraw.Draw(strip)
    pen.line((0, 43, width - 1, 43), INK)
    for mm in range(0, width // 8 + 1):
        at = min(mm * 8, width - 1)
        pen.line((at, 20 if mm % 10 == 0 else 34, at, 43), INK)
        if mm % 10 == 0 and 0 < mm:
            pen.text((at, 16), str(mm), INK, face(6), anchor="ms")
    for column in (0, width - 1):
        pen.line((column, 0, column, 43), INK)
    return strip


def _gauge(width: int, sent: bool) -> Image.Image:
    """20 mm of white under a stroke: `sent` as dots (a speck each few rows keeps it from being fed), or fed."""
    strip = Image.new("1", (width, GAUGE), WHITE)
    pen = ImageDraw.Draw(strip)
    pen.rectangle((MARGIN, 0, width - MARGIN - 1, 1), INK)
    if sent:
        for row in range(SHORTEST_FEED // 2, GAUGE, SHORTEST_FEED // 2):
            pen.point((MARGIN, row), INK)
    return strip


def _stroke(width: int) -> Image.Image:
    strip = Image.new("1", (width, 2), WHITE)
    ImageDraw.Draw(strip).rectangle((MARGIN, 0, width - MARGIN - 1, 1), INK)
    return strip
