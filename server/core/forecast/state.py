"""A line as one sees it at a moment: who waits, who is served by whom, and what has happened lately.

It is fed with events in the order they happened, and knows nothing else. Times are seconds. What reads it
(`features.py`, `plain.py`) can therefore not look ahead.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

KEPT = 200  # so many of the last happenings of each kind are remembered


@dataclass(slots=True)
class Caller:
    """One who waits or is being served."""

    id: int
    at: float
    service: str
    klass: int
    credited: float  # the arrival the line counts from


@dataclass(slots=True)
class Serving:
    caller: Caller
    since: float


@dataclass(slots=True)
class Started:
    """A service that began after a wait of so long."""

    at: float
    wait: float
    service: str
    klass: int
    server: str
    queued: bool  # it had to wait at all, or somebody else did


@dataclass(slots=True)
class Server:
    """A desk or an agent, as the day has shown it."""

    first: float
    last_end: float
    served: int = 0
    busy: float = 0.0
    services: set[str] = field(default_factory=set)


def _recent() -> deque:
    return deque(maxlen=KEPT)


class LineState:
    """What has happened up to now. `head_start` is by how many seconds a class counts as having come earlier."""

    def __init__(self, head_start: dict[int, float] | None = None) -> None:
        self.head_start = head_start or {}
        self.waiting: dict[int, Caller] = {}
        self.serving: dict[str, Serving] = {}
        self.servers: dict[str, Server] = {}
        self.arrivals: deque[float] = _recent()
        self.gone: deque[float] = _recent()  # went away without being served
        self.starts: deque[Started] = _recent()
        self.ends: deque[tuple[float, float, str]] = _recent()  # (at, service time, service)

    def join(self, id: int, at: float, service: str, klass: int) -> None:
        self.waiting[id] = Caller(id, at, service, klass, self.credited(at, klass))
        self.arrivals.append(at)

    def credited(self, at: float, klass: int) -> float:
        return at - self.head_start.get(klass, 0.0)

    def leave(self, id: int, at: float) -> None:
        """Goes away unserved."""
        if self.waiting.pop(id, None) is not None:
            self.gone.append(at)

    def start(self, id: int, at: float, server: str) -> None:
        caller = self.waiting.pop(id)
        queued = at > caller.at or bool(self.waiting)
        self.serving[server] = Serving(caller, at)
        self.starts.append(Started(at, at - caller.at, caller.service, caller.klass, server, queued))
        known = self.servers.setdefault(server, Server(at, at))
        known.services.add(caller.service)

    def end(self, id: int, at: float, server: str) -> None:
        serving = self.serving.get(server)
        if serving is None or serving.caller.id != id:
            return  # the same agent was given somebody else meanwhile
        del self.serving[server]
        known = self.servers[server]
        known.last_end, known.served, known.busy = at, known.served + 1, known.busy + at - serving.since
        self.ends.append((at, at - serving.since, serving.caller.service))

    def seen_since(self, at: float) -> Iterator[Server]:
        """Those who serve now or ended a service since then."""
        return (one for name, one in self.servers.items() if name in self.serving or one.last_end >= at)


def count_since(times: deque[float], at: float) -> int:
    """How many of these ascending moments are after `at`."""
    return len(times) - bisect_left(times, at)
