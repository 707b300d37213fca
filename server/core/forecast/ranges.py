"""Keeps an 80 % range at 80 %: it widens a little after each miss and narrows after each hit.

Adaptive conformal inference (Gibbs & Candès 2021), on the width instead of the level. Whatever the forecasts are worth,
the share of hits goes to `share` in the long run, for a widening step is (1 - share) : share of a narrowing one.
"""

from __future__ import annotations

from dataclasses import dataclass

SHARE = 0.8
LEAST, MOST = -0.45, 3.0  # in widths of the range: it never turns inside out, and never runs away


@dataclass
class Adaptive:
    """`extra`: by how many widths each side is moved outward (inward, where negative)."""

    extra: float = 0.0
    step: float = 0.02
    share: float = SHARE

    def moved(self, low: float, high: float) -> tuple[float, float]:
        by = self.extra * (high - low)
        return low - by, high + by

    def learn(self, held: bool) -> None:
        move = -(1 - self.share) if held else self.share
        self.extra = min(MOST, max(LEAST, self.extra + self.step * move))


def calibrated(lows: list[float], highs: list[float], came: list[float], share: float = SHARE) -> float:
    """The `extra` with which that share of these would have been held (conformalised quantiles, Romano et al. 2019)."""
    needed = sorted(
        max(low - one, one - high) / max(1e-6, high - low) for low, high, one in zip(lows, highs, came, strict=True)
    )
    if not needed:
        return 0.0
    return min(MOST, max(LEAST, needed[min(len(needed) - 1, int(share * len(needed)))]))
