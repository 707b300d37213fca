"""A slip made ready for one printer: the bytes, and how much paper they use."""

from __future__ import annotations

from dataclasses import dataclass

from hardware.address import Address
from hardware.paper import draw
from hardware.plain_text import to_text
from hardware.raster import CUT_MM, to_escpos
from server.core.slip import Slip

DOTS_PER_MM = 8
TEXT_ROW_MM = 4.2  # 1/6 inch


@dataclass(frozen=True)
class Ticket:
    data: bytes
    mm: float


def make_ticket(slip: Slip, address: Address, width_mm: int) -> Ticket:
    """The slip as `address` wants it: a picture, a small picture, or text."""
    if address.mode == "text":
        data = to_text(slip, width_mm, address.model)
        return Ticket(data, data.count(b"\n") * TEXT_ROW_MM + CUT_MM + 50)  # 50: the tall number and the QR
    picture = draw(slip, width_mm, small=address.mode == "small")
    return Ticket(to_escpos(picture, address.feed_blank), picture.height / DOTS_PER_MM + CUT_MM)
