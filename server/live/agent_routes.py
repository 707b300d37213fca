"""The print agent's talk with the hall. See docs/api.md, "Agent"."""

from __future__ import annotations

import math

from flask import Blueprint, Response, current_app, jsonify, request

from ..auth import me
from ..core.errors import BadInput
from .errands import Errands
from .loudspeakers import Loudspeakers
from .outbox import FINDINGS, Outbox
from .sound import spoken_call

MAX_PNG = 1024 * 1024


def blueprint() -> Blueprint:
    room = Blueprint("agent", __name__, url_prefix="/agent")

    @room.post("/hello")
    def hello() -> Response:
        asked = _json().get("printers", [])
        if not isinstance(asked, list):
            raise BadInput("printers must be a list")
        given = [_printer(one) for one in asked] or _planned()
        box().hello(me().id, given)
        clock = current_app.extensions["hall"].clock
        return jsonify(now=clock.now(), speed=clock.speed, printers=given)

    @room.post("/claim")
    def claim() -> Response:
        body = _json()
        printers = body.get("printers")
        if not isinstance(printers, list) or not printers or not all(isinstance(one, str) for one in printers):
            raise BadInput("printers must be a list of ids")
        wait = _seconds(body, "wait_s")
        told = body.get("faults")
        return jsonify(box().claim(me().id, printers, wait, told if isinstance(told, dict) else None))

    @room.post("/jobs/<int:job>/result")
    def result(job: int) -> tuple[str, int]:
        body = _json()
        box().result(me().id, job, str(body.get("state")), _text(body, "reason", 40), _text(body, "detail", 400))
        return "", 204

    @room.post("/printers/<printer>/state")
    def printer_state(printer: str) -> tuple[str, int]:
        body = _json()
        box().printer_said(me().id, printer, str(body.get("state")), _text(body, "detail", 400))
        for tell in ("tell_paper", "tell_desks"):
            current_app.extensions[tell]("printer")
        return "", 204

    @room.post("/printers/<printer>/paper")
    def paper(printer: str) -> tuple[str, int]:
        png = request.get_data(cache=False)
        if not png.startswith(b"\x89PNG\r\n") or len(png) > MAX_PNG:
            raise BadInput("the paper must be a PNG of at most 1 MiB")
        box().keep_paper(me().id, printer, request.headers.get("X-Ticket-Number", ""), png)
        current_app.extensions["tell_paper"]("slip")
        return "", 204

    @room.post("/errands")
    def errands() -> Response:
        """The long poll for what is asked besides tickets; with it, the printers that are this agent's by now."""
        errand = _errands().claim(me().name, _seconds(_json(), "wait_s"))
        return jsonify(errand=errand, printers=_planned())

    @room.post("/errands/<int:errand>/result")
    def errand_result(errand: int) -> tuple[str, int]:
        _errands().result(me().name, errand, _json())
        for tell in ("tell_paper", "tell_desks"):
            current_app.extensions[tell]("printer")
        return "", 204

    @room.post("/loudspeaker/listen")
    def listen() -> Response:
        body = _json()
        return jsonify(_loudspeakers().listen(me(), _text(body, "sound", 10) or "", _seconds(body, "wait_s")))

    @room.get("/loudspeaker/<int:seq>.wav")
    def call_sound(seq: int) -> Response:
        loudspeaker = _loudspeakers().of(me())
        return spoken_call(seq, loudspeaker.languages if loudspeaker else ())

    @room.post("/loudspeaker/says/<int:say>/begin")
    def begin(say: int) -> Response:
        return jsonify(yes=_loudspeakers().begin(me(), say, _seconds(_json(), "seconds")))

    @room.post("/loudspeaker/says/<int:say>/spoken")
    def spoken(say: int) -> tuple[str, int]:
        _loudspeakers().spoken(me(), say, _json().get("whole") is True)
        return "", 204

    return room


def box() -> Outbox:
    return current_app.extensions["outbox"]


def _json() -> dict:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise BadInput("a JSON object was expected")
    return body


def _loudspeakers() -> Loudspeakers:
    return current_app.extensions["loudspeakers"]


def _errands() -> Errands:
    return current_app.extensions["errands"]


def _seconds(body: dict, key: str) -> float:
    value = body.get(key, 0)
    if not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise BadInput(f"{key} must be seconds")
    return value


def _text(body: dict, key: str, longest: int) -> str | None:
    value = body.get(key)
    return value[:longest] if isinstance(value, str) else None


def _printer(one: object) -> dict:
    if not isinstance(one, dict) or not isinstance(one.get("id"), str) or not isinstance(one.get("address"), str):
        raise BadInput("a printer has an id and an address")
    finding = one.get("finding")
    return {"id": one["id"][:40], "address": one["address"][:200], "width_mm": one.get("width_mm", 80),
            "name": str(one.get("name", one["id"]))[:80],
            "finding": finding if finding in FINDINGS else ""}  # fmt: skip


def _planned() -> list[dict]:
    """The printers the hall file gives to this agent's machine, for an agent that names none itself."""
    store = current_app.extensions["store"]
    with store.reading() as db:
        plan = store.plan_of(db)[1]
    return [
        {"id": one.id, "address": one.address, "width_mm": one.width_mm, "name": one.name.vi}
        for one in plan.printers
        if one.agent == me().name
    ]
