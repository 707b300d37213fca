"""A busy morning as draws: who comes when, for what, how long each takes. Pure: the same seed, the same morning."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

SERVICE_MIN, SERVICE_CV = 12.0, 0.8  # log-normal, as in studies of such counters
NO_SHOW = 0.08
WALK_S, WALK_CV = 25.0, 0.6
PRIORITY = 0.07  # old age, disability, small children
ENGLISH = 0.02
LOOKS_AT_PHONE = 0.3
BUSY = 0.85  # of what the desks could serve if nobody ever waited for a visitor
OVERHEAD_MIN = 1.2  # a desk's walking and pauses, on top of each service
LAST_TICKET = 0.94  # of the morning: nobody comes later
PEAK_AT, PEAK_WIDTH, PEAK_SHARE = 0.3, 0.15, 0.6  # most come around one hour after opening; the rest evenly


@dataclass(frozen=True)
class Visit:
    """What one visitor does. `at_min` from the beginning; `walk_s` from the call to the desk."""

    at_min: float
    department: str
    service: str
    priority: bool
    language: str
    shows: bool
    walk_s: float
    service_s: float
    looks: bool


@dataclass(frozen=True)
class Line:
    """A department as its visitors see it. `desks`: how many serve it (a shared desk counts in part)."""

    department: str
    services: tuple[str, ...]
    desks: float


def visitors_expected(lines: Sequence[Line], minutes: float, brisk: float = 1.0) -> int:
    """As many as keep the desks busy."""
    a_visit = (1 - NO_SHOW) * SERVICE_MIN / brisk + OVERHEAD_MIN
    return round(BUSY * sum(line.desks for line in lines) * minutes / a_visit)


def draw(
    lines: Sequence[Line], minutes: float, seed: int, visitors: int | None = None, brisk: float = 1.0
) -> list[Visit]:
    """The morning's visits by arrival. `visitors` is what a Poisson draw expects; None: as many as keep desks busy."""
    rng = random.Random(f"morning {seed}")  # nosec B311 # a play, no secret
    expected = visitors_expected(lines, minutes, brisk) if visitors is None else visitors
    times = sorted(_arrival(rng) * minutes for _ in range(_poisson(rng, expected)))
    return [visit(rng, lines, at, brisk) for at in times]


def visit(rng: random.Random, lines: Sequence[Line], at_min: float = 0.0, brisk: float = 1.0) -> Visit:
    line = rng.choices(lines, [one.desks for one in lines])[0]
    most_asked_first = [1 / (place + 1) for place in range(len(line.services))]
    return Visit(
        at_min=at_min, department=line.department, service=rng.choices(line.services, most_asked_first)[0],
        priority=rng.random() < PRIORITY, language="en" if rng.random() < ENGLISH else "vi",
        shows=rng.random() >= NO_SHOW, walk_s=_log_normal(rng, WALK_S, WALK_CV),
        service_s=_log_normal(rng, SERVICE_MIN * 60 / brisk, SERVICE_CV), looks=rng.random() < LOOKS_AT_PHONE,
    )  # fmt: skip


def _arrival(rng: random.Random) -> float:
    """As a share of the morning."""
    while True:
        at = rng.gauss(PEAK_AT, PEAK_WIDTH) if rng.random() < PEAK_SHARE else rng.uniform(0, LAST_TICKET)
        if 0 <= at < LAST_TICKET:
            return at


def _poisson(rng: random.Random, expected: float) -> int:
    """Arrivals of a unit-rate process before `expected`."""
    count, at = 0, rng.expovariate(1)
    while at < expected:
        count, at = count + 1, at + rng.expovariate(1)
    return count


def _log_normal(rng: random.Random, mean: float, cv: float) -> float:
    spread = math.log(1 + cv * cv)
    return rng.lognormvariate(math.log(mean) - spread / 2, math.sqrt(spread))
