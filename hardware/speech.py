"""The hall's voice: chime and sentences for a call as one WAV, joined out of clips.

Recorded clips win over the engine's (`recordings.py`); those are made in the background by pyttsx3 in its own process
(`clip_maker.py`). A call never waits for the engine longer than PATIENCE and never fails: what can't be said is the
chime alone.
"""

from __future__ import annotations

import logging
import time
from array import array
from collections.abc import Sequence
from pathlib import Path

from hardware import wav
from hardware.aloud import Reader
from hardware.clip_maker import ClipMaker, rest_seconds
from hardware.recordings import Recordings
from hardware.wav import duration
from server.core.announce import Announcement, clips, every_clip
from server.core.devices import LANGUAGES
from server.core.voices import VoicePlan

__all__ = ["SilentVoice", "SpeechBank", "duration", "open_voice", "rest_seconds"]

DESKS = 60  # desk numbers whose clips are made at start; higher ones are made when first called
TEXT_LIMIT = 2.0  # seconds the engine may take for one text before it is killed
PATIENCE = 0.4  # seconds a call may wait for clips that are not in the bank
CHIME_PAUSE = 0.25  # seconds between chime and sentence
LANGUAGE_PAUSE = 0.5  # seconds between a sentence and the same in the next language
REPEAT_PAUSE = 0.65  # seconds between what was said and its repeat

log = logging.getLogger(__name__)


class SpeechBank:
    """The real Voice (`server.ports.Voice`); every method may be called from any thread."""

    def __init__(self, data: Path, plan: VoicePlan, languages: Sequence[str], text_limit: float = TEXT_LIMIT) -> None:
        bank = data / "voice-bank"
        self.recordings = {
            one: Recordings(data / "voices" / one, bank / f"recorded-{one}") for one in LANGUAGES
        }
        self._chime = wav.chime()
        self._maker = ClipMaker(bank, self.recordings, text_limit)
        self._reader = Reader({one.language: one for one in plan.tones})
        self.configure(plan, languages)

    def configure(self, plan: VoicePlan, languages: Sequence[str]) -> None:
        """Speak as this plan says from now on; the bank is filled for `languages`."""
        tones = {one.language: one for one in plan.tones}
        self._reader.use(tones)
        self._maker.want(tones, [clip for one in languages for clip in every_clip(one, DESKS)])

    @property
    def ready(self) -> bool:
        """Every clip that an ordinary call needs is in the bank."""
        return self._maker.ready

    def wait_ready(self, seconds: float) -> bool:
        """Wait up to `seconds` until the bank is full or the engine fails; returns `ready`."""
        return self._maker.wait_ready(seconds)

    def wav(self, *said: Announcement, repeat: int = 1, percent: int = 100) -> bytes:
        """Chime and sentences (all said `repeat` times) as a WAV file; the chime alone where no sentence can be had."""
        until = time.monotonic() + PATIENCE
        sentences = [sound for one in said if (sound := self._sentence(one, until)) is not None]
        parts = [self._chime]
        for turn in range(repeat if sentences else 0):
            for place, sentence in enumerate(sentences):
                pause = LANGUAGE_PAUSE if place else REPEAT_PAUSE if turn else CHIME_PAUSE
                parts += [wav.silence(pause), *sentence]
        return wav.join([wav.softer(part, percent) for part in parts])

    def _sentence(self, announcement: Announcement, until: float) -> list[array[int]] | None:
        """The sounds of one sentence, pauses between them: all recorded, or all the engine's by then (monotonic)."""
        try:
            said = clips(announcement)
            recorded = self.recordings[announcement.language].sounds(said)
            sounds = recorded or self._maker.sounds(said, max(0.0, until - time.monotonic()))
        except Exception:
            log.exception("no words for %r", announcement)
            return None
        if sounds is None:
            return None
        return [part for clip, sound in zip(said, sounds, strict=True) for part in (wav.silence(clip.pause), sound)]

    def say(self, text: str, language: str) -> bytes | None:
        """`text` read aloud, without a chime; None where it cannot be had within two seconds."""
        return self._reader.read(text, language)

    def status(self) -> dict:
        """For /health: state ready, preparing, failing or closed; what is missing and why."""
        recorded = {one: len(found.names) for one, found in self.recordings.items()}
        return self._maker.status() | {"recorded": recorded}

    def close(self) -> None:
        """End the engine's process at once. Later calls get the chime, or what is in the bank."""
        self._reader.close()
        self._maker.close()


class SilentVoice:
    """A Voice without an engine, for tests: the chime and `seconds` of silence for each time it is said."""

    def __init__(self, seconds: float = 0.5) -> None:
        self._seconds = seconds
        self.ready = True

    def wav(self, *said: Announcement, repeat: int = 1, percent: int = 100) -> bytes:
        return wav.join([wav.softer(wav.chime(), percent), wav.silence(self._seconds * repeat * len(said))])

    def say(self, text: str, language: str) -> bytes | None:
        return wav.join([wav.silence(self._seconds)])

    def configure(self, plan: VoicePlan, languages: Sequence[str]) -> None:
        pass

    def status(self) -> dict:
        return {"state": "ready", "voices": {}}

    def close(self) -> None:
        pass


def open_voice(data: Path, plan: VoicePlan | None = None, languages: Sequence[str] = ()) -> SpeechBank:
    """The hall's voice, its files under `data`. Returns at once; the bank fills in the background."""
    plan = plan or VoicePlan()
    return SpeechBank(Path(data), plan, languages or plan.languages)
