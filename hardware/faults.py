"""What may be wrong with a printer, in the words of the contract, and how its own status bytes say so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

State = Literal["ready", "near-end", "paper-out", "cover", "jam", "offline", "stalled", "write-only"]
STATES: tuple[State, ...] = get_args(State)
BLOCKED: frozenset[State] = frozenset({"paper-out", "cover", "jam", "offline"})  # no ticket can come out now

Reason = Literal[
    "paper-out",  # the roll ended, before the ticket or in the middle of it
    "cover",
    "jam",  # jam or cutter
    "offline",  # nothing at the address, or the printer says it is off line without a cause
    "stalled",  # it took the ticket and never answered the query behind it
    "no-answer",  # a printer that never answers anything: the bytes are gone, more cannot be known
    "connection-lost",  # the line broke in the middle of the ticket
    "expired",  # the job was too old to print
    "not-drawn",  # the slip itself could not be turned into paper
    "agent-stopped",  # the agent ended between taking the job and hearing the printer
]
REASONS: tuple[Reason, ...] = get_args(Reason)


class PrinterFault(Exception):
    """A ticket that is not known to be on paper.

    `can_retry` is True when no whole ticket can have come out: printing it again gives nobody two. `state` is what
    the printer was seen to be in; `reason` is the code for the job's result.
    """

    def __init__(self, message: str, can_retry: bool, state: State, reason: Reason) -> None:
        super().__init__(message)
        self.can_retry = can_retry
        self.state = state
        self.reason = reason


class LinkLost(OSError):
    """The way to the printer is not there, or is there no longer.

    `reached` is True when bytes of the failed call may have got through all the same.
    """

    def __init__(self, message: str, reached: bool = False) -> None:
        super().__init__(message)
        self.reached = reached


def state_of(answers: Mapping[int, int]) -> State:
    """The state behind the answers to DLE EOT n (n → byte), gravest first; no answer at all is "write-only"."""
    if not answers:
        return "write-only"
    cause, roll = answers.get(2, 0), answers.get(4, 0)
    if cause & 0x40:
        return "jam"
    if cause & 0x04:
        return "cover"
    if cause & 0x20 or roll & 0x60:
        return "paper-out"
    if answers.get(1, 0) & 0x08:
        return "offline"
    return "near-end" if roll & 0x0C else "ready"
