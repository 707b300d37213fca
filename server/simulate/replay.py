"""A real day out of the hall's own memory: its legs are the visitors, its desks' open times the staff."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterable

from ..core.events import DESK_KINDS, Entry
from ..core.plan import HallPlan
from ..core.ticket import Leg, LegState
from ..store import journal, queries
from .day import MINUTE, Day, Outcome, Station, Visitor
from .pauses import Visit, afterwards

S = LegState
NEVER_CAME = frozenset({S.PLANNED, S.VOID})
ENDLESS = 1 << 60


def recorded(db: sqlite3.Connection, plan: HallPlan, date: str, rng: random.Random) -> Day:
    """The hall's day of that date, under `plan`. A visitor who was never served gets the time of one who was."""
    legs = [leg for leg in queries.day_legs(db, date) if leg.state not in NEVER_CAME]
    tidying = _tidying(legs)
    served: dict[str, list[int]] = {}
    for leg in legs:
        if leg.walking_ms + leg.service_ms:
            served.setdefault(leg.department, []).append(leg.walking_ms + leg.service_ms)
    usual = {one.id: [round(one.usual_minutes * MINUTE)] for one in plan.departments}
    like = {**usual, **served}
    visitors = [_visitor(leg, tidying.get(leg.id, 0), like.get(leg.department, [0]), rng) for leg in legs]
    rows = db.execute("SELECT * FROM journal WHERE business_date = ? AND desk IS NOT NULL ORDER BY seq", (date,))
    stations = tuple(_stations(plan, date, map(journal.entry_of, rows)))
    rules = {one.id: one.rule for one in plan.departments}
    was = tuple(Outcome(leg.department, leg.klass, _end(leg), leg.waiting_ms) for leg in legs)
    return Day(tuple(sorted(visitors, key=lambda one: one.arrived)), stations, rules, was)


def _tidying(legs: list[Leg]) -> dict[int, int]:
    """Leg → how long its desk was busy with it after its end."""
    at: dict[str, list[tuple[Visit, int]]] = {}
    for leg in legs:
        if leg.desk and leg.called_at and leg.ended_at:
            at.setdefault(leg.desk, []).append((Visit(leg.opened_at, leg.called_at, leg.ended_at), leg.id))
    found: dict[int, int] = {}
    for own in at.values():
        own.sort(key=lambda one: one[0].called)
        found |= zip([leg for _, leg in own], afterwards([visit for visit, _ in own]), strict=True)
    return found


def _visitor(leg: Leg, tidying: int, like: list[int], rng: random.Random) -> Visitor:
    """`like`: what a service took others, for somebody who had none."""
    shows = leg.state is not S.NO_SHOW
    left = leg.state in (S.LEFT, S.TRANSFERRED) and leg.called_at is None
    busy = leg.walking_ms + leg.service_ms if shows else leg.no_answer_ms
    work = (busy or (rng.choice(like) if shows else 0)) + tidying
    patience = leg.waiting_ms if left else None
    return Visitor(leg.opened_at, leg.department, leg.service, leg.klass, work, leg.credited_at, patience, shows)


def _end(leg: Leg) -> str:
    if leg.state is S.NO_SHOW:
        return "no-show"
    if leg.called_at is not None:
        return "served"
    return "left" if leg.state in (S.LEFT, S.TRANSFERRED) else "unserved"


def _stations(plan: HallPlan, date: str, entries: Iterable[Entry]) -> Iterable[Station]:
    """Each desk that was open that day, with its spells; one still open at the last entry stays so."""
    spells: dict[str, list[tuple[int, int]]] = {}
    since: dict[str, int] = {}
    for entry in entries:
        desk, state = entry.desk or "", DESK_KINDS.get(entry.kind)
        if state == "open":
            since.setdefault(desk, entry.at)
        elif state is not None and desk in since:
            spells.setdefault(desk, []).append((since.pop(desk), entry.at))
    for desk, start in since.items():
        spells.setdefault(desk, []).append((start, ENDLESS))
    known = {desk.id: desk.on(date) for desk in plan.desks}
    return [Station(desk, known[desk].serving, tuple(found)) for desk, found in sorted(spells.items()) if desk in known]
