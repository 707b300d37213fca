"""Sessions of people: they live in the server, and end there."""

from __future__ import annotations

import secrets
import sqlite3

from ..ports import Clock
from ..store.sqlite import SqliteStore
from .known import Identity, digest

SESSION_LIFE_MS = 14 * 3600 * 1000  # a long shift: none is signed out in front of a visitor, none outlives a night
IDLE_MS = {"admin": 30 * 60_000}  # by role; who looks after the hall's set-up walks away from many desks
_PERSON = (
    "SELECT s.*, a.name, a.role, a.department, f.since IS NOT NULL AS has_factor,"
    " a.role = 'admin' AND f.since IS NULL AND EXISTS (SELECT 1 FROM meta WHERE key = 'admins_need_factor') AS bare,"
    " a.drawn_at IS NOT NULL AS drawn"
    " FROM sessions s JOIN accounts a USING (username) LEFT JOIN second_factors f USING (username)"
    " WHERE s.ended_at IS NULL AND NOT a.closed AND s.created_at >= ?"
)


class Sessions:
    _store: SqliteStore
    _clock: Clock

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}  # hash → when somebody did something, not yet written down

    def _begin_session(self, username: str, address: str = "", device: int | None = None) -> str:
        token, now = secrets.token_urlsafe(32), self._clock.now()
        with self._store.writing() as db:
            db.execute(
                "INSERT INTO sessions (token_hash, username, created_at, seen_at, address, device)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (digest(token), username, now, now, address, device),
            )
        return token

    def of_session(self, token: str) -> Identity | None:
        hashed = digest(token)
        row = self._store.row(_PERSON + " AND s.token_hash = ?", (self._born_after(), hashed))
        if row is None or self._is_idle(row):
            return None
        first = "password" if row["drawn"] else "factor" if row["bare"] else ""
        return Identity(row["role"], row["username"], hashed, full_name=row["name"], desk=row["desk"],
                        department=row["department"], first=first)  # fmt: skip

    def seen(self, who: Identity) -> None:
        """Somebody did something with it: not a page that looks by itself. Written down by `keep_seen`, so that to look
        at a page changes nothing in the file."""
        self._seen[who.token_hash] = self._clock.now()

    def keep_seen(self) -> None:
        seen, self._seen = self._seen, {}
        if seen:
            rows = [(at, one) for one, at in seen.items()]
            with self._store.writing() as db:
                db.executemany("UPDATE sessions SET seen_at = ? WHERE token_hash = ?", rows)

    def sessions(self) -> list[dict]:
        """All that live, the newest first."""
        rows = self._store.rows(_PERSON + " ORDER BY s.created_at DESC, s.token_hash", (self._born_after(),))
        return [dict(row) | {"seen_at": self._last(row)} for row in rows if not self._is_idle(row)]

    def living(self) -> set[str]:
        """The hashes of all sessions and devices that may still enter."""
        devices = self._store.rows("SELECT token_hash FROM devices WHERE revoked_at IS NULL")
        return {one["token_hash"] for one in self.sessions()} | {row["token_hash"] for row in devices}

    def end_session(self, token_hash: str) -> None:
        with self._store.writing() as db:
            db.execute("UPDATE sessions SET ended_at = ? WHERE token_hash = ?", (self._clock.now(), token_hash))

    def end_sessions_of(self, username: str) -> list[str]:
        """Their hashes."""
        with self._store.writing() as db:
            return end_all(db, username, self._clock.now())

    def sit_at(self, token_hash: str, desk: str | None) -> None:
        """Remembers the desk of a session, so that a reload finds it again."""
        with self._store.writing() as db:
            db.execute("UPDATE sessions SET desk = ? WHERE token_hash = ?", (desk, token_hash))

    def is_signed_in(self, username: str, desk: str) -> bool:
        """Whether a living session of that account sits at that desk."""
        found = self._store.rows(_PERSON + " AND s.username = ? AND s.desk = ?", (self._born_after(), username, desk))
        return any(not self._is_idle(row) for row in found)

    def _last(self, row: sqlite3.Row) -> int:
        return max(row["seen_at"], self._seen.get(row["token_hash"], 0))

    def _is_idle(self, row: sqlite3.Row) -> bool:
        idle = IDLE_MS.get(row["role"])
        return idle is not None and self._clock.now() - self._last(row) > self._real(idle)

    def _born_after(self) -> int:
        return self._clock.now() - self._real(SESSION_LIFE_MS)

    def _real(self, ms: int) -> int:
        """For the person who sits there, however fast the hall's clock runs."""
        return int(ms * max(1.0, self._clock.speed))


def end_all(db: sqlite3.Connection, username: str, now: int, but: str = "") -> list[str]:
    """Ends the sessions of an account, half begun ones too; their hashes."""
    db.execute("DELETE FROM half_sign_ins WHERE username = ?", (username,))
    sql = "UPDATE sessions SET ended_at = ? WHERE username = ? AND ended_at IS NULL AND token_hash <> ?"
    return [row[0] for row in db.execute(sql + " RETURNING token_hash", (now, username, but)).fetchall()]
