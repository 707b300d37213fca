"""A real day out of a queue log (CSV): whose services, waits and desks somebody else has written down.

Columns: day, service, priority (0 and 1 ordinary, 2 priority), joined_s, outcome (served, abandoned or another),
left_queue_s, service_start_s, service_end_s (seconds since midnight), agent. All services are one line; an agent serves
those services the log saw, from the first to the last, without breaks (`pauses.py`).
"""

from __future__ import annotations

import csv
import random
from pathlib import Path

from ..core.line import CLASSES
from ..core.rules import Rule
from ..core.serving import Serving
from .day import Day, Outcome, Station, Visitor
from .pauses import Visit, afterwards, spells

LINE = "log"
COLUMNS = (
    "day", "service", "priority", "joined_s", "outcome", "left_queue_s", "service_start_s", "service_end_s", "agent",
)  # fmt: skip


class LogError(ValueError):
    """What is wrong with the file, for the person who named it."""


def days_of(path: Path) -> dict[str, list[dict[str, str]]]:
    """Day → its rows. Raises LogError."""
    days: dict[str, list[dict[str, str]]] = {}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            missing = [one for one in COLUMNS if one not in (rows.fieldnames or ())]
            if missing:
                raise LogError(f"{path} has no column {', '.join(missing)}")
            for row in rows:
                days.setdefault(row["day"], []).append(row)
    except (OSError, UnicodeDecodeError) as unreadable:
        raise LogError(f"{path} cannot be read ({unreadable})") from unreadable
    return days


def logged(rows: list[dict[str, str]], rng: random.Random) -> Day:
    """One day's rows. Somebody who went away unserved, and is reached in time now, takes as long as a served one."""
    agents = _agents(rows)
    work = {
        id(row): _ms(row["service_end_s"]) - _ms(row["service_start_s"]) + tidying
        for own in agents.values()
        for row, tidying in zip(own, afterwards(_visits(own)), strict=True)
    }
    like = list(work.values()) or [0]
    visitors = [_visitor(row, work.get(id(row)) or rng.choice(like)) for row in rows]
    stations = tuple(_station(agent, own) for agent, own in agents.items())
    was = tuple(_outcome(row) for row in rows)
    return Day(tuple(sorted(visitors, key=lambda one: one.arrived)), stations, {LINE: Rule()}, was)


def _visitor(row: dict[str, str], work: int) -> Visitor:
    joined, left = _ms(row["joined_s"]), _ms(row["left_queue_s"])
    patience = max(1, left - joined) if row["outcome"] == "abandoned" else None
    return Visitor(joined, LINE, _service(row), _class(row), work, joined, patience)


def _outcome(row: dict[str, str]) -> Outcome:
    end = "left" if row["outcome"] == "abandoned" else "served"
    return Outcome(LINE, _class(row), end, max(0, _ms(row["left_queue_s"]) - _ms(row["joined_s"])))


def _agents(rows: list[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    """Agent → their rows in the order they were served."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in sorted((one for one in rows if one["agent"] and one["service_end_s"]), key=_start):
        found.setdefault(row["agent"], []).append(row)
    return found


def _visits(own: list[dict[str, str]]) -> list[Visit]:
    return [Visit(_ms(row["joined_s"]), _start(row), _ms(row["service_end_s"])) for row in own]


def _station(agent: str, own: list[dict[str, str]]) -> Station:
    services = tuple(sorted({_service(row) for row in own}))
    return Station(agent, Serving((), services), spells(_visits(own)))


def _start(row: dict[str, str]) -> int:
    return _ms(row["service_start_s"])


def _service(row: dict[str, str]) -> str:
    return f"{LINE}.{row['service']}"


def _class(row: dict[str, str]) -> str:
    return CLASSES[row["priority"] == "2"]


def _ms(seconds: str) -> int:
    try:
        return round(float(seconds) * 1000)
    except ValueError as wrong:
        raise LogError(f"'{seconds}' is no number of seconds") from wrong
