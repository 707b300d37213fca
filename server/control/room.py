"""The control room's eye: looks with each heartbeat, keeps the alerts, asks for advice where a line is in need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..core.plan import HallPlan
from ..hall import Hall
from ..staff.alarms import today
from ..staff.device_notices import notices, prints
from .adviser import Adviser, line_of
from .alerts import Alerts
from .devices import Heard
from .look import HallNow, hall_now
from .rules import Moment, causes
from .uptime import UpTime


class Control:
    def __init__(self, hall: Hall, house: dict[str, Any]) -> None:
        """`house`: outbox and identities, which know the devices."""
        self._hall, self._house = hall, house
        self.alerts, self.heard = Alerts(hall.store, hall.clock), Heard(hall.clock.now)
        self.adviser, self.up_time = Adviser(hall.store), UpTime(hall.store, hall.clock.speed)
        self.tell: Callable[[str], None] = lambda kind: None

    def now(self) -> HallNow:
        store, now = self._hall.store, self._hall.clock.now()
        with store.reading() as db:
            return hall_now(db, store.plan_of(db)[1], today(db, now), now)

    def look(self) -> None:
        """One look: alerts follow what is, and supervisors hear of it where anything changed."""
        hall = self.now()
        self.up_time.look(hall.date, hall.at, hall.at_work, self._devices(hall.plan))
        changed = self.alerts.follow(causes(hall.plan, self.moment(hall)))
        need = {one["subject"] for one in self.alerts.of_today() if one["kind"] == "wait" and one["ended_at"] is None}
        store = self._hall.store
        self.adviser.want([line_of(store, hall.plan, hall.date, one, hall.at) for one in sorted(need)])
        if changed:
            self.tell("control")

    def _devices(self, plan: HallPlan) -> list[tuple[tuple[str, str], bool]]:
        """Each paired screen and kiosk and each printer, and whether a visitor could use it now."""
        found = [((one["kind"], one["name"]), one["heard"]) for one in self.screens(plan)]
        rows = {row["id"]: row for row in self._house["outbox"].printers()}
        return found + [(("printer", one.id), prints(rows.get(one.id))) for one in plan.printers]

    def moment(self, hall: HallNow) -> Moment:
        printers = notices(hall.plan, self._house["outbox"].printers())
        silent = {one["name"]: hall.at - one["since"] for one in self.screens(hall.plan) if not one["heard"]}
        speed = max(1.0, self._hall.clock.speed)
        return Moment(
            {one.department.id: (one.waiting, one.longest_ms) for one in hall.lines},
            {one.desk.id: one.idle_ms for one in hall.desks},
            {one["id"]: one["grave"] for one in printers if one["state"] != "no-agent"},
            {name: round(ms / speed) for name, ms in silent.items()},
            hall.at_work,
        )

    def screens(self, plan: HallPlan) -> list[dict]:
        """Every paired screen and kiosk of the hall file: name, its title, whether it is heard, and since when."""
        titles = {("display", one.id): one.name for one in plan.displays}
        titles |= {("kiosk", one.id): one.name for one in plan.kiosks}
        paired = {(one["kind"], one["name"]) for one in self._house["identities"].devices() if not one["revoked_at"]}
        found = []
        for kind, name in sorted(paired & set(titles)):
            heard, since = self.heard.state(kind, name)
            found.append({"kind": kind, "name": name, "title": titles[kind, name], "heard": heard, "since": since})
        return found
