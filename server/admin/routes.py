"""Administration routes. See docs/api.md, "Admin"."""

from __future__ import annotations

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ..auth import identities, me, set_session
from ..checks import Found
from ..checks.of_house import findings_of
from ..core.errors import BadInput, HallError
from ..core.hours import business_date, written
from ..core.plan import HallPlan
from ..privacy.log import DEVICE
from ..staff.clock_notice import clock_notices
from ..staff.device_notices import notices, printer_list
from ..staff.figure_notices import figure_notices
from ..store import queries

KIND_NAMES = {
    "kiosk": ("Máy lấy số", "Kiosk"),
    "display": ("Màn hình gọi số", "Hall display"),
    "paper": ("Giấy in thử", "Virtual paper"),
    "agent": ("Chương trình in", "Print agent"),
    "keypad": ("Bàn phím số", "Number pad"),
    "desk": ("Máy tính tại quầy", "Desk computer"),
    "metrics": ("Máy giám sát", "Monitor"),
}


def _opening_up() -> Response:
    """The hall has listened to this machine alone until now: it starts again on the network, and this page waits."""
    current_app.extensions["begin_anew"]()
    epoch = current_app.extensions["streams"].epoch
    return make_response(render_template("admin/beginning.html", why="open", epoch=epoch))


# Findings that the home tells in words of their own, each with its id.
TOLD_ABOVE = ("HALL-W204", "HALL-W205", "HALL-E407", "HALL-W411")


def blueprint() -> Blueprint:
    room = Blueprint("admin", __name__, url_prefix="/admin", template_folder="templates")

    @room.get("/first")
    def first() -> str:
        return render_template("admin/first.html", token=request.args.get("token", "")[:64], error=None)

    @room.post("/first")
    def first_post() -> Response | tuple[str, int]:
        token, password = request.form.get("token", ""), request.form.get("password", "")
        try:
            if request.form.get("password_again", password) != password:
                raise BadInput("the two passwords differ", "Hai lần nhập mật khẩu không giống nhau. Mời nhập lại.")
            session = identities().spend_first_token(token, password)
        except HallError as refused:
            return render_template("admin/first.html", token=token, error=refused), refused.status
        response = _opening_up() if "narrow" in current_app.extensions else redirect(url_for("admin.page"), 303)
        set_session(response, session)
        return response

    @room.get("/")
    def page() -> str:
        return _home()

    @room.get("/devices")
    def devices() -> str:
        return _devices()

    @room.post("/codes")
    def new_code() -> str | tuple[str, int]:
        kind, name = request.form.get("kind", ""), request.form.get("name", "").strip()
        try:
            code = identities().new_code(kind, name)
        except HallError as refused:
            return _devices(error=refused, typed={kind: name}), refused.status
        current_app.extensions["access_log"].note(me(), DEVICE, how="code", device=f"{kind} {name}")
        return _devices(code=code, code_kind=kind, code_name=name)

    @room.post("/devices/<int:device>/revoke")
    def revoke(device: int) -> Response:
        ended = identities().revoke(device)
        if ended:
            shut_out = next(one for one in identities().devices() if one["id"] == device)
            told = f"{shut_out['kind']} {shut_out['name']}"
            current_app.extensions["access_log"].note(me(), DEVICE, how="revoked", device=told)
            current_app.extensions["sockets"].drop(ended)
        return redirect(url_for("admin.devices"), 303)

    return room


def _home() -> str:
    """What there is to do now, and how the devices are."""
    house = current_app.extensions
    store = house["store"]
    with store.reading() as db:
        plan, figures = store.plan_of(db)[1], queries.figure_findings(db)
    printers = house["outbox"].printers()
    findings = findings_of(current_app)  # type: ignore[arg-type]
    return render_template(
        "admin/home.html", figures=figure_notices(figures),
        notices=notices(plan, printers), clock=clock_notices(house["clock_watch"].trouble()),
        speaking={one["id"] for one in printers if not one["silent"]}, printers=printer_list(plan, printers),
        findings=[one for one in findings if one.id not in TOLD_ABOVE], setting_up=_setting_up(findings), **_now(plan),
    )  # fmt: skip


def _setting_up(findings: list[Found]) -> str:
    """"new" while the sample stands and nobody has begun, "begun" while steps are left."""
    ids = {one.id for one in findings}
    begun = "begun" if ids & {"HALL-W119", "HALL-W121"} else ""
    return begun or ("new" if "HALL-N118" in ids else "")


def _now(plan: HallPlan) -> dict:
    """The hall at a glance: its clock, today's numbers, and how many of its devices are paired."""
    store, now = current_app.extensions["store"], current_app.extensions["hall"].clock.now()
    today = business_date(now).isoformat()
    issued = store.row("SELECT count(*) AS n FROM tickets WHERE business_date = ?", (today,))["n"]
    waiting = store.row("SELECT total(waiting) AS n FROM lines WHERE business_date = ?", (today,))["n"]
    here = {(one["kind"], one["name"]) for one in identities().devices() if one["revoked_at"] is None}
    paired = [
        {"vi": vi, "en": en, "planned": len(planned), "here": sum((kind, one.id) in here for one in planned)}
        for kind, planned, vi, en in (
            ("kiosk", plan.kiosks, "Máy lấy số đã ghép", "Kiosks paired"),
            ("display", plan.displays, "Màn hình đã ghép", "Screens paired"),
        )
    ]
    return {"time": written(now), "issued": issued, "waiting": int(waiting), "paired": paired}


def _devices(**more: object) -> str:
    settings, plan = current_app.extensions["settings"], current_app.extensions["store"].present_plan()
    known = {
        "kiosk": [k.id for k in plan.kiosks], "display": [d.id for d in plan.displays],
        **{kind: [f"desk-{d.id}" for d in plan.desks] for kind in ("keypad", "desk")},
    }  # fmt: skip
    devices = [
        one | {"kind_name": KIND_NAMES[one["kind"]], "since": written(one["created_at"])}
        for one in identities().devices()
    ]
    devices.sort(key=lambda one: (one["revoked_at"] is not None, -one["id"]))
    return render_template(
        "admin/devices.html", devices=devices, kinds=KIND_NAMES, known=known,
        printers=printer_list(plan, current_app.extensions["outbox"].printers()),
        address=(settings.public_url or request.host_url).rstrip("/"), **{"typed": {}, **more},
        strange=more.get("code_name") not in known.get(str(more.get("code_kind")), [more.get("code_name")]),
    )  # fmt: skip
