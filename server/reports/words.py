"""Figures as the pages write them: spans, shares, changes, whole numbers. Pure."""

from __future__ import annotations

from .figures import span_text


def change_text(now: float | None, before: float | None) -> str:
    """"+12,5 %" as Vietnamese writes it; "–" where there is nothing to compare with."""
    if now is None or not before:
        return "–"
    return f"{(now - before) / before * 100:+.1f} %".replace(".", ",").replace("-", "−")


def share_text(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.1f} %".replace(".", ",")


def points_text(now: float | None, before: float | None) -> str:
    """Two shares compared: "+2,2 điểm %"."""
    if now is None or before is None:
        return "–"
    return f"{(now - before) * 100:+.1f} điểm %".replace(".", ",").replace("-", "−")


def whole_text(count: int) -> str:
    """"10.500" as Vietnamese writes it."""
    return f"{count:,}".replace(",", ".")


WORDS = {
    "span": span_text, "change": change_text, "share": share_text, "points": points_text, "whole": whole_text,
}  # fmt: skip
