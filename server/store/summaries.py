"""Closed days, months and years summed up beside the legs, so that a year's report reads ten rows, not a
million legs.

A row is written when its day is over and thrown away by the deed that changes one of its legs after all
(`forget`, in that deed's own transaction). What is not there is worked out from the legs: a report is never wrong,
only slower.

A row holds its spreads apart from its counts, and apart from each other: a page that shows waiting and service reads
nothing else, and seconds as whole machine numbers cost a tenth of what they cost as text.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import zlib
from array import array
from calendar import monthrange
from collections.abc import Container, Iterator
from datetime import date

from ..core.day_facts import LEVELS, Day
from ..core.facts import SPREADS, Facts

MONTH_LEVELS = ("weekday", "heat", "date")  # beside those of a day
YEAR_LEVELS = ("weekday", "heat", "month")
DAY, MONTH, YEAR = 10, 7, 4  # how long their names are
PUT = "INSERT OR REPLACE INTO summaries (period, level, body) VALUES (?, ?, ?)"


def forget(db: sqlite3.Connection, day: str) -> None:
    """A leg of that day has changed: what was summed up of it is true no more."""
    db.execute("DELETE FROM summaries WHERE period IN (?, ?, ?)", (day, day[:7], day[:4]))


def tables_of(day: date, found: Day) -> dict[str, dict]:
    """Level → key → what is kept, as JSON."""
    tables: dict[str, dict] = {
        level: {key: one.to_json() for key, one in sorted(found.facts[level].items())} for level in LEVELS
    }
    days = 1 if found.facts["hall"] else 0
    lines = {key: [days, sorted([q, *cell] for q, cell in quarters.items())] for key, quarters in found.lines.items()}
    return tables | {"line": dict(sorted(lines.items())), "desk-time": found.desks}


def packed(table: dict) -> bytes:
    """A line that says how long each part is, then the parts: counts and sums, and a part for each spread."""
    plain, spreads = {}, {}
    for key, one in table.items():
        plain[key] = {name: part for name, part in one.items() if name != "d"} if _is_facts(one) else one
        for name, spread in (one["d"] if _is_facts(one) else {}).items():
            spreads.setdefault(name, {})[key] = spread
    parts = {"": _text(plain)} | {name: _seconds(of) for name, of in spreads.items()}
    bodies = {name: zlib.compress(part, 6) for name, part in parts.items()}
    return b"\n".join([_text({name: len(body) for name, body in bodies.items()}), b"".join(bodies.values())])


def unpacked(body: bytes, spreads: Container[str] = SPREADS) -> dict:
    """What `packed` was given, with these spreads alone. Raises ValueError or zlib.error for what it did not make."""
    head, _, rest = body.partition(b"\n")
    parts, at = {}, 0
    for name, length in json.loads(head).items():
        parts[name], at = rest[at : at + length], at + length
    table = json.loads(zlib.decompress(parts.pop("")))
    for one in table.values():
        if isinstance(one, dict) and "c" in one:
            one["d"] = {}
    for name, part in parts.items():
        for key, spread in _spreads_of(zlib.decompress(part)) if name in spreads else ():
            table[key]["d"][name] = spread
    return table


def _is_facts(one: object) -> bool:
    return isinstance(one, dict) and "d" in one


def _text(table: dict) -> bytes:
    return json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode()


def _seconds(spreads: dict[str, list]) -> bytes:
    numbers = array("q", [one for spread in spreads.values() for one in spread[3]])
    if sys.byteorder == "big":
        numbers.byteswap()
    index = {key: [*spread[:3], len(spread[3])] for key, spread in spreads.items()}
    return _text(index) + b"\n" + numbers.tobytes()


def _spreads_of(part: bytes) -> Iterator[tuple[str, list]]:
    index, _, rest = part.partition(b"\n")
    numbers, at = array("q", rest), 0
    if sys.byteorder == "big":
        numbers.byteswap()
    for key, (*known, length) in json.loads(index).items():
        yield key, [*known, numbers[at : at + length].tolist()]
        at += length


def period_days(period: str) -> tuple[date, date]:
    """The first day and the last of "2026-11", or of "2026"."""
    first = date.fromisoformat(f"{period}-01" if len(period) == MONTH else f"{period}-01-01")
    last = first.replace(month=first.month if len(period) == MONTH else 12)
    return first, last.replace(day=monthrange(last.year, last.month)[1])


def months_of(year: str) -> list[str]:
    return [f"{year}-{month:02}" for month in range(1, 13)]


def facts_of(table: dict, spreads: Container[str] = SPREADS) -> dict[str, Facts]:
    return {key: Facts.of(one, spreads) for key, one in table.items()}
