"""The visitor's own page behind the slip's QR: own number and state, nothing of anybody else."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, jsonify, render_template

from server.store import queries

WORDS = {
    "waiting": ("Đang chờ", "Waiting"),
    "called": ("Mời đến quầy", "Please go to the desk"),
    "serving": ("Đang được phục vụ", "Being served"),
    "held": ("Đang chờ bổ sung", "On hold"),
    "done": ("Đã xong", "Finished"),
    "no-show": ("Đã gọi nhưng chưa gặp. Mời báo cán bộ hướng dẫn.", "Called, but not met. Please tell the staff."),
    "expired": ("Số đã hết hiệu lực", "This number is no longer valid"),
    "left": ("Đã rời hàng chờ", "Left the line"),
}
OTHER = ("Mời xem màn hình của trung tâm", "Please watch the hall's screen")


def blueprint() -> Blueprint:
    room = Blueprint("visitor", __name__, url_prefix="/t", template_folder="templates")

    @room.get("/<secret>")
    def page(secret: str) -> str:
        return render_template("display/visitor.html", ticket=_state(secret))

    @room.get("/<secret>.json")
    def state(secret: str) -> Response:
        return jsonify(_state(secret))

    return room


def _state(secret: str) -> dict:
    store = current_app.extensions["store"]
    with store.reading() as db:
        found = queries.ticket_of_secret(db, secret)
        if found is None:
            abort(404)
        leg = found[1]
        plan = store.plan(db, leg.plan)
        ahead = queries.ahead_of(db, leg) if leg.state == "waiting" else None
    vi, en = WORDS.get(leg.state, OTHER)
    at_desk = leg.desk if leg.state in ("called", "serving") else None
    department = plan.department(leg.department)
    return {
        "number": leg.number, "state": str(leg.state), "text": {"vi": vi, "en": en}, "ahead": ahead,
        "department": department.name.to_json(), "service": plan.service(leg.department, leg.service).name.to_json(),
        "desk": plan.desk(at_desk).name.to_json() if at_desk else None, "date": leg.business_date,
    }  # fmt: skip
