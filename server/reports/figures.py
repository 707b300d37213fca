"""Service times of one day, straight from the legs. Pure: legs in, rows out.

Waiting is a leg's opening to the call that led to its first start (docs/flow.md). Service figures are over served legs
whose start and end were both pressed; legs with a derived end or start are counted apart, so that service times stay
true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ..core.naming import Name
from ..core.ticket import Leg, LegState
from ..core.timing import percentile


@dataclass(frozen=True)
class Figures:
    """One row, told apart by `key`: counts, and p50 / p90 / max in ms (None where there is nothing to measure)."""

    key: str
    name: str
    name_en: str
    issued: int
    served: int
    no_show: int
    open: int
    other: int  # transferred, left, expired, void
    derived: int  # served, but with a start or end worked out afterwards
    waiting_p50: int | None
    waiting_p90: int | None
    waiting_max: int | None
    service_p50: int | None
    service_p90: int | None
    service_max: int | None
    dossiers: int  # taken in, where officers counted


def figures(key: str, name: Name, legs: Iterable[Leg]) -> Figures:
    """The row for `legs`. issued = served + no_show + open + other, always."""
    legs = list(legs)
    served = [leg for leg in legs if leg.state is LegState.DONE]
    waits = [leg.waiting_ms for leg in legs if leg.started_at is not None]
    measured = [leg.service_ms for leg in served if not is_derived(leg)]
    no_show = sum(leg.state is LegState.NO_SHOW for leg in legs)
    still = sum(leg.ended_at is None for leg in legs)
    return Figures(
        key, name.vi, name.en, len(legs), len(served), no_show, still, len(legs) - len(served) - no_show - still,
        len(served) - len(measured), *_three(waits), *_three(measured), sum(leg.dossiers or 0 for leg in legs),
    )  # fmt: skip


def is_derived(leg: Leg) -> bool:
    return leg.derived_start or leg.derived_end


def grouped(legs: Iterable[Leg], key_of: Callable[[Leg], str | None], names: dict[str, Name]) -> list[Figures]:
    """One row a key, in the order of `names`; keys without a leg are left out, keys without a name keep their key."""
    groups: dict[str, list[Leg]] = {}
    for leg in legs:
        key = key_of(leg)
        if key is not None:
            groups.setdefault(key, []).append(leg)
    ordered = [key for key in names if key in groups] + sorted(set(groups) - set(names))
    return [figures(key, names.get(key, Name(key, key)), groups[key]) for key in ordered]


def _three(values: list[int]) -> tuple[int | None, int | None, int | None]:
    return percentile(values, 0.5), percentile(values, 0.9), max(values, default=None)


def span_text(ms: int | None) -> str:
    """"4:05" or "1:02:09", whole seconds; "–" where there is nothing to measure. The screens write spans alike."""
    if ms is None:
        return "–"
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
