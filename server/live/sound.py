"""A call as a WAV: in the languages of whoever plays it, as often as ordered, as loud as the hour asks."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, abort, current_app, request

from ..core.voices import announcements
from ..store import queries

MOST_TIMES = 3


def spoken_call(seq: int, languages: Sequence[str]) -> Response:
    """The call of that journal entry, said `?times=` times; without `languages` in the hall's. 404 where it is none."""
    found = current_app.extensions
    store = found["store"]
    with store.reading() as db:
        call = queries.ring(db, seq)
    if call is None:
        abort(404)
    plan = store.present_plan().voice
    times = min(max(request.args.get("times", 1, int), 1), MOST_TIMES)
    said = announcements(call, languages or plan.languages)
    wav = found["voice"].wav(*said, repeat=times, percent=plan.percent(found["hall"].clock.now()))
    if wav is None:
        abort(404)
    return Response(wav, mimetype="audio/wav")
