"""The quiet alarm of a desk: raised, accepted by the first who comes, closed. A table beside the journal.

It is no change of a ticket or a desk, and an entry naming the desk would make the officer's next press stale; see
docs/decisions/0061-alarms-stand-beside-the-journal.md.
"""

from __future__ import annotations

import sqlite3

from ..core.errors import BadInput, HallError, TooMany, UnknownName
from ..core.hours import business_date
from ..ports import Clock
from ..store import queries
from ..store.sqlite import SqliteStore

WINDOW_MS, MOST = 600_000, 6  # alarms of one desk in ten minutes; one that stands is raised as often as one likes


class AlarmAccepted(HallError):
    """Somebody is on the way already; more may come all the same."""

    id = "alarm-accepted"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} đã nhận và đang đến.", f"{name} has accepted it and is on the way.")


class AlarmOver(HallError):
    id = "alarm-over"
    vi = "Báo khẩn này đã kết thúc."
    en = "This alarm is over already."


class Alarms:
    def __init__(self, store: SqliteStore, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def alert(self, key: str, desk: str, officer: str) -> dict:
        """The desk's alarm: the one that stands, or a new one. The same key gets the same alarm ever after. Raises
        TooMany."""
        check_key(key)
        now = self._clock.now()
        with self._store.writing() as db:
            known = _of_press(db, key)
            if known is not None and known["desk"] != desk:
                raise BadInput("this request key is another desk's")
            if known is not None:
                return dict(known)
            standing = db.execute("SELECT * FROM alarms WHERE desk = ? AND closed_at IS NULL", (desk,)).fetchone()
            if standing is not None:
                db.execute("INSERT INTO alarm_presses (key, alarm) VALUES (?, ?)", (key, standing["id"]))
                return dict(standing)
            since = now - round(WINDOW_MS * self._clock.speed)
            sql = "SELECT count(*) FROM alarms WHERE desk = ? AND at > ?"
            if db.execute(sql, (desk, since)).fetchone()[0] >= MOST:
                raise TooMany
            db.execute(
                "INSERT INTO alarms (key, business_date, desk, officer, at) VALUES (?, ?, ?, ?, ?)",
                (key, today(db, now), desk, officer, now),
            )
            return dict(db.execute("SELECT * FROM alarms WHERE key = ?", (key,)).fetchone())

    def accept(self, alarm: int, who: str) -> dict:
        """`who` goes there. Raises AlarmAccepted where somebody else does, AlarmOver."""
        with self._store.writing() as db:
            row = _standing(db, alarm)
            if row["accepted_by"] not in (None, who):
                raise AlarmAccepted(_name(db, row["accepted_by"]))
            if row["accepted_by"] is None:
                sql = "UPDATE alarms SET accepted_at = ?, accepted_by = ? WHERE id = ?"
                db.execute(sql, (self._clock.now(), who, alarm))
            return dict(row)

    def close(self, alarm: int, who: str) -> dict:
        """All is well again, or it was a slip. Closing one that is closed changes nothing."""
        with self._store.writing() as db:
            row = _row(db, alarm)
            if row["closed_at"] is None:
                sql = "UPDATE alarms SET closed_at = ?, closed_by = ? WHERE id = ?"
                db.execute(sql, (self._clock.now(), who, alarm))
            return dict(row)

    def row(self, alarm: int) -> dict:
        with self._store.reading() as db:
            return dict(_row(db, alarm))

    def standing(self) -> list[dict]:
        """Those nobody has closed, the oldest first."""
        with self._store.reading() as db:
            return [dict(row) for row in db.execute("SELECT * FROM alarms WHERE closed_at IS NULL ORDER BY id")]

    def of_today(self) -> list[dict]:
        """The newest first."""
        with self._store.reading() as db:
            sql = "SELECT * FROM alarms WHERE business_date = ? ORDER BY id DESC"
            return [dict(row) for row in db.execute(sql, (today(db, self._clock.now()),))]


def today(db: sqlite3.Connection, now: int) -> str:
    """The business date, whether or not a deed has begun it."""
    return max(business_date(now).isoformat(), queries.business_date(db) or "")


def check_key(key: object) -> None:
    if not isinstance(key, str) or not 8 <= len(key) <= 64 or not key.isascii() or not key.isprintable():
        raise BadInput("the request key must be 8 to 64 plain characters")


def _of_press(db: sqlite3.Connection, key: str) -> sqlite3.Row | None:
    """The alarm which that press raised, or joined while it stood."""
    sql = "SELECT * FROM alarms WHERE key = ? OR id = (SELECT alarm FROM alarm_presses WHERE key = ?)"
    return db.execute(sql, (key, key)).fetchone()


def _row(db: sqlite3.Connection, alarm: int) -> sqlite3.Row:
    row = db.execute("SELECT * FROM alarms WHERE id = ?", (alarm,)).fetchone()
    if row is None:
        raise UnknownName("alarm", alarm)
    return row


def _name(db: sqlite3.Connection, username: str) -> str:
    row = db.execute("SELECT name FROM accounts WHERE username = ?", (username,)).fetchone()
    return row["name"] if row else username


def _standing(db: sqlite3.Connection, alarm: int) -> sqlite3.Row:
    row = _row(db, alarm)
    if row["closed_at"] is not None:
        raise AlarmOver
    return row
