"""Which screens and kiosks are heard: by their open sockets, and since when on the hall's clock."""

from __future__ import annotations

import threading
from collections.abc import Callable

from ..identity import Identity

KINDS = ("display", "kiosk")


class Heard:
    """Follows the sockets of one process. What never came is unheard since the start."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now, self._lock = now, threading.Lock()
        self._since_start = now()
        self._open: dict[str, tuple[str, str]] = {}  # sid → (kind, name)
        self._since: dict[tuple[str, str], int] = {}

    def join(self, sid: str, who: Identity) -> None:
        if who.role in KINDS:
            with self._lock:
                one = who.role, who.name
                if one not in self._open.values():
                    self._since[one] = self._now()
                self._open[sid] = one

    def leave(self, sid: str) -> None:
        with self._lock:
            one = self._open.pop(sid, None)
            if one is not None and one not in self._open.values():
                self._since[one] = self._now()

    def state(self, kind: str, name: str) -> tuple[bool, int]:
        """(heard now, since when)."""
        with self._lock:
            one = kind, name
            return one in self._open.values(), self._since.get(one, self._since_start)
