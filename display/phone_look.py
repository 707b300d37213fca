"""Reads one ticket's facts for its visitor's phone, in one moment of the hall's memory."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from server.core import hours
from server.core.errors import HallError, UnknownName
from server.core.forecast.later import why_later
from server.core.naming import Name
from server.core.plan import HallPlan
from server.core.ticket import AT_DESK, Leg, LegState, present
from server.deeds.papers import where
from server.store import forecasts, queries, rating_rows
from server.store.look import Glance
from server.store.sqlite import SqliteStore

from .phone_facts import Facts

S = LegState
LEAVES = frozenset({S.WAITING, S.PLANNED})  # whoever stands at a desk tells the officer


class NoSuchLink(HallError):
    """Nobody was given this link."""

    id = "no-such-link"
    status = 404
    vi = "Không tìm thấy lượt này. Mời ông/bà quét lại mã trên phiếu."
    en = "There is no such turn. Please scan the code on your slip again."


class DayOver(HallError):
    """The link's day is over; it tells nothing any more."""

    id = "day-over"
    status = 410
    vi = "Liên kết này chỉ dùng trong ngày lấy số. Nếu còn việc, mời ông/bà lấy số mới."
    en = "This link was for its own day only. If something is left to do, please take a new number."


@dataclass(frozen=True)
class Look:
    """`seq` is the journal entry up to which the facts are true; `line` the department whose line they depend on."""

    ticket: int
    seq: int
    line: str | None
    facts: Facts


def look(store: SqliteStore, secret: str, now: int) -> Look:
    """Raises NoSuchLink and DayOver."""
    with store.reading() as db:
        ticket = queries.ticket_of_link(db, secret)
        if ticket is None:
            raise NoSuchLink
        legs = queries.legs_of(db, ticket)
        leg = present(legs)
        if leg is None:
            raise NoSuchLink
        if _is_over(db, store.plan_of(db)[1], leg, now):
            raise DayOver
        facts = _facts(store, db, legs, leg, now)
        line = leg.department if leg.state in (S.WAITING, S.NO_SHOW) else None
        return Look(ticket, queries.last_seq(db), line, facts)


def _is_over(db: sqlite3.Connection, plan: HallPlan, leg: Leg, now: int) -> bool:
    """Its day has ended, and nobody serves it into the night or will carry it over to the next day."""
    today = max(hours.business_date(now).isoformat(), queries.business_date(db) or "")
    carried = plan.end_of_day == "carry" and leg.state is S.WAITING
    return leg.business_date < today and leg.state not in AT_DESK and not carried


def _facts(store: SqliteStore, db: sqlite3.Connection, legs: list[Leg], leg: Leg, at: int) -> Facts:
    names, now = _Names(store.plan(db, leg.plan), store.plan_of(db)[1]), store.plan_of(db)[1]
    desks = queries.open_desks(db, [desk.id for desk in now.desks_serving(leg.department, day=leg.business_date)])
    ahead = Glance(db, now, at).ahead_of(leg) if leg.state is S.WAITING else None
    minutes = _minutes(db, now, leg, ahead, at) if desks else None
    return Facts(
        leg, names.department(leg), names.service(leg), names.came_from(legs, leg), names.later(legs, leg),
        names.where(leg), names.desk(leg), ahead, minutes, _why_later(db, leg, at, minutes, desks, ahead), desks,
        leg.state in LEAVES, _may_come_back(db, now, leg),
        leg.state is S.DONE and rating_rows.is_rated(db, leg.id),
    )  # fmt: skip


def _why_later(
    db: sqlite3.Connection, leg: Leg, at: int, minutes: tuple[int, int] | None, desks: int, ahead: int | None
) -> str | None:
    said = forecasts.kept(db, leg.ticket) if leg.ordinal == 1 and minutes and ahead is not None else None
    if said is None or minutes is None or ahead is None:
        return None
    waited = max(0, at - leg.opened_at) / 60_000
    return why_later(said["high"], waited, minutes[1], (said["desks"], desks), (said["ahead"], ahead))


def _may_come_back(db: sqlite3.Connection, plan: HallPlan, leg: Leg) -> bool:
    return leg.state is S.NO_SHOW and queries.called_since(db, leg) <= plan.late_return_tickets


def _minutes(
    db: sqlite3.Connection, plan: HallPlan, leg: Leg, ahead: int | None, at: int
) -> tuple[int, int] | None:
    try:
        department = plan.department(leg.department)
    except UnknownName:
        return None  # taken out of the hall file while people waited: they are served, nobody says when
    return None if ahead is None else forecasts.range_now(db, plan, leg.business_date, department, ahead, at, leg.klass)


@dataclass(frozen=True)
class _Names:
    """Names of the leg's own day first, of today's plan where a thing is newer, its id where it is in neither."""

    then: HallPlan
    now: HallPlan

    def department(self, leg: Leg) -> Name:
        return self._of(leg.department, lambda plan: plan.department(leg.department).name)

    def service(self, leg: Leg) -> Name:
        return self._of("", lambda plan: plan.service(leg.department, leg.service).name)

    def desk(self, leg: Leg) -> Name | None:
        return self._of(leg.desk, lambda plan: plan.desk(leg.desk).name) if leg.desk else None

    def where(self, leg: Leg) -> Name | None:
        if leg.for_desk:
            return self._of(leg.for_desk, lambda plan: plan.desk(leg.for_desk or "").name)
        serves = self.now.desks_serving(leg.department, leg.service, leg.business_date)
        return Name(**where(self.now, leg.service, leg.business_date)) if serves else None

    def came_from(self, legs: list[Leg], leg: Leg) -> Name | None:
        """The department of the leg before, where that was another."""
        before = [one for one in legs if one.ordinal < leg.ordinal and one.state is not S.VOID]
        if not before or before[-1].department == leg.department:
            return None
        return self.department(before[-1])

    def later(self, legs: list[Leg], leg: Leg) -> tuple[Name, ...]:
        return tuple(self.department(one) for one in legs if one.state is S.PLANNED and one.ordinal > leg.ordinal)

    def _of(self, otherwise: str, name) -> Name:  # noqa: ANN001
        for plan in (self.then, self.now):
            try:
                return name(plan)
            except UnknownName:
                continue
        return Name(otherwise, otherwise)
