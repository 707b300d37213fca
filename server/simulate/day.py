"""A day as the simulation plays it: who comes, who works where and when, how the lines are called. Moments are ms."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..core.line import Rule
from ..core.serving import Serving

MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Visitor:
    """`work_ms`: how long the desk is busy with them. `patience_ms`: they go home when not called by then."""

    arrived: int
    department: str
    service: str
    klass: str
    work_ms: int
    credited_at: int
    patience_ms: int | None = None
    shows: bool = True  # False: called, and not there


@dataclass(frozen=True, slots=True)
class Station:
    """A desk. `spells`: from when to when it calls visitors; none: always."""

    id: str
    serving: Serving
    spells: tuple[tuple[int, int], ...] = ()

    def open_at(self, now: int) -> bool:
        return not self.spells or any(start <= now < end for start, end in self.spells)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`end`: "served", "no-show", "left" (went home) or "unserved" (still there when all desks had closed)."""

    department: str
    klass: str
    end: str
    waited_ms: int


@dataclass(frozen=True)
class Day:
    """`was`: how it really went, where the day is a real one."""

    visitors: tuple[Visitor, ...]  # by arrival
    stations: tuple[Station, ...]
    rules: dict[str, Rule] = field(default_factory=dict)  # by department
    was: tuple[Outcome, ...] = ()
