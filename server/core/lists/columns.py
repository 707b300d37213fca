"""A column of a list: what stands in its cells, read from what people type and written so that it reads back alike.

A value is what the plan's document holds: texts, numbers, flags, lists. A cell is text, as a spreadsheet shows it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from server.core.naming import Name
from server.core.opening import day_typed
from server.core.search import fold, normal

YES, NO = Name("có", "yes"), Name("không", "no")
_FLAGS = {**dict.fromkeys(("co", "yes", "true", "dung", "x", "1"), True),
          **dict.fromkeys(("khong", "no", "false", "sai", "0", ""), False)}  # fmt: skip
_SPELL = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s*\.\.\s*(\d{4}-\d{2}-\d{2}))?\s*:\s*([^>]*)(?:>(.*))?")


class Unreadable(ValueError):
    """A cell that can't be taken: what is wrong with it and what to do, for a clerk."""

    def __init__(self, vi: str, en: str) -> None:
        self.vi, self.en = vi, en
        super().__init__(en)


@dataclass(frozen=True)
class Column:
    """`kind` says what a value is: text, code, long, day, whole, number, flag, choice, texts, spells, arrows.

    `required`: a new row must fill it; otherwise an empty cell means `default`. `refs` names what its texts are ids of.
    """

    key: str
    name: Name
    kind: str = "text"
    required: bool = False
    default: Any = ""
    hint: Name | None = None
    choices: tuple[tuple[str, Name], ...] = ()
    refs: str = ""

    @property
    def heading(self) -> str:
        return f"{self.name.vi} ({self.name.en})"

    @property
    def aliases(self) -> set[str]:
        """What a heading may say, folded."""
        return {fold(one) for one in (self.key, self.name.vi, self.name.en, self.heading)}

    def read(self, cell: str) -> Any:
        """The value of what was typed. Raises Unreadable."""
        text = normal(cell)
        if self.kind == "long":
            return "\n".join(filter(None, map(normal, cell.splitlines())))
        if not text and self.kind != "flag":
            if self.required:
                raise Unreadable("Ô này còn trống: cần điền.", "This cell is empty: please fill it in.")
            return self.empty
        return _READERS[self.kind](self, cell if self.kind in ("texts", "spells", "arrows") else text)

    def write(self, value: Any) -> str:
        """The cell that `read` reads as that value."""
        return _WRITERS.get(self.kind, lambda column, value: str(value))(self, value)

    @property
    def empty(self) -> Any:
        """The value of an empty cell."""
        return type(self.default)(self.default) if isinstance(self.default, list | dict) else self.default

    def say(self, value: Any) -> Name:
        """A value as people read it, in both languages."""
        if self.kind == "flag":
            return YES if value else NO
        if self.kind == "choice":
            return dict(self.choices).get(value) or Name(str(value), str(value))
        return Name(*[self.write(value).strip("\n") or "–"] * 2)


def items(cell: str) -> list[str]:
    """The things listed in a cell: one a line, or parted by semicolons."""
    parts = cell.splitlines() if "\n" in cell.strip("\r\n") or cell.endswith("\n") else cell.split(";")
    return list(filter(None, map(normal, parts)))


def listed(values: list[str]) -> str:
    """Read back alike by `items`."""
    return "".join(f"{one}\n" for one in values) if any(";" in one for one in values) else "; ".join(values)


def _whole(column: Column, text: str) -> int:
    if not re.fullmatch(r"-?\d{1,9}([.,]0+)?", text):
        raise Unreadable(f"“{text}” không phải số nguyên.", f"'{text}' is not a whole number.")
    return int(re.split("[.,]", text)[0])


def _number(column: Column, text: str) -> float:
    if not re.fullmatch(r"-?\d{1,9}([.,]\d{1,9})?", text):
        raise Unreadable(f"“{text}” không phải số.", f"'{text}' is not a number.")
    return float(text.replace(",", "."))


def _day(column: Column, text: str) -> str:
    day = day_typed(text)
    if day is None:
        raise Unreadable(f"“{text}” không phải ngày: viết như 02/09/2026.", f"'{text}' is not a day: 02/09/2026.")
    return day.isoformat()


def _write_day(column: Column, day: str) -> str:
    """The day first: a spreadsheet that takes 2026-09-02 for a date may give back 9/2/2026, which reads otherwise."""
    return "/".join(reversed(day.split("-")))


def _flag(column: Column, text: str) -> bool:
    if fold(text) not in _FLAGS:
        raise Unreadable(f"“{text}” phải là có hoặc không.", f"'{text}' must be yes or no.")
    return _FLAGS[fold(text)]


def _choice(column: Column, text: str) -> Any:
    for value, name in column.choices:
        if fold(text) in {fold(str(value)), fold(name.vi), fold(name.en)}:
            return value
    vi = ", ".join(name.vi for _, name in column.choices)
    en = ", ".join(name.en for _, name in column.choices)
    raise Unreadable(f"“{text}” không có trong các lựa chọn: {vi}.", f"'{text}' is none of: {en}.")


def _spells(column: Column, cell: str) -> list[dict]:
    return [_spell(one) for one in items(cell)]


def _spell(text: str) -> dict:
    found = _SPELL.fullmatch(text)
    if not found:
        raise Unreadable(
            f"“{text}” sai dạng. Viết như 2026-12-01..2026-12-05: thue, tu-phap > thue.",
            f"'{text}' has the wrong form. Write it like 2026-12-01..2026-12-05: thue, tu-phap > thue.",
        )
    first, last, served, preferred = found.groups()
    named = [normal(one) for one in served.split(",") if normal(one)]
    return {
        "first": first, "last": last or first, "departments": [one for one in named if "." not in one],
        "services": [one for one in named if "." in one],
        "prefer": [normal(one) for one in (preferred or "").split(",") if normal(one)],
    }  # fmt: skip


def _write_spell(spell: dict) -> str:
    served = ", ".join([*spell["departments"], *spell["services"]])
    preferred = f" > {', '.join(spell['prefer'])}" if spell["prefer"] else ""
    return f"{spell['first']}..{spell['last']}: {served}{preferred}"


def _arrows(column: Column, cell: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in items(cell):
        place, colon, way = map(normal, one.partition(":"))
        value = next((key for key, name in WAYS if fold(way) in {key, fold(name.vi)}), "")
        if not (colon and place and value):
            raise Unreadable(
                f"“{one}” sai dạng. Viết số quầy hoặc khu, dấu hai chấm, hướng: 5: trái; B: phải.",
                f"'{one}' has the wrong form. Write desk or area, a colon, the way: 5: left; B: right.",
            )
        found[place] = value
    return found


WAYS = (
    ("left", Name("trái", "left")), ("right", Name("phải", "right")), ("up", Name("thẳng", "up")),
    ("down", Name("sau", "down")),
)  # fmt: skip
_READERS: dict[str, Callable[[Column, str], Any]] = {
    "text": lambda column, text: text, "code": lambda column, text: text, "day": _day, "whole": _whole,
    "number": _number, "flag": _flag, "choice": _choice, "texts": lambda column, cell: items(cell), "spells": _spells,
    "arrows": _arrows,
}  # fmt: skip
_WRITERS: dict[str, Callable[[Column, Any], str]] = {
    "day": _write_day,
    "number": lambda column, value: f"{value:.9f}".rstrip("0").rstrip("."),
    "flag": lambda column, value: (YES if value else NO).vi,
    "choice": lambda column, value: next((name.vi for key, name in column.choices if key == value), str(value)),
    "texts": lambda column, value: listed(value),
    "spells": lambda column, value: listed([_write_spell(one) for one in value]),
    "arrows": lambda column, value: listed([f"{place}: {dict(WAYS)[way].vi}" for place, way in value.items()]),
}  # fmt: skip
