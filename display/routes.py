"""Board routes. See docs/api.md, "Display"."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template

from server.auth import me
from server.live.sound import spoken_call
from server.live.speaking import display_of


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
        screen = display_of(current_app.extensions["store"], me().name)
        return spoken_call(seq, screen.languages if screen else ())

    return room


def _plan():  # noqa: ANN202
    return current_app.extensions["store"].present_plan()


def _speaks() -> bool:
    """Whether this TV may speak: the server names the one of them that does."""
    screen = display_of(current_app.extensions["store"], me().name)
    return screen is not None and screen.voice
