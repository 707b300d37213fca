"""What a forecast looks at: the one who asks, who waits, who serves, what happened lately, and the plain rules."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from .plain import mean_gap
from .state import Caller, LineState, Started, count_since

LATELY = 900.0  # seconds: a wait longer ago tells nothing about now
AROUND = 300.0  # who ended a service since then is at work
LONG_AGO = 999.0


def features(state: LineState, now: float, service: str, klass: int) -> list[float]:
    """Figures in a fixed order; nothing of what happens after `now` is in them."""
    credited = state.credited(now, klass)
    ahead = [one for one in state.waiting.values() if one.credited <= credited]
    lately = [one for one in islice(reversed(state.starts), 100) if now - one.at < LATELY]
    paces = _paces(state, now, len(ahead))
    return [
        klass, now, *_waiting(state, now, credited, service, ahead), *_serving(state, now, service),
        *_waits(state, lately, service, klass), *paces,
    ]  # fmt: skip


def _waiting(state: LineState, now: float, credited: float, service: str, ahead: list[Caller]) -> list[float]:
    everybody = state.waiting.values()
    return [
        len(ahead), len(everybody), sum(one.service == service for one in ahead),
        max((now - one.at for one in everybody), default=0.0),
        max((credited - one.credited for one in everybody), default=0.0),
        max((now - one.at for one in everybody if one.service == service), default=0.0),
        sum(now - one.at for one in everybody), count_since(state.arrivals, now - 180),
    ]  # fmt: skip


def _serving(state: LineState, now: float, service: str) -> list[float]:
    """How many serve, how many seem idle and for how long, how long services under way have taken."""
    spent = [now - one.since for one in state.serving.values()]
    idle = sorted(now - one.last_end for name, one in state.servers.items() if name not in state.serving)
    idle = [*(one for one in idle if one < LATELY), LONG_AGO, LONG_AGO]
    there = list(state.seen_since(now - AROUND))
    return [
        len(spent), len(there) - len(spent), idle[0], idle[1], sum(service in one.services for one in there),
        sum(spent) / len(spent) if spent else 0.0, max(spent, default=0.0),
    ]  # fmt: skip


def _waits(state: LineState, lately: list[Started], service: str, klass: int) -> list[float]:
    """Waits of those who were served last: of all, of the same service, of the same class."""
    all_waits = [one.wait for one in islice(reversed(state.starts), 40)]
    same = [one.wait for one in lately if one.service == service]
    rank = state.head_start.get(klass, 0.0)
    class_waits = [one.wait for one in lately if one.queued and state.head_start.get(one.klass, 0.0) == rank]
    return [
        _mean(all_waits[:3]), _mean(all_waits[:10]), _mean(all_waits), _mean(same[:1]), _mean(same[:4]),
        _mean(class_waits[:4]),
    ]  # fmt: skip


def _paces(state: LineState, now: float, ahead: int) -> list[float]:
    """How fast the line goes, and what the queue-length rule makes of it."""
    starts = [now, *(one.at for one in islice(reversed(state.starts), 20))]
    gaps = [mean_gap(starts[: count + 1]) for count in (3, 10, 20)]
    services = [one[1] for one in islice(reversed(state.ends), 30)]
    usual, busy = _mean(services), max(1, len(state.serving))
    active = max(1, sum(1 for _ in state.seen_since(now - AROUND)))
    since_end = now - state.ends[-1][0] if state.ends else LONG_AGO
    return [
        *gaps, now - starts[1] if len(starts) > 1 else LONG_AGO, since_end, _mean(services[:8]), usual,
        (ahead + 1) * usual / active, (ahead + 1) * usual / busy,
    ]  # fmt: skip


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0
