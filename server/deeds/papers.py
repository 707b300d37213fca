"""Whether the visitor has the number, and papers asked for once more."""

from __future__ import annotations

import json

from ..core.errors import BadInput, StillPrinting
from ..core.events import Entry, Kind
from ..core.ticket import Leg
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
    if last["state"] in UNSETTLED and last["expires_at"] > deed.now:
        raise StillPrinting
    job = deed.add_job(leg.ticket, channel.printer, json.loads(last["slip"]), JOB_LIFE_MS, reprint=True)
    return {"id": job, "state": "queued"}
