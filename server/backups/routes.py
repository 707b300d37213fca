"""The page of backups: what there is, how the last one went, and one now. See docs/backup.md."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, url_for
from werkzeug.wrappers import Response

from ..core.hours import ZONE
from . import archive

MOST = 60  # rows: the newest; the folder and `python -m server backups` show all


def blueprint() -> Blueprint:
    room = Blueprint("backup", __name__, url_prefix="/admin/backups", template_folder="templates")

    @room.get("/")
    def page() -> str:
        keeper = current_app.extensions["backups"]
        state = keeper.state()
        rows = [
            {"at": one.made_at.astimezone(ZONE).strftime("%d/%m/%Y %H:%M"), "seq": one.seq, "kb": one.size >> 10,
             "name": one.path.name}
            for one in archive.listed(state.folder)[:MOST]
        ]  # fmt: skip
        return render_template("backups/page.html", state=state, rows=rows, busy=keeper.busy)

    @room.post("/now")
    def now() -> Response:
        current_app.extensions["backups"].now()
        return redirect(url_for("backup.page"), 303)

    return room
