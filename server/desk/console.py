"""What an officer sees: who is here, who is next and why, the lines, my day."""

from __future__ import annotations

from ..core import line
from ..core.plan import Desk, HallPlan
from ..core.ticket import Leg, LegState
from ..core.timing import percentile
from ..deeds.choose import next_ones
from ..deeds.undo import undo_until
from ..store import lines as lines_of
from ..store import queries
from ..store.look import Glance
from ..store.sqlite import SqliteStore

IN_SIGHT = 20


def snapshot(store: SqliteStore, where: dict, desk_id: str) -> dict:
    """The console of one desk. `where` is the stream's epoch, seq, now and speed."""
    with store.reading() as db:
        plan = store.plan_of(db)[1]
        date = queries.business_date(db) or ""
        look = Glance(db, plan, where["now"])
        desk, state = look.desk_plan(desk_id).on(date), queries.desk_state(db, desk_id)
        current = queries.leg_at(db, desk_id)
        lines = _lines(look, desk, queries.waiting_counts(db, date), lines_of.waiting_by_service(db, date))
        waiting = _next_ones(look, desk)
        done = queries.desk_legs(db, desk_id, date)
        procedure = queries.procedure_name(db, current.procedure) if current and current.procedure else None
        last_deed = queries.deed_of(db, state.version)
    return {
        **where,
        "desk": {
            "id": desk.id, "name": desk.name.to_json(), "state": state.state, "version": state.version,
            "officer": state.officer, "officer_name": officer_name(plan, state.officer),
        },
        "undo_until": undo_until(last_deed),
        "current": leg_json(plan, current) | {"procedure_name": procedure} if current else None,
        "waiting": waiting,
        "waiting_total": sum(one["waiting"] for one in lines), "lines": lines,
        "last": [leg_json(plan, leg) for leg in done[:5]],
        "day": _day(done),
    }  # fmt: skip


def _next_ones(look: Glance, desk: Desk) -> list[dict]:
    """Whom this desk would call next, in that order, each with why it stands where it stands."""
    shown = []
    for one in next_ones(look, desk.id, IN_SIGHT):
        leg = look.leg(one.leg)
        why = line.sentence(one.why, look.plan.rule(leg.department))
        shown.append(leg_json(look.plan, leg) | {"why": why.to_json()})
    return shown


def _lines(look: Glance, desk: Desk, longest: dict[str, tuple[int, int]], waiting: dict[tuple[str, str], int]) -> list:
    """Each department's line, as far as this desk serves it."""
    return [
        {
            "department": one.id, "name": one.short.to_json(),
            "waiting": sum(n for (at, service), n in waiting.items() if at == one.id and desk.serves(at, service)),
            "longest_ms": max(0, look.now - longest[one.id][1]) if one.id in longest else 0,
        }
        for one in look.plan.departments if one.id in desk.departments
    ]  # fmt: skip


def officer_name(plan: HallPlan, username: str | None) -> str:
    """The name the hall file gives that account; the username itself where it gives none any more."""
    return next((one.name for one in plan.officers if one.username == username), username or "")


def leg_json(plan: HallPlan, leg: Leg) -> dict:
    return {
        "id": leg.id, "number": leg.number, "service": _service(plan, leg), "department": _department(plan, leg),
        "procedure": leg.procedure, "class": leg.klass, "state": str(leg.state), "credited_at": leg.credited_at,
        "opened_at": leg.opened_at, "called_at": leg.called_at, "started_at": leg.started_at, "ended_at": leg.ended_at,
        "calls": leg.calls,
    }  # fmt: skip


def _service(plan: HallPlan, leg: Leg) -> dict[str, str]:
    """Today's name where the service still stands, else its id: it was renamed or closed while this leg waited."""
    for department in plan.departments:
        for service in department.services:
            if service.id == leg.service:
                return service.name.to_json()
    return {"vi": leg.service, "en": leg.service}


def _department(plan: HallPlan, leg: Leg) -> dict[str, str]:
    found = next((one for one in plan.departments if one.id == leg.department), None)
    return found.short.to_json() if found else {"vi": leg.department, "en": leg.department}


def _day(done: list[Leg]) -> dict:
    """This desk's day: service time only over legs whose start and end were both pressed."""
    served = [leg for leg in done if leg.state is LegState.DONE]
    measured = [leg.service_ms for leg in served if not (leg.derived_start or leg.derived_end)]
    return {
        "served": len(served), "no_show": sum(leg.state is LegState.NO_SHOW for leg in done),
        "service_p50_ms": percentile(measured, 0.5),
    }  # fmt: skip
