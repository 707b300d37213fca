"""Takes one answer a leg, from the desk's panel or the visitor's phone, and keeps it apart from whose it is.

Two tables: `rated` says which leg was answered, `ratings` what was answered. Their only tie is the key that the
visitor's own page made, of which neither keeps more than a digest: whoever reads the file cannot join them.
"""

from __future__ import annotations

import hashlib
import sqlite3

from ..core.errors import BadInput, HallError
from ..core.satisfaction import ASKS_WHY, LEVELS, OFFER_MS, QUICK_MS, REASONS
from ..core.ticket import Leg, LegState, present
from ..ports import Clock
from ..staff.alarms import today
from ..store import queries, rating_rows
from ..store.sqlite import SqliteStore

PANEL, PHONE = "panel", "phone"


class AlreadyRated(HallError):
    """The other door was quicker, or somebody presses again."""

    id = "already-rated"
    vi = "Lượt này đã có đánh giá. Cảm ơn ông/bà."
    en = "This visit has been rated already. Thank you."


class RatingOver(HallError):
    """Too late for the panel, or no visit has just ended there."""

    id = "rating-over"
    vi = "Đã hết thời gian đánh giá tại quầy. Mời ông/bà đánh giá trên điện thoại, bằng mã trên phiếu."
    en = "The time to answer at this desk is over. Please answer on your phone, by the code on your slip."


class NotFinished(HallError):
    """A phone whose visit has not ended."""

    id = "not-finished"
    vi = "Ông/bà có thể đánh giá khi đã làm xong việc tại quầy."
    en = "You can rate the visit once it is finished at the desk."


class Ratings:
    def __init__(self, store: SqliteStore, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def offer(self, desk: str) -> dict | None:
        """What the desk's panel asks now: {"leg", "number", "until", "beside"}; None while it asks nothing.

        The same until its time is over, answered or not: an officer who glances at it learns nothing. `beside`: the
        next number has been called, and its visitor is on the way; once they are served the desk is theirs.
        """
        now = self._clock.now()
        with self._store.reading() as db:
            leg, here = self._just_finished(db, desk, now), queries.leg_at(db, desk)
            if leg is None or (here is not None and here.state is LegState.SERVING):
                return None
            until = (leg.ended_at or 0) + self._span(OFFER_MS)
            return {"leg": leg.id, "number": leg.number, "until": until, "beside": here is not None}

    def at_panel(self, desk: str, leg: object, key: object, level: object, reason: object = None) -> None:
        """The desk's panel answers for the leg that has just ended there. Raises RatingOver, AlreadyRated."""
        now = self._clock.now()
        with self._store.writing() as db:
            found = self._just_finished(db, desk, now)
            if found is None or found.id != leg:
                raise RatingOver
            quick = now - (found.ended_at or 0) < self._span(QUICK_MS)
            self._take(db, found, PANEL, key, level, reason, quick)

    def by_phone(self, ticket: int, key: object, level: object, reason: object = None) -> None:
        """The visitor's own page, as long as the link lives. Raises NotFinished, AlreadyRated."""
        with self._store.writing() as db:
            leg = present(queries.legs_of(db, ticket))
            if leg is None or leg.state is not LegState.DONE:
                raise NotFinished
            self._take(db, leg, PHONE, key, level, reason, quick=False)

    def _just_finished(self, db: sqlite3.Connection, desk: str, now: int) -> Leg | None:
        leg = rating_rows.just_finished(db, today(db, now), desk)
        fresh = leg is not None and 0 <= now - (leg.ended_at or 0) < self._span(OFFER_MS)
        return leg if fresh else None

    def _span(self, ms: int) -> int:
        """Real milliseconds for the person who stands there, however fast the hall's clock runs."""
        return round(ms * max(1.0, self._clock.speed))

    def _take(
        self, db: sqlite3.Connection, leg: Leg, door: str, key: object, level: object, reason: object, quick: bool
    ) -> None:
        """The same key again is the same answer: it may bring the reason, and changes nothing else."""
        key, level, reason = _checked(key, level, reason)
        mark = _digest("mark", key)
        row = db.execute("SELECT mark FROM rated WHERE leg = ?", (leg.id,)).fetchone()
        if row is not None and row["mark"] != mark:
            raise AlreadyRated
        own = _digest("answer", key)
        if row is None:
            if db.execute("SELECT 1 FROM ratings WHERE id = ?", (own,)).fetchone():
                raise AlreadyRated  # this key has answered for another leg
            db.execute("INSERT INTO rated VALUES (?, ?, ?, ?)", (leg.id, door, mark, quick))
            values = (own, leg.business_date, leg.department, level, reason)
            db.execute("INSERT INTO ratings VALUES (?, ?, ?, ?, ?)", values)
        elif reason is not None:
            sql = "UPDATE ratings SET reason = ? WHERE id = ? AND reason IS NULL AND level IN (1, 2)"
            db.execute(sql, (reason, own))


def _checked(key: object, level: object, reason: object) -> tuple[str, int, str | None]:
    if not isinstance(key, str) or not 16 <= len(key) <= 64 or not key.isascii() or not key.isprintable():
        raise BadInput("the key of an answer has 16 to 64 plain characters")
    if isinstance(level, bool) or not isinstance(level, int) or level not in LEVELS:
        raise BadInput("an answer is one of five levels, 1 to 5")
    if reason is not None and (level not in ASKS_WHY or reason not in REASONS):
        raise BadInput(f"a reason goes with level 1 or 2 and is one of {', '.join(REASONS)}")
    return key, level, reason  # type: ignore[return-value]


def _digest(what: str, key: str) -> str:
    return hashlib.sha256(f"{what}:{key}".encode()).hexdigest()
