"""Reads a nested dictionary strictly and gathers every finding, so that a file is mended in one go.

A `Form` knows nothing of halls. Each reader asks it for keys; a key nobody asked for is a finding too, so that a
typo never passes silently. After a finding a harmless stand-in is returned, and reading goes on.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from server.core.search import normal

REQUIRED: Any = object()


@dataclass(frozen=True)
class Finding:
    """What is wrong and where: `departments[3].letter`, list places counted from 1."""

    path: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}: {self.text}" if self.path else self.text


class Form:
    """One table of the file. Values are read once each by key; `close` at the end speaks of keys never read."""

    def __init__(self, data: object, path: str = "", findings: list[Finding] | None = None) -> None:
        self.path = path
        self.findings: list[Finding] = [] if findings is None else findings
        self._asked: dict[str, None] = {}
        self._children: list[Form] = []
        if not isinstance(data, Mapping):
            self.finding("", f"must be a table of keys, not {_kind(data)}")
            data = {}
        self._data: Mapping[str, object] = data

    def finding(self, key: str, text: str) -> None:
        self.findings.append(Finding(".".join(part for part in (self.path, key) if part), text))

    def close(self) -> None:
        for key in self._data:
            if key not in self._asked:
                near = difflib.get_close_matches(str(key), self._asked, 1)
                self.finding(str(key), "unknown key" + (f"; did you mean '{near[0]}'?" if near else ""))
        for child in self._children:
            child.close()

    def text(self, key: str, pattern: str = "", default: Any = REQUIRED, longest: int = 120, hint: str = "") -> str:
        """A text in NFC with single spaces; `pattern` must match all of it, `hint` says what it should look like.

        A key with a default may be empty: an empty text then means the default.
        """
        value = self._value(key, str, "a text", default, None)
        if value is None:
            return ""
        text = normal(value)
        if not text and default is not REQUIRED:
            return default
        if not text:
            self.finding(key, "is empty")
        elif len(text) > longest:
            self.finding(key, f"is {len(text)} characters long; at most {longest} fit")
        elif pattern:
            self.check(key, text, pattern, hint)
        return text

    def check(self, key: str, text: str, pattern: str, hint: str) -> None:
        """A finding unless `pattern` matches all of `text`; key "" speaks of this form's own name."""
        if not re.fullmatch(pattern, text):
            self.finding(key, f"'{text}' won't do; {hint}")

    def integer(self, key: str, lowest: int, highest: int, default: Any = REQUIRED) -> int:
        value = self._value(key, int, "a whole number", default, lowest)
        if not lowest <= value <= highest:
            self.finding(key, f"{value} is out of range; {lowest} to {highest} is possible")
            return lowest
        return value

    def number(self, key: str, lowest: float, highest: float, default: Any = REQUIRED) -> float:
        value = float(self._value(key, (int, float), "a number", default, lowest))
        if not lowest <= value <= highest:
            self.finding(key, f"{value:g} is out of range; {lowest:g} to {highest:g} is possible")
            return lowest
        return value

    def flag(self, key: str, default: Any = REQUIRED) -> bool:
        return self._value(key, bool, "true or false", default, False)

    def choice(self, key: str, among: Sequence[Any], default: Any = REQUIRED) -> Any:
        value = self._value(key, type(among[0]), f"one of {_listed(among)}", default, among[0])
        if value not in among:
            self.finding(key, f"'{value}' is none of {_listed(among)}")
            return among[0]
        return value

    def day(self, key: str, default: Any = REQUIRED) -> date:
        """A calendar day, written as a TOML date or as the text "2026-09-02"."""
        value = self._value(key, (date, str), "a day such as 2026-09-02", default, date.min)
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                self.finding(key, f"'{value}' is not a day; write it as 2026-09-02")
                return date.min
        return value.date() if isinstance(value, datetime) else value

    def texts(self, key: str, default: Any = REQUIRED) -> tuple[str, ...]:
        read: list[str] = []
        for place, one in enumerate(self._value(key, (list, tuple), "a list of texts", default, ()), 1):
            if isinstance(one, str) and normal(one):
                read.append(normal(one))
            else:
                self.finding(f"{key}[{place}]", f"must be a text, not {_kind(one)}")
        return tuple(read)

    def words(self, key: str) -> dict[str, str]:
        """A table of texts, empty where there is none."""
        read: dict[str, str] = {}
        for own, one in self._value(key, Mapping, "a table of texts", {}, {}).items():
            if isinstance(one, str) and normal(one):
                read[str(own)] = normal(one)
            else:
                self.finding(f"{key}.{own}", f"must be a text, not {_kind(one)}")
        return read

    def form(self, key: str, default: Any = REQUIRED) -> Form:
        return self._child(self._value(key, Mapping, "a table of keys", default, {}), key)

    def forms(self, key: str, default: Any = REQUIRED) -> list[Form]:
        """A list of tables, in the file's order."""
        listed: Iterable[object] = self._value(key, (list, tuple), "a list of tables", default, ())
        return [self._child(one, f"{key}[{place}]") for place, one in enumerate(listed, 1)]

    def table(self, key: str, default: Any = REQUIRED) -> list[tuple[str, Form]]:
        """A table of tables: each one's own key (a number or a name) and its form."""
        found: Mapping[str, object] = self._value(key, Mapping, "a table of tables", default, {})
        return [(str(own), self._child(one, f"{key}.{own}")) for own, one in found.items()]

    def _child(self, data: object, key: str) -> Form:
        child = Form(data, ".".join(part for part in (self.path, key) if part), self.findings)
        self._children.append(child)
        return child

    def _value(self, key: str, kind: Any, wanted: str, default: Any, stand_in: Any) -> Any:
        self._asked[key] = None
        if key not in self._data:
            if default is REQUIRED:
                self.finding(key, f"is missing; it must be {wanted}")
                return stand_in
            return default
        value = self._data[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.finding(key, f"must be {wanted}, not {_kind(value)}")
            return stand_in
        return value


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"the text '{value[:40]}'" if value.strip() else "an empty text"
    if isinstance(value, int | float):
        return f"the number {value}"
    return {dict: "a table", list: "a list", date: "a day", datetime: "a moment"}.get(type(value), type(value).__name__)


def _listed(among: Sequence[Any]) -> str:
    return ", ".join(f"'{one}'" if isinstance(one, str) else str(one) for one in among)
