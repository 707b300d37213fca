"""Feels whether the hall can still write: a tiny durable write now and then, in a thread of its own.

A failed deed makes it look at once, and while it fails it looks often: the hall takes up again by itself.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from ..ports import Clock
from ..store.sqlite import SqliteStore

log = logging.getLogger(__name__)
EVERY_S, ILL_S = 30.0, 2.0
PROBE = 96 * 1024  # bytes written where there is doubt: a full disk may take a word, and no ticket
STUCK_S = 3 * EVERY_S  # no look has come back for so long: the disk hangs
# The last: the hall is stopping.
STORAGE = ("disk is full", "readonly database", "disk I/O", "unable to open database", "closed database")
# What SQLite says → what it is. In this order: a full disk may come as an I/O error with its own words.
WHY = (("full", "full"), ("readonly", "read-only"), ("unable to open", "read-only"), ("locked", "busy"))


@dataclass(frozen=True)
class Beat:
    """The last look: `fault` is None for a good one, `took_ms` how long the write took."""

    fault: str | None
    at: float  # monotonic
    took_ms: float


class Pulse:
    def __init__(self, store: SqliteStore, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._wake, self._stopping = threading.Event(), threading.Event()
        self._last: Beat | None = None
        self._doubted = False
        self._thread: threading.Thread | None = None
        self.at_change: Callable[[], None] = lambda: None  # the hall can write again, or no more

    def start(self) -> None:
        self._thread = threading.Thread(target=self._go_on, name="pulse", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._wake.set()

    def doubt(self) -> None:
        """A deed could not be written: look now, with more than a word."""
        self._doubted = True
        self._wake.set()

    @property
    def fault(self) -> str | None:
        """Why the hall cannot write now; None while it can, or nobody has tried yet."""
        last = self._last
        if last is not None and self._thread is not None and time.monotonic() - last.at > STUCK_S:
            return "stuck"
        return last.fault if last else None

    def last(self) -> Beat | None:
        return self._last

    def look(self) -> None:
        """One tiny write, made durable; after a failed one as much as some tickets need, which then stays room for
        them inside the file."""
        before, begun = self.fault, time.monotonic()
        word = str(self._clock.now()).ljust(PROBE if self._doubted or before else 0)
        self._doubted = False
        try:
            with self._store.writing() as db:
                db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('pulse', ?)", (word,))
            fault = None
        except sqlite3.Error as error:
            fault = why(error)
        ended = time.monotonic()
        self._last = Beat(fault, ended, (ended - begun) * 1000)
        if fault != before:
            if fault:
                log.error("the hall's file cannot be written (%s): no numbers are given out", fault)
            else:
                log.warning("the hall's file can be written again")
            self.at_change()

    def _go_on(self) -> None:
        while not self._stopping.is_set():
            try:
                self.look()
            except Exception:
                log.exception("the pulse was lost; the next look follows")
            self._wake.wait(ILL_S if self.fault else EVERY_S)
            self._wake.clear()


def why(error: BaseException) -> str:
    """What a refusal of SQLite's means for a person."""
    said = str(error)
    return next((name for word, name in WHY if word in said), "io")


def is_storage(error: BaseException) -> bool:
    """Whether the disk is to blame, not we."""
    return isinstance(error, sqlite3.Error) and any(word in str(error) for word in STORAGE)
