"""Recorded clips: `DATA/voices/<language>/<key>.wav`. They win over the engine, a whole sentence at a time.

A sentence of which one clip is not recorded is spoken by the engine from its first word to its last: two voices in one
sentence are harder to understand than either. Files of any ordinary form are taken; what can't be used is told.
"""

from __future__ import annotations

import threading
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from hardware.clip_folder import ClipFolder
from hardware.wav import BadWav
from server.core.announce import Clip

Finish = Callable[[Path, Path], None]  # (recording, where the ready clip goes); BadWav


@dataclass(frozen=True)
class Wrong:
    """A file in the folder that can't be used, and why."""

    file: str
    text: str


class Recordings:
    """The recordings of one language. `scan` looks what is there; `sounds` may be asked from any thread."""

    def __init__(self, folder: Path, ready: Path) -> None:
        """`ready` is where the clips lie once they are trimmed and levelled."""
        self.folder = folder
        self.wrong: list[Wrong] = []
        self._ready = ClipFolder(ready)
        self._sounds: dict[str, array[int]] = {}
        self._stamps: dict[str, str] = {}  # of each file as it was looked at last, good or not
        self._faults: dict[str, str] = {}
        self._lock = threading.Lock()

    def sounds(self, clips: Iterable[Clip]) -> list[array[int]] | None:
        """The clips' sounds in order; None where one is not recorded."""
        with self._lock:
            found = [self._sounds.get(one.key.split("/")[-1]) for one in clips]
        return None if any(one is None for one in found) else found  # type: ignore[return-value]

    @property
    def names(self) -> set[str]:
        """What is recorded and good: `moi-so`, `digit-0`, ..."""
        return set(self._sounds)

    def changed(self) -> bool:
        """Whether the folder is not as it was when it was scanned last."""
        return self._look() != self._stamps

    def scan(self, finish: Finish) -> None:
        """Take in what is new, and forget what is gone. Other exceptions than BadWav pass through."""
        seen = self._look()
        for name in {*self._stamps} - {*seen}:
            self._forget(name)
        for name, stamp in seen.items():
            if self._stamps.get(name) != stamp:
                self._take(name, stamp, finish)
        self.wrong = [Wrong(f"{name}.wav", text) for name, text in sorted(self._faults.items())]

    def _take(self, name: str, stamp: str, finish: Finish) -> None:
        self._forget(name)
        sound = self._ready.load(name, stamp)
        try:
            if sound is None:
                finish(self.folder / f"{name}.wav", self._ready.part(name))
                sound = self._ready.keep(name, stamp)
            with self._lock:
                self._sounds[name] = sound
        except BadWav as wrong:
            self._faults[name] = str(wrong)
        self._stamps[name] = stamp

    def _forget(self, name: str) -> None:
        with self._lock:
            self._sounds.pop(name, None)
        self._faults.pop(name, None)
        self._stamps.pop(name, None)

    def _look(self) -> dict[str, str]:
        """Each file's stamp: another one when the file was changed."""
        found = {}
        try:
            for path in sorted(self.folder.iterdir()):
                if path.suffix == ".wav" and path.is_file():
                    stat = path.stat()
                    found[path.stem] = f"{stat.st_size}-{stat.st_mtime_ns}"
        except OSError:
            return found  # no folder, or a file that went away meanwhile: the next look tells
        return found
