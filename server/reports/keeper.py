"""Sums up the days, months and years that are over, in a thread of its own, and looks whether their figures can be
true.

A file too large to be looked through before the hall opens is looked through here, before anything is made of it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from ..core.hours import business_date
from ..ports import Clock
from ..store.sqlite import SqliteStore
from ..store.summing import (
    check,
    missing_days,
    missing_months,
    missing_years,
    sum_up,
    sum_up_month,
    sum_up_year,
)

log = logging.getLogger(__name__)
EVERY_MS = 300_000  # also without a new day: a late deed may have changed one that was summed up


class Keeper:
    """`look` is called with each heartbeat and costs nothing while there is nothing to do."""

    def __init__(self, store: SqliteStore, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._seen: tuple[str, int] = ("", 0)
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self.at_night: list[Callable[[Callable[[], bool]], object]] = []  # what else is looked after; asked to stop
        self.damage: str | None = None  # of a large file, found after the hall had opened

    def look(self) -> None:
        now = self._clock.now()
        turn = (business_date(now).isoformat(), now // EVERY_MS)
        if turn == self._seen or (self._thread is not None and self._thread.is_alive()):
            return
        self._seen = turn
        self._thread = threading.Thread(target=self._work, name="report-keeper", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(10)

    def _work(self) -> None:
        try:
            self.keep()
        except Exception:  # a report that is slow tonight must not stop anything else
            log.exception("days could not be summed up")

    def keep(self) -> list[str]:
        """Everything there is to do now; the days whose figures cannot be true."""
        if not self._store.looked_through:
            self.damage = self._store.damage()
            if self.damage is not None:
                log.critical("the hall's file is damaged (%s): stop the hall and restore a backup", self.damage)
        if self.damage is not None:
            return []  # no sums out of a file with a hole
        for look_after in self.at_night:
            look_after(self._stopping.is_set)
        now = self._clock.now()
        with self._store.reading() as db:
            days = missing_days(db, now)
        for day in days:
            begun = time.monotonic()
            if self._stopping.is_set():
                return []
            if sum_up(self._store, day, now):
                check(self._store, day.isoformat(), now)
            self._stopping.wait(time.monotonic() - begun)  # half of one core at most: desks come first
        with self._store.reading() as db:
            months = missing_months(db, now)
        for month in months:
            if not self._stopping.is_set():
                sum_up_month(self._store, month)
        with self._store.reading() as db:
            years = missing_years(db, now)
        for year in years:
            if not self._stopping.is_set():
                sum_up_year(self._store, year)
        return self._check_again(now)

    def _check_again(self, now: int) -> list[str]:
        """The days with something wrong, looked at once more: it may have been mended."""
        rows = self._store.rows("SELECT DISTINCT business_date FROM figure_findings")
        return [row["business_date"] for row in rows if check(self._store, row["business_date"], now)]


