"""Patience with strangers: a limit for each key (a link, an address). Nothing is kept on disk.

A hall's Wi-Fi shows a thousand phones as one address, so an address alone never shuts out a link that exists.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

MOST = 20_000


class Buckets:
    """A bucket for each key, filled by one token each `seconds_each` up to `burst` (generic cell rate algorithm)."""

    def __init__(self, seconds_each: float, burst: int, seconds: Callable[[], float] = time.monotonic) -> None:
        self._each, self._reach, self._seconds = seconds_each, (burst - 1) * seconds_each, seconds
        self._due: OrderedDict[str, float] = OrderedDict()
        self._lock = threading.Lock()

    def empty_s(self, key: str) -> int:
        """How many whole seconds until there is a token, 0 where there is one; takes none."""
        with self._lock:
            return max(0, math.ceil(self._due.get(key, 0.0) - self._seconds() - self._reach))

    def wait_s(self, key: str) -> int:
        """Takes a token: 0; or, where there is none, how many whole seconds to wait for one."""
        now = self._seconds()
        with self._lock:
            due = max(now, self._due.get(key, 0.0))
            if due - now > self._reach:
                return math.ceil(due - now - self._reach)
            self._due[key] = due + self._each
            self._due.move_to_end(key)
            while len(self._due) > MOST:
                self._due.popitem(last=False)
        return 0
