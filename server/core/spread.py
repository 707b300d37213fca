"""How a span of time is spread over legs, as counts by whole seconds: spreads of days add up to the year's, exactly."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil


@dataclass
class Spread:
    """`seconds`: how many took so many whole seconds (rounded down). Sum and longest keep their milliseconds."""

    n: int = 0
    sum_ms: int = 0
    max_ms: int = 0
    seconds: dict[int, int] = field(default_factory=dict)

    def take(self, ms: int) -> None:
        self.n += 1
        self.sum_ms += ms
        self.max_ms = max(self.max_ms, ms)
        self.seconds[ms // 1000] = self.seconds.get(ms // 1000, 0) + 1

    def add(self, other: Spread) -> None:
        self.n += other.n
        self.sum_ms += other.sum_ms
        self.max_ms = max(self.max_ms, other.max_ms)
        mine = self.seconds
        for second, count in other.seconds.items():
            mine[second] = mine.get(second, 0) + count

    def percentile(self, share: float) -> int | None:
        """Nearest rank, in milliseconds of the whole second; None of nothing."""
        rank, passed = max(1, ceil(self.n * share - 1e-9)), 0
        for second in sorted(self.seconds):
            passed += self.seconds[second]
            if passed >= rank:
                return second * 1000
        return None

    @property
    def mean_ms(self) -> int | None:
        """Rounded down."""
        return self.sum_ms // self.n if self.n else None

    @property
    def longest_ms(self) -> int | None:
        return self.max_ms if self.n else None

    def to_json(self) -> list:
        flat = [one for pair in sorted(self.seconds.items()) for one in pair]
        return [self.n, self.sum_ms, self.max_ms, flat]

    @classmethod
    def of(cls, told: list) -> Spread:
        flat = told[3]
        return cls(told[0], told[1], told[2], dict(zip(flat[::2], flat[1::2], strict=True)))
