"""Wrong tries: who guesses waits, longer each time and never longer than a minute; nobody else does."""

from __future__ import annotations

import threading

FREE_TRIES = 5
MAX_BACKOFF_MS = 60_000
REMEMBERED = 2000  # names and places whose failures are remembered, the newest
Who = tuple[str, str]  # an account's name, known or not, and where it is tried from: an address or an enrolled desk


class Tries:
    """In memory: a restart forgives, and takes longer than a minute's wait."""

    def __init__(self) -> None:
        self._counting = threading.Lock()
        self._tries: dict[Who, tuple[int, int]] = {}  # → (failures, held back until)

    def held_back(self, who: Who, now: int) -> bool:
        return self._tries.get(who, (0, 0))[1] > now

    def failures(self, who: Who) -> int:
        return self._tries.get(who, (0, 0))[0]

    def failed(self, who: Who, now: int) -> None:
        """Known and unknown names alike: who is refused more often than others would else be known to exist."""
        with self._counting:
            failures = self._tries.pop(who, (0, 0))[0] + 1
            over = failures - FREE_TRIES
            held_until = now + min(MAX_BACKOFF_MS, 1000 * 2 ** min(over, 16)) if over > 0 else 0
            if len(self._tries) >= REMEMBERED:
                del self._tries[next(iter(self._tries))]
            self._tries[who] = (failures, held_until)

    def succeeded(self, who: Who) -> None:
        with self._counting:
            self._tries.pop(who, None)
