"""What the machine says of itself: space, memory. None where it does not say."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def space(folder: Path) -> tuple[int | None, int | None]:
    """(free, total) bytes where the hall writes, for a user who is not root."""
    try:
        if hasattr(os, "statvfs"):
            found = os.statvfs(folder)
            return found.f_bavail * found.f_frsize, found.f_blocks * found.f_frsize
        usage = shutil.disk_usage(folder)
        return usage.free, usage.total
    except OSError:
        return None, None


def memory() -> tuple[int | None, int | None]:
    """(available, total) bytes."""
    found = _numbers(Path("/proc/meminfo"))
    return found.get("MemAvailable"), found.get("MemTotal")


def own_memory() -> int | None:
    """What this process holds of it."""
    return _numbers(Path("/proc/self/status")).get("VmRSS")


def _numbers(path: Path) -> dict[str, int]:
    try:
        lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return {}
    rows = (line.replace(":", " ").split() for line in lines if line.endswith("kB"))
    return {row[0]: int(row[1]) * 1024 for row in rows if len(row) == 3 and row[1].isdecimal()}
