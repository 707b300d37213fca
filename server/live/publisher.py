"""The one reader of committed entries, in seq order. No deed tells anything by itself.

Two threads that commit 10 and 11 cannot tell 11 first, and a crash after a commit loses no word: whatever was
committed is read from the journal, also what another process on the same file wrote. The reading is done by the
thread that has just committed, one at a time: waking another thread for it cost a call more than the telling.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ..core.events import Entry
from ..store import journal
from ..store.sqlite import SqliteStore

log = logging.getLogger(__name__)
LOOK_AGAIN_S = 0.5  # for entries of another process (imports), which cannot wake us


class Publisher:
    def __init__(self, store: SqliteStore) -> None:
        self._store = store
        self._listeners: list[Callable[[Entry], None]] = []
        self._news = threading.Event()  # something was committed that nobody has read yet
        self._telling = threading.Lock()  # whoever holds it is the one reader
        self._started = False
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        with store.reading() as db:
            row = journal.last(db)
        self.seq = row["seq"] if row else 0
        store.on_commit(self._committed)

    def listen(self, listener: Callable[[Entry], None]) -> None:
        """`listener` gets every entry above the present one, in order. Its fall is logged and stops nobody else.

        It is called in a thread that has just committed, before that one answers: it must not wait for anything.
        """
        self._listeners.append(listener)

    def _committed(self) -> None:
        """Reads and tells, unless another thread is at it: that one sees our news before it leaves."""
        self._news.set()
        while self._started and self._news.is_set() and self._telling.acquire(blocking=False):
            try:
                self._news.clear()
                self._read_and_tell()
            except Exception:
                log.exception("the journal could not be read; it is tried again in %s s", LOOK_AGAIN_S)
            finally:
                self._telling.release()

    @contextmanager
    def still(self) -> Iterator[None]:
        """Nothing is told within the block: every listener stands at the same entry. What came meanwhile follows."""
        with self._telling:
            yield
        if self._news.is_set():
            self._committed()

    def publish_new(self) -> None:
        """Reads what is new and tells it."""
        with self._telling:
            self._read_and_tell()

    def _read_and_tell(self) -> None:
        while True:
            entries = [journal.entry_of(row) for row in self._store.rows(journal.AFTER, (self.seq,))]
            for entry in entries:
                for listener in self._listeners:
                    try:
                        listener(entry)
                    except Exception:
                        log.exception("a listener fell at entry %s; the others go on", entry.seq)
                self.seq = entry.seq
            if len(entries) < journal.AT_ONCE:
                return

    def start(self) -> None:
        self._started = True
        self._thread = threading.Thread(target=self._look_again, name="publisher", daemon=True)
        self._thread.start()

    def _look_again(self) -> None:
        while not self._stopping.wait(LOOK_AGAIN_S):
            try:
                self.publish_new()
            except Exception:
                log.exception("the journal could not be read; it is tried again in %s s", LOOK_AGAIN_S)

    def stop(self) -> None:
        self._started = False
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(1)
