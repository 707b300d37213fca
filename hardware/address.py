"""A printer's address: where it is and, behind the "?", how it wants to be treated."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from hardware.plain_text import MODELS

SCHEMES = ("tcp", "usb", "serial", "file", "lp", "virtual")
MODES = ("raster", "small", "text")
ROLL_MM = {80: 50_000, 58: 25_000}  # of a usual new roll, by paper width


@dataclass(frozen=True)
class Address:
    """`tcp://host:9100`, `usb://04b8:0e15`, `serial:///dev/ttyS0?baud=19200`, `file:///path`, `lp://queue`, `virtual://`.

    `mode`: the whole ticket as a picture; a `small` one without QR for slow serial lines; `text` in the printer's
    own letters. `feed_blank`: white is fed; False sends it as dots. `roll_mm`: of a new roll, 0 for "usual".
    """

    scheme: str
    host: str = ""  # of tcp; the queue's name of lp
    port: int = 9100
    path: str = ""  # of serial and file
    usb: tuple[int, int] = (0, 0)  # vendor, product
    baud: int = 9600
    mode: str = "raster"
    model: str = ""
    feed_blank: bool = True
    roll_mm: int = 0

    @classmethod
    def parse(cls, text: str) -> Address:
        """ValueError says what is wrong with `text`; an option nobody knows is wrong."""
        try:
            parts = urlsplit(text)
            given = {"scheme": parts.scheme} | _place(parts.scheme, parts.netloc, unquote(parts.path), parts.port
                                                      if parts.scheme == "tcp" else None)  # fmt: skip
            given |= _options(parts.scheme, parse_qsl(parts.query, keep_blank_values=True, strict_parsing=True)
                              if parts.query else [])  # fmt: skip
        except ValueError as fault:
            raise ValueError(f"printer address {text!r}: {fault}") from fault
        return cls(**given)

    def roll(self, width_mm: int) -> int:
        """Millimetres of a new roll of that width."""
        return self.roll_mm or ROLL_MM[width_mm]


def _place(scheme: str, netloc: str, path: str, port: int | None) -> dict[str, object]:
    if scheme not in SCHEMES:
        raise ValueError(f"it begins with none of {', '.join(one + '://' for one in SCHEMES)}")
    if scheme in ("serial", "file"):
        if not path or netloc:
            raise ValueError(f"write {scheme}:///path, with three strokes")
        return {"path": path}
    if scheme == "virtual":
        return {}
    if scheme == "usb":
        vendor, colon, product = netloc.partition(":")
        if not colon:
            raise ValueError("write usb://vendor:product, as lsusb shows them")
        return {"usb": (int(vendor, 16), int(product, 16))}
    host = netloc.rpartition(":")[0] if scheme == "tcp" and port is not None else netloc
    if not host or host.startswith(":"):
        raise ValueError(f"write {scheme}://{'host:9100' if scheme == 'tcp' else 'queue'}")
    return {"host": host.strip("[]")} | ({"port": port} if port else {})


def _options(scheme: str, pairs: list[tuple[str, str]]) -> dict[str, object]:
    given: dict[str, object] = {}
    for name, value in pairs:
        if name == "baud" and scheme == "serial":
            given["baud"] = _number(name, value, 1200, 921_600)
        elif name == "mode" and value in MODES:
            given["mode"] = value
        elif name == "model" and value in MODELS:
            given["model"] = value
        elif name == "blank" and value in ("feed", "send"):
            given["feed_blank"] = value == "feed"
        elif name == "roll_mm":
            given["roll_mm"] = _number(name, value, 1_000, 500_000)
        else:
            raise ValueError(f"{name}={value} is no setting it can have")
    if given.get("mode") == "text" and "model" not in given:
        raise ValueError(f"mode=text needs model=, one of {', '.join(MODELS)}: of others nobody knows the letters")
    return given


def _number(name: str, value: str, low: int, high: int) -> int:
    if not value.isdecimal() or not low <= int(value) <= high:
        raise ValueError(f"{name} must be a number from {low} to {high}")
    return int(value)
