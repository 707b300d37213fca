"""How long a visitor will wait, as a range of minutes: the queue-length rule with a cautious band.

W = (people ahead + 1) × mean service / open desks (QL; Ibrahim & Whitt, M&SOM 2009), mean over the last services of the
day, leaning on the department's usual time while few have been served. The 80 % band is ±1.28 standard deviations of
that many services with a coefficient of variation of 0.8, widened by a fifth for no-shows and pausing desks.
"""

from __future__ import annotations

from math import ceil, floor, sqrt

WINDOW = 30  # services looked back on
USUAL_WEIGHT = 5  # the usual time counts as this many services
VARIATION, BAND, WIDEN = 0.8, 1.28, 1.2
STEP = 5  # minutes people are told in


def minutes(ahead: int, desks: int, served_ms: list[int], usual_minutes: float) -> tuple[int, int]:
    """(low, high), rounded outward to 5 minutes; high is at least 5. No open desk counts as one."""
    total = sum(served_ms) / 60_000 + USUAL_WEIGHT * usual_minutes
    mean = total / (len(served_ms) + USUAL_WEIGHT)
    ends, desks = ahead + 1, max(1, desks)
    expected = ends * mean / desks
    spread = BAND * WIDEN * VARIATION * mean * sqrt(ends) / desks
    low = floor(max(0.0, expected - spread) / STEP) * STEP if ahead else 0  # with nobody ahead a desk may be free
    high = ceil((expected + spread) / STEP) * STEP
    return low, max(STEP, high)
