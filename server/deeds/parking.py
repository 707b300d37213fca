"""Stepping aside and going back: hold, resume, return to the line."""

from __future__ import annotations

from ..core.errors import BadInput, DeskBusy, MoveNotAllowed, NotAtThisDesk
from ..core.events import Kind
from ..core.reasons import HOLDS, RETURNS
from ..core.ticket import MOVES, Leg, LegState
from ..store.deed import Deed
from .day import carry
from .entry import entry
from .named import at_desk, leg_named
from .request import Command, Wish
from .sitting import reopen


def hold(deed: Deed, here: Leg | None, command: Command, wish: Wish) -> None:
    """The visitor at the desk steps aside with the service open; the desk is free meanwhile."""
    if wish.reason is not None and wish.reason not in HOLDS:
        raise BadInput(f"a hold's reason is one of {', '.join(HOLDS)}")
    leg = at_desk(here)
    deed.record(entry(deed, Kind.HELD, leg, command, wish.reason), leg)


def resume(deed: Deed, here: Leg | None, command: Command, wish: Wish) -> None:
    """Somebody held at this desk stands before it again: no call, no ring."""
    if here is not None:
        raise DeskBusy
    leg = leg_named(deed, here, command, wish)
    if leg.state is LegState.HELD and leg.desk != command.desk:
        raise NotAtThisDesk(deed.desk_plan(leg.desk).name if leg.desk else None)
    reopen(deed, command)
    deed.record(entry(deed, Kind.RESUMED, leg, command), leg)


def put_back(deed: Deed, here: Leg | None, command: Command, wish: Wish) -> None:
    """From the desk (or from hold) to the line again: where the arrival puts them, first of all, or at the end."""
    place = wish.place or "in-order"
    if place not in RETURNS:
        raise BadInput(f"a place is one of {', '.join(RETURNS)}")
    leg = leg_named(deed, here, command, wish)
    if leg.state is LegState.WAITING:
        raise MoveNotAllowed(Kind.PUT_BACK, leg.state)
    body: dict = {"place": place, "first": place == "first"} | ({"credited_at": deed.now} if place == "last" else {})
    if leg.business_date < deed.date and leg.state in MOVES[Kind.PUT_BACK]:  # its own day's line is over
        carry(deed, leg, command, **body)
    else:
        deed.record(entry(deed, Kind.PUT_BACK, leg, command, **body), leg)
