"""python -m server erase: what is kept, what had its days, and erasing sooner. May run beside the server."""

from __future__ import annotations

import sys
from datetime import date

from ..core.hours import day_bounds, written
from ..ports import Clock
from ..store.sqlite import SqliteStore
from .erase import Eraser
from .kinds import BY_ID

WHO = "command"


def erase(store: SqliteStore, clock: Clock, kind: str | None, before: str | None) -> int:
    """Without a kind: what there is. `due`: everything that has had its days. 0 done, 2 the command was wrong."""
    eraser = Eraser(store, clock)
    if kind is None:
        for one in eraser.overview():
            oldest = written(one["oldest"]) if one["oldest"] else "-"
            print(f"{one['kind'].id:<10} {one['days']:>5} days {one['kept']:>9} rows, oldest {oldest}, "
                  f"{one['due']} overdue: {one['kind'].name.en}")  # fmt: skip
        return 0
    if kind == "due":
        found = {one.id: eraser.erase(one, eraser.before(one), WHO, "admin") for one in BY_ID.values()}
    elif kind not in BY_ID:
        print(f"lượt: no kind '{kind}': name one of {', '.join(BY_ID)}, or due", file=sys.stderr)
        return 2
    else:
        day = _day(before)
        if day is None:
            print("lượt: say --before DATE, such as 2026-11-23: that day stays", file=sys.stderr)
            return 2
        found = {kind: eraser.erase(BY_ID[kind], day_bounds(day)[0], WHO, "admin")}
    for name, rows in found.items():
        print(f"{name}: {rows} erased")
    return 0


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
