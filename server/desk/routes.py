"""Desk routes: signing in, choosing a desk, the console and its deeds. See docs/api.md, "Desk"."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, current_app, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as WsgiResponse

from ..auth import identities, me
from ..core.errors import BadInput, DeskBusy, DeskNotOpen, DeskTaken, OlderSitting, OpenElsewhere, Stale
from ..core.hours import business_date
from ..core.plan import HallPlan
from ..deeds.request import Command, Wish
from ..hall import Hall
from ..staff.clock_notice import clock_notices
from ..staff.device_notices import notices
from ..store import queries
from ..web import hall_error_json
from . import sign_in
from .console import snapshot as snapshot_of


def blueprint() -> Blueprint:
    room = Blueprint("desk", __name__, url_prefix="/desk", template_folder="templates", static_folder="static")

    sign_in.add(room)

    @room.get("/")
    def page() -> str:
        if not _holds_desk() or "choose" in request.args:
            return render_template("desk/choose.html", me=me(), **_choices())
        return render_template("desk/console.html", me=me(), desk=_plan().desk(me().desk))

    @room.post("/choose")
    def choose() -> WsgiResponse | tuple[str, int]:
        form = request.get_json(silent=True) if request.is_json else request.form
        if not isinstance(form, Mapping):
            raise BadInput("a choice is an object with a desk")
        desk, takeover = str(form.get("desk", "")), str(form.get("takeover", "")).lower() in ("true", "1", "on")
        try:
            _refuse_while_busy(desk)
            elsewhere = _open_elsewhere(desk)
            if elsewhere and not takeover:
                raise OpenElsewhere(_plan().desk(elsewhere).name)
            _hall().open_desk(desk, me().name, takeover)
        except (DeskTaken, DeskBusy, OpenElsewhere) as refused:
            if request.is_json:
                raise
            page = render_template("desk/choose.html", me=me(), error=refused, wanted=desk, **_choices())
            return page, refused.status
        for left in {me().desk or desk, elsewhere or desk} - {desk}:
            _hall().close_desk(left, me().name)
        identities().sit_at(me().token_hash, desk)
        return jsonify(desk=desk) if request.is_json else redirect(url_for("desk.page"), 303)  # type: ignore[return-value]

    @room.get("/snapshot.json")
    def snapshot() -> Response:
        return jsonify(_snapshot())

    @room.post("/deeds/<name>")
    def deed(name: str) -> Response | tuple[Response, int]:
        try:
            did = _hall().press(name, *_pressed())
        except (Stale, OlderSitting) as old:
            return jsonify(hall_error_json(old) | {"snapshot": _snapshot()}), old.status
        if name == "note":  # it leaves no entry that would tell the desk's other pages
            current_app.extensions["tell_desk"](me().desk, "note")
        return jsonify(_snapshot() | {"deed": did["deed"], "did": did["did"]})

    return room


def _pressed() -> tuple[Command, Wish]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or not isinstance(body.get("key"), str) or type(body.get("version")) is not int:
        raise BadInput("a deed needs a key (text) and a version (number)")
    if not me().desk:
        raise DeskNotOpen
    page = body.get("page")
    if not (page is None or isinstance(page, str)):
        raise BadInput("a page is named by text")
    return Command(me().desk, me().name, body["key"], body["version"], page), Wish.from_body(body)


def _hall() -> Hall:
    return current_app.extensions["hall"]


def _plan() -> HallPlan:
    return current_app.extensions["store"].present_plan()


def _holds_desk() -> bool:
    """Whether this officer's desk is open for this officer: another may have taken it over, or it is a desk no more."""
    if not me().desk or me().desk not in {desk.id for desk in _plan().desks}:
        return False
    with current_app.extensions["store"].reading() as db:
        state = queries.desk_state(db, me().desk)
    return state.state != "closed" and state.officer == me().name


def _refuse_while_busy(wanted: str) -> None:
    """Nobody walks away from a visitor: a leg at the desk ends before its officer sits down at another."""
    left = {me().desk if _holds_desk() else None, _open_elsewhere(wanted)} - {None, wanted}
    with current_app.extensions["store"].reading() as db:
        if any(queries.leg_at(db, desk) is not None for desk in left if desk):
            raise DeskBusy


def _open_elsewhere(wanted: str) -> str | None:
    """Another desk that stands open under this officer's name, by a session elsewhere."""
    with current_app.extensions["store"].reading() as db:
        states = queries.desk_states(db)
    mine = (desk for desk, state in states.items() if state.state != "closed" and state.officer == me().name)
    return next((desk for desk in sorted(mine) if desk not in (wanted, me().desk)), None)


def _snapshot() -> dict:
    if not me().desk:
        raise DeskNotOpen
    where = current_app.extensions["streams"].where("hints")
    found = snapshot_of(current_app.extensions["store"], where, me().desk)
    trouble = current_app.extensions["clock_watch"].trouble()
    printers = notices(_plan(), current_app.extensions["outbox"].printers())
    return found | {"devices": clock_notices(trouble) + printers}


def _choices() -> dict:
    """All desks with the names of who holds them, and the one to offer first: this session's, else the hall file's."""
    plan, store = _plan(), current_app.extensions["store"]
    with store.reading() as db:
        states = queries.desk_states(db)
    day = business_date(_hall().clock.now()).isoformat()
    own = me().desk or next((one.desk for one in plan.officers if one.username == me().name), "")
    held = {
        desk: plan.officer_name(state.officer)
        for desk, state in states.items()
        if state.state != "closed" and state.officer != me().name
    }
    return {
        "desks": [one.on(day) for one in plan.desks], "held": held, "own": own, "department": plan.department,
        "holds": _holds_desk(),
    }  # fmt: skip
