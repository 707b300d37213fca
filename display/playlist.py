"""The playlist: pictures and videos out of one folder, shown beside the numbers.

A file is served only by a name that the folder's own list holds, and only if its first bytes are what its ending says:
no path is ever put together from what somebody asks for.
"""

from __future__ import annotations

import os
import re
import threading
import time
from dataclasses import dataclass
from pathlib import Path

TYPES = {
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp",
    "mp4": "video/mp4", "webm": "video/webm",
}  # fmt: skip
NAME = re.compile(r"[^\W_][\w .,()+-]{0,99}\.(png|jpe?g|webp|mp4|webm)", re.IGNORECASE)
MOST = 200
LOOK_AGAIN_S = 5.0
HEAD = 16  # bytes


@dataclass(frozen=True)
class Item:
    name: str
    type: str
    version: str  # another one when the file has changed
    path: Path

    @property
    def kind(self) -> str:
        return self.type.partition("/")[0]


class Playlist:
    """The folder's playable files by name, read anew every few seconds at most. Safe for threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._items: dict[str, Item] = {}
        self._read_at = -LOOK_AGAIN_S

    def items(self) -> list[Item]:
        with self._lock:
            if time.monotonic() - self._read_at >= LOOK_AGAIN_S:
                self._items = {one.name: one for one in _read(self._folder)}
                self._read_at = time.monotonic()
            return list(self._items.values())

    def find(self, name: str) -> Item | None:
        return next((one for one in self.items() if one.name == name), None)


def _read(folder: Path) -> list[Item]:
    """By name; a hall without the folder, or with an unreadable one, has an empty playlist."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(one.name for one in entries if one.is_file(follow_symlinks=False))
    except OSError:
        return []
    found = (_item(folder / name) for name in names if NAME.fullmatch(name))
    return [one for one in found if one is not None][:MOST]


def _item(path: Path) -> Item | None:
    kind = TYPES[path.suffix[1:].lower()]
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
        stat = path.stat()
    except OSError:
        return None
    version = f"{stat.st_mtime_ns:x}-{stat.st_size:x}"
    return Item(path.name, kind, version, path) if _is(kind, head) else None


def _is(kind: str, head: bytes) -> bool:
    return {
        "image/png": head.startswith(b"\x89PNG\r\n\x1a\n"),
        "image/jpeg": head.startswith(b"\xff\xd8\xff"),
        "image/webp": head[:4] == b"RIFF" and head[8:12] == b"WEBP",
        "video/mp4": head[4:8] == b"ftyp",
        "video/webm": head.startswith(b"\x1a\x45\xdf\xa3"),
    }[kind]
