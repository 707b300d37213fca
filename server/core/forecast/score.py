"""Forecasts against what came: how often the range held, how far off the point and the plain rules were. Minutes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

NEAR = 5.0  # minutes
SMALL = 20  # below so many, a share says little
OURS, RULES = "ours", ("ql", "mean", "les", "hol")
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One who was told a range at issue and has been called. A rule without a word said nothing: None."""

    service: tuple[str, str]  # department, service
    hour: int
    low: float
    high: float
    words: dict[str, float | None]  # ours and the plain rules'
    came: float


@dataclass(frozen=True, slots=True)
class Errors:
    """Of one rule. Shares are 0 to 1; None of nothing."""

    rule: str
    n: int
    mae: float | None
    near: float | None
    under: float | None  # told less than came


@dataclass(frozen=True, slots=True)
class Kept:
    """How well the ranges held."""

    n: int
    held: float | None
    width: float | None
    ours: Errors

    @property
    def small(self) -> bool:
        return self.n < SMALL


def kept(outcomes: Sequence[Outcome]) -> Kept:
    held = [one.low <= one.came <= one.high for one in outcomes]
    return Kept(len(held), _mean(held), _mean([one.high - one.low for one in outcomes]), errors(OURS, outcomes))


def side_by_side(outcomes: Iterable[Outcome]) -> list[Errors]:
    """Ours and the plain rules, on the same tickets: those for which each rule had a word."""
    same = [one for one in outcomes if all(one.words.get(rule) is not None for rule in (OURS, *RULES))]
    return [errors(rule, same) for rule in (OURS, *RULES)]


def errors(rule: str, outcomes: Sequence[Outcome]) -> Errors:
    off = [word - one.came for one in outcomes if (word := one.words[rule]) is not None]
    mae = _mean([abs(one) for one in off])
    return Errors(rule, len(off), mae, _mean([abs(one) <= NEAR for one in off]), _mean([one < 0 for one in off]))


def by(outcomes: Iterable[Outcome], key: Callable[[Outcome], Key]) -> dict[Key, Kept]:
    groups: dict[Key, list[Outcome]] = {}
    for one in outcomes:
        groups.setdefault(key(one), []).append(one)
    return {name: kept(group) for name, group in sorted(groups.items())}


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
