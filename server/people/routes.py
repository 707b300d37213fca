"""Who may sign in and who is signed in, for the admin. See docs/api.md, "People"."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, url_for
from werkzeug.wrappers import Response

from ..auth import identities, me
from ..core.errors import UnknownName
from ..core.hours import written
from ..privacy.log import PASSWORD, SESSION
from .words import ROLES

SHORT = 16  # letters of a session's hash that name it on the page


def blueprint() -> Blueprint:
    room = Blueprint("people", __name__, url_prefix="/admin/people", template_folder="templates")

    @room.get("")
    def page() -> str:
        return _page()

    @room.post("/<username>/password")
    def new_password(username: str) -> str:
        """Drawn, shown once, and all sessions of that account end."""
        password, ended = identities().draw_password(username)
        current_app.extensions["access_log"].note(me(), PASSWORD, account=username)
        _drop(ended)
        return _page(drawn=password, drawn_for=username)

    @room.post("/<username>/end")
    def end_all(username: str) -> Response:
        _drop(identities().end_sessions_of(username))
        current_app.extensions["access_log"].note(me(), SESSION, account=username)
        return redirect(url_for("people.page"), 303)

    @room.post("/sessions/<session>/end")
    def end_one(session: str) -> Response:
        found = next((one for one in identities().sessions() if one["token_hash"][:SHORT] == session), None)
        if found is None:
            raise UnknownName("session", session)
        identities().end_session(found["token_hash"])
        _drop([found["token_hash"]])
        current_app.extensions["access_log"].note(me(), SESSION, account=found["username"])
        return redirect(url_for("people.page"), 303)

    return room


def _drop(ended: list[str]) -> None:
    for one in ended:
        current_app.extensions["sockets"].drop(one)


def _page(**more: object) -> str:
    plan = current_app.extensions["store"].present_plan()
    departments = {one.id: one.name for one in plan.departments}
    devices = {one["id"]: one["name"] for one in identities().devices()}
    sessions = [
        one | {"short": one["token_hash"][:SHORT], "since": written(one["created_at"]), "last": written(one["seen_at"]),
               "is_mine": one["token_hash"] == me().token_hash, "at_desk": devices.get(one["device"])}
        for one in identities().sessions()
    ]  # fmt: skip
    return render_template(
        "people/people.html", accounts=identities().accounts(), sessions=sessions, roles=ROLES, departments=departments,
        **more,
    )  # fmt: skip
