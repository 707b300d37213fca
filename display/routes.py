"""Board routes. See docs/api.md, "Display"."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, render_template

from server.auth import me
from server.core.announce import Announcement
from server.core.errors import UnknownName
from server.store import queries


def blueprint() -> Blueprint:
    room = Blueprint("display", __name__, url_prefix="/display", template_folder="templates", static_folder="static")

    @room.get("/")
    def page() -> str:
        return render_template("display/board.html", plan=_plan(), display=me().name, speaks=_speaks())

    @room.get("/snapshot.json")
    def snapshot() -> Response:
        stream = current_app.extensions["boards"].stream_of(me().name)
        body = current_app.extensions["streams"].snapshot_json(stream)
        return Response(body, mimetype="application/json")

    @room.get("/voice/<int:seq>.wav")
    def voice(seq: int) -> Response:
        with current_app.extensions["store"].reading() as db:
            call = queries.ring(db, seq)
        if call is None:
            abort(404)
        said = Announcement(call.body["number"], str(call.body["desk_number"]), call.body["desk_name"]["vi"])
        wav = current_app.extensions["voice"].wav(said)
        if wav is None:
            abort(404)
        return Response(wav, mimetype="audio/wav")

    return room


def _plan():  # noqa: ANN202
    return current_app.extensions["store"].present_plan()


def _speaks() -> bool:
    """Whether this TV speaks. One the hall file does not know stays silent: two voices at once help nobody."""
    try:
        return _plan().display(me().name).voice
    except UnknownName:
        return False
