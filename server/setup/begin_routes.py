"""The last two steps: the rehearsal, and the day the hall begins for good. See docs/api.md, "Set-up"."""

from __future__ import annotations

import logging
from typing import Any

from flask import Blueprint, current_app, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response

from .. import clean_start
from ..auth import me
from .opening import rehearsal_links
from .pages import draft, page
from .refused import NotYet
from .rehearsal import Rehearsal
from .routes import Answer

log = logging.getLogger("luot.setup")
REHEARSAL = "/admin/setup/rehearsal"


def blueprint() -> Blueprint:
    room = Blueprint("setup_begin", __name__, url_prefix="/admin/setup", template_folder="templates")

    @room.post("/rehearsal/begin")
    def begin_rehearsal() -> Response:
        _rehearsal().begin(current_app.extensions["store"].present_plan())
        draft().mark(me().name, "rehearsal")
        return redirect(REHEARSAL, 303)

    @room.post("/rehearsal/links")
    def links() -> str:
        """One-time links into the rehearsal, for the windows of this browser or other machines."""
        return page("rehearsal", links=rehearsal_links())

    @room.post("/rehearsal/play")
    def play() -> Response:
        """Visitors and officers of nobody's, for ten minutes."""
        _rehearsal().play_along()
        return redirect(REHEARSAL, 303)

    @room.post("/rehearsal/rest")
    def rest() -> Response:
        _rehearsal().play.end()
        return redirect(REHEARSAL, 303)

    @room.post("/rehearsal/end")
    def end_rehearsal() -> Response:
        _rehearsal().end()
        return redirect(REHEARSAL, 303)

    @room.get("/rehearsal/state.json")
    def state() -> Any:
        return jsonify(state=_rehearsal().state)

    @room.post("/begin")
    def begin() -> Answer | str:
        typed = " ".join(request.form.get("words", "").split()).upper()
        if typed != clean_start.WORDS:
            wrong = NotYet(
                f"Để bắt đầu mới, mời viết đúng: {clean_start.WORDS}. Chưa có gì thay đổi.",
                f"To begin anew, write exactly: {clean_start.WORDS}. Nothing has changed.",
            )
            return page("begin", error=wrong, typed=request.form), wrong.status
        settings = current_app.extensions["settings"]
        draft().mark(me().name, "begin")
        clean_start.ask(settings, me().name)
        log.warning("a clean start was asked for by %s", me().name)
        _rehearsal().end()
        current_app.extensions.get("begin_anew", lambda: None)()
        return render_template("admin/beginning.html", why="clean", epoch=current_app.extensions["streams"].epoch)

    return room


def _rehearsal() -> Rehearsal:
    return current_app.extensions["rehearsal"]
