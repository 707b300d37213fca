"""What is measured while the hall runs, and whether it stays flat: memory, threads, files, how long a deed takes."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from soak.place import Place

EVERY_S = 2.0
WARM_S, LONG_ENOUGH_S = 60, 240  # of one process's life: caches fill; below this nothing is judged
KB_A_DEED, MORE_THREADS, SLOWER = 2.0, 60, 2.0  # the most that is still flat
NEAR_S = 3.0  # a deed this near to a trouble says nothing of the hall's speed


@dataclass(frozen=True)
class Sample:
    at: float
    pid: int
    kb: int
    threads: int
    files: int
    deeds: int


class Gauges(threading.Thread):
    def __init__(self, place: Place, book: Sequence) -> None:
        super().__init__(daemon=True)
        self._place, self._book, self._enough = place, book, threading.Event()
        self.samples: list[Sample] = []

    def run(self) -> None:
        while not self._enough.wait(EVERY_S):
            pid = self._place.process("serve")
            if pid is None:
                continue
            try:
                status = Path(f"/proc/{pid}/status").read_text()
                kb, threads = (int(status.split(f"{name}:")[1].split()[0]) for name in ("VmRSS", "Threads"))
                files = len(list(Path(f"/proc/{pid}/fd").iterdir()))
            except (OSError, IndexError, ValueError):
                continue  # it has just gone
            self.samples.append(Sample(time.monotonic(), pid, kb, threads, files, len(self._book)))

    def stop(self) -> None:
        self._enough.set()
        self.join(10)


def lives(samples: Sequence[Sample]) -> list[list[Sample]]:
    found: list[list[Sample]] = []
    for one in samples:
        if not found or found[-1][-1].pid != one.pid:
            found.append([])
        found[-1].append(one)
    return found


def grows(samples: Sequence[Sample]) -> tuple[list[str], str]:
    """What is not flat in any life of the server that was long enough, and a line that tells the longest one."""
    wrong, told = [], "memory: no life of the server was long enough to judge"
    long = [life for life in lives(samples) if life[-1].at - life[0].at >= LONG_ENOUGH_S]
    for life in long:
        warm = [one for one in life if one.at - life[0].at >= WARM_S]
        first, last = warm[: len(warm) // 3], warm[-(len(warm) // 3) :]
        kb = median(one.kb for one in last) - median(one.kb for one in first)
        deeds = max(1.0, median(one.deeds for one in last) - median(one.deeds for one in first))
        text = (
            f"{life[-1].at - life[0].at:.0f} s, {first[0].kb / 1024:.0f} → {last[-1].kb / 1024:.0f} MB,"
            f" {kb / deeds:+.2f} kB a deed, threads {first[0].threads} → {last[-1].threads},"
            f" files {first[0].files} → {last[-1].files}"
        )
        if life is max(long, key=lambda one: one[-1].at - one[0].at):
            told = f"memory of the longest life: {text}"
        if kb / deeds > KB_A_DEED:
            wrong.append(f"memory grows: {text}")
        for name in ("threads", "files"):
            more = median(getattr(one, name) for one in last) - median(getattr(one, name) for one in first)
            if more > MORE_THREADS:
                wrong.append(f"{name} grow: {text}")
    return wrong, told


def slows(history: Sequence[dict], troubles: Sequence[tuple[float, float]]) -> tuple[list[str], str]:
    """Whether the last quarter's deeds took longer than the first's, far from any trouble."""
    calm = [
        (one["t_invoke"], one["t_ok"] - one["t_invoke"]) for one in history
        if one.get("t_ok") and one["result"] == "ok" and not one.get("held_back") and not _near(one, troubles)
    ]  # fmt: skip
    if len(calm) < 400:
        return [], f"latency: {len(calm)} calm deeds are too few to judge"
    calm.sort()
    quarter = len(calm) // 4
    first, last = ([took for _, took in part] for part in (calm[:quarter], calm[-quarter:]))
    rows = [(share, _at(first, share) * 1000, _at(last, share) * 1000) for share in (0.5, 0.95)]
    told = "a deed over HTTP, first and last quarter, ms: " + ", ".join(
        f"p{share * 100:.0f} {before:.0f} → {after:.0f}" for share, before, after in rows
    )
    return [f"latency grows: {told}"] if any(after > SLOWER * before + 5 for _, before, after in rows) else [], told


def _near(one: dict, troubles: Sequence[tuple[float, float]]) -> bool:
    return any(begun - NEAR_S < one["t_invoke"] < mended + NEAR_S for begun, mended in troubles)


def _at(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
