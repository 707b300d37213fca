"""The supervisor's watch: alarms that stand, messages that wait, and all of today's. See docs/api.md."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as WsgiResponse

from ..auth import me
from ..core.errors import BadInput
from ..core.hours import written
from ..core.plan import HallPlan
from ..staff.told import alarm_json, message_json, tell
from ..store import desk_look, queries

ANSWERS = (
    ("Tôi đến ngay.", "I am coming."),
    ("Đã rõ.", "Understood."),
    ("Mời chờ vài phút.", "Please wait a few minutes."),
)


def blueprint() -> Blueprint:
    room = Blueprint(
        "watch", __name__, url_prefix="/admin/watch", template_folder="templates", static_folder="static"
    )  # fmt: skip

    @room.get("")
    def page() -> str:
        return render_template("admin/watch.html", **_today())

    @room.get("/state.json")
    def state() -> Response:
        """The page's list as it is drawn now, for its script."""
        today, streams = _today(), current_app.extensions["streams"]
        html = render_template("admin/watch_list.html", csrf_token=str, **today)  # alike while nothing changes
        urgent = [one["id"] for one in today["standing"] if not one["accepted_at"]]
        unseen = [one["id"] for one in today["messages"] if not one["seen_at"]]
        return jsonify(streams.where("hints") | {"html": html, "urgent": urgent, "unseen": unseen})

    @room.post("/alarms/<int:alarm>/accept")
    def accept(alarm: int) -> WsgiResponse:
        tell(current_app.extensions["alarms"].accept(alarm, me().name)["desk"])
        return _done()

    @room.post("/alarms/<int:alarm>/close")
    def close(alarm: int) -> WsgiResponse:
        tell(current_app.extensions["alarms"].close(alarm, me().name)["desk"])
        return _done()

    @room.post("/messages/seen")
    def seen() -> WsgiResponse:
        upto = request.form.get("upto", "")
        if not upto.isascii() or not upto.isdecimal() or len(upto) > 15:
            raise BadInput("up to which message was seen?")
        for desk in current_app.extensions["messages"].seen(int(upto), me().name):
            current_app.extensions["tell_desk"](desk, "message")
        return _done()

    @room.post("/messages/<int:message>/answer")
    def answer(message: int) -> WsgiResponse:
        row = current_app.extensions["messages"].answer(message, me().name, request.form.get("text"))
        current_app.extensions["tell_desk"](row["desk"], "message")
        current_app.extensions["tell_supervisors"]("message")
        return _done()

    return room


def _done() -> WsgiResponse:
    """Nothing for the page's script, the page itself for a plain form."""
    if request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html":
        return redirect(url_for("watch.page"), 303)
    return Response(status=204)


def _today() -> dict:
    plan = current_app.extensions["store"].present_plan()
    alarms, messages = current_app.extensions["alarms"], current_app.extensions["messages"]
    standing = [alarm_json(plan, one) for one in alarms.standing()]
    return {
        "long": _too_long(plan),
        "standing": sorted(standing, key=lambda one: one["accepted_at"] is not None),
        "over": [alarm_json(plan, one) for one in alarms.of_today() if one["closed_at"]],
        "messages": [message_json(plan, one) for one in messages.of_today()],
        "desks": {one.id: one.name.to_json() for one in plan.desks},
        "clock": lambda at: written(at).split(" ")[-1], "answers": ANSWERS,
    }  # fmt: skip


def _too_long(plan: HallPlan) -> list[dict]:
    """Services of more than twice the usual time: perhaps the officer has gone and the visitor still waits."""
    store, now = current_app.extensions["store"], current_app.extensions["hall"].clock.now()
    with store.reading() as db:
        found = desk_look.far_over(db, plan, queries.business_date(db) or "", now)
    names = {one.id: one.name.to_json() for one in plan.desks}
    return [
        {
            "number": leg.number, "desk": names.get(leg.desk or "", {"vi": leg.desk, "en": leg.desk}),
            "officer": plan.officer_name(leg.officer), "since": leg.started_at, "usual": round(usual / 60_000),
        }
        for leg, usual in found
    ]  # fmt: skip
