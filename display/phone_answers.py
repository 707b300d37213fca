"""What each phone was last told, and whether anything it depends on has changed since: most looks cost no query.

An answer is made from the hall's memory as of one journal entry. It is as good as new until a later entry names its
ticket, moves its department's line, or concerns everybody; and not longer than KEEP_S, for what time alone changes.
See docs/decisions/0050-what-a-waiting-phone-costs.md.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from server.core.events import Entry, Kind
from server.ports import Clock
from server.store.sqlite import SqliteStore

from .phone import phone
from .phone_look import look

KEEP_S = 30.0
MOST = 5000  # links of a day; the longest unasked are forgotten first
# Kinds that concern their own ticket alone: no place in a line and no forecast follows from them.
OWN = frozenset({
    Kind.SHOWN, Kind.RECALLED, Kind.STARTED, Kind.HELD, Kind.RESUMED, Kind.TAKEN_OVER, Kind.DOSSIERS_COUNTED,
})  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """`body` is JSON; `etag` names its content, also across restarts."""

    etag: str
    body: bytes
    state: dict
    ticket: int
    line: str | None
    seq: int
    until: float


class PhoneAnswers:
    """Safe for threads: a look may be made twice, never mixed."""

    def __init__(self, store: SqliteStore, clock: Clock, seconds: Callable[[], float] = time.monotonic) -> None:
        self._store, self._clock, self._seconds = store, clock, seconds
        self._kept: OrderedDict[str, Answer] = OrderedDict()
        self._lock = threading.Lock()
        self._date = ""
        self._everybody = 0  # the seq of the last entry that concerns all links
        self._lines: dict[str, int] = {}
        self._tickets: dict[int, int] = {}

    def on_entry(self, entry: Entry) -> None:
        """Publisher's listener."""
        if entry.business_date > self._date:
            self._date, self._lines, self._tickets = entry.business_date, {}, {}
            self._everybody = entry.seq
        if entry.ticket is not None:
            self._tickets[entry.ticket] = entry.seq
        if entry.kind in OWN:
            return
        department = entry.body.get("department") if entry.leg is not None else None
        if department is None:  # a desk opened or closed, another plan
            self._everybody = entry.seq
        else:
            self._lines[department] = entry.seq

    def fresh(self, secret: str) -> Answer | None:
        """The last answer to this link, if it still holds. No query, no lock."""
        kept = self._kept.get(secret)
        return kept if kept is not None and self._holds(kept) else None

    def _holds(self, kept: Answer) -> bool:
        return (
            kept.seq >= self._everybody
            and kept.seq >= self._tickets.get(kept.ticket, 0)
            and (kept.line is None or kept.seq >= self._lines.get(kept.line, 0))
            and self._seconds() < kept.until
        )

    def answer(self, secret: str) -> Answer:
        """What this link is told now. Raises NoSuchLink and DayOver."""
        return self.fresh(secret) or self.renew(secret)

    def renew(self, secret: str) -> Answer:
        """The same, made anew whatever is kept."""
        until = self._seconds() + KEEP_S
        seen = look(self._store, secret, self._clock.now())
        state = phone(seen.facts)
        body = json.dumps(state, ensure_ascii=False, separators=(",", ":")).encode()
        made = Answer(hashlib.sha256(body).hexdigest()[:20], body, state, seen.ticket, seen.line, seen.seq, until)
        with self._lock:
            self._kept[secret] = made
            self._kept.move_to_end(secret)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return made
