"""Sums up the days, months and years that are over, and says where what was summed up is not what the legs tell."""

from __future__ import annotations

import json
import sqlite3
import zlib
from datetime import date, timedelta

from ..core.day_facts import LEVELS
from ..core.facts import Facts, wrong
from ..core.hours import business_date, day_bounds, written
from . import queries
from .day_reads import first_day, newest_version, read_day
from .period_reads import Summed
from .sqlite import SqliteStore
from .summaries import DAY, MONTH, PUT, YEAR, YEAR_LEVELS, facts_of, months_of, packed, tables_of, unpacked

CHECKED = ("hall", "department", "service", "procedure", "hour")  # every leg stands in each of these exactly once
_KNOWN = "SELECT finding FROM figure_findings WHERE business_date = ? ORDER BY finding"


def missing_days(db: sqlite3.Connection, now: int) -> list[date]:
    """Days that are over and not summed up, the newest first."""
    first = first_day(db)
    if first is None:
        return []
    known = {row["period"] for row in db.execute("SELECT period FROM summaries WHERE level = 'hall'")}
    today = business_date(now)
    days = [today - timedelta(n) for n in range(1, (today - first).days + 1)]
    return [day for day in days if day.isoformat() not in known]


def sum_up(store: SqliteStore, day: date, now: int) -> bool:
    """Writes the day's rows; False where a leg of that day was changed meanwhile, so that they would be wrong.

    The long reading happens outside the write lock: nobody at a desk waits for it.
    """
    with store.reading() as db:
        version = newest_version(db, day.isoformat())
        tables = tables_of(day, read_day(store, db, day, now))
    rows = [(day.isoformat(), level, packed(table)) for level, table in tables.items()]
    with store.writing() as db:
        if newest_version(db, day.isoformat()) != version:
            return False
        db.executemany(PUT, rows)
        db.execute("DELETE FROM summaries WHERE period IN (?, ?)", (day.isoformat()[:7], day.isoformat()[:4]))
    return True


def missing_months(db: sqlite3.Connection, now: int) -> list[str]:
    """Months that are over, all of whose days are summed up, and that are not summed up themselves."""
    first, today = first_day(db), business_date(now)
    if first is None:
        return []
    known = {row["period"] for row in db.execute("SELECT period FROM summaries WHERE level = 'hall'")}
    gone = {day.isoformat()[:7] for day in missing_days(db, now)}
    months = {period[:7] for period in known if len(period) == DAY} - {today.isoformat()[:7]}
    return sorted(months - known - gone, reverse=True)


def sum_up_month(store: SqliteStore, month: str) -> bool:
    """Writes the month's rows out of its days'; False where one of them went meanwhile."""
    with store.reading() as db:
        rows = _day_rows(db, month)
        summed = Summed()
        for day, tables in sorted(_by_day(db, month).items()):
            summed.take_day(date.fromisoformat(day), tables)
    kept = [(month, level, packed(table)) for level, table in summed.to_json().items()]
    with store.writing() as db:
        if _day_rows(db, month) != rows:
            return False
        db.executemany(PUT, kept)
        db.execute("DELETE FROM summaries WHERE period = ?", (month[:4],))
    return True


def missing_years(db: sqlite3.Connection, now: int) -> list[str]:
    """Years that are over, all of whose months since the hall's first are summed up, and that are not themselves."""
    first, today = first_day(db), business_date(now)
    if first is None:
        return []
    known = {row["period"] for row in db.execute("SELECT period FROM summaries WHERE level = 'hall'")}
    years = (f"{year}" for year in range(today.year - 1, first.year - 1, -1))
    begun = f"{first:%Y-%m}"
    return [year for year in years
            if year not in known and all(month in known for month in months_of(year) if month >= begun)]  # fmt: skip


def sum_up_year(store: SqliteStore, year: str) -> bool:
    """Writes the year's rows out of its months'; False where one of them went meanwhile."""
    with store.reading() as db:
        rows, kept = _month_rows(db, year), _year(db, year)
    bodies = [(year, level, packed(table)) for level, table in kept.items()]
    with store.writing() as db:
        if _month_rows(db, year) != rows:
            return False
        db.executemany(PUT, bodies)
    return True


def _month_rows(db: sqlite3.Connection, year: str) -> list[tuple]:
    sql = "SELECT rowid, period, level FROM summaries WHERE period BETWEEN ? AND ? AND length(period) = ? ORDER BY 1"
    return [tuple(row) for row in db.execute(sql, (f"{year}-01", f"{year}-12", MONTH))]


def _year(db: sqlite3.Connection, year: str) -> dict[str, dict]:
    summed = Summed(frozenset({*LEVELS, *YEAR_LEVELS}))
    for month in months_of(year):
        rows = db.execute("SELECT level, body FROM summaries WHERE period = ?", (month,))
        summed.take_whole(month, {row["level"]: unpacked(row["body"]) for row in rows})
    return summed.to_json(YEAR_LEVELS)


def _day_rows(db: sqlite3.Connection, month: str) -> list[tuple]:
    sql = "SELECT rowid, period, level FROM summaries WHERE period BETWEEN ? AND ? ORDER BY 1"
    return [tuple(row) for row in db.execute(sql, (f"{month}-01", f"{month}-31"))]


def _by_day(db: sqlite3.Connection, month: str) -> dict[str, dict[str, dict]]:
    found: dict[str, dict[str, dict]] = {}
    sql = "SELECT period, level, body FROM summaries WHERE period BETWEEN ? AND ?"
    for row in db.execute(sql, (f"{month}-01", f"{month}-31")):
        found.setdefault(row["period"], {})[row["level"]] = unpacked(row["body"])
    return found


def differences(store: SqliteStore, db: sqlite3.Connection) -> list[str]:
    """Days, months and years whose rows are not what their legs and entries tell."""
    found: list[str] = []
    months: dict[str, Summed] = {}
    periods = [row["period"] for row in db.execute("SELECT DISTINCT period FROM summaries ORDER BY period")]
    for period in (one for one in periods if len(one) == DAY):
        day = date.fromisoformat(period)
        tables = tables_of(day, read_day(store, db, day, day_bounds(day)[1]))
        kept = {r["level"]: r["body"] for r in db.execute("SELECT * FROM summaries WHERE period = ?", (period,))}
        found += [f"summary {period} {level}: not what its legs tell" for level in _other(kept, tables)]
        if period[:7] in periods:
            months.setdefault(period[:7], Summed()).take_day(day, tables)
    for month in (one for one in periods if len(one) == MONTH):
        kept = {r["level"]: r["body"] for r in db.execute("SELECT * FROM summaries WHERE period = ?", (month,))}
        told = months[month].to_json() if month in months else {}
        found += [f"summary {month} {level}: not what its days tell" for level in _other(kept, told)]
    for year in (one for one in periods if len(one) == YEAR):
        kept = {r["level"]: r["body"] for r in db.execute("SELECT * FROM summaries WHERE period = ?", (year,))}
        found += [f"summary {year} {level}: not what its months tell" for level in _other(kept, _told(months, year))]
    return found


def _told(months: dict[str, Summed], year: str) -> dict[str, dict]:
    """What a year's rows must say, by what its months' legs told."""
    summed = Summed(frozenset({*LEVELS, *YEAR_LEVELS}))
    for month in months_of(year):
        if month in months:
            summed.take_whole(month, json.loads(json.dumps(months[month].to_json())))
    return summed.to_json(YEAR_LEVELS)


def sum_up_again(store: SqliteStore, periods: set[str]) -> None:
    """Writes the rows of these days, months and years anew, out of legs and journal."""
    for day in sorted(date.fromisoformat(one) for one in periods if len(one) == DAY):
        sum_up(store, day, day_bounds(day)[1])
    for month in sorted(one for one in periods if len(one) == MONTH):
        sum_up_month(store, month)
    for year in sorted(one for one in periods if len(one) == YEAR):
        sum_up_year(store, year)


def impossible(store: SqliteStore, db: sqlite3.Connection) -> list[str]:
    """Figures of the days summed up that cannot be, in the words of `verify`."""
    days = [row["period"] for row in db.execute("SELECT period FROM summaries WHERE level = 'hall' ORDER BY period")]
    return [f"figures {day}: {one}" for day in days if len(day) == DAY for one in findings(store, db, day)]


def findings(store: SqliteStore, db: sqlite3.Connection, day: str) -> list[str]:
    """What is wrong with the figures of a day that is over: codes of `server/staff/figure_notices.py`."""
    rows = db.execute("SELECT level, body FROM summaries WHERE period = ?", (day,))
    tables = {row["level"]: facts_of(unpacked(row["body"])) for row in rows if row["level"] in CHECKED}
    found = {code for table in tables.values() for one in table.values() for code in wrong(one, over=False)}
    hall = tables.get("hall", {}).get("", Facts())
    for level in set(CHECKED) - {"hall"}:
        if sum(one["issued"] for one in tables.get(level, {}).values()) != hall["issued"]:
            found.add("levels")
    first, last = queries.leg_range(db, day)
    if hall["issued"] != max(0, last - first + 1):
        found.add("legs")
    if _forgotten(db, day):
        found.add("open")
    if _numbers_missing(db, day):
        found.add("numbers")
    return sorted(found)


def _forgotten(db: sqlite3.Connection, day: str) -> bool:
    """Whether somebody of that day is still open whom the present day's beginning should have ended.

    Who was at a desk at midnight stays there, and may be set aside after it: that began on the present day.
    """
    begun = queries.business_date(db) or day
    if begun <= day:
        return False
    sql = (
        "SELECT 1 FROM legs WHERE id BETWEEN ? AND ? AND state IN ('planned', 'waiting', 'held') AND since < ? LIMIT 1"
    )
    values = (*queries.leg_range(db, day), day_bounds(date.fromisoformat(begun))[0])
    return db.execute(sql, values).fetchone() is not None


def _numbers_missing(db: sqlite3.Connection, day: str) -> bool:
    """Whether a series gave out a number that no ticket has."""
    sql = (
        "SELECT c.series, c.last FROM counters c LEFT JOIN (SELECT series, count(*) AS n, max(n) AS last FROM tickets"
        " WHERE business_date = :day GROUP BY series) t ON t.series = c.series"
        " WHERE c.business_date = :day AND coalesce(t.last, 0) < c.last"
    )
    left_out = _left_out_by_a_restore(db, day)
    return any(row["last"] > left_out.get(row["series"], 0) for row in db.execute(sql, {"day": day}))


def _left_out_by_a_restore(db: sqlite3.Connection, day: str) -> dict[str, int]:
    """Series → up to where a restored backup's counters were moved: those numbers' tickets are not in this file."""
    rows = db.execute("SELECT body FROM journal WHERE kind = 'restored'")
    raised = [one for row in rows for one in json.loads(row["body"])["raised"] if one[0] == day]
    return {letter: after for _, letter, _, after in raised}


def check(store: SqliteStore, day: str, now: int) -> list[str]:
    """Looks at one day and keeps what is wrong, for the supervisor; what is mended is forgotten."""
    with store.reading() as db:
        found = findings(store, db, day)
        known = [row["finding"] for row in db.execute(_KNOWN, (day,))]
    if found != known:
        with store.writing() as db:
            db.execute("DELETE FROM figure_findings WHERE business_date = ?", (day,))
            rows = [(day, one, written(now)) for one in found]
            db.executemany("INSERT INTO figure_findings VALUES (?, ?, ?)", rows)
    return found


def _other(kept: dict[str, bytes], told: dict[str, dict]) -> list[str]:
    return sorted(level for level in kept.keys() | told.keys() if not _same(kept.get(level), told.get(level)))


def _same(body: bytes | None, table: dict | None) -> bool:
    if body is None or table is None:
        return False
    try:
        return unpacked(body) == json.loads(json.dumps(table))
    except (zlib.error, ValueError):
        return False
