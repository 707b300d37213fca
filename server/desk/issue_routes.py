"""Reception: an officer takes a number for a visitor. See docs/api.md, "Reception"."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from flask import Blueprint, Response, current_app, jsonify, render_template, request

from ..auth import me
from ..core.errors import BadInput
from ..core.hours import business_date
from ..core.plan import HallPlan
from ..deeds.request import Channel, Request
from ..hall import Hall
from ..staff.device_notices import notices
from ..store import forecasts, queries

SHOWN = ("code", "name", "short", "field", "department", "service", "documents")  # of a procedure
JOB_WORDS = {
    "queued": ("Phiếu đang được in…", "The slip is being printed…"),
    "claimed": ("Phiếu đang được in…", "The slip is being printed…"),
    "printed": ("Phiếu đã in.", "The slip is printed."),
    "failed": ("Phiếu chưa in được.", "The slip was not printed."),
    "unknown": ("Chưa rõ phiếu đã in ra chưa: mời xem máy in.", "Nobody knows if it came out: look at the printer."),
    "none": ("Không in phiếu.", "No slip."),
}
JOB_WORDS["expired"] = JOB_WORDS["failed"]


def blueprint() -> Blueprint:
    room = Blueprint("reception", __name__, url_prefix="/desk/issue", template_folder="templates")

    @room.get("")
    def page() -> str:
        return render_template("desk/issue.html", me=me())

    @room.get("/menu.json")
    def menu() -> Response:
        return jsonify(_menu())

    @room.get("/catalogue.json")
    def catalogue() -> Response:
        with current_app.extensions["store"].reading() as db:
            rows = [{name: row[name] for name in SHOWN} for row in queries.procedures(db)]
        text = json.dumps({"procedures": rows}, ensure_ascii=False)
        response = Response(text, mimetype="application/json")
        response.headers["Cache-Control"] = "no-cache"
        response.set_etag(hashlib.sha256(text.encode()).hexdigest()[:32])
        return response.make_conditional(request)

    @room.post("/tickets")
    def issue() -> tuple[Response, int]:
        body = _body()
        key, asked = _asked(body)
        answer, new = _hall().issue(key, asked, _channel(body))
        return jsonify(answer), 201 if new else 200

    @room.post("/tickets/<int:ticket>/shown")
    def shown(ticket: int) -> tuple[str, int]:
        _hall().shown(ticket, _name())
        return "", 204

    @room.post("/tickets/<int:ticket>/reprint")
    def reprint(ticket: int) -> tuple[Response, int]:
        return jsonify(_hall().reprint(ticket, _channel(_body()))), 202

    @room.post("/numbers/<number>/reprint")
    def reprint_number(number: str) -> tuple[Response, int]:
        return jsonify(_hall().reprint_number(number, _channel(_body()))), 202

    @room.get("/jobs/<int:job>")
    def job(job: int) -> Response:
        state = current_app.extensions["outbox"].job_state(job, _name())
        vi, en = JOB_WORDS[state]
        return jsonify(id=job, state=state, text={"vi": vi, "en": en})

    return room


def _menu() -> dict:
    """What may be asked for, how long its lines are now, and the printers a slip can come out of."""
    store, where = current_app.extensions["store"], current_app.extensions["streams"].where("hints")
    with store.reading() as db:
        plan = store.plan_of(db)[1]
        date = max(business_date(where["now"]).isoformat(), queries.business_date(db) or "")  # it never goes back
        waiting = {one: n for one, (n, _) in queries.waiting_counts(db, date).items()}
        minutes = {
            one.id: forecasts.range_now(db, plan, date, one, waiting.get(one.id, 0), where["now"])
            for one in plan.departments
        }  # fmt: skip
    return {
        **where,
        "departments": [
            {
                "id": one.id, "letter": one.letter, "name": one.name.to_json(), "short": one.short.to_json(),
                "desks": [desk.id for desk in plan.desks_serving(one.id, day=date)], "waiting": waiting.get(one.id, 0),
                "minutes": list(minutes[one.id]),
                "services": [
                    {"id": service.id, "name": service.name.to_json(), "paused": service.paused,
                     "also": list(service.also)}
                    for service in one.services
                ],
            }
            for one in plan.departments
        ],
        "printers": [{"id": one.id, "name": one.name.to_json()} for one in plan.printers],
        "devices": notices(plan, current_app.extensions["outbox"].printers()),
    }  # fmt: skip


def _body() -> Mapping:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise BadInput("a JSON object was expected")
    return body


def _asked(body: Mapping) -> tuple[str, Request]:
    """The page says when it has shown the number: one that was lost on its way is not called for nobody."""
    return Request.from_body({**body, "confirms": True})


def _channel(body: Mapping) -> Channel:
    """This officer's own channel, and the printer the officer chose (None: no slip)."""
    printer = body.get("printer")
    if printer is not None and not isinstance(printer, str):
        raise BadInput("printer is a printer's id, or null for no slip")
    return Channel(_name(), _plan().printer(printer).id if printer else None)


def _name() -> str:
    return f"reception:{me().name}"


def _hall() -> Hall:
    return current_app.extensions["hall"]


def _plan() -> HallPlan:
    return current_app.extensions["store"].present_plan()
