"""Board routes. See docs/api.md, "Display"."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, jsonify, render_template, request, send_file

from server.auth import me
from server.core.devices import DisplayPlan
from server.core.naming import Name
from server.core.plan import HallPlan
from server.live.sound import spoken_call
from server.live.speaking import display_of

from .playlist import Playlist


def blueprint(playlist: Playlist) -> Blueprint:
    room = Blueprint("display", __name__, url_prefix="/display", template_folder="templates", static_folder="static")

    @room.get("/")
    def page() -> str:
        plan = _plan()
        return render_template("display/board.html", plan=plan, screen=_screen(plan))

    @room.get("/screen.json")
    def screen() -> Response:
        """What this screen is, and all that stands beside the numbers."""
        plan, streams = _plan(), current_app.extensions["streams"]
        own = _screen(plan)
        where = streams.where(own.stream)
        return jsonify(
            now=where["now"], speed=where["speed"], stream=own.stream, kind=own.kind, voice=own.voice,
            arrows=_arrows(plan, own), around=current_app.extensions["surroundings"].of(own.stream),
            playlist={"seconds": plan.playlist_seconds, "items": [
                {"kind": one.kind, "src": f"/display/playlist/{one.name}?v={one.version}"} for one in playlist.items()
            ]},
        )  # fmt: skip

    @room.get("/snapshot.json")
    def snapshot() -> Response:
        stream = current_app.extensions["boards"].stream_of(me().name)
        body = current_app.extensions["streams"].snapshot_json(stream)
        return Response(body, mimetype="application/json")

    @room.get("/playlist/<name>")
    def playlist_file(name: str) -> Response:
        item = playlist.find(name)
        if item is None:
            abort(404)
        response = send_file(item.path, item.type, conditional=True, etag=item.version, max_age=0)
        response.headers["Cache-Control"] = "private, max-age=86400" if request.args.get("v") else "private, no-cache"
        return response

    @room.get("/voice/<int:seq>.wav")
    def voice(seq: int) -> Response:
        screen = display_of(current_app.extensions["store"], me().name)
        return spoken_call(seq, screen.languages if screen else ())

    return room


def _plan() -> HallPlan:
    return current_app.extensions["boards"].plan


def _screen(plan: HallPlan) -> DisplayPlan:
    """The present screen. One the hall file does not know shows the whole hall and stays silent."""
    name = me().name
    return next((one for one in plan.displays if one.id == name), DisplayPlan(name, Name(name, name)))


def _arrows(plan: HallPlan, screen: DisplayPlan) -> dict[str, str]:
    """Desk → the way to it from this screen."""
    ways = {desk.id: screen.arrow(desk) for desk in plan.desks}
    return {desk: way for desk, way in ways.items() if way}
