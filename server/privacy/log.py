"""Who took figures out of the house, drew a password, ended a session, erased, changed a second factor, let
a device in or shut it out.

Written down, never changed.
"""

from __future__ import annotations

import json
import sqlite3

from ..identity import Identity
from ..ports import Clock
from ..store.sqlite import SqliteStore

EXPORT, PASSWORD, SESSION, ERASED = "export", "password", "session", "erased"
FACTOR, DEVICE = "second-factor", "device"


class AccessLog:
    def __init__(self, store: SqliteStore, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def note(self, who: Identity, what: str, **detail: object) -> None:
        with self._store.writing() as db:
            write(db, self._clock.now(), who.name, who.role, what, detail)

    def entries(self, before: int | None = None, limit: int = 100) -> list[dict]:
        """The newest first; `before`: those with a smaller id."""
        rows = self._store.rows(
            "SELECT * FROM access_log WHERE id < ? ORDER BY id DESC LIMIT ?", (before or 1 << 62, limit)
        )
        return [dict(row) | {"detail": json.loads(row["detail"])} for row in rows]


def write(db: sqlite3.Connection, at: int, who: str, role: str, what: str, detail: dict) -> None:
    text = json.dumps(detail, ensure_ascii=False, sort_keys=True)
    sql = "INSERT INTO access_log (at, who, role, what, detail) VALUES (?, ?, ?, ?, ?)"
    db.execute(sql, (at, who, role, what, text))
