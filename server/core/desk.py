"""A desk's state, folded from its journal entries like a leg's."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .events import DESK_KINDS, Entry


@dataclass(frozen=True, slots=True)
class DeskState:
    """`version` is the seq of the last entry that names this desk: what an officer's command must have seen."""

    desk: str
    state: str = "closed"
    officer: str | None = None
    since: int = 0
    version: int = 0
    reason: str | None = None  # of a break, a code of reasons.py


def apply(desk: DeskState, entry: Entry) -> DeskState:
    """The desk after any entry that names it; only the desk's own kinds change its state."""
    state = DESK_KINDS.get(entry.kind)
    if state is None:
        return replace(desk, version=entry.seq)
    officer = None if state == "closed" else entry.officer
    return DeskState(desk.desk, state, officer, entry.at, entry.seq, entry.reason if state == "break" else None)
