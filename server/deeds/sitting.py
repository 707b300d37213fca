"""An officer sits down at a desk, takes one over, rests, works behind it, leaves it."""

from __future__ import annotations

from dataclasses import replace

from ..core.errors import BadInput, DeskBusy, DeskTaken
from ..core.events import Entry, Kind
from ..core.reasons import PAUSES
from ..core.ticket import Leg
from ..store.deed import Deed
from .day import today
from .entry import entry
from .request import Command, Wish


def open_desk(deed: Deed, desk: str, officer: str, takeover: bool) -> None:
    """Another officer's open desk raises DeskTaken unless `takeover`; a leg there then goes on, its clock untouched."""
    deed.plan.desk(desk)
    state = deed.desk(desk)
    if state.state != "closed" and state.officer == officer:
        return
    if state.state != "closed" and not takeover:
        raise DeskTaken(state.officer or "")
    _record(deed, Kind.DESK_OPENED, desk, officer, "open")
    leg = deed.leg_at(desk)
    if leg is not None and leg.officer != officer:
        deed.record(replace(entry(deed, Kind.TAKEN_OVER, leg), desk=desk, officer=officer), leg)


def close_desk(deed: Deed, desk: str, officer: str) -> None:
    """A leg still at the desk stays there, its clock running; the desk then stays open."""
    state = deed.desk(desk)
    if state.state == "closed" or state.officer != officer or deed.leg_at(desk) is not None:
        return
    _record(deed, Kind.DESK_CLOSED, desk, officer, "closed")


def pause(deed: Deed, here: Leg | None, command: Command, wish: Wish) -> None:
    """A break, with its reason. Nobody leaves a visitor at the desk."""
    if wish.reason not in PAUSES:
        raise BadInput(f"a break's reason is one of {', '.join(PAUSES)}")
    _free(here)
    _record(deed, Kind.DESK_BREAK, command.desk, command.officer, "break", wish.reason)


def back_office(deed: Deed, here: Leg | None, command: Command, wish: Wish) -> None:
    """The officer works on dossiers and calls nobody."""
    _free(here)
    _record(deed, Kind.DESK_BACK_OFFICE, command.desk, command.officer, "back-office")


def back_at_desk(deed: Deed, here: Leg | None, command: Command, wish: Wish) -> None:
    """The desk calls again. Pressed at an open desk it changes nothing."""
    reopen(deed, command)


def reopen(deed: Deed, command: Command) -> None:
    """An officer who calls somebody is back, whatever the desk said before."""
    if deed.desk(command.desk).state != "open":
        _record(deed, Kind.DESK_OPENED, command.desk, command.officer, "open")


def _free(here: Leg | None) -> None:
    if here is not None:
        raise DeskBusy


def _record(deed: Deed, kind: Kind, desk: str, officer: str, to: str, reason: str | None = None) -> None:
    before = deed.desk(desk).state
    deed.record(Entry(kind, deed.now, today(deed), desk=desk, officer=officer, from_state=before, to_state=to,
                      reason=reason))  # fmt: skip
