"""The one reader of committed entries, in seq order. No deed publishes by itself.

Two threads that commit 10 and 11 cannot tell 11 first, and a crash after a commit loses no word: whatever was
committed is read from the journal, also what another process on the same file wrote.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from ..core.events import Entry
from ..store import journal
from ..store.sqlite import SqliteStore

log = logging.getLogger(__name__)
LOOK_AGAIN_S = 0.5  # for entries of another process (imports), which cannot wake us


class Publisher:
    def __init__(self, store: SqliteStore) -> None:
        self._store = store
        self._listeners: list[Callable[[Entry], None]] = []
        self._wake = threading.Event()
        self._stopping = False
        self._thread: threading.Thread | None = None
        with store.reading() as db:
            row = journal.last(db)
        self.seq = row["seq"] if row else 0
        store.on_commit(self._wake.set)

    def listen(self, listener: Callable[[Entry], None]) -> None:
        """`listener` gets every entry above the present one, in order. Its fall is logged and stops nobody else."""
        self._listeners.append(listener)

    def publish_new(self) -> None:
        """Reads what is new and tells it. Called by the thread; tests call it by hand."""
        while True:
            with self._store.reading() as db:
                entries = journal.after(db, self.seq)
            for entry in entries:
                for listener in self._listeners:
                    try:
                        listener(entry)
                    except Exception:
                        log.exception("a listener fell at entry %s; the others go on", entry.seq)
                self.seq = entry.seq
            if len(entries) < journal.AT_ONCE:  # nothing was left; what came since has woken us again
                return

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="publisher", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._stopping:
            self._wake.wait(LOOK_AGAIN_S)
            self._wake.clear()
            try:
                self.publish_new()
            except Exception:
                log.exception("the journal could not be read; trying again")

    def stop(self) -> None:
        self._stopping = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join(1)
