"""What the play has seen, counted as it happens, and told at the end without gloss."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field

from ..core.timing import percentile

SHOWN = 10  # errors told in full


@dataclass
class Tally:
    """Thread-safe. `waits_ms` are hall ms between ticket and call, as the desks' snapshots tell them."""

    counts: Counter[str] = field(default_factory=Counter)
    waits_ms: list[int] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, what: str, n: int = 1) -> None:
        with self._lock:
            self.counts[what] += n

    def waited(self, ms: int) -> None:
        with self._lock:
            self.waits_ms.append(ms)

    def error(self, what: str) -> None:
        with self._lock:
            self.errors.append(what)

    def line(self, wall: str) -> str:
        """The progress in one line; `wall` is the hall's time of day."""
        c = self.counts
        waiting = max(0, c["issued"] - c["called"])
        return (
            f"{wall}  issued {c['issued']}  waiting {waiting}  served {c['served']}  no-show {c['no-show']}"
            f"  told on TV {c['told']}  errors {len(self.errors)}"
        )

    def report(self) -> str:
        c = self.counts
        lines = [
            f"  issued {c['issued']}, called {c['called']}, served {c['served']}, no-show {c['no-show']},"
            f" recalled {c['recalled']}; at the end {c['issued'] - c['called']} wait,"
            f" {c['called'] - c['served'] - c['no-show']} are at desks",
            f"  waiting, hall minutes: {self._waits()}",
            f"  told on TV {c['told']}, board fetched anew {c['board fetched anew']}",
            f"  slips: {self._slips()}; own pages looked at {c['pages looked at']}",
            f"  nobody waiting when pressed {c['nobody waiting']}, screens out of date {c['stale']}, visitors asked to"
            f" touch again {c['asked to wait']}, turned away {c['turned away']}",
            f"  requests {c['requests']}, sent again {c['retries']}, errors {len(self.errors)}",
        ]
        lines += [f"    {one}" for one in self.errors[:SHOWN]]
        if len(self.errors) > SHOWN:
            lines.append(f"    … and {len(self.errors) - SHOWN} more")
        return "\n".join(lines)

    def _slips(self) -> str:
        found = [f"{what[5:]} {n}" for what, n in sorted(self.counts.items()) if what.startswith("slip ")]
        return ", ".join(found) or "none"

    def _waits(self) -> str:
        if not self.waits_ms:
            return "nobody was called"
        p50, p90 = ((percentile(self.waits_ms, share) or 0) / 60_000 for share in (0.5, 0.9))
        return f"p50 {p50:.1f}, p90 {p90:.1f}, longest {max(self.waits_ms) / 60_000:.1f} ({len(self.waits_ms)} called)"
