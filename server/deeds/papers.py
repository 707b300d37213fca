"""Whether the visitor has the number, and papers asked for once more."""

from __future__ import annotations

import json

from ..core import hours
from ..core.errors import BadInput, StillPrinting, TicketOver
from ..core.events import Entry, Kind
from ..core.plan import HallPlan
from ..core.slip import Slip
from ..core.ticket import OPEN, Leg
from ..store.deed import Deed
from .request import Channel

JOB_LIFE_MS = 60_000  # a paper that did not come out within this is never printed by itself
UNSETTLED = ("queued", "claimed")


def shown(deed: Deed, leg: Leg) -> None:
    """The number was painted, or its paper came out: from now on it is called in its turn, from its first arrival."""
    if deed.is_set_aside(leg.ticket):
        body = {"number": leg.number, "department": leg.department}
        deed.record(Entry(Kind.SHOWN, deed.now, leg.business_date, leg.ticket, body=body))


def reprint(deed: Deed, leg: Leg, channel: Channel) -> dict:
    """A new job for the same number. StillPrinting while the last may still come out, BadInput without paper."""
    last = deed.last_job(leg.ticket)
    if last is None or channel.printer is None:
        raise BadInput("this ticket has no paper to print again")
    return _again(deed, leg, channel.printer, json.loads(last["slip"]), None)


def reprint_number(deed: Deed, number: str, channel: Channel, public_url: str) -> dict:
    """A paper for any number of today whose visit is not over, wherever it was issued, with paper or without.

    Raises NoSuchNumber, TicketOver, and StillPrinting as `reprint` does.
    """
    if channel.printer is None:
        raise BadInput("a slip needs a printer")
    leg = deed.present_leg(deed.ticket_of(deed.business_date(), number))
    if leg.state not in OPEN:
        raise TicketOver
    last = deed.last_job(leg.ticket)
    slip = json.loads(last["slip"]) if last else _slip(deed, leg, public_url).to_json()
    return {"ticket": leg.ticket, "number": number, "job": _again(deed, leg, channel.printer, slip, channel.name)}


def where(plan: HallPlan, service: str, day: str) -> dict[str, str]:
    """The desks that serve a service on that day, and the part of the hall they stand in: "Khu A · Quầy 1, 2"."""
    serving = plan.desks_serving(service.partition(".")[0], service, day)
    desks = ", ".join(desk.id for desk in serving)
    areas = list(dict.fromkeys(name for desk in serving if (name := desk.area_name)))
    vi = [", ".join(name.vi for name in areas), f"Quầy {desks}"]
    en = [", ".join(name.en for name in areas), f"{'Desk' if len(serving) == 1 else 'Desks'} {desks}"]
    return {"vi": " · ".join(filter(None, vi)), "en": " · ".join(filter(None, en))}


def _again(deed: Deed, leg: Leg, printer: str, slip: dict, channel: str | None) -> dict:
    last = deed.last_job(leg.ticket)
    if last and last["state"] in UNSETTLED and last["expires_at"] > deed.now:
        raise StillPrinting
    job = deed.add_job(leg.ticket, printer, slip, JOB_LIFE_MS, reprint=True, channel=channel)
    return {"id": job, "state": "queued"}


def _slip(deed: Deed, leg: Leg, public_url: str) -> Slip:
    """For a number issued without paper: the names are those of its entry in the journal, the line is as it is now."""
    body = deed.entries_of_leg(leg.id)[0].body
    return Slip(
        centre=deed.plan.name.vi, number=leg.number, department=body["department_name"]["vi"],
        service=body["service_name"]["vi"], where=where(deed.plan, leg.service, leg.business_date)["vi"],
        ahead=deed.ahead_of(leg), issued=hours.written(leg.opened_at),
        url=f"{public_url}/t/{deed.secret_of(leg.ticket)}", code=leg.procedure or "", priority=leg.klass == "priority",
    )  # fmt: skip
