"""The voice for the supervisor: who speaks where, and any sentence to try. See docs/api.md, "Admin"."""

from __future__ import annotations

import re
import threading
import time
from collections import deque
from urllib.parse import quote

from flask import Blueprint, Response, current_app, render_template, request

from ..auth import me
from ..core.announce import Announcement, sentence
from ..core.devices import LANGUAGES
from ..core.errors import HallError
from ..core.plan import HallPlan

LONGEST = 300  # characters
AT_MOST, WITHIN_S = 12, 60.0  # sentences an account may try in so many seconds
NUMBER = re.compile(r"[A-ZĐ]{1,2}[0-9]{1,4}")
SOUNDS = {
    "works": ("phát được tiếng", "sound works"),
    "blocked": ("trình duyệt chặn tiếng: chạm vào màn hình đó một lần", "browser blocks sound: touch that screen once"),
    "failed": ("không phát được tiếng: xem loa, dây và âm lượng", "no sound: look at speaker, cable and volume"),
    "silent": ("vừa không phát khi được gọi", "did not speak when it was told to"),
    "": ("chưa báo", "has not told yet"),
}
ENGINES = {
    "ready": ("sẵn sàng", "ready"), "preparing": ("đang chuẩn bị tiếng đọc", "making its clips"),
    "failing": ("bộ đọc không chạy: chỉ có tiếng chuông", "engine fails: chime only"), "closed": ("đã tắt", "closed"),
}  # fmt: skip


class SayWhat(HallError):
    id = "say-what"
    status = 400
    vi = f"Mời nhập câu cần đọc (đến {LONGEST} ký tự), hoặc số phiếu như A012 và số quầy từ 1 đến 999."
    en = f"Write a sentence (up to {LONGEST} characters), or a number such as A012 and a desk from 1 to 999."


class TriedTooOften(HallError):
    id = "tried-too-often"
    status = 429
    vi = "Đã thử nhiều câu liên tiếp. Mời chờ một phút rồi thử lại."
    en = "Many sentences were tried in a row. Please wait a minute and try again."


class VoiceBusy(HallError):
    id = "voice-busy"
    status = 503
    vi = "Bộ đọc chưa đọc được câu này. Mời bấm thử lại sau vài giây."
    en = "The voice could not say this yet. Please press again in a few seconds."


class Tries:
    """How often each account has tried lately. In memory: a restart forgives."""

    def __init__(self) -> None:
        self._times: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def take(self, account: str, now: float) -> None:
        with self._lock:
            times = self._times.setdefault(account, deque(maxlen=AT_MOST))
            if len(times) == AT_MOST and now - times[0] < WITHIN_S:
                raise TriedTooOften
            times.append(now)


def blueprint() -> Blueprint:
    room = Blueprint("voice", __name__, url_prefix="/admin/voice", template_folder="templates", static_folder="static")
    tries = Tries()

    @room.get("/")
    def page() -> str:
        plan, found = current_app.extensions["store"].present_plan(), current_app.extensions
        status = found["voice_status"]()
        return render_template(
            "admin/voice.html", zones=[_zone(one, plan) for one in found["speakers"].picture() if one["mouths"]],
            engine=ENGINES.get(status.get("state", ""), ENGINES["failing"]), status=status, plan=plan,
            recordings=_recordings(), longest=LONGEST,
        )  # fmt: skip

    @room.post("/try")
    def try_out() -> Response:
        tries.take(me().name, time.monotonic())
        said, wav = _spoken(request.form)
        if wav is None:
            raise VoiceBusy
        response = Response(wav, mimetype="audio/wav")
        response.headers["X-Luot-Said"] = quote(said)
        return response

    return room


def _spoken(form) -> tuple[str, bytes | None]:  # noqa: ANN001
    """(what is said, as people read it; its sound)."""
    found = current_app.extensions
    voice, language, text = found["voice"], form.get("language", ""), form.get("text", "").strip()
    if language not in LANGUAGES:
        raise SayWhat
    if form.get("what") != "call":
        if not 0 < len(text) <= LONGEST:
            raise SayWhat
        return text, voice.say(text, language)
    number, desk = form.get("number", "").strip().upper(), form.get("desk", "").strip()
    if not NUMBER.fullmatch(number) or not re.fullmatch("[1-9][0-9]{0,2}", desk):
        raise SayWhat
    call = Announcement(number, desk, language=language)
    percent = found["store"].present_plan().voice.percent(found["hall"].clock.now())
    return sentence(call), voice.wav(call, percent=percent)


def _zone(zone: dict, plan: HallPlan) -> dict:
    names = {one.id: one.name for one in plan.displays} | {one.agent: one.name for one in plan.loudspeakers}
    places = {f"board:zone:{one.id}": one.name for one in plan.zones} | {
        f"board:department:{one.id}": one.name for one in plan.departments
    }  # fmt: skip
    mouths = [
        {"name": names[one["name"]].vi if one["name"] in names else one["name"], "sound": SOUNDS[one["sound"]],
         "well": one["sound"] == "works", "speaks": one["name"] == zone["speaker"]}
        for one in zone["mouths"]
    ]  # fmt: skip
    return zone | {"place": places.get(zone["zone"]), "mouths": sorted(mouths, key=lambda one: one["name"])}


def _recordings() -> list[dict]:
    """Languages with recordings: how many, and what is wrong with which."""
    recordings = getattr(current_app.extensions["voice"], "recordings", {})
    return [
        {"language": language, "count": len(one.names), "wrong": one.wrong}
        for language, one in recordings.items() if one.names or one.wrong
    ]  # fmt: skip
