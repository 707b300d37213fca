"""What the set-up has saved. What makes a whole hall with the rest comes into force at once; what does not yet
(departments without desks) waits here, beside the hall that runs on.
"""

from __future__ import annotations

import json
from typing import Any

from ..core.form import Finding
from ..core.plan import HallPlan, PlanError
from ..hall import Hall
from ..store.sqlite import SqliteStore


class Draft:
    def __init__(self, store: SqliteStore, hall: Hall) -> None:
        self._store, self._hall = store, hall

    def document(self) -> dict[str, Any]:
        """The hall file as it will be: what is in force, and over it what waits."""
        return self._store.present_plan().to_dict() | self.waiting()

    def waiting(self) -> dict[str, Any]:
        """Sections that are saved and not in force."""
        rows = self._store.rows("SELECT section, value FROM setup_drafts")
        return {row["section"]: json.loads(row["value"]) for row in rows}

    def findings(self) -> list[Finding]:
        """Why what waits is not in force; empty where nothing waits."""
        return self._try(self.document())[1] if self.waiting() else []

    def save(self, by: str, step: str, sections: dict[str, Any]) -> bool:
        """Keeps the sections and marks the step; whether all that was saved is in force now."""
        present, now = self._store.present_plan().to_dict(), self._hall.clock.now()
        sections = {key: value for key, value in sections.items() if key in self.waiting() or present[key] != value}
        plan = self._try(self.document() | sections)[0]
        with self._store.writing() as db:
            db.execute("INSERT OR REPLACE INTO setup_steps VALUES (?, ?, ?)", (step, now, by))
            for key, value in sections.items():
                text = json.dumps(value, ensure_ascii=False)
                db.execute("INSERT OR REPLACE INTO setup_drafts VALUES (?, ?, ?, ?)", (key, text, now, by))
        if plan is None:
            return False
        self._hall.configure(plan, by, "setup")
        self.drop()
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

    def _try(self, document: dict[str, Any]) -> tuple[HallPlan | None, list[Finding]]:
        try:
            return HallPlan.from_dict(document), []
        except PlanError as wrong:
            return None, wrong.findings
