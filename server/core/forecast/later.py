"""A range that has moved up since the slip was printed has a reason, and the visitor is told it."""

from __future__ import annotations

DESKS, PEOPLE, SLOWER = "desks", "people", "slower"
SLACK = 5  # minutes: what rounding outward alone may add


def why_later(
    told_high: int, waited: float, high_now: int, desks: tuple[int, int], ahead: tuple[int, int]
) -> str | None:
    """Why the visitor's range ends later than their slip said; None where it does not.

    `desks` and `ahead` are at issue and now. Of two reasons the one staff can be asked about goes first.
    """
    if waited + high_now <= told_high + SLACK:
        return None
    if desks[1] < desks[0]:
        return DESKS
    return PEOPLE if ahead[1] > ahead[0] else SLOWER
