"""One day's facts at every level, out of its legs and their entries. Pure: the day in, tables out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from .desk_day import Step, desk_day
from .events import Entry, Kind
from .facts import Facts
from .hours import local
from .line_day import line_day
from .plan import HallPlan
from .ticket import Leg

LEVELS = ("hall", "department", "service", "procedure", "desk", "officer", "hour")
SEPARATOR = "\x1f"  # between a key's id, its Vietnamese and its English name on that day


@dataclass
class Day:
    """Everything a report may ask of one day: level → key → facts, line lengths, desk times."""

    facts: dict[str, dict[str, Facts]] = field(default_factory=lambda: {level: {} for level in LEVELS})
    lines: dict[str, dict[int, list[int]]] = field(default_factory=dict)  # key → quarter of the day → [area ms, most]
    desks: dict[str, dict[str, int]] = field(default_factory=dict)  # key → state → ms


def key_of(own: str, vi: str, en: str) -> str:
    return SEPARATOR.join((own, vi, en))


class Names:
    """The names of a day: of the configurations its legs were opened under; renamed that day, the newest."""

    def __init__(self, plans: Iterable[HallPlan]) -> None:
        self._names: dict[tuple[str, str], tuple[str, str]] = {}
        self.within_ms: dict[str, int] = {}
        for plan in plans:
            for department in plan.departments:
                self._take("department", department)
                self.within_ms[department.id] = round(department.service_level_minutes * 60_000)
                for service in department.services:
                    self._take("service", service)
            for desk in plan.desks:
                self._take("desk", desk)
            self._names |= {("officer", one.username): (one.name, one.name) for one in plan.officers}

    def _take(self, level: str, one) -> None:  # noqa: ANN001 (anything that has an id and a name)
        self._names[level, one.id] = one.name.vi, one.name.en

    def key(self, level: str, own: str) -> str:
        return key_of(own, *self._names.get((level, own), (own, own)))


def day_facts(
    day: date, bounds: tuple[int, int], legs: Mapping[int, Leg], steps: list[Step], desk_entries: list[Entry],
    plans: Iterable[HallPlan], until: int,
) -> Day:
    """`steps`: the entries of those legs in order, `desk_entries` the desks' own; `until` is where the day ends so far.
    """
    names, found, undone = Names(plans), Day(), _undone(steps)
    for leg in legs.values():
        for level, key in _keys(leg, names):
            facts = found.facts[level].setdefault(key, Facts())
            facts.take(leg, undone.get(leg.id, 0), names.within_ms.get(leg.department, 15 * 60_000))
    line_of = {leg.id: names.key("department", leg.department) for leg in legs.values()}
    begins, ends = bounds
    found.lines = line_day(steps, line_of, begins, min(ends, until))
    times = desk_day(desk_entries, steps, min(ends, until))
    found.desks = {names.key("desk", desk): spent for desk, spent in times.items()}
    return found


def _undone(steps: list[Step]) -> dict[int, int]:
    found: dict[int, int] = {}
    for step in steps:
        if step.kind == Kind.UNDONE:
            found[step.leg] = found.get(step.leg, 0) + 1
    return found


def _keys(leg: Leg, names: Names) -> list[tuple[str, str]]:
    """The rows this leg belongs to, one a level. Who was never called has no desk and no officer."""
    keys = [
        ("hall", ""), ("department", names.key("department", leg.department)),
        ("service", names.key("service", leg.service)), ("procedure", leg.procedure or ""),
        ("hour", f"{local(leg.opened_at).hour:02}"),
    ]  # fmt: skip
    if leg.desk is not None:
        keys.append(("desk", names.key("desk", leg.desk)))
    if leg.officer is not None:
        keys.append(("officer", names.key("officer", leg.officer)))
    return keys
