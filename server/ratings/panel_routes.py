"""The desk's panel asks the visitor who has just been served. See docs/api.md, "Satisfaction"."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, request

from ..auth import me
from ..core.errors import BadInput, HallError
from ..core.satisfaction import ASKS_WHY, LEVELS, REASONS
from .book import Ratings


class NoPanel(HallError):
    """A screen that stands at no desk."""

    id = "no-panel"
    status = 404
    vi = "Màn hình này không đặt tại quầy nào nên không nhận đánh giá."
    en = "This screen stands at no desk and takes no ratings."


def blueprint() -> Blueprint:
    room = Blueprint("rating", __name__, url_prefix="/display")

    @room.get("/rating.json")
    def offer() -> Response:
        asked = _ratings().offer(_desk())
        now = current_app.extensions["hall"].clock.now()
        return jsonify(now=now, offer=asked, **choices())

    @room.post("/rating")
    def answer() -> Response:
        told = request.get_json(silent=True)
        if not isinstance(told, dict):
            raise BadInput("an answer is a table of leg, key and level")
        _ratings().at_panel(_desk(), told.get("leg"), told.get("key"), told.get("level"), told.get("reason"))
        return Response(status=204)

    return room


def choices() -> dict:
    return {
        "levels": [{"level": level, "name": name.to_json()} for level, name in LEVELS.items()],
        "reasons": [{"id": code, "name": name.to_json()} for code, name in REASONS.items()],
        "asks_why": list(ASKS_WHY),
    }


def _ratings() -> Ratings:
    return current_app.extensions["ratings"]


def _desk() -> str:
    """A panel answers for its own desk and no other: which one that is says the hall file, not the request."""
    name = me().name
    screens = current_app.extensions["store"].present_plan().displays
    desk = next((one.desk for one in screens if one.id == name), "")
    if not desk:
        raise NoPanel
    return desk
