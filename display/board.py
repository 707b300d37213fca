"""State → what stands on a board. Pure: the calls that concern it in, the picture out.

The page lays the calls out by time (`display/static/rows.js`): at most 8 at once, each at least 20 s. So the state
holds what may still have to be shown, not only the last eight.
"""

from __future__ import annotations

from collections.abc import Iterable

from server.core.desk import DeskState
from server.core.events import Entry
from server.core.naming import Name
from server.core.plan import HallPlan

from .calls import STANDS, Call

ROWS = 8
RECENT_MS = 120_000  # a call may wait so long for its place, when everybody is called at once
ABSENT_MS = 600_000  # who was called and did not come finds the number on the board for this long
MOST = 48


def board(plan: HallPlan, plan_id: int, title: Name | None, calls: Iterable[Call], at: int) -> dict:
    """The board at `at` (UTC ms), `calls` the newest first."""
    return {
        "hall": plan.name.to_json(), "title": title.to_json() if title else None, "plan": plan_id,
        "stay_ms": round(plan.call_seconds * 1000),
        "calls": [_row(call) for call in _chosen(calls, at)],
    }  # fmt: skip


def _chosen(calls: Iterable[Call], at: int) -> list[Call]:
    """The last 8 that stand, and those just called or just ended."""
    found: list[Call] = []
    standing = 0
    for call in calls:
        age = at - call.last.at
        stands = STANDS.get(call.state)
        if age >= ABSENT_MS and standing >= ROWS or len(found) >= MOST:
            break
        live = stands in ("called", "serving")
        if live and standing < ROWS or age < RECENT_MS or stands == "absent" and age < ABSENT_MS:
            found.append(call)
        standing += live
    return found


def _row(call: Call) -> dict:
    """`rings`: when it rang, oldest first, as far back as it matters to the layout."""
    newest = call.last.at
    return row(call.last) | {
        "state": STANDS.get(call.state, "over"),
        "rings": [ring.at for ring in call.rings if newest - ring.at < RECENT_MS],
    }


def row(ring: Entry) -> dict:
    """One call as a board shows it, with the names of the day it was made."""
    body = ring.body
    return {
        "seq": ring.seq, "number": body["number"], "desk": ring.desk, "desk_name": body["desk_name"],
        "department": body["department_name"], "at": ring.at,
    }  # fmt: skip


def panel(plan: HallPlan, plan_id: int, now: DeskState, call: Call | None) -> dict:
    """What a desk's own panel shows: whose desk, its state and why, the number that is there now."""
    desk = plan.desk(now.desk)
    return {
        "hall": plan.name.to_json(), "plan": plan_id, "desk": desk.id, "name": desk.name.to_json(),
        "departments": [plan.department(one).name.to_json() for one in desk.departments],
        "state": STANDS[call.state] if call else now.state, "reason": now.reason,
        "calls": [_row(call)] if call else [],
    }  # fmt: skip
