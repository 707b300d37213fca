"""One business day's legs and entries, however many other days the file holds: neither is found by a scan."""

from __future__ import annotations

import sqlite3
from datetime import date

from ..core.day_facts import Day, day_facts
from ..core.desk_day import Step
from ..core.hours import business_date, day_bounds
from ..core.own_desks import own_desks
from ..core.plan import HallPlan
from ..core.ticket import Leg
from . import journal
from .queries import day_legs, leg_range
from .sqlite import SqliteStore

_STEPS = (
    "SELECT leg, at, kind, desk, from_state, to_state FROM journal WHERE leg BETWEEN ? AND ? AND leg IS NOT NULL"
    " ORDER BY seq"
)


def newest_version(db: sqlite3.Connection, day: str) -> int:
    """Seq of the last entry about any leg of that day; 0 for none."""
    row = db.execute("SELECT coalesce(max(version), 0) FROM legs WHERE id BETWEEN ? AND ?", leg_range(db, day))
    return row.fetchone()[0]


def first_day(db: sqlite3.Connection) -> date | None:
    """The hall's first business date."""
    row = db.execute("SELECT business_date FROM journal ORDER BY seq LIMIT 1").fetchone()
    return date.fromisoformat(row["business_date"]) if row else None


def read_day(
    store: SqliteStore, db: sqlite3.Connection, day: date, now: int, department: str | None = None
) -> Day:  # fmt: skip
    """The day's facts, worked out from its legs and entries. Today's end now, another's with the hall's last entry.

    `department`: of its visits alone, and of the desks that are its own.
    """
    legs = {leg.id: leg for leg in day_legs(db, day.isoformat()) if department in (None, leg.department)}
    steps = _steps(db, legs)
    begins, ends = day_bounds(day)
    until = now if day >= business_date(now) else journal.last_at_before(db, ends)
    plans = _plans(store, db, legs)
    desk_entries = list(journal.of_day(db, day.isoformat(), begins, ends))
    if department is not None:
        own = own_desks(plans, department, day.isoformat())
        desk_entries = [one for one in desk_entries if one.desk in own]
    return day_facts(day, (begins, ends), legs, steps, desk_entries, plans, until)


def _steps(db: sqlite3.Connection, legs: dict[int, Leg]) -> list[Step]:
    if not legs:
        return []
    rows = db.execute(_STEPS, (min(legs), max(legs)))
    return [Step(row[0], row[1], row[2], row[3], row[4], row[5]) for row in rows if row[0] in legs]


def _plans(store: SqliteStore, db: sqlite3.Connection, legs: dict[int, Leg]) -> list[HallPlan]:
    used = sorted({leg.plan for leg in legs.values()})
    if used:
        return [store.plan(db, one) for one in used]
    return [store.plan_of(db)[1]] if db.execute("SELECT 1 FROM plans LIMIT 1").fetchone() else []
