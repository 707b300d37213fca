"""What people ask for: a visitor's touch, an officer's key press."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Request:
    """What a visitor touched. `department` and `service` are ids; `procedure` a code or None."""

    department: str
    service: str
    procedure: str | None = None
    priority: bool = False
    language: str = "vi"
    confirms: bool = False  # the screen will say when it has shown the number; until then it is set aside


@dataclass(frozen=True)
class Channel:
    """Where a request came from: a kiosk's name and the printer that stands beside it (None: no paper)."""

    name: str
    printer: str | None = None


@dataclass(frozen=True)
class Command:
    """An officer's key press. `version` is the desk's version on the officer's screen."""

    desk: str
    officer: str
    key: str
    version: int
