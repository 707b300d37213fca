"""The hall's loudspeaker: plays the calls on this machine's sound card instead of the TVs."""

from __future__ import annotations

import logging
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from hardware import wav
from hardware.hall_client import HallAway, HallClient, NotPaired
from hardware.player import Player, PlayerFault

WAIT_S = 5.0  # of a long poll
ANSWER_S = 1.5  # for the server's yes; one that comes later no longer counts
PAUSES_S = (0.5, 1.0, 2.0, 5.0)  # while the server is away
NOT_OURS_S = 10.0  # between looks whether the hall file has a loudspeaker for us by now
TRY_AGAIN_S = 10.0  # between tries of a sound card that does not work

log = logging.getLogger("luot.loudspeaker")


class Loudspeaker:
    """Runs until `stop()`; asks before each first sound, so that there is one voice whatever the network does."""

    def __init__(self, hall: HallClient, player: Player) -> None:
        self._hall, self._player = hall, player
        self._stop = threading.Event()
        self._works = self._unpaired = False
        self._tried = float("-inf")  # monotonic
        self._told = ""

    def run(self) -> int:
        """0 after `stop()`, 3 when the server does not know this machine (any more)."""
        turns = threading.Thread(target=self._take_turns, name="turns", daemon=True)  # a poll under way holds nobody up
        turns.start()
        self._stop.wait()
        if self._unpaired:
            log.error("the server does not know this machine: make a code under Admin → Devices (kind: agent), "
                      "then start once with --code CODE")  # fmt: skip
            return 3
        self._part()
        return 0

    def _take_turns(self) -> None:
        failures = 0
        while not self._stop.is_set():
            try:
                self._turn()
                failures = 0
            except HallAway as fault:
                self._say_once(f"{fault}; trying again")
                self._stop.wait(PAUSES_S[min(failures, len(PAUSES_S) - 1)])
                failures += 1
            except NotPaired:
                self._unpaired = True
                self._stop.set()

    def stop(self) -> None:
        self._stop.set()
        self._player.stop()

    def _turn(self) -> None:
        self._try_sound()
        sound = "works" if self._works else "failed"
        reply = self._hall.post("/agent/loudspeaker/listen", {"sound": sound, "wait_s": WAIT_S}, read_s=WAIT_S + 5).body
        if reply.get("loudspeaker") is None:
            self._say_once("the hall file has no loudspeaker for this machine's agent; asking again")
            self._stop.wait(NOT_OURS_S)
        elif self._works:
            self._say_once(f"loudspeaker {reply['loudspeaker']['id']} is ready")
        if isinstance(reply.get("say"), dict):
            self._say(reply["say"])

    def _try_sound(self) -> None:
        """A tenth of a second of nothing: whether the sound card takes it."""
        if self._works or time.monotonic() - self._tried < TRY_AGAIN_S:
            return
        self._tried = time.monotonic()
        try:
            self._play(wav.join([wav.silence(0.1)]))
            self._works = True
        except PlayerFault as fault:
            self._say_once(f"no sound: {fault}")

    def _say(self, order: dict[str, Any]) -> None:
        path = f"/agent/loudspeaker/says/{int(order['say'])}"
        sound = self._hall.fetch(f"/agent/loudspeaker/{int(order['seq'])}.wav?times={int(order['times'])}")
        asked = time.monotonic()
        yes = self._hall.post(f"{path}/begin", {"seconds": wav.duration(sound)}).body.get("yes")
        if yes is not True or time.monotonic() - asked > ANSWER_S:
            return
        whole = True
        try:
            self._play(sound)
        except PlayerFault as fault:
            log.error("a call was not heard: %s", fault)
            whole = self._works = False
        self._hall.post(f"{path}/spoken", {"whole": whole})

    def _play(self, sound: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "call.wav"
            path.write_bytes(sound)
            self._player.play(path, wav.duration(sound))

    def _part(self) -> None:
        """Tells the server at once, so that a screen takes over."""
        try:
            self._hall.post("/agent/loudspeaker/listen", {"sound": "off"}, read_s=1)
        except (HallAway, NotPaired):
            log.info("the server was not told that this loudspeaker stops")

    def _say_once(self, text: str) -> None:
        if text != self._told:
            self._told = text
            log.info(text)
