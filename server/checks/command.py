"""python -m server check: the findings, whether the hall is up or not; the exit code says whether one is an error."""

from __future__ import annotations

import math

from ..backups.keeper import BackupKeeper
from ..care import machine
from ..clock import HallClock
from ..core import wellbeing
from ..settings import Settings
from ..store.sqlite import SqliteStore
from . import Found, find
from .facts import Fits, of_store, started_with

WORDS = {"error": ("lỗi", "errors"), "warning": ("cảnh báo", "warnings"), "note": ("ghi chú", "notes")}


def check_command(settings: Settings, fits: Fits) -> int:
    """0 without errors, 1 with."""
    store = SqliteStore(settings.database)
    try:
        running = HallClock.of_running(settings.where_it_runs(), settings.believed_where_it_runs)
        clock = running or HallClock.begin(None)
        rows = [dict(row) for row in store.rows("SELECT * FROM printers")]
        started = started_with(settings)
        facts = of_store(
            store, started, clock.now(), printers=rows if running else None, fits=fits, machine=_machine(started)
        )  # fmt: skip
        found = find(facts)
    finally:
        store.close()
    print(told(found))
    return 1 if any(one.severity == "error" for one in found) else 0


def _machine(settings: Settings) -> list[wellbeing.Warning]:
    """As far as it is seen from outside: the disk, the memory, the backups."""
    (free, total), (memory_free, memory_total) = machine.space(settings.data), machine.memory()
    state = BackupKeeper(settings).state()
    backup = wellbeing.BackupFacts(state.age_s, state.every_s, state.fault, state.same_disk)
    return wellbeing.warnings(wellbeing.Facts(
        free=free, total=total, memory_free=memory_free, memory_total=memory_total, backup=backup, up_s=math.inf
    ))  # fmt: skip


def told(found: list[Found]) -> str:
    if not found:
        return "Không có gì phải sửa. / Nothing is wrong."
    counts = {kind: sum(one.severity == kind for one in found) for kind in WORDS}
    vi = ", ".join(f"{counts[kind]} {WORDS[kind][0]}" for kind in WORDS if counts[kind])
    en = ", ".join(f"{counts[kind]} {WORDS[kind][1]}" for kind in WORDS if counts[kind])
    return "\n".join([*map(str, found), "", f"{vi} / {en}; docs/findings.md"])
