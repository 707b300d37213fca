"""Watches the machine's clock against the hall's own, which no jump moves.

A step below a minute is followed. From a minute on the hall goes by its own clock until a person confirms, so that no
number gets another day by itself. A hall that starts earlier than its last event (a flat battery, no time server yet)
gives out no numbers until the clock is right or a person says it is. Every step stands in the journal.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from .clock import HallClock, TestClock
from .core.events import Entry, Kind
from .store import queries
from .store.sqlite import SqliteStore

STEP_MS = 1_000  # less is no step
SMALL_MS = 60_000  # followed without asking
BEHIND_MS = 5 * 60_000  # so much before the last event a clock is not believed
LONGEST_MS = 31 * 24 * 3600 * 1000  # a clock set right while nobody believed it is not a month ahead


@dataclass(frozen=True)
class Trouble:
    """`kind` is "behind" (no numbers are given out) or "jumped"; both times are UTC ms."""

    kind: str
    hall: int
    machine: int


def machine_ms() -> int:
    return time.time_ns() // 1_000_000


class ClockWatch:
    """`machine` tells the machine's clock; None for a hall whose time was set by hand: nothing is watched."""

    def __init__(self, store: SqliteStore, clock: HallClock | TestClock, machine: Callable[[], int] | None) -> None:
        self._store, self._clock, self._machine = store, clock, machine
        self._looking = threading.Lock()
        self._seen = 0  # how far the machine's clock was from the hall's when it was last looked at
        self._last_event = self._believed() if machine else 0

    def _believed(self) -> int:
        """The last event of the hall; where a person has confirmed an earlier time since, that."""
        with self._store.reading() as db:
            return queries.last_moment(db)

    def is_behind(self) -> bool:
        return self._clock.now() < self._last_event - BEHIND_MS

    def trouble(self) -> Trouble | None:
        if self._machine is None:
            return None
        hall, machine = self._clock.now(), self._machine()
        if self.is_behind():
            return Trouble("behind", hall, machine)
        return Trouble("jumped", hall, machine) if abs(self._seen) >= SMALL_MS else None

    def look(self) -> bool:
        """Whether there was a step since the last look."""
        if self._machine is None:
            return False
        with self._looking:
            away = self._machine() - self._clock.now()
            step = away - self._seen
            if abs(step) < STEP_MS:
                return False
            self._seen = away
            self._journal(step, None)
            if abs(away) < SMALL_MS or self._is_set_right():
                self._follow()
            return True

    def confirm(self, officer: str) -> None:
        """A person says that the machine's clock is right: the hall follows it, and numbers are given out. Where it was
        said already, or is right, nothing is written."""
        if self._machine is None or self.trouble() is None:
            return
        with self._looking:
            self._journal(self._machine() - self._clock.now(), officer)
            self._follow()
            self._last_event = self._clock.now()

    def _is_set_right(self) -> bool:
        assert self._machine is not None
        ahead = self._machine() - self._last_event
        return self.is_behind() and -BEHIND_MS <= ahead <= LONGEST_MS

    def _follow(self) -> None:
        assert self._machine is not None
        self._clock.follow(self._machine())
        self._seen = 0

    def _journal(self, step: int, officer: str | None) -> None:
        assert self._machine is not None
        body = {"by_ms": step, "machine": self._machine(), "confirmed": officer is not None}
        with self._store.deed(self._clock.now()) as deed:
            date = deed.date or deed.business_date()
            deed.record(Entry(Kind.CLOCK_JUMPED, deed.now, date, officer=officer, body=body))
