"""What the rooms look at: plain reads on one connection, in one moment."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import date as calendar_date
from datetime import timedelta
from functools import lru_cache

from ..core import numbering
from ..core.departments import GENERAL
from ..core.desk import DeskState
from ..core.events import Entry, Kind
from ..core.plan import HallPlan
from ..core.ticket import Leg
from . import journal
from .rows import desk_of, leg_of


def business_date(db: sqlite3.Connection) -> str | None:
    """The day that has begun by a first deed; None in a hall that has seen none."""
    return _meta(db, "business_date")


def _meta(db: sqlite3.Connection, key: str) -> str | None:
    row = db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return row["value"] if row else None


def last_seq(db: sqlite3.Connection) -> int:
    return db.execute("SELECT coalesce(max(seq), 0) FROM journal").fetchone()[0]


def last_moment(db: sqlite3.Connection) -> int:
    """When the last entry was written (UTC ms); where a person then confirmed an earlier time, that one. 0 for none."""
    last = journal.last(db)
    if last is None:
        return 0
    sql = "SELECT at, body FROM journal WHERE kind = 'clock-jumped' ORDER BY seq DESC LIMIT 1"
    step = db.execute(sql).fetchone()
    body = json.loads(step["body"]) if step else {}
    return body["machine"] if body.get("confirmed") and step["at"] == last["at"] else last["at"]


def calls_of(db: sqlite3.Connection, date: str, upto: int, legs: int) -> list[Entry]:
    """The day's ringing entries up to seq `upto`, oldest first, without those taken back: of the last `legs` legs.

    Reads backwards and no further than it must: an undo always stands after what it takes back.
    """
    rows = db.execute(
        "SELECT * FROM journal WHERE business_date = ? AND seq <= ? AND kind IN ('called', 'recalled', 'undone')"
        " ORDER BY seq DESC",
        (date, upto),
    )
    found: list[Entry] = []
    taken_back: set[int] = set()
    seen: set[int | None] = set()
    for entry in map(journal.entry_of, rows):
        if entry.kind is Kind.UNDONE:
            taken_back.add(entry.body["undoes"])
        elif entry.seq not in taken_back:
            found.append(entry)
            seen.add(entry.leg)
        if len(seen) == legs:
            break
    return found[::-1]


def rings_of(db: sqlite3.Connection, date: str, number: str, limit: int) -> list[Entry]:
    """The day's last ringing entries, newest first; of `number` alone, where it is not empty."""
    rows = db.execute(
        "SELECT * FROM journal WHERE business_date = ? AND kind IN ('called', 'recalled')"
        " AND ? IN ('', json_extract(body, '$.number')) ORDER BY seq DESC LIMIT ?",
        (date, number, limit),
    )
    return [journal.entry_of(row) for row in rows]


def receipts_of(db: sqlite3.Connection, seqs: list[int]) -> list[sqlite3.Row]:
    """What the screens said of these calls, the earliest first."""
    asked = "SELECT * FROM receipts WHERE seq IN (SELECT value FROM json_each(?)) ORDER BY seq, at, device"
    return db.execute(asked, (json.dumps(seqs),)).fetchall()


def leg_states(db: sqlite3.Connection, legs: set[int]) -> dict[int, str]:
    """Leg → its state now."""
    rows = db.execute("SELECT id, state FROM legs WHERE id IN (SELECT value FROM json_each(?))", (json.dumps([*legs]),))
    return {row["id"]: row["state"] for row in rows}


def last_at(db: sqlite3.Connection) -> int:
    """When the journal's last entry was written; 0 in a new hall."""
    row = db.execute("SELECT at FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    return row["at"] if row else 0


def ring(db: sqlite3.Connection, seq: int) -> Entry | None:
    """The call with this seq, if that entry is one."""
    row = db.execute("SELECT * FROM journal WHERE seq = ? AND kind IN ('called', 'recalled')", (seq,)).fetchone()
    return journal.entry_of(row) if row else None


def newest_plan(db: sqlite3.Connection, knows: Callable[[HallPlan], bool]) -> tuple[int, HallPlan] | None:
    """The newest configuration that knows what is asked for, and its id: what is gone keeps its last name."""
    rows = db.execute("SELECT id, document FROM plans ORDER BY id DESC")
    return next(((row["id"], plan) for row in rows if knows(plan := _plan_of(row["document"]))), None)


def newest_offering(db: sqlite3.Connection, service: str) -> tuple[int, HallPlan] | None:
    """The newest configuration with that service. Found by the database: there may be hundreds since it went."""
    department, _, slug = service.partition(".")
    row = db.execute(_OFFERING, {"department": department, "slug": slug, "general": GENERAL}).fetchone()
    return (row["id"], _plan_of(row["document"])) if row else None


_OFFERING = (
    "SELECT id, document FROM plans WHERE EXISTS (SELECT 1 FROM json_each(document, '$.departments') AS one"
    " WHERE json_extract(one.value, '$.id') = :department AND (:slug = :general OR EXISTS ("
    "SELECT 1 FROM json_each(one.value, '$.services') AS its WHERE json_extract(its.value, '$.id') = :slug)))"
    " ORDER BY id DESC LIMIT 1"
)


@lru_cache(maxsize=32)
def _plan_of(document: str) -> HallPlan:
    return HallPlan.from_dict(json.loads(document))


def waiting_counts(db: sqlite3.Connection, date: str) -> dict[str, tuple[int, int]]:
    """Department → (how many wait, credited arrival of the longest-waiting, UTC ms)."""
    rows = db.execute(
        "SELECT department, count(*) AS n, min(credited_at) AS first FROM legs"
        " WHERE business_date = ? AND state = 'waiting' GROUP BY department",
        (date,),
    )
    return {row["department"]: (row["n"], row["first"]) for row in rows}


def leg_at(db: sqlite3.Connection, desk: str) -> Leg | None:
    row = db.execute("SELECT * FROM legs WHERE desk = ? AND state IN ('called', 'serving')", (desk,)).fetchone()
    return leg_of(row) if row else None


def desk_state(db: sqlite3.Connection, desk: str) -> DeskState:
    return desk_of(db.execute("SELECT * FROM desk_states WHERE desk = ?", (desk,)).fetchone(), desk)


def desk_states(db: sqlite3.Connection) -> dict[str, DeskState]:
    return {row["desk"]: desk_of(row, row["desk"]) for row in db.execute("SELECT * FROM desk_states")}


def numbers_of(db: sqlite3.Connection, date: str, n: int, departments: tuple[str, ...]) -> list[str]:
    """The numbers of that day written with n, of any series, that wait or may be called again in those departments."""
    written = [numbering.write(series, n) for series in issued_on(db, date)]
    numbers, here = (", ".join("?" * len(one)) for one in (written, departments))
    rows = db.execute(
        f"SELECT DISTINCT t.number FROM tickets t JOIN legs l ON l.ticket = t.id WHERE t.business_date = ?"
        f" AND t.number IN ({numbers}) AND l.department IN ({here}) AND l.state IN ('waiting', 'held', 'no-show')"
        " ORDER BY t.number",
        (date, *written, *departments),
    )
    return [row["number"] for row in rows]


def deed_of(db: sqlite3.Connection, seq: int) -> list[Entry]:
    """The entries of the deed up to `seq`, one of them, in order; none where there is no such entry."""
    return journal.of_deed(db, seq)


def leg_range(db: sqlite3.Connection, day: str) -> tuple[int, int]:
    """The first leg opened on that business date and the last; (1, 0) for none.

    Ids rise with the day, so halving finds both ends: no index on the date, which each new ticket would pay for.
    """
    return _first_leg(db, day), _first_leg(db, (calendar_date.fromisoformat(day) + timedelta(1)).isoformat()) - 1


def _first_leg(db: sqlite3.Connection, day: str) -> int:
    low, high = 1, db.execute("SELECT coalesce(max(id), 0) FROM legs").fetchone()[0] + 1
    while low < high:
        middle = (low + high) // 2
        row = db.execute("SELECT business_date FROM legs WHERE id >= ? ORDER BY id LIMIT 1", (middle,)).fetchone()
        if row is not None and row["business_date"] < day:
            low = middle + 1
        else:
            high = middle
    return low


def day_legs(db: sqlite3.Connection, day: str) -> list[Leg]:
    """All legs opened on a business date, in that order; one carried over from the day before is of this day."""
    rows = db.execute("SELECT * FROM legs WHERE id BETWEEN ? AND ? ORDER BY id", leg_range(db, day))
    return [leg_of(row) for row in rows]


def plans_between(db: sqlite3.Connection, begins: int, ends: int) -> list[int]:
    """Ids of the configurations that were the hall's at some time from `begins` until `ends`."""
    sql = "SELECT id FROM plans WHERE at < ? AND id >= coalesce((SELECT max(id) FROM plans WHERE at <= ?), 0)"
    return [row["id"] for row in db.execute(sql, (ends, begins))]


def figure_findings(db: sqlite3.Connection) -> list[dict]:
    """What the nightly look at the figures found wrong: {day, finding}, the newest first, at most 20."""
    rows = db.execute("SELECT * FROM figure_findings ORDER BY business_date DESC, finding LIMIT 20")
    return [{"day": row["business_date"], "finding": row["finding"]} for row in rows]


def ticket_of_link(db: sqlite3.Connection, secret: str) -> int | None:
    """The ticket behind a visitor's link."""
    row = db.execute("SELECT ticket FROM links WHERE secret = ?", (secret,)).fetchone()
    return row["ticket"] if row else None


def legs_of(db: sqlite3.Connection, ticket: int) -> list[Leg]:
    """All legs of a ticket, in order."""
    return [leg_of(row) for row in db.execute("SELECT * FROM legs WHERE ticket = ? ORDER BY ordinal", (ticket,))]


def ticket_numbered(db: sqlite3.Connection, date: str, number: str) -> int | None:
    """The ticket that carries this number on that day: carried over from a day before, or given out that day.

    No number is given out while one of a day before still carries it.
    """
    carried = json.loads(_meta(db, "carried") or "{}")
    if carried.get("date") == date and number in carried["tickets"]:
        return carried["tickets"][number]
    row = db.execute("SELECT id FROM tickets WHERE business_date = ? AND number = ?", (date, number)).fetchone()
    return row["id"] if row else None


def carried_numbers(db: sqlite3.Connection) -> list[str]:
    """Numbers of earlier days carried over to the present one."""
    return list(json.loads(_meta(db, "carried") or "{}").get("tickets", {}))


def secret_of(db: sqlite3.Connection, ticket: int, channel: str) -> str | None:
    """The unguessable part of the visitor's link, for the channel that issued the ticket only."""
    row = db.execute(
        "SELECT l.secret FROM links l JOIN tickets t ON t.id = l.ticket WHERE t.id = ? AND t.channel = ?",
        (ticket, channel),
    ).fetchone()
    return row["secret"] if row else None


def called_since(db: sqlite3.Connection, leg: Leg) -> int:
    """How many other numbers of the same line were called after this one was."""
    rings = "kind IN ('called', 'recalled', 'undone')"  # as the index is written
    since = "business_date = :date AND seq > (SELECT max(seq) FROM journal WHERE leg = :leg AND kind = 'called')"
    sql = (
        f"SELECT count(DISTINCT leg) FROM journal WHERE {since} AND {rings} AND kind = 'called' AND leg <> :leg"
        " AND json_extract(body, '$.department') = :department AND seq NOT IN"
        f" (SELECT json_extract(body, '$.undoes') FROM journal WHERE {since} AND {rings} AND kind = 'undone')"
    )
    return db.execute(sql, {"date": leg.business_date, "leg": leg.id, "department": leg.department}).fetchone()[0]


def procedure_name(db: sqlite3.Connection, code: str) -> str | None:
    row = db.execute("SELECT name FROM procedures WHERE code = ?", (code,)).fetchone()
    return row["name"] if row else None


def catalogue_version(db: sqlite3.Connection) -> str:
    """Another one after each import that changed something; empty before the first."""
    return _meta(db, "catalogue") or ""


def procedures(db: sqlite3.Connection) -> list[dict]:
    """The catalogue as it is offered, by name: what is retired, or is no department's any more, is left out."""
    offered = "SELECT * FROM procedures WHERE NOT retired AND service <> '' ORDER BY name, code"
    return [dict(row) for row in db.execute(offered)]


def open_desks(db: sqlite3.Connection, desks: list[str]) -> int:
    """How many of `desks` are open."""
    marks = ", ".join("?" * len(desks))
    sql = f"SELECT count(*) FROM desk_states WHERE state = 'open' AND desk IN ({marks})"
    return db.execute(sql, desks).fetchone()[0]


def is_at_a_desk(db: sqlite3.Connection, officer: str) -> bool:
    sql = "SELECT 1 FROM desk_states WHERE officer = ? AND state <> 'closed'"
    return db.execute(sql, (officer,)).fetchone() is not None


def issued_on(db: sqlite3.Connection, date: str) -> dict[str, int]:
    """Series → the last number given out that day."""
    return {row["series"]: row["last"] for row in db.execute("SELECT * FROM counters WHERE business_date = ?", (date,))}
