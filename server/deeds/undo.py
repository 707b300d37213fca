"""Taking back the desk's last deed: each of its entries by a new entry, newest first."""

from __future__ import annotations

from ..core.errors import MoveNotAllowed, UndoTooLate
from ..core.events import Entry, Kind
from ..core.ticket import OPENING, Leg
from ..store.deed import Deed
from .entry import entry
from .request import Command, Wish

UNDO_MS = 10_000
FINAL = frozenset({Kind.UNDONE, Kind.VOIDED, Kind.TAKEN_OVER, Kind.EXPIRED})


def undo(deed: Deed, here: Leg | None, command: Command, wish: Wish) -> None:
    """Within 10 s of the deed, and only while its entries are still the last of their legs; else UndoTooLate."""
    last = deed.last_deed_at(command.desk)
    until = undo_until(last)
    if until is None or deed.now > until or last[-1].business_date < deed.date:
        raise UndoTooLate  # what was done yesterday stays: nobody waits on a day that is over
    for one in reversed(_about_legs(last)):
        _take_back(deed, one, command)


def undo_until(last: list[Entry]) -> int | None:
    """Until when (UTC ms) a desk's last deed may be taken back; None for one that may not be."""
    mine = _about_legs(last)
    return None if not mine or any(one.kind in FINAL for one in mine) else mine[-1].at + UNDO_MS


def _about_legs(entries: list[Entry]) -> list[Entry]:
    return [one for one in entries if one.leg is not None]


def _take_back(deed: Deed, taken: Entry, command: Command) -> None:
    leg = deed.leg(taken.leg or 0)
    if taken.kind in OPENING:
        if leg.version != taken.seq:
            raise UndoTooLate
        deed.record(entry(deed, Kind.VOIDED, leg, command), leg)
        return
    try:
        deed.record(entry(deed, Kind.UNDONE, leg, command, undoes=taken.seq), leg)
    except MoveNotAllowed as moved_on:
        raise UndoTooLate from moved_on
