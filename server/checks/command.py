"""python -m server check: the findings, whether the hall is up or not; the exit code says whether one is an error."""

from __future__ import annotations

import math

from ..backups.keeper import BackupKeeper
from ..care import machine
from ..care.last_day import last_day
from ..care.tls_end import certificate
from ..clock import HallClock, ask_health
from ..clock_watch import SMALL_MS, machine_ms
from ..core import wellbeing
from ..core.errors import ClockBehind
from ..settings import Settings
from ..store.sqlite import SqliteStore
from . import Found, find
from .catalogue import KINDS
from .facts import Fits, of_store, started_with
from .found import found as found_kind
from .of_machine import KIND_OF

WORDS = {"error": ("lỗi", "errors"), "warning": ("cảnh báo", "warnings"), "note": ("ghi chú", "notes")}
NOTHING = "Không có gì phải sửa. / Nothing is wrong."
NOTHING_SEEN = "Không thấy gì phải sửa trong dữ liệu. / Nothing is wrong in the hall's data."
NOT_ASKED = (
    "Trung tâm không trả lời, nên chưa biết máy chủ có ghi được không, tiếng gọi số và máy in có chạy không.\n"
    "No hall answers: whether it can write, its voice and its printers are not known from here."
)


def check_command(settings: Settings, fits: Fits) -> int:
    """0 without errors, 1 with."""
    store = SqliteStore(settings.database)
    try:
        health, started = _health(settings), started_with(settings)
        now = (HallClock.told(health) if health else HallClock.begin(None)).now()
        rows = [dict(row) for row in store.rows("SELECT * FROM printers")]
        facts = of_store(
            store, started, now, printers=rows if health else None, fits=fits, machine=_machine(started, store, now),
            clock_trouble=health is not None and _clock_trouble(health, started, now),
        )  # fmt: skip
        found = find(facts)
    finally:
        store.close()
    if health is not None:
        found = as_the_hall_tells(found, health)
    print(told(found, asked=health is not None))
    return 1 if any(one.severity == "error" for one in found) else 0


def _health(settings: Settings) -> dict | None:
    """What the running hall of this data folder says of itself; None where none answers."""
    try:
        health = ask_health(settings.where_it_runs(), settings.believed_where_it_runs)
        HallClock.told(health)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return health


def _machine(settings: Settings, store: SqliteStore, now: int) -> list[wellbeing.Warning]:
    """As far as it is seen from outside: the disk, the memory, the backups, what the journal's last day says."""
    (free, total), (memory_free, memory_total) = machine.space(settings.data), machine.memory()
    state = BackupKeeper(settings).state()
    backup = wellbeing.BackupFacts(state.age_s, state.every_s, state.fault, state.same_disk)
    moved, restored = last_day(store, now)
    return wellbeing.warnings(wellbeing.Facts(
        free=free, total=total, memory_free=memory_free, memory_total=memory_total, backup=backup, up_s=math.inf,
        clock_moved_ms=moved, restored=restored, certificate=certificate(settings),
    ))  # fmt: skip


def _clock_trouble(health: dict, settings: Settings, now: int) -> bool:
    by_hand = settings.clock_start is not None or settings.clock_speed != 1
    return health.get("why") == ClockBehind.id or not by_hand and abs(machine_ms() - now) >= SMALL_MS


def as_the_hall_tells(found: list[Found], health: dict) -> list[Found]:
    """Of the machine just what the hall itself warns of: it knows what failed last, and what is too early to tell.
    Where both know, the words are ours, which say how much; else the catalogue's."""
    ids = health.get("warnings", {}).get("ids")
    if ids is None:  # it can't even read its own file
        ids = [*(one.id for one in found), KIND_OF["no-write", None]]
    kept = [one for one in found if one.id not in KIND_OF.values() or one.id in ids]
    known = {one.id for one in kept}
    kept += [found_kind(one) for one in ids if one in KINDS and one not in known]
    return sorted(kept, key=lambda one: (one.rank, one.id))


def told(found: list[Found], asked: bool = True) -> str:
    """`asked`: whether a running hall has said its part."""
    lines = [*map(str, found), ""]
    if not found:
        lines = [NOTHING if asked else NOTHING_SEEN]
    else:
        counts = {kind: sum(one.severity == kind for one in found) for kind in WORDS}
        vi = ", ".join(f"{counts[kind]} {WORDS[kind][0]}" for kind in WORDS if counts[kind])
        en = ", ".join(f"{counts[kind]} {WORDS[kind][1]}" for kind in WORDS if counts[kind])
        lines.append(f"{vi} / {en}; docs/findings.md")
    return "\n".join(lines if asked else [*lines, NOT_ASKED])
