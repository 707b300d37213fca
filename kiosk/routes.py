"""Kiosk routes. See docs/api.md, "Kiosk"."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from operator import itemgetter

from flask import Blueprint, Response, current_app, jsonify, render_template, request

from server.auth import me
from server.core.devices import KioskPlan
from server.core.errors import BadInput, CannotWrite, ClockBehind, UnknownName
from server.core.hours import Open, business_date, status
from server.core.plan import HallPlan
from server.deeds.request import Channel, Request
from server.hall import Hall
from server.store import forecasts, queries

from .aids import qr_picture, read_aloud
from .menu import Lines, Paper
from .menu import menu as menu_of

PRINTING = ("ready", "near-end", "write-only")
SHOWN = ("code", "name", "short", "field", "department", "service", "documents")  # of a procedure, at the kiosk
JOB_WORDS = {
    "queued": ("Phiếu đang được in…", "Your slip is being printed…"),
    "claimed": ("Phiếu đang được in…", "Your slip is being printed…"),
    "printed": ("Mời ông/bà lấy phiếu.", "Please take your slip."),
    "failed": (
        "Phiếu chưa in được. Số vẫn có hiệu lực: mời ông/bà ghi lại số này.",
        "The slip could not be printed. Your number is valid: please note it down.",
    ),
    "unknown": (
        "Phiếu đã in ra chưa? Chưa có phiếu, số của ông/bà vẫn có hiệu lực.",
        "Did your slip come out? Even without it, your number is valid.",
    ),
    "none": ("Mời ông/bà ghi lại số này.", "Please note your number."),
}
JOB_WORDS["expired"] = JOB_WORDS["failed"]


def blueprint() -> Blueprint:
    room = Blueprint("kiosk", __name__, url_prefix="/kiosk", template_folder="templates", static_folder="static")

    @room.get("/")
    def page() -> str:
        plan = _plan()
        if "setup" in request.args:
            return render_template("kiosk/setup.html", px_per_mm=_kiosk(plan).px_per_mm)
        return render_template("kiosk/kiosk.html", hall=plan.name, px_per_mm=_kiosk(plan).px_per_mm)

    @room.get("/menu.json")
    def menu() -> Response:
        store, hall = current_app.extensions["store"], _hall()
        now = hall.clock.now()
        with store.reading() as db:
            plan = store.plan_of(db)[1]
            date = max(business_date(now).isoformat(), queries.business_date(db) or "")  # it never goes back
            lines = _lines(db, plan, date, now)
            catalogue_version = queries.catalogue_version(db)
        opened = status(plan.hours, now) if hall.real_hours else Open(now, now)
        found = menu_of(plan, lines, opened, _paper(plan), now)
        shut = CannotWrite if current_app.extensions["pulse"].fault else ClockBehind if hall.is_behind() else None
        if shut is not None:
            found["open"] = {"open": False, "reason": shut.id, "text": {"vi": shut.vi, "en": shut.en}}
        return jsonify(now=now, speed=hall.clock.speed, catalogue=catalogue_version, **found)

    @room.get("/catalogue.json")
    def catalogue() -> Response:
        with current_app.extensions["store"].reading() as db:
            found = sorted(queries.procedures(db), key=itemgetter("service", "field"))  # a sixth less when compressed
            rows = [{name: row[name] for name in SHOWN if row[name]} for row in found]
        text = json.dumps({"procedures": rows}, ensure_ascii=False, separators=(",", ":"))
        response = Response(text, mimetype="application/json")
        response.headers["Cache-Control"] = "no-cache"
        response.set_etag(hashlib.sha256(text.encode()).hexdigest()[:32])
        return response.make_conditional(request)

    @room.post("/tickets")
    def issue() -> tuple[Response, int]:
        key, asked = _asked(request.get_json(silent=True))
        answer, new = _hall().issue(key, asked, Channel(me().name, _kiosk(_plan()).printer or None))
        return jsonify(answer), 201 if new else 200

    @room.post("/tickets/<int:ticket>/shown")
    def shown(ticket: int) -> tuple[str, int]:
        _hall().shown(ticket, me().name)
        return "", 204

    @room.post("/tickets/<int:ticket>/reprint")
    def reprint(ticket: int) -> tuple[Response, int]:
        return jsonify(_hall().reprint(ticket, Channel(me().name, _kiosk(_plan()).printer or None))), 202

    @room.get("/jobs/<int:job>")
    def job(job: int) -> Response:
        state = current_app.extensions["outbox"].job_state(job, me().name)
        vi, en = JOB_WORDS[state]
        return jsonify(id=job, state=state, text={"vi": vi, "en": en})

    @room.get("/tickets/<int:ticket>/qr.svg")
    def qr(ticket: int) -> Response:
        return qr_picture(_hall().link(ticket, me().name))

    @room.get("/aloud.wav")
    def aloud() -> Response:
        text, language = request.args.get("text", "").strip(), request.args.get("language", "vi")
        return read_aloud(current_app.extensions["voice"], text, language)

    return room


def _asked(body: object) -> tuple[str, Request]:
    if not isinstance(body, dict):
        raise BadInput("a JSON object was expected")
    return Request.from_body(body)


def _lines(db: sqlite3.Connection, plan: HallPlan, date: str, now: int) -> Lines:
    waiting = {one: n for one, (n, _) in queries.waiting_counts(db, date).items()}
    issued = queries.issued_on(db, date)
    minutes = {
        one.id: forecasts.range_now(db, plan, date, one, waiting.get(one.id, 0), now) for one in plan.departments
    }  # fmt: skip
    full = (one.id for one in plan.departments if one.daily_quota and issued.get(one.letter, 0) >= one.daily_quota)
    return Lines(waiting, minutes, frozenset(full))


def _hall() -> Hall:
    return current_app.extensions["hall"]


def _plan() -> HallPlan:
    return current_app.extensions["store"].present_plan()


def _kiosk(plan: HallPlan) -> KioskPlan:
    """This kiosk's plan; one that the hall file does not name prints nothing and has the usual glass."""
    try:
        return plan.kiosk(me().name)
    except UnknownName:
        return KioskPlan(me().name, plan.name)


def _paper(plan: HallPlan) -> Paper:
    """The printers' last words; one whose agent never spoke is offline."""
    states = {row["id"]: row["state"] for row in current_app.extensions["outbox"].printers()}
    mine = _kiosk(plan).printer
    fine = (one for one in plan.kiosks if one.printer != mine and states.get(one.printer) in PRINTING)
    elsewhere = next(fine, None)
    return Paper(states.get(mine, "offline") if mine else "none", elsewhere.name if elsewhere else None)
