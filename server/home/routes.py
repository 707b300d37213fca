"""Front-door routes."""

from __future__ import annotations

import base64

from flask import Blueprint, Response, abort, current_app, jsonify, redirect, render_template, request, send_file
from flask_wtf.csrf import CSRFProtect

from ..auth import DEVICE_AGE_S, identities
from ..core.errors import BadInput
from ..identity import COOKIES, CodeSpent, TooManyTries
from ..shares import caller_of
from ..throttle import Buckets
from .vendor import allowed

SCREENS = {
    "kiosk": "/kiosk/", "display": "/display/", "paper": "/paper/", "desk": "/desk/", "agent": "/", "keypad": "/",
    "metrics": "/",
}  # fmt: skip
YEARS_S = 5 * 365 * 24 * 3600
WRONG_S, WRONG_BURST = 6.0, 10  # wrong codes from one address: a code is read off a screen, and lives ten minutes


def blueprint(csrf: CSRFProtect) -> Blueprint:
    room = Blueprint("home", __name__, template_folder="templates")
    vendor_files, wrong = allowed(), Buckets(WRONG_S, WRONG_BURST)

    @room.get("/")
    def index() -> str:
        return render_template("home/index.html")

    @room.get("/health")
    def health() -> Response:
        told, status = current_app.extensions["health"].now()
        answer = jsonify(told)
        answer.status_code = status
        return answer

    @room.get("/logo.png")
    def logo() -> Response:
        """The hall's logo, for its screens."""
        encoded = current_app.extensions["store"].present_plan().logo
        if not encoded:
            abort(404)
        response = Response(base64.b64decode(encoded), mimetype="image/png")
        response.headers["Cache-Control"] = "no-cache"
        response.add_etag()
        return response.make_conditional(request)

    @room.get("/vendor/<path:name>")
    def vendor(name: str) -> Response:
        path = vendor_files.get(name)
        if path is None:
            abort(404)
        response = send_file(path, max_age=YEARS_S)
        response.headers["Cache-Control"] = f"public, max-age={YEARS_S}, immutable"
        return response

    @room.get("/enrol")
    def enrol() -> str:
        return render_template("home/enrol.html", code=request.args.get("code", "")[:16])

    @room.post("/enrol")
    def enrol_post() -> Response:
        # A device without a browser sends JSON, which no foreign page may send unasked; a form must carry the token.
        as_json = request.is_json
        if not as_json:
            csrf.protect()
        body = request.get_json(silent=True) if as_json else request.form
        code = body.get("code") if body is not None and hasattr(body, "get") else None
        if not isinstance(code, str):
            raise BadInput("a pairing needs a code")
        address = caller_of(request.remote_addr or "")
        if wrong.empty_s(address):  # also a good code: else the brake would slow nobody who guesses
            raise TooManyTries
        try:
            token, kind, name = identities().enrol(code)
        except CodeSpent:
            wrong.wait_s(address)
            raise
        if as_json:
            return jsonify(token=token, kind=kind, name=name)
        response = redirect(SCREENS[kind], 303)
        if kind in COOKIES:
            identities().jar.give(response, COOKIES[kind], token, DEVICE_AGE_S)
        return response  # type: ignore[return-value]

    return room


