"""The business day: it begins with its first deed, which ends or carries over what the day before left open."""

from __future__ import annotations

from ..core.events import Kind
from ..core.ticket import AT_DESK, Leg, LegState
from ..store.deed import Deed
from .entry import entry, opening

FORGOTTEN_MS = 12 * 3600 * 1000  # at a desk this long on an earlier date: nobody is there any more


def today(deed: Deed) -> str:
    """The business date, begun if it is new."""
    date = deed.business_date()
    if deed.date != date:
        deed.begin_day(date)
        left = deed.open_legs_before(date)
        carried = {leg.number: leg.ticket for leg in left if _is_carried(deed, leg)}
        deed.carry(date, carried)
        for leg in left:
            if leg.number in carried:
                _carry(deed, leg)
            elif leg.state not in AT_DESK or deed.now - leg.since >= FORGOTTEN_MS:
                deed.record(entry(deed, Kind.EXPIRED, leg, reason="end-of-day"), leg)
    return date


def _is_carried(deed: Deed, leg: Leg) -> bool:
    """Who still waits goes on waiting where the hall says so. Somebody whose service is offered no more cannot."""
    if deed.plan.end_of_day != "carry" or leg.state is not LegState.WAITING or deed.is_set_aside(leg.ticket):
        return False
    departments = {one.id: one for one in deed.plan.departments}
    services = departments[leg.department].services if leg.department in departments else ()
    return any(one.id == leg.service for one in services)


def _carry(deed: Deed, leg: Leg) -> None:
    """The leg ends on its own day; another one waits on the new day, credited with the same arrival."""
    deed.record(entry(deed, Kind.TRANSFERRED, leg, reason="carried-over"), leg)
    kept = {"credited_at": leg.credited_at, "procedure": leg.procedure, "for_desk": leg.for_desk, "first": leg.first}
    deed.record(opening(deed, leg, None, LegState.WAITING, leg.ordinal + 1, leg.service, **kept))
