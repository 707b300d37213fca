"""What the journal's last day says of the clock and of a restore: known to whoever can read the hall's file."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime

from ..core.hours import ZONE
from ..core.numbering import write
from ..core.wellbeing import RestoreFacts
from ..store import journal
from ..store.sqlite import SqliteStore

DAY_MS = 24 * 3600_000


def last_day(store: SqliteStore, now: int) -> tuple[int, RestoreFacts | None]:
    """(by how many ms the machine's clock was moved, the last restore); `now` in UTC ms on the hall's clock."""
    try:
        with store.reading() as db:
            rows = journal.of_the_hall(db, now - DAY_MS)
    except sqlite3.Error:
        return 0, None  # the write's own warning stands already
    moved, restored = 0, None
    for row in rows:
        body = json.loads(row["body"])
        if row["kind"] == "restored":
            restored = RestoreFacts(_read(body["made_at"]), _gaps(body["raised"]))
        elif not body.get("confirmed"):
            moved += abs(body["by_ms"])
    return moved, restored


def _gaps(raised: list[list]) -> tuple[str, ...]:
    newest = max((date for date, *_ in raised), default="")
    today = ((letter, before + 1, after) for date, letter, before, after in raised if date == newest)
    return tuple(f"{write(letter, first)}–{write(letter, last)}" for letter, first, last in today)


def _read(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(ZONE).strftime("%d/%m/%Y %H:%M")
