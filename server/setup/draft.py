"""What the set-up has saved. What makes a whole hall with the rest comes into force at once; what does not yet
(departments without desks) waits here, beside the hall that runs on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..core.form import Finding
from ..core.plan import HallPlan, PlanError
from ..hall import Hall
from ..store.deed import fingerprint
from ..store.sqlite import SqliteStore

GONE = "DELETE FROM setup_drafts WHERE section = ? AND value = ?"
HOW = "setup"  # as the history of changes names it


class Overtaken(PlanError):
    """What waits would make a hall, and undo what somebody has changed elsewhere: a person says which counts."""


@dataclass(frozen=True)
class Waiting:
    """A section, as JSON; `base` is what was in force when it began to wait (None: saved by an older Lượt)."""

    section: str
    value: str
    base: str | None


class Draft:
    def __init__(self, store: SqliteStore, hall: Hall) -> None:
        self._store, self._hall = store, hall

    def document(self) -> dict[str, Any]:
        """The hall file as it will be: what is in force, and over it what waits."""
        return self._store.present_plan().to_dict() | self.waiting()

    def waiting(self) -> dict[str, Any]:
        """Sections that are saved and not in force."""
        return _sections(self._rows())

    def overtaken(self) -> list[str]:
        """Waiting sections that would make a hall, and were changed elsewhere since they began to wait: in force they
        would undo that."""
        try:
            _over(self._store.present_plan(), self._rows())
        except Overtaken as those:
            return [one.path for one in those.findings]
        except PlanError:
            return []
        return []

    def _rows(self) -> list[Waiting]:
        rows = self._store.rows("SELECT section, value, base FROM setup_drafts")
        return [Waiting(row["section"], row["value"], row["base"]) for row in rows]

    def findings(self) -> list[Finding]:
        """Why what waits is not in force; empty where nothing waits, or only for what was changed elsewhere."""
        try:
            _over(self._store.present_plan(), self._rows())
        except Overtaken:
            return []
        except PlanError as wrong:
            return wrong.findings
        return []

    def save(self, by: str, step: str, sections: dict[str, Any], made_from: HallPlan | None = None) -> bool:
        """Keeps the sections and marks the step; whether all that was saved is in force now. `made_from`: what was in
        force when they were made, where that may be longer ago than this call."""
        present, now = (made_from or self._store.present_plan()).to_dict(), self._hall.clock.now()
        waiting = self.waiting()
        sections = {key: value for key, value in sections.items() if key in waiting or present[key] != value}
        with self._store.writing() as db:
            db.execute("INSERT OR REPLACE INTO setup_steps VALUES (?, ?, ?)", (step, now, by))
            for key, value in sections.items():
                db.execute(
                    "INSERT INTO setup_drafts (section, value, at, officer, base) VALUES (?, ?, ?, ?, ?)"
                    " ON CONFLICT (section) DO UPDATE SET value = excluded.value, at = excluded.at,"
                    " officer = excluded.officer",
                    (key, json.dumps(value, ensure_ascii=False), now, by, _text(present[key])),
                )
        return self._come_into_force(by)

    def shown(self) -> str:
        """A mark of what a person is asked about: what waits, and what is in force in its place."""
        present, rows = self._store.present_plan().to_dict(), self._rows()
        return fingerprint([[one.section, one.value, present[one.section]] for one in rows])

    def keep_mine(self, by: str, shown: str) -> bool:
        """What waits counts, and not what was changed elsewhere in its sections; whether it is in force now. Nothing
        where something has changed since the page that was `shown`: it asks again."""
        if shown != self.shown():
            return False
        present = self._store.present_plan().to_dict()
        with self._store.writing() as db:
            bases = [(_text(present[one.section]), one.section) for one in self._rows()]
            db.executemany("UPDATE setup_drafts SET base = ? WHERE section = ?", bases)
        return self._come_into_force(by)

    def _come_into_force(self, by: str) -> bool:
        rows: list[Waiting] = []

        def make(plan: HallPlan | None) -> HallPlan:
            rows[:] = self._rows()  # what was given up a moment ago does not come into force
            return _over(plan, rows)

        try:
            self._hall.reshape(make, by, HOW)
        except PlanError:
            return False
        with self._store.writing() as db:  # these and no others: somebody else may have saved a section meanwhile
            gone = [(one.section, one.value) for one in rows]
            db.executemany(GONE, gone)
        return True

    def settle(self) -> None:
        """What waits and is in force already waits no more: somebody has changed it to the very same elsewhere, or the
        hall fell between the change and the end of a save."""
        if not self._rows():
            return  # at nearly every change: nothing is written
        with self._store.writing() as db:
            plan = self._store.plan_of(db)[1]
            db.executemany(GONE, [(one.section, one.value) for one in self._rows() if _is_in_force(plan, one)])

    def drop(self) -> None:
        """What waits is given up; what is in force stays."""
        with self._store.writing() as db:
            db.execute("DELETE FROM setup_drafts")

    def done(self) -> set[str]:
        """Steps that somebody has saved."""
        return {row["step"] for row in self._store.rows("SELECT step FROM setup_steps")}

    def mark(self, by: str, step: str) -> None:
        with self._store.writing() as db:
            db.execute("INSERT OR REPLACE INTO setup_steps VALUES (?, ?, ?)", (step, self._hall.clock.now(), by))


def _sections(rows: Iterable[Waiting]) -> dict[str, Any]:
    return {one.section: json.loads(one.value) for one in rows}


def _is_in_force(plan: HallPlan, waits: Waiting) -> bool:
    """As the plan writes it: a form leaves out what goes without saying."""
    present = plan.to_dict()
    try:
        return HallPlan.from_dict(present | _sections([waits])).to_dict() == present
    except PlanError:
        return False


def _overtaken(plan: HallPlan, rows: Iterable[Waiting], made: HallPlan) -> list[str]:
    """Whoever changed it to the very same has undone nothing."""
    present, after = plan.to_dict(), made.to_dict()
    changed = [one.section for one in rows if one.base not in (None, _text(present[one.section]))]
    return [section for section in changed if after[section] != present[section]]


def _over(plan: HallPlan | None, rows: list[Waiting]) -> HallPlan:
    """The hall in force with what waits over it. Raises PlanError where that is no hall, Overtaken."""
    made = HallPlan.from_dict((plan.to_dict() if plan else {}) | _sections(rows))
    if plan and (sections := _overtaken(plan, rows, made)):
        raise Overtaken([Finding(one, "was changed elsewhere while this waited") for one in sections])
    return made


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
