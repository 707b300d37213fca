"""What stands on the paper, as lines, not bytes.

The server stores a `Slip` as JSON beside the print job; the print agent turns it into lines here and
into dots in `hardware/paper.py`. Words are fixed in this file, so that paper and screen say the same.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

LineKind = Literal["text", "number", "qr", "rule", "gap"]

WORDS = {
    "vi": {
        "number": "SỐ THỨ TỰ",
        "ahead": "Số người chờ trước: {n}",
        "first": "Ông/bà là người tiếp theo",
        "priority": "ƯU TIÊN",
        "watch": "Vui lòng theo dõi màn hình",
        "scan": "Quét mã để xem lượt của mình",
        "reprint": "IN LẠI",
    },
    "en": {
        "number": "YOUR NUMBER",
        "ahead": "People ahead of you: {n}",
        "first": "You are next",
        "priority": "PRIORITY",
        "watch": "Please watch the screen",
        "scan": "Scan to follow your turn",
        "reprint": "REPRINT",
    },
}


@dataclass(frozen=True)
class Slip:
    """One ticket's paper. All names are the ones of the day it was issued."""

    centre: str
    number: str
    department: str
    service: str
    where: str  # the desks or area that serve it, e.g. "Quầy 3, 4"
    ahead: int  # people waiting before this one when it was issued
    issued: str  # local date and time as people read it: "23/11/2026 08:41"
    url: str  # what the QR opens; empty: no QR
    language: str = "vi"
    code: str = ""  # the procedure's code, where one was chosen
    priority: bool = False
    reprint: bool = False

    def to_json(self) -> dict:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict) -> Slip:
        """Unknown keys are ignored, so that an older agent can print a newer server's slip."""
        known = cls.__dataclass_fields__
        return cls(**{key: value for key, value in data.items() if key in known})


@dataclass(frozen=True)
class Line:
    """One line of paper. `points` is the type size (1 pt = 1/72 inch); a `gap` is that many points of white."""

    kind: LineKind
    text: str = ""
    points: float = 11
    bold: bool = False


def printable(text: str) -> str:
    """`text` without control characters (C0, DEL, C1): none may reach a printer, wherever the name came from."""
    kept = "".join(" " if ch in "\t\r\n" else ch for ch in text)
    return "".join(ch for ch in kept if ord(ch) >= 32 and not 127 <= ord(ch) < 160).strip()


def lines(slip: Slip) -> list[Line]:
    """The slip from top to bottom. Body text is never below 10 pt, the number never below 40 pt."""
    words = WORDS.get(slip.language, WORDS["vi"])
    laid: list[Line] = []
    if slip.reprint:
        laid += [Line("text", words["reprint"], 14, True), Line("gap", points=4)]
    laid += [
        Line("text", slip.centre, 11, True),
        Line("rule", points=8),
        Line("text", words["number"], 11),
        Line("number", slip.number, 64, True),
    ]
    if slip.priority:
        laid.append(Line("text", words["priority"], 13, True))
    laid.append(Line("text", slip.department, 12, True))
    laid.append(Line("text", slip.service + (f" ({slip.code})" if slip.code else ""), 11))
    if slip.where:
        laid.append(Line("text", slip.where, 14, True))
    ahead = words["ahead"].format(n=slip.ahead) if slip.ahead else words["first"]
    laid += [Line("rule", points=8), Line("text", ahead, 12, True), Line("text", slip.issued, 11)]
    if slip.url:
        laid += [Line("gap", points=4), Line("qr", slip.url), Line("text", words["scan"], 10)]
    laid += [Line("text", words["watch"], 11), Line("gap", points=6)]
    return [Line(ln.kind, printable(ln.text), ln.points, ln.bold) for ln in laid]
