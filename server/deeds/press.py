"""The officer's keys. `here` is the leg called to or served at the desk, or None."""

from __future__ import annotations

from ..core import line
from ..core.errors import CameOrNot, NobodyAtDesk, NobodyWaiting, Stale
from ..core.events import Kind
from ..core.plan import Department
from ..core.ticket import Leg, LegState
from ..store.deed import Deed
from .day import today
from .entry import call_facts, entry
from .request import Command


def call_next(deed: Deed, here: Leg | None, command: Command) -> None:
    """Free, it calls; serving, it finishes (a derived end) and calls; called, it raises CameOrNot."""
    if here is None:
        if not _call(deed, command):
            raise NobodyWaiting
        return
    if here.state is LegState.CALLED:
        raise CameOrNot
    deed.record(entry(deed, Kind.FINISHED, here, command, derived=True), here)
    _call(deed, command)


def came_next(deed: Deed, here: Leg | None, command: Command) -> None:
    """The called visitor came and has been served: start and end are worked out (derived), then the next is called.

    When the service really began nobody pressed: the start is set to the call, and the leg is kept out of measured
    service times.
    """
    called = _expect_called(here)
    start = entry(deed, Kind.STARTED, called, command, derived=True, effective_at=called.called_at)
    serving = deed.record(start, called)
    assert serving is not None
    deed.record(entry(deed, Kind.FINISHED, serving, command, derived=True), serving)
    _call(deed, command)


def no_show_next(deed: Deed, here: Leg | None, command: Command) -> None:
    """The called visitor is not here: a no-show, then the next is called."""
    called = _expect_called(here)
    deed.record(entry(deed, Kind.NO_SHOW, called, command), called)
    _call(deed, command)


def recall(deed: Deed, here: Leg | None, command: Command) -> None:
    """The called number rings once more."""
    called = _expect_called(here)
    told = call_facts(deed.plan, called, command.desk)
    deed.record(entry(deed, Kind.RECALLED, called, command, **told), called)


def move(deed: Deed, here: Leg | None, command: Command, kind: Kind) -> None:
    """A plain move of the leg at the desk. Raises MoveNotAllowed where the table has none."""
    if here is None:
        raise NobodyAtDesk
    deed.record(entry(deed, kind, here, command), here)


def rule_of(department: Department) -> line.Rule:
    return line.Rule(department.discipline, department.priority_rate)


def _call(deed: Deed, command: Command) -> bool:
    """Calls who is next for this desk; False when nobody waits. The choice is claimed only if still waiting."""
    plan, date = deed.plan, today(deed)
    departments = plan.desk(command.desk).departments
    rules = {one: rule_of(plan.department(one)) for one in departments}
    choice = line.choose(deed.heads(date, departments), rules, deed.now)
    if choice is None:
        return False
    leg = deed.leg(choice.leg)
    told = call_facts(plan, leg, command.desk)
    deed.record(entry(deed, Kind.CALLED, leg, command, why=choice.why, waited_ms=choice.waited_ms, **told), leg)
    return True


def _expect_called(here: Leg | None) -> Leg:
    if here is None:
        raise NobodyAtDesk
    if here.state is not LegState.CALLED:
        raise Stale
    return here
