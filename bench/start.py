"""From the start of the process to the first page, against a bare Flask + gunicorn start; in turn."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

from server.settings import ROOT

from .figures import percentile, table
from .processes import bare_command, end, free_port, hall_command, wait_for_page

POLL_S = 0.005


def measure(folder: Path, quick: bool) -> str:
    rounds = 1 if quick else 6
    known = folder / "known"
    _start(hall_command(known, port := free_port()), port)  # a hall that has run before; also warms the disk
    times: dict[str, list[float]] = {"hall, known data": [], "hall, first start": [], "bare": []}
    for turn in range(rounds):
        fresh, bare = folder / f"fresh-{turn}", folder / f"bare-{turn}"
        bare.mkdir()
        for name, command, place in (
            ("hall, known data", hall_command, known),
            ("bare", bare_command, bare),
            ("hall, first start", hall_command, fresh),
        ):
            times[name].append(_start(command(place, port := free_port()), port))
        shutil.rmtree(fresh)
    return _told(times)


def _start(command: list[str], port: int) -> float:
    """Seconds until GET / is answered; the server is ended again."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        wait_for_page(process, port, POLL_S)
        return time.perf_counter() - begun
    finally:
        end(process)


def _told(times: dict[str, list[float]]) -> str:
    heads = ("cold start → first page", "starts", "min s", "p50 s", "max s", "of bare")
    base = percentile(times["bare"], 0.5)
    rows = [
        [name, len(took), min(took), percentile(took, 0.5), max(took), percentile(took, 0.5) / base]
        for name, took in times.items()
    ]
    return table(heads, rows)
