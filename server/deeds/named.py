"""Deeds about a number somebody says aloud: calling it, and letting a late visitor in again."""

from __future__ import annotations

from dataclasses import replace

from ..core import numbering
from ..core.errors import (
    BadInput,
    DeskBusy,
    MoveNotAllowed,
    NeedsReason,
    NobodyAtDesk,
    NoSuchNumber,
    NotAtThisDesk,
    NotServedHere,
    TicketOver,
    TooLateBack,
    WhichNumber,
)
from ..core.events import Kind
from ..core.reasons import OUT_OF_ORDER
from ..core.ticket import AT_DESK, OPEN, Leg, LegState
from ..store.deed import Deed
from .choose import call, choose, may_call, serves
from .day import today
from .entry import entry
from .request import Command, Wish
from .sitting import reopen

COMES_BACK = (LegState.NO_SHOW, LegState.HELD)


def leg_named(deed: Deed, here: Leg | None, command: Command, wish: Wish, to_service: str = "") -> Leg:
    """The leg a wish is about: the named number's, or the one at the desk. `to_service` is where it shall go: whoever
    took a number of the wrong line is let into their own by the desk they stand at.

    Raises NoSuchNumber, NotAtThisDesk for somebody who stands at another desk, NotServedHere for a visitor of lines
    that are not this desk's and who was not here last, NobodyAtDesk.
    """
    if wish.number is None:
        return at_desk(here)
    leg = by_number(deed, wish.number)
    if leg.state in AT_DESK and leg.desk != command.desk:
        raise NotAtThisDesk(deed.desk_plan(leg.desk).name if leg.desk else None)
    if leg.desk != command.desk and not (serves(deed, command.desk, leg) or _is_served(deed, command, to_service)):
        raise NotServedHere
    return leg


def _is_served(deed: Deed, command: Command, service: str) -> bool:
    day = deed.business_date()
    return bool(service) and deed.serves(deed.desk_plan(command.desk).on(day), service, day)


def at_desk(here: Leg | None) -> Leg:
    """The leg at the desk. Raises NobodyAtDesk."""
    if here is None:
        raise NobodyAtDesk
    return here


def by_number(deed: Deed, number: str) -> Leg:
    """The leg that matters now of the ticket with that number. Raises NoSuchNumber."""
    written = numbering.read(number)
    if written is None:
        raise NoSuchNumber
    return deed.present_leg(deed.ticket_of(today(deed), written))


def _number_of(deed: Deed, command: Command, digits: str) -> str:
    """The number of today that ends so and that this desk may call. Raises NoSuchNumber, WhichNumber."""
    date = today(deed)
    if not (digits.isascii() and digits.isdecimal()):
        raise NoSuchNumber
    found = deed.numbers_of(date, int(digits), deed.desk_plan(command.desk).on(date).departments)
    if len(found) > 1:
        raise WhichNumber(found)
    if not found:
        raise NoSuchNumber
    return found[0]


def call_named(deed: Deed, here: Leg | None, command: Command, wish: Wish) -> None:
    """Calls that very number: out of order only with a reason, which the journal keeps.

    A visitor who was held or not there before may be called again without one.
    """
    if wish.digits is not None:
        wish = replace(wish, number=_number_of(deed, command, wish.digits))
    if here is not None:
        raise DeskBusy
    if wish.number is None:
        raise BadInput("a named call needs a number")
    leg = leg_named(deed, here, command, wish)
    if leg.state not in (LegState.WAITING, *COMES_BACK):
        raise TicketOver if leg.state not in OPEN else MoveNotAllowed(Kind.CALLED, leg.state)
    if leg.state is LegState.WAITING and not may_call(deed, command.desk, leg):
        raise NotServedHere
    why = _why(deed, leg, command, wish)
    reopen(deed, command)
    call(deed, leg, command, why, wish.reason)


def late_return(deed: Deed, here: Leg | None, command: Command, wish: Wish) -> None:
    """A visitor who was not there is back within the hall's tolerance: waits again, from the first arrival."""
    if wish.number is None:
        raise BadInput("a late return needs a number")
    come_back(deed, by_number(deed, wish.number), command)


def come_back(deed: Deed, leg: Leg, command: Command | None) -> None:
    """The same, for a desk or the visitor alone. Raises TooLateBack once too many numbers were called since."""
    if leg.state is not LegState.NO_SHOW:
        raise TicketOver if leg.state not in OPEN else MoveNotAllowed(Kind.LATE_RETURN, leg.state)
    allowed = deed.plan.late_return_tickets
    if leg.business_date != today(deed) or deed.called_since(leg) > allowed:
        raise TooLateBack(allowed)
    back = entry(deed, Kind.LATE_RETURN, leg, command)
    if command is None:  # the visitor's own doing: it is no deed of the desk that had called
        back = replace(back, desk=None, officer=None)
    deed.record(back, leg)


def _why(deed: Deed, leg: Leg, command: Command, wish: Wish) -> str:
    if wish.reason is not None and wish.reason not in OUT_OF_ORDER:
        raise BadInput(f"a reason is one of {', '.join(OUT_OF_ORDER)}")
    if leg.state in COMES_BACK:
        return str(leg.state)
    choice = choose(deed, command.desk)
    if choice is not None and choice.leg == leg.id:
        return choice.why
    if wish.reason is None:
        raise NeedsReason
    return "named"
