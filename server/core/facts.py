"""What a report counts of some legs: outcomes, spans, spreads. Facts of two days add up to the facts of both.

docs/metrics.md tells what each one means; `wrong` says where they cannot be true.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field

from .spread import Spread
from .ticket import CLOSED, Leg, LegState
from .timing import SPANS

OUTCOMES = {
    LegState.DONE: "served", LegState.NO_SHOW: "no_show", LegState.TRANSFERRED: "transferred", LegState.LEFT: "left",
    LegState.EXPIRED: "expired", LegState.VOID: "void",
}  # fmt: skip
ENDS = (*OUTCOMES.values(), "open")  # every leg is exactly one of these
COUNTS = ("issued", "arrivals", *ENDS, "within", "derived_start", "derived_end", "again", "undone", "dossiers")
SPREADS = ("waiting", "walking", "service", "held", "total")


@dataclass
class Facts:
    counts: dict[str, int] = field(default_factory=dict)
    sums: dict[str, int] = field(default_factory=dict)
    spreads: dict[str, Spread] = field(default_factory=dict)

    def count(self, name: str, by: int = 1) -> None:
        if by:
            self.counts[name] = self.counts.get(name, 0) + by

    def __getitem__(self, name: str) -> int:
        return self.counts.get(name, 0)

    def total(self, name: str) -> int:
        return self.sums.get(name, 0)

    def spread(self, name: str) -> Spread:
        return self.spreads.get(name) or Spread()

    def take(self, leg: Leg, undone: int, within_ms: int) -> None:
        """One more leg; `undone` of its entries were taken back, `within_ms` is its department's aim."""
        self.count("issued")
        self.count("arrivals", leg.ordinal == 1)
        self.count(OUTCOMES.get(leg.state, "open"))
        self.count("derived_start", leg.derived_start)
        self.count("derived_end", leg.derived_end)
        self.count("again", max(0, leg.calls - 1))
        self.count("undone", undone)
        self.count("dossiers", leg.dossiers or 0)
        self._take_spreads(leg, within_ms)
        if leg.state in CLOSED:
            for name in SPANS:
                self._sum(name, getattr(leg, name))
            self._sum("whole_ms", leg.total_ms or 0)

    def _take_spreads(self, leg: Leg, within_ms: int) -> None:
        if leg.state is LegState.VOID:
            return
        if leg.started_at is not None:
            self._spread("waiting", leg.waiting_ms)
            self.count("within", leg.waiting_ms <= within_ms)
            if not leg.derived_start:
                self._spread("walking", leg.walking_ms)
        if leg.held_ms:
            self._spread("held", leg.held_ms)
        if leg.state is LegState.DONE:
            self._spread("total", leg.total_ms or 0)
            if not (leg.derived_start or leg.derived_end):
                self._spread("service", leg.service_ms)

    def _spread(self, name: str, ms: int) -> None:
        self.spreads.setdefault(name, Spread()).take(ms)

    def _sum(self, name: str, ms: int) -> None:
        if ms:
            self.sums[name] = self.sums.get(name, 0) + ms

    def add(self, other: Facts) -> None:
        for name, value in other.counts.items():
            self.count(name, value)
        for name, value in other.sums.items():
            self._sum(name, value)
        for name, spread in other.spreads.items():
            self.spreads.setdefault(name, Spread()).add(spread)

    def to_json(self) -> dict:
        spreads = {name: one.to_json() for name, one in sorted(self.spreads.items())}
        return {"c": dict(sorted(self.counts.items())), "s": dict(sorted(self.sums.items())), "d": spreads}

    @classmethod
    def of(cls, told: dict, spreads: Container[str] = SPREADS) -> Facts:
        """Of what `to_json` made; of its spreads those alone that are named."""
        read = {name: Spread.of(one) for name, one in told["d"].items() if name in spreads}
        return cls(dict(told["c"]), dict(told["s"]), read)


def wrong(facts: Facts, over: bool) -> list[str]:
    """What cannot be: codes of `server/staff/figure_notices.py`. `over`: the day has ended, nobody may still wait."""
    found = []
    if facts["issued"] != sum(facts[name] for name in ENDS):
        found.append("outcomes")
    if facts.total("whole_ms") != sum(facts.total(name) for name in SPANS):
        found.append("spans")
    values = [*facts.counts.values(), *facts.sums.values(), *(one.sum_ms for one in facts.spreads.values())]
    if any(value < 0 for value in values) or any(min(one.seconds) < 0 for one in facts.spreads.values()):
        found.append("negative")
    if facts.spread("total").n != facts["served"] or facts.spread("service").n > facts["served"]:
        found.append("served")
    if over and facts["open"]:
        found.append("open")
    return found
