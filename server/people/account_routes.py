"""A person's own account: password, PIN, sessions. See docs/api.md, "People"."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request

from ..auth import HOME, identities, me
from ..core.errors import BadInput, HallError
from ..core.hours import written
from .words import ROLES, SHORT

DIFFERENT = "Hai lần nhập không giống nhau. Mời nhập lại."


def blueprint() -> Blueprint:
    room = Blueprint("account", __name__, url_prefix="/account", template_folder="templates")

    @room.get("")
    def page() -> str:
        return _page()

    @room.post("/password")
    def password() -> str | tuple[str, int]:
        try:
            ended = identities().change_password(me(), request.form.get("old", ""), _twice("new"))
        except HallError as refused:
            return _page(error=refused), refused.status
        for one in ended:
            current_app.extensions["sockets"].drop(one)
        return _page(done="password", onward=HOME[me().role])

    @room.post("/pin")
    def pin() -> str | tuple[str, int]:
        try:
            identities().set_pin(me(), request.form.get("password", ""), _twice("pin"))
        except HallError as refused:
            return _page(error=refused), refused.status
        return _page(done="pin" if request.form.get("pin") else "no-pin")

    @room.post("/sessions")
    def sessions() -> str | tuple[str, int]:
        """Ends those that were chosen: a person who thinks somebody else sits there need not find the admin first."""
        chosen = [one for one in request.form.getlist("session") if len(one) == SHORT]
        try:
            ended = identities().end_own(me(), request.form.get("sessions_password", ""), chosen)
        except HallError as refused:
            return _page(error=refused), refused.status
        for one in ended:
            current_app.extensions["sockets"].drop(one)
        return _page(done="sessions", ended=len(ended))

    return room


def _twice(name: str) -> str:
    """What was typed, alike both times."""
    typed = request.form.get(name, "")
    if typed != request.form.get(f"{name}_again", ""):
        raise BadInput("the two are not alike", DIFFERENT)
    return typed


def _page(**more: object) -> str:
    nothing = {"has_pin": 0, "has_factor": 0}
    own = next((one for one in identities().accounts() if one["username"] == me().name), nothing)
    drawn = me().first == "password" and more.get("done") != "password"
    return render_template(
        "people/account.html", me=me(), role=ROLES[me().role], own=own, drawn=drawn, sessions=_sessions(), **more
    )


def _sessions() -> list[dict]:
    """One's own, this one first."""
    devices = {one["id"]: one["name"] for one in identities().devices()}
    mine = [
        one | {"short": one["token_hash"][:SHORT], "since": written(one["created_at"]), "last": written(one["seen_at"]),
               "is_this": one["token_hash"] == me().token_hash, "from": devices.get(one["device"]) or one["address"]}
        for one in identities().sessions() if one["username"] == me().name
    ]  # fmt: skip
    return sorted(mine, key=lambda one: not one["is_this"])
