"""Who changed the hall's lists, and undoing it. See docs/admin-lists.md and docs/api.md, "Admin"."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ..auth import me
from ..core.hours import written
from ..core.lists.undo import BuiltUpon, NothingToUndo
from .list_routes import done_words, history
from .list_words import details, told

PAGE = 20


def blueprint() -> Blueprint:
    room = Blueprint("list_history", __name__, url_prefix="/admin/lists", template_folder="templates")

    @room.get("/history")
    def page() -> str:
        return _page()

    @room.post("/history/<int:seq>/undo")
    def undo(seq: int) -> Response | tuple[str, int]:
        try:
            done = history().undo(seq, me().name)
        except (BuiltUpon, NothingToUndo) as refused:
            return _page(refused), refused.status
        current_app.extensions["follow_people"]()
        return redirect(url_for("list_history.page", done=done), 303)

    return room


def _page(refused: BuiltUpon | NothingToUndo | None = None) -> str:
    before = request.args.get("before", type=int)
    entries = history().newest(PAGE + 1, before if before and before < 2**62 else None)
    done, sentences = done_words(request.args.get("done", ""))
    return render_template(
        "admin/lists/history.html", refused=refused, done=done, sentences=sentences, older=len(entries) > PAGE,
        entries=[(one, written(one.at), told(one), details(one)) for one in entries[:PAGE]],
    )  # fmt: skip
