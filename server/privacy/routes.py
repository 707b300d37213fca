"""What is kept of people and for how long, what was erased, who took figures out. See docs/api.md, "Privacy"."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ..auth import me
from ..core.errors import BadInput, UnknownName
from ..core.hours import day_bounds, written
from ..core.plan import HallPlan
from ..staff.told import person_name
from .erase import KEEPER, Eraser
from .kinds import BY_ID
from .words import HOW, PERIOD_WORDS, REPORTS, WHAT

PAGE = 100  # entries of the log at once


def blueprint() -> Blueprint:
    room = Blueprint("privacy", __name__, url_prefix="/admin/privacy", template_folder="templates")

    @room.get("")
    def page() -> str:
        plan = current_app.extensions["store"].present_plan()
        kinds = [one | {"oldest": written(one["oldest"]) if one["oldest"] else ""} for one in _eraser().overview()]
        erased = [_erasure(plan, one) for one in _eraser().erasures()]
        return render_template("privacy/kept.html", kinds=kinds, erased=erased, names=BY_ID)

    @room.get("/exports")
    def exports() -> str:
        plan, before = current_app.extensions["store"].present_plan(), request.args.get("before", type=int)
        entries = current_app.extensions["access_log"].entries(before, PAGE)
        return render_template(
            "privacy/exports.html", entries=[_entry(plan, one) for one in entries],
            older=entries[-1]["id"] if len(entries) == PAGE else None,
        )  # fmt: skip

    @room.post("/erase")
    def erase() -> Response:
        kind = BY_ID.get(request.form.get("kind", ""))
        if kind is None:
            raise UnknownName("kind", request.form.get("kind", "")[:40])
        _eraser().erase(kind, _asked_before(), me().name, me().role)
        return redirect(url_for("privacy.page"), 303)

    return room


def _eraser() -> Eraser:
    return current_app.extensions["eraser"]


def _asked_before() -> int:
    """The first moment of the day that stays."""
    try:
        day = date.fromisoformat(request.form.get("before", ""))
    except ValueError:
        raise BadInput("a date is written like 2026-11-23", "Mời chọn ngày.") from None
    if not 2000 <= day.year < 3000:
        raise BadInput("a date lies between 2000 and 2999", "Mời chọn ngày từ năm 2000 đến 2999.")
    return day_bounds(day)[0]


def _erasure(plan: HallPlan, one: dict) -> dict:
    who = "tự động" if one["who"] == KEEPER else person_name(plan, one["who"])
    return one | {"at": written(one["at"]), "before": written(one["before"]), "who": who}


def _entry(plan: HallPlan, one: dict) -> dict:
    detail = dict(one["detail"])
    report = detail.pop("report", None)
    words = REPORTS.get(report) if report else None
    if "department" in detail:
        names = {one.id: one.short.vi for one in plan.departments}
        detail["department"] = names.get(detail["department"], detail["department"])
    if "how" in detail:
        detail["how"] = HOW.get(detail["how"], detail["how"])
    if "before" in detail:
        detail["before"] = written(detail["before"])
    return one | {
        "at": written(one["at"]), "name": person_name(plan, one["who"]), "what": WHAT.get(one["what"], one["what"]),
        "report": words or report or "",
        "detail": ", ".join(f"{PERIOD_WORDS.get(key, key)} {value}" for key, value in detail.items()),
    }  # fmt: skip
