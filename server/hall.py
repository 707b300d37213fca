"""The hall: the one door to its memory for all rooms. Every deed is one transaction under one deed id.

What happens inside a deed stands in `server/deeds/`; here is what every deed shares: the transaction, the answer kept
under its key, and the version a command must have seen. Every method raises HallError for what it refuses.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from .core import hours, numbering
from .core.errors import BadInput, DeskNotOpen, NoSuchNumber, ServiceClosed, Stale, UnknownName
from .core.events import Kind
from .core.plan import HallPlan
from .core.ticket import Leg
from .deeds import papers, press, sitting
from .deeds.issue import issue
from .deeds.request import Channel, Command, Request
from .deeds.undo import undo
from .ports import Clock
from .store import queries
from .store.deed import Deed
from .store.sqlite import SqliteStore

Press = Callable[[Deed, Leg | None, Command], None]


class Hall:
    """`public_url` is what a slip's QR begins with; with `real_hours` numbers are given out in opening hours only."""

    def __init__(self, store: SqliteStore, clock: Clock, public_url: str = "", real_hours: bool = False) -> None:
        self.store, self.clock, self.real_hours = store, clock, real_hours
        self._public_url = public_url.rstrip("/")

    def issue(self, key: str, request: Request, channel: Channel) -> tuple[dict, bool]:
        """A ticket for `request`: the answer, and whether it is new (False: this key was answered before)."""
        _check_key(key)
        scope, content = f"issue:{channel.name}", vars(request)
        with self.store.deed(self.clock.now()) as deed:
            before = deed.answered(scope, key, content)
            if before is not None:
                return before, False
            if self.real_hours and isinstance(hours.status(deed.plan.hours, deed.now), hours.Closed):
                raise ServiceClosed
            answer = issue(deed, request, channel, self._public_url)
            deed.remember(scope, key, content, answer)
        return answer, True

    def shown(self, ticket: int, channel: str) -> None:
        """The visitor has the number: it is no longer set aside. Saying it again changes nothing."""
        with self.store.deed(self.clock.now()) as deed:
            papers.shown(deed, deed.ticket_leg(ticket, channel))

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
            papers.shown(deed, deed.last_leg(ticket))

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

    def call_next(self, command: Command) -> dict:
        return self._do("next", command, press.call_next)

    def came_next(self, command: Command) -> dict:
        return self._do("came-next", command, press.came_next)

    def no_show_next(self, command: Command) -> dict:
        return self._do("no-show-next", command, press.no_show_next)

    def recall(self, command: Command) -> dict:
        return self._do("recall", command, press.recall)

    def start(self, command: Command) -> dict:
        return self._do("start", command, partial(press.move, kind=Kind.STARTED))

    def finish(self, command: Command) -> dict:
        return self._do("finish", command, partial(press.move, kind=Kind.FINISHED))

    def no_show(self, command: Command) -> dict:
        return self._do("no-show", command, partial(press.move, kind=Kind.NO_SHOW))

    def undo(self, command: Command) -> dict:
        return self._do("undo", command, undo)

    def _do(self, name: str, command: Command, do: Press) -> dict:
        """The same key is answered alike, a stale version is refused, the rest is `do`'s."""
        _check_key(command.key)
        scope = f"desk:{command.desk}:{command.officer}"
        with self.store.deed(self.clock.now()) as deed:
            before = deed.answered(scope, command.key, name)
            if before is not None:
                return before
            state = deed.desk(command.desk)
            if state.state == "closed" or state.officer != command.officer:
                raise DeskNotOpen
            if state.version != command.version:
                raise Stale
            do(deed, deed.leg_at(command.desk), command)
            answer = {"deed": deed.id, "did": deed.kinds, "version": deed.desk(command.desk).version}
            deed.remember(scope, command.key, name, answer)
        return answer

    def configure(self, plan: HallPlan) -> bool:
        """Makes `plan` the hall's configuration from now on; False when it is the present one already."""
        with self.store.deed(self.clock.now()) as deed:
            return deed.add_plan(plan.to_dict()) is not None


def _check_key(key: object) -> None:
    if not isinstance(key, str) or not 8 <= len(key) <= 64 or not key.isascii() or not key.isprintable():
        raise BadInput("the request key must be 8 to 64 plain characters")
