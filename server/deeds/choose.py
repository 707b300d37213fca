"""Who is next for a desk, decided in core among what the store's look-ups find, and the call that follows."""

from __future__ import annotations

from collections import Counter

from ..core import line
from ..core.events import Kind
from ..core.ticket import Leg, LegState
from ..store.deed import Deed
from ..store.look import Look
from .day import today
from .entry import call_facts, entry
from .request import Command

FEW = 4  # of each line


def choose(deed: Deed, desk: str) -> line.Choice | None:
    """The leg this desk would call now, and why; None when nobody waits."""
    return line.choose(*_asked(deed, desk, today(deed), 1))


def next_ones(look: Look, desk: str, limit: int) -> list[line.Choice]:
    """The next `limit` for this desk in the order they would be called now, each with why; changes nothing.

    A few of each line mostly do. More are read only where one line gives so many that its next might come too.
    """
    depth = FEW
    while True:
        asked = _asked(look, desk, look.business_date(), depth)
        chosen = line.order(*asked, limit)
        if depth >= limit or not _runs_dry(chosen, asked[0], depth):
            return chosen[:1] + [one.behind() for one in chosen[1:]]
        depth *= 2


def _runs_dry(chosen: list[line.Choice], waiting: list[line.Waiting], depth: int) -> bool:
    """Whether all that was read of some line stands among the chosen."""
    legs = {one.leg: one for one in waiting}
    lines = Counter((legs[one.leg].department, legs[one.leg].service, legs[one.leg].klass) for one in chosen)
    return any(count >= depth for count in lines.values())


def serves(look: Look, desk: str, leg: Leg) -> bool:
    """Whether a leg's line is one of this desk's, whoever it waits for in it."""
    here = look.desk_plan(desk).on(leg.business_date)
    return bool(leg.holder and look.waits_for(here, leg.holder)) or look.serves(here, leg.service, leg.business_date)


def may_call(look: Look, desk: str, leg: Leg) -> bool:
    """Whether this desk serves a waiting leg, and it does not wait for another."""
    here = look.desk_plan(desk).on(leg.business_date)
    return serves(look, desk, leg) and look.may_call(here, leg.holder)


def call(deed: Deed, leg: Leg, command: Command, why: str, reason: str | None = None) -> None:
    """Calls this very leg to the command's desk. The entry says what an interleaved line has to count."""
    told = call_facts(deed, leg, command.desk)
    rule = deed.department(leg.department).rule
    if leg.state is LegState.WAITING and rule.discipline == "interleave":
        told["turn"] = leg.klass
    waited = max(0, deed.now - leg.credited_at)
    deed.record(entry(deed, Kind.CALLED, leg, command, reason, why=why, waited_ms=waited, **told), leg)


def _asked(
    look: Look, desk_id: str, date: str, depth: int
) -> tuple[list[line.Waiting], dict[str, line.Rule], int, dict[str, int]]:
    """What the core needs to choose: the first `depth` of each line, their rules, the moment, whose turn it is."""
    waiting = look.heads(date, look.desk_plan(desk_id).on(date), depth)
    departments = [look.department(one) for one in {waits.department for waits in waiting}]
    return waiting, {one.id: one.rule for one in departments}, look.now, look.turns(date, departments)
