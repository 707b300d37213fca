"""What a screen needs beside the number itself: its QR as a picture, and the screen read aloud."""

from __future__ import annotations

import io

import segno
from flask import Blueprint, Response, current_app, request

from server.auth import me
from server.core.errors import BadInput, HallError

LONGEST = 300  # characters read at once
KEPT_S = 300  # the same titles are read again and again


class NoVoice(HallError):
    id = "no-voice"
    status = 404
    vi = "Máy chưa đọc được. Mời ông/bà thử lại."
    en = "The voice is not ready. Please try again."


def add(room: Blueprint) -> None:
    @room.get("/tickets/<int:ticket>/qr.svg")
    def qr(ticket: int) -> Response:
        picture = io.BytesIO()
        code = segno.make(current_app.extensions["hall"].link(ticket, me().name), error="m", micro=False)
        code.save(picture, kind="svg", border=4, light="#fff", xmldecl=False)
        return Response(picture.getvalue(), mimetype="image/svg+xml")

    @room.get("/aloud.wav")
    def aloud() -> Response:
        text, language = request.args.get("text", "").strip(), request.args.get("language", "vi")
        if not 0 < len(text) <= LONGEST or language not in ("vi", "en"):
            raise BadInput(f"text of 1 to {LONGEST} characters, language vi or en")
        sound = current_app.extensions["voice"].say(text, language)
        if sound is None:
            raise NoVoice
        response = Response(sound, mimetype="audio/wav")
        response.headers["Cache-Control"] = f"private, max-age={KEPT_S}"
        return response
