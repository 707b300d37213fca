"""What turned out to be otherwise: another service, priority after all, how many dossiers, a note."""

from __future__ import annotations

import re

from ..core.errors import BadInput, PersonalData, SamePlace, TicketOver
from ..core.events import Kind
from ..core.search import normal
from ..core.ticket import OPEN, Leg
from ..store.deed import Deed
from .entry import entry
from .named import at_desk, leg_named
from .request import Command, Wish

MOST_DOSSIERS = 999
LONG_NUMBER = re.compile(r"(?:\d[ .\-]?){9,}")  # a phone or identity number
MAIL = re.compile(r"\S+@\S+\.\S+")


def change_service(deed: Deed, here: Leg | None, command: Command, wish: Wish) -> None:
    """Another service of the same department; another department is a transfer."""
    leg = leg_named(deed, here, command, wish)
    if wish.service is None:
        raise BadInput("a change of service needs a service")
    service = deed.plan.service(leg.department, wish.service)
    if wish.procedure and deed.procedure(wish.procedure)["department"] != leg.department:
        raise BadInput("the procedure belongs to another department")
    if (service.id, wish.procedure) == (leg.service, leg.procedure):
        raise SamePlace
    changed = {"service": service.id, "service_name": service.name.to_json(), "procedure": wish.procedure}
    deed.record(entry(deed, Kind.SERVICE_CHANGED, leg, command, **changed), leg)


def set_priority(deed: Deed, here: Leg | None, command: Command, wish: Wish) -> None:
    """Grants or withdraws priority; the reason is never kept. What is planned after it follows."""
    if wish.priority is None:
        raise BadInput("granting or withdrawing priority needs 'priority'")
    klass = "priority" if wish.priority else "ordinary"
    leg = leg_named(deed, here, command, wish)
    if leg.state not in OPEN:
        raise TicketOver
    for one in deed.legs_of(leg.ticket):
        if one.state in OPEN and one.klass != klass:
            deed.record(entry(deed, Kind.CLASS_CHANGED, one, command, **{"class": klass}), one)


def count_dossiers(deed: Deed, here: Leg | None, command: Command, wish: Wish) -> None:
    """How many dossiers the visitor at the desk handed in; said again, it replaces what was said before."""
    if wish.dossiers is None or not 0 <= wish.dossiers <= MOST_DOSSIERS:
        raise BadInput(f"a count of dossiers is 0 to {MOST_DOSSIERS}")
    leg = at_desk(here)
    deed.record(entry(deed, Kind.DOSSIERS_COUNTED, leg, command, dossiers=wish.dossiers), leg)


def note(deed: Deed, here: Leg | None, command: Command, wish: Wish) -> None:
    """A few words for the next officer, beside the journal so that they can be erased.

    Raises PersonalData for what looks like a phone or identity number or an address of e-mail.
    """
    text = "\n".join(filter(None, map(normal, (wish.text or "").splitlines())))
    if not text:
        raise BadInput("a note needs a text")
    if LONG_NUMBER.search(text) or MAIL.search(text):
        raise PersonalData
    deed.add_note(leg_named(deed, here, command, wish).id, command.desk, command.officer, text)
