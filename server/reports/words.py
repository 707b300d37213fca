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


def long_text(ms: int | None) -> str:
    """"8 phút 45 giây", "1 giờ 02 phút": where one figure stands alone and nothing above it says its unit."""
    if ms is None:
        return "–"
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} giờ {minutes:02} phút"
    return f"{minutes} phút {seconds:02} giây" if minutes else f"{seconds} giây"


def hours_text(ms: int | None) -> str:
    """"0:21:42", always with its hours: under the head "giờ:phút:giây" a bare 21:42 would read as most of a day."""
    if ms is None:
        return "–"
    minutes, seconds = divmod(ms // 1000, 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def whole_text(count: int) -> str:
    """"10.500" as Vietnamese writes it."""
    return f"{count:,}".replace(",", ".")


WORDS = {
    "span": span_text, "long": long_text, "hours_text": hours_text, "change": change_text, "share": share_text,
    "points": points_text, "whole": whole_text,
}  # fmt: skip
