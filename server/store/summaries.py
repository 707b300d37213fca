"""Closed days and months summed up beside the legs, so that a year's report reads a hundred rows, not a million legs.

A row is written when its day is over and thrown away by the deed that changes one of its legs after all
(`forget`, in that deed's own transaction). What is not there is worked out from the legs: a report is never wrong,
only slower.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from calendar import monthrange
from collections.abc import Container
from datetime import date

from ..core.day_facts import LEVELS, Day
from ..core.facts import SPREADS, Facts

MONTH_LEVELS = ("weekday", "heat", "date")  # beside those of a day
PUT = "INSERT OR REPLACE INTO summaries (period, level, body) VALUES (?, ?, ?)"


def forget(db: sqlite3.Connection, day: str) -> None:
    """A leg of that day has changed: what was summed up of it is true no more."""
    db.execute("DELETE FROM summaries WHERE period IN (?, ?)", (day, day[:7]))


def tables_of(day: date, found: Day) -> dict[str, dict]:
    """Level → key → what is kept, as JSON."""
    tables: dict[str, dict] = {
        level: {key: one.to_json() for key, one in sorted(found.facts[level].items())} for level in LEVELS
    }
    days = 1 if found.facts["hall"] else 0
    lines = {key: [days, sorted([q, *cell] for q, cell in quarters.items())] for key, quarters in found.lines.items()}
    return tables | {"line": dict(sorted(lines.items())), "desk-time": found.desks}


def packed(table: dict) -> bytes:
    return zlib.compress(json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def unpacked(body: bytes) -> dict:
    return json.loads(zlib.decompress(body))


def month_days(month: str) -> tuple[date, date]:
    """Its first day and its last."""
    first = date.fromisoformat(f"{month}-01")
    return first, first.replace(day=monthrange(first.year, first.month)[1])


def facts_of(table: dict, spreads: Container[str] = SPREADS) -> dict[str, Facts]:
    return {key: Facts.of(one, spreads) for key, one in table.items()}
