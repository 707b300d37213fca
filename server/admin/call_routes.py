"""Which call was shown where, and when: display receipts for the supervisor. See docs/api.md, "Admin"."""

from __future__ import annotations

import sqlite3

from flask import Blueprint, Response, current_app, jsonify, render_template, request

from ..auth import identities
from ..core.hours import local
from ..store import queries

SHOWN = 50  # calls on the page


def blueprint() -> Blueprint:
    room = Blueprint("calls", __name__, url_prefix="/admin/calls", template_folder="templates")

    @room.get("/")
    def page() -> str:
        number = request.args.get("number", "").strip().upper()[:20]
        calls = [_told(call) for call in _calls(number)]
        return render_template("admin/calls.html", calls=calls, number=number)

    @room.get("/receipts.json")
    def receipts() -> Response:
        return jsonify(calls=_calls(request.args.get("number", "").strip().upper()[:20]))

    return room


def _calls(number: str) -> list[dict]:
    """The day's last calls, newest first (of `number` alone, where one is given), each with its screens.

    `missing`: paired displays that stood there before the call and have not said that they showed it.
    """
    with current_app.extensions["store"].reading() as db:
        date = queries.business_date(db)
        rings = queries.rings_of(db, date, number, SHOWN) if date else []
        told = queries.receipts_of(db, [ring.seq for ring in rings])
    displays = [one for one in identities().devices() if one["kind"] == "display" and one["revoked_at"] is None]
    found = []
    for ring in rings:
        shown = _said(told, ring.seq, "shown")
        devices = {one["device"] for one in shown}
        found.append({
            "seq": ring.seq, "kind": str(ring.kind), "number": ring.body["number"], "desk": ring.desk, "at": ring.at,
            "shown": shown, "spoken": _said(told, ring.seq, "spoken"),
            "missing": [one["name"] for one in displays if one["id"] not in devices and one["created_at"] <= ring.at],
        })  # fmt: skip
    return found


def _said(told: list[sqlite3.Row], seq: int, what: str) -> list[dict]:
    rows = (one for one in told if one["seq"] == seq and one["what"] == what)
    return [{key: one[key] for key in ("device", "name", "at")} for one in rows]


def _told(call: dict) -> dict:
    """A call as the page tells it: times of day, and after how many seconds each screen had it."""
    for one in call["shown"] + call["spoken"]:
        one["after"] = _seconds(one["at"] - call["at"])
    return call | {"time": f"{local(call['at']):%H:%M:%S}"}


def _seconds(ms: int) -> str:
    return f"{ms / 1000:.1f} s".replace(".", ",")
