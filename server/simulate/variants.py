"""What might be done otherwise: "strict", "interleave=3 pool", "more=tu-phap", in words put one after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..core.line import DISCIPLINES, Rule
from ..core.serving import Serving
from .day import Day, Station

HELP = (
    "fifo, strict, interleave=N, accumulating=R (how all lines are called); desks=N (so many desks alike, a hall of "
    "one line); more=DEPARTMENT (one desk more), less=DESK (one desk less); pool (every desk serves everybody), "
    "pool=A+B (desks that serve one of these departments serve them all)"
)
Change = Callable[[Day], Day]


class VariantError(ValueError):
    """A word that names no change, or a change this day does not have."""


def variant(text: str) -> Change:
    """The change of a day that these words ask for. Raises VariantError, also when it is applied."""
    changes = [_change(*word.partition("=")[::2]) for word in text.split()]
    if not changes:
        raise VariantError(f"a variant is made of these words: {HELP}")

    def change(day: Day) -> Day:
        for one in changes:
            day = one(day)
        return day

    return change


def _change(word: str, value: str) -> Change:
    if word in DISCIPLINES:
        rule = _rule(word, value)
        return lambda day: replace(day, rules=dict.fromkeys(_departments(day), rule))
    if word == "pool":
        return lambda day: _pool(day, value.split("+") if value else _departments(day))
    if word == "more" and value:
        return lambda day: _more(day, value)
    if word == "less" and value:
        return lambda day: _less(day, value)
    if word == "desks" and value.isdigit() and int(value):
        return lambda day: _desks(day, int(value))
    raise VariantError(f"'{word}{'=' if value else ''}{value}' is none of: {HELP}")


def _rule(word: str, value: str) -> Rule:
    try:
        if word == "interleave":
            return Rule(word, interleave=_between(int(value or 3), 1, 20))
        if word == "accumulating":
            return Rule(word, priority_rate=_between(float(value or 3), 1, 20))
    except ValueError as wrong:
        raise VariantError(f"{word}={value}: 1 to 20 is possible") from wrong
    if value:
        raise VariantError(f"'{word}' takes no number")
    return Rule(word)


def _between(value: float, lowest: int, highest: int) -> float:
    if not lowest <= value <= highest:
        raise ValueError(value)
    return value


def _departments(day: Day) -> list[str]:
    return list(dict.fromkeys([*day.rules, *(one.department for one in day.visitors)]))


def _pool(day: Day, together: list[str]) -> Day:
    known = _departments(day)
    for one in together:
        if one not in known:
            raise VariantError(f"pool: there is no department '{one}'")

    def pooled(station: Station) -> Station:
        lines = station.serving.lines
        if not set(lines) & set(together):
            return station
        single = tuple(one for one in station.serving.services if one.partition(".")[0] not in together)
        whole = dict.fromkeys([*station.serving.departments, *together])
        return replace(station, serving=Serving(tuple(whole), single))

    return replace(day, stations=tuple(map(pooled, day.stations)))


def _more(day: Day, department: str) -> Day:
    """Open whenever any other desk of that department is."""
    alike = [one for one in day.stations if one.serving.serves(department)]
    if not alike:
        raise VariantError(f"more: no desk serves a department '{department}'")
    spells = set() if any(not one.spells for one in alike) else {spell for one in alike for spell in one.spells}
    new = Station(f"+{len(day.stations)}", Serving((department,)), tuple(sorted(spells)))
    return replace(day, stations=(*day.stations, new))


def _less(day: Day, desk: str) -> Day:
    left = tuple(one for one in day.stations if one.id != desk)
    if len(left) == len(day.stations):
        raise VariantError(f"less: there is no desk '{desk}' on this day")
    return replace(day, stations=left)


def _desks(day: Day, count: int) -> Day:
    if len({one.serving for one in day.stations}) != 1:
        raise VariantError("desks=N is for a hall of one line; here more=DEPARTMENT and less=DESK change the staff")
    first = day.stations[0]
    return replace(day, stations=tuple(replace(first, id=str(n)) for n in range(1, count + 1)))
