"""Clips kept on disk: one WAV file a clip, and an index of the texts they were made from."""

from __future__ import annotations

import contextlib
import json
import os
from array import array
from pathlib import Path

from hardware import wav
from server.core.announce import Clip


class ClipFolder:
    """The clips of one voice at one rate, as the engine made them; trimmed and levelled when read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._texts: dict[str, str] = {}
        with contextlib.suppress(OSError, ValueError):
            self._texts = dict(json.loads((folder / "index.json").read_text("utf-8")))

    def part(self, clip: Clip) -> Path:
        """Where the engine may write, until the sound is known to be good."""
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self._part(clip)
        part.unlink(missing_ok=True)  # the engine reports success even when it wrote nothing
        return part

    def load(self, clip: Clip) -> array[int] | None:
        """The clip's sound; None where it is missing, damaged, or made from another text."""
        if self._texts.get(clip.key) != clip.text:
            return None
        try:
            return ready_to_join(self._path(clip))
        except wav.BadWav:
            return None

    def keep(self, clip: Clip) -> array[int]:
        """Take over what the engine wrote to `part(clip)`; BadWav or OSError where that is no good sound."""
        part = self._part(clip)
        sound = ready_to_join(part)
        os.replace(part, self._path(clip))
        self._texts[clip.key] = clip.text
        index = self.folder / f"index.{os.getpid()}.part"
        index.write_text(json.dumps(self._texts, ensure_ascii=False, indent=1), "utf-8")
        os.replace(index, self.folder / "index.json")
        return sound

    def _path(self, clip: Clip) -> Path:
        return self.folder / f"{clip.key.split('/')[-1]}.wav"

    def _part(self, clip: Clip) -> Path:
        return self._path(clip).with_suffix(f".{os.getpid()}.part")


def ready_to_join(path: Path) -> array[int]:
    return wav.level(wav.trim(wav.read(path)))
