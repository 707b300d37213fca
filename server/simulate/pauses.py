"""What a desk did between two visits while somebody waited: tidying up is work, more of it is a break.

Without it a replayed desk would call the next the moment it ends, and every wait would come out too short.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .day import MINUTE

LONGEST_MS = 5 * MINUTE  # a longer pause is a break


@dataclass(frozen=True, slots=True)
class Visit:
    """At one desk, of somebody who came at `arrived`."""

    arrived: int
    called: int
    ended: int


def afterwards(visits: Sequence[Visit]) -> list[int]:
    """For each of a desk's visits, in order: how long it tidied up after it while the next was waiting already."""
    pauses = [later.called - one.ended for one, later in _pairs(visits)]
    waited = [later.arrived <= one.ended for one, later in _pairs(visits)]
    tidying = [min(max(0, pause), LONGEST_MS) if was else 0 for pause, was in zip(pauses, waited, strict=True)]
    return [*tidying, 0] if visits else []


def spells(visits: Sequence[Visit]) -> tuple[tuple[int, int], ...]:
    """When a desk was there, as far as its visits tell: from the first call on, without its breaks."""
    found = [[one.called, one.ended + 1] for one in visits[:1]]
    for one, later in _pairs(visits):
        if later.called - max(one.ended, later.arrived) > LONGEST_MS:
            found.append([later.called, later.called])
        found[-1][1] = max(found[-1][1], later.ended + 1)
    return tuple((start, end) for start, end in found)


def _pairs(visits: Sequence[Visit]) -> list[tuple[Visit, Visit]]:
    return list(zip(visits, visits[1:], strict=False))
