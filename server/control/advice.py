"""What one desk more would do to a line, played on the simulator from how the hall stands now. Pure.

Every round plays the same visitors twice, as it is and with one desk more: those who wait, and those who come in the
next hour as they came in the last. Their service times are drawn from the day's own.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..core.line import Rule
from ..core.rules import ORDINARY
from ..core.serving import Serving
from ..core.timing import percentile
from ..simulate.day import MINUTE, Day, Station, Visitor
from ..simulate.play import play

HORIZON_MS = 60 * MINUTE
FEWEST_SERVICES = 5  # measured today; with fewer nobody can know


@dataclass(frozen=True)
class Line:
    """One line as it stands, moments relative to now (ms). `busy`: for how long desks in service were at it so far."""

    department: str
    waited: tuple[int, ...]
    services: tuple[int, ...]  # measured today
    came_last_hour: int
    hours_seen: float  # how much of that hour the day has had
    no_show: float
    open_desks: int
    busy: tuple[int, ...]


@dataclass(frozen=True)
class Advice:
    """p90 of the wait in minutes, as it is and with one desk more: (middle, low, high) over the rounds."""

    department: str
    rounds: int
    now: tuple[int, int, int]
    then: tuple[int, int, int]
    gain: tuple[int, int, int]

    @property
    def sure(self) -> bool:
        """Whether nine rounds of ten gained at least a minute."""
        return self.gain[1] >= 1


def unknowable(line: Line) -> str | None:
    """Why nothing can be said: "few-services", "no-desk", or None where something can."""
    if line.open_desks == 0:
        return "no-desk"
    return "few-services" if len(line.services) < FEWEST_SERVICES else None


def one_round(line: Line, rng: random.Random) -> tuple[int, int]:
    """p90 of the wait in ms, as it is and with one desk more."""
    visitors = _visitors(line, rng)
    desks = [Station(str(n), Serving((line.department,)), ((_left(line, n, rng), 1 << 50),))
             for n in range(line.open_desks)]  # fmt: skip
    day = Day(visitors, tuple(desks), {line.department: Rule("fifo")})
    more = Station("more", Serving((line.department,)), ((1, 1 << 50),))
    return _p90(day), _p90(replace(day, stations=(*day.stations, more)))


def sum_up(department: str, rounds: Sequence[tuple[int, int]]) -> Advice:
    before, after = [one for one, _ in rounds], [two for _, two in rounds]
    gains = [one - two for one, two in rounds]
    return Advice(department, len(rounds), _spread(before), _spread(after), _spread(gains))


def _visitors(line: Line, rng: random.Random) -> tuple[Visitor, ...]:
    arrivals = [-waited for waited in line.waited]
    rate = line.came_last_hour / max(line.hours_seen, 0.25) / HORIZON_MS
    at = rng.expovariate(rate) if rate else HORIZON_MS
    while at < HORIZON_MS:
        arrivals.append(round(at))
        at += rng.expovariate(rate)
    made = []
    for moment in sorted(arrivals):
        shows = rng.random() >= line.no_show
        work = rng.choice(line.services) if shows else MINUTE
        made.append(Visitor(moment, line.department, "", ORDINARY, work, moment, shows=shows))
    return tuple(made)


def _left(line: Line, n: int, rng: random.Random) -> int:
    """When an open desk is free: at once, or after the rest of a service longer than it has already lasted."""
    if n >= len(line.busy):
        return 1
    longer = [one - line.busy[n] for one in line.services if one > line.busy[n]]
    return rng.choice(longer) if longer else rng.choice(line.services)


def _p90(day: Day) -> int:
    return percentile([one.waited_ms for one in play(day)], 0.9) or 0


def _spread(values: Sequence[int]) -> tuple[int, int, int]:
    """Middle, and where nine rounds of ten lie, in minutes."""
    return tuple(round((percentile(list(values), share) or 0) / MINUTE) for share in (0.5, 0.05, 0.95))  # type: ignore
