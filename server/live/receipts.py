"""Display receipts: which screen showed a call and when. Beside the journal, and not kept for ever.

A screen says so when the number is painted. Receipts are gathered and written with the heartbeat: a call that forty
screens confirm is one small transaction, and no screen waits for it.
"""

from __future__ import annotations

import logging
import threading

from ..identity import Identity
from ..logs import tell
from ..ports import Clock
from ..store.sqlite import SqliteStore

log = logging.getLogger(__name__)
DEED_OF = "SELECT deed FROM journal WHERE seq = ?"
WHAT = ("shown",)  # who spoke it the election of the voice knows: speakers.py
KEPT_MS = 7 * 24 * 3600_000
MOST_AT_ONCE = 64  # calls in one message
MOST_WAITING = 20_000
PRUNE_EVERY = 720  # writings: about once an hour
SAVE = """
INSERT OR IGNORE INTO receipts
SELECT seq, ?, ?, ?, max(at, min(?, ?)) FROM journal WHERE seq = ? AND kind IN ('called', 'recalled')
"""


class Receipts:
    def __init__(self, store: SqliteStore, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._waiting: dict[tuple[int, str, int], tuple[str, int, int]] = {}
        self._lock = threading.Lock()
        self._written = 0

    def take(self, screen: Identity, receipt: object) -> None:
        """A screen's message: {"what": "shown", "calls": [[seq, at], …]}, `at` on the hall's clock there.

        Anything else is dropped: nobody waits for an answer.
        """
        what = receipt.get("what") if isinstance(receipt, dict) else None
        calls = receipt.get("calls") if isinstance(receipt, dict) else None
        if what not in WHAT or not isinstance(calls, list):
            return
        for call in calls[:MOST_AT_ONCE]:
            if isinstance(call, list) and len(call) == 2 and all(type(one) is int and 0 < one < 2**53 for one in call):
                self.note(screen.id, screen.name, what, *call)

    def note(self, device: int, name: str, what: str, seq: int, at: int) -> None:
        """`device` has shown the call of journal entry `seq`. The first word counts."""
        with self._lock:
            if len(self._waiting) < MOST_WAITING:
                self._waiting.setdefault((seq, what, device), (name, at, self._clock.now()))

    def write(self) -> None:
        """Everything noted since, to the file. A screen's clock is believed between the call and now."""
        with self._lock:
            waiting, self._waiting = self._waiting, {}
        if not waiting:
            return
        deeds: dict[int, str] = {}
        with self._store.writing() as db:
            for (seq, what, device), (name, at, now) in waiting.items():
                db.execute(SAVE, (what, device, name, at, now, seq))
                if seq not in deeds and (row := db.execute(DEED_OF, (seq,)).fetchone()):
                    deeds[seq] = row["deed"]
            if self._written % PRUNE_EVERY == 0:
                db.execute("DELETE FROM receipts WHERE at < ?", (self._clock.now() - KEPT_MS,))
        for (seq, what, _), (name, at, _) in waiting.items():
            tell(f"call-{what}", deed=deeds.get(seq), seq=seq, screen=name, at_hall=at)
        self._written += 1

    def stop(self) -> None:
        """Writes what is left, if it can."""
        try:
            self.write()
        except Exception:
            log.exception("the last receipts were not written")
