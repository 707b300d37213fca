"""For how much of the hall's working time each kiosk, screen and printer was there: seen with every heartbeat.

Only time in which the server ran and a desk was at work counts: nobody misses a kiosk at night.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable

from ..store.device_times import add
from ..store.sqlite import SqliteStore

LONGEST_MS = 30_000  # between two looks; after a stopped process or a jump of the clock nothing was seen
WRITE_MS = 60_000
Device = tuple[str, str]  # kind ("kiosk", "display", "printer") and name


class UpTime:
    """Adds up in memory and writes once a minute, so that a hall at work costs one small write more."""

    def __init__(self, store: SqliteStore, speed: float = 1.0) -> None:
        """`speed`: hall seconds a real second."""
        self._store, self._longest = store, round(LONGEST_MS * max(1.0, speed))
        self._lock = threading.Lock()
        self._seen: int | None = None  # when the last look was, where a desk was at work
        self._written = 0
        self._date = ""
        self._times: dict[Device, list[int]] = {}

    def look(self, date: str, now: int, at_work: bool, devices: Iterable[tuple[Device, bool]]) -> None:
        """`devices`: each of the hall's, and whether it is there. The time since the last look is counted as now is."""
        with self._lock:
            if date != self._date:
                self._write(now)
                self._date, self._seen = date, None
            passed = 0 if self._seen is None or not at_work else now - self._seen
            if 0 < passed <= self._longest:
                for device, is_up in devices:
                    watched = self._times.setdefault(device, [0, 0])
                    watched[0] += passed
                    watched[1] += passed if is_up else 0
            self._seen = now if at_work else None
            if not 0 <= now - self._written < WRITE_MS:
                self._write(now)

    def stop(self) -> None:
        with self._lock:
            self._write(self._written)

    def _write(self, now: int) -> None:
        self._written = now
        if self._times:
            add(self._store, self._date, self._times)
            self._times = {}
