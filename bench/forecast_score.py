"""The table: points and ranges against what came, for the forecasts and for the plain rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import nan, sqrt

from server.core.forecast.forecaster import Forecast
from server.core.forecast.ranges import SHARE
from server.core.forecast.trees import quantile

from .figures import table
from .queue_log import Call

WITHIN = 30.0  # seconds
HEADS = ("rule", "n", "MAE", "RMSE", "within 30 s", "under", "coverage", "width", "width at our coverage")
FAMILIES = ("ql", "mean", "les", "hol")
TRIED = 11  # ways to share what a range may miss between below and above
SOFT = 20.0  # seconds added to a plain word before its errors are set in relation to it


@dataclass(slots=True)
class Scored:
    """A caller, what was known at joining, what the plain rules said, and what they were told."""

    call: Call
    found: bool
    features: list[float]
    plain: dict[str, float]
    told: Forecast = field(default_factory=lambda: Forecast(nan, nan, nan))


Range = Callable[[float], tuple[float, float]]


def score_table(training: Sequence[Scored], scored: Sequence[Scored]) -> str:
    came = [float(one.call.wait) for one in scored]
    ours = [(one.told.point, one.told.low, one.told.high) for one in scored]
    held = sum(low <= wait <= high for (_, low, high), wait in zip(ours, came, strict=True)) / len(came)
    rows = [["ours", *_figures(ours, came), ""]]
    for family in FAMILIES:
        rule = best_window(training, family)
        words = [one.plain[rule] for one in scored]
        about = calibrate(training, rule, SHARE)
        wide = _width_at(training, rule, words, came, held)
        rows.append([rule, *_figures([(word, *about(word)) for word in words], came), wide])
    return table(HEADS, rows)


def best_window(training: Sequence[Scored], family: str) -> str:
    """The rule of that family that errs least on the training days."""
    names = [name for name in training[0].plain if name.split(" ")[0] == family]
    return min(names, key=lambda name: sum(abs(one.plain[name] - one.call.wait) for one in training))


def calibrate(training: Sequence[Scored], rule: str, share: float) -> Range:
    """The narrowest range about a plain word that holds so often on the training days, its errors taken as seconds or
    in relation to the word, whichever is narrower."""
    words = [one.plain[rule] for one in training]
    found: list[tuple[float, Range]] = []
    for relative in (False, True):
        pairs = zip(training, words, strict=True)
        errors = sorted((one.call.wait - word) / _unit(word, relative) for one, word in pairs)
        for step in range(TRIED):
            below = (1 - share) * step / (TRIED - 1)
            ends = quantile(errors, below), quantile(errors, below + share)
            about = _about(*ends, relative)
            found.append((sum(high - low for low, high in map(about, words)), about))
    return min(found, key=lambda one: one[0])[1]


def _about(low: float, high: float, relative: bool) -> Range:
    return lambda word: tuple(max(0.0, word + end * _unit(word, relative)) for end in (low, high))  # type: ignore


def _unit(word: float, relative: bool) -> float:
    return word + SOFT if relative else 1.0


def _width_at(training: Sequence[Scored], rule: str, words: list[float], came: list[float], held: float) -> float:
    """Mean width of the plain rule's range once it holds as often as ours on the scored days themselves."""
    few, most = 0.5, 1.0
    for _ in range(7):  # halving: to within half a per cent
        share = (few + most) / 2
        about = calibrate(training, rule, share)
        ranges = [about(word) for word in words]
        enough = sum(low <= wait <= high for (low, high), wait in zip(ranges, came, strict=True)) >= held * len(came)
        few, most = (few, share) if enough else (share, most)
    return sum(high - low for low, high in ranges) / len(ranges)


def _figures(told: Sequence[tuple[float, float, float]], came: Sequence[float]) -> list[object]:
    n = len(came)
    errors = [point - wait for (point, _, _), wait in zip(told, came, strict=True)]
    held = sum(low <= wait <= high for (_, low, high), wait in zip(told, came, strict=True))
    width = sum(high - low for _, low, high in told) / n
    return [
        n, sum(map(abs, errors)) / n, sqrt(sum(one * one for one in errors) / n),
        _share(sum(abs(one) <= WITHIN for one in errors), n), _share(sum(one < 0 for one in errors), n),
        _share(held, n), width,
    ]  # fmt: skip


def _share(part: int, n: int) -> str:
    return f"{100 * part / n:.1f}%"
