"""The hall: the one door to its memory for all rooms. Every deed is one transaction under one deed id.

What happens inside a deed stands in `server/deeds/`; here is what every deed shares: the transaction, the answer kept
under its key, and the version a command must have seen. Every method raises HallError for what it refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from .core import hours, numbering
from .core.errors import (
    BadInput,
    ClockBehind,
    DeskNotOpen,
    MoveNotAllowed,
    NoSuchNumber,
    OlderSitting,
    PressTooOld,
    ServiceClosed,
    Stale,
    TicketOver,
    UnknownName,
)
from .core.events import Kind
from .core.plan import HallPlan
from .core.ticket import OPEN, Leg, LegState
from .deeds import ending, named, papers, sitting
from .deeds.day import today
from .deeds.issue import issue
from .deeds.refusals import Refusals
from .deeds.request import NOTHING, Channel, Command, Request, Wish
from .deeds.table import PRESSES
from .logs import tell
from .ports import Clock
from .store import queries
from .store.changes import Change, Row
from .store.deed import Deed, fingerprint
from .store.sqlite import SqliteStore


class Hall:
    """`public_url` is what a slip's QR begins with; with `real_hours` numbers are given out in opening hours only."""

    def __init__(self, store: SqliteStore, clock: Clock, public_url: str = "", real_hours: bool = False) -> None:
        self.store, self.clock, self.real_hours = store, clock, real_hours
        self._public_url = public_url.rstrip("/")
        self.is_behind: Callable[[], bool] = lambda: False  # the clock watch's word, where there is one
        self._refusals = Refusals()
        self._begun = ""  # the date this process has seen begin

    def issue(self, key: str, request: Request, channel: Channel) -> tuple[dict, bool]:
        """A ticket for `request`: the answer, and whether it is new (False: this key was answered before)."""
        _check_key(key)
        scope, content = f"issue:{channel.name}", vars(request)
        with self._once(scope, key, content) as deed:
            before = deed.answered(scope, key, content)
            if before is not None:
                return before, False
            if self.is_behind():
                raise ClockBehind
            if self.real_hours and isinstance(hours.status(deed.plan.hours, deed.now), hours.Closed):
                raise ServiceClosed
            answer = issue(deed, request, channel, self._public_url)
            deed.remember(scope, key, content, answer)
        tell("issued", key=key, deed=deed.id, ticket=answer["ticket"], number=answer["number"], channel=channel.name,
             job=(answer.get("job") or {}).get("id"))  # fmt: skip
        return answer, True

    def shown(self, ticket: int, channel: str) -> None:
        """The visitor has the number: it is no longer set aside. Saying it again changes nothing."""
        with self.store.deed(self.clock.now()) as deed:
            papers.shown(deed, deed.ticket_leg(ticket, channel))
        tell("number-shown", deed=deed.id if deed.wrote else None, ticket=ticket, channel=channel)

    def link(self, ticket: int, channel: str) -> str:
        """What the QR of a ticket of this channel opens. Raises UnknownName for any other ticket."""
        with self.store.reading() as db:
            secret = queries.secret_of(db, ticket, channel)
        if secret is None:
            raise UnknownName("ticket", ticket)
        return f"{self._public_url}/t/{secret}"

    def paper_came_out(self, ticket: int) -> None:
        """The same, said by the printer."""
        with self.store.deed(self.clock.now()) as deed:
            papers.shown(deed, deed.present_leg(ticket))

    def reprint(self, ticket: int, channel: Channel) -> dict:
        """A further paper of the same number, marked IN LẠI, because a person asked: {"id", "state"} of the job.

        Raises StillPrinting while the one before may still come out.
        """
        with self.store.deed(self.clock.now()) as deed:
            return papers.reprint(deed, deed.ticket_leg(ticket, channel.name), channel)

    def reprint_number(self, number: str, channel: Channel) -> dict:
        """The same for any number of today whose visit is not over, whoever issued it: {"ticket", "number", "job"}.

        A number issued without paper gets its first one so. Raises NoSuchNumber, TicketOver, StillPrinting.
        """
        written = numbering.read(number)
        if written is None:
            raise NoSuchNumber
        with self.store.deed(self.clock.now()) as deed:
            return papers.reprint_number(deed, written, channel, self._public_url)

    def open_desk(self, desk: str, officer: str, takeover: bool = False) -> None:
        """`officer` sits down at `desk`; DeskTaken where another sits, unless `takeover`."""
        with self.store.deed(self.clock.now()) as deed:
            sitting.open_desk(deed, desk, officer, takeover)

    def close_desk(self, desk: str, officer: str) -> None:
        """The officer leaves. A desk with a leg stays open."""
        with self.store.deed(self.clock.now()) as deed:
            sitting.close_desk(deed, desk, officer)

    def sit(self, desk: str, officer: str, page: str) -> int:
        """`page` commands the desk from now (UTC ms) on; whatever page did before only watches."""
        now = self.clock.now()
        with self.store.writing() as db:
            db.execute("INSERT OR REPLACE INTO sittings VALUES (?, ?, ?, ?)", (desk, page, officer, now))
        return now

    def press(self, name: str, command: Command, wish: Wish = NOTHING) -> dict:
        """A deed of a desk by its name (`deeds/table.py`): {"deed", "did", "version"}, what the journal now tells.

        The same key is answered alike, a stale version is refused with Stale, the rest is the deed's own.
        """
        do = PRESSES.get(name)
        if do is None:
            raise BadInput(f"a deed is one of {', '.join(PRESSES)}")
        _check_key(command.key)
        scope, content = f"desk:{command.desk}:{command.officer}", [name, wish.told()]
        self._begin_day()
        with self._once(scope, command.key, content) as deed:
            before = deed.answered(scope, command.key, content)
            if before is not None:
                return before
            if command.too_old:
                raise PressTooOld
            state = deed.desk(command.desk)
            if state.state == "closed" or state.officer != command.officer:
                raise DeskNotOpen
            if command.page is not None and deed.commanding_page(command.desk, command.officer) != command.page:
                raise OlderSitting
            if state.version != command.version:
                raise Stale
            do(deed, deed.leg_at(command.desk), command, wish)
            answer = {"deed": deed.id, "did": deed.kinds, "version": deed.desk(command.desk).version}
            deed.remember(scope, command.key, content, answer)
        tell(name, key=command.key, deed=deed.id, did=deed.kinds, desk=command.desk, officer=command.officer,
             tickets=deed.tickets)  # fmt: skip
        return answer

    def leave_line(self, ticket: int, key: str) -> dict:
        """The visitor goes home before being called, said on their own page: {"number", "state"}."""
        return self._visitor("leave", ticket, key, _leave_line)

    def come_back(self, ticket: int, key: str) -> dict:
        """A visitor who was called and not there is back, said on their own page. Raises TooLateBack."""
        return self._visitor("come-back", ticket, key, lambda deed, leg: named.come_back(deed, leg, None))

    def _visitor(self, name: str, ticket: int, key: str, do: Callable[[Deed, Leg], None]) -> dict:
        _check_key(key)
        scope = f"visitor:{ticket}"
        self._begin_day()
        with self._once(scope, key, name) as deed:
            before = deed.answered(scope, key, name)
            if before is not None:
                return before
            do(deed, deed.present_leg(ticket))
            leg = deed.present_leg(ticket)
            answer = {"number": leg.number, "state": str(leg.state)}
            deed.remember(scope, key, name, answer)
        tell(name, key=key, deed=deed.id, ticket=ticket)
        return answer

    @contextmanager
    def _once(self, scope: str, key: str, content: object) -> Iterator[Deed]:
        """A deed whose key is refused alike as long as a copy of it may be under way."""
        asked = fingerprint(content)  # before the turn: nobody waits for it
        with self.store.deed(self.clock.now()) as deed, self._refusals.of(scope, key, asked):
            yield deed

    def _begin_day(self) -> None:
        """A new day stands, whatever becomes of the deed that found it new: who was forgotten at a desk is gone from
        the officer's screen, also where that press is then refused.
        """
        date = hours.business_date(self.clock.now()).isoformat()
        if self._begun != date:
            with self.store.deed(self.clock.now()) as deed:
                today(deed)
            self._begun = date

    def configure(self, plan: HallPlan, officer: str | None = None, how: str = "") -> bool:
        """Makes `plan` the hall's configuration from now on; False when it is the present one already."""
        return self.reshape(lambda present: plan, officer, how) is not None

    def reshape(
        self,
        make: Callable[[HallPlan | None], HallPlan],
        officer: str | None = None,
        how: str = "",
        undoes: int | None = None,
    ) -> int | None:
        """Makes what `make` says of the present configuration the next one: the seq of the change, None without one.

        Nobody comes between the look and the change. What `make` raises refuses it.
        """
        with self.store.deed(self.clock.now()) as deed:
            plan = make(deed.plan if deed.has_plan else None)
            return deed.seq if deed.add_plan(plan.to_dict(), officer, how, undoes) is not None else None

    def change_catalogue(
        self,
        make: Callable[[dict[str, Row]], Sequence[Change]],
        officer: str | None = None,
        how: str = "",
        undoes: int | None = None,
    ) -> int | None:
        """The same for the catalogue of procedures: `make` is given it and says which rows change."""
        with self.store.deed(self.clock.now()) as deed:
            return deed.change_catalogue(make(deed.catalogue()), officer, how, undoes)


def _leave_line(deed: Deed, leg: Leg) -> None:
    if leg.state not in (LegState.WAITING, LegState.PLANNED):
        raise TicketOver if leg.state not in OPEN else MoveNotAllowed(Kind.LEFT, leg.state)
    ending.leave(deed, leg, None, "visitor")


def _check_key(key: object) -> None:
    if not isinstance(key, str) or not 8 <= len(key) <= 64 or not key.isascii() or not key.isprintable():
        raise BadInput("the request key must be 8 to 64 plain characters")
