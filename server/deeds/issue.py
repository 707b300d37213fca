"""A visitor takes a number: number, ticket, leg, journal entry and print job in one transaction."""

from __future__ import annotations

import secrets

from ..core import hours, numbering
from ..core.errors import BadInput, QuotaReached, ServicePaused, TooFast
from ..core.events import Entry, Kind
from ..core.line import CLASSES, public_rule
from ..core.plan import Department, HallPlan, Service
from ..core.slip import Slip
from ..core.ticket import LegState
from ..store.deed import Deed
from .day import today
from .papers import JOB_LIFE_MS, where
from .request import Channel, Request


def issue(deed: Deed, request: Request, channel: Channel, public_url: str) -> dict:
    """The answer the visitor sees.

    Raises UnknownName for what the hall does not offer (any more), ServicePaused, QuotaReached, and TooFast when the
    channel has given out numbers faster than visitors can take them.
    """
    plan = deed.plan
    department = plan.department(request.department)
    service = plan.service(department.id, request.service)
    if service.paused:
        raise ServicePaused
    if request.procedure and deed.procedure(request.procedure)["department"] != department.id:
        raise BadInput("the procedure belongs to another department")
    date = today(deed)
    if department.daily_quota and deed.issued_today(date, department.letter) >= department.daily_quota:
        raise QuotaReached
    if plan.kiosk_seconds and not deed.take_token(channel.name, plan.kiosk_seconds, plan.kiosk_burst):
        raise TooFast
    klass = CLASSES[request.priority]
    said = deed.line_now(date, department, klass)
    n, number = _next(deed, date, department.letter)
    secret = secrets.token_urlsafe(12)
    ticket = deed.add_ticket(date, number, department.letter, n, klass, channel.name, secret)
    deed.keep_forecast(ticket, said)
    body = {
        "number": number, "series": department.letter, "n": n, "ordinal": 1, "class": klass,
        "department": department.id, "department_name": department.name.to_json(), "service": service.id,
        "service_name": service.name.to_json(), "procedure": request.procedure, "plan": deed.plan_id,
        "channel": channel.name, "unseen": request.confirms,
    }  # fmt: skip
    deed.record(Entry(Kind.ISSUED, deed.now, date, ticket, deed.new_leg_id(), to_state=LegState.WAITING, body=body))
    answer = _answer(deed, ticket, number, department, service, said.ahead, f"{public_url}/t/{secret}")
    answer |= {"priority": request.priority, "minutes": list(said.told.minutes)}
    answer |= {"rule": public_rule(department).to_json()}
    if channel.printer is not None:
        slip = _slip(deed.plan, request, answer)
        job = deed.add_job(ticket, channel.printer, slip.to_json(), JOB_LIFE_MS)
        answer["job"] = {"id": job, "state": "queued"}
    return answer


def _next(deed: Deed, date: str, series: str) -> tuple[int, str]:
    """The next number of the series; one that a visitor of the day before still holds is passed over."""
    held = deed.carried_numbers()
    while True:
        n = deed.next_number(date, series)
        number = numbering.write(series, n)
        if number not in held:
            return n, number


def _answer(
    deed: Deed, ticket: int, number: str, department: Department, service: Service, ahead: int, url: str
) -> dict:
    return {
        "ticket": ticket, "number": number, "department": department.name.to_json(),
        "service": service.name.to_json(), "where": where(deed.plan, service.id, deed.date), "ahead": ahead,
        "issued": deed.now, "url": url,
        "job": {"id": None, "state": "none"},
    }  # fmt: skip


def _slip(plan: HallPlan, request: Request, answer: dict) -> Slip:
    lang = request.language if request.language in ("vi", "en") else "vi"
    return Slip(
        centre=plan.name.to_json()[lang], number=answer["number"], department=answer["department"][lang],
        service=answer["service"][lang], where=answer["where"][lang], ahead=answer["ahead"],
        minutes=tuple(answer["minutes"]), issued=hours.written(answer["issued"]), url=answer["url"], language=lang,
        code=request.procedure or "", priority=request.priority,
    )  # fmt: skip
