"""What visitors would not see or hear: desks and zones without a board, no voice, kiosks without paper."""

from __future__ import annotations

from collections.abc import Iterator

from ..core.plan import HallPlan
from .facts import Facts
from .found import Found, found, named

TV_HEADING = 54  # characters on one line at the head of a board: 1,226 px beside the clock, 22 to 23 px each (measured)


def of_screens(facts: Facts) -> Iterator[Found]:
    plan = facts.plan
    unseen = _unseen_desks(plan)
    if unseen:
        yield found("HALL-W105", desks=named(unseen))
    shown = {one.zone for one in plan.displays}
    zones = [one.name.vi for one in plan.zones if one.id not in shown]
    if zones:
        yield found("HALL-W106", zones=named(zones))
    yield from _kiosks(plan)
    if not (any(one.voice for one in plan.displays) or plan.loudspeakers):
        yield found("HALL-W109")
    long = [text for text in _headings(plan) if len(text) > TV_HEADING]
    if long:
        yield found("HALL-W116", names=named(long, 3))


def _kiosks(plan: HallPlan) -> Iterator[Found]:
    if not plan.kiosks:
        yield found("HALL-W107")
    silent = [one.name.vi for one in plan.kiosks if not one.printer]
    if silent:
        yield found("HALL-N108", kiosks=named(silent))
    used = {one.printer for one in plan.kiosks}
    idle = [one.name.vi for one in plan.printers if one.id not in used]
    if idle:
        yield found("HALL-N110", printers=named(idle))


def _unseen_desks(plan: HallPlan) -> list[str]:
    """Desks some of whose calls stand on no board: a panel of their own is for who stands there already."""
    boards = [one for one in plan.displays if not one.desk]
    if any(one.kind == "hall" for one in boards):
        return []
    zones = [zone for zone in plan.zones if zone.id in {one.zone for one in boards}]
    departments = {one.department for one in boards} - {""}
    return [
        desk.name.vi for desk in plan.desks
        if any(
            one not in departments and not any(zone.concerns(desk.id, desk.area, one) for zone in zones)
            for one in desk.departments
        )
    ]  # fmt: skip


def _headings(plan: HallPlan) -> list[str]:
    zones, departments = ({getattr(one, what) for one in plan.displays} for what in ("zone", "department"))
    return [
        plan.name.vi, *(one.name.vi for one in plan.zones if one.id in zones),
        *(one.name.vi for one in plan.departments if one.id in departments),
    ]  # fmt: skip
