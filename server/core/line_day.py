"""How long the lines were through a day: mean and most people waiting, by quarters of an hour. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from .desk_day import Step

QUARTER_MS = 900_000
HALL = ""  # the key of all lines together


def line_day(steps: list[Step], line_of: Mapping[int, str], begins: int, until: int) -> dict[str, dict[int, list[int]]]:
    """Line → quarter of the day → [people × ms, most people at once], of the day's own legs from `begins` to `until`.

    `line_of`: leg → its line. An entry says what it changed, an undo too: nothing has to be folded.
    """
    found: dict[str, dict[int, list[int]]] = {}
    standing: dict[str, tuple[int, int]] = {}  # line → people, since

    def change(line: str, at: int, by: int) -> None:
        people, since = standing.get(line, (0, begins))
        if people:
            _spread(found.setdefault(line, {}), since - begins, at - begins, people)
        standing[line] = people + by, at

    for step in steps:
        by = (step.to == "waiting") - (step.was == "waiting")
        if by and begins <= step.at < until:
            for line in (line_of[step.leg], HALL):
                change(line, step.at, by)
    for line in list(standing):
        change(line, max(until, standing[line][1]), 0)
    return found


def _spread(quarters: dict[int, list[int]], begins: int, ends: int, people: int) -> None:
    while begins < ends:
        quarter = begins // QUARTER_MS
        part = min(ends, (quarter + 1) * QUARTER_MS)
        cell = quarters.setdefault(quarter, [0, 0])
        cell[0] += people * (part - begins)
        cell[1] = max(cell[1], people)
        begins = part
