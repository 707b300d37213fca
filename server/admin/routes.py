"""Administration routes. See docs/api.md, "Admin"."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ..auth import identities
from ..core.errors import HallError
from ..desk.routes import set_session
from ..identity import DEVICE_KINDS


def blueprint() -> Blueprint:
    room = Blueprint("admin", __name__, url_prefix="/admin", template_folder="templates")

    @room.get("/first")
    def first() -> str:
        return render_template("admin/first.html", token=request.args.get("token", "")[:64], error=None)

    @room.post("/first")
    def first_post() -> Response | tuple[str, int]:
        token = request.form.get("token", "")
        try:
            session = identities().spend_first_token(token, request.form.get("password", ""))
        except HallError as refused:
            return render_template("admin/first.html", token=token, error=refused), refused.status
        response = redirect(url_for("admin.page"), 303)
        set_session(response, session)
        return response

    @room.get("/")
    def page() -> str:
        return _page()

    @room.post("/codes")
    def new_code() -> str | tuple[str, int]:
        kind, name = request.form.get("kind", ""), request.form.get("name", "")
        try:
            code = identities().new_code(kind, name)
        except HallError as refused:
            return _page(error=refused), refused.status
        return _page(code=code, code_kind=kind, code_name=name)

    @room.post("/devices/<int:device>/revoke")
    def revoke(device: int) -> Response:
        ended = identities().revoke(device)
        if ended:
            current_app.extensions["sockets"].drop(ended)
        return redirect(url_for("admin.page"), 303)

    return room


def _page(**more: object) -> str:
    store = current_app.extensions["store"]
    with store.reading() as db:
        plan = store.plan_of(db)[1]
    names = {"kiosk": [k.id for k in plan.kiosks], "display": [d.id for d in plan.displays]}
    return render_template("admin/devices.html", devices=identities().devices(), kinds=DEVICE_KINDS, names=names, **more)
