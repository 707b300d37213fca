"""The hall's logo: read from a picture file once, and kept small with the plan."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

LARGEST_BYTES = 256 * 1024
LARGEST_SIDE = 4000  # pixels: a small file can hold a picture that fills the memory
WIDEST, TALLEST = 368, 160  # dots of paper, 46 × 20 mm: it fits both widths
COLOURS = 64


def read(path: Path) -> str:
    """The picture as base64 of a small PNG of our own making. Raises ValueError with a sentence for the writer."""
    if path.exists() and not path.is_file():
        raise ValueError(f"{path.name} is no file")  # a device would be read without end
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ValueError(f"{path.name} can't be read: {error.strerror}") from error
    return encode(raw, path.name)


def encode(raw: bytes, name: str, formats: Sequence[str] = ("PNG",)) -> str:
    """The same of a picture's bytes; of what came, nothing but its dots is kept."""
    if len(raw) > LARGEST_BYTES:
        raise ValueError(f"{name} has {len(raw) // 1024} kB; at most {LARGEST_BYTES // 1024} kB fit")
    try:
        with Image.open(io.BytesIO(raw), formats=list(formats)) as picture:
            if max(picture.size) > LARGEST_SIDE:
                raise ValueError(f"{name} is {picture.width} × {picture.height} pixels; make it smaller")
            small = picture.convert("RGBA")
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError(f"{name} is not a {' or '.join(formats)} picture") from error
    small.thumbnail((WIDEST, TALLEST), Image.Resampling.LANCZOS)
    if not _is_seen(small):
        raise ValueError(f"{name} would leave no ink on paper: it needs dark parts and light ones")
    written = io.BytesIO()
    small.quantize(COLOURS, Image.Quantize.FASTOCTREE).save(written, "PNG", optimize=True)
    return base64.b64encode(written.getvalue()).decode("ascii")


def inked(kept: str) -> str:
    """The kept logo as a slip shows it, black or nothing (hardware/paper.py); "" where there is none."""
    if not kept:
        return ""
    with Image.open(io.BytesIO(base64.b64decode(kept)), formats=["PNG"]) as read:
        picture = read.convert("RGBA")
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture)
    written = io.BytesIO()
    paper.convert("L").point(lambda grey: 255 * (grey >= 128), "1").save(written, "PNG", optimize=True)
    return base64.b64encode(written.getvalue()).decode("ascii")


def _is_seen(picture: Image.Image) -> bool:
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture)
    darkest, lightest = paper.convert("L").getextrema()
    return darkest < 128 <= lightest
