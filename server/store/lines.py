"""The lines as they stand in the store: heads, counts, turns. Every look-up costs the same however long a line is,
except `ahead_of`, which counts people.

A *line* is one department, service and class; `lines` holds how many wait in each. Those whom only one desk or officer
may call have a holder ("desk:5", "officer:an") and stand in a line of their own.
"""

from __future__ import annotations

import json
import sqlite3

from ..core import line
from ..core.line import CLASSES, PRIORITY, Rule
from ..core.plan import Department
from ..core.ticket import Leg

# One statement for all lines of a desk: each one more is a chance for other threads to come between. A number whose
# visitor was never shown it is set aside: it waits, but is not called. Who was put first hides nobody: why somebody is
# called depends on who has waited longest.
PUT_FIRST = """
  SELECT * FROM (SELECT id FROM legs WHERE business_date = line.business_date AND department = line.department
    AND service = line.service AND klass = line.klass AND holder = line.holder AND state = 'waiting' AND first = 1
    AND ticket NOT IN (SELECT ticket FROM set_aside)
  ORDER BY credited_at, id LIMIT :depth)
"""
OTHERS = PUT_FIRST.replace("first = 1", "first = 0")
HEADS = f"""
SELECT legs.* FROM (
  SELECT * FROM lines WHERE business_date = :date AND holder = '' AND waiting > 0
    AND department IN (SELECT value FROM json_each(:departments))
  UNION ALL
  SELECT * FROM lines INDEXED BY lines_held WHERE business_date = :date AND holder <> '' AND waiting > 0
) AS line JOIN legs ON legs.id IN (
{PUT_FIRST} UNION ALL {OTHERS})
"""
WAITING = "SELECT klass, sum(waiting) AS n FROM lines WHERE business_date = ? AND department = ? GROUP BY klass"
TURNS = "SELECT klass FROM turns WHERE business_date = ? AND department = ? ORDER BY seq DESC LIMIT ?"
WORTH = "CASE WHEN first THEN 0 ELSE max(0, :now - credited_at) * CASE klass WHEN 'priority' THEN :rate ELSE 1 END END"
BEFORE = f"""
SELECT count(*) FROM legs WHERE business_date = :date AND department = :department AND state = 'waiting' AND (
  first > :first OR (first = :first AND (({WORTH}) > :worth
    OR (({WORTH}) = :worth AND (credited_at, id) < (:credited_at, :id)))))
"""
ENDLESS = 1e15  # a rate beyond any waited millisecond, for SQL


def heads(db: sqlite3.Connection, date: str, departments: tuple[str, ...], depth: int) -> list[sqlite3.Row]:
    """The first `depth` legs of each line of these departments, and of each line that waits for one desk or officer: of
    those put first and of the others as many each."""
    return db.execute(HEADS, {"date": date, "departments": json.dumps(departments), "depth": depth}).fetchall()


def since_priority(db: sqlite3.Connection, date: str, department: str, most: int) -> int:
    """Ordinary calls since an interleaved line's last priority call, counted up to `most`."""
    count = 0
    for row in db.execute(TURNS, (date, department, most)).fetchall():
        if row["klass"] == PRIORITY:
            break
        count += 1
    return count


def waiting(db: sqlite3.Connection, date: str, department: str) -> dict[str, int]:
    """Class → people in that department's line."""
    return dict.fromkeys(CLASSES, 0) | {row["klass"]: row["n"] for row in db.execute(WAITING, (date, department))}


def counts(db: sqlite3.Connection, date: str) -> list[sqlite3.Row]:
    """The whole hall: people waiting by department, service and holder."""
    sql = "SELECT department, service, holder, sum(waiting) AS n FROM lines WHERE business_date = ? GROUP BY 1, 2, 3"
    return [row for row in db.execute(sql, (date,)) if row["n"]]


def ahead_at_the_end(
    db: sqlite3.Connection, date: str, department: Department, klass: str, waiting: dict[str, int]
) -> int:
    """How many of those `waiting` would be called before somebody who takes a number now, if nobody else came."""
    rule, counts = department.rule, dict.fromkeys(CLASSES, 0) | waiting
    if rule.discipline == "interleave":
        since = since_priority(db, date, department.id, rule.interleave)
        return line.ahead(rule, klass, counts, counts, since)
    return counts[PRIORITY] if rule.discipline == "strict" and klass == PRIORITY else sum(counts.values())


def ahead_of(db: sqlite3.Connection, leg: Leg, rule: Rule, now: int) -> int:
    """How many of its department would be called before this waiting leg if nobody else came and all were called now.

    Credit grows with every minute, so under `accumulating` somebody who came later may pass; who waits for one desk
    only counts with the others.
    """
    if rule.discipline == "interleave" and not leg.first:
        return _ahead_in_turns(db, leg, rule)
    rate = min(rule.rate(PRIORITY), ENDLESS)
    worth = 0 if leg.first else max(0, now - leg.credited_at) * (rate if leg.klass == PRIORITY else 1)
    return db.execute(BEFORE, {
        "date": leg.business_date, "department": leg.department, "first": leg.first, "now": now, "rate": rate,
        "worth": worth, "credited_at": leg.credited_at, "id": leg.id,
    }).fetchone()[0]  # fmt: skip


def _ahead_in_turns(db: sqlite3.Connection, leg: Leg, rule: Rule) -> int:
    where = "business_date = ? AND department = ? AND state = 'waiting'"
    mine = (leg.business_date, leg.department)
    firsts = db.execute(f"SELECT klass FROM legs WHERE {where} AND first ORDER BY credited_at, id", mine).fetchall()
    count = since_priority(db, *mine, rule.interleave)
    for one in firsts:
        count = 0 if one["klass"] == PRIORITY else count + 1
    rows = db.execute(
        f"SELECT klass, count(*) AS n, sum((credited_at, id) < (?, ?)) AS earlier FROM legs WHERE {where}"
        " AND NOT first GROUP BY klass",
        (leg.credited_at, leg.id, *mine),
    ).fetchall()
    before, everybody = dict.fromkeys(CLASSES, 0), dict.fromkeys(CLASSES, 0)
    for row in rows:
        before[row["klass"]], everybody[row["klass"]] = row["earlier"], row["n"]
    return len(firsts) + line.ahead(rule, leg.klass, before, everybody, count)
