"""Which call was shown where, and when: display receipts for the supervisor. See docs/api.md, "Admin"."""

from __future__ import annotations

import sqlite3

from flask import Blueprint, Response, current_app, jsonify, render_template, request

from ..auth import identities
from ..core.devices import concerns
from ..core.events import Entry
from ..core.hours import local
from ..store import queries

SHOWN = 50  # calls on the page


def blueprint() -> Blueprint:
    room = Blueprint("calls", __name__, url_prefix="/admin/calls", template_folder="templates")

    @room.get("/")
    def page() -> str:
        number = request.args.get("number", "").strip().upper()[:20]
        titles = {one.id: one.name.vi for one in current_app.extensions["store"].present_plan().displays}
        calls = [_told(call, titles) for call in _calls(number)]
        return render_template("admin/calls.html", calls=calls, number=number)

    @room.get("/receipts.json")
    def receipts() -> Response:
        return jsonify(calls=_calls(request.args.get("number", "").strip().upper()[:20]))

    return room


def _calls(number: str) -> list[dict]:
    """The day's last calls, newest first (of `number` alone, where one is given), each with its screens.

    `missing`: paired displays that it is for, that stood there before it and have not said that they showed it.
    """
    with current_app.extensions["store"].reading() as db:
        date = queries.business_date(db)
        rings = queries.rings_of(db, date, number, SHOWN) if date else []
        told = queries.receipts_of(db, [ring.seq for ring in rings])
        plan = current_app.extensions["store"].plan_of(db)[1]
    screens = {one.id: one for one in plan.displays}

    def is_for(display: str, ring: Entry) -> bool:
        """A screen that the hall file does not know shows the whole hall."""
        one = screens.get(display)
        return one is None or concerns(one.kind, one.place, plan, ring.desk or "", ring.body["department"])

    displays = [one for one in identities().devices() if one["kind"] == "display" and one["revoked_at"] is None]
    found = []
    for ring in rings:
        shown = _said(told, ring.seq, "shown")
        devices = {one["device"] for one in shown}
        found.append({
            "seq": ring.seq, "kind": str(ring.kind), "number": ring.body["number"], "desk": ring.desk, "at": ring.at,
            "shown": shown, "spoken": _said(told, ring.seq, "spoken"),
            "missing": [one["name"] for one in displays if one["id"] not in devices and one["created_at"] <= ring.at
                        and is_for(one["name"], ring)],
        })  # fmt: skip
    return found


def _said(told: list[sqlite3.Row], seq: int, what: str) -> list[dict]:
    rows = (one for one in told if one["seq"] == seq and one["what"] == what)
    return [{key: one[key] for key in ("device", "name", "at")} for one in rows]


def _told(call: dict, titles: dict[str, str]) -> dict:
    """A call as the page tells it: times of day, screens by their names, and after how many seconds each had it."""
    for one in call["shown"] + call["spoken"]:
        one |= {"after": _seconds(one["at"] - call["at"]), "name": titles.get(one["name"], one["name"])}
    missing = [titles.get(one, one) for one in call["missing"]]
    return call | {"time": f"{local(call['at']):%H:%M:%S}", "missing": missing}


def _seconds(ms: int) -> str:
    return f"{ms / 1000:.1f} s".replace(".", ",")
