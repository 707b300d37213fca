"""The officer's keys of every visit. `here` is the leg called to or served at the desk, or None."""

from __future__ import annotations

from ..core.errors import CameOrNot, MoveNotAllowed, NobodyWaiting, Stale
from ..core.events import Kind
from ..core.reasons import LEAVES
from ..core.ticket import Leg, LegState
from ..store.deed import Deed
from . import ending
from .choose import call, choose
from .entry import call_facts, entry
from .named import at_desk, leg_named
from .request import Command, Wish
from .sitting import reopen


def call_next(deed: Deed, here: Leg | None, command: Command, wish: Wish) -> None:
    """Free, it calls; serving, it finishes (a derived end) and calls; called, it raises CameOrNot."""
    if here is None:
        if not _call(deed, command):
            raise NobodyWaiting
        return
    if here.state is LegState.CALLED:
        raise CameOrNot
    ending.finish(deed, here, command, derived=True)
    _call(deed, command)


def came_next(deed: Deed, here: Leg | None, command: Command, wish: Wish) -> None:
    """The called visitor came and has been served: start and end are worked out (derived), then the next is called.

    When the service really began nobody pressed: the start is set to the call, and the leg is kept out of measured
    service times.
    """
    called = _expect_called(here)
    start = entry(deed, Kind.STARTED, called, command, derived=True, effective_at=called.called_at)
    serving = deed.record(start, called)
    assert serving is not None
    ending.finish(deed, serving, command, derived=True)
    _call(deed, command)


def no_show_next(deed: Deed, here: Leg | None, command: Command, wish: Wish) -> None:
    """The called visitor is not here: a no-show, then the next is called."""
    called = _expect_called(here)
    deed.record(entry(deed, Kind.NO_SHOW, called, command), called)
    _call(deed, command)


def recall(deed: Deed, here: Leg | None, command: Command, wish: Wish) -> None:
    """The called number rings once more."""
    called = _expect_called(here)
    told = call_facts(deed, called, command.desk)
    deed.record(entry(deed, Kind.RECALLED, called, command, **told), called)


def start(deed: Deed, here: Leg | None, command: Command, wish: Wish) -> None:
    """The visitor stands at the desk."""
    leg = at_desk(here)
    deed.record(entry(deed, Kind.STARTED, leg, command), leg)


def finish(deed: Deed, here: Leg | None, command: Command, wish: Wish) -> None:
    """Served: a pressed end."""
    ending.finish(deed, at_desk(here), command)


def finish_next(deed: Deed, here: Leg | None, command: Command, wish: Wish) -> None:
    """Finish, and call whoever is next: for officers who have chosen that the one brings the other."""
    finish(deed, here, command, wish)
    _call(deed, command)


def no_show(deed: Deed, here: Leg | None, command: Command, wish: Wish) -> None:
    """Called, and not there."""
    leg = at_desk(here)
    deed.record(entry(deed, Kind.NO_SHOW, leg, command), leg)


def leave(deed: Deed, here: Leg | None, command: Command, wish: Wish) -> None:
    """The visitor does not want to wait or be served any more."""
    leg = leg_named(deed, here, command, wish)
    if leg.state is LegState.NO_SHOW:
        raise MoveNotAllowed(Kind.LEFT, leg.state)
    ending.leave(deed, leg, command, wish.reason if wish.reason in LEAVES else "visitor")


def _call(deed: Deed, command: Command) -> bool:
    """Calls who is next for this desk; False when nobody waits. The choice is claimed only if still waiting."""
    choice = choose(deed, command.desk)
    if choice is None:
        return False
    reopen(deed, command)
    call(deed, deed.leg(choice.leg), command, choice.why)
    return True


def _expect_called(here: Leg | None) -> Leg:
    called = at_desk(here)
    if called.state is not LegState.CALLED:
        raise Stale
    return called
