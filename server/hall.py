"""The deeds of the hall. Each one: read, decide in core, save in one transaction under one deed id."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from .core import hours, line, numbering
from .core.errors import (
    BadInput,
    CameOrNot,
    DeskNotOpen,
    DeskTaken,
    MoveNotAllowed,
    NobodyAtDesk,
    NobodyWaiting,
    ServiceClosed,
    Stale,
    UndoTooLate,
)
from .core.events import Entry, Kind
from .core.plan import Department, HallPlan
from .core.slip import Slip
from .core.ticket import AT_DESK, OPENING, Leg, LegState
from .ports import Clock
from .store.deed import Deed
from .store.sqlite import SqliteStore

JOB_LIFE_MS = 60_000  # a paper that did not come out within this is never printed by itself
UNDO_MS = 10_000
FORGOTTEN_MS = 12 * 3600 * 1000  # at a desk this long on an earlier date: nobody is there any more
CLASSES = ("ordinary", "priority")


@dataclass(frozen=True)
class Request:
    """What a visitor touched. `department` and `service` are ids; `procedure` a code or None."""

    department: str
    service: str
    procedure: str | None = None
    priority: bool = False
    language: str = "vi"


@dataclass(frozen=True)
class Channel:
    """Where a request came from: a kiosk's name and the printer that stands beside it (None: no paper)."""

    name: str
    printer: str | None = None


@dataclass(frozen=True)
class Command:
    """An officer's key press. `version` is the desk's version on the officer's screen."""

    desk: str
    officer: str
    key: str
    version: int


class Hall:
    """The one door to the hall's memory for all rooms. Every method raises HallError for what it refuses."""

    def __init__(self, store: SqliteStore, clock: Clock, public_url: str = "", real_hours: bool = False) -> None:
        self.store, self.clock = store, clock
        self._public_url, self.real_hours = public_url.rstrip("/"), real_hours

    # -- the visitor -------------------------------------------------------------------------------------------------

    def issue(self, key: str, request: Request, channel: Channel) -> tuple[dict, bool]:
        """A ticket for `request`: the answer, and whether it is new (False: this key was answered before).

        The number, the ticket, its leg, its journal entry and its print job are one transaction.
        """
        scope, content = f"issue:{channel.name}", vars(request)
        _check_key(key)
        with self.store.deed(self.clock.now()) as deed:
            before = deed.answered(scope, key, content)
            if before is not None:
                return before, False
            self._refuse_when_closed(deed)
            answer = self._issue(deed, request, channel)
            deed.remember(scope, key, content, answer)
        return answer, True

    def _refuse_when_closed(self, deed: Deed) -> None:
        if self.real_hours:
            if isinstance(hours.status(deed.plan.hours, deed.now), hours.Closed):
                raise ServiceClosed

    def _issue(self, deed: Deed, request: Request, channel: Channel) -> dict:
        department = deed.plan.department(request.department)
        service = deed.plan.service(department.id, request.service)
        procedure = deed.procedure(request.procedure) if request.procedure else None
        if procedure is not None and procedure["department"] != department.id:
            raise BadInput("the procedure belongs to another department")
        date = self._today(deed)
        ahead = deed.waiting_in(date, department.id)
        n = deed.next_number(date, department.letter)
        number = numbering.write(department.letter, n)
        secret = secrets.token_urlsafe(12)
        klass = CLASSES[request.priority]
        ticket = deed.add_ticket(date, number, department.letter, n, klass, channel.name, secret)
        body = {
            "number": number, "series": department.letter, "n": n, "ordinal": 1, "class": klass,
            "department": department.id, "department_name": department.name.vi, "service": service.id,
            "service_name": service.name.vi, "procedure": request.procedure, "plan": deed.plan_id,
            "channel": channel.name,
        }  # fmt: skip
        leg_id = deed.new_leg_id()
        deed.record(Entry(Kind.ISSUED, deed.now, date, ticket, leg_id, to_state=LegState.WAITING, body=body))
        url = f"{self._public_url}/t/{secret}"
        desks = [str(desk.number) for desk in deed.plan.desks_serving(department.id)]
        where = {"vi": "Quầy " + ", ".join(desks), "en": ("Desk " if len(desks) == 1 else "Desks ") + ", ".join(desks)}
        answer = {
            "ticket": ticket, "number": number, "department": department.name.to_json(),
            "service": service.name.to_json(), "where": where, "ahead": ahead, "issued": deed.now, "url": url,
            "priority": request.priority, "job": {"id": None, "state": "none"},
        }  # fmt: skip
        if channel.printer is not None:
            slip = self._slip(deed.plan, request, answer, hours.written(deed.now))
            job = deed.add_job(ticket, channel.printer, slip.to_json(), JOB_LIFE_MS)
            answer["job"] = {"id": job, "state": "queued"}
        return answer

    def _slip(self, plan: HallPlan, request: Request, answer: dict, issued: str) -> Slip:
        lang = request.language if request.language in ("vi", "en") else "vi"
        return Slip(
            centre=plan.name.to_json()[lang], number=answer["number"], department=answer["department"][lang],
            service=answer["service"][lang], where=answer["where"][lang], ahead=answer["ahead"], issued=issued,
            url=answer["url"], language=lang, code=request.procedure or "", priority=request.priority,
        )  # fmt: skip

    def _today(self, deed: Deed) -> str:
        """The business date; the first deed of a new one ends what the day before left open."""
        date = deed.business_date()
        if deed.last_date() != date:
            deed.begin_day(date)
            for leg in deed.open_legs_before(date):
                if leg.state in AT_DESK and deed.now - leg.since < FORGOTTEN_MS:
                    continue  # still with an officer past midnight: it ends on its start date
                deed.record(_entry(deed, Kind.EXPIRED, leg, reason="end-of-day"), leg)
        return date

    # -- the desk's day ----------------------------------------------------------------------------------------------

    def open_desk(self, desk: str, officer: str, takeover: bool = False) -> None:
        """`officer` sits down at `desk`. Another officer's open desk raises DeskTaken unless `takeover`.

        With a takeover a leg called or served there goes on under the new officer, its clock untouched.
        """
        with self.store.deed(self.clock.now()) as deed:
            deed.plan.desk(desk)
            state = deed.desk(desk)
            if state.state != "closed" and state.officer == officer:
                return
            if state.state != "closed" and not takeover:
                raise DeskTaken(state.officer or "")
            date = self._today(deed)
            deed.record(Entry(Kind.DESK_OPENED, deed.now, date, desk=desk, officer=officer, from_state=state.state,
                              to_state="open"))  # fmt: skip
            leg = deed.leg_at(desk)
            if leg is not None and leg.officer != officer:
                deed.record(replace(_entry(deed, Kind.TAKEN_OVER, leg), desk=desk, officer=officer), leg)

    def close_desk(self, desk: str, officer: str) -> None:
        """The officer leaves. A leg still at the desk stays there, its clock running; the desk then stays open."""
        with self.store.deed(self.clock.now()) as deed:
            state = deed.desk(desk)
            if state.state == "closed" or state.officer != officer or deed.leg_at(desk) is not None:
                return
            deed.record(Entry(Kind.DESK_CLOSED, deed.now, deed.business_date(), desk=desk, officer=officer,
                              from_state=state.state, to_state="closed"))  # fmt: skip

    # -- the officer's keys ------------------------------------------------------------------------------------------

    def call_next(self, command: Command) -> dict:
        """Next: free, it calls; serving, it finishes (a derived end) and calls; called, it raises CameOrNot."""

        def do(deed: Deed, current: Leg | None) -> None:
            if current is None:
                if not self._call(deed, command):
                    raise NobodyWaiting
                return
            if current.state is LegState.CALLED:
                raise CameOrNot
            deed.record(_entry(deed, Kind.FINISHED, current, command, derived=True), current)
            self._call(deed, command)

        return self._do("next", command, do)

    def came_next(self, command: Command) -> dict:
        """The called visitor came and has been served: start and end are worked out (derived), then the next is called.

        When the service really began nobody pressed: the start is set to the call, and the leg is kept out of
        measured service times.
        """

        def do(deed: Deed, current: Leg | None) -> None:
            called = _expect(current, LegState.CALLED)
            start = _entry(deed, Kind.STARTED, called, command, derived=True, effective_at=called.called_at)
            serving = deed.record(start, called)
            assert serving is not None
            deed.record(_entry(deed, Kind.FINISHED, serving, command, derived=True), serving)
            self._call(deed, command)

        return self._do("came-next", command, do)

    def no_show_next(self, command: Command) -> dict:
        """The called visitor is not here: a no-show, then the next is called."""

        def do(deed: Deed, current: Leg | None) -> None:
            called = _expect(current, LegState.CALLED)
            deed.record(_entry(deed, Kind.NO_SHOW, called, command), called)
            self._call(deed, command)

        return self._do("no-show-next", command, do)

    def recall(self, command: Command) -> dict:
        def do(deed: Deed, current: Leg | None) -> None:
            called = _expect(current, LegState.CALLED)
            told = _call_facts(deed.plan, called, command.desk)
            deed.record(_entry(deed, Kind.RECALLED, called, command, **told), called)

        return self._do("recall", command, do)

    def start(self, command: Command) -> dict:
        return self._move("start", Kind.STARTED, command)

    def finish(self, command: Command) -> dict:
        return self._move("finish", Kind.FINISHED, command)

    def no_show(self, command: Command) -> dict:
        return self._move("no-show", Kind.NO_SHOW, command)

    def undo(self, command: Command) -> dict:
        """Takes back the desk's last deed, within 10 s of it, each of its entries by a new entry, newest first."""

        def do(deed: Deed, current: Leg | None) -> None:
            last = deed.last_deed_at(command.desk)
            until = undo_until(last)
            if until is None or deed.now > until:
                raise UndoTooLate
            for entry in reversed(_about_legs(last)):
                self._take_back(deed, entry, command)

        return self._do("undo", command, do)

    def _take_back(self, deed: Deed, entry: Entry, command: Command) -> None:
        leg = deed.leg(entry.leg or 0)
        if entry.kind in OPENING:
            deed.record(_entry(deed, Kind.VOIDED, leg, command), leg)
            return
        back = replace(_entry(deed, Kind.UNDONE, leg, command), body={"undoes": entry.seq, "number": leg.number})
        try:
            deed.record(back, leg)
        except MoveNotAllowed as moved_on:
            raise UndoTooLate from moved_on

    def _move(self, name: str, kind: Kind, command: Command) -> dict:
        def do(deed: Deed, current: Leg | None) -> None:
            if current is None:
                raise NobodyAtDesk
            deed.record(_entry(deed, kind, current, command), current)

        return self._do(name, command, do)

    def _call(self, deed: Deed, command: Command) -> bool:
        """Calls who is next for this desk; False when nobody waits. The choice is claimed only if still waiting."""
        plan = deed.plan
        departments = plan.desk(command.desk).departments
        rules = {d: rule_of(plan.department(d)) for d in departments}
        choice = line.choose(deed.heads(self._today(deed), departments), rules, deed.now)
        if choice is None:
            return False
        leg = deed.leg(choice.leg)
        told = _call_facts(plan, leg, command.desk)
        deed.record(_entry(deed, Kind.CALLED, leg, command, why=choice.why, waited_ms=choice.waited_ms, **told), leg)
        return True

    def _do(self, name: str, command: Command, do: Callable[[Deed, Leg | None], None]) -> dict:
        """One command: the same key is answered alike, a stale version is refused, the rest is `do`'s."""
        _check_key(command.key)
        scope, content = f"desk:{command.desk}:{command.officer}", name
        with self.store.deed(self.clock.now()) as deed:
            before = deed.answered(scope, command.key, content)
            if before is not None:
                return before
            state = deed.desk(command.desk)
            if state.state == "closed" or state.officer != command.officer:
                raise DeskNotOpen
            if state.version != command.version:
                raise Stale
            do(deed, deed.leg_at(command.desk))
            answer = {"deed": deed.id, "did": deed.kinds, "version": deed.desk(command.desk).version}
            deed.remember(scope, command.key, content, answer)
        return answer

    # -- the hall's set-up -------------------------------------------------------------------------------------------

    def configure(self, plan: HallPlan) -> bool:
        """Makes `plan` the hall's configuration from now on; False when it is the present one already."""
        with self.store.deed(self.clock.now()) as deed:
            return deed.add_plan(plan.to_dict()) is not None


_FINAL = frozenset({Kind.UNDONE, Kind.VOIDED, Kind.TAKEN_OVER, Kind.EXPIRED})


def undo_until(deed: list[Entry]) -> int | None:
    """Until when (UTC ms) a desk's last deed may be taken back; None for one that may not be."""
    mine = _about_legs(deed)
    return None if not mine or any(entry.kind in _FINAL for entry in mine) else mine[-1].at + UNDO_MS


def _about_legs(deed: list[Entry]) -> list[Entry]:
    return [entry for entry in deed if entry.leg is not None]


def rule_of(department: Department) -> line.Rule:
    return line.Rule(department.discipline, department.priority_rate)


def _call_facts(plan: HallPlan, leg: Leg, desk_id: str) -> dict:
    """What a screen shows and a voice says of a call, with the names of the day."""
    desk = plan.desk(desk_id)
    return {
        "desk_number": desk.number, "desk_name": desk.name.to_json(), "department": leg.department,
        "department_name": plan.department(leg.department).name.to_json(),
    }  # fmt: skip


def _expect(leg: Leg | None, state: LegState) -> Leg:
    if leg is None:
        raise NobodyAtDesk
    if leg.state is not state:
        raise Stale
    return leg


def _check_key(key: object) -> None:
    if not isinstance(key, str) or not 8 <= len(key) <= 64 or not key.isascii() or not key.isprintable():
        raise BadInput("the request key must be 8 to 64 plain characters")


def _entry(
    deed: Deed, kind: Kind, leg: Leg, command: Command | None = None, reason: str | None = None, **body: object
) -> Entry:
    """An entry about `leg`, understood on its own: it carries the number and the desk it happened at."""
    return Entry(
        kind, deed.now, leg.business_date, leg.ticket, leg.id, command.desk if command else leg.desk,
        command.officer if command else leg.officer, reason=reason, body={"number": leg.number, **body},
    )  # fmt: skip
