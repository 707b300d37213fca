"""Receipts of the voice: which screen said which call, when, and what was never said. A side table, not the journal."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import astuple, fields

from ..core.events import Entry
from ..core.receipt import WHOLE, Receipt
from . import queries

COLUMNS = tuple(one.name for one in fields(Receipt))
NEWEST_LEGS = 20  # as many calls as can be waiting for their voice when a server stops


def keep(db: sqlite3.Connection, receipts: Iterable[Receipt]) -> None:
    marks = ", ".join("?" * len(COLUMNS))
    db.executemany(f"INSERT INTO spoken_calls ({', '.join(COLUMNS)}) VALUES ({marks})", map(astuple, receipts))


def of_call(db: sqlite3.Connection, seq: int) -> list[sqlite3.Row]:
    """What became of a call's voice, in order."""
    return db.execute("SELECT * FROM spoken_calls WHERE call = ? ORDER BY id", (seq,)).fetchall()


def left_unsaid(db: sqlite3.Connection, since: int) -> list[Entry]:
    """Calls since that moment (UTC ms) that no voice has said to its end, oldest first; none taken back."""
    date = queries.business_date(db)
    if date is None:
        return []
    rows = db.execute("SELECT call FROM spoken_calls WHERE how = ? AND ended_at >= ?", (WHOLE, since))
    said = {row["call"] for row in rows}
    calls = queries.calls_of(db, date, queries.last_seq(db), NEWEST_LEGS)
    return [call for call in calls if call.at >= since and call.seq not in said]
