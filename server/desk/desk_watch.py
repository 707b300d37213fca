"""Lets a long poll wait for news of one desk, and wakes nobody else's."""

from __future__ import annotations

import threading
from collections.abc import Callable

from ..core.events import Entry


class DeskWatch:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bells: dict[str, set[threading.Event]] = {}
        self._stopping = False

    def on_entry(self, entry: Entry) -> None:
        """Publisher's listener."""
        if entry.desk is not None:
            self._ring(entry.desk)

    def wait(self, desk: str, is_news: Callable[[], bool], seconds: float) -> None:
        """Until an entry names the desk, or that many real seconds. Returns at once when there is news already."""
        bell = threading.Event()
        with self._lock:
            self._bells.setdefault(desk, set()).add(bell)
        try:
            if not self._stopping and not is_news():  # asked with the bell hung up: no entry falls between
                bell.wait(seconds)
        finally:
            with self._lock:
                self._bells[desk].discard(bell)

    def stop(self) -> None:
        """Lets all who wait go."""
        self._stopping = True
        for desk in list(self._bells):
            self._ring(desk)

    def _ring(self, desk: str) -> None:
        with self._lock:
            for bell in self._bells.get(desk, ()):
                bell.set()
