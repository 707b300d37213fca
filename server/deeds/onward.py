"""To another line: a transfer keeps the arrival the visitor came with; a further leg has a clock of its own."""

from __future__ import annotations

from ..core.errors import BadInput, SamePlace
from ..core.events import Kind
from ..core.ticket import Leg, LegState
from ..store.deed import Deed
from .entry import entry, opening
from .named import at_desk, by_number, leg_named
from .request import Command, Wish

BACK = ("desk", "officer")


def transfer(deed: Deed, here: Leg | None, command: Command, wish: Wish) -> None:
    """Closes the leg and opens the next one in the wished line, credited with the first arrival.

    `desk` binds it to one desk, `first` puts it before all others, `back` plans the return to this desk or officer
    (the cashier and back).
    """
    named = by_number(deed, wish.number) if wish.number is not None else at_desk(here)
    service, desk = destination(deed, named, wish)
    leg = leg_named(deed, here, command, wish, service if desk in (None, command.desk) else "")
    if desk is None and service == leg.service and not wish.first:
        raise SamePlace
    if wish.back is not None and (wish.back not in BACK or here is None or leg.id != here.id):
        raise BadInput("'back' is 'desk' or 'officer', for the visitor at the desk")
    ordinal = max(one.ordinal for one in deed.legs_of(leg.ticket)) + 1
    gone = entry(deed, Kind.TRANSFERRED, leg, command, to_service=service, to_desk=desk)
    deed.record(gone, leg)
    kept = {"credited_at": leg.credited_at}
    told: dict = kept | {"first": wish.first} | ({"for_desk": desk} if desk else {})
    if service == leg.service:
        told["procedure"] = leg.procedure
    deed.record(opening(deed, leg, command, LegState.WAITING, ordinal, service, **told))
    if wish.back is not None:
        bound = {"for_desk": command.desk} if wish.back == "desk" else {"for_officer": command.officer}
        told = kept | {"first": True, "procedure": leg.procedure} | bound
        deed.record(opening(deed, leg, command, LegState.PLANNED, ordinal + 1, leg.service, **told))


def add_leg(deed: Deed, here: Leg | None, command: Command, wish: Wish) -> None:
    """One more line for the visitor at the desk, entered when what comes before it is done."""
    leg = at_desk(here)
    if wish.department is None or wish.desk is not None:
        raise BadInput("a further leg needs a department")
    service, _ = destination(deed, leg, wish)
    ordinal = max(one.ordinal for one in deed.legs_of(leg.ticket)) + 1
    deed.record(opening(deed, leg, command, LegState.PLANNED, ordinal, service))


def destination(deed: Deed, leg: Leg, wish: Wish) -> tuple[str, str | None]:
    """(service id, desk id or None) of what was wished.

    A department without a service means its general one; a desk without a department keeps the service where it
    serves it, else takes the general service of the first department it serves.
    """
    plan, desk = deed.plan, None
    if wish.desk is not None:
        desk = plan.desk(wish.desk).on(deed.business_date())
        department = wish.department or (
            leg.department if desk.serves(leg.department, leg.service) else desk.departments[0]
        )
        if department not in desk.departments:
            raise BadInput(f"desk {desk.id} does not serve '{department}'")
    elif wish.department is not None:
        department = wish.department
    else:
        raise BadInput("a transfer needs a department or a desk")
    general = plan.department(department).services[-1].id
    service = wish.service or (leg.service if department == leg.department else general)
    if desk is not None and wish.service is None and not desk.serves(department, service):
        service = next(one.id for one in plan.department(department).services if desk.serves(department, one.id))
    return plan.service(department, service).id, wish.desk
