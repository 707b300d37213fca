"""How the hall stands in one moment: every desk, every line. One read transaction."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from ..core import usual
from ..core.plan import Department, Desk, HallPlan
from ..core.rules import ORDINARY
from ..core.ticket import LegState
from ..store import desk_look, forecasts, queries


@dataclass(frozen=True)
class DeskNow:
    desk: Desk
    state: str  # "closed", "open", "break", "back-office", "called", "serving"
    officer: str
    number: str | None
    spent_ms: int | None  # of who is at the desk, else since it is free or its state began
    usual_ms: int | None
    idle_ms: int  # free while somebody it serves waits
    department: str | None = None  # whose visitor is there

    @property
    def far_over(self) -> bool:
        return self.state == "serving" and usual.is_far_over(self.spent_ms or 0, self.usual_ms or 0)


@dataclass(frozen=True)
class LineNow:
    department: Department
    waiting: int
    longest_ms: int
    minutes: tuple[int, int]  # for whoever comes now
    open_desks: int
    free_desks: tuple[Desk, ...]  # that serve it and are closed


@dataclass(frozen=True)
class HallNow:
    plan: HallPlan
    date: str
    at: int
    desks: list[DeskNow]
    lines: list[LineNow]

    @property
    def at_work(self) -> bool:
        """Whether anybody sits at a desk."""
        return any(one.state != "closed" for one in self.desks)


def hall_now(db: sqlite3.Connection, plan: HallPlan, date: str, now: int) -> HallNow:
    states = queries.desk_states(db)
    desks = [_desk(db, plan, date, one.on(date), now) for one in plan.desks]
    waiting = queries.waiting_counts(db, date)
    lines = []
    for one in plan.departments:
        serving = plan.desks_serving(one.id, day=date)
        state = {desk.id: states[desk.id].state if desk.id in states else "closed" for desk in serving}
        people, first = waiting.get(one.id, (0, now))
        lines.append(LineNow(
            one, people, max(0, now - first), forecasts.line_now(db, plan, date, one, ORDINARY, now).told.minutes,
            sum(word == "open" for word in state.values()),
            tuple(desk for desk in serving if state[desk.id] == "closed"),
        ))  # fmt: skip
    return HallNow(plan, date, now, desks, lines)


def _desk(db: sqlite3.Connection, plan: HallPlan, date: str, desk: Desk, now: int) -> DeskNow:
    state, leg = queries.desk_state(db, desk.id), queries.leg_at(db, desk.id)
    officer = plan.officer_name(state.officer) if state.state != "closed" else ""
    if leg is not None:
        serving = leg.state is LegState.SERVING
        since = desk_look.spent_since(leg) if serving else leg.called_at or now
        usually = desk_look.usual_of(db, plan, date, leg)
        return DeskNow(desk, str(leg.state), officer, leg.number, max(0, now - since), usually, 0,
                       leg.department)  # fmt: skip
    idle, free = 0, state.since
    if state.state == "open":
        longest = desk_look.longest(db, date, desk, state.officer)
        free = max([free, *(one.ended_at or 0 for one in desk_look.last_ended(db, date, desk.id)[:1])])
        idle = max(0, now - max(free, min(longest.values()))) if longest else 0
    return DeskNow(desk, state.state, officer, None, max(0, now - free), None, idle)
