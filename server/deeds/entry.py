"""Entries about a leg, understood on their own."""

from __future__ import annotations

from ..core.events import Entry, Kind
from ..core.plan import HallPlan
from ..core.ticket import Leg
from ..store.deed import Deed
from .request import Command


def entry(
    deed: Deed, kind: Kind, leg: Leg, command: Command | None = None, reason: str | None = None, **body: object
) -> Entry:
    """An entry about `leg` at the command's desk (without a command: at the leg's own); it carries the number."""
    return Entry(
        kind, deed.now, leg.business_date, leg.ticket, leg.id, command.desk if command else leg.desk,
        command.officer if command else leg.officer, reason=reason,
        body={"number": leg.number, "department": leg.department, **body},
    )  # fmt: skip


def call_facts(plan: HallPlan, leg: Leg, desk_id: str) -> dict:
    """What a screen shows and a voice says of a call, with the names of the day."""
    desk = plan.desk(desk_id)
    return {
        "desk_number": desk.number, "desk_name": desk.name.to_json(),
        "department_name": plan.department(leg.department).name.to_json(),
    }  # fmt: skip
