"""Administration routes. See docs/api.md, "Admin"."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ..auth import identities, me, set_session
from ..core.errors import HallError
from ..core.hours import written
from ..staff.clock_notice import clock_notices
from ..staff.device_notices import notices, printer_list
from ..staff.figure_notices import damage_notices, figure_notices
from ..store import queries

KIND_NAMES = {
    "kiosk": ("Máy lấy số", "Kiosk"),
    "display": ("Màn hình gọi số", "Hall display"),
    "paper": ("Giấy in thử", "Virtual paper"),
    "agent": ("Chương trình in", "Print agent"),
    "keypad": ("Bàn phím số", "Number pad"),
    "desk": ("Máy tính tại quầy", "Desk computer"),
}


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
        kind, name = request.form.get("kind", ""), request.form.get("name", "").strip()
        try:
            code = identities().new_code(kind, name)
        except HallError as refused:
            return _page(error=refused, typed={kind: name}), refused.status
        return _page(code=code, code_kind=kind, code_name=name)

    @room.post("/devices/<int:device>/revoke")
    def revoke(device: int) -> Response:
        ended = identities().revoke(device)
        if ended:
            current_app.extensions["sockets"].drop(ended)
        return redirect(url_for("admin.page"), 303)

    @room.post("/clock/confirm")
    def confirm_clock() -> Response:
        current_app.extensions["clock_watch"].confirm(me().name)
        current_app.extensions["tell_desks"]("clock")
        return redirect(url_for("admin.page"), 303)

    return room


def _page(**more: object) -> str:
    store, settings = current_app.extensions["store"], current_app.extensions["settings"]
    with store.reading() as db:
        plan, findings = store.plan_of(db)[1], queries.figure_findings(db)
    known = {
        "kiosk": [k.id for k in plan.kiosks], "display": [d.id for d in plan.displays],
        **{kind: [f"desk-{d.id}" for d in plan.desks] for kind in ("keypad", "desk")},
    }  # fmt: skip
    devices = [
        one | {"kind_name": KIND_NAMES[one["kind"]], "since": written(one["created_at"])}
        for one in identities().devices()
    ]
    printers = current_app.extensions["outbox"].printers()
    trouble = current_app.extensions["clock_watch"].trouble()
    devices.sort(key=lambda one: (one["revoked_at"] is not None, -one["id"]))
    return render_template(
        "admin/devices.html", devices=devices, kinds=KIND_NAMES, known=known,
        figures=damage_notices(current_app.extensions["keeper"].damage) + figure_notices(findings),
        notices=notices(plan, printers),
        clock=clock_notices(trouble), printers=printer_list(plan, printers),
        address=(settings.public_url or request.host_url).rstrip("/"), **{"typed": {}, **more},
    )  # fmt: skip
