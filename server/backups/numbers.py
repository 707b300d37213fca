"""Which numbers were given out before the hall was lost, and from where a restored one goes on. Nothing is guessed low.

What is put aside may be damaged: each table is asked by itself, and what can't be read is left to the safe jump.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ..store import journal

HOUR_MS, UNSURE_MS = 3600_000, 5 * 60_000
# More than a whole hall gives out in an hour (the sample hall's busiest: 170), for each series, and for a day's hours.
# The jump ends at a full thousand, so that a number after it looks unlike any before: A037, then A1001.
AN_HOUR, A_DAY_H, ROUND = 250, 12, 1000
Series = tuple[str, str]  # (business date, letter)
ASKED = (
    "SELECT business_date, series, last AS n FROM counters",
    "SELECT business_date, series, max(n) AS n FROM tickets GROUP BY 1, 2",
)
JOURNAL = "SELECT business_date, body FROM journal WHERE kind = 'issued'"
RESTORED = "SELECT 1 FROM journal WHERE kind = 'restored' LIMIT 1"


@dataclass
class Known:
    """The highest number known of each series.

    `readable`: all that was given out since the backup could be asked; `holds`: the journal goes on from the backup's
    last entry; `restored`: it goes on from a restore, which put aside what was there before.
    """

    highest: dict[Series, int] = field(default_factory=dict)
    readable: bool = True
    holds: bool = False
    restored: bool = False
    revoked: set[str] = field(default_factory=set)  # token hashes of devices that may not come back
    ended: set[str] = field(default_factory=set)  # token hashes of sessions that are over
    closed: set[str] = field(default_factory=set)  # accounts nobody may sign in to any more

    def take(self, series: Series, n: int) -> None:
        self.highest[series] = max(n, self.highest.get(series, 0))

    def merge(self, other: Known) -> None:
        for series, n in other.highest.items():
            self.take(series, n)
        self.readable = self.readable and other.readable
        self.revoked |= other.revoked
        self.ended |= other.ended
        self.closed |= other.closed


def known_of(database: Path, work: Path, last: tuple[int, str]) -> Known:
    """What a file that is put aside still tells. It is read from a copy: the file itself stays as it was found.

    `last` are number and hash of the backup's last entry.
    """
    work.mkdir(parents=True, exist_ok=True, mode=0o700)
    known = Known()
    try:
        for end in ("", "-wal"):
            with contextlib.suppress(FileNotFoundError):
                shutil.copyfile(f"{database}{end}", f"{work / 'look.db'}{end}")
        db = sqlite3.connect(work / "look.db")
    except (OSError, sqlite3.Error):
        return Known(readable=False)
    try:
        db.row_factory = sqlite3.Row
        _ask(db, known)
        known.holds = any((row["seq"], journal.row_hash(row)) == last for row in _rows(db, journal.ONE, known, last[0]))
        known.restored = any(_rows(db, RESTORED, known))
    finally:
        db.close()
        shutil.rmtree(work, ignore_errors=True)
    return known


def _ask(db: sqlite3.Connection, known: Known) -> None:
    for sql in ASKED:
        for row in _rows(db, sql, known):
            known.take((row["business_date"], row["series"]), int(row["n"]))
    for row in _rows(db, JOURNAL, known):
        try:
            body = json.loads(row["body"])
            known.take((row["business_date"], body["series"]), int(body["n"]))
        except (ValueError, KeyError, TypeError):
            known.readable = False
    known.revoked = {row[0] for row in _rows(db, "SELECT token_hash FROM devices WHERE revoked_at NOT NULL", known)}
    known.ended = {row[0] for row in _rows(db, "SELECT token_hash FROM sessions WHERE ended_at NOT NULL", known)}
    if any(row["name"] == "closed" for row in _rows(db, "PRAGMA table_info(accounts)", known)):
        known.closed = {row[0] for row in _rows(db, "SELECT username FROM accounts WHERE closed", known)}
    try:
        if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            known.readable = False
    except sqlite3.Error:
        known.readable = False


def _rows(db: sqlite3.Connection, sql: str, known: Known, *values: int) -> Iterable[sqlite3.Row]:
    """As many rows as can be read: one after the other, for a damaged page ends the reading, not what was read."""
    try:
        yield from db.execute(sql, values)
    except sqlite3.Error:
        known.readable = False


def unseen(now: int, backed_up: int) -> int:
    """How many numbers of one series may have been given out on one day since the backup (UTC ms), at the most."""
    since = now - backed_up
    if since < -UNSURE_MS:  # a clock that went back tells nothing
        return AN_HOUR * A_DAY_H
    return AN_HOUR * min(A_DAY_H, max(0, since) // HOUR_MS + 1)


def raised(
    own: dict[Series, int], known: Known, most_unseen: int, today: str, letters: Iterable[str]
) -> dict[Series, int]:
    """Where the counters of a restored hall begin: (date, letter) → the last number that is taken.

    `own` are the backup's counters. Where nobody can tell what was given out since (`known.readable` is false), the
    days that may still give out numbers jump: the backup's last one and today, with all their series.
    """
    found = dict(own)
    for series, n in known.highest.items():
        found[series] = max(n, found.get(series, 0))
    if not known.readable:
        days = {max([today, *(date for date, _ in own)]), max((date for date, _ in own), default=today)}
        for series in {(day, letter) for day in days for letter in letters} | {one for one in own if one[0] in days}:
            found[series] = -(-(found.get(series, 0) + most_unseen) // ROUND) * ROUND
    return found
