"""Learns from callers who were served, and tells the next one a point and a range.

The trees learn the root of the wait: waits are skewed, and a median stays a median under a root. Two forecasters are
one's whole knowledge of a line: for those who find somebody waiting, and for those who don't.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import sqrt

from .ranges import Adaptive, calibrated
from .trees import Bins, Boosted, Shape

# Waits have a long upper tail: leaving out 5 % below and 15 % above makes an 80 % range a tenth narrower than 10 and 10
# (by leave-days-out on the training days; docs/forecast.md).
TAILS = (0.05, 0.5, 0.85)
FOLDS = 3


@dataclass(frozen=True, slots=True)
class Served:
    """A caller who was served: what was known when they joined, and how long they then waited (seconds)."""

    day: str
    service: str
    features: list[float]
    wait: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """Seconds. `raw` is the range in roots before it was moved: what an outcome is scored against."""

    point: float
    low: float
    high: float
    raw: tuple[float, float] = (0.0, 0.0)


@dataclass
class Forecaster:
    shape: Shape = field(default_factory=Shape)
    usual: dict[str, float] = field(default_factory=dict)  # service → mean wait of the training days
    adaptive: Adaptive = field(default_factory=Adaptive)
    bins: Bins | None = None
    models: list[Boosted] = field(default_factory=list)

    def fit(self, rows: Sequence[Served], calibrate: bool = True) -> Forecaster:
        self.usual = _means(rows)
        known = [self._row(one.service, one.features) for one in rows]
        self.bins = Bins.of(known)
        binned, roots = [self.bins.put(one) for one in known], [sqrt(one.wait) for one in rows]
        self.models = [Boosted(share, self.shape).fit(binned, roots) for share in TAILS]
        if calibrate:
            self.adaptive.extra = self._left_out(rows)
        return self

    def predict(self, service: str, features: list[float]) -> Forecast:
        if self.bins is None:
            raise ValueError("a forecaster is fitted before it is asked")
        row = self.bins.put(self._row(service, features))
        low, middle, high = sorted(model.predict(row) for model in self.models)
        lowest, highest = self.adaptive.moved(low, high)
        seconds = [max(0.0, one) ** 2 for one in (middle, min(lowest, middle), max(highest, middle))]
        return Forecast(seconds[0], seconds[1], seconds[2], (low, high))

    def learn(self, told: Forecast, wait: float) -> None:
        """What became of one forecast: the range adapts, the trees stay."""
        self.adaptive.learn(told.low <= wait <= told.high)

    def _row(self, service: str, features: list[float]) -> list[float]:
        return [self.usual.get(service, self.usual.get("", 0.0)), *features]

    def _left_out(self, rows: Sequence[Served]) -> float:
        """How far ranges must be moved to hold on days their trees have not seen."""
        days = sorted({one.day for one in rows})
        told: list[tuple[float, float, float]] = []
        for fold in range(min(FOLDS, len(days)) if len(days) > 1 else 0):
            out = set(days[fold::FOLDS])
            model = Forecaster(self.shape).fit([one for one in rows if one.day not in out], calibrate=False)
            left = [one for one in rows if one.day in out]
            told += [(*model.predict(one.service, one.features).raw, sqrt(one.wait)) for one in left]
        lows, highs, came = ([one[at] for one in told] for at in range(3))
        return calibrated(lows, highs, came)


def _means(rows: Sequence[Served]) -> dict[str, float]:
    """Service → mean wait; "" for all."""
    waits: dict[str, list[float]] = {}
    for one in rows:
        waits.setdefault(one.service, []).append(one.wait)
        waits.setdefault("", []).append(one.wait)
    return {service: sum(of) / len(of) for service, of in waits.items()}
