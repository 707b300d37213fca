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
WAY_MS = 2000  # as in rows.js: a stay is one on the glass
BACKLOG = 6  # a call waits for its place for at most so many stays, when everybody is called at once
ABSENT_MS = 600_000  # who was called and did not come finds the number on the board for this long
MOST = 48


def backlog_ms(plan: HallPlan) -> int:
    """How long after it rang a call may still have to be shown."""
    return BACKLOG * (round(plan.call_seconds * 1000) + WAY_MS)


def board(plan: HallPlan, plan_id: int, title: Name | None, calls: Iterable[Call], at: int) -> dict:
    """The board at `at` (UTC ms), `calls` the newest first."""
    stay = round(plan.call_seconds * 1000)
    chosen = _chosen(calls, at, stay + WAY_MS)
    return {
        "hall": plan.name.to_json(), "title": title.to_json() if title else None, "plan": plan_id, "stay_ms": stay,
        "calls": [_row(call, backlog_ms(plan)) for call in chosen],
    }  # fmt: skip


def _chosen(calls: Iterable[Call], at: int, stay: int) -> list[Call]:
    """The last 8 that stand, those who did not come, and whatever may still need its time on the board."""
    newest = _until_enough(calls, at, BACKLOG * stay)
    fresh = BACKLOG * stay if _rush(newest, at, stay) else stay
    found: list[Call] = []
    standing = 0
    for call in newest:
        age, stands = at - call.last.at, STANDS.get(call.state)
        live = stands in ("called", "serving")
        if live and standing < ROWS or age < fresh or stands == "absent" and age < ABSENT_MS:
            found.append(call)
        standing += live
    return found[:MOST]


def _until_enough(calls: Iterable[Call], at: int, recent: int) -> list[Call]:
    """As far back as anything may matter."""
    found: list[Call] = []
    standing = 0
    for call in calls:
        if standing >= ROWS and at - call.last.at >= max(recent, ABSENT_MS):
            break
        found.append(call)
        standing += call.state in ("called", "serving")
    return found


def _rush(calls: list[Call], at: int, stay: int) -> bool:
    """Whether more rang within one stay than have a place, so that some had to wait for theirs."""
    rings = sorted(ring.at for call in calls for ring in call.rings if at - ring.at < BACKLOG * stay)
    return any(later - earlier < stay for earlier, later in zip(rings, rings[ROWS:], strict=False))


def _row(call: Call, back: int) -> dict:
    """`rings`: when it rang, oldest first, as far back as it matters to the layout."""
    newest = call.last.at
    return row(call.last) | {
        "state": STANDS.get(call.state, "over"), "rings": [ring.at for ring in call.rings if newest - ring.at < back],
    }  # fmt: skip


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
        "calls": [_row(call, 1)] if call else [],
    }  # fmt: skip
