"""The day's calls, followed entry by entry: which rang where, and what has become of each. Pure, kept in memory.

Every board is a look at this one list: a zone that was quiet all morning must not be searched for in the journal while
an officer waits for the call just pressed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from server.core.events import RINGS, Entry, Kind

STANDS = {"called": "called", "serving": "serving", "no-show": "absent"}  # what a board says; any other state: "over"
FORGET_MS = 3 * 60_000  # after its end a call can no longer be taken back, and has had its time on every board
SWEEP_EVERY = 16


@dataclass
class Call:
    """One leg that was called; `rings` are its ringing entries, oldest first, never empty."""

    leg: int
    state: str
    changed_at: int
    rings: list[Entry] = field(default_factory=list)
    place: tuple[str, str] = ("", "")  # (desk, department) of the last ring

    @property
    def last(self) -> Entry:
        return self.rings[-1]

    def settle(self) -> None:
        self.place = self.last.desk or "", self.last.body["department"]


class DayCalls:
    """In the order they rang last."""

    def __init__(self, rings: Iterable[Entry] = (), states: dict[int, str] | None = None) -> None:
        """`rings`, oldest first, are those of the day so far, none taken back; `states` what their legs are in now."""
        self._calls: dict[int, Call] = {}
        self.date = ""
        self.forget_ms = FORGET_MS
        self._heard = 0
        for ring in rings:
            self._ring(ring)
        for leg, state in (states or {}).items():
            if leg in self._calls:
                self._calls[leg].state = state

    def __iter__(self) -> Iterator[Call]:
        """Newest ring first."""
        return reversed(self._calls.values())

    def at(self, desk: str) -> Call | None:
        """The call that is called to this desk or served there."""
        return next((one for one in self if one.place[0] == desk and one.state in ("called", "serving")), None)

    def apply(self, entry: Entry) -> set[tuple[str, str]]:
        """Follows one entry; the (desk, department) pairs whose picture it may have changed."""
        touched = self._new_day(entry)
        if entry.leg is None:
            return touched
        before = self._calls.get(entry.leg)
        if before is not None:
            touched.add(before.place)
        if entry.kind in RINGS:
            self._ring(entry)
        elif before is not None:
            self._moved(before, entry)
        after = self._calls.get(entry.leg)
        if after is not None:
            touched.add(after.place)
        return touched

    def _ring(self, ring: Entry) -> None:
        assert ring.leg is not None
        self.date = max(self.date, ring.business_date)
        call = self._calls.pop(ring.leg, None) or Call(ring.leg, "called", ring.at)
        call.rings.append(ring)
        call.settle()
        call.state, call.changed_at = ring.to_state or "called", ring.at
        self._calls[ring.leg] = call  # at the end: it rang last
        self._heard += 1
        if self._heard % SWEEP_EVERY == 0:
            self._keep(lambda one: one.state in STANDS or ring.at - one.changed_at < self.forget_ms)

    def _moved(self, call: Call, entry: Entry) -> None:
        call.state, call.changed_at = entry.to_state or call.state, entry.at
        if entry.kind is Kind.UNDONE and any(ring.seq == entry.body["undoes"] for ring in call.rings):
            call.rings = [ring for ring in call.rings if ring.seq != entry.body["undoes"]]
            if call.rings:
                call.settle()
            else:
                del self._calls[call.leg]
            self._calls = dict(sorted(self._calls.items(), key=lambda item: item[1].last.seq))

    def _new_day(self, entry: Entry) -> set[tuple[str, str]]:
        """A service may go on over midnight; all else of yesterday is history."""
        if not self.date or entry.business_date <= self.date:
            self.date = self.date or entry.business_date
            return set()
        self.date = entry.business_date
        gone = {one.place for one in self if one.state not in ("called", "serving")}
        self._keep(lambda one: one.state in ("called", "serving"))
        return gone

    def _keep(self, wanted) -> None:  # noqa: ANN001
        self._calls = {leg: one for leg, one in self._calls.items() if wanted(one)}
