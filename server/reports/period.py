"""A report of a period, read once and shown by every door: rows by level, the period before, lines, findings."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Container
from dataclasses import dataclass
from datetime import date

from ..core.day_facts import SEPARATOR
from ..core.facts import SPREADS, Facts
from ..core.hours import day_bounds
from ..core.line_day import HALL, QUARTER_MS
from ..core.plan import HallPlan
from ..store.device_times import of_period
from ..store.period_reads import Summed, summed
from ..store.sqlite import SqliteStore
from .periods import Period
from .rows import device_rows, row_of, rows_by

PAGE_LEVELS = frozenset({"hall", "department", "service", "desk", "officer", "hour", "heat", "line", "desk-time"})
PAGE_SPREADS = ("waiting", "service")  # of all rows but the hall's: the others stand in the sheets
NEEDS = {"desk": ("desk", "desk-time"), "year": ("month",)}


@dataclass(frozen=True)
class Report:
    period: Period
    hall: tuple[str, str]  # its name then
    found: Summed
    procedures: dict[str, str]
    devices: list[dict]

    def by(self, level: str) -> list[dict]:
        return rows_by(level, self.found, self.hall, self.procedures)

    @property
    def whole(self) -> dict:
        """The hall's row, also of a period without a ticket."""
        return next(iter(self.by("hall")), None) or row_of("hall", self.hall, Facts())

    def lines(self) -> list[dict]:
        """Line and quarter of the day: mean and most people waiting, over the days that had tickets."""
        rows = []
        for key, quarters in sorted(self.found.lines.items()):
            own, vi, en = key.split(SEPARATOR) if key != HALL else ("hall", *self.hall)
            days = self.found.line_days[key]
            for quarter, (area, most) in sorted(quarters.items()):
                at = f"{quarter // 4:02}:{quarter % 4 * 15:02}"
                mean = round(area / (days * QUARTER_MS), 3) if days else 0
                rows.append({"key": own, "name": vi, "name_en": en, "at": at, "mean": mean, "most": most})
        return rows


def read_report(
    store: SqliteStore, period: Period, now: int, levels: frozenset[str] | None = None,
    spreads: Container[str] = SPREADS, department: str | None = None,
) -> Report:  # fmt: skip
    """Everything about the period; of some levels and spreads alone where they are named. Of one department alone, it
    stands where else the whole hall does."""
    if levels is not None:
        levels = levels | {need for level in levels for need in NEEDS.get(level, ())}
    with store.reading() as db:
        found = summed(store, db, period.first, period.last, now, levels, spreads, department)
        codes = found.facts["procedure"].keys()
        times = [] if department else of_period(db, period.first, period.last)  # devices are nobody's department
        devices = device_rows(times, _titles(store.plan_of(db)[1]))
        name = _hall_name(store, db, period.last, department)
        return Report(period, name, found, _procedures(db, codes) if codes else {}, devices)


def _titles(plan: HallPlan) -> dict[tuple[str, str], tuple[str, str]]:
    kinds = (("kiosk", plan.kiosks), ("display", plan.displays), ("printer", plan.printers))
    return {(kind, one.id): (one.name.vi, one.name.en) for kind, ones in kinds for one in ones}


def _hall_name(
    store: SqliteStore, db: sqlite3.Connection, last: date, department: str | None = None
) -> tuple[str, str]:
    """As it was at the end of the period; the department's own, where it is about one."""
    row = db.execute("SELECT max(id) AS id FROM plans WHERE at < ?", (day_bounds(last)[1],)).fetchone()
    plan = store.plan(db, row["id"]) if row["id"] else store.plan_of(db)[1]
    name = next((one.name for one in plan.departments if one.id == department), plan.name)
    return name.vi, name.en


def _procedures(db: sqlite3.Connection, codes: Collection[str]) -> dict[str, str]:
    rows = db.execute("SELECT code, name FROM procedures")
    return {row["code"]: row["name"] for row in rows if row["code"] in codes}


def findings_of(store: SqliteStore, period: Period) -> list[dict]:
    """What the nightly look found wrong in these days: {day, finding}."""
    sql = "SELECT business_date, finding FROM figure_findings WHERE business_date BETWEEN ? AND ? ORDER BY 1, 2"
    rows = store.rows(sql, (period.first.isoformat(), period.last.isoformat()))
    return [{"day": row["business_date"], "finding": row["finding"]} for row in rows]
