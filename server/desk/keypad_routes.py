"""The number pad beside an officer's keyboard. See docs/keypad.md, and docs/api.md, "Number pad"."""

from __future__ import annotations

import math
import re

from flask import Blueprint, Response, current_app, jsonify, request

from ..auth import identities, me
from ..core import pad
from ..core.errors import BadInput, CameOrNot, HallError
from ..deeds.request import NOTHING, Command, Wish
from ..identity import DESK_NAME
from ..store import queries
from ..store.look import Glance
from ..web import hall_error_json
from . import pad_words

MAX_WAIT_S = 10  # of a long poll
CALM = ("nobody-waiting",)


class NoSuchDesk(HallError):
    id = "no-such-desk"
    status = 404
    vi = "Bàn phím số này được ghép cho một quầy không còn trong trung tâm. Mời ghép lại với tên như desk-5."
    en = "This number pad was paired for a desk the hall does not have. Pair it again under a name such as desk-5."


class NobodySits(HallError):
    """A pad acts in the name of the officer who sits at its desk, and of nobody else."""

    id = "nobody-sits"
    vi = "Chưa có cán bộ nào đăng nhập tại quầy này. Mời đăng nhập và mở quầy trên máy tính."
    en = "No officer is signed in at this desk. Sign in and open the desk on the computer."


def blueprint() -> Blueprint:
    room = Blueprint("keypad", __name__, url_prefix="/keypad")

    @room.post("/watch")
    def watch() -> Response:
        body = _body()
        version, wait_s = body.get("version"), body.get("wait_s", 0)
        if not isinstance(wait_s, int | float) or not math.isfinite(wait_s) or wait_s < 0:
            raise BadInput("wait_s must be seconds")
        desk = _desk()
        news = current_app.extensions["desk_watch"]
        news.wait(desk, lambda: _state(desk)["version"] != version, min(wait_s, MAX_WAIT_S))
        state = _state(desk)
        return jsonify(state | {"said": pad_words.here(state)})

    @room.post("/press")
    def press() -> Response | tuple[Response, int]:
        body, desk = _body(), _desk()
        try:
            did = _do(body, desk)
        except CameOrNot:
            return _answer(desk, "question", pad_words.question(_state(desk)), question_ms=pad.QUESTION_MS)
        except HallError as refused:
            if isinstance(refused, BadInput):
                raise
            tone = "calm" if refused.id in CALM else "refused"
            answer = _answer(desk, tone, {"vi": refused.vi, "en": refused.en}, **hall_error_json(refused))
            return answer, refused.status
        return _answer(desk, "done", _said(desk, did), did=did["did"])

    return room


def _do(body: dict, desk: str) -> dict:
    """The deed in the name of who sits there. A press that comes late is not done any more."""
    deed, key, version, at = (body.get(name) for name in ("deed", "key", "version", "at"))
    if deed not in pad.ASKED or not isinstance(key, str) or type(version) is not int or type(at) is not int:
        raise BadInput("a press has a deed, a key (text), a version and a time (numbers)")
    hall = current_app.extensions["hall"]
    too_old = abs(hall.clock.now() - at) > pad.PRESS_LIFE_MS * hall.clock.speed
    wish = Wish(digits=_digits(body.get("digits"))) if deed == pad.CALL else NOTHING
    return hall.press(deed, Command(desk, _who_sits(desk), key, version, too_old=too_old), wish)


def _digits(typed: object) -> str:
    """As they were typed: which number they mean is seen when the press is done, and not again for a copy of it."""
    if not isinstance(typed, str) or not re.fullmatch(f"[0-9]{{1,{pad.MOST_DIGITS}}}", typed):
        raise BadInput(f"a number is called by 1 to {pad.MOST_DIGITS} digits")
    return typed


def _said(desk: str, did: dict) -> dict[str, str]:
    """In words. A lost reply asked for again may come when the desk has done more: then no number is named."""
    state = _state(desk)
    with current_app.extensions["store"].reading() as db:
        last = queries.deed_of(db, state["version"])
    number = last[-1].body.get("number") if last and last[-1].deed == did["deed"] else None
    return pad_words.did(did["did"][-1] if did["did"] else "", number, state)


def _who_sits(desk: str) -> str:
    with current_app.extensions["store"].reading() as db:
        state = queries.desk_state(db, desk)
    if state.state == "closed" or not state.officer or not identities().is_signed_in(state.officer, desk):
        raise NobodySits
    return state.officer


def _answer(desk: str, tone: str, said: dict[str, str], **more: object) -> Response:
    """What the pad's program says, and a short sound on the console beside it."""
    current_app.extensions["tell_desk"](desk, "keypad", tone=tone)
    return jsonify(_state(desk) | {"tone": tone, "said": said, **more})


def _desk() -> str:
    """The desk that this pad's name says."""
    found = re.fullmatch(DESK_NAME, me().name)
    if not found or found[1] not in {desk.id for desk in current_app.extensions["store"].present_plan().desks}:
        raise NoSuchDesk
    return found[1]


def _state(desk_id: str) -> dict:
    """Where the desk stands, small enough for a program without a screen."""
    extensions = current_app.extensions
    store, where = extensions["store"], extensions["streams"].where("hints")
    with store.reading() as db:
        plan = store.plan_of(db)[1]
        date = queries.business_date(db) or ""
        desk, state = plan.desk(desk_id).on(date), queries.desk_state(db, desk_id)
        leg, waiting = queries.leg_at(db, desk_id), Glance(db, plan, where["now"]).waiting_here(date, desk)
    here = "closed" if state.state == "closed" else str(leg.state) if leg else "free"
    return {
        "epoch": where["epoch"], "now": where["now"], "speed": where["speed"], "desk": desk.id,
        "name": desk.name.to_json(), "version": state.version, "state": here, "number": leg.number if leg else None,
        "waiting": sum(waiting.values()),
    }  # fmt: skip


def _body() -> dict:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise BadInput("a JSON object was expected")
    return body
