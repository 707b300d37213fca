"""What visitors are told of their wait: from the line as it stands, kept at issue, scored by what then came."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from ..core import estimate
from ..core.estimate import Told
from ..core.plan import Department, HallPlan
from . import lines

LOOK_BACK = 3000  # tickets of the hall that a department's width is learnt from
UNDER_WAY = """SELECT started_at, called_at FROM legs INDEXED BY one_leg_a_desk
 WHERE state IN ('called', 'serving') AND desk IN (SELECT value FROM json_each(?))"""
LINE = f"""
SELECT (SELECT json_group_object(klass, n) FROM ({lines.WAITING})) AS waiting,
 (SELECT count(*) FROM desk_states WHERE state = 'open' AND desk IN (SELECT value FROM json_each(?))) AS desks,
 (SELECT json_group_array(json_array(ms, waiting_ms)) FROM (
   SELECT walking_ms + service_ms AS ms, waiting_ms FROM legs WHERE business_date = ? AND department = ?
   AND state = 'done' ORDER BY ended_at DESC LIMIT ?)) AS lately,
 (SELECT waiting_ms FROM legs INDEXED BY one_leg_a_desk WHERE business_date = ? AND department = ?
   AND state IN ('called', 'serving') AND desk IN (SELECT value FROM json_each(?))
   ORDER BY called_at DESC LIMIT 1) AS entered,
 (SELECT json_group_array(coalesce(started_at, called_at)) FROM ({UNDER_WAY})) AS under_way,
 (SELECT min(credited_at) FROM legs WHERE business_date = ? AND department = ? AND state = 'waiting') AS head,
 (SELECT widen FROM forecast_widths WHERE business_date = ? AND department = ?) AS widen
"""
CAME = "l.ordinal = 1 AND l.calls > 0 AND l.state NOT IN ('waiting', 'void')"  # called, whatever came of it
SCORED = f"""
SELECT l.department, l.service, l.plan, l.opened_at, l.waiting_ms / 60000.0 AS came, f.* FROM tickets t
JOIN forecasts f ON f.ticket = t.id JOIN legs l ON l.ticket = t.id WHERE t.business_date = ? AND {CAME} ORDER BY t.id
"""
LEARN = f"""
SELECT l.department, f.point, f.spread, l.waiting_ms / 60000.0 AS came FROM forecasts f
JOIN legs l ON l.ticket = f.ticket
WHERE f.ticket > (SELECT coalesce(max(ticket), 0) FROM forecasts) - ? AND l.business_date < ? AND {CAME}
"""


@dataclass(frozen=True, slots=True)
class Said:
    """A forecast as a new ticket gets it, and what the plain rules say of the same moment (minutes)."""

    ahead: int
    desks: int
    told: Told
    ql: float | None  # nobody was served yet that day: no word
    mean: float | None
    les: float | None
    hol: float


def line_now(
    db: sqlite3.Connection, plan: HallPlan, date: str, department: Department, klass: str, now: int
) -> Said:
    """For one more of that class: one statement, for the deed all begins with."""
    desks, here = json.dumps([one.id for one in plan.desks_serving(department.id, day=date)]), (date, department.id)
    row = db.execute(LINE, (*here, desks, *here, estimate.WINDOW, *here, desks, desks, *here, *here)).fetchone()
    ahead = lines.ahead_at_the_end(db, date, department, klass, json.loads(row["waiting"]))
    lately = json.loads(row["lately"])
    served, waits = [one[0] for one in lately], [one[1] / 60_000 for one in lately]
    busy = [(now - since) / 60_000 for since in json.loads(row["under_way"])]
    told = estimate.told(ahead, row["desks"], served, department.usual_minutes, row["widen"], busy)
    entered = row["entered"] / 60_000 if row["entered"] is not None else (waits[0] if waits else None)
    hol = max(0, now - row["head"]) / 60_000 if row["head"] is not None else 0.0
    mean = sum(waits) / len(waits) if waits else None
    ql = (ahead + 1) * sum(served) / len(served) / 60_000 / max(1, row["desks"]) if served else None
    return Said(ahead, row["desks"], told, ql, mean, entered, hol)


def under_way(db: sqlite3.Connection, desks: list[str], now: int) -> list[float]:
    """For how many minutes each visitor at one of these desks has been there."""
    rows = db.execute(UNDER_WAY, (json.dumps(desks),))
    return [(now - (row["started_at"] or row["called_at"])) / 60_000 for row in rows]


def keep(db: sqlite3.Connection, ticket: int, said: Said) -> None:
    values = (ticket, said.ahead, said.desks, *said.told.minutes, said.told.point, said.told.spread, said.ql)
    db.execute("INSERT INTO forecasts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
               (*values, said.mean, said.les, said.hol))  # fmt: skip


def kept(db: sqlite3.Connection, ticket: int) -> sqlite3.Row | None:
    """What this ticket's visitor was told; tickets of an older version were not kept."""
    return db.execute("SELECT * FROM forecasts WHERE ticket = ?", (ticket,)).fetchone()


def widen(db: sqlite3.Connection, date: str, department: str) -> float | None:
    sql = "SELECT widen FROM forecast_widths WHERE business_date = ? AND department = ?"
    row = db.execute(sql, (date, department)).fetchone()
    return row["widen"] if row else None


def learn(db: sqlite3.Connection, date: str) -> None:
    """At the beginning of a day: how wide each department's ranges must be, by the days before."""
    scored: dict[str, list[tuple[float, float, float]]] = {}
    for row in db.execute(LEARN, (LOOK_BACK, date)):
        scored.setdefault(row["department"], []).append((row["point"], row["spread"], row["came"]))
    for department, of in scored.items():
        found = estimate.learnt(of)
        if found is not None:
            db.execute("INSERT OR REPLACE INTO forecast_widths VALUES (?, ?, ?)", (date, department, found))


def scored(db: sqlite3.Connection, date: str) -> list[sqlite3.Row]:
    """Every forecast of that day whose visitor has been called, and how many minutes they waited: `came`."""
    return db.execute(SCORED, (date,)).fetchall()
