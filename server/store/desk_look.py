"""What the console of one desk shows, by look-ups that no long line makes slower."""

from __future__ import annotations

import json
import sqlite3

from ..core import usual
from ..core.plan import Desk, HallPlan
from ..core.ticket import Leg, LegState
from ..core.timing import percentile
from . import queries
from .rows import leg_of

LAST = 5
LOOKED_BACK = 200  # of the department's served legs, for the usual time of one service
HEADS = """
SELECT department, service, (
  SELECT credited_at FROM legs WHERE business_date = line.business_date AND department = line.department
    AND service = line.service AND klass = line.klass AND holder = line.holder AND state = 'waiting'
  ORDER BY first DESC, credited_at, id LIMIT 1
) AS arrived FROM lines AS line
WHERE business_date = :date AND waiting > 0 AND department IN (SELECT value FROM json_each(:departments))
  AND holder IN ('', 'desk:' || :desk, 'officer:' || :officer)
"""


def longest(db: sqlite3.Connection, date: str, desk: Desk, officer: str | None) -> dict[str, int]:
    """Department → credited arrival of who stands first in what this desk serves of it; none where nobody waits."""
    asked = {"date": date, "departments": json.dumps(desk.departments), "desk": desk.id, "officer": officer or ""}
    found: dict[str, int] = {}
    for row in db.execute(HEADS, asked):
        if row["arrived"] is not None and desk.serves(row["department"], row["service"]):
            found[row["department"]] = min(row["arrived"], found.get(row["department"], row["arrived"]))
    return found


def held_at(db: sqlite3.Connection, date: str, desk: str) -> list[tuple[Leg, str | None]]:
    """Who was asked aside at this desk, the longest first, each with the code of the reason."""
    rows = db.execute(
        "SELECT * FROM legs WHERE business_date = ? AND state = 'held' AND desk = ? ORDER BY since, id", (date, desk)
    )
    return [(leg := leg_of(row), _why_held(db, leg.id)) for row in rows]


def _why_held(db: sqlite3.Connection, leg: int) -> str | None:
    sql = "SELECT reason FROM journal WHERE leg = ? AND kind = 'held' ORDER BY seq DESC LIMIT 1"
    row = db.execute(sql, (leg,)).fetchone()
    return row["reason"] if row else None


def last_ended(db: sqlite3.Connection, date: str, desk: str) -> list[Leg]:
    """The newest few legs that ended at this desk."""
    rows = db.execute(
        "SELECT * FROM legs WHERE business_date = ? AND desk = ? AND ended_at IS NOT NULL"
        " ORDER BY ended_at DESC, id DESC LIMIT ?",
        (date, desk, LAST),
    )
    return [leg_of(row) for row in rows]


def day_of(db: sqlite3.Connection, date: str, desk: str) -> dict:
    """The desk's day; its service time only over legs whose start and end were both pressed."""
    rows = db.execute(
        "SELECT state, service_ms, dossiers, derived_start OR derived_end AS derived FROM legs"
        " WHERE business_date = ? AND desk = ? AND ended_at IS NOT NULL",
        (date, desk),
    ).fetchall()
    served = [row for row in rows if row["state"] == LegState.DONE]
    return {
        "served": len(served), "no_show": sum(row["state"] == LegState.NO_SHOW for row in rows),
        "dossiers": sum(row["dossiers"] or 0 for row in rows),
        "service_p50_ms": percentile([row["service_ms"] for row in served if not row["derived"]], 0.5),
    }  # fmt: skip


def usual_of(db: sqlite3.Connection, plan: HallPlan, date: str, leg: Leg) -> int:
    """Milliseconds that a service like this leg's usually takes today."""
    rows = db.execute(
        "SELECT service_ms FROM (SELECT service, service_ms, derived_start OR derived_end AS derived FROM legs"
        " WHERE business_date = ? AND department = ? AND state = 'done' ORDER BY ended_at DESC LIMIT ?)"
        " WHERE service = ? AND NOT derived",
        (date, leg.department, LOOKED_BACK, leg.service),
    )
    minutes = next((one.usual_minutes for one in plan.departments if one.id == leg.department), 12.0)
    return usual.usual_ms([row["service_ms"] for row in rows], minutes)


def notes_of(db: sqlite3.Connection, ticket: int) -> list[sqlite3.Row]:
    """The notes on all legs of a ticket, oldest first: id, at, desk, officer, text."""
    return db.execute(
        "SELECT n.id, n.at, n.desk, n.officer, n.text FROM notes n JOIN legs l ON l.id = n.leg"
        " WHERE l.ticket = ? ORDER BY n.id",
        (ticket,),
    ).fetchall()


def far_over(db: sqlite3.Connection, plan: HallPlan, date: str, now: int) -> list[tuple[Leg, int]]:
    """Who is being served for more than twice the usual time: (leg, usual ms), the longest first.

    For whoever watches the hall: a visitor may stand before a desk whose officer has gone.
    """
    rows = db.execute("SELECT * FROM legs WHERE state IN ('called', 'serving') AND state = 'serving'")  # by its index
    legs = sorted((leg_of(row) for row in rows), key=spent_since)
    timed = [(leg, usual_of(db, plan, date, leg)) for leg in legs]
    return [(leg, usually) for leg, usually in timed if usual.is_far_over(now - spent_since(leg), usually)]


def spent_since(leg: Leg) -> int:
    """The moment a running service's clock counts from: time held is not service time."""
    return leg.since - leg.service_ms


def sitting(db: sqlite3.Connection, desk: str) -> sqlite3.Row | None:
    """Which page commands this desk: desk, page, officer, since."""
    return db.execute("SELECT * FROM sittings WHERE desk = ?", (desk,)).fetchone()


def number_look(db: sqlite3.Connection, date: str, number: str) -> list[Leg]:
    """All legs of the ticket with that number today; none where nobody was given it."""
    ticket = queries.ticket_numbered(db, date, number)
    return queries.legs_of(db, ticket) if ticket is not None else []
