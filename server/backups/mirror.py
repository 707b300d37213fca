"""Recorded voices and the playlist: large, rarely changed, copied once and then only what is new."""

from __future__ import annotations

import shutil
from pathlib import Path

MEDIA = ("voices", "playlist")
FOLDER = "media"


def mirror(data: Path, folder: Path) -> int:
    """Copies what the backup folder has not as it is; nothing there is ever deleted. How many files were copied."""
    return sum(_bring(data / one, folder / FOLDER / one) for one in MEDIA)


def bring_back(folder: Path, data: Path) -> int:
    """Copies what the hall's folder has lost."""
    return sum(_bring(folder / FOLDER / one, data / one, overwrite=False) for one in MEDIA)


def _bring(source: Path, target: Path, overwrite: bool = True) -> int:
    copied = 0
    for path in sorted(one for one in source.rglob("*") if one.is_file()) if source.is_dir() else ():
        there = target / path.relative_to(source)
        if there.exists() and not (overwrite and _differ(path, there)):
            continue
        there.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = there.with_name(there.name + ".part")
        shutil.copy2(path, part)
        part.replace(there)
        copied += 1
    return copied


def _differ(one: Path, other: Path) -> bool:
    a, b = one.stat(), other.stat()
    return a.st_size != b.st_size or abs(a.st_mtime - b.st_mtime) > 2  # a USB stick's clock ticks every 2 s
