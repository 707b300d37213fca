"""A slip as dots.

The whole ticket is one 1-bit picture: code pages for Vietnamese differ by maker, a picture prints the same everywhere.
"""

from __future__ import annotations

import base64
import io
from dataclasses import replace

import segno
from PIL import Image, ImageDraw

from hardware.lettering import dots, fit_number, fit_text
from server.core.slip import Line, Slip, lines

DOTS_WIDE = {80: 576, 58: 384}  # printable dots by paper width in mm, at 8 dots/mm
MARGIN = 8
SMALL_NUMBER = 48  # pt
LOGO_TALLEST = 160  # dots, 20 mm
QR_SIDE = 208  # dots, 26 mm: read at arm's length by an old phone
WHITE, INK = 1, 0


def draw(slip: Slip, width_mm: int = 80, small: bool = False) -> Image.Image:
    """The slip as it will stand on paper of that width: mode "1", 8 dots/mm, ink is 0.

    `small`: what a visitor cannot do without, on 58 mm of it, for lines that take seconds for a whole picture.
    """
    if not small:
        laid, width = lines(slip), DOTS_WIDE[width_mm]
    else:
        width = DOTS_WIDE[58]
        bare = lines(replace(slip, centre="", service="", code="", url="", logo=""))
        laid = [replace(line, points=SMALL_NUMBER) if line.kind == "number" else line for line in bare]
    return draw_lines(laid, width)


def draw_lines(laid: list[Line], width: int) -> Image.Image:
    """Those lines on paper `width` dots wide."""
    return stack([_strip(line, width) for line in laid], width)


def stack(strips: list[Image.Image], width: int) -> Image.Image:
    """The strips one below the other on white paper `width` dots wide."""
    paper = Image.new("1", (width, max(1, sum(strip.height for strip in strips))), WHITE)
    top = 0
    for strip in strips:
        paper.paste(strip, (0, top))
        top += strip.height
    return paper


def _strip(line: Line, width: int) -> Image.Image:
    match line.kind:
        case "gap":
            return _blank(width, dots(line.points))
        case "rule":
            return _rule(line, width)
        case "number":
            return _number(line, width)
        case "badge":
            return _badge(line, width)
        case "qr":
            return _qr(line.text, width)
        case "logo":
            return _logo(line.text, width)
        case _:
            return _text(line, width)


def _blank(width: int, height: int) -> Image.Image:
    return Image.new("1", (width, height), WHITE)


def _text(line: Line, width: int) -> Image.Image:
    font, rows = fit_text(line.text, line.points, line.bold, width - 2 * MARGIN, line.rows)
    ascent, descent = font.getmetrics()  # whole metrics: stacked Vietnamese marks never meet the row above
    strip = _blank(width, (ascent + descent) * len(rows))
    pen = ImageDraw.Draw(strip)
    for index, row in enumerate(rows):
        pen.text((width // 2, ascent + index * (ascent + descent)), row, INK, font, anchor="ms")
    return strip


def _number(line: Line, width: int) -> Image.Image:
    font = fit_number(line.text, line.points, width - 2 * MARGIN)
    left, top, right, bottom = font.getbbox(line.text)
    air = dots(6)
    strip = _blank(width, round(bottom - top) + 2 * air)
    ImageDraw.Draw(strip).text(((width - right - left) / 2, air - top), line.text, INK, font)
    return strip


def _badge(line: Line, width: int) -> Image.Image:
    font, [word] = fit_text(line.text, line.points, line.bold, width - 6 * MARGIN, 1)
    left, top, right, bottom = font.getbbox(word)
    side, air = dots(8), dots(4)
    box_width = round(right - left) + 2 * side
    strip = _blank(width, round(bottom - top) + 2 * air)
    pen = ImageDraw.Draw(strip)
    start = (width - box_width) // 2
    pen.rectangle((start, 0, start + box_width - 1, strip.height - 1), INK)
    pen.text((start + side - left, air - top), word, WHITE, font)
    return strip


def _rule(line: Line, width: int) -> Image.Image:
    strip = _blank(width, dots(line.points))
    middle = strip.height // 2
    ImageDraw.Draw(strip).rectangle((MARGIN, middle - 1, width - MARGIN - 1, middle), INK)
    return strip


def _logo(encoded: str, width: int) -> Image.Image:
    """Black where it is dark, no greys: they print as dirt. One that can't be read costs no ticket."""
    try:
        with Image.open(io.BytesIO(base64.b64decode(encoded)), formats=["PNG"]) as read:
            picture = read.convert("RGBA")
    except (ValueError, OSError, SyntaxError):
        return _blank(width, 1)
    picture.thumbnail((width - 2 * MARGIN, LOGO_TALLEST), Image.Resampling.LANCZOS)
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture)
    strip = _blank(width, picture.height)
    strip.paste(paper.convert("L").point(lambda grey: 255 * (grey >= 128), "1"), ((width - picture.width) // 2, 0))
    return strip


def _qr(text: str, width: int) -> Image.Image:
    single = qr_dots(text, 1)
    scale = max(1, min(QR_SIDE, width - 2 * MARGIN) // single.width)
    code = single.resize((single.width * scale, single.height * scale), Image.Resampling.NEAREST)
    quiet = 2 * scale  # with the gaps around it this makes the four white modules a reader wants
    strip = _blank(width, code.height + 2 * quiet)
    strip.paste(code, ((width - code.width) // 2, quiet))
    return strip


def qr_dots(text: str, module: int) -> Image.Image:
    """The QR code alone, without its white border, each module so many dots wide."""
    matrix = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
    side = len(matrix)
    code = Image.new("1", (side, side), WHITE)
    code.putdata([INK if dark else WHITE for row in matrix for dark in row])
    return code.resize((side * module, side * module), Image.Resampling.NEAREST)
