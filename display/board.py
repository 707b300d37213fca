"""State → what stands on the TV. Pure: the day's calls in, the picture out."""

from __future__ import annotations

from collections.abc import Iterable

from server.core.events import Entry
from server.core.plan import HallPlan

ROWS = 8


def board(plan: HallPlan, calls: Iterable[Entry]) -> dict:
    """The board after `calls` (oldest first, none taken back): newest first, one row a leg, at most 8."""
    rows: list[dict] = []
    seen: set[int | None] = set()
    for call in sorted(calls, key=lambda entry: -entry.seq):
        if call.leg in seen:
            continue
        seen.add(call.leg)
        rows.append(row(call))
        if len(rows) == ROWS:
            break
    return {"hall": plan.name.to_json(), "calls": rows}


def row(call: Entry) -> dict:
    """One call as a board shows it, with the names of the day it was made."""
    body = call.body
    return {
        "seq": call.seq, "number": body["number"], "desk": call.desk, "desk_name": body["desk_name"],
        "department": body["department_name"], "at": call.at,
    }  # fmt: skip
