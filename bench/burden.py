"""What a server costs: processor time and resident memory of its process and all that it started, out of /proc."""

from __future__ import annotations

import os
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


class Burden:
    """Of the hall that leads `data`, or of process `pid`. All is nan where there is no /proc."""

    def __init__(self, pid: int) -> None:
        self._pid = pid

    @classmethod
    def of_hall(cls, data: Path) -> Burden:
        return cls(int((data / "hall.lock").read_text()))

    def cpu_s(self) -> float:
        return sum(ticks for ticks, _ in self._each()) / TICK

    def memory_mb(self) -> float:
        return sum(pages for _, pages in self._each()) * PAGE / 1e6

    def _each(self) -> list[tuple[float, float]]:
        """(ticks, resident pages) of the process and its descendants."""
        stats = {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                words = path.read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it has just ended
            stats[int(path.parent.name)] = (int(words[1]), float(int(words[11]) + int(words[12])), float(words[21]))
        ours = {self._pid}
        for _ in range(4):  # generations: a server, its worker, the worker's helpers
            ours |= {pid for pid, (parent, _, _) in stats.items() if parent in ours}
        return [stats[pid][1:] for pid in ours if pid in stats] or [(float("nan"), float("nan"))]
