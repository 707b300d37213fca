"""Clips kept on disk, ready to be joined: one WAV file a clip, and an index of what each was made from."""

from __future__ import annotations

import contextlib
import json
import os
from array import array
from pathlib import Path

from hardware import wav

FORM = 2  # rises when clips are made ready in another way: older ones are made anew then


class ClipFolder:
    """The clips of one tone, or of one folder of recordings. `made_from` is a clip's text, or a recording's stamp."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made_from: dict[str, str] = {}
        with contextlib.suppress(OSError, ValueError):
            index = json.loads((folder / "index.json").read_text("utf-8"))
            if index.get("form") == FORM:
                self._made_from = dict(index["clips"])

    def part(self, key: str, kind: str = "part") -> Path:
        """Where a sound may be written until it is known to be good."""
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self._part(key, kind)
        part.unlink(missing_ok=True)  # the engine reports success even when it wrote nothing
        return part

    def load(self, key: str, made_from: str) -> array[int] | None:
        """The clip's sound; None where it is missing, damaged, or made from something else."""
        if self._made_from.get(key) != made_from:
            return None
        try:
            return wav.read(self._path(key))
        except wav.BadWav:
            return None

    def keep(self, key: str, made_from: str) -> array[int]:
        """Take over what lies ready in `part(key)`; BadWav or OSError where that is no good sound."""
        sound = wav.read(self._part(key, "part"))
        os.replace(self._part(key, "part"), self._path(key))
        self._made_from[key] = made_from
        index = self.folder / f"index.{os.getpid()}.part"
        index.write_text(json.dumps({"form": FORM, "clips": self._made_from}, ensure_ascii=False, indent=1), "utf-8")
        os.replace(index, self.folder / "index.json")
        return sound

    def _path(self, key: str) -> Path:
        return self.folder / f"{key.split('/')[-1]}.wav"

    def _part(self, key: str, kind: str) -> Path:
        return self._path(key).with_suffix(f".{os.getpid()}.{kind}")
