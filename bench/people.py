"""Who comes to the measured hall: a paired kiosk, paired displays, officers at their desks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from server.accounts import follow_plan
from server.clock import HallClock
from server.core.plan import HallPlan
from server.demo.door import Door
from server.hall import Hall
from server.identity import Identities
from server.store.sqlite import SqliteStore


@dataclass
class People:
    """What the data folder of a hall that is up gives away: its plan, one-time codes, officers' passwords."""

    plan: HallPlan
    kiosk_code: str
    display_code: str
    agent_code: str
    passwords: dict[str, str]


def invite(data: Path, officers: int = 0) -> People:
    """One-time codes, and passwords for the first `officers` officers (a password costs a slow hash)."""
    store = SqliteStore(data / "hall.db")
    try:
        clock = HallClock.begin()
        with store.reading() as db:
            plan = replace(store.plan_of(db)[1], kiosk_seconds=0)  # a bench is no visitor
        Hall(store, clock).configure(plan)
        identities = Identities(store, clock)
        passwords = {}
        follow_plan(identities, plan)
        for officer in plan.officers[:officers]:
            passwords[officer.username] = f"bench-{officer.username}"
            identities.set_password(officer.username, passwords[officer.username])
        kiosk = identities.new_code("kiosk", plan.kiosks[0].id)
        display = identities.new_code("display", plan.displays[0].id)
        return People(plan, kiosk, display, identities.new_code("agent", plan.printers[0].agent), passwords)
    finally:
        store.close()


def headers_of(door: Door) -> dict[str, str]:
    """What a raw request needs to come from the same caller."""
    return {"Cookie": door.cookies(), "X-CSRFToken": str(door.http.headers["X-CSRFToken"])}


def kiosk_door(port: int, code: str) -> Door:
    """A kiosk after its browser was started anew: its device cookie, and the token of its own page."""
    door = Door(f"http://127.0.0.1:{port}")
    door.enrol(code)
    door.knock("/kiosk/")
    return door


def wishes(plan: HallPlan) -> list[dict]:
    """One wish a department, so that no line grows longer than a hall's."""
    return [{"department": one.id, "service": one.services[0].id} for one in plan.departments]
