"""Set-up of devices: one-time codes, and the probe of a printer with its test slip. See docs/api.md, "Set-up"."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, jsonify, redirect, request
from werkzeug.wrappers import Response as WsgiResponse

from ..auth import identities, me
from ..core.errors import HallError
from ..privacy.log import DEVICE
from ..reached import reached_at
from .pages import draft, page
from .routes import Answer

KINDS = {"kiosks": ("kiosk", "kiosks"), "boards": ("display", "displays")}
PRINTERS = "/admin/setup/printers"


def blueprint() -> Blueprint:
    room = Blueprint("setup_devices", __name__, url_prefix="/admin/setup", template_folder="templates")

    @room.post("/<slug>/code")
    def new_code(slug: str) -> Answer | str:
        if slug not in KINDS:
            abort(404)
        kind, section = KINDS[slug]
        own = request.form.get("id", "")
        if own not in draft().document()[section]:
            abort(404)
        try:
            code = identities().new_code(kind, own)
        except HallError as refused:
            return page(slug, error=refused), refused.status
        current_app.extensions["access_log"].note(me(), DEVICE, how="code", device=f"{kind} {own}")
        return page(slug, code=code, code_for=own, address=reached_at())

    @room.post("/printers/probe")
    def probe() -> WsgiResponse:
        """Asks the agent of that printer's machine; its page then waits for the answer."""
        own = request.form.get("id", "")
        printer = draft().document()["printers"].get(own)
        if printer is None:
            abort(404)
        current_app.extensions["errands"].ask(
            printer["agent"], own, printer["address"], printer["width_mm"], me().name
        )
        return redirect(f"{PRINTERS}#{own}", 303)

    @room.get("/printers/state.json")
    def state() -> Response:
        """What was asked of each printer last, for the page that waits."""
        errands, printers = current_app.extensions["errands"], draft().document()["printers"]
        found = {own: errands.last(own) for own in printers}
        return jsonify({own: one["state"] for own, one in found.items() if one})

    @room.post("/printers/verdict")
    def verdict() -> WsgiResponse:
        """What the person saw on the paper."""
        own, seen = request.form.get("id", ""), request.form.get("verdict", "")
        errand = current_app.extensions["errands"].last(own)
        if errand is None or seen not in ("good", "bad"):
            abort(404)
        current_app.extensions["errands"].judge(errand["id"], seen, me().name)
        draft().mark(me().name, "printers")
        return redirect(f"{PRINTERS}#{own}", 303)

    return room
