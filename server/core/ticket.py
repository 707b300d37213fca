"""Legs, their states and the ONE table of allowed moves.

A *ticket* is a number a visitor holds. A *leg* is one stay in one department's line, served at one desk.
A leg is nothing but the fold of its journal entries: `apply` for one more entry, `fold` for all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from .errors import MoveNotAllowed
from .events import Entry, Kind
from .timing import SPANS, span_of


class LegState(StrEnum):
    PLANNED = "planned"  # a later leg of a chain: its line has not begun
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    DONE = "done"
    NO_SHOW = "no-show"
    TRANSFERRED = "transferred"
    LEFT = "left"
    EXPIRED = "expired"  # nobody ended it before the day did; kept out of service times
    VOID = "void"  # opened by a deed that was undone


S = LegState
OPEN = frozenset({S.PLANNED, S.WAITING, S.CALLED, S.SERVING, S.HELD})
AT_DESK = frozenset({S.CALLED, S.SERVING})
CLOSED = frozenset(S) - OPEN

# Which kind of entry may take a leg from which state to which. Opening, undoing and voiding stand apart:
# they have no from-state of their own (see `apply`).
MOVES: dict[Kind, dict[LegState, LegState]] = {
    Kind.ACTIVATED: {S.PLANNED: S.WAITING},
    Kind.CALLED: {S.WAITING: S.CALLED, S.HELD: S.CALLED, S.NO_SHOW: S.CALLED},
    Kind.RECALLED: {S.CALLED: S.CALLED},
    Kind.TAKEN_OVER: {S.CALLED: S.CALLED, S.SERVING: S.SERVING},
    Kind.STARTED: {S.CALLED: S.SERVING},
    Kind.HELD: {S.SERVING: S.HELD},
    Kind.RESUMED: {S.HELD: S.SERVING},
    Kind.FINISHED: {S.SERVING: S.DONE},
    Kind.NO_SHOW: {S.CALLED: S.NO_SHOW},
    Kind.LATE_RETURN: {S.NO_SHOW: S.WAITING},
    Kind.PUT_BACK: {S.CALLED: S.WAITING, S.SERVING: S.WAITING, S.HELD: S.WAITING},
    Kind.TRANSFERRED: {s: S.TRANSFERRED for s in (S.WAITING, S.CALLED, S.SERVING, S.HELD)},
    Kind.LEFT: {s: S.LEFT for s in OPEN},
    Kind.EXPIRED: {s: S.EXPIRED for s in OPEN},
}
OPENING = frozenset({Kind.ISSUED, Kind.OPENED})
# Corrections: they change what a leg is about, never its state or its clock.
CORRECTIONS: dict[Kind, frozenset[LegState]] = {
    Kind.SERVICE_CHANGED: OPEN,
    Kind.CLASS_CHANGED: OPEN,
    Kind.DOSSIERS_COUNTED: frozenset({S.SERVING, S.HELD}),
}


@dataclass(frozen=True, slots=True)
class Leg:
    """One stay in one line. Times are UTC milliseconds; spans are milliseconds and sum to ended - opened."""

    id: int
    ticket: int
    number: str
    business_date: str
    ordinal: int  # 1 for the leg the ticket was issued with
    department: str
    service: str
    procedure: str | None
    klass: str  # "ordinary" or "priority"; the reason is never kept
    plan: int  # the dated configuration whose names were true when it opened
    state: LegState
    opened_at: int
    credited_at: int  # the arrival the line counts from: kept through a transfer
    since: int  # start of the stretch not yet attributed to a span
    version: int  # seq of the leg's last journal entry
    desk: str | None = None
    officer: str | None = None
    called_at: int | None = None  # the last call
    started_at: int | None = None  # the first start
    ended_at: int | None = None
    calls: int = 0
    derived_start: bool = False  # worked out afterwards, not pressed at that moment
    derived_end: bool = False
    first: bool = False  # goes before all others of its line: a transfer "first"
    for_desk: str | None = None  # only this desk may call it, while it is open
    for_officer: str | None = None  # only the desk where this officer sits, while there is one
    dossiers: int | None = None  # taken in at the desk, where somebody counted
    waiting_ms: int = 0
    walking_ms: int = 0
    service_ms: int = 0
    held_ms: int = 0
    later_wait_ms: int = 0
    no_answer_ms: int = 0
    away_ms: int = 0
    planned_ms: int = 0

    @property
    def holder(self) -> str:
        """For whom it waits, "desk:5" or "officer:an"; empty where any desk that serves it may call it."""
        if self.for_desk is not None:
            return f"desk:{self.for_desk}"
        return "" if self.for_officer is None else f"officer:{self.for_officer}"

    @property
    def total_ms(self) -> int | None:
        """From opening to end, or None while open. The spans always sum to it."""
        return None if self.ended_at is None else self.ended_at - self.opened_at


def target(kind: Kind, state: LegState | None) -> LegState:
    """The state `kind` leads to from `state`. Raises MoveNotAllowed when the table has no such move."""
    to = MOVES.get(kind, {}).get(state) if state is not None else None
    if to is None:
        raise MoveNotAllowed(kind, state)
    return to


def opened(entry: Entry) -> Leg:
    """The leg an ISSUED or OPENED entry opens. Everything it needs stands in the entry."""
    body = entry.body
    return Leg(
        id=entry.leg or 0, ticket=entry.ticket or 0, number=body["number"], business_date=entry.business_date,
        ordinal=body["ordinal"], department=body["department"], service=body["service"],
        procedure=body.get("procedure"), klass=body["class"], plan=body["plan"], state=LegState(entry.to_state),
        opened_at=entry.at, credited_at=body.get("credited_at", entry.at), since=entry.at, version=entry.seq,
        first=body.get("first", False), for_desk=body.get("for_desk"), for_officer=body.get("for_officer"),
    )  # fmt: skip


def apply(leg: Leg | None, entry: Entry) -> Leg:
    """The leg after `entry`. Raises MoveNotAllowed for a move the table has not.

    An undo is not applied here: it takes an entry away, so `fold` works the leg out anew.
    """
    if leg is None:
        if entry.kind not in OPENING:
            raise MoveNotAllowed(entry.kind, None)
        return opened(entry)
    if entry.kind is Kind.VOIDED:
        return replace(leg, state=S.VOID, ended_at=entry.at, since=entry.at, version=entry.seq,
                       **_spent(leg, S.VOID, entry.at))  # fmt: skip
    if entry.kind in CORRECTIONS:
        return _corrected(leg, entry)
    to = target(entry.kind, leg.state)
    at = entry.body.get("effective_at", entry.at)
    if entry.kind is Kind.TAKEN_OVER:
        return replace(leg, desk=entry.desk, officer=entry.officer, version=entry.seq)
    changes: dict = {"state": to, "since": at, "version": entry.seq, **_spent(leg, to, at)}
    derived = bool(entry.body.get("derived"))
    if to is S.CALLED:
        changes |= {"desk": entry.desk, "officer": entry.officer, "called_at": at, "calls": leg.calls + 1}
    elif to is S.SERVING:
        changes |= {"desk": entry.desk, "officer": entry.officer}
        if leg.started_at is None:
            changes |= {"started_at": at, "derived_start": derived}
    elif to is S.WAITING:
        changes |= _placed(leg, entry.body)
    changes["ended_at"] = at if to in CLOSED else None
    if to is S.DONE:
        changes["derived_end"] = derived
    return replace(leg, **changes)


def _placed(leg: Leg, body: dict) -> dict:
    """Where in the line a leg (again) waits: at nobody's desk, and from the credited arrival the entry names."""
    changes: dict = {"desk": None, "officer": None, "first": body.get("first", leg.state is S.PLANNED and leg.first)}
    return changes | ({"credited_at": body["credited_at"]} if "credited_at" in body else {})


def _corrected(leg: Leg, entry: Entry) -> Leg:
    if leg.state not in CORRECTIONS[entry.kind]:
        raise MoveNotAllowed(entry.kind, leg.state)
    body, changes = entry.body, {"version": entry.seq}
    if entry.kind is Kind.SERVICE_CHANGED:
        changes |= {"service": body["service"], "procedure": body.get("procedure")}
    elif entry.kind is Kind.CLASS_CHANGED:
        changes |= {"klass": body["class"]}
    else:
        changes |= {"dossiers": body["dossiers"]}
    return replace(leg, **changes)


def present(legs: Iterable[Leg]) -> Leg | None:
    """The leg of one ticket that matters now: the open one whose line has begun, else the one nobody came to (before
    what is planned after it), else the next planned, else the last. None where all were taken back.
    """
    ordered = sorted((leg for leg in legs if leg.state is not S.VOID), key=lambda leg: leg.ordinal)
    begun = [leg for leg in ordered if leg.state in OPEN - {S.PLANNED}]
    planned = [leg for leg in ordered if leg.state is S.PLANNED]
    missed = [leg for leg in ordered if leg.state is S.NO_SHOW] if planned else []
    return next(iter(begun or missed[::-1] or planned or ordered[::-1]), None)


def _spent(leg: Leg, to: LegState, at: int) -> dict[str, int]:
    """The stretch since the last move, added to the span it belongs to."""
    name = span_of(leg.state, to, leg.started_at is not None)
    return {name: getattr(leg, name) + max(0, at - leg.since)}


def fold(entries: Iterable[Entry]) -> Leg | None:
    """A leg out of its journal entries in seq order. An undo takes the entry it names away and keeps its own seq."""
    leg: Leg | None = None
    kept: list[Entry] = []
    for entry in entries:
        if entry.kind is Kind.UNDONE:
            if not kept or kept[-1].seq != entry.body["undoes"]:
                raise MoveNotAllowed(entry.kind, leg.state if leg else None)
            kept.pop()
            leg = _replay(kept, entry.seq)
        else:
            kept.append(entry)
            leg = apply(leg, entry)
    return leg


def _replay(entries: list[Entry], version: int) -> Leg | None:
    leg: Leg | None = None
    for entry in entries:
        leg = apply(leg, entry)
    return replace(leg, version=version) if leg else None


def spans(leg: Leg) -> dict[str, int]:
    """All spans by name, milliseconds."""
    return {name: getattr(leg, name) for name in SPANS}
