"""Reads any short text in the hall's voice: its own speaking process, so that a call never waits behind a screen.

What was read lately is kept in memory only: a screen's words are the same for every visitor, and none go to the disk.
"""

from __future__ import annotations

import logging
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from pathlib import Path

from hardware.voice_process import VoiceFault, VoiceProcess
from server.core.announce import readable
from server.core.voices import Tone

PATIENCE = 1.8  # seconds a screen waits; a text that takes longer is made all the same, and there when asked again
TEXT_LIMIT = 8.0  # seconds the engine may take for one text before it is killed
LONGEST_S = 120.0  # of one text
KEPT = 200  # texts; about 100 kB each
WAITING = 4  # texts in line; more than that nobody listens to any more

log = logging.getLogger(__name__)


class Reader:
    """`read` may be called from any thread, never raises and never blocks longer than PATIENCE."""

    def __init__(self, tones: Mapping[str, Tone]) -> None:
        self._tones = dict(tones)
        self._kept: OrderedDict[tuple[str, str], Future[bytes | None]] = OrderedDict()
        self._lock = threading.Lock()
        self._one_at_a_time = ThreadPoolExecutor(max_workers=1, thread_name_prefix="aloud")
        self._process: VoiceProcess | None = None
        self._closed = False

    def read(self, text: str, language: str) -> bytes | None:
        """A WAV; None where it cannot be had now."""
        job = self._job((text, language))
        if job is None:
            return None
        try:
            sound = job.result(PATIENCE)
        except Late:
            return None
        if sound is None:
            with self._lock:
                self._kept.pop((text, language), None)  # the next visitor may have better luck
        return sound

    def use(self, tones: Mapping[str, Tone]) -> None:
        """Other tones from now on; what was read in the old ones is forgotten."""
        with self._lock:
            if self._tones != tones:
                self._tones = dict(tones)
                self._kept.clear()

    def close(self) -> None:
        with self._lock:
            self._closed = True
            if self._process:
                self._process.kill()
        self._one_at_a_time.shutdown(wait=False, cancel_futures=True)

    def _job(self, wish: tuple[str, str]) -> Future[bytes | None] | None:
        with self._lock:
            if wish in self._kept:
                self._kept.move_to_end(wish)
                return self._kept[wish]
            if self._closed or sum(not one.done() for one in self._kept.values()) >= WAITING:
                return None
            while len(self._kept) >= KEPT:
                self._kept.popitem(last=False)
            self._kept[wish] = self._one_at_a_time.submit(self._make, *wish)
            return self._kept[wish]

    def _make(self, text: str, language: str) -> bytes | None:
        try:
            with tempfile.TemporaryDirectory() as folder:
                raw, ready, process = Path(folder) / "raw.wav", Path(folder) / "ready.wav", self._running()
                process.save(readable(text, language), raw, self._tones[language], TEXT_LIMIT)
                process.finish(raw, ready, TEXT_LIMIT, longest_s=LONGEST_S)
                return ready.read_bytes()
        except VoiceFault as fault:
            if fault.process_lost:
                self._process = None
            log.warning("nothing read aloud: %s", fault)
        except Exception:
            log.exception("nothing read aloud")
        return None

    def _running(self) -> VoiceProcess:
        with self._lock:
            if self._closed:
                raise VoiceFault("closed")
            if self._process is None:
                self._process = VoiceProcess()
            return self._process
