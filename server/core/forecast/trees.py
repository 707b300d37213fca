"""Boosted trees that learn a quantile, in plain Python: each small tree mends what those before it got wrong.

Friedman's gradient boosting with the pinball loss. Figures are put into at most 32 bins first, so that a split is found
by counting. The same rows and seed always give the same trees.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

BINS = 32
Tree = tuple | float  # (column, bin, left, right), or what a leaf adds


@dataclass(frozen=True)
class Shape:
    """How trees are grown."""

    trees: int = 120
    rate: float = 0.08
    depth: int = 3
    leaf: int = 20  # rows a leaf has at least
    rows: float = 0.6  # share of rows and columns a tree sees
    columns: float = 0.5
    seed: int = 1


@dataclass
class Bins:
    """Where each column is cut."""

    cuts: list[list[float]]

    @classmethod
    def of(cls, rows: Sequence[Sequence[float]]) -> Bins:
        return cls([_cuts(sorted(column)) for column in zip(*rows, strict=True)])

    def put(self, row: Sequence[float]) -> list[int]:
        return [bisect_left(cuts, value) for cuts, value in zip(self.cuts, row, strict=True)]


def _cuts(ordered: list[float]) -> list[float]:
    last = len(ordered) - 1
    return sorted({ordered[last * step // BINS] for step in range(1, BINS)})


@dataclass
class Boosted:
    """Learns the `share` quantile of y; 0.5 is the median, which errs least."""

    share: float
    shape: Shape = field(default_factory=Shape)
    base: float = 0.0
    trees: list[Tree] = field(default_factory=list)

    def fit(self, binned: Sequence[Sequence[int]], y: Sequence[float]) -> Boosted:
        dice, columns = Dice(self.shape.seed), [list(one) for one in zip(*binned, strict=True)]
        self.base = quantile(sorted(y), self.share)
        told = [self.base] * len(y)
        for _ in range(self.shape.trees):
            slope = [self.share if y[i] > told[i] else self.share - 1 for i in range(len(y))]
            rest = [one - other for one, other in zip(y, told, strict=True)]
            rows = dice.some(len(y), max(1, round(self.shape.rows * len(y))))
            seen = dice.some(len(columns), max(1, round(self.shape.columns * len(columns))))
            tree = self._grow(rows, seen, columns, slope, rest, self.shape.depth)
            self.trees.append(tree)
            told = [one + _fall(tree, row) for one, row in zip(told, binned, strict=True)]
        return self

    def predict(self, row: Sequence[int]) -> float:
        return self.base + sum(_fall(tree, row) for tree in self.trees)

    def _grow(
        self, rows: list[int], seen: list[int], columns: list[list[int]],
        slope: list[float], rest: list[float], deep: int,
    ) -> Tree:  # fmt: skip
        split = _best_split(rows, seen, columns, slope, self.shape.leaf) if deep else None
        if split is None:
            return self.shape.rate * quantile(sorted(rest[i] for i in rows), self.share)
        column, cut = split
        values = columns[column]
        sides = [i for i in rows if values[i] <= cut], [i for i in rows if values[i] > cut]
        return (column, cut, *(self._grow(side, seen, columns, slope, rest, deep - 1) for side in sides))


class Dice:
    """A fixed row of figures that look drawn by lot (a linear congruence): this room draws no random number."""

    def __init__(self, seed: int) -> None:
        self._at = seed

    def some(self, of: int, count: int) -> list[int]:
        """So many different ones of the first `of` numbers."""
        numbers = list(range(of))
        for place in range(count):
            self._at = (self._at * 6364136223846793005 + 1442695040888963407) % 2**64
            other = place + (self._at >> 33) % (of - place)
            numbers[place], numbers[other] = numbers[other], numbers[place]
        return numbers[:count]


def _best_split(
    rows: list[int], seen: list[int], columns: list[list[int]], slope: list[float], leaf: int
) -> tuple[int, int] | None:
    """Where the slopes of both sides differ most; None where no split helps."""
    slopes = [slope[i] for i in rows]
    whole, count = sum(slopes), len(rows)
    best, found = whole * whole / count + 1e-9, None
    for column in seen:
        values, sums, counts = columns[column], [0.0] * BINS, [0] * BINS
        for i, one in zip(rows, slopes, strict=True):
            at = values[i]
            sums[at] += one
            counts[at] += 1
        left, n = 0.0, 0
        for cut in range(BINS - 1):
            left, n = left + sums[cut], n + counts[cut]
            if n >= leaf and count - n >= leaf:
                gain = left * left / n + (whole - left) ** 2 / (count - n)
                if gain > best:
                    best, found = gain, (column, cut)
    return found


def _fall(tree: Tree, row: Sequence[int]) -> float:
    while isinstance(tree, tuple):
        tree = tree[2] if row[tree[0]] <= tree[1] else tree[3]
    return tree


def quantile(ordered: Sequence[float], share: float) -> float:
    """Between the two nearest; 0 of nothing."""
    if not ordered:
        return 0.0
    at = share * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)
