"""An officer sits down at a desk, takes one over, leaves it."""

from __future__ import annotations

from dataclasses import replace

from ..core.errors import DeskTaken
from ..core.events import Entry, Kind
from ..store.deed import Deed
from .day import today
from .entry import entry


def open_desk(deed: Deed, desk: str, officer: str, takeover: bool) -> None:
    """Another officer's open desk raises DeskTaken unless `takeover`; a leg there then goes on, its clock untouched."""
    deed.plan.desk(desk)
    state = deed.desk(desk)
    if state.state != "closed" and state.officer == officer:
        return
    if state.state != "closed" and not takeover:
        raise DeskTaken(state.officer or "")
    deed.record(Entry(Kind.DESK_OPENED, deed.now, today(deed), desk=desk, officer=officer, from_state=state.state,
                      to_state="open"))  # fmt: skip
    leg = deed.leg_at(desk)
    if leg is not None and leg.officer != officer:
        deed.record(replace(entry(deed, Kind.TAKEN_OVER, leg), desk=desk, officer=officer), leg)


def close_desk(deed: Deed, desk: str, officer: str) -> None:
    """A leg still at the desk stays there, its clock running; the desk then stays open."""
    state = deed.desk(desk)
    if state.state == "closed" or state.officer != officer or deed.leg_at(desk) is not None:
        return
    deed.record(Entry(Kind.DESK_CLOSED, deed.now, deed.business_date(), desk=desk, officer=officer,
                      from_state=state.state, to_state="closed"))  # fmt: skip
