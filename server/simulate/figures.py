"""Waits side by side: what each variant did to each class."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import NormalDist, fmean, stdev

from ..core.line import CLASSES
from ..core.timing import percentile
from .day import MINUTE, Outcome

HEADS = ("variant", "class", "came", "served", "no-show", "left", "unserved", "mean", "± 95 %", "p50", "p90", "max")
ALWAYS = ("came", "mean")
ENDS = ("served", "no-show", "left", "unserved")


@dataclass
class Waits:
    """One variant's outcomes over all rounds. Waits are of those who were called."""

    waits: dict[str, list[int]] = field(default_factory=lambda: {one: [] for one in CLASSES})
    means: dict[str, list[float]] = field(default_factory=lambda: {one: [] for one in CLASSES})  # of each round
    ends: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, outcomes: Iterable[Outcome]) -> None:
        """One round more."""
        mine: dict[str, list[int]] = {one: [] for one in CLASSES}
        for one in outcomes:
            self.ends[one.klass, one.end] = self.ends.get((one.klass, one.end), 0) + 1
            if one.end in ("served", "no-show"):
                mine[one.klass].append(one.waited_ms)
        for klass, waits in mine.items():
            self.waits[klass] += waits
            if waits:
                self.means[klass].append(fmean(waits))

    def row(self, name: str, klass: str) -> list[str]:
        counts = [self.ends.get((klass, end), 0) for end in ENDS]
        waits = self.waits[klass]
        told = [fmean(waits) if waits else None, _half(self.means[klass])]
        told += [percentile(waits, share) for share in (0.5, 0.9, 1.0)]
        return [name, klass, str(sum(counts)), *map(str, counts), *map(_minutes, told)]


def half_width(means: Sequence[float], level: float = 0.95) -> float:
    """Half the confidence interval of the mean of independent rounds (Student's t); endless with fewer than two."""
    if len(means) < 2:
        return float("inf")
    return student_t(level, len(means) - 1) * stdev(means) / len(means) ** 0.5


def student_t(level: float, freedom: int) -> float:
    """The two-sided quantile, by the Cornish-Fisher expansion (Abramowitz & Stegun 26.7.5): good to 1 % from 4 on."""
    z = NormalDist().inv_cdf((1 + level) / 2)
    terms = (
        z, (z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96, (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )  # fmt: skip
    return sum(term / freedom**power for power, term in enumerate(terms))


def table(variants: Iterable[tuple[str, Waits]]) -> str:
    """Figures in minutes; columns that say nothing anywhere are left out."""
    rows = [waits.row(name if klass == CLASSES[0] else "", klass) for name, waits in variants for klass in CLASSES]
    said = [n for n, head in enumerate(HEADS) if head in ALWAYS or any(row[n] not in ("0", "-") for row in rows)]
    cells = [[row[n] for n in said] for row in (list(HEADS), *rows)]
    widths = [max(len(row[n]) for row in cells) for n in range(len(said))]
    lines = ["  ".join(_pad(row[n], widths[n], n) for n in range(len(said))).rstrip() for row in cells]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def _half(means: Sequence[float]) -> float | None:
    return half_width(means) if len(means) > 1 else None


def _minutes(ms: float | None) -> str:
    return "-" if ms is None else f"{ms / MINUTE:.1f}"


def _pad(text: str, width: int, place: int) -> str:
    return text.ljust(width) if place < 2 else text.rjust(width)
