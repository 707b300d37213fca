"""How long a visitor will wait, as a range of minutes: the queue-length rule with a cautious band.

W = (work of those under way + people ahead × mean service − what the other desks still have then) / open desks: the
queue-length rule (QL; Ibrahim & Whitt, M&SOM 2009) with what is known of those at the desks. Somebody served for `e`
minutes is taken to need mean − e more, at least 0.6 of a mean; where nobody tells since when, 0.82 of a mean, the mean
residual of services with a coefficient of variation c of 0.8: (1 + c²) / 2. With a free desk and nobody before, the
wait is the way to it. The two constants were chosen on sampled days (tests/rules/test_estimate_on_days.py).

Work is counted in sizes (`habits.py`): a service that takes twice the usual time is two people's work, a desk that is
quick more than one desk, and who is likely not to come only a part of a person. An ordinary visitor is passed by
priority visitors who come later: while they wait W minutes those take a share p of the desks, so W = W₀ / (1 − p).

The mean is over the last services of the day, each divided by its size, leaning on the department's usual time while
few have been served. A service of more than four usual or median ones counts as four: a dossier forgotten at a desk is
no pace. The 80 % band is ±1.28 standard deviations of that many services, widened by what the department's own
forecasts of earlier days needed to hold four times in five (`learnt`), by a fifth until there are enough of them. Why
not the trees of `forecast/`: docs/decisions/0080-the-hall-tells-by-formula.md.
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
MOST_PASSING = 0.5
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


@dataclass(frozen=True, slots=True)
class Line:
    """A line as somebody who joins it finds it.

    `served_ms`: what the day's last services took, each divided by its size. `under_way`: for how many minutes the
    visitor at each busy desk has been there, and the size of that; None: all desks are busy. `each` is the size of one
    person ahead, `power` how many usual desks the open ones are worth, `hour` what the time of day makes of the wait.
    `between`: minutes from the end of a visit to the next call. `passing`: the share of the desks' time that goes to
    people who will still come and be called before.
    """

    ahead: int
    desks: int
    served_ms: Sequence[int | float]
    usual_minutes: float
    under_way: Sequence[tuple[float, float]] | None = None
    each: float = 1.0
    power: float | None = None
    hour: float = 1.0
    between: float = 0.0
    passing: float = 0.0


def told(line: Line, widen: float | None = None) -> Told:
    """What they are told. No open desk counts as one."""
    under_way = line.under_way if line.desks > 0 else None  # nobody is there yet: who comes first is not free at once
    desks, mean = max(1, line.desks), pace(line.served_ms, line.usual_minutes)
    power = line.power if line.power and line.desks > 0 else desks
    left = [RESIDUAL * mean] * desks if under_way is None else [_left(*one, mean) for one in under_way[:desks]]
    spread, widen = BAND * VARIATION * mean * line.hour / power, WIDEN if widen is None else widen
    if line.ahead < desks - len(left):
        return Told(0.0, spread * FREE, line.ahead, widen)
    work = sum(left) + line.ahead * mean * line.each - (desks - 1) * RESIDUAL * mean
    work += (line.ahead + len(left)) * line.between
    stretch = line.hour / power / (1 - min(MOST_PASSING, line.passing))
    return Told(max(work, FREE * mean) * stretch, spread * sqrt(line.ahead * line.each + 0.5), line.ahead, widen)


def _left(minutes: float, size: float, mean: float) -> float:
    return max(size * mean - max(0.0, minutes), LEAST_LEFT * size * mean)


def pace(served_ms: Sequence[int | float], usual_minutes: float) -> float:
    """Minutes a service takes now."""
    found = [one / 60_000 for one in served_ms]
    most = LONGEST * max(usual_minutes, median(found) if found else 0.0)
    return (sum(min(one, most) for one in found) + USUAL_WEIGHT * usual_minutes) / (len(found) + USUAL_WEIGHT)


def learnt(scored: Sequence[tuple[float, float, float]]) -> float | None:
    """How much wider than one spread a band must be: of (point, spread, minutes waited) on earlier days, of
    visitors who found somebody before them: the others' short waits would make everybody's range narrow.

    None while there are too few to learn from.
    """
    needed = sorted(abs(came - point) / max(0.1, spread) for point, spread, came in scored)
    if len(needed) < ENOUGH:
        return None
    return min(WIDEST, max(NARROWEST, needed[min(len(needed) - 1, int(SHARE * len(needed)))]))
