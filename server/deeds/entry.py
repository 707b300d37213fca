"""Entries about a leg, understood on their own."""

from __future__ import annotations

from ..core.events import Entry, Kind
from ..core.ticket import Leg
from ..store.deed import Deed
from .request import Command


def entry(
    deed: Deed, kind: Kind, leg: Leg, command: Command | None = None, reason: str | None = None, **body: object
) -> Entry:
    """An entry about `leg` at the command's desk (without a command: at the leg's own); it carries the number.

    Its date is the day it happens on: a visitor still at a desk after midnight is called on the new day, while the
    leg itself stays on the day it was opened.
    """
    return Entry(
        kind, deed.now, max(leg.business_date, deed.date), leg.ticket, leg.id, command.desk if command else leg.desk,
        command.officer if command else leg.officer, reason=reason,
        body={"number": leg.number, "department": leg.department, **body},
    )  # fmt: skip


def opening(
    deed: Deed, leg: Leg, command: Command | None, state: str, ordinal: int, service: str, **body: object
) -> Entry:
    """Opens a further leg for the ticket of `leg`, in the line of `service`, with the names of the day."""
    department, chosen, past = deed.names_of(service)
    return Entry(
        Kind.OPENED, deed.now, max(leg.business_date, deed.date), leg.ticket, deed.new_leg_id(),
        command.desk if command else None, command.officer if command else None, to_state=state,
        body={
            "number": leg.number, "ordinal": ordinal, "class": leg.klass, "department": department.id,
            "department_name": department.name.to_json(), "service": chosen.id, "service_name": chosen.name.to_json(),
            "procedure": None, "plan": past or deed.plan_id, **body,
        },
    )  # fmt: skip


def call_facts(deed: Deed, leg: Leg, desk_id: str) -> dict:
    """What a screen shows and a voice says of a call, with the names of the day."""
    desk = deed.desk_plan(desk_id)
    return {
        "desk_number": desk.number, "desk_name": desk.name.to_json(),
        "department_name": deed.names_of(leg.service)[0].name.to_json(),
    }  # fmt: skip
