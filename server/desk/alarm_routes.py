"""A desk's quiet alarm and its short messages to the supervisor. See docs/api.md, "Alarms and messages"."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, request

from ..auth import me
from ..core.desks import neighbours
from ..core.errors import BadInput, DeskNotOpen, UnknownName
from ..core.plan import HallPlan
from .alarms import Alarms
from .console import officer_name

MESSAGES_SHOWN = 5


def blueprint() -> Blueprint:
    room = Blueprint("alarms", __name__, url_prefix="/desk")

    @room.get("/alarms.json")
    def state() -> Response:
        return jsonify(_state())

    @room.post("/alarm")
    def alert() -> tuple[Response, int]:
        _alarms().alert(_body().get("key"), _desk(), me().name)  # type: ignore[arg-type]
        tell(_desk())
        return jsonify(_state()), 201

    @room.post("/alarms/<int:alarm>/accept")
    def accept(alarm: int) -> Response:
        desk = _alarms().row(alarm)["desk"]
        if desk not in _near():
            raise UnknownName("alarm", alarm)
        _alarms().accept(alarm, me().name)
        tell(desk)
        return jsonify(_state())

    @room.post("/alarms/<int:alarm>/close")
    def close(alarm: int) -> Response:
        if _alarms().row(alarm)["desk"] != _desk():
            raise UnknownName("alarm", alarm)
        _alarms().close(alarm, me().name)
        tell(_desk())
        return jsonify(_state())

    @room.post("/message")
    def message() -> tuple[Response, int]:
        body = _body()
        current_app.extensions["messages"].send(body.get("key"), _desk(), me().name, body.get("text"))
        current_app.extensions["tell_supervisors"]("message")
        return jsonify(_state()), 201

    return room


def tell(desk: str) -> None:
    """The supervisors, that desk and its neighbours look again. Nobody else hears of it: no TV, no kiosk."""
    extensions = current_app.extensions
    extensions["tell_supervisors"]("alarm")
    for one in (desk, *_neighbours(_plan(), desk)):
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
    return "Phụ trách" if username == "supervisor" else officer_name(plan, username)


def _state() -> dict:
    """What this desk has to know: its own alarm, those near it, what became of its messages."""
    plan, where = _plan(), current_app.extensions["streams"].where("hints")
    standing, near = _alarms().standing(), _near()
    sent = current_app.extensions["messages"].of_today(me().name, MESSAGES_SHOWN)
    return {
        "now": where["now"], "speed": where["speed"],
        "own": next((alarm_json(plan, one) for one in standing if one["desk"] == me().desk), None),
        "near": [alarm_json(plan, one) for one in standing if one["desk"] in near],
        "messages": [message_json(plan, one) for one in sent],
    }  # fmt: skip


def _neighbours(plan: HallPlan, desk: str) -> list[str]:
    known = next((one for one in plan.desks if one.id == desk), None)
    return [one.id for one in neighbours(known, plan.desks)] if known else []


def _near() -> list[str]:
    """The desks whose alarms this one hears of."""
    return [desk.id for desk in _plan().desks if me().desk in _neighbours(_plan(), desk.id)]


def _alarms() -> Alarms:
    return current_app.extensions["alarms"]


def _plan() -> HallPlan:
    return current_app.extensions["store"].present_plan()


def _desk() -> str:
    if not me().desk:
        raise DeskNotOpen
    return me().desk


def _body() -> dict:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise BadInput("a JSON object was expected")
    return body
