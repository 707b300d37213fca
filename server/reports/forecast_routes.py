"""The page that publishes how well the hall's forecasts kept their word. See docs/forecast.md."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta

from flask import Blueprint, current_app, render_template, request

from ..core.errors import BadInput
from ..core.forecast import score
from ..core.forecast.score import Outcome
from ..core.hours import business_date, local
from ..core.naming import Name
from ..store import forecasts

RULES = {
    "ours": Name("Dự báo của trung tâm", "This hall's forecast"),
    "ql": Name("Số người × thời gian phục vụ", "Queue length (QL)"),
    "mean": Name("Trung bình các lượt vừa qua", "Rolling mean of waits"),
    "les": Name("Lượt vừa được gọi đã chờ", "Last to enter service (LES)"),
    "hol": Name("Người đầu hàng đã chờ", "Head of the line (HOL)"),
}


def blueprint() -> Blueprint:
    room = Blueprint("forecast", __name__, url_prefix="/reports", template_folder="templates")

    @room.get("/forecast")
    def page() -> str:
        return render_template("reports/forecast.html", **_day(_asked_day()))

    return room


def _asked_day() -> date:
    today = business_date(current_app.extensions["hall"].clock.now())
    try:
        found = date.fromisoformat(request.args.get("date", today.isoformat()))
    except ValueError:
        raise BadInput("a date is written like 2026-11-23") from None
    if not 2000 <= found.year < 3000:
        raise BadInput("a date lies between 2000 and 2999")
    return found


def _day(day: date) -> dict:
    """The figures, with the names of that day."""
    store = current_app.extensions["store"]
    with store.reading() as db:
        rows = forecasts.scored(db, day.isoformat())
        plans = {row["plan"] for row in rows} or {store.plan_of(db)[0]}
        known = [store.plan(db, one) for one in sorted(plans)]
    outcomes = [_outcome(row) for row in rows]
    names = {
        (department.id, service.id): (department.name, service.name)
        for plan in known for department in plan.departments for service in department.services
    }  # fmt: skip
    return {
        "day": day, "before": day - timedelta(1), "after": day + timedelta(1), "hall": known[-1].name,
        "whole": score.kept(outcomes), "rules": score.side_by_side(outcomes), "rule_names": RULES,
        "services": [(*_named(names, key), one) for key, one in score.by(outcomes, lambda one: one.service).items()],
        "hours": score.by(outcomes, lambda one: one.hour), "small": score.SMALL,
    }  # fmt: skip


def _outcome(row: sqlite3.Row) -> Outcome:
    words = {"ours": row["point"], **{rule: row[rule] for rule in score.RULES}}
    place = row["department"], row["service"]
    return Outcome(place, local(row["opened_at"]).hour, row["low"], row["high"], words, row["came"])


def _named(names: dict, key: tuple[str, str]) -> tuple[Name, Name]:
    """Its id where the configuration of that day knows it no more (a corrected service)."""
    return names.get(key, (Name(key[0], key[0]), Name(key[1], key[1])))
