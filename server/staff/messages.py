"""A short message from a desk to the supervisor: seen, answered. Its words are kept a week, that it was sent stays."""

from __future__ import annotations

import sqlite3

from ..core.errors import BadInput, PersonalData, TooMany, UnknownName
from ..deeds.corrections import LONG_NUMBER, MAIL
from ..ports import Clock
from ..store.sqlite import SqliteStore
from .alarms import check_key, today

LONGEST = 200
WINDOW_MS, MOST = 60_000, 5  # messages of one officer in a minute
WORDS_KEPT_MS = 7 * 24 * 3600 * 1000


class Messages:
    def __init__(self, store: SqliteStore, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def send(self, key: str, desk: str, officer: str, text: object) -> dict:
        """The same key is the same message. Raises BadInput, PersonalData, TooMany."""
        check_key(key)
        words, now = read(text), self._clock.now()
        with self._store.writing() as db:
            known = db.execute("SELECT * FROM messages WHERE key = ?", (key,)).fetchone()
            if known is not None:
                if known["officer"] != officer:
                    raise BadInput("this request key is another officer's")
                return dict(known)
            since = now - round(WINDOW_MS * self._clock.speed)
            sql = "SELECT count(*) FROM messages WHERE officer = ? AND at > ?"
            if db.execute(sql, (officer, since)).fetchone()[0] >= MOST:
                raise TooMany
            db.execute("UPDATE messages SET text = NULL, answer = NULL WHERE at < ?", (now - WORDS_KEPT_MS,))
            sql = "INSERT INTO messages (key, business_date, desk, officer, at, text) VALUES (?, ?, ?, ?, ?, ?)"
            db.execute(sql, (key, today(db, now), desk, officer, now, words))
            return dict(db.execute("SELECT * FROM messages WHERE key = ?", (key,)).fetchone())

    def seen(self, upto: int, who: str) -> list[str]:
        """All up to that one stood on a supervisor's screen; the desks they came from."""
        with self._store.writing() as db:
            sql = "UPDATE messages SET seen_at = ?, seen_by = ? WHERE id <= ? AND seen_at IS NULL RETURNING desk"
            return sorted({row["desk"] for row in db.execute(sql, (self._clock.now(), who, upto)).fetchall()})

    def answer(self, message: int, who: str, text: object) -> dict:
        """A later answer stands in the place of the one before."""
        words, now = read(text), self._clock.now()
        with self._store.writing() as db:
            if db.execute("SELECT 1 FROM messages WHERE id = ?", (message,)).fetchone() is None:
                raise UnknownName("message", message)
            db.execute(
                "UPDATE messages SET answer = ?, answered_at = ?, answered_by = ?, seen_at = coalesce(seen_at, ?),"
                " seen_by = coalesce(seen_by, ?) WHERE id = ?",
                (words, now, who, now, who, message),
            )
            return dict(db.execute("SELECT * FROM messages WHERE id = ?", (message,)).fetchone())

    def of_today(self, officer: str | None = None, limit: int = 200) -> list[dict]:
        """The newest first; of one officer, where one is named."""
        with self._store.reading() as db:
            return [dict(row) for row in _today(db, today(db, self._clock.now()), officer, limit)]


def read(text: object) -> str:
    """One line of at most 200 letters."""
    if not isinstance(text, str):
        raise BadInput("a message is a text")
    words = " ".join(text.split())
    if not 0 < len(words) <= LONGEST or not words.isprintable():
        raise BadInput(f"a message has 1 to {LONGEST} letters")
    if LONG_NUMBER.search(words) or MAIL.search(words):
        raise PersonalData
    return words


def _today(db: sqlite3.Connection, date: str, officer: str | None, limit: int) -> list[sqlite3.Row]:
    whose, values = ("AND officer = ?", (officer,)) if officer else ("", ())
    sql = f"SELECT * FROM messages WHERE business_date = ? {whose} ORDER BY id DESC LIMIT ?"
    return db.execute(sql, (date, *values, limit)).fetchall()
