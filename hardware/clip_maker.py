"""The thread that fills the bank of clips: orders them from the speaking process, and survives whatever that does."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from array import array
from collections import Counter, deque
from collections.abc import Iterable
from pathlib import Path

from hardware.clip_folder import ClipFolder
from hardware.recordings import Recordings
from hardware.voice_process import VoiceFault, VoiceProcess
from hardware.wav import BadWav
from server.core.announce import Clip
from server.core.voices import Tone

TRIES = 3  # a clip that failed so often is left until a call asks for it again
LONGEST_REST = 60.0  # seconds between tries of an engine that keeps failing
FINISH_LIMIT = 10.0  # seconds for making one recording ready, before it is taken for one that can't be
LOOK_AGAIN = 60.0  # seconds between looks into the folders of recordings

log = logging.getLogger(__name__)


class ClipMaker:
    """Its own thread talks to the engine; everything public may be called from any thread."""

    def __init__(self, folder: Path, recordings: dict[str, Recordings], text_limit: float) -> None:
        self._folder, self._recordings, self._text_limit = folder, recordings, text_limit
        self._tones: dict[str, Tone] = {}
        self._wanted: list[Clip] = []
        self._todo: deque[Clip] = deque()
        self._sounds: dict[Clip, array[int]] = {}
        self._tries: Counter[Clip] = Counter()
        self._faults_in_a_row = self._starts = 0
        self._resting = self._closed = self._looked = False
        self._look_at = 0.0  # monotonic: the next look into the folders of recordings
        self._folders: dict[str, ClipFolder] = {}
        self._voices: dict[str, str] = {}  # language → the voice that really spoke
        self._error = ""
        self._process: VoiceProcess | None = None
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="voice", daemon=True)
        self._thread.start()

    def want(self, tones: dict[str, Tone], clips: list[Clip]) -> None:
        """From now on `clips` in these tones. What was made in another tone is forgotten here, and stays on disk."""
        with self._changed:
            other = {one for one, tone in tones.items() if self._tones.get(one) != tone}
            self._sounds = {clip: sound for clip, sound in self._sounds.items() if _language(clip) not in other}
            self._tones, self._wanted = dict(tones), list(clips)
            self._tries.clear()
            self._todo.clear()
            self._todo.extend(clips)
            self._changed.notify_all()

    @property
    def ready(self) -> bool:
        """Every wanted clip is in the bank, and the recordings were looked at."""
        return self._looked and bool(self._wanted) and all(clip in self._sounds for clip in self._wanted)

    def wait_ready(self, seconds: float) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self.ready or self._resting or self._closed, timeout=seconds)
        return self.ready

    def sounds(self, clips: list[Clip], patience: float) -> list[array[int]] | None:
        """The clips' sounds, missing ones made first, waiting at most so long; None where one can't be had."""
        if not self._have(clips):
            self._hurry(clips, patience)
        with self._changed:
            return [self._sounds[clip] for clip in clips] if self._have(clips) else None

    def status(self) -> dict:
        missing = [clip.key for clip in self._wanted if clip not in self._sounds]
        given_up = any(self._tries[clip] >= TRIES for clip in self._wanted if clip not in self._sounds)
        failing = self._resting or given_up
        return {
            "state": "closed" if self._closed else "failing" if failing else "preparing" if missing else "ready",
            "voices": dict(self._voices),
            "clips": len(self._sounds),
            "missing": missing,
            "restarts": max(0, self._starts - 1),
            "pid": self._process.pid if self._process else None,
            "error": self._error,
        }

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            if self._process:
                self._process.kill()
        self._thread.join(timeout=2)

    def _have(self, clips: Iterable[Clip]) -> bool:
        return all(clip in self._sounds for clip in clips)

    def _hurry(self, clips: list[Clip], patience: float) -> None:
        """Puts the missing ones first in line and waits for them."""
        with self._changed:
            for clip in reversed(clips):
                if clip not in self._sounds:
                    with contextlib.suppress(ValueError):
                        self._todo.remove(clip)
                    self._todo.appendleft(clip)
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._have(clips) or self._resting or self._closed, timeout=patience)

    def _run(self) -> None:
        while not self._closed:
            clip = self._next()
            try:
                if clip is None:
                    self._look_at_recordings()
                else:
                    self._make(clip)
            except Exception as fault:  # whatever the engine or the disk do, this thread goes on
                self._rest_after(clip, fault)
            else:
                self._faults_in_a_row, self._error = 0, ""

    def _next(self) -> Clip | None:
        """The next clip to make; None when it is time to look at the recordings, or the bank is closed."""
        with self._changed:
            while not self._closed and time.monotonic() < self._look_at:
                while self._todo:
                    clip = self._todo.popleft()
                    if clip not in self._sounds:
                        return clip
                self._changed.wait(self._look_at - time.monotonic())
        return None

    def _look_at_recordings(self) -> None:
        self._look_at = time.monotonic() + LOOK_AGAIN
        try:
            for one in self._recordings.values():
                if not self._closed and one.changed():
                    one.scan(self._finish)
        finally:  # an engine that can't make recordings ready must not keep the clips on disk from being read
            with self._changed:
                self._looked = True
                self._changed.notify_all()

    def _finish(self, source: Path, path: Path) -> None:
        try:
            self._running_process().finish(source, path, FINISH_LIMIT)
        except VoiceFault as fault:
            if not fault.process_lost or self._closed:
                raise
            self._process = None
            raise BadWav(f"{source.name}: could not be made ready ({fault})") from fault

    def _make(self, clip: Clip) -> None:
        tone = self._tones[_language(clip)]
        folder = self._folders.setdefault(tone.slug, ClipFolder(self._folder / tone.slug))
        sound = folder.load(clip.key, clip.text)
        if sound is None:
            process = self._running_process()
            raw = folder.part(clip.key, "raw")
            try:
                self._voices[tone.language] = process.save(clip.text, raw, tone, self._text_limit)
                process.finish(raw, folder.part(clip.key), FINISH_LIMIT)
            except VoiceFault as fault:
                if fault.process_lost:
                    self._process = None
                raise
            finally:
                raw.unlink(missing_ok=True)
            sound = folder.keep(clip.key, clip.text)
        with self._changed:
            if self._tones.get(tone.language) == tone:
                self._sounds[clip] = sound
            self._changed.notify_all()

    def _running_process(self) -> VoiceProcess:
        if self._process is None:
            process = VoiceProcess()
            with self._changed:
                if self._closed:
                    process.kill()
                self._process, self._starts = process, self._starts + 1
        return self._process

    def _rest_after(self, clip: Clip | None, fault: Exception) -> None:
        """Wait before the next try, longer each time: an engine that can't work must not eat the machine."""
        with self._changed:
            if self._closed:
                return
            self._error = fault.strerror if isinstance(fault, OSError) else str(fault)  # no paths: /health is public
            self._faults_in_a_row += 1
            if clip is not None:
                self._tries[clip] += 1
                if self._tries[clip] < TRIES:
                    self._todo.append(clip)
            rest = rest_seconds(self._faults_in_a_row)
            log.warning("voice: %r failed (%s), next try in %.0f s", clip and clip.text, fault, rest)
            self._resting = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._closed, timeout=rest)
            self._resting = False


def rest_seconds(faults_in_a_row: int) -> float:
    """How long to leave the engine in peace: 1, 2, 4, ... seconds, at most LONGEST_REST."""
    return min(LONGEST_REST, 2.0 ** (faults_in_a_row - 1))


def _language(clip: Clip) -> str:
    return clip.key.split("/")[0]
