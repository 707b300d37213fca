"""Sampled days: Poisson arrivals with a morning peak, log-normal service, no-shows, people who go home."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log, sqrt

from ..core.line import CLASSES
from ..core.plan import HallPlan
from ..core.rules import Rule
from ..core.serving import Serving
from .day import MINUTE, Day, Station, Visitor

PEAK = (0.8, 1.4, 1.1, 0.7)  # how busy each quarter of a session is
FLAT = (1.0,)
ABSENT_MS = MINUTE  # a desk waits so long for somebody who does not come


@dataclass(frozen=True)
class Habits:
    """What a sampled day is like. `load`: work that comes in, as a share of what the desks can do."""

    load: float = 0.95
    priority: float = 0.1
    variation: float = 0.8  # coefficient of variation of service times; 0: all alike
    no_show: float = 0.08
    patience_minutes: float = 0.0  # mean; 0: nobody goes home
    shape: Sequence[float] = PEAK
    memoryless: bool = False  # exponential service times, as in theory


@dataclass(frozen=True)
class Wish:
    """A stream of visitors: how many a minute, for what, how long a service takes on average."""

    department: str
    services: tuple[str, ...]  # most asked first
    a_minute: float
    usual_minutes: float


def one_line(desks: int, habits: Habits, usual_minutes: float, minutes: float, rng: random.Random) -> Day:
    """A hall of one department with so many desks, open all the time; numbers are given out for so many minutes."""
    stations = tuple(Station(str(n), Serving(("line",))) for n in range(1, desks + 1))
    wish = Wish("line", ("line.khac",), habits.load * desks / _work(habits, usual_minutes), usual_minutes)
    sessions = [(0, round(minutes * MINUTE))]
    return Day(_visitors([wish], sessions, habits, rng), stations, {"line": Rule()})


def whole_hall(plan: HallPlan, habits: Habits, sessions: list[tuple[int, int]], rng: random.Random) -> Day:
    """Every department gets what its desks can do times the load; a desk shared by several gives each a share.

    Desks work until their lines are empty.
    """
    power = {one.id: 0.0 for one in plan.departments}
    for desk in plan.desks:
        for one in desk.departments:
            power[one] += 1 / len(desk.departments)
    wishes = [
        Wish(one.id, tuple(service.id for service in one.services),
             habits.load * power[one.id] / _work(habits, one.usual_minutes), one.usual_minutes)
        for one in plan.departments
    ]  # fmt: skip
    stations = tuple(Station(desk.id, desk.serving) for desk in plan.desks)
    return Day(_visitors(wishes, sessions, habits, rng), stations, {one.id: one.rule for one in plan.departments})


def _work(habits: Habits, usual_minutes: float) -> float:
    """Minutes a desk is busy with one who took a number."""
    return (1 - habits.no_show) * usual_minutes + habits.no_show * ABSENT_MS / MINUTE


def _visitors(
    wishes: Sequence[Wish], sessions: Sequence[tuple[int, int]], habits: Habits, rng: random.Random
) -> tuple[Visitor, ...]:
    found = [
        _visitor(wish, at, habits, rng)
        for wish in wishes
        for start, end in sessions
        for at in _arrivals(start, end, wish.a_minute / MINUTE, habits.shape, rng)
    ]
    return tuple(sorted(found, key=lambda one: one.arrived))


def _arrivals(start: int, end: int, a_ms: float, shape: Sequence[float], rng: random.Random) -> Iterator[int]:
    """A Poisson stream, thinned to the shape."""
    at, most = float(start), max(shape)
    while a_ms > 0:
        at += rng.expovariate(a_ms * most)
        if at >= end:
            return
        if rng.random() * most < shape[int((at - start) / (end - start) * len(shape))]:
            yield int(at)


def _visitor(wish: Wish, at: int, habits: Habits, rng: random.Random) -> Visitor:
    weights = [1 / rank for rank in range(1, len(wish.services) + 1)]
    service = rng.choices(wish.services, weights)[0]
    klass = CLASSES[rng.random() < habits.priority]
    shows = rng.random() >= habits.no_show
    work = round(_service_minutes(wish.usual_minutes, habits, rng) * MINUTE) if shows else ABSENT_MS
    mean = habits.patience_minutes
    patience = round(rng.expovariate(1 / mean) * MINUTE) if mean else None
    return Visitor(at, wish.department, service, klass, work, at, patience, shows)


def _service_minutes(mean: float, habits: Habits, rng: random.Random) -> float:
    if habits.memoryless:
        return rng.expovariate(1 / mean)
    spread = log(1 + habits.variation**2)
    return rng.lognormvariate(log(mean) - spread / 2, sqrt(spread)) if spread else mean
