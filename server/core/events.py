"""The journal's entries: one per change of state, all entries of a deed under one deed id."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    # a leg's life
    ISSUED = "issued"  # a ticket and its first leg; body: number, series, n, class, names of the day
    SHOWN = "shown"  # the visitor has the number: the kiosk painted it, or its paper came out
    OPENED = "opened"  # a further leg of a ticket (transfer, chain)
    ACTIVATED = "activated"  # a planned leg's line begins
    CALLED = "called"
    RECALLED = "recalled"
    TAKEN_OVER = "taken-over"
    STARTED = "started"
    HELD = "held"
    RESUMED = "resumed"
    FINISHED = "finished"
    NO_SHOW = "no-show"
    LATE_RETURN = "late-return"
    PUT_BACK = "put-back"
    TRANSFERRED = "transferred"
    LEFT = "left"
    EXPIRED = "expired"
    # a leg corrected where it stands: its state and its clock stay
    SERVICE_CHANGED = "service-changed"  # another service of the same department; body: service, service_name
    CLASS_CHANGED = "class-changed"  # priority granted or withdrawn; body: class
    DOSSIERS_COUNTED = "dossiers-counted"  # how many dossiers were taken in; body: dossiers
    UNDONE = "undone"  # body.undoes: the seq of the entry it takes back
    VOIDED = "voided"  # the leg was opened by a deed that was undone
    # a desk's day
    DESK_OPENED = "desk-opened"
    DESK_BREAK = "desk-break"
    DESK_BACK_OFFICE = "desk-back-office"
    DESK_CLOSED = "desk-closed"
    # the hall itself
    PLAN_CHANGED = "plan-changed"  # a new dated configuration; officer: who; body: plan, sha, how, undoes
    CATALOGUE_CHANGED = "catalogue-changed"  # procedures added, changed, retired; officer: who; body: sha, how, undoes
    CLOCK_JUMPED = "clock-jumped"  # the wall clock moved against the anchored one; body: by_ms
    RESTORED = "restored"  # from here on a backup's story goes on; body: backup, made_at, upto, sure, raised


RINGS = frozenset({Kind.CALLED, Kind.RECALLED})  # what a screen shows as a call and a voice says
DESK_KINDS = {
    Kind.DESK_OPENED: "open", Kind.DESK_BREAK: "break",
    Kind.DESK_BACK_OFFICE: "back-office", Kind.DESK_CLOSED: "closed",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One journal row. `at` is UTC milliseconds and never goes back along `seq`; seq 0 means not written yet."""

    kind: Kind
    at: int
    business_date: str
    ticket: int | None = None
    leg: int | None = None
    desk: str | None = None
    officer: str | None = None
    from_state: str | None = None
    to_state: str | None = None
    reason: str | None = None  # a code, never free text
    body: dict = field(default_factory=dict)  # names of the day, so that an entry is understood on its own
    seq: int = 0
    deed: str = ""
