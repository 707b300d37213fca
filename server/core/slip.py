"""What stands on the paper, as lines, not bytes.

The server stores a `Slip` as JSON beside the print job; the print agent turns it into lines here and
into dots in `hardware/paper.py`. Words are fixed in this file, so that paper and screen say the same.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import Literal

LineKind = Literal["text", "number", "badge", "qr", "rule", "gap", "logo"]

WORDS = {
    "vi": {
        "number": "SỐ THỨ TỰ",
        "ahead": "Số người chờ trước: {n}",
        "first": "Ông/bà là người tiếp theo",
        "minutes": "Dự kiến chờ {low}–{high} phút",
        "within": "Dự kiến chờ không quá {high} phút",
        "priority": "ƯU TIÊN",
        "code": "Mã thủ tục: {code}",
        "watch": "Vui lòng theo dõi màn hình",
        "scan": "Quét mã để theo dõi lượt",
        "reprint": "IN LẠI",
    },
    "en": {
        "number": "YOUR NUMBER",
        "ahead": "People ahead of you: {n}",
        "first": "You are next",
        "minutes": "Expected wait {low}–{high} minutes",
        "within": "Expected wait up to {high} minutes",
        "priority": "PRIORITY",
        "code": "Procedure code: {code}",
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
    minutes: tuple[int, int] | None = None  # how long the wait is likely to be, low and high
    language: str = "vi"
    code: str = ""  # the procedure's code, where one was chosen
    priority: bool = False
    reprint: bool = False
    logo: str = ""  # base64 of a PNG; empty: none

    def to_json(self) -> dict:
        return dict(vars(self))  # flat, so no deep copy is needed: this runs for every ticket

    @classmethod
    def from_json(cls, data: dict) -> Slip:
        """Unknown keys are ignored, so that an older agent can print a newer server's slip."""
        given = {key: value for key, value in data.items() if key in cls.__dataclass_fields__}
        if given.get("minutes") is not None:
            given["minutes"] = tuple(given["minutes"])  # JSON knows lists only
        return cls(**given)


@dataclass(frozen=True)
class Line:
    """One line of paper. `points` is the type size (1 pt = 1/72 inch); a `gap` is that many points of white.
    The text of a `logo` is its PNG in base64.

    `rows` is how many rows of paper a long text may wrap to before it is clipped with an ellipsis.
    """

    kind: LineKind
    text: str = ""
    points: float = 11
    bold: bool = False
    rows: int = 2


def printable(text: str) -> str:
    """`text` composed (NFC) and without control, format or unassigned characters, wherever the name came from."""
    spaced = "".join(" " if ch.isspace() else ch for ch in unicodedata.normalize("NFC", text))
    return "".join(ch for ch in spaced if unicodedata.category(ch)[0] != "C").strip()


def lines(slip: Slip) -> list[Line]:
    """The slip from top to bottom. Body text is never below 10 pt, the number never below 40 pt."""
    words = WORDS.get(slip.language, WORDS["vi"])
    laid = [Line("gap", points=4)]
    if slip.logo:
        laid += [Line("logo", slip.logo), Line("gap", points=5)]
    if slip.reprint:
        laid += [Line("badge", words["reprint"], 14, True), Line("gap", points=5)]
    laid += [
        Line("text", slip.centre, 11, True, rows=3),
        Line("rule", points=11),
        Line("text", words["number"], 11),
        Line("number", slip.number, 76, True, rows=1),
    ]
    if slip.priority:
        laid += [Line("badge", words["priority"], 13, True), Line("gap", points=5)]
    laid += [Line("text", slip.department, 12, True, rows=3), Line("text", slip.service, 11, rows=3)]
    if slip.code:
        laid.append(Line("text", words["code"].format(code=slip.code), 10, rows=1))
    if slip.where:
        laid += [Line("gap", points=2), Line("text", slip.where, 17, True, rows=3)]
    ahead = words["ahead"].format(n=slip.ahead) if slip.ahead else words["first"]
    laid += [Line("rule", points=11), Line("text", ahead, 12, True)]
    if slip.minutes:
        low, high = slip.minutes
        laid.append(Line("text", words["minutes" if low else "within"].format(low=low, high=high), 12))
    laid.append(Line("text", slip.issued, 11))
    if slip.url:
        laid += [Line("gap", points=4), Line("qr", slip.url), Line("gap", points=2), Line("text", words["scan"], 10)]
    laid += [Line("text", words["watch"], 11, True), Line("gap", points=2)]
    return [replace(line, text=printable(line.text)) for line in laid]
