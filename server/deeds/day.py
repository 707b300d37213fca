"""The business day: it begins before its first deed, by one of its own that ends or carries over what was left open."""

from __future__ import annotations

from ..core.events import Kind
from ..core.ticket import AT_DESK, Leg, LegState
from ..store.deed import Deed
from .entry import entry, opening
from .request import Command

FORGOTTEN_MS = 12 * 3600 * 1000  # at a desk this long on an earlier date: nobody is there any more


def today(deed: Deed) -> str:
    """The business date, begun if it is new."""
    date = deed.business_date()
    if deed.date != date:
        with deed.apart():
            _begin(deed, date)
    return date


def _begin(deed: Deed, date: str) -> None:
    deed.begin_day(date)
    left = deed.open_legs_before(date)
    carried = [leg for leg in left if _is_carried(deed, leg)]
    stay = [leg for leg in left if leg.state in AT_DESK and deed.now - leg.since < FORGOTTEN_MS]
    deed.carry(date, {leg.number: leg.ticket for leg in carried + stay})
    for leg in carried:
        carry(deed, leg)
    for leg in left:
        if leg not in carried and leg not in stay:
            deed.record(entry(deed, Kind.EXPIRED, leg, reason="end-of-day"), leg)


def _is_carried(deed: Deed, leg: Leg) -> bool:
    """Who still waits goes on waiting where the hall says so. Somebody whose service is offered no more cannot."""
    if deed.plan.end_of_day != "carry" or leg.state is not LegState.WAITING or deed.is_set_aside(leg.ticket):
        return False
    departments = {one.id: one for one in deed.plan.departments}
    services = departments[leg.department].services if leg.department in departments else ()
    return any(one.id == leg.service for one in services)


def carry(deed: Deed, leg: Leg, command: Command | None = None, **place: object) -> None:
    """The leg ends on its own day; another one waits on the new day, credited with the same arrival."""
    ordinal = max(one.ordinal for one in deed.legs_of(leg.ticket)) + 1
    deed.record(entry(deed, Kind.TRANSFERRED, leg, command, reason="carried-over"), leg)
    kept = {name: getattr(leg, name) for name in ("credited_at", "procedure", "for_desk", "for_officer", "first")}
    deed.record(opening(deed, leg, command, LegState.WAITING, ordinal, leg.service, **kept | place))
