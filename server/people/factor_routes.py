"""A person's own second factor: set up with a phone, taken off again. See docs/api.md, "People"."""

from __future__ import annotations

import segno
from flask import Blueprint, current_app, render_template, request

from ..auth import identities, me
from ..core.errors import HallError
from ..privacy.log import FACTOR


def blueprint() -> Blueprint:
    room = Blueprint("factor", __name__, url_prefix="/account/second-factor", template_folder="templates")

    @room.get("")
    def page() -> str:
        return _page()

    @room.post("/begin")
    def begin() -> str | tuple[str, int]:
        try:
            identities().begin_factor(me(), request.form.get("password", ""))
        except HallError as refused:
            return _page(error=refused), refused.status
        return _page()

    @room.post("/confirm")
    def confirm() -> str | tuple[str, int]:
        try:
            codes = identities().confirm_factor(me(), request.form.get("code", ""))
        except HallError as refused:
            return _page(error=refused), refused.status
        _note("on")
        return _page(codes=codes)

    @room.post("/off")
    def off() -> str | tuple[str, int]:
        try:
            identities().drop_factor(me(), request.form.get("password", ""), request.form.get("code", ""))
        except HallError as refused:
            return _page(error=refused), refused.status
        _note("off")
        return _page(done="off")

    return room


def _note(how: str) -> None:
    current_app.extensions["access_log"].note(me(), FACTOR, how=how)


def _page(**more: object) -> str:
    """What there is to do now: begin, show that the phone works, or take it off."""
    on = identities().has_factor(me().name)
    begun = None if on else identities().begun_factor(me())
    qr = segno.make(begun[1], error="m", micro=False).png_data_uri(scale=5, border=4) if begun else ""
    return render_template(
        "people/factor.html", me=me(), on=on, begun=begun, qr=qr, left=identities().recovery_left(me().name),
        must=me().first == "factor" and not on, **more,
    )  # fmt: skip
