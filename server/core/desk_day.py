"""What a desk did with its day: open and busy, open and idle, on a break, at back office. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .events import DESK_KINDS, Entry

AT_DESK = ("called", "serving")
TIMES = ("open", "idle", "busy", "break", "back_office")


@dataclass(frozen=True, slots=True)
class Step:
    """As much of a leg's entry as a day's figures need."""

    leg: int
    at: int
    kind: str
    desk: str | None
    was: str | None
    to: str | None


def desk_day(desk_entries: Iterable[Entry], steps: Iterable[Step], until: int) -> dict[str, dict[str, int]]:
    """Desk → ms of each of `TIMES`, over the desks that had an entry of their own that day.

    `busy` is time with a visitor called or served there, in whatever state the desk is; `idle` is open without one.
    """
    desks: dict[str, _Desk] = {}
    for at, desk, state, visitor in _changes(list(desk_entries), list(steps)):
        if at <= until:
            desks.setdefault(desk, _Desk(at)).change(at, state, visitor)
    for one in desks.values():
        one.change(max(until, one.at), None, None)
    return {desk: one.times for desk, one in sorted(desks.items()) if one.sat}


def _changes(desk_entries: list[Entry], steps: list[Step]) -> list[tuple[int, str, str | None, bool | None]]:
    """(when, desk, its new state or None, whether somebody is there now or None), in order."""
    own = [(one.at, one.desk or "", DESK_KINDS[one.kind], None) for one in desk_entries if one.kind in DESK_KINDS]
    return sorted([*own, *_visits(steps)], key=lambda one: one[0])


def _visits(steps: list[Step]) -> list[tuple[int, str, str | None, bool | None]]:
    found: list[tuple[int, str, str | None, bool | None]] = []
    where: dict[int, str] = {}
    last: dict[int, str] = {}
    for step in steps:
        if step.leg in where and (step.to not in AT_DESK or step.desk not in (None, where[step.leg])):
            found.append((step.at, where.pop(step.leg), None, False))
        if step.to in AT_DESK and step.leg not in where:
            desk = step.desk or last.get(step.leg, "")
            where[step.leg] = last[step.leg] = desk
            found.append((step.at, desk, None, True))
    return found


class _Desk:
    def __init__(self, at: int) -> None:
        self.at, self.state, self.visitor, self.sat = at, "closed", False, False
        self.times = dict.fromkeys(TIMES, 0)

    def change(self, at: int, state: str | None, visitor: bool | None) -> None:
        spent = at - self.at
        if self.state in ("open", "break", "back-office"):
            self.times[self.state.replace("-", "_")] += spent
        if self.visitor:
            self.times["busy"] += spent
        elif self.state == "open":
            self.times["idle"] += spent
        self.at = at
        if state is not None:
            self.state, self.sat = state, True
        if visitor is not None:
            self.visitor = visitor
