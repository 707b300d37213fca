"""Keeps what surrounds the numbers up to date, and tells the boards when it has changed: with the heartbeat."""

from __future__ import annotations

import threading

from server.core import hours
from server.core.hours import business_date
from server.core.plan import Department, HallPlan
from server.hall import Hall
from server.live.streams import Streams
from server.store import forecasts, queries

from .around import Line, around
from .stream import View, views


class Surroundings:
    def __init__(self, hall: Hall, streams: Streams) -> None:
        self._hall, self._streams = hall, streams
        self._lock = threading.Lock()
        self._told: dict[str, dict] = {}

    def of(self, stream: str) -> dict:
        """What surrounds the numbers of this stream, as last told or as it is now."""
        if stream not in self._told:
            self.look()
        return self._told.get(stream) or self._told["board"]

    def look(self) -> None:
        """With each heartbeat: tells the streams whose surroundings have changed."""
        with self._lock:
            for name, found in self._now().items():
                before, self._told[name] = self._told.get(name), found
                if before is not None and before != found:
                    self._streams.emit("around", found, name)

    def _now(self) -> dict[str, dict]:
        now = self._hall.clock.now()
        plan, lines = self._lines(now)
        status = hours.status(plan.hours, now) if self._hall.real_hours else None
        return {
            view.name: around(plan, departments_of(plan, view), lines, status, now)
            for view in views(plan) if view.kind != "panel"
        }  # fmt: skip

    def _lines(self, now: int) -> tuple[HallPlan, dict[str, Line]]:
        store = self._hall.store
        with store.reading() as db:
            plan, date = store.plan_of(db)[1], f"{business_date(now)}"
            waiting = queries.waiting_counts(db, date)
            found = {}
            for one in plan.departments:
                ahead = waiting.get(one.id, (0, 0))[0]
                desks = queries.open_desks(db, [desk.id for desk in plan.desks_serving(one.id, day=date)])
                found[one.id] = Line(ahead, forecasts.range_now(db, plan, date, one, ahead, now), desks)
        return plan, found


def departments_of(plan: HallPlan, view: View) -> list[Department]:
    """Those whose visitors look at this board, in the kiosk's order."""
    if view.kind == "department":
        return [one for one in plan.departments if one.id == view.place]
    zone = next((one for one in plan.zones if view.kind == "zone" and one.id == view.place), None)
    if zone is None:
        return list(plan.departments)
    here = [desk for desk in plan.desks if desk.id in zone.desks or desk.area in zone.areas]
    wanted = {*zone.departments, *(one for desk in here for one in desk.departments)}
    return [one for one in plan.departments if one.id in wanted]
