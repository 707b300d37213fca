"""How long each device was watched on a day, and how long it was there: beside the journal, as the process saw it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date

from .sqlite import SqliteStore

ADD = """
INSERT INTO device_times VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
 SET watched_ms = watched_ms + excluded.watched_ms, up_ms = up_ms + excluded.up_ms
"""
SUM = """
SELECT kind, device, sum(watched_ms) AS watched_ms, sum(up_ms) AS up_ms FROM device_times
 WHERE business_date BETWEEN ? AND ? GROUP BY kind, device ORDER BY kind, device
"""


def add(store: SqliteStore, day: str, times: Mapping[tuple[str, str], list[int]]) -> None:
    """Milliseconds watched and up, of (kind, name)."""
    with store.writing() as db:
        db.executemany(ADD, [(day, kind, name, *spent) for (kind, name), spent in times.items()])


def of_period(db: sqlite3.Connection, first: date, last: date) -> list[sqlite3.Row]:
    """A row a device, both days included."""
    return db.execute(SUM, (first.isoformat(), last.isoformat())).fetchall()
