"""What a deed may look at, in its own transaction: what is read here is still true when it is written."""

from __future__ import annotations

import sqlite3

from ..core.desk import DeskState
from ..core.errors import NoSuchNumber, UnknownName
from ..core.events import Entry
from ..core.hours import business_date
from ..core.line import CLASSES, Waiting
from ..core.plan import Department, HallPlan
from ..core.ticket import Leg, LegState, present
from . import journal, queries
from .rows import leg_of


class Look:
    """`now` is the deed's moment, UTC ms."""

    _db: sqlite3.Connection
    now: int

    @property
    def plan(self) -> HallPlan:
        raise NotImplementedError

    def business_date(self, last: str | None = None) -> str:
        """Today's date in the hall. It never goes back behind `last` (looked up if not given)."""
        return max(business_date(self.now).isoformat(), last or self.last_date() or "")

    def last_date(self) -> str | None:
        """The date of the day that has begun by a first deed, if any has."""
        return queries.business_date(self._db)

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

    def heads(self, date: str, departments: tuple[str, ...]) -> list[Waiting]:
        """The longest-credited waiting leg of each department and class: one look-up each, however long the line.

        A number its visitor was never shown is set aside: it waits, but is not called.
        """
        found = []
        for department in departments:
            for klass in CLASSES:
                row = self._db.execute(
                    "SELECT id, credited_at FROM legs WHERE business_date = ? AND department = ? AND klass = ?"
                    " AND state = 'waiting' AND ticket NOT IN (SELECT ticket FROM set_aside)"
                    " ORDER BY credited_at, id LIMIT 1",
                    (date, department, klass),
                ).fetchone()
                if row:
                    found.append(Waiting(row["id"], department, klass, row["credited_at"]))
        return found

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
        rings = "kind IN ('called', 'recalled', 'undone')"  # as the index is written
        since = "business_date = :date AND seq > (SELECT max(seq) FROM journal WHERE leg = :leg AND kind = 'called')"
        sql = (
            f"SELECT count(DISTINCT leg) FROM journal WHERE {since} AND {rings} AND kind = 'called' AND leg <> :leg"
            " AND json_extract(body, '$.department') = :department AND seq NOT IN"
            f" (SELECT json_extract(body, '$.undoes') FROM journal WHERE {since} AND {rings} AND kind = 'undone')"
        )
        values = {"date": leg.business_date, "leg": leg.id, "department": leg.department}
        return self._db.execute(sql, values).fetchone()[0]

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
        return queries.ahead_of(self._db, leg) if leg.state is LegState.WAITING else 0

    def issued_today(self, date: str, series: str) -> int:
        return queries.issued_on(self._db, date).get(series, 0)

    def forecast(self, date: str, department: Department, ahead: int) -> tuple[int, int]:
        return queries.forecast(self._db, self.plan, date, department, ahead)

    def waiting_in(self, date: str, department: str) -> int:
        """People in that department's line."""
        row = self._db.execute(
            "SELECT waiting FROM lines WHERE business_date = ? AND department = ?", (date, department)
        ).fetchone()
        return row["waiting"] if row else 0

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
        row = self._db.execute("SELECT * FROM procedures WHERE code = ?", (code,)).fetchone()
        if row is None:
            raise UnknownName("procedure", code)
        return row
