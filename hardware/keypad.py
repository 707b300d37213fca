"""The number pad's program: reads the pad whatever window has the focus, and asks the hall for what is pressed.

A press counts once and soon, or not at all: the same one is told under the same key until it is answered, and one that
could not be told within five seconds is dropped and said.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from hardware.hall_client import HallAway, HallClient, NotPaired, Reply
from hardware.input_device import DeviceGone, InputDevice, KeyDown
from hardware.pad_keys import CODES, sign
from server.core import pad

log = logging.getLogger("luot.keypad")

LIFE_S = pad.PRESS_LIFE_MS / 1000
REST_S = 0.3  # the same key again within this is the same press: a double tap, a worn switch
READ_S = 0.4  # a question is not answered before it can have been noticed
WATCH_S, SLOW_S = 5.0, 3.0  # of one long poll, and how late its answer may come
LOOK_S = 0.25  # between two looks for a stop or a pad
PAUSE_S, LONGEST_PAUSE_S = 0.3, 2.0


@dataclass(frozen=True)
class Question:
    """ "Came or not?" about what stood at the desk at that version, from and until (monotonic seconds)."""

    version: int
    asked: float
    until: float


class Keypad:
    """Runs until `stop()`. `find` gives the pad's path, or raises DeviceGone with what to do about it."""

    def __init__(self, hall: HallClient, find: Callable[[], str]) -> None:
        self._hall, self._find = hall, find
        self._stop = threading.Event()
        self._unpaired = threading.Event()
        self._lock = threading.Lock()
        self._desk: dict | None = None  # as the hall told it last
        self._away = False
        self._question: Question | None = None
        self._digits, self._typed = "", 0.0  # of a number to call, and when the last was pressed
        self._last = ("", 0.0)  # the last key, and until when (monotonic) the same one is part of it
        self._busy_until = 0.0  # presses from before this were made while another was under way
        self._said = ""

    def run(self) -> int:
        """0 after `stop()`, 3 when the hall does not know this pad (any more)."""
        threading.Thread(target=self._watch, name="watch", daemon=True).start()
        while not self._stop.is_set():
            try:
                device = InputDevice(self._find())
            except DeviceGone as gone:
                self._once(f"{gone}. Đang chờ.")
                self._stop.wait(LOOK_S)
                continue
            self._say("Đã nhận bàn phím số." if device.is_evdev else "Đã nhận thiết bị (không khóa riêng được).")
            try:
                self._read(device)
            except DeviceGone as gone:
                self._once(f"{gone}. Mời cắm lại.")
            finally:
                device.close()
        return 3 if self._unpaired.is_set() else 0

    def stop(self) -> None:
        self._stop.set()

    def _read(self, device: InputDevice) -> None:
        while not self._stop.is_set():
            device.light(self._desk is not None and not self._away and self._desk["state"] != "closed")
            for down in device.key_downs(LOOK_S):
                key = CODES.get(down.code)
                if key is not None:
                    self.press(key, down)

    # -- a press -----------------------------------------------------------------------------------------------------

    def press(self, key: str, down: KeyDown) -> None:
        """What the officer means by this key now, told to the hall; slips are left out."""
        if down.at > self._typed + pad.TYPING_MS / 1000:
            self._digits = ""
        if key in pad.DIGITS:
            self._digits, self._typed = (self._digits + key)[-pad.MOST_DIGITS :], down.at
            return self._say(f"Số: {self._digits} (Enter: gọi số này)")
        digits, self._digits = self._digits, ""
        if digits and key == "backspace":
            return self._say("Đã xóa số đang nhập.")
        last, rested = self._last
        if key == last and down.at < rested:
            return
        self._last = (key, down.at + REST_S)
        if down.at < self._busy_until or time.monotonic() - down.at > LIFE_S:
            return self._say(f"{sign(key)}: bấm lúc đang chờ máy chủ nên bỏ qua. Mời bấm lại.")
        question = self._standing(down.at)
        if question and down.at < question.asked + READ_S:
            return
        self._question = None
        deed = pad.CALL if digits and key == "enter" else pad.deed_of(key, question is not None)
        if deed is None:
            return self._say("Đã bỏ câu hỏi, không đổi gì.")
        self._ask(key, {"deed": deed, **({"digits": digits} if deed == pad.CALL else {})}, down.at)
        self._busy_until = time.monotonic()

    def _standing(self, at: float) -> Question | None:
        """The question, while it is fresh and the desk has not moved on."""
        asked = self._question
        return asked if asked and at <= asked.until and self._desk and asked.version == self._desk["version"] else None

    def _ask(self, key: str, wanted: dict, at: float) -> None:
        """Tells the hall, the same again under the same name while nobody answers."""
        name, left, pause = secrets.token_hex(16), LIFE_S - (time.monotonic() - at), PAUSE_S
        desk = self._desk
        while left > 0 and not self._stop.is_set():
            try:
                if desk is None:  # the first word with the hall
                    desk = self._learn(self._hall.post("/keypad/watch", {"version": None}, read_s=left).body)
                when = self._hall.clock.at(at)
                told = wanted | {"key": name, "version": desk["version"], "at": when}
                return self._answered(key, self._hall.post("/keypad/press", told, read_s=left))
            except NotPaired:
                return self._lost_pairing()
            except (HallAway, KeyError):
                self._stop.wait(min(pause, max(0.0, LIFE_S - (time.monotonic() - at))))
                left = LIFE_S - (time.monotonic() - at)
        self._away = True
        self._say(f"{sign(key)}: máy chủ không trả lời, lần bấm này đã bỏ. Mời xem màn hình rồi bấm lại.")

    def _answered(self, key: str, reply: Reply) -> None:
        body = reply.body
        if "version" in body:
            self._learn(body)
        said = body.get("said") or body.get("error") or {}
        self._say(f"{sign(key)}: {said.get('vi', f'máy chủ trả lời {reply.status}')}")
        if body.get("tone") == "question":
            now = time.monotonic()
            self._question = Question(body["version"], now, now + body["question_ms"] / 1000)

    # -- what the hall tells -----------------------------------------------------------------------------------------

    def _watch(self) -> None:
        """Keeps the desk's version fresh, so that a press made on the console makes none of ours stale."""
        pause = PAUSE_S
        while not self._stop.is_set():
            version = self._desk["version"] if self._desk else None
            wait_s = 0 if self._away or version is None else WATCH_S
            try:
                reply = self._hall.post("/keypad/watch", {"version": version, "wait_s": wait_s}, read_s=wait_s + SLOW_S)
                if reply.status != 200:
                    raise HallAway(reply.body.get("error", {}).get("vi", f"máy chủ trả lời {reply.status}"))
            except NotPaired:
                return self._lost_pairing()
            except HallAway as away:
                if not self._away:
                    self._say(f"Chưa liên lạc được với máy chủ: {away}")
                self._away = True
                self._stop.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE_S)
                continue
            pause, came_back, self._away = PAUSE_S, self._away or version is None, False
            told = self._learn(reply.body)
            if came_back:
                self._say(f"Đã nối với máy chủ. {told['name']['vi']}: {reply.body['said']['vi']}")

    def _learn(self, told: dict) -> dict:
        """The newest word on the desk. An answer that was overtaken on its way does not bring an old version back."""
        with self._lock:
            known = self._desk
            if known is None or told["epoch"] != known["epoch"] or told["version"] >= known["version"]:
                self._desk = known = told
        return known

    def _lost_pairing(self) -> None:
        self._say("Máy chủ không nhận bàn phím này. Mời ghép lại: trang Thiết bị, loại Bàn phím số.")
        self._unpaired.set()
        self._stop.set()

    # -- words -------------------------------------------------------------------------------------------------------

    def _say(self, text: str) -> None:
        self._said = text
        log.info(text)

    def _once(self, text: str) -> None:
        """Not again and again while nothing changes."""
        if text != self._said:
            self._say(text)
