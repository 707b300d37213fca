"""How long a service usually takes, and when one at a desk has gone on far longer."""

from __future__ import annotations

from collections.abc import Sequence

from .timing import percentile

ENOUGH = 5  # measured services of the day; with fewer the department's own usual time counts
FAR_OVER = 2  # times the usual: the console says so, and the supervisor is told


def usual_ms(measured: Sequence[int], usual_minutes: float) -> int:
    """The day's median where there is one to speak of, else what the hall file says."""
    median = percentile(list(measured), 0.5) if len(measured) >= ENOUGH else None
    return median if median is not None else round(usual_minutes * 60_000)


def is_far_over(spent_ms: int, usual: int) -> bool:
    return spent_ms > FAR_OVER * usual
