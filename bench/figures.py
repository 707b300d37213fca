"""Percentiles and the table of a part."""

from __future__ import annotations

from collections.abc import Sequence

from server.core.timing import percentile as nearest_rank


def percentile(values: Sequence[float], share: float) -> float:
    """Nearest rank; nan of nothing."""
    found = nearest_rank(list(values), share)  # type: ignore[arg-type]
    return float("nan") if found is None else found


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Aligned text; the first column to the left, figures to the right."""
    cells = [[str(head) for head in heads], *([_cell(one) for one in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(heads))]
    lines = ["  ".join(_padded(row, widths)) for row in cells]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def _cell(value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def _padded(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    return [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
