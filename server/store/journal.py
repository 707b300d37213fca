"""Journal rows to entries and back, and the chain that makes a changed row show."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator

from ..core.events import Entry, Kind

VERSION = 1  # of the entry's shape; an entry keeps the one it was written with
GENESIS = "0" * 64
AT_ONCE = 500  # entries one read takes
COLUMNS = (
    "seq", "hall", "v", "deed", "at", "business_date", "kind", "ticket", "leg", "desk", "officer",
    "from_state", "to_state", "reason", "body", "prev_hash",
)  # fmt: skip
_INSERT = f"INSERT INTO journal ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"


def row_hash(row: sqlite3.Row | tuple) -> str:
    """SHA-256 of the row as written, its own prev_hash included."""
    return hashlib.sha256(json.dumps(list(row), ensure_ascii=False).encode()).hexdigest()


def last(connection: sqlite3.Connection) -> sqlite3.Row | None:
    return connection.execute(f"SELECT {', '.join(COLUMNS)} FROM journal ORDER BY seq DESC LIMIT 1").fetchone()


def append(connection: sqlite3.Connection, entry: Entry, hall: str, prev_hash: str) -> str:
    """Writes `entry` (which has its seq and deed) and returns its hash."""
    row = (
        entry.seq, hall, VERSION, entry.deed, entry.at, entry.business_date, str(entry.kind), entry.ticket, entry.leg,
        entry.desk, entry.officer, entry.from_state, entry.to_state, entry.reason,
        json.dumps(entry.body, ensure_ascii=False, sort_keys=True, separators=(",", ":")), prev_hash,
    )  # fmt: skip
    connection.execute(_INSERT, row)
    return row_hash(row)


def entry_of(row: sqlite3.Row) -> Entry:
    return Entry(
        kind=Kind(row["kind"]), at=row["at"], business_date=row["business_date"], ticket=row["ticket"],
        leg=row["leg"], desk=row["desk"], officer=row["officer"], from_state=row["from_state"],
        to_state=row["to_state"], reason=row["reason"], body=json.loads(row["body"]), seq=row["seq"], deed=row["deed"],
    )  # fmt: skip


ONE = f"SELECT {', '.join(COLUMNS)} FROM journal WHERE seq = ?"
AFTER = f"SELECT * FROM journal WHERE seq > ? ORDER BY seq LIMIT {AT_ONCE}"


def after(connection: sqlite3.Connection, seq: int) -> list[Entry]:
    """Committed entries above `seq`, in order, at most `AT_ONCE`."""
    return [entry_of(row) for row in connection.execute(AFTER, (seq,))]


def of_leg(connection: sqlite3.Connection, leg: int) -> list[Entry]:
    return [entry_of(r) for r in connection.execute("SELECT * FROM journal WHERE leg = ? ORDER BY seq", (leg,))]


def of_deed(connection: sqlite3.Connection, last_seq: int) -> list[Entry]:
    """The entries of the deed whose last one is `last_seq`, in order: they stand next to each other. At most 100."""
    rows = connection.execute(
        "SELECT * FROM journal WHERE seq <= :seq AND seq > :seq - 100"
        " AND deed = (SELECT deed FROM journal WHERE seq = :seq) ORDER BY seq",
        {"seq": last_seq},
    )
    return [entry_of(row) for row in rows]


def every_row(connection: sqlite3.Connection) -> Iterator[sqlite3.Row]:
    yield from connection.execute(f"SELECT {', '.join(COLUMNS)} FROM journal ORDER BY seq")


def of_day(connection: sqlite3.Connection, date: str, begins: int, ends: int) -> list[Entry]:
    """The entries of a business date about desks themselves (opened, break, closed), in order.

    `begins` and `ends` (UTC ms) are the day on the wall: time never falls along seq, so a few look-ups find its rows.
    """
    rows = connection.execute(
        "SELECT * FROM journal WHERE seq >= ? AND seq < ? AND business_date = ? AND kind LIKE 'desk-%' ORDER BY seq",
        (_first_at(connection, begins), _first_at(connection, ends), date),
    )
    return [entry_of(row) for row in rows]


def of_the_hall(connection: sqlite3.Connection, since: int) -> list[sqlite3.Row]:
    """Kind and body of the entries since that moment (UTC ms) that are about the clock and the data themselves."""
    sql = "SELECT kind, body FROM journal WHERE seq >= ? AND kind IN ('clock-jumped', 'restored') ORDER BY seq"
    return connection.execute(sql, (_first_at(connection, since),)).fetchall()


def last_at_before(connection: sqlite3.Connection, moment: int) -> int:
    """When the last entry before that moment was written; 0 where there is none."""
    row = connection.execute("SELECT at FROM journal WHERE seq = ?", (_first_at(connection, moment) - 1,)).fetchone()
    return row["at"] if row else 0


def _first_at(connection: sqlite3.Connection, moment: int) -> int:
    """The seq of the first entry at or after `moment`, found by halving; one above the last where there is none."""
    newest = last(connection)
    low, high = 1, (newest["seq"] if newest else 0) + 1
    while low < high:
        middle = (low + high) // 2
        if connection.execute("SELECT at FROM journal WHERE seq = ?", (middle,)).fetchone()["at"] < moment:
            low = middle + 1
        else:
            high = middle
    return low
