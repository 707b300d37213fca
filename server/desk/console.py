"""What an officer sees: who is here, who is next and why, the lines, my day."""

from __future__ import annotations

import sqlite3

from ..core import line, reasons
from ..core.desk import DeskState
from ..core.events import Entry
from ..core.plan import Desk, HallPlan, Service
from ..core.ticket import Leg, LegState
from ..deeds.choose import next_ones
from ..deeds.undo import undo_until
from ..store import desk_look, queries
from ..store.look import Glance
from ..store.sqlite import SqliteStore
from .undo_words import undo_words

IN_SIGHT = 8


def snapshot(store: SqliteStore, where: dict, desk_id: str) -> dict:
    """The console of one desk. `where` is the stream's epoch, seq, now and speed."""
    now = where["now"]
    with store.reading() as db:
        plan = store.plan_of(db)[1]
        date = queries.business_date(db) or ""
        look = Glance(db, plan, now)
        desk, state = look.desk_plan(desk_id).on(date), queries.desk_state(db, desk_id)
        last_deed = queries.deed_of(db, state.version)
        longest, here = desk_look.longest(db, date, desk, state.officer), look.waiting_here(date, desk)
        return {
            **where,
            "desk": _desk(plan, desk, state, desk_look.sitting(db, desk_id)),
            **_undo(last_deed),
            "idle_since": _idle_since(longest, last_deed, state),
            "current": _current(db, plan, date, queries.leg_at(db, desk_id)),
            "held": [
                leg_json(db, plan, leg)
                | {"reason": _reason(reasons.HOLDS, reason), "notes": notes(db, plan, leg.ticket)}
                for leg, reason in desk_look.held_at(db, date, desk_id)
            ],
            "waiting": _next_ones(db, look, desk),
            "waiting_total": sum(here.values()),
            "lines": [
                {
                    "department": one.id, "name": one.short.to_json(), "waiting": here.get(one.id, 0),
                    "longest_ms": max(0, now - longest.get(one.id, now)),
                }
                for one in plan.departments
                if one.id in desk.departments or one.id in here
            ],
            "last": [leg_json(db, plan, leg) for leg in desk_look.last_ended(db, date, desk_id)],
            "day": desk_look.day_of(db, date, desk_id),
        }  # fmt: skip


def _desk(plan: HallPlan, desk: Desk, state: DeskState, sitting: sqlite3.Row | None) -> dict:
    """The desk, its state, and the page that commands it (of an officer who sits there no more: none)."""
    sat = sitting is not None and sitting["officer"] == state.officer
    return {
        "id": desk.id, "name": desk.name.to_json(), "state": state.state, "version": state.version,
        "since": state.since, "reason": _reason(reasons.PAUSES, state.reason), "officer": state.officer,
        "officer_name": plan.officer_name(state.officer),
        "sitting": {"page": sitting["page"], "since": sitting["since"]} if sitting is not None and sat else None,
    }  # fmt: skip


def _undo(last_deed: list[Entry]) -> dict:
    """Until when the desk's last deed can be taken back, and what that would take back."""
    until = undo_until(last_deed)
    return {"undo_until": until, "undo_what": undo_words(last_deed) if until is not None else None}


def _idle_since(longest: dict[str, int], last_deed: list[Entry], state: DeskState) -> int | None:
    """Since when the desk does nothing while somebody waits; whoever draws it knows whether the desk is free."""
    free = last_deed[-1].at if last_deed else state.since
    return max(free, min(longest.values())) if longest and state.state == "open" else None


def _current(db: sqlite3.Connection, plan: HallPlan, date: str, leg: Leg | None) -> dict | None:
    """Who is at the desk, with what only this desk needs to know of them."""
    if leg is None:
        return None
    later = [one for one in queries.legs_of(db, leg.ticket) if one.state is LegState.PLANNED]
    return leg_json(db, plan, leg) | {
        "procedure_name": queries.procedure_name(db, leg.procedure) if leg.procedure else None,
        "clock_from": desk_look.spent_since(leg) if leg.state is LegState.SERVING else leg.called_at,
        "usual_ms": desk_look.usual_of(db, plan, date, leg), "dossiers": leg.dossiers,
        "notes": notes(db, plan, leg.ticket),
        "later": [{"service": _service(db, plan, one), "department": _department(db, plan, one)} for one in later],
    }  # fmt: skip


def notes(db: sqlite3.Connection, plan: HallPlan, ticket: int) -> list[dict]:
    """What earlier officers wrote about a visitor, on any leg."""
    return [
        {"id": row["id"], "at": row["at"], "desk": row["desk"], "officer": plan.officer_name(row["officer"]),
         "text": row["text"]}
        for row in desk_look.notes_of(db, ticket)
    ]  # fmt: skip


def _reason(codes: dict, code: str | None) -> dict[str, str] | None:
    return codes[code].to_json() if code in codes else None


def _next_ones(db: sqlite3.Connection, look: Glance, desk: Desk) -> list[dict]:
    """Whom this desk would call next, in that order, each with why it stands where it stands."""
    shown = []
    for one in next_ones(look, desk.id, IN_SIGHT):
        leg = look.leg(one.leg)
        why = line.sentence(one.why, look.department(leg.department).rule)
        shown.append(leg_json(db, look.plan, leg) | {"why": why.to_json()})
    return shown


def leg_json(db: sqlite3.Connection, plan: HallPlan, leg: Leg) -> dict:
    return {
        "id": leg.id, "number": leg.number, "service": _service(db, plan, leg),
        "department": _department(db, plan, leg), "service_id": leg.service, "department_id": leg.department,
        "procedure": leg.procedure, "class": leg.klass, "state": str(leg.state), "credited_at": leg.credited_at,
        "opened_at": leg.opened_at, "called_at": leg.called_at, "started_at": leg.started_at, "ended_at": leg.ended_at,
        "since": leg.since, "calls": leg.calls, "desk": leg.desk,
    }  # fmt: skip


def _service(db: sqlite3.Connection, plan: HallPlan, leg: Leg) -> dict[str, str]:
    """Today's name where the service still stands, else its last one: it was retired while this leg waited."""
    found = _of(plan, leg)
    if found is None and (past := queries.newest_offering(db, leg.service)):
        found = _of(past[1], leg)
    return found.name.to_json() if found else {"vi": leg.service, "en": leg.service}


def _of(plan: HallPlan, leg: Leg) -> Service | None:
    return next((one for each in plan.departments for one in each.services if one.id == leg.service), None)


def _department(db: sqlite3.Connection, plan: HallPlan, leg: Leg) -> dict[str, str]:
    found = next((one for one in plan.departments if one.id == leg.department), None)
    if found is None and (past := queries.newest_offering(db, leg.service)):
        found = past[1].department(leg.department)
    return found.short.to_json() if found else {"vi": leg.department, "en": leg.department}
