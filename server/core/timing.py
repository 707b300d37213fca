"""Which span a stretch of a leg's life belongs to.

Waiting runs from the opening to the call that led to the first start (a call nobody answered is still waiting);
walking from that call to the start. Waits after a first start (held, put back) are kept apart as `later_wait`, and the
time before a planned leg's line begins as `planned`: its visitor is being served elsewhere.
The spans are a partition: their sum is always the leg's whole.
"""

from __future__ import annotations

from math import ceil

SPANS = (
    "waiting_ms", "walking_ms", "service_ms", "held_ms", "later_wait_ms", "no_answer_ms", "away_ms", "planned_ms",
)  # fmt: skip


def span_of(state: str, to: str, started: bool) -> str:
    """The span for the stretch spent in `state` that ends by a move to `to`; `started`: served at least once before."""
    if state == "planned":
        return "planned_ms"
    if state == "serving":
        return "service_ms"
    if state == "held":
        return "held_ms"
    if state == "called" and to == "serving":
        return "walking_ms"
    if state == "called" and to == "no-show":
        return "no_answer_ms"
    if state == "no-show":
        return "away_ms"
    return "later_wait_ms" if started else "waiting_ms"


def percentile(values: list[int], share: float) -> int | None:
    """Nearest-rank percentile (the smallest value that at least `share` of the values do not exceed); None for none."""
    if not values:
        return None
    ordered = sorted(values)
    rank = ceil(len(ordered) * share - 1e-9)  # the tiny step keeps 0.9 * 10 at 9 whatever the floats say
    return ordered[max(1, rank) - 1]
