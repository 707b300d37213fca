"""What people ask for: a visitor's touch, an officer's key press and what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from ..core.errors import BadInput

LONGEST = 200  # letters of any text in a wish


@dataclass(frozen=True)
class Request:
    """What a visitor touched. `department` and `service` are ids; `procedure` a code or None."""

    department: str
    service: str
    procedure: str | None = None
    priority: bool = False
    language: str = "vi"
    confirms: bool = False  # the screen will say when it has shown the number; until then it is set aside

    @classmethod
    def from_body(cls, body: Mapping) -> tuple[str, Request]:
        """The key and what was touched, each of its own kind. Raises BadInput."""
        key, department, service = (body.get(name) for name in ("key", "department", "service"))
        procedure, priority, language = body.get("procedure"), body.get("priority", False), body.get("language", "vi")
        if not all(isinstance(one, str) and 0 < len(one) <= LONGEST for one in (key, department, service)):
            raise BadInput(f"key, department and service are needed, as text of at most {LONGEST} letters")
        if not (procedure is None or (isinstance(procedure, str) and len(procedure) <= LONGEST)):
            raise BadInput("procedure must be a code")
        confirms = body.get("confirms", False)
        if not isinstance(priority, bool) or not isinstance(confirms, bool) or language not in ("vi", "en"):
            raise BadInput("priority and confirms are true or false, language is vi or en")
        return key, cls(department, service, procedure or None, priority, language, confirms)


@dataclass(frozen=True)
class Channel:
    """Where a request came from: a kiosk's name and the printer that stands beside it (None: no paper)."""

    name: str
    printer: str | None = None


@dataclass(frozen=True)
class Command:
    """An officer's key press. `version` is the desk's version on the officer's screen.

    `page` is the page it was pressed on; None for what is no page (a number pad, a program).
    """

    desk: str
    officer: str
    key: str
    version: int
    page: str | None = None
    too_old: bool = False  # it lay somewhere without a connection: only its answer may still be told


@dataclass(frozen=True)
class Wish:
    """What a press is about, where the key alone does not say it. Which of these a deed reads: docs/api.md."""

    number: str | None = None  # of a ticket; None: the one at the desk
    digits: str | None = None  # the last ones of a number, as a number pad tells it
    reason: str | None = None  # a code of core/reasons.py
    department: str | None = None
    service: str | None = None
    procedure: str | None = None
    desk: str | None = None
    first: bool = False
    back: str | None = None  # "desk" or "officer": who gets the visitor again afterwards
    place: str | None = None  # in the line: "first", "in-order" or "last"
    priority: bool | None = None
    dossiers: int | None = None
    text: str | None = None

    @classmethod
    def from_body(cls, body: Mapping) -> Wish:
        """Reads what the body has of these, each of its own kind. Raises BadInput."""
        told = {one.name: body[one.name] for one in fields(cls) if body.get(one.name) is not None}
        return cls(**{name: _read(name, value) for name, value in told.items()})

    def told(self) -> dict:
        """What was wished, nothing else: part of the fingerprint of a request."""
        return {one.name: value for one in fields(self) if (value := getattr(self, one.name)) != one.default}


NOTHING = Wish()
_FLAGS, _COUNTS = ("first", "priority"), ("dossiers",)


def _read(name: str, value: Any) -> Any:
    wanted, said = (bool, "yes or no") if name in _FLAGS else (int, "a whole number") if name in _COUNTS else (str, "")
    if type(value) is not wanted or (wanted is str and not 0 < len(value) <= LONGEST):
        raise BadInput(f"'{name}' must be {said or f'text of 1 to {LONGEST} letters'}")
    return value
