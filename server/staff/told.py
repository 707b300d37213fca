"""Alarms and messages as people read them, and who looks again when one changes."""

from __future__ import annotations

from flask import current_app

from ..core.desks import neighbours
from ..core.plan import HallPlan


def tell(desk: str) -> None:
    """The supervisors, that desk and its neighbours look again. Nobody else hears of it: no TV, no kiosk."""
    extensions = current_app.extensions
    extensions["tell_supervisors"]("alarm")
    for one in (desk, *near_desks(current_app.extensions["store"].present_plan(), desk)):
        extensions["tell_desk"](one, "alarm")


def alarm_json(plan: HallPlan, alarm: dict) -> dict:
    """With the names people know each other by."""
    name = next((one.name.to_json() for one in plan.desks if one.id == alarm["desk"]), {"vi": alarm["desk"]})
    return {
        **{one: alarm[one] for one in ("id", "desk", "at", "accepted_at", "closed_at")}, "desk_name": name,
        **{f"{one}_name": person_name(plan, alarm[one]) for one in ("officer", "accepted_by", "closed_by")},
    }  # fmt: skip


def message_json(plan: HallPlan, message: dict) -> dict:
    shown = ("id", "desk", "at", "text", "seen_at", "answer", "answered_at")
    return {one: message[one] for one in shown} | {
        f"{one}_name": person_name(plan, message[one]) for one in ("officer", "seen_by", "answered_by")
    }


def person_name(plan: HallPlan, username: str | None) -> str:
    by_hand = {"supervisor": "Phụ trách", "admin": "Quản trị"}  # accounts that no hall file names
    return by_hand.get(username or "") or plan.officer_name(username)


def near_desks(plan: HallPlan, desk: str) -> list[str]:
    """The desks that hear of this one's alarm."""
    known = next((one for one in plan.desks if one.id == desk), None)
    return [one.id for one in neighbours(known, plan.desks)] if known else []
