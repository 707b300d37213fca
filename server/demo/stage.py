"""The scheduler: what happens when, in hall time, done by a few workers at once."""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from ..clock import HallClock

WORKERS = 16
LONGEST_NAP_S = 0.25


class Stage:
    """Runs each deed at its hall time, or as soon after as a worker is free. `on_fall` hears of a deed that raised."""

    def __init__(self, clock: HallClock, on_fall: Callable[[Exception], None]) -> None:
        self.clock = clock
        self._on_fall = on_fall
        self._due: list[tuple[int, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._over = threading.Event()
        self._workers = ThreadPoolExecutor(WORKERS, "demo")

    @property
    def over(self) -> bool:
        return self._over.is_set()

    def at(self, when: float, do: Callable[[], None]) -> None:
        """`when`: UTC ms on the hall's clock; the past means now."""
        with self._changed:
            heapq.heappush(self._due, (int(when), next(self._order), do))
            self._changed.notify()

    def after(self, seconds: float, do: Callable[[], None]) -> None:
        """`seconds` on the hall's clock from now."""
        self.at(self.clock.now() + seconds * 1000, do)

    def play(self, until: int, progress: Callable[[], None]) -> None:
        """Until that hall time, or `end`; `progress` is called several times a real second."""
        while not self.over and self.clock.now() < until:
            for do in self._ripe():
                self._workers.submit(self._do, do)
            progress()

    def _ripe(self) -> list[Callable[[], None]]:
        """What is due now; waits a little for it."""
        with self._changed:
            nap = LONGEST_NAP_S
            if self._due:
                nap = min(nap, (self._due[0][0] - self.clock.now()) / 1000 / self.clock.speed)
            if nap > 0:
                self._changed.wait(nap)
            now, ripe = self.clock.now(), []
            while self._due and self._due[0][0] <= now:
                ripe.append(heapq.heappop(self._due)[2])
        return ripe

    def _do(self, do: Callable[[], None]) -> None:
        if self.over:
            return
        try:
            do()
        except Exception as fallen:
            self._on_fall(fallen)

    def end(self) -> None:
        """Nothing new begins; what a worker is at is waited for."""
        self._over.set()
        self._workers.shutdown(wait=True, cancel_futures=True)
