"""A few places and many callers: who holds many of them leaves the last quarter to others.

One machine on the hall's network could else take every thread and every connection, and the hall would stand still. An
address may be a proxy or a Wi-Fi with a thousand phones behind it, so there is no limit as long as there is room.
"""

from __future__ import annotations

import ipaddress
import threading
from collections import Counter

FEW = 32  # places of one caller that are always few: a browser takes six and a websocket or two


class Shares:
    """Places held, by caller. Safe for threads."""

    def __init__(self, places: int, few: int = FEW) -> None:
        self._free_for_all, self._few = places * 3 // 4, few
        self._held, self._total = Counter[str](), 0
        self._lock = threading.Lock()

    def enter(self, caller: str) -> bool:
        """Takes a place; False where the rest of them is for others. Who was let in leaves by `leave`."""
        with self._lock:
            if self._total >= self._free_for_all and self._held[caller] >= self._few:
                return False
            self._held[caller] += 1
            self._total += 1
            return True

    def leave(self, caller: str) -> None:
        with self._lock:
            self._total -= 1
            self._held[caller] -= 1
            if not self._held[caller]:
                del self._held[caller]

    def is_greedy(self, caller: str) -> bool:
        """Whether there is no room any more and this caller holds many places."""
        with self._lock:
            return self._total >= self._free_for_all and self._held[caller] >= self._few


def caller_of(address: str) -> str:
    """Whom an address speaks for. One machine has as many IPv6 addresses as it likes, all in its /64."""
    if ":" not in address:
        return address
    try:
        return str(ipaddress.ip_network((address.split("%")[0], 64), strict=False))
    except ValueError:
        return address
