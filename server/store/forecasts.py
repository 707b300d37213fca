"""What visitors are told of their wait: from the line as it stands, kept at issue, scored by what then came."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from itertools import pairwise

from ..core import estimate
from ..core.estimate import Line, Told
from ..core.habits import Habits, Past
from ..core.habits import learn as learn_habits
from ..core.hours import hour_of
from ..core.line import ORDINARY, PRIORITY
from ..core.plan import Department, HallPlan
from . import lines

WIDTH_BACK, HABITS_BACK = 3000, 12_000  # tickets of the hall that widths and habits are learnt from
UNDER_WAY = """SELECT coalesce(started_at, called_at) AS since, service, desk FROM legs INDEXED BY one_leg_a_desk
 WHERE state IN ('called', 'serving') AND desk IN (SELECT value FROM json_each(:desks))"""
HERE = "business_date = :date AND department = :department"
NOW = f"""
 (SELECT json_group_array(desk) FROM desk_states WHERE state = 'open'
   AND desk IN (SELECT value FROM json_each(:desks))) AS open,
 (SELECT json_group_array(json_array(ms, service, desk, waiting_ms)) FROM (
   SELECT walking_ms + service_ms AS ms, service, desk, waiting_ms FROM legs WHERE {HERE}
   AND state = 'done' ORDER BY ended_at DESC LIMIT :window)) AS lately,
 (SELECT json_group_array(json_array(since, service, desk)) FROM ({UNDER_WAY})) AS under_way,
 (SELECT json_group_array(json_array(klass, service, waiting)) FROM lines WHERE {HERE} AND waiting > 0) AS waiting,
 (SELECT json_array(widen, json(habits)) FROM taught WHERE {HERE}) AS learnt
"""
LINE = f"""
SELECT {NOW},
 (SELECT waiting_ms FROM legs INDEXED BY one_leg_a_desk WHERE {HERE}
   AND state IN ('called', 'serving') AND desk IN (SELECT value FROM json_each(:desks))
   ORDER BY called_at DESC LIMIT 1) AS entered,
 (SELECT min(credited_at) FROM legs WHERE {HERE} AND state = 'waiting') AS head
"""
CAME = "l.ordinal = 1 AND l.calls > 0 AND l.state NOT IN ('waiting', 'void')"  # called, whatever came of it
SCORED = f"""
SELECT l.department, l.service, l.plan, l.opened_at, l.waiting_ms / 60000.0 AS came, f.* FROM tickets t
JOIN forecasts f ON f.ticket = t.id JOIN legs l ON l.ticket = t.id WHERE t.business_date = ? AND {CAME} ORDER BY t.id
"""
LEARN = f"""
SELECT l.id AS leg, l.department, l.service, l.desk, l.klass, l.opened_at, l.called_at, l.ended_at, l.state,
 l.no_answer_ms, l.walking_ms + l.service_ms AS ms,
 l.waiting_ms / 60000.0 AS came, l.ticket, f.ahead, f.point, f.spread, w.habits
FROM legs l LEFT JOIN forecasts f ON f.ticket = l.ticket
LEFT JOIN taught w ON w.business_date = l.business_date AND w.department = l.department
WHERE l.ticket > (SELECT coalesce(max(ticket), 0) FROM forecasts) - ? AND l.business_date < ? AND {CAME}
ORDER BY l.desk, l.called_at
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
    row = _look(db, LINE, plan, date, department)
    waiting, lately = json.loads(row["waiting"]), json.loads(row["lately"])
    by_class: dict[str, int] = {}
    for one, _, n in waiting:
        by_class[one] = by_class.get(one, 0) + n
    ahead = lines.ahead_at_the_end(db, date, department, klass, by_class)
    line, widen = _line(row, department, klass, ahead, now)
    served, waits = [one[0] for one in lately], [one[3] / 60_000 for one in lately]
    entered = row["entered"] / 60_000 if row["entered"] is not None else (waits[0] if waits else None)
    hol = max(0, now - row["head"]) / 60_000 if row["head"] is not None else 0.0
    mean = sum(waits) / len(waits) if waits else None
    ql = (ahead + 1) * sum(served) / len(served) / 60_000 / max(1, line.desks) if served else None
    return Said(ahead, line.desks, estimate.told(line, widen), ql, mean, entered, hol)


def range_now(
    db: sqlite3.Connection, plan: HallPlan, date: str, department: Department, ahead: int, now: int,
    klass: str = ORDINARY,
) -> tuple[int, int]:  # fmt: skip
    """The range of minutes for somebody with `ahead` people before them in that department now."""
    row = _look(db, f"SELECT {NOW}", plan, date, department)
    return estimate.told(*_line(row, department, klass, ahead, now)).minutes


def _look(db: sqlite3.Connection, sql: str, plan: HallPlan, date: str, department: Department) -> sqlite3.Row:
    desks = json.dumps([one.id for one in plan.desks_serving(department.id, day=date)])
    values = {"date": date, "department": department.id, "desks": desks, "window": estimate.WINDOW}
    return db.execute(sql, values).fetchone()


def _line(
    row: sqlite3.Row, department: Department, klass: str, ahead: int, now: int
) -> tuple[Line, float | None]:
    """The line by what this day shows and earlier days taught, and how wide its ranges must be."""
    widen, taught = json.loads(row["learnt"]) if row["learnt"] else (None, {})
    habits, open_desks = Habits(**taught), json.loads(row["open"])
    served = [ms / habits.size(service, desk) for ms, service, desk, _ in json.loads(row["lately"])]
    busy = [
        ((now - since) / 60_000, habits.size(service, desk)) for since, service, desk in json.loads(row["under_way"])
    ]
    each = habits.each([(service, n) for _, service, n in json.loads(row["waiting"])])
    return Line(
        ahead, len(open_desks), served, department.usual_minutes, busy, each, habits.power(open_desks),
        habits.hour(hour_of(now)), habits.between, habits.priority * department.rule.passing(klass),
    ), widen  # fmt: skip


def keep(db: sqlite3.Connection, ticket: int, said: Said) -> None:
    values = (ticket, said.ahead, said.desks, *said.told.minutes, said.told.point, said.told.spread, said.ql)
    db.execute("INSERT INTO forecasts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
               (*values, said.mean, said.les, said.hol))  # fmt: skip


def kept(db: sqlite3.Connection, ticket: int) -> sqlite3.Row | None:
    """What this ticket's visitor was told; tickets of an older version were not kept."""
    return db.execute("SELECT * FROM forecasts WHERE ticket = ?", (ticket,)).fetchone()


def taught(db: sqlite3.Connection, date: str, department: str) -> tuple[float | None, Habits]:
    """What the days before that one taught of a department: how wide its ranges must be, and its habits."""
    sql = "SELECT widen, habits FROM taught WHERE business_date = ? AND department = ?"
    row = db.execute(sql, (date, department)).fetchone()
    return (row["widen"], Habits(**json.loads(row["habits"]))) if row else (None, Habits())


def learn(db: sqlite3.Connection, date: str, plan: HallPlan) -> None:
    """At the beginning of a day: each department's habits and how wide its ranges must be, by the days before."""
    legs: dict[str, list[sqlite3.Row]] = {}
    rows = db.execute(LEARN, (HABITS_BACK, date)).fetchall()
    between = _between(rows)
    for row in rows:
        legs.setdefault(row["department"], []).append(row)
    newest = max((row["ticket"] for row in rows), default=0)
    for one in plan.departments:
        of = legs.get(one.id, [])
        scored = [(row["point"], row["spread"], row["came"])
                  for row in of if row["ahead"] and row["ticket"] > newest - WIDTH_BACK]  # fmt: skip
        habits = learn_habits([_past(row, between.get(row["leg"])) for row in of], one.usual_minutes)
        if of:
            values = (date, one.id, estimate.learnt(scored), json.dumps(habits.to_json()))
            db.execute("INSERT OR REPLACE INTO taught VALUES (?, ?, ?, ?)", values)


def _between(rows: list[sqlite3.Row]) -> dict[int, float]:
    """Leg → minutes from the end of the visit before at its desk to its call, where it had been waiting by then."""
    found = {}
    for before, row in pairwise(row for row in rows if row["desk"] is not None and row["called_at"] is not None):
        ended = before["ended_at"]
        if before["desk"] == row["desk"] and ended is not None and row["opened_at"] <= ended <= row["called_at"]:
            found[row["leg"]] = (row["called_at"] - ended) / 60_000
    return found


def _past(row: sqlite3.Row, between: float | None) -> Past:
    hour, before = hour_of(row["opened_at"]), Habits(**json.loads(row["habits"] or "{}"))
    done = row["state"] == "done" and row["ms"] > 0
    told = None if row["point"] is None else row["point"] / before.hour(hour)
    served, absent = (row["ms"] / 60_000, None) if done else (None, row["no_answer_ms"] / 60_000)
    first = row["klass"] == PRIORITY
    return Past(row["service"], row["desk"], hour, served, absent, told, row["came"], between, first)


def scored(db: sqlite3.Connection, date: str) -> list[sqlite3.Row]:
    """Every forecast of that day whose visitor has been called, and how many minutes they waited: `came`."""
    return db.execute(SCORED, (date,)).fetchall()
