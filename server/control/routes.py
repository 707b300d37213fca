"""The control room's page. See docs/api.md, "Control room"."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as WsgiResponse

from ..auth import may_enter, me, own_department
from ..care.warnings import warnings
from ..core.errors import BadInput, UnknownName
from ..core.hours import written
from ..live.sockets import STREAM_OF
from ..staff.clock_notice import clock_notices
from ..staff.device_notices import printer_list
from ..staff.told import person_name
from . import words
from .advice import Advice
from .look import HallNow
from .own import is_own, of_department
from .room import Control

MOST, MOST_ADVICE = 6, 3  # in sight at once: the loudest and worst; the rest is one touch away


def blueprint() -> Blueprint:
    room = Blueprint("control", __name__, url_prefix="/control", template_folder="templates", static_folder="static")

    @room.get("/")
    def page() -> str:
        return render_template("control/room.html", big="big" in request.args, socket_role=_socket_role(), **_today())

    @room.get("/state.json")
    def state() -> Response:
        """The page's picture as it is drawn now, for its script."""
        told = _today()
        html = render_template("control/picture.html", csrf_token=str, **told)
        loud = [one["id"] for one in told["wrong_clock"]]
        loud += [f"{one['id']}.{one['level']}" for one in told["alerts"] if one["loud"]]
        stream = STREAM_OF[_socket_role()]
        return jsonify(current_app.extensions["streams"].where(stream) | {"html": html, "loud": loud})

    @room.post("/alerts/<int:alert>/acknowledge")
    def acknowledge(alert: int) -> WsgiResponse:
        level = request.form.get("level", "")
        if level not in ("1", "2", "3"):
            raise BadInput("which level of the alert was seen?")
        if alert not in {one["id"] for one in _alerts(_control().now())}:
            raise UnknownName("alert", alert)
        _control().alerts.acknowledge(alert, int(level), me().name)
        _control().tell("control")
        if request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html":
            return redirect(url_for("control.page"), 303)
        return Response(status=204)

    @room.post("/clock/confirm")
    def confirm_clock() -> WsgiResponse:
        current_app.extensions["clock_watch"].confirm(me().name)
        current_app.extensions["tell_desks"]("clock")
        if request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html":
            return redirect(url_for("admin.page" if may_enter("admin.page") else "control.page"), 303)
        return Response(status=204)

    return room


def _socket_role() -> str:
    return "lead" if own_department() else "supervisor"


def _alerts(hall: HallNow) -> list[dict]:
    """Today's; a lead's are those of their department."""
    department, found = own_department(), _control().alerts.of_today()
    return [one for one in found if department is None or is_own(hall, department, one["kind"], one["subject"])]


def _control() -> Control:
    return current_app.extensions["control"]


def _best(told: dict[str, Advice | str]) -> list[tuple[str, Advice | str]]:
    """The few that gain most; what cannot be known comes last."""
    gains = {name: -1 if isinstance(one, str) else one.gain[0] for name, one in told.items()}
    return sorted(told.items(), key=lambda item: (-gains[item[0]], item[0]))[:MOST_ADVICE]


def _today() -> dict:
    control = _control()
    hall, department = control.now(), own_department()
    plan, devices = hall.plan, department is None
    if department is not None:
        hall = of_department(hall, department)
    alerts = [
        one | {"name": words.subject(plan, one["kind"], one["subject"]), "what": words.ALERTS[one["kind"]],
               "worse": words.WORSE.get(one["level"]), "by": person_name(plan, one["acked_by"])}
        for one in _alerts(hall)
    ]  # fmt: skip
    standing = [one for one in alerts if one["ended_at"] is None]
    shorts = {one.id: one.short for one in plan.departments if department in (None, one.id)}
    told = {name: one for name, one in _best(control.adviser.told()) if name in shorts}
    return {
        "hall": hall, "alerts": sorted(standing, key=lambda one: (not one["loud"], -one["level"], one["began_at"])),
        "most": MOST,
        "over": [one for one in alerts if one["ended_at"] is not None],
        "advice": [words.advice(one, shorts[name]) for name, one in told.items()],
        "free": {one.department.id: one.free_desks for one in hall.lines if one.department.id in told},
        "wrong_clock": clock_notices(current_app.extensions["clock_watch"].trouble()) if devices else [],
        "server": [one for one in warnings(current_app.extensions) if one["grave"]],
        "printers": printer_list(plan, current_app.extensions["outbox"].printers()) if devices else [],
        "shorts": shorts, "screens": control.screens(plan) if devices else [], "devices": devices,
        "states": words.STATES,
        "clock": lambda at: written(at).split(" ")[-1], "minutes": lambda ms: round((ms or 0) / 60_000),
    }  # fmt: skip
