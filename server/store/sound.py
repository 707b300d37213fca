"""What `quick_check` cannot see: a letter that changed inside a row. Looked for at every start, in the newest part.

The journal's chain, the present configuration's own hash, and the legs, tickets and counters of the newest entries
against what those entries tell. The whole journal is compared by `verify`.
"""

from __future__ import annotations

import hashlib
import sqlite3

from ..core.errors import MoveNotAllowed
from ..core.events import Entry, Kind
from ..core.ticket import OPENING, fold
from . import journal
from .rows import leg_of

NEWEST = 6_000  # entries: some days of a hall, and a fifth of a second


def unsound(db: sqlite3.Connection) -> str | None:
    """What is wrong, in a few words; None where nothing was found."""
    db.execute("BEGIN")  # one moment: the hall may be running
    try:
        return _plan(db) or _lines(db) or _newest(db)
    except sqlite3.DatabaseError as fault:  # a page that is none, text that is no text any more
        return str(fault)
    except (ValueError, LookupError, TypeError) as fault:
        return f"a row cannot be read: {fault}"
    finally:
        db.execute("ROLLBACK")


def _plan(db: sqlite3.Connection) -> str | None:
    row = db.execute("SELECT id, sha, document FROM plans ORDER BY id DESC LIMIT 1").fetchone()
    if row is not None and hashlib.sha256(row["document"].encode()).hexdigest() != row["sha"]:
        return f"configuration {row['id']} is not what was written"
    return None


def _lines(db: sqlite3.Connection) -> str | None:
    """How many wait is kept beside the legs: both must say the same."""
    key = "business_date, department, service, klass, holder"
    sql = (
        f"SELECT {key}, sum(n) AS off FROM (SELECT {key}, waiting AS n FROM lines UNION ALL"
        f" SELECT {key}, -count(*) AS n FROM legs WHERE state = 'waiting' GROUP BY {key})"
        f" GROUP BY {key} HAVING off <> 0 LIMIT 1"
    )
    row = db.execute(sql).fetchone()
    return f"the line of {row['department']} on {row['business_date']} counts {row['off']:+d} too many" if row else None


def _newest(db: sqlite3.Connection) -> str | None:
    columns = ", ".join(journal.COLUMNS)
    newest = f"SELECT {columns} FROM journal ORDER BY seq DESC LIMIT {NEWEST + 1}"
    rows = db.execute(f"SELECT * FROM ({newest}) ORDER BY seq").fetchall()
    if not rows:
        return None
    first = rows[0]["seq"] == 1
    expected = journal.GENESIS if first else journal.row_hash(rows[0])
    entries = []
    for row in rows if first else rows[1:]:
        if row["prev_hash"] != expected:
            return f"the journal's chain is broken before entry {row['seq']}"
        expected = journal.row_hash(row)
        entries.append(journal.entry_of(row))
    return _legs(db, entries) or _tickets(db, entries)


def _legs(db: sqlite3.Connection, entries: list[Entry]) -> str | None:
    stories: dict[int, list[Entry]] = {}
    for one in entries:
        if one.leg is not None and (one.kind in OPENING or one.leg in stories):
            stories.setdefault(one.leg, []).append(one)
    for leg, story in stories.items():
        row = db.execute("SELECT * FROM legs WHERE id = ?", (leg,)).fetchone()
        try:
            if row is None or leg_of(row) != fold(story):
                return f"leg {leg} is not what the journal tells"
        except MoveNotAllowed:
            return f"leg {leg}: the journal tells no possible story"
    return None


def _tickets(db: sqlite3.Connection, entries: list[Entry]) -> str | None:
    highest: dict[tuple[str, str], int] = {}
    for one in entries:
        if one.kind is not Kind.ISSUED:
            continue
        body = one.body
        told = (
            one.ticket, one.business_date, body["number"], body["series"], body["n"], body["class"], body["channel"],
            one.at,
        )  # fmt: skip
        row = db.execute("SELECT * FROM tickets WHERE id = ?", (one.ticket,)).fetchone()
        if row is None or tuple(row) != told:
            return f"ticket {one.ticket} is not what the journal tells"
        key = (one.business_date, body["series"])
        highest[key] = max(highest.get(key, 0), body["n"])
    for key, n in highest.items():
        row = db.execute("SELECT last FROM counters WHERE business_date = ? AND series = ?", key).fetchone()
        if row is None or not isinstance(row["last"], int) or row["last"] < n:
            return f"the counter of {key[1]} on {key[0]} is below a number that was given out"
    return None


