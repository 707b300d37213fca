"""The plain rules everybody knows, on the same state: QL, rolling mean of waits, LES, HOL (Ibrahim & Whitt 2009)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from .state import LineState

WINDOWS = (5, 10, 20, 30, 50, 100)  # services or waits looked back on
AT_WORK = 300.0  # seconds


def all_rules(state: LineState, now: float) -> dict[str, float]:
    """Every rule with every window, by name: "ql 20", "mean 20", "les", "hol"."""
    told = {f"ql {window}": queue_length(state, now, window) for window in WINDOWS}
    told |= {f"mean {window}": rolling_mean(state, window) for window in WINDOWS}
    return told | {"les": last_to_enter(state), "hol": head_of_line(state, now)}


def queue_length(state: LineState, now: float, window: int) -> float:
    """(people ahead + 1) × mean service of the last so many / those at work; who ended one lately is at work."""
    services = [one[1] for one in _last(state.ends, window)]
    at_work = sum(1 for _ in state.seen_since(now - AT_WORK))
    return (len(state.waiting) + 1) * (sum(services) / len(services) if services else 0.0) / max(1, at_work)


def rolling_mean(state: LineState, window: int) -> float:
    """The mean wait of the last callers who were served."""
    waits = [one.wait for one in _last(state.starts, window)]
    return sum(waits) / len(waits) if waits else 0.0


def last_to_enter(state: LineState) -> float:
    """The wait of the one who was served last (LES)."""
    return state.starts[-1].wait if state.starts else 0.0


def head_of_line(state: LineState, now: float) -> float:
    """The wait so far of who waits longest (HOL); with nobody there, none."""
    return max((now - one.at for one in state.waiting.values()), default=0.0)


def mean_gap(newest_first: Sequence[float], usual: float = 30.0) -> float:
    if len(newest_first) < 2:
        return usual
    return max(0.0, newest_first[0] - newest_first[-1]) / (len(newest_first) - 1)


def _last(happened: Sequence, count: int) -> list:
    return list(islice(reversed(happened), count))
