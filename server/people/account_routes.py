"""A person's own account: password and PIN. See docs/api.md, "People"."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request

from ..auth import identities, me
from ..core.errors import BadInput, HallError
from .words import ROLES

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
        return _page(done="password")

    @room.post("/pin")
    def pin() -> str | tuple[str, int]:
        try:
            identities().set_pin(me(), request.form.get("password", ""), _twice("pin"))
        except HallError as refused:
            return _page(error=refused), refused.status
        return _page(done="pin" if request.form.get("pin") else "no-pin")

    return room


def _twice(name: str) -> str:
    """What was typed, alike both times."""
    typed = request.form.get(name, "")
    if typed != request.form.get(f"{name}_again", ""):
        raise BadInput("the two are not alike", DIFFERENT)
    return typed


def _page(**more: object) -> str:
    own = next((one for one in identities().accounts() if one["username"] == me().name), {"has_pin": 0})
    return render_template("people/account.html", me=me(), role=ROLES[me().role], has_pin=own["has_pin"], **more)
