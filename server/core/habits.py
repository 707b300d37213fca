"""What a department's earlier days teach about its work: how long each service takes, how quick each desk is, how many
of the called do not come, and at which hours the wait turns out longer than the line alone says.

Everything is told in *sizes*: 1 is the department's usual time of the hall file. Each figure leans on what was known
before by so many observations (shrinkage, the empirical-Bayes mean of Efron & Morris, 1975), so that a service nobody
has used has its department's size, and a new hall the hall file's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

LONGEST = 4  # usual times: a service of more counts as so many, a dossier forgotten at a desk is no pace
LEAN_SERVICE, LEAN_DESK, LEAN_SHOW, LEAN_HOUR = 20, 40, 40, 60  # observations that what was known counts for
LEAST, MOST = 0.2, 5.0  # sizes
SLOWEST = 2.0  # of a desk, either way
BETWEEN, LONGEST_BETWEEN = 0.3, 3.0  # minutes from one visit to the next call; a longer one is a pause, not a habit
HOUR_LEAST, HOUR_MOST = 0.6, 2.0


@dataclass(frozen=True, slots=True)
class Past:
    """One leg that was called on an earlier day. `served` and `absent`: minutes at the desk, None where none were.

    `told` is the point forecast without its hour, None where none was kept; `came` the minutes waited. `between`:
    minutes from the end of the visit before at that desk to this call, where this visitor had been waiting by then.
    """

    service: str
    desk: str | None
    hour: str
    served: float | None
    absent: float | None
    told: float | None
    came: float
    between: float | None = None
    priority: bool = False


@dataclass(frozen=True, slots=True)
class Habits:
    """`hours`: "08" → how many times the line's own wait; `usual` is the size of a service without one of its own.

    `no_show` and `priority` are shares of the called, `absent` sizes, `between` minutes.
    """

    usual: float = 1.0
    services: Mapping[str, float] = field(default_factory=dict)
    desks: Mapping[str, float] = field(default_factory=dict)
    hours: Mapping[str, float] = field(default_factory=dict)
    no_show: float = 0.0
    absent: float = 0.0
    between: float = BETWEEN
    priority: float = 0.0

    def size(self, service: str, desk: str | None = None) -> float:
        """Usual times that this service takes, at this desk."""
        return self.services.get(service, self.usual) * self.desks.get(desk or "", 1.0)

    def power(self, desks: Iterable[str]) -> float:
        """How many usual desks these are worth."""
        return sum(1 / self.desks.get(desk, 1.0) for desk in desks)

    def each(self, waiting: Iterable[tuple[str, int]]) -> float:
        """The size of one person of those (service, people), who may not come; of anybody where nobody waits."""
        counted = [(self.size(service), n) for service, n in waiting if n > 0]
        people = sum(n for _, n in counted)
        size = sum(one * n for one, n in counted) / people if people else self.usual
        return (1 - self.no_show) * size + self.no_show * self.absent

    def hour(self, hour: str) -> float:
        return self.hours.get(hour, 1.0)

    def to_json(self) -> dict:
        return asdict(self)


def learn(legs: Sequence[Past], usual_minutes: float) -> Habits:
    """The habits that these legs of one department show. None of them: what the hall file says."""
    served = [(one, min(one.served, LONGEST * usual_minutes) / usual_minutes)
              for one in legs if one.served is not None]  # fmt: skip
    usual = _within(_leaning([size for _, size in served], 1.0, LEAN_SERVICE), LEAST, MOST)
    services = {
        name: _within(_leaning(sizes, usual, LEAN_SERVICE), LEAST, MOST)
        for name, sizes in _grouped((one.service, size) for one, size in served).items()
    }
    desks = {
        name: _within(_leaning(ratios, 1.0, LEAN_DESK), 1 / SLOWEST, SLOWEST)
        for name, ratios in _grouped((one.desk, size / services[one.service]) for one, size in served).items() if name
    }  # fmt: skip
    between = [one.between for one in legs if one.between is not None and one.between <= LONGEST_BETWEEN]
    absent = [min(one.absent / usual_minutes, 1.0) for one in legs if one.absent is not None]
    return Habits(
        usual, services, desks, _hours(legs), len(absent) / (len(legs) + LEAN_SHOW),
        sum(absent) / len(absent) if absent else 0.0, _leaning(between, BETWEEN, LEAN_SERVICE),
        sum(one.priority for one in legs) / (len(legs) + LEAN_SHOW),
    )  # fmt: skip


def _hours(legs: Sequence[Past]) -> dict[str, float]:
    """Minutes that came over minutes told, beside the same of all hours: what is true of the whole day is the pace's,
    and would be counted twice. As sums, so that a long wait weighs more than a short one.
    """
    told = _grouped((one.hour, (one.told, one.came)) for one in legs if one.told is not None)
    every = [pair for pairs in told.values() for pair in pairs]
    points, came = sum(point for point, _ in every), sum(minutes for _, minutes in every)
    if points <= 0 or came <= 0:
        return {}
    lean = LEAN_HOUR / len(every)
    ratios = {
        hour: (sum(minutes for _, minutes in pairs) + lean * came) / (sum(point for point, _ in pairs) + lean * points)
        for hour, pairs in told.items()
    }
    return {hour: _within(ratio * points / came, HOUR_LEAST, HOUR_MOST) for hour, ratio in ratios.items()}


def _leaning(found: Sequence[float], known: float, by: int) -> float:
    return (sum(found) + by * known) / (len(found) + by)


def _within(value: float, least: float, most: float) -> float:
    return min(most, max(least, value))


def _grouped(pairs: Iterable[tuple]) -> dict:
    found: dict = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found
