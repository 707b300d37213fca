"""The alerts as they are kept: beside the journal, never deleted, each acknowledgement with who and when."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from ..core.errors import BadInput, HallError, UnknownName
from ..ports import Clock
from ..staff.alarms import today
from ..store.sqlite import SqliteStore
from .rules import CALM_MS, Alert, Cause, step

FIELDS = "id, kind, subject, began_at, level, gone_at, ended_at"


class AlertOver(HallError):
    """Its cause is gone, and with it the alert."""

    id = "alert-over"
    vi = "Cảnh báo này đã tự kết thúc vì nguyên nhân không còn."
    en = "This alert has ended by itself: its cause is gone."


class Alerts:
    def __init__(self, store: SqliteStore, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def follow(self, found: Iterable[Cause]) -> bool:
        """Makes the alerts what they are by now; whether anything changed. Writes only then."""
        now, calm = self._clock.now(), round(CALM_MS * max(1.0, self._clock.speed))
        with self._store.reading() as db:
            changed = step(_standing(db), found, now, calm)
        if changed:
            with self._store.writing() as db:
                for one in changed:
                    _keep(db, one, today(db, now))
        return bool(changed)

    def acknowledge(self, alert: int, level: object, who: str) -> None:
        """`who` has seen it at that level: quiet until it gets worse. Doing so again changes nothing."""
        if not isinstance(level, int) or not 1 <= level <= 3:
            raise BadInput("an alert's level is 1 to 3")
        with self._store.writing() as db:
            row = db.execute("SELECT level, ended_at FROM watch_alerts WHERE id = ?", (alert,)).fetchone()
            if row is None:
                raise UnknownName("alert", alert)
            if row["ended_at"] is not None:
                raise AlertOver
            values = (alert, min(level, row["level"]), self._clock.now(), who)
            db.execute("INSERT OR IGNORE INTO alert_acks VALUES (?, ?, ?, ?)", values)

    def of_today(self) -> list[dict]:
        """Those that stand, the loud and worst first, then today's that ended; each with its last acknowledgement."""
        with self._store.reading() as db:
            rows = db.execute(
                "SELECT a.*, k.level AS seen, k.at AS acked_at, k.officer AS acked_by FROM watch_alerts a"
                " LEFT JOIN alert_acks k ON k.alert = a.id"
                " AND k.level = (SELECT max(level) FROM alert_acks WHERE alert = a.id)"
                " WHERE a.ended_at IS NULL OR a.business_date = ?",
                (today(db, self._clock.now()),),
            )
            found = [dict(row) for row in rows]
        for one in found:
            one["loud"] = one["ended_at"] is None and (one["seen"] or 0) < one["level"]
        return sorted(found, key=lambda one: (one["ended_at"] is not None, not one["loud"], -one["level"], -one["id"]))


def _standing(db: sqlite3.Connection) -> list[Alert]:
    rows = db.execute(f"SELECT {FIELDS} FROM watch_alerts WHERE ended_at IS NULL")
    return [Alert(**dict(row)) for row in rows]


def _keep(db: sqlite3.Connection, one: Alert, date: str) -> None:
    if one.id is None:
        db.execute(
            "INSERT OR IGNORE INTO watch_alerts (kind, subject, business_date, began_at, level) VALUES (?, ?, ?, ?, ?)",
            (one.kind, one.subject, date, one.began_at, one.level),
        )
    else:
        sql = "UPDATE watch_alerts SET level = ?, gone_at = ?, ended_at = ? WHERE id = ?"
        db.execute(sql, (one.level, one.gone_at, one.ended_at, one.id))
