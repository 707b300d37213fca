"""What a screen needs beside the number itself: its QR as a picture, and the screen read aloud."""

from __future__ import annotations

import io

import segno
from flask import Response

from server.core.errors import BadInput, HallError
from server.ports import Voice

LONGEST = 300  # characters read at once
KEPT_S = 300  # the same titles are read again and again


class NoVoice(HallError):
    id = "no-voice"
    status = 404
    vi = "Máy chưa đọc được. Mời ông/bà thử lại."
    en = "The voice is not ready. Please try again."


def qr_picture(url: str) -> Response:
    picture = io.BytesIO()
    segno.make(url, error="m", micro=False).save(picture, kind="svg", border=4, light="#fff", xmldecl=False)
    return Response(picture.getvalue(), mimetype="image/svg+xml")


def read_aloud(voice: Voice, text: str, language: str) -> Response:
    """Raises BadInput for what is not read, NoVoice where it cannot be had in time."""
    readable = any(one.isalnum() for one in text) and all(one.isprintable() or one.isspace() for one in text)
    if not readable or len(text) > LONGEST or language not in ("vi", "en"):
        raise BadInput(f"text of 1 to {LONGEST} characters, language vi or en")
    sound = voice.say(text, language)
    if sound is None:
        raise NoVoice
    response = Response(sound, mimetype="audio/wav")
    response.headers["Cache-Control"] = f"private, max-age={KEPT_S}"
    return response
