"""What the set-up has saved. What makes a whole hall with the rest comes into force at once; what does not yet
(departments without desks) waits here, beside the hall that runs on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from ..core.form import Finding
from ..core.plan import HallPlan, PlanError
from ..hall import Hall
from ..store.sqlite import SqliteStore

HOW = "setup"  # as the history of changes names it


class Draft:
    def __init__(self, store: SqliteStore, hall: Hall) -> None:
        self._store, self._hall = store, hall

    def document(self) -> dict[str, Any]:
        """The hall file as it will be: what is in force, and over it what waits."""
        return self._store.present_plan().to_dict() | self.waiting()

    def waiting(self) -> dict[str, Any]:
        """Sections that are saved and not in force."""
        return _sections(self._rows())

    def _rows(self) -> list[tuple[str, str]]:
        return [(row["section"], row["value"]) for row in self._store.rows("SELECT section, value FROM setup_drafts")]

    def findings(self) -> list[Finding]:
        """Why what waits is not in force; empty where nothing waits."""
        try:
            _over(self._store.present_plan(), self.waiting())
        except PlanError as wrong:
            return wrong.findings
        return []

    def save(self, by: str, step: str, sections: dict[str, Any]) -> bool:
        """Keeps the sections and marks the step; whether all that was saved is in force now."""
        present, now = self._store.present_plan().to_dict(), self._hall.clock.now()
        sections = {key: value for key, value in sections.items() if key in self.waiting() or present[key] != value}
        with self._store.writing() as db:
            db.execute("INSERT OR REPLACE INTO setup_steps VALUES (?, ?, ?)", (step, now, by))
            for key, value in sections.items():
                text = json.dumps(value, ensure_ascii=False)
                db.execute("INSERT OR REPLACE INTO setup_drafts VALUES (?, ?, ?, ?)", (key, text, now, by))
        rows = self._rows()
        try:
            self._hall.reshape(lambda plan: _over(plan, _sections(rows)), by, HOW)
        except PlanError:
            return False
        with self._store.writing() as db:  # these and no others: somebody else may have saved a section meanwhile
            db.executemany("DELETE FROM setup_drafts WHERE section = ? AND value = ?", rows)
        return True

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


def _sections(rows: Iterable[tuple[str, str]]) -> dict[str, Any]:
    return {section: json.loads(value) for section, value in rows}


def _over(plan: HallPlan | None, waiting: dict[str, Any]) -> HallPlan:
    """The hall in force with what waits over it. Raises PlanError."""
    return HallPlan.from_dict((plan.to_dict() if plan else {}) | waiting)
