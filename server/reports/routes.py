"""Report routes. See docs/api.md, "Reports"."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict
from datetime import date, timedelta

from flask import Blueprint, Response, current_app, render_template, request

from ..auth import own_department
from ..core.errors import BadInput
from ..core.hours import business_date, day_bounds, local
from ..core.naming import Name
from ..core.own_desks import own_desks
from ..core.plan import HallPlan
from ..core.ticket import Leg, spans
from ..core.timing import SPANS
from ..csv_text import csv_text
from ..store import journal, queries
from .desk_time import STATES, desk_times
from .figures import figures, grouped, span_text
from .words import hours_text

LEG_COLUMNS = (
    "number", "ordinal", "department", "department_name", "service", "procedure", "class", "desk", "state",
    "opened", "called", "started", "ended", "calls", "derived_start", "derived_end", "dossiers",
    *(span.removesuffix("_ms") + "_s" for span in SPANS), "total_s",
)  # fmt: skip


def blueprint() -> Blueprint:
    room = Blueprint("reports", __name__, url_prefix="/reports", template_folder="templates")

    @room.get("/day")
    def day() -> str:
        return render_template("reports/day.html", **_day(_asked_date()))

    @room.get("/day.csv")
    def day_csv() -> Response:
        found = _day(_asked_date())
        rows = [{"level": level, **asdict(row)} for level in ("department", "desk") for row in found[level + "s"]]
        rows.append({"level": "hall", **asdict(found["hall"])})
        for row in rows:
            spent = found["times"].get(row["key"], {}) if row["level"] == "desk" else {}
            row |= {f"desk_{state.replace('-', '_')}": spent.get(state) for state in STATES}
        shown = [_in_seconds(row) for row in rows]
        rows = shown[:-1] if own_department() else shown  # a lead's whole is their department, which stands there
        return _csv(f"day-{found['date']}.csv", tuple(shown[0]), rows)

    @room.get("/legs.csv")
    def legs_csv() -> Response:
        asked = _asked_date()
        with current_app.extensions["store"].reading() as db:
            legs = _legs(db, asked)
            departments, _ = _names(db, legs)
        rows = [_leg_row(leg) | {"department_name": departments[leg.department].vi} for leg in legs]
        return _csv(f"legs-{asked}.csv", LEG_COLUMNS, rows)

    return room


def _asked_date() -> str:
    today = business_date(current_app.extensions["hall"].clock.now()).isoformat()
    asked = request.args.get("date", today)
    try:
        found = date.fromisoformat(asked)
    except ValueError:
        raise BadInput("a date is written like 2026-11-23") from None
    if not 2000 <= found.year < 3000:
        raise BadInput("a date lies between 2000 and 2999")
    return found.isoformat()


def _day(asked: str) -> dict:
    """Departments, desks and the whole hall of one day, with the names of that day."""
    store = current_app.extensions["store"]
    with store.reading() as db:
        legs = _legs(db, asked)
        departments, desks = _names(db, legs)
        plan = store.plan(db, max((leg.plan for leg in legs), default=store.plan_of(db)[0]))
        times = _desk_times(db, asked, legs)
    hall = next((one.name for one in plan.departments if one.id == own_department()), plan.name)
    day = date.fromisoformat(asked)
    return {
        "date": asked, "day": day, "before": day - timedelta(1), "after": day + timedelta(1),
        "hall": figures("hall", hall, legs),
        "departments": grouped(legs, lambda leg: leg.department, departments),
        "desks": grouped(legs, lambda leg: leg.desk, desks), "times": _in_hall_order(times, plan),
        "span": span_text, "hours": hours_text,
        "own_department": own_department(),
    }  # fmt: skip


def _in_hall_order(times: dict[str, dict[str, int]], plan: HallPlan) -> dict[str, dict[str, int]]:
    """Desk 2 before desk 10; desks the hall has no more last."""
    known = [desk.id for desk in plan.desks if desk.id in times]
    return {desk: times[desk] for desk in [*known, *sorted(times.keys() - set(known))]}


def _legs(db: sqlite3.Connection, asked: str) -> list[Leg]:
    """The day's; for a lead, those of their own department."""
    return [leg for leg in queries.day_legs(db, asked) if own_department() in (None, leg.department)]


def _desk_times(db: sqlite3.Connection, asked: str, legs: list[Leg]) -> dict[str, dict[str, int]]:
    """Today's last state runs on until now; another day's until the hall's last entry of that day. A lead sees those
    of the desks that are their department's alone."""
    begins, ends = day_bounds(date.fromisoformat(asked))
    until = min(current_app.extensions["hall"].clock.now(), ends)
    if until == ends:
        until = journal.last_at_before(db, ends)
    times = desk_times(journal.of_day(db, asked, begins, ends), until)
    department = own_department()
    if department is None:
        return times
    store = current_app.extensions["store"]
    plans = [store.plan(db, one) for one in {leg.plan for leg in legs}] or [store.plan_of(db)[1]]
    own = own_desks(plans, department, asked)
    return {desk: spent for desk, spent in times.items() if desk in own}


def _names(db: sqlite3.Connection, legs: list[Leg]) -> tuple[dict[str, Name], dict[str, Name]]:
    """Departments and desks by the configurations the legs were opened under; renamed that day, the newest name."""
    store = current_app.extensions["store"]
    departments: dict[str, Name] = {}
    desks: dict[str, Name] = {}
    for plan_id in sorted({leg.plan for leg in legs}):
        plan = store.plan(db, plan_id)
        departments |= {one.id: one.name for one in plan.departments}
        desks |= {one.id: one.name for one in plan.desks}
    return departments, desks


def _in_seconds(row: dict) -> dict:
    """CSV columns carry their unit: milliseconds become seconds with three decimals."""
    out = {}
    for name, value in row.items():
        if name.startswith(("waiting_", "service_", "desk_")):
            out[name + "_s"] = "" if value is None else f"{value / 1000:.3f}"
        else:
            out[name] = value
    return out


def _leg_row(leg: Leg) -> dict:
    when = {
        name: local(value).isoformat(timespec="milliseconds") if value is not None else ""
        for name, value in (("opened", leg.opened_at), ("called", leg.called_at), ("started", leg.started_at),
                            ("ended", leg.ended_at))
    }  # fmt: skip
    seconds = {name.removesuffix("_ms") + "_s": f"{value / 1000:.3f}" for name, value in spans(leg).items()}
    return {
        "number": leg.number, "ordinal": leg.ordinal, "department": leg.department, "service": leg.service,
        "procedure": leg.procedure or "", "class": leg.klass, "desk": leg.desk or "", "state": str(leg.state), **when,
        "calls": leg.calls, "derived_start": int(leg.derived_start), "derived_end": int(leg.derived_end),
        "dossiers": "" if leg.dossiers is None else leg.dossiers, **seconds,
        "total_s": "" if leg.total_ms is None else f"{leg.total_ms / 1000:.3f}",
    }  # fmt: skip


def _csv(name: str, columns: tuple[str, ...], rows: list[dict]) -> Response:
    response = Response(csv_text(columns, rows), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
