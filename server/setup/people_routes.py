"""First passwords for officers, on a sheet to be cut and handed out. See docs/api.md, "Set-up"."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request

from ..accounts import forget_sample, read_sample
from ..auth import identities, me
from ..privacy.log import PASSWORD
from ..reached import reached_at
from .pages import draft, page
from .refused import NotYet
from .routes import Answer


def blueprint() -> Blueprint:
    room = Blueprint("setup_people", __name__, url_prefix="/admin/setup", template_folder="templates")

    @room.post("/officers/passwords")
    def passwords() -> Answer | str:
        """New ones for `who`: those who have none ("new"), or one person by username. Shown once, on this page."""
        plan = current_app.extensions["store"].present_plan()
        current_app.extensions["follow_people"]()  # who was added a moment ago has an account by now
        who = request.form.get("who", "new")
        chosen = [one for one in (*plan.officers, *plan.staff) if _wanted(one.username, who)]
        if not chosen:
            wrong = NotYet("Mọi người đều đã có mật khẩu.", "Everybody has a password already.")
            return page("officers", error=wrong), wrong.status
        slips = [{"person": one, "password": _give(one.username)} for one in chosen]
        forget_sample(current_app.extensions["settings"].data, plan, [one.username for one in chosen])
        draft().mark(me().name, "officers")
        return render_template("setup/passwords.html", slips=slips, plan=plan, address=reached_at())

    return room


def _wanted(username: str, who: str) -> bool:
    if who != "new":
        return username == who
    return not identities().has_password(username) or username in _sample()


def _give(username: str) -> str:
    password, ended = identities().draw_password(username)
    current_app.extensions["access_log"].note(me(), PASSWORD, account=username)
    for one in ended:
        current_app.extensions["sockets"].drop(one)
    return password


def _sample() -> dict[str, str]:
    """In a hall of one's own, a password of the sample counts as none."""
    plan, folder = current_app.extensions["store"].present_plan(), current_app.extensions["settings"].data
    try:
        return {} if plan.sample else read_sample(folder)
    except OSError:
        return {}
