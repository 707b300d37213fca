"""A queue log, event by event: at each arrival the listener sees what has happened up to then, and no more."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from server.core.forecast.state import LineState

BEFORE, JOINING = range(2)  # within one second, what others end or begin comes before who joins
JOIN, GO, END = range(3)  # the deeds of one caller, in their order
OnCall = Callable[[LineState, "Call"], None]


@dataclass(frozen=True, slots=True)
class Call:
    """One row of the log. Times are seconds since midnight."""

    row: int
    day: str
    service: str
    klass: int
    joined: int
    served: bool
    left: int  # the moment of leaving the queue: being served, or going away
    end: int
    agent: str

    @property
    def wait(self) -> int:
        return self.left - self.joined


def read(path: Path) -> list[Call]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [_call(line, row) for line, row in enumerate(csv.DictReader(file), 2)]


def _call(line: int, row: dict[str, str]) -> Call:
    served = row["outcome"] == "served"
    left = int(row["service_start_s"] if served else row["left_queue_s"])
    end = int(row["service_end_s"]) if served else left
    klass, joined = int(row["priority"]), int(row["joined_s"])
    return Call(line, row["day"], row["service"], klass, joined, served, left, end, row["agent"])


def replay(
    calls: Iterable[Call], head_start: dict[int, float], on_join: OnCall, on_start: OnCall | None = None
) -> None:
    """Plays each day from an empty hall. `on_join` and `on_start` are asked before the state knows of that event."""
    by_day: dict[str, list[Call]] = {}
    for call in calls:
        by_day.setdefault(call.day, []).append(call)
    for _, of_day in sorted(by_day.items()):
        state = LineState(head_start)
        for _, _, _, deed, call in _events(of_day):
            if deed == JOIN:
                on_join(state, call)
            elif deed == GO and call.served and on_start:
                on_start(state, call)
            _happen(state, deed, call)


def _happen(state: LineState, deed: int, call: Call) -> None:
    if deed == JOIN:
        state.join(call.row, call.joined, call.service, call.klass)
    elif deed == END:
        state.end(call.row, call.end, call.agent)
    elif call.served:
        state.start(call.row, call.left, call.agent)
    else:
        state.leave(call.row, call.left)


def _events(calls: list[Call]) -> list[tuple[int, int, int, int, Call]]:
    """In order. Who is answered in the second of joining has joined first."""
    found = []
    for call in calls:
        found.append((call.joined, JOINING, call.row, JOIN, call))
        found.append((call.left, JOINING if call.left == call.joined else BEFORE, call.row, GO, call))
        if call.served:
            found.append((call.end, JOINING if call.end == call.joined else BEFORE, call.row, END, call))
    # Of one second: an end frees the agent for the start after it; a service of no length begins before it ends.
    found.sort(key=lambda one: (one[0], one[1], *_within(one[1], one[2], one[3], one[4])))
    return found


def _within(when: int, row: int, deed: int, call: Call) -> tuple[int, int]:
    if when == JOINING:
        return row, deed
    return (0 if deed == END and call.end > call.left else 1, row * 3 + deed)
