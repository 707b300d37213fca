"""Who may sign in and who is signed in, for the admin. See docs/api.md, "People"."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ..auth import identities, me
from ..core.errors import BadInput, UnknownName
from ..core.hours import written
from ..privacy.log import FACTOR, PASSWORD, SESSION
from .words import ROLES, SHORT


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

    @room.post("/<username>/second-factor")
    def take_factor(username: str) -> Response:
        """Off another person who lost the phone; all their sessions end."""
        reason = " ".join(request.form.get("reason", "").split())[:200]
        if username == me().name:
            raise BadInput("your own is turned off at My account", "Mời tắt của mình ở trang Tài khoản của tôi.")
        if len(reason) < 3:
            raise BadInput("a reason is needed", "Mời ghi lý do gỡ.")
        if not identities().remove_factor(username):
            raise UnknownName("second factor", username)
        _drop(identities().end_sessions_of(username))
        current_app.extensions["access_log"].note(me(), FACTOR, account=username, how="taken-off", reason=reason)
        return redirect(url_for("people.page"), 303)

    @room.post("/second-factor-needed")
    def need_factor() -> Response:
        """Who asks it of others has one."""
        needed = bool(request.form.get("needed"))
        if needed and not identities().has_factor(me().name):
            raise BadInput("turn your own on first", "Mời bật xác thực hai lớp cho tài khoản của mình trước.")
        identities().need_factor_of_admins(needed)
        current_app.extensions["access_log"].note(me(), FACTOR, how="needed" if needed else "not-needed")
        _drop([one["token_hash"] for one in identities().sessions() if one["bare"]])
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
        needed=identities().admins_need_factor(), me=me, **more,
    )  # fmt: skip
