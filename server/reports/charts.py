"""Charts as places and lengths for an SVG: no style, no script, the same figures as the table beside them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from .rows import WEEKDAYS

WIDTH = 720  # of every chart: letters are of one size in all of them, however few the hours
STEPS = (1, 2, 5, 10, 15, 20, 30, 60, 90, 120, 180, 240, 480, 1440)  # minutes between two lines of an axis


def hour_chart(rows: Sequence[dict], width: int = WIDTH, height: int = 240) -> dict | None:
    """Waits by hour of arrival: a pair of bars an hour, p50 before p90. None where nobody was served."""
    shown = _whole_day(rows)
    if not shown:
        return None
    left, bottom = 44, 26
    top_minutes, ticks = _axis(max(_minutes(row["waiting_p90"]) for row in shown))
    room, each = height - bottom - 12, (width - left) / len(shown)
    bars = []
    for place, row in enumerate(shown):
        x = left + place * each
        bars.append({
            "hour": row["key"], "x": round(x, 1), "middle": round(x + each / 2, 1), "p50": row["waiting_p50"],
            "p90": row["waiting_p90"], "pairs": [
                {"kind": kind, "x": round(x + each * at, 1), "width": round(each * 0.32, 1),
                 "height": round(room * _minutes(row[f"waiting_{kind}"]) / top_minutes, 1),
                 "y": round(height - bottom - room * _minutes(row[f"waiting_{kind}"]) / top_minutes, 1)}
                for kind, at in (("p50", 0.16), ("p90", 0.5))
            ],
        })  # fmt: skip
    lines = [{"minutes": one, "y": round(height - bottom - room * one / top_minutes, 1)} for one in ticks]
    return {"width": width, "height": height, "left": left, "base": height - bottom, "bars": bars, "lines": lines}


def _whole_day(rows: Sequence[dict]) -> list[dict]:
    """From the first hour with tickets to the last, the empty ones between included."""
    known = {int(row["key"]): row for row in rows}
    if not any(row["waiting_p90"] is not None for row in rows):
        return []
    empty = {"waiting_p50": None, "waiting_p90": None}
    return [known.get(one) or {"key": f"{one:02}", **empty} for one in range(min(known), max(known) + 1)]


def heat_chart(rows: Sequence[dict]) -> dict | None:
    """Tickets by weekday and hour: five depths of one colour, the number and the median wait written in each cell."""
    cells = {tuple(map(int, row["key"].split("-"))): row for row in rows}
    if not cells:
        return None
    most = max(row["issued"] for row in rows)
    hours = list(range(min(hour for _, hour in cells), max(hour for _, hour in cells) + 1))
    days = sorted({day for day, _ in cells} | set(range(5)))
    left, top, wide, tall = 90, 24, min(64, 640 // len(hours)), 40
    drawn = [
        {
            "x": left + place * wide, "y": top + line * tall, "issued": row["issued"], "p50": row["waiting_p50"],
            "depth": min(5, ceil(5 * row["issued"] / most)) if row["issued"] else 0,
        }
        for line, day in enumerate(days) for place, hour in enumerate(hours) if (row := cells.get((day, hour)))
    ]  # fmt: skip
    return {
        "width": max(WIDTH, left + wide * len(hours)), "height": top + tall * len(days),
        "wide": wide, "tall": tall, "cells": drawn,
        "hours": [{"text": f"{hour}h", "x": left + place * wide + wide / 2} for place, hour in enumerate(hours)],
        "days": [{"text": WEEKDAYS[day][0], "y": top + line * tall + tall / 2} for line, day in enumerate(days)],
    }  # fmt: skip


def department_chart(rows: Sequence[dict], width: int = WIDTH) -> dict | None:
    """A bar a department: the median wait full, up to p90 light."""
    shown = [row for row in rows if row["waiting_p90"] is not None]
    if not shown:
        return None
    left, tall = 270, 30
    top_minutes, ticks = _axis(max(_minutes(row["waiting_p90"]) for row in shown))
    room = width - left - 70

    def long(ms: int | None) -> float:
        return round(room * _minutes(ms) / top_minutes, 1)

    bars = [
        {"name": _short(row["name"]), "y": place * tall, "p50": long(row["waiting_p50"]),
         "p90": long(row["waiting_p90"]), "row": row}
        for place, row in enumerate(shown)
    ]  # fmt: skip
    lines = [{"minutes": one, "x": round(left + room * one / top_minutes, 1)} for one in ticks]
    return {"width": width, "height": tall * len(shown) + 24, "left": left, "tall": tall, "bars": bars, "lines": lines}


def line_chart(rows: Sequence[dict], width: int = WIDTH, height: int = 200) -> dict | None:
    """People waiting in the whole hall through the day: the mean as an area, the most at once as a line."""
    hall = {row["at"]: row for row in rows if row["key"] == "hall"}
    if not hall:
        return None
    places = [int(at[:2]) * 4 + int(at[3:]) // 15 for at in hall]
    first, last = min(places), max(places)
    most = max(row["most"] for row in hall.values())
    step = next((one for one in (1, 2, 5, 10, 20, 50, 100, 200, 500) if most / one <= 5), 1000)
    top, left, bottom = max(1, ceil(most / step)) * step, 44, 26
    each, room = (width - left) / (last - first + 1), height - bottom - 12

    def points(name: str) -> list[str]:
        found = []
        for place in range(first, last + 1):
            row = hall.get(f"{place // 4:02}:{place % 4 * 15:02}", {"mean": 0, "most": 0})
            found.append(f"{left + (place - first + 0.5) * each:.1f},{height - bottom - room * row[name] / top:.1f}")
        return found

    base = height - bottom
    return {
        "width": width, "height": height, "left": left, "base": base, "most": " ".join(points("most")),
        "mean": f"{left + each / 2:.1f},{base} {' '.join(points('mean'))} {width - each / 2:.1f},{base}",
        "lines": [{"people": n, "y": round(base - room * n / top, 1)} for n in range(0, top + 1, step)],
        "hours": [
            {"text": f"{place // 4}h", "x": round(left + (place - first) * each, 1)}
            for place in range(first, last + 1) if place % 4 == 0
        ],
    }  # fmt: skip


def _minutes(ms: int | None) -> float:
    return (ms or 0) / 60_000


def _axis(longest: float) -> tuple[float, list[int]]:
    """How far the axis goes, and where its lines are: at most six."""
    step = next((one for one in STEPS if longest / one <= 5), ceil(longest / 5))
    count = max(1, ceil(longest / step))
    return count * step, [step * n for n in range(count + 1)]


def _short(name: str, longest: int = 36) -> str:
    return name if len(name) <= longest else name[: longest - 1].rstrip() + "…"
