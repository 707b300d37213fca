"""The end of a leg, and what it begins: a ticket's next planned leg starts to wait when the one before is done."""

from __future__ import annotations

from ..core.events import Kind
from ..core.ticket import Leg, LegState
from ..store.deed import Deed
from .entry import entry
from .request import Command


def finish(deed: Deed, leg: Leg, command: Command, **body: object) -> None:
    """DONE; a leg planned after it enters its line now, unless the plan said when it counts from."""
    deed.record(entry(deed, Kind.FINISHED, leg, command, **body), leg)
    planned = [one for one in deed.legs_of(leg.ticket) if one.state is LegState.PLANNED]
    if planned:
        later = min(planned, key=lambda one: (not one.first, one.ordinal))  # back to the desk before going further
        kept = later.credited_at < later.opened_at  # a visitor who comes back keeps the first arrival
        credited = later.credited_at if kept else deed.now
        begins = entry(deed, Kind.ACTIVATED, later, command, credited_at=credited, first=later.first)
        deed.record(begins, later)


def leave(deed: Deed, leg: Leg, command: Command | None, reason: str) -> None:
    """The visitor goes: this leg and all that was planned after it end as LEFT."""
    deed.record(entry(deed, Kind.LEFT, leg, command, reason=reason), leg)
    for later in deed.legs_of(leg.ticket):
        if later.state is LegState.PLANNED:
            deed.record(entry(deed, Kind.LEFT, later, command, reason=reason), later)
