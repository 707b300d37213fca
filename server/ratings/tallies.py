"""The sums of one period: by department, and how the desks' panels were used. No answer is tied to a desk."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from ..core.naming import Name
from ..core.plan import HallPlan
from ..core.satisfaction import FEWEST, Tally
from ..store import rating_rows


@dataclass(frozen=True)
class Panel:
    """How one desk's panel was used. `quick`: answers no visitor can have read the question for."""

    desk: str
    name: Name
    finished: int
    answered: int
    quick: int
    taken_back: int

    @property
    def shown(self) -> bool:
        return self.answered >= FEWEST

    @property
    def doubtful(self) -> bool:
        return self.shown and self.quick * 5 >= self.answered


def departments(db: sqlite3.Connection, plan: HallPlan, first: str, last: str) -> list[Tally]:
    """Every department anybody was served at, in the hall's order; one that is no more comes last by its id."""
    names = {one.id: one.name for one in plan.departments}
    found: dict[str, Tally] = {}

    def of(key: str) -> Tally:
        return found.setdefault(key, Tally(key, names.get(key, Name(key, key))))

    for row in rating_rows.finished(db, first, last):
        one = of(row["department"])
        one.finished, one.silent = row["finished"], row["silent"]
    for row in rating_rows.answers(db, first, last):
        one = of(row["department"])
        one.levels[row["level"]] += row["n"]
        if row["reason"]:
            one.reasons[row["reason"]] = one.reasons.get(row["reason"], 0) + row["n"]
    order = [*names, *sorted(set(found) - set(names))]
    return [found[key] for key in order if key in found]


def panels(db: sqlite3.Connection, plan: HallPlan, first: str, last: str) -> list[Panel]:
    names = {one.id: one.name for one in plan.desks}
    return [
        Panel(row["desk"], names.get(row["desk"], Name(row["desk"], row["desk"])),
              *(row[one] or 0 for one in ("finished", "answered", "quick", "taken_back")))
        for row in rating_rows.at_panels(db, first, last)
    ]  # fmt: skip
