"""The visitor's own page behind the slip's QR: own number and state, nothing of anybody else, no cookie."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, jsonify, render_template, request

from server.store import queries
from server.store.look import Glance

WORDS = {
    "waiting": ("Đang chờ", "Waiting"),
    "called": ("Mời ông/bà đến quầy", "Please go to the desk"),
    "serving": ("Đang được phục vụ", "Being served"),
    "held": ("Đang chờ bổ sung hồ sơ", "On hold"),
    "done": ("Đã xong", "Finished"),
    "no-show": (
        "Đã gọi nhưng chưa gặp. Mời ông/bà báo cán bộ hướng dẫn.",
        "Your number was called, but nobody came. Please tell the staff.",
    ),
    "expired": ("Số đã hết hiệu lực", "This number is no longer valid"),
    "left": ("Đã rời hàng chờ", "Left the line"),
}
OTHER = ("Mời ông/bà xem màn hình của trung tâm", "Please watch the hall's screen")


def blueprint() -> Blueprint:
    room = Blueprint("visitor", __name__, url_prefix="/t", template_folder="templates")

    @room.get("/<secret>")
    def page(secret: str) -> str:
        language = "en" if request.args.get("lang") == "en" else "vi"
        ticket = _state(secret)
        store = current_app.extensions["store"]
        with store.reading() as db:
            hall = store.plan_of(db)[1].short.to_json()
        return render_template("display/visitor.html", ticket=ticket, hall=hall, lang=language)

    @room.get("/<secret>.json")
    def state(secret: str) -> Response:
        """With an ETag: hundreds of waiting phones ask every few seconds, and mostly nothing has changed."""
        response = jsonify(_state(secret))
        response.headers["Cache-Control"] = "private, no-cache"
        response.add_etag()
        return response.make_conditional(request)

    return room


def ahead_text(ahead: int) -> dict[str, str]:
    if ahead == 0:
        return {"vi": "Phía trước không còn ai chờ", "en": "Nobody is waiting ahead of you"}
    people = "1 person" if ahead == 1 else f"{ahead} people"
    return {"vi": f"Phía trước còn {ahead} người", "en": f"{people} ahead of you"}


def _state(secret: str) -> dict:
    store = current_app.extensions["store"]
    with store.reading() as db:
        found = queries.ticket_of_secret(db, secret)
        if found is None:
            abort(404)
        leg = found[1]
        plan = store.plan(db, leg.plan)
        now = current_app.extensions["hall"].clock.now()
        ahead = Glance(db, store.plan_of(db)[1], now).ahead_of(leg) if leg.state == "waiting" else None
    vi, en = WORDS.get(leg.state, OTHER)
    at_desk = leg.desk if leg.state in ("called", "serving") else None
    department = plan.department(leg.department)
    return {
        "number": leg.number, "state": str(leg.state), "text": {"vi": vi, "en": en}, "ahead": ahead,
        "ahead_text": ahead_text(ahead) if ahead is not None else None,
        "department": department.name.to_json(), "service": plan.service(leg.department, leg.service).name.to_json(),
        "desk": plan.desk(at_desk).name.to_json() if at_desk else None, "date": leg.business_date,
    }  # fmt: skip
