"""The facts of any period: whole years and months from their own rows, other closed days from theirs, the rest from
the legs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from ..core.day_facts import LEVELS
from ..core.facts import SPREADS, Facts
from ..core.hours import business_date
from .day_reads import first_day, read_day
from .sqlite import SqliteStore
from .summaries import DAY, MONTH, MONTH_LEVELS, facts_of, period_days, tables_of, unpacked

Rows = dict[str, Facts]


@dataclass
class Summed:
    """Days and months added up: level → key → facts; lines and desk times beside. `levels`: all, or these alone."""

    levels: frozenset[str] | None = None
    spreads: Container[str] = SPREADS  # the hall's own row always has all of them
    facts: dict[str, Rows] = field(default_factory=lambda: {level: {} for level in (*LEVELS, *MONTH_LEVELS, "month")})
    lines: dict[str, dict[int, list[int]]] = field(default_factory=dict)
    line_days: dict[str, int] = field(default_factory=dict)
    desks: dict[str, dict[str, int]] = field(default_factory=dict)

    def take_day(self, day: date, tables: dict[str, dict]) -> None:
        """A day's own tables, or those of some levels alone."""
        for level in LEVELS:
            for key, facts in self._read(level, tables):
                if level == "hall":
                    self._copy("weekday", str(day.weekday()), facts)
                    self._copy("date", day.isoformat(), facts)
                    self._copy("month", day.isoformat()[:7], facts)
                elif level == "hour":
                    self._copy("heat", f"{day.weekday()}-{key}", facts)
                self._take(level, key, facts)
        self._take_beside(tables)

    def take_whole(self, period: str, tables: dict[str, dict]) -> None:
        """A month's own tables, or a year's, which know their months."""
        for level in self.facts.keys() & tables.keys():
            for key, facts in self._read(level, tables):
                if level == "hall" and len(period) == MONTH:
                    self._copy("month", period, facts)
                self._take(level, key, facts)
        self._take_beside(tables)

    def _read(self, level: str, tables: dict[str, dict]) -> Iterable[tuple[str, Facts]]:
        return facts_of(tables.get(level, {}), SPREADS if level == "hall" else self.spreads).items()

    def _copy(self, level: str, key: str, facts: Facts) -> None:
        """Adds what another level will keep as its own."""
        if self._wants(level):
            self.facts[level].setdefault(key, Facts()).add(facts)

    def _take(self, level: str, key: str, facts: Facts) -> None:
        """Adds what nobody else holds: the first of a key is kept as it is, so that a year costs less."""
        if not self._wants(level):
            return
        if key in self.facts[level]:
            self.facts[level][key].add(facts)
        else:
            self.facts[level][key] = facts

    def _wants(self, level: str) -> bool:
        return self.levels is None or level in self.levels or level == "hall"

    def _take_beside(self, tables: dict[str, dict]) -> None:
        for key, (days, quarters) in tables.get("line", {}).items():
            self.line_days[key] = self.line_days.get(key, 0) + days
            mine = self.lines.setdefault(key, {})
            for quarter, area, most in quarters:
                cell = mine.setdefault(quarter, [0, 0])
                cell[0], cell[1] = cell[0] + area, max(cell[1], most)
        for key, spent in tables.get("desk-time", {}).items():
            times = self.desks.setdefault(key, dict.fromkeys(spent, 0))
            for name, ms in spent.items():
                times[name] = times.get(name, 0) + ms

    def to_json(self, beside: tuple[str, ...] = MONTH_LEVELS) -> dict[str, dict]:
        """`beside`: the levels it has that a day has not."""
        found: dict[str, dict] = {
            level: {key: one.to_json() for key, one in sorted(self.facts[level].items())}
            for level in (*LEVELS, *beside)
        }
        found["line"] = {
            key: [self.line_days[key], sorted([q, *cell] for q, cell in quarters.items())]
            for key, quarters in sorted(self.lines.items())
        }
        return found | {"desk-time": dict(sorted(self.desks.items()))}


def summed(
    store: SqliteStore, db: sqlite3.Connection, first: date, last: date, now: int,
    levels: frozenset[str] | None = None, spreads: Container[str] = SPREADS, department: str | None = None,
) -> Summed:  # fmt: skip
    """Everything from `first` to `last`, both included; of some levels and spreads alone where they are named.

    `department`: of its visits alone. What was summed up mixes all of them, so those days are read anew.
    """
    found = Summed(levels, spreads)
    begun = first_day(db)
    if begun is None:
        return found
    # a year or a month is whole though the hall did not open with its first day
    first, last = max(first, begun.replace(month=1, day=1)), min(last, business_date(now))
    if department is not None:
        for day in (max(first, begun) + timedelta(n) for n in range((last - max(first, begun)).days + 1)):
            found.take_day(day, _only(tables_of(day, read_day(store, db, day, now, department)), levels))
        return found
    for period in _parts(db, first, last, levels):
        tables = _kept(db, period, levels, spreads)
        if len(period) < DAY:
            found.take_whole(period, tables)
        elif tables:
            found.take_day(date.fromisoformat(period), tables)
        else:
            day = date.fromisoformat(period)
            found.take_day(day, _only(tables_of(day, read_day(store, db, day, now)), levels))
    return found


def _parts(db: sqlite3.Connection, first: date, last: date, levels: frozenset[str] | None) -> Iterator[str]:
    """The longest stretches that have rows of their own. A year keeps no single days; months do."""
    sql = "SELECT period FROM summaries WHERE period BETWEEN ? AND ? AND level = 'heat'"
    rows = db.execute(sql, (f"{first:%Y}", f"{last}"))
    known = {row["period"] for row in rows if len(row["period"]) == MONTH or (levels and "date" not in levels)}
    begun, day = first_day(db), first
    while day <= last:
        for period in (f"{day:%Y}", f"{day:%Y-%m}"):
            from_, to = period_days(period)
            if period in known and from_ == day and to <= last:
                yield period
                break
        else:
            to = day
            if begun is not None and day >= begun:
                yield day.isoformat()
        day = to + timedelta(1)


def _kept(
    db: sqlite3.Connection, period: str, levels: frozenset[str] | None, spreads: Container[str]
) -> dict[str, dict]:
    """The rows of a period; of the levels that nobody wants not even the bytes are read."""
    names = [row["level"] for row in db.execute("SELECT level FROM summaries WHERE period = ?", (period,))]
    wanted = json.dumps([level for level in names if _wanted(level, levels)])
    sql = "SELECT level, body FROM summaries WHERE period = ? AND level IN (SELECT value FROM json_each(?))"
    return {
        row["level"]: unpacked(row["body"], SPREADS if row["level"] == "hall" else spreads)
        for row in db.execute(sql, (period, wanted))
    }


def _only(tables: dict[str, dict], levels: frozenset[str] | None) -> dict[str, dict]:
    return {level: table for level, table in tables.items() if _wanted(level, levels)}


def _wanted(level: str, levels: frozenset[str] | None) -> bool:
    needs = {"weekday": "hall", "date": "hall", "heat": "hour"}
    return levels is None or level in levels or level in {needs.get(one) for one in levels} or level == "hall"
