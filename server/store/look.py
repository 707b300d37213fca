"""What a deed may look at, in its own transaction: what is read here is still true when it is written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from ..core.desk import DeskState
from ..core.errors import NoSuchNumber, UnknownName
from ..core.events import Entry
from ..core.hours import business_date
from ..core.line import Waiting
from ..core.plan import Department, Desk, HallPlan, Service
from ..core.serving import department_of
from ..core.ticket import Leg, LegState, present
from . import forecasts, journal, lines, queries
from .rows import leg_of


class Look:
    """`now` is the deed's moment, UTC ms."""

    _db: sqlite3.Connection
    now: int

    @property
    def plan(self) -> HallPlan:
        raise NotImplementedError

    @property
    def date(self) -> str:
        raise NotImplementedError

    def business_date(self) -> str:
        """Today's date in the hall. It never goes back behind the day that has begun."""
        return max(business_date(self.now).isoformat(), self.date)

    def leg(self, leg_id: int) -> Leg:
        row = self._db.execute("SELECT * FROM legs WHERE id = ?", (leg_id,)).fetchone()
        if row is None:
            raise UnknownName("leg", leg_id)
        return leg_of(row)

    def leg_at(self, desk: str) -> Leg | None:
        """The leg called to or served at this desk."""
        return queries.leg_at(self._db, desk)

    def desk(self, desk: str) -> DeskState:
        return queries.desk_state(self._db, desk)

    def commanding_page(self, desk: str, officer: str) -> str | None:
        """The page on which this officer commands the desk; None where none has sat down yet."""
        sql = "SELECT page FROM sittings WHERE desk = ? AND officer = ?"
        row = self._db.execute(sql, (desk, officer)).fetchone()
        return row["page"] if row else None

    def desk_plan(self, desk: str) -> Desk:
        """A desk by its id, also one that the hall has no more: somebody may still stand there. Raises UnknownName."""
        found = next((one for one in self.plan.desks if one.id == desk), None)
        if found is not None:
            return found
        past = queries.newest_plan(self._db, lambda plan: any(one.id == desk for one in plan.desks))
        return (past[1] if past else self.plan).desk(desk)

    def department(self, department: str) -> Department:
        """A department by its id; one that is gone as it was last, with the rule its visitors were told."""
        found = next((one for one in self.plan.departments if one.id == department), None)
        if found is not None:
            return found
        past = queries.newest_plan(self._db, lambda plan: any(one.id == department for one in plan.departments))
        return (past[1] if past else self.plan).department(department)

    def names_of(self, service: str) -> tuple[Department, Service, int | None]:
        """A service, its department, and the configuration that names them: None for the present one.

        What is renamed has its new name; what is gone keeps its last one for those who came for it. Raises UnknownName.
        """
        department, present = department_of(service), service not in self.plan.gone
        past = None if present else queries.newest_offering(self._db, service)
        plan = past[1] if past else self.plan
        return plan.department(department), plan.service(department, service), past[0] if past else None

    def serves(self, desk: Desk, service: str, day: str) -> bool:
        """Whether visitors of that service may be called here. A service that is gone is still served, for those who
        wait, by the desks that served it last; where none of them is left, by all.
        """
        department = department_of(service)
        if desk.serves(department, service) or service not in self.plan.gone:
            return desk.serves(department, service)
        if self.plan.desks_serving(department, service, day):
            return False
        past = queries.newest_offering(self._db, service)
        last = {one.id for one in past[1].desks_serving(department, service, day)} if past else set()
        return desk.id in last or not last & {one.id for one in self.plan.desks}

    def heads(self, date: str, desk: Desk, depth: int = 1) -> list[Waiting]:
        """Whom this desk may call: the first `depth` of each of its lines, and of those who wait for it alone."""
        found = []
        departments = dict.fromkeys([*desk.departments, *map(department_of, self.plan.gone)])
        for row in lines.heads(self._db, date, tuple(departments), depth):
            department, service = row["department"], row["service"]
            if row["holder"] and self.waits_for(desk, row["holder"]):
                found.append(_waiting(row, 0, bound=True))
            elif self.serves(desk, service, date) and self.may_call(desk, row["holder"]):
                found.append(_waiting(row, desk.serving.tier(department, service)))
        return found

    def waiting_here(self, date: str, desk: Desk) -> dict[str, int]:
        """Department → people whom this desk may call, set aside or not."""
        found: dict[str, int] = {}
        for row in lines.counts(self._db, date):
            mine = row["holder"] and self.waits_for(desk, row["holder"])
            if mine or (self.serves(desk, row["service"], date) and self.may_call(desk, row["holder"])):
                found[row["department"]] = found.get(row["department"], 0) + row["n"]
        return found

    def waits_for(self, desk: Desk, holder: str) -> bool:
        """Whether "desk:5" or "officer:an" is this desk, or the officer who sits there."""
        kind, _, name = holder.partition(":")
        return name == desk.id if kind == "desk" else name == self.desk(desk.id).officer

    def may_call(self, desk: Desk, holder: str) -> bool:
        """Whether whoever waits for that holder may be called here: always by itself, by others once it is closed."""
        kind, _, name = holder.partition(":")
        if not holder or self.waits_for(desk, holder):
            return True
        if kind == "officer":
            return not queries.is_at_a_desk(self._db, name)
        return self.desk(name).state == "closed" or all(one.id != name for one in self.plan.desks)

    def turns(self, date: str, departments: Iterable[Department]) -> dict[str, int]:
        """Ordinary calls since the last priority call, of each interleaved line among these."""
        interleaved = (one for one in departments if one.discipline == "interleave")
        return {one.id: lines.since_priority(self._db, date, one.id, one.interleave) for one in interleaved}

    def is_set_aside(self, ticket: int) -> bool:
        return self._db.execute("SELECT 1 FROM set_aside WHERE ticket = ?", (ticket,)).fetchone() is not None

    def ticket_leg(self, ticket: int, channel: str) -> Leg:
        """The last leg of a ticket of that channel. Another channel's ticket raises UnknownName."""
        own = self._db.execute("SELECT 1 FROM tickets WHERE id = ? AND channel = ?", (ticket, channel)).fetchone()
        if own is None:
            raise UnknownName("ticket", ticket)
        return self.present_leg(ticket)

    def present_leg(self, ticket: int) -> Leg:
        """The leg of the ticket that matters now (`ticket.present`)."""
        found = present(self.legs_of(ticket))
        if found is None:
            raise UnknownName("ticket", ticket)
        return found

    def legs_of(self, ticket: int) -> list[Leg]:
        """All legs of a ticket, in order."""
        return queries.legs_of(self._db, ticket)

    def called_since(self, leg: Leg) -> int:
        """How many other numbers of the same line were called after this one was."""
        return queries.called_since(self._db, leg)

    def numbers_of(self, date: str, n: int, departments: tuple[str, ...]) -> list[str]:
        """Of the day, written with n in any series, that those departments may call now."""
        return queries.numbers_of(self._db, date, n, departments)

    def ticket_of(self, date: str, number: str) -> int:
        """The ticket with that number on that day, or carried over to it. Raises NoSuchNumber."""
        found = queries.ticket_numbered(self._db, date, number)
        if found is None:
            raise NoSuchNumber
        return found

    def carried_numbers(self) -> list[str]:
        """Numbers of earlier days whose visitors still wait on the present one."""
        return queries.carried_numbers(self._db)

    def secret_of(self, ticket: int) -> str:
        return self._db.execute("SELECT secret FROM links WHERE ticket = ?", (ticket,)).fetchone()["secret"]

    def ahead_of(self, leg: Leg) -> int:
        """People before this leg in its line; 0 when it waits no longer."""
        if leg.state is not LegState.WAITING:
            return 0
        return lines.ahead_of(self._db, leg, self.department(leg.department).rule, self.now)

    def issued_today(self, date: str, series: str) -> int:
        return queries.issued_on(self._db, date).get(series, 0)

    def line_now(self, date: str, department: Department, klass: str) -> forecasts.Said:
        """What somebody of that class who takes a number now is told of their wait."""
        return forecasts.line_now(self._db, self.plan, date, department, klass, self.now)

    def open_legs_before(self, date: str) -> list[Leg]:
        """Legs of earlier days that nobody ended."""
        found = []
        for states in ("= 'waiting'", "IN ('called', 'serving')", "IN ('held', 'planned')"):  # each has its own index
            found += self._db.execute(f"SELECT * FROM legs WHERE business_date < ? AND state {states}", (date,))
        return sorted((leg_of(row) for row in found), key=lambda leg: leg.id)

    def entries_of_leg(self, leg_id: int) -> list[Entry]:
        return journal.of_leg(self._db, leg_id)

    def last_deed_at(self, desk: str) -> list[Entry]:
        """The entries of the newest deed that names this desk, in order; empty when there is none."""
        version = self.desk(desk).version
        return queries.deed_of(self._db, version)

    def procedure(self, code: str) -> sqlite3.Row:
        """A procedure that is offered. Raises UnknownName, also for one that is retired."""
        row = self._db.execute("SELECT * FROM procedures WHERE code = ?", (code,)).fetchone()
        if row is None or row["retired"]:
            raise UnknownName("procedure", code)
        return row


class Glance(Look):
    """A look without a deed, in a read transaction: what would be done, said by the same code."""

    def __init__(self, db: sqlite3.Connection, plan: HallPlan, now: int) -> None:
        self._db, self._plan, self.now = db, plan, now

    @property
    def date(self) -> str:
        return queries.business_date(self._db) or ""

    @property
    def plan(self) -> HallPlan:
        return self._plan


def _waiting(row: sqlite3.Row, tier: int, bound: bool = False) -> Waiting:
    return Waiting(
        row["id"], row["department"], row["klass"], row["credited_at"], row["service"], bool(row["first"]),
        row["no_answer_ms"] > 0, bound, tier,
    )  # fmt: skip
