"""One ticket → what stands on its visitor's phone. Pure: the ticket's legs and the line's facts in, the page out."""

from __future__ import annotations

from server.core.naming import Name
from server.core.ticket import AT_DESK, LegState

from .phone_facts import Facts
from .phone_words import ahead_text, headline, later_text, minutes_text, more, promise, why_text

S = LegState
NEAR, FAR, LATER = 3, 20, 40  # seconds between two looks: near the head, far from it, half an hour and more away
LATER_MIN = 30
POLL = {S.CALLED: 5, S.SERVING: FAR, S.HELD: 8, S.NO_SHOW: 8, S.PLANNED: FAR, S.DONE: 60}  # done: it may be taken back


def poll_s(facts: Facts) -> int:
    """After how many seconds the phone looks again; 0: never, nothing more will come."""
    leg = facts.leg
    if leg.state is not S.WAITING or facts.ahead is None:
        return POLL.get(leg.state, 0)
    if facts.soon:
        return NEAR
    if facts.ahead <= 3 * facts.soon_at:
        return 8
    return LATER if facts.minutes is None or facts.minutes[0] >= LATER_MIN else FAR


def phone(facts: Facts) -> dict:
    """The page as JSON; every text is {vi, en}."""
    leg = facts.leg
    at_desk = leg.state in AT_DESK
    return {
        "number": leg.number, "priority": leg.klass == "priority", "state": str(leg.state),
        "soon": facts.soon, "promise": promise(facts.soon_at),
        "ring": f"{leg.id}.{leg.calls}" if leg.state is S.CALLED else None,
        "text": headline(facts), "more": more(facts),
        "desk": _json(facts.desk) if at_desk else None,
        "where": _json(facts.where) if leg.state in (S.WAITING, S.PLANNED) else None,
        "ahead": facts.ahead, "ahead_text": None if facts.ahead is None else ahead_text(facts.ahead),
        "minutes": list(facts.minutes) if facts.minutes else None, "minutes_text": minutes_text(facts),
        "why": why_text(facts),
        "department": facts.department.to_json(), "service": facts.service.to_json(),
        "later": later_text(facts.later),
        "may": {
            "leave": facts.may_leave, "come_back": facts.may_come_back,
            "rate": leg.state is S.DONE and not facts.rated,
        },
        "rated": leg.state is S.DONE and facts.rated,
        "date": leg.business_date, "poll_s": poll_s(facts),
    }  # fmt: skip


def _json(name: Name | None) -> dict | None:
    return name.to_json() if name else None
