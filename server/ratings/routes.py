"""The supervisor's page of ratings, and its CSV. See docs/api.md, "Satisfaction"."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta

from flask import Blueprint, Response, current_app, render_template, request

from ..auth import own_department
from ..core.errors import BadInput
from ..core.hours import business_date, day_bounds
from ..core.naming import Name
from ..core.own_desks import own_desks
from ..core.plan import HallPlan
from ..core.satisfaction import FEWEST, LEVELS, REASONS, Tally, together
from ..csv_text import csv_text
from ..store import queries
from .tallies import Panel, departments, panels

LONGEST_DAYS = 3700
COLUMNS = (
    "first", "last", "department", "name", "finished", "no_answer", "answered", *(f"level_{one}" for one in LEVELS),
    "content_share", "content_low", "content_high", *(f"reason_{one}".replace("-", "_") for one in REASONS),
)  # fmt: skip
WHOLE = Name("Cộng các cơ quan có đủ câu trả lời", "All departments with enough answers")


def blueprint() -> Blueprint:
    room = Blueprint("ratings", __name__, url_prefix="/ratings", template_folder="templates")

    @room.get("/")
    def page() -> str:
        first, last = _period()
        with current_app.extensions["store"].reading() as db:
            plan = current_app.extensions["store"].plan_of(db)[1]
            rows, used = _departments(db, plan, first, last), _panels(db, plan, first, last)
        return render_template(
            "ratings/tally.html", first=first, last=last, rows=rows, whole=together("hall", WHOLE, rows), panels=used,
            levels=LEVELS, reasons=REASONS, fewest=FEWEST, share=_percent, own_department=own_department(),
        )  # fmt: skip

    @room.get("/tally.csv")
    def tally_csv() -> Response:
        first, last = _period()
        with current_app.extensions["store"].reading() as db:
            rows = _departments(db, current_app.extensions["store"].plan_of(db)[1], first, last)
        return _csv(f"ratings-{first}-{last}.csv", [_row(one, first, last) for one in rows])

    return room


def _departments(db: sqlite3.Connection, plan: HallPlan, first: str, last: str) -> list[Tally]:
    """For a lead, their own."""
    return [one for one in departments(db, plan, first, last) if own_department() in (None, one.key)]


def _panels(db: sqlite3.Connection, plan: HallPlan, first: str, last: str) -> list[Panel]:
    """For a lead, those of the desks that were their department's alone in all of that time."""
    found, department = panels(db, plan, first, last), own_department()
    if department is None:
        return found
    begins, ends = day_bounds(date.fromisoformat(first))[0], day_bounds(date.fromisoformat(last))[1]
    plans = [current_app.extensions["store"].plan(db, one) for one in queries.plans_between(db, begins, ends)]
    lent = {day.isoformat() for plan in plans for desk in plan.desks for one in desk.lent
            for day in (one.first, one.last)}  # fmt: skip
    days = {first, last, *(day for day in lent if first <= day <= last)}
    own = frozenset.intersection(*(own_desks(plans, department, day) for day in days))
    return [one for one in found if one.desk in own]


def _period() -> tuple[str, str]:
    """The month so far, unless asked otherwise."""
    today = business_date(current_app.extensions["hall"].clock.now())
    try:
        last = date.fromisoformat(request.args.get("last") or today.isoformat())
        first = date.fromisoformat(request.args.get("first") or last.replace(day=1).isoformat())
    except ValueError:
        raise BadInput("a date is written like 2026-11-23") from None
    if not timedelta(0) <= last - first <= timedelta(LONGEST_DAYS) or not 2000 <= first.year <= last.year < 3000:
        raise BadInput("a period begins before it ends and lasts ten years at most")
    return first.isoformat(), last.isoformat()


def _row(one: Tally, first: str, last: str) -> dict:
    """Hidden figures are empty cells: a nought would be a lie."""
    row = {"first": first, "last": last, "department": one.key, "name": one.name.vi}
    if not one.shown:
        return row | {"finished": one.finished, "answered": f"<{FEWEST}"}
    low, high = one.range
    row |= {
        "finished": one.finished, "no_answer": one.silent, "answered": one.answered,
        "content_share": f"{one.content / one.answered:.3f}",
        "content_low": f"{low:.3f}", "content_high": f"{high:.3f}",
    }  # fmt: skip
    row |= {f"level_{level}": n for level, n in one.levels.items()}
    if one.reasons_shown:
        row |= {f"reason_{code}".replace("-", "_"): one.reasons.get(code, 0) for code in REASONS}
    return row


def _csv(name: str, rows: list[dict]) -> Response:
    response = Response(csv_text(COLUMNS, rows), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
