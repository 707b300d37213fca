"""How long a visitor will wait, as a range of minutes: the queue-length rule with a cautious band.

W = (work of those under way + people ahead × mean service − what the other desks still have then) / open desks: the
queue-length rule (QL; Ibrahim & Whitt, M&SOM 2009) with what is known of those at the desks. Somebody served for `e`
minutes is taken to need mean − e more, at least 0.6 of a mean; where nobody tells since when, 0.82 of a mean, the mean
residual of services with a coefficient of variation c of 0.8: (1 + c²) / 2. With a free desk and nobody before, the
wait is the way to it. The two constants were chosen on sampled days (tests/rules/test_estimate_on_days.py).

The mean is over the last services of the day, leaning on the department's usual time while few have been served. A
service of more than four usual or median ones counts as four: a dossier forgotten at a desk is no pace. The 80 % band
is ±1.28 standard deviations of that many services, widened by what the department's own forecasts of earlier days
needed to hold four times in five (`learnt`), by a fifth until there are enough of them. Why not the trees of
`forecast/`: docs/decisions/0080-the-hall-tells-by-formula.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt
from statistics import median

WINDOW = 30  # services looked back on
USUAL_WEIGHT = 5  # the usual time counts as this many services
VARIATION, BAND, WIDEN = 0.8, 1.28, 1.2
RESIDUAL = (1 + VARIATION**2) / 2  # of a mean: what a service under way still takes, on average
LEAST_LEFT, FREE = 0.6, 0.3  # of a mean: what any service under way still takes; the way to a free desk
LONGEST = 4  # of a median or usual service
STEP = 5  # minutes people are told in
SHARE = 0.8  # of the ranges shall hold
ENOUGH = 100  # forecasts of earlier days
NARROWEST, WIDEST = 0.6, 2.5  # what may be learnt


@dataclass(frozen=True, slots=True)
class Told:
    """Minutes, not rounded: the point, and half the band before it is widened."""

    point: float
    spread: float
    ahead: int
    widen: float = WIDEN

    @property
    def minutes(self) -> tuple[int, int]:
        """(low, high), rounded outward to 5 minutes; high is at least 5. With nobody ahead a desk may be free."""
        by = self.spread * self.widen
        low = floor(max(0.0, self.point - by) / STEP) * STEP if self.ahead else 0
        return low, max(STEP, ceil((self.point + by) / STEP) * STEP)


def minutes(
    ahead: int, desks: int, served_ms: Sequence[int], usual_minutes: float, widen: float | None = None,
    under_way: Sequence[float] | None = None,
) -> tuple[int, int]:  # fmt: skip
    """What people are told. No open desk counts as one."""
    return told(ahead, desks, served_ms, usual_minutes, widen, under_way).minutes


def told(
    ahead: int, desks: int, served_ms: Sequence[int], usual_minutes: float, widen: float | None = None,
    under_way: Sequence[float] | None = None,
) -> Told:  # fmt: skip
    """`under_way`: for how many minutes each of the open desks' visitors has been there; None: all desks are busy."""
    under_way = under_way if desks > 0 else None  # nobody is there yet: whoever comes first is not free at once
    desks, mean = max(1, desks), pace(served_ms, usual_minutes)
    left = [RESIDUAL * mean] * desks if under_way is None else [_left(one, mean) for one in under_way[:desks]]
    spread, widen = BAND * VARIATION * mean / desks, WIDEN if widen is None else widen
    if ahead < desks - len(left):
        return Told(0.0, spread * FREE, ahead, widen)
    work = sum(left) + ahead * mean - (desks - 1) * RESIDUAL * mean
    return Told(max(work, FREE * mean) / desks, spread * sqrt(ahead + 0.5), ahead, widen)


def _left(minutes: float, mean: float) -> float:
    return max(mean - max(0.0, minutes), LEAST_LEFT * mean)


def pace(served_ms: Sequence[int], usual_minutes: float) -> float:
    """Minutes a service takes now."""
    found = [one / 60_000 for one in served_ms]
    most = LONGEST * max(usual_minutes, median(found) if found else 0.0)
    return (sum(min(one, most) for one in found) + USUAL_WEIGHT * usual_minutes) / (len(found) + USUAL_WEIGHT)


def learnt(scored: Sequence[tuple[float, float, float]]) -> float | None:
    """How much wider than one spread a band must be: of (point, spread, minutes waited) on earlier days.

    None while there are too few to learn from.
    """
    needed = sorted(abs(came - point) / max(0.1, spread) for point, spread, came in scored)
    if len(needed) < ENOUGH:
        return None
    return min(WIDEST, max(NARROWEST, needed[min(len(needed) - 1, int(SHARE * len(needed)))]))
