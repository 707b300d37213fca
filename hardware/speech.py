"""The hall's voice: chime and sentence for a call as one WAV, joined out of a bank of clips.

The clips are made in the background by pyttsx3 in its own process (`voice_process.py`) and kept on disk. A call
never waits for the engine longer than PATIENCE and never fails: what can't be said is the chime alone.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from array import array
from collections import Counter, deque
from pathlib import Path

from hardware import wav
from hardware.aloud import Reader
from hardware.clip_folder import ClipFolder
from hardware.voice_process import VoiceFault, VoiceProcess
from hardware.wav import duration
from server.core.announce import Announcement, Clip, clips, every_clip

__all__ = ["SilentVoice", "SpeechBank", "duration", "open_voice"]

VOICES = {"vi": "aav/vi", "en": "gmw/en"}  # espeak's ids; other engines are asked for a voice of the language
DESKS = 60  # desk numbers whose clips are made at start; higher ones are made when first called
TEXT_LIMIT = 2.0  # seconds the engine may take for one text before it is killed
PATIENCE = 0.4  # seconds a call may wait for a clip that is not in the bank
TRIES = 3  # a clip that failed so often is left until a call asks for it again
LONGEST_REST = 60.0  # seconds between tries of an engine that keeps failing
CHIME_PAUSE = 0.25  # seconds between chime and sentence
REPEAT_PAUSE = 0.65  # seconds between a sentence and its repeat

log = logging.getLogger(__name__)


class SpeechBank:
    """The real Voice (`server.ports.Voice`). Its own thread talks to the engine; `wav` may be called from any."""

    def __init__(self, folder: Path, language: str, rate: int, text_limit: float = TEXT_LIMIT) -> None:
        self._folder, self._rate, self._text_limit = folder, rate, text_limit
        self._folders: dict[str, ClipFolder] = {}
        self._wanted = every_clip(language, DESKS)
        self._todo: deque[Clip] = deque()
        self._sounds: dict[Clip, array[int]] = {}
        self._tries: Counter[Clip] = Counter()
        self._faults_in_a_row = self._starts = 0
        self._resting = self._closed = False
        self._voice = self._error = ""
        self._process: VoiceProcess | None = None
        self._changed = threading.Condition()
        self._chime = wav.chime()
        self._reader = Reader(VOICES, rate)
        self._thread = threading.Thread(target=self._run, name="voice", daemon=True)
        self._thread.start()

    @property
    def ready(self) -> bool:
        """Every clip that an ordinary call needs is in the bank."""
        return all(clip in self._sounds for clip in self._wanted)

    def wait_ready(self, seconds: float) -> bool:
        """Wait up to `seconds` until the bank is full or the engine fails; returns `ready`."""
        with self._changed:
            self._changed.wait_for(lambda: self.ready or self._resting or self._closed, timeout=seconds)
        return self.ready

    def wav(self, announcement: Announcement, repeat: int = 1) -> bytes:
        """Chime and sentence (said `repeat` times) as a WAV file; the chime alone where a clip can't be had."""
        try:
            said = clips(announcement)
            sounds = self._sounds if self._wait_for(said) else None
        except Exception:
            log.exception("no words for %r", announcement)
            sounds = None
        if sounds is None:
            return wav.join([self._chime])
        sentence = [part for clip in said for part in (wav.silence(clip.pause), sounds[clip])]
        parts = [self._chime, wav.silence(CHIME_PAUSE), *sentence]
        for _ in range(repeat - 1):
            parts += [wav.silence(REPEAT_PAUSE), *sentence]
        return wav.join(parts)

    def say(self, text: str, language: str) -> bytes | None:
        """`text` read aloud, without a chime; None where it cannot be had within two seconds."""
        return self._reader.read(text, language)

    def status(self) -> dict:
        """For /health: state ready, preparing, failing or closed; what is missing and why."""
        missing = [clip.key for clip in self._wanted if clip not in self._sounds]
        given_up = any(self._tries[clip] >= TRIES for clip in self._wanted if clip not in self._sounds)
        failing = self._resting or given_up
        state = "closed" if self._closed else "failing" if failing else "preparing" if missing else "ready"
        return {
            "state": state,
            "voice": self._voice,
            "rate": self._rate,
            "clips": len(self._sounds),
            "missing": missing,
            "restarts": max(0, self._starts - 1),
            "pid": self._process.pid if self._process else None,
            "error": self._error,
        }

    def close(self) -> None:
        """End the engine's process at once. Later calls get the chime, or what is in the bank."""
        self._reader.close()
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            if self._process:
                self._process.kill()
        self._thread.join(timeout=2)

    def _wait_for(self, said: list[Clip]) -> bool:
        """Whether all clips are there, after putting missing ones first in line and a short wait."""

        def have_all() -> bool:
            return all(clip in self._sounds for clip in said)

        if have_all():
            return True
        with self._changed:
            for clip in reversed(said):
                if clip not in self._sounds:
                    with contextlib.suppress(ValueError):
                        self._todo.remove(clip)
                    self._todo.appendleft(clip)
            self._changed.notify_all()
            self._changed.wait_for(lambda: have_all() or self._resting or self._closed, timeout=PATIENCE)
        return have_all()

    def _run(self) -> None:
        for clip in self._wanted:
            if sound := self._folder_of(clip).load(clip):
                self._sounds[clip] = sound
        with self._changed:
            self._todo.extend(self._wanted)
            self._changed.notify_all()
        while clip := self._next():
            try:
                self._make(clip)
            except Exception as fault:  # whatever the engine or the disk do, this thread goes on
                self._rest_after(clip, fault)
            else:
                self._faults_in_a_row, self._error = 0, ""

    def _next(self) -> Clip | None:
        """The next clip to make; None when the bank is closed."""
        with self._changed:
            while not self._closed:
                while self._todo:
                    clip = self._todo.popleft()
                    if clip not in self._sounds:
                        return clip
                self._changed.wait()
        return None

    def _make(self, clip: Clip) -> None:
        folder = self._folder_of(clip)
        sound = folder.load(clip)
        if sound is None:
            process = self._running_process()
            language = clip.key.split("/")[0]
            voice = VOICES.get(language, language)
            try:
                self._voice = process.save(clip.text, folder.part(clip), voice, language, self._rate, self._text_limit)
            except VoiceFault as fault:
                if fault.process_lost:
                    self._process = None
                raise
            sound = folder.keep(clip)
        with self._changed:
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

    def _rest_after(self, clip: Clip, fault: Exception) -> None:
        """Wait before the next try, longer each time: an engine that can't work must not eat the machine."""
        with self._changed:
            if self._closed:
                return
            self._error = fault.strerror if isinstance(fault, OSError) else str(fault)  # no paths: /health is public
            self._faults_in_a_row += 1
            self._tries[clip] += 1
            if self._tries[clip] < TRIES:
                self._todo.append(clip)
            rest = rest_seconds(self._faults_in_a_row)
            log.warning("voice: %r failed (%s), next try in %.0f s", clip.text, fault, rest)
            self._resting = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._closed, timeout=rest)
            self._resting = False

    def _folder_of(self, clip: Clip) -> ClipFolder:
        language = clip.key.split("/")[0]
        name = f"{VOICES.get(language, language).replace('/', '-')}-{self._rate}"
        return self._folders.setdefault(name, ClipFolder(self._folder / name))


def rest_seconds(faults_in_a_row: int) -> float:
    """How long to leave the engine in peace: 1, 2, 4, ... seconds, at most LONGEST_REST."""
    return min(LONGEST_REST, 2.0 ** (faults_in_a_row - 1))


class SilentVoice:
    """A Voice without an engine, for tests: the chime and `seconds` of silence for each time it is said."""

    def __init__(self, seconds: float = 0.5) -> None:
        self._seconds = seconds
        self.ready = True

    def wav(self, announcement: Announcement, repeat: int = 1) -> bytes:
        return wav.join([wav.chime(), wav.silence(self._seconds * repeat)])

    def say(self, text: str, language: str) -> bytes | None:
        return wav.join([wav.silence(self._seconds)])

    def status(self) -> dict:
        return {"state": "ready", "voice": "silent"}

    def close(self) -> None:
        pass


def open_voice(data_dir: Path, language: str = "vi", rate: int = 140) -> SpeechBank:
    """The hall's voice, its clips under `data_dir`/voice. Returns at once; the bank fills in the background."""
    return SpeechBank(Path(data_dir) / "voice", language, rate)
