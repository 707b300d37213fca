"""A desk's quiet alarm and its short messages to the supervisor. See docs/api.md, "Alarms and messages"."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, request

from ..auth import me
from ..core.errors import BadInput, DeskNotOpen, UnknownName
from ..core.plan import HallPlan
from ..staff.alarms import Alarms
from ..staff.told import alarm_json, message_json, near_desks, tell

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


def _near() -> list[str]:
    """The desks whose alarms this one hears of."""
    return [desk.id for desk in _plan().desks if me().desk in near_desks(_plan(), desk.id)]


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
