"""Erases what has had its days, every night, and what a person asks for; and keeps a log of it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from ..core.hours import business_date
from ..ports import Clock
from ..store.sqlite import SqliteStore
from .kinds import KINDS, SAME_AS, Kind
from .log import ERASED, write

log = logging.getLogger(__name__)
DAY_MS = 24 * 3600_000
MOST = 500  # rows in one transaction
REST_S = 0.02  # between two: desks come first
KEEPER = "keeper"  # who erases at night


class Eraser:
    def __init__(self, store: SqliteStore, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._done = ""  # the business date whose night was looked after

    def nightly(self, stopping: Callable[[], bool] = lambda: False) -> dict[str, int]:
        """Once each day: everything that is older than the hall keeps it. Kind → rows."""
        today = business_date(self._clock.now()).isoformat()
        if today == self._done:
            return {}
        found = {one.id: self.erase(one, self.before(one), KEEPER, "", stopping) for one in KINDS}
        if not stopping():
            self._done = today
        return {kind: rows for kind, rows in found.items() if rows}

    def before(self, kind: Kind) -> int:
        """What is older has had its days."""
        days = self._store.present_plan().keep.days(SAME_AS.get(kind.id, kind.id))
        return self._clock.now() - days * DAY_MS

    def erase(
        self, kind: Kind, before: int, who: str, role: str, stopping: Callable[[], bool] = lambda: False
    ) -> int:  # fmt: skip
        """How many rows. They are written over in the file, not only left out of it."""
        before, total = min(before, self._clock.now() - kind.youngest * DAY_MS), 0
        while not stopping():
            with self._store.writing() as db:
                db.execute("PRAGMA secure_delete = ON")
                rows = db.execute(kind.erase, {"before": before, "most": MOST}).rowcount
                db.execute("PRAGMA secure_delete = OFF")
                total += rows
                if rows:  # with its own rows, so that a kill between two leaves nothing erased that is not logged
                    self._keep(db, kind, before, rows, who, role)
            if rows < MOST:
                break
            time.sleep(REST_S)
        return total

    def _keep(self, db, kind: Kind, before: int, rows: int, who: str, role: str) -> None:  # noqa: ANN001
        now = self._clock.now()
        db.execute("INSERT INTO erasures (at, who, kind, before, rows) VALUES (?, ?, ?, ?, ?)",
                   (now, who, kind.id, before, rows))  # fmt: skip
        if who != KEEPER:
            write(db, now, who, role, ERASED, {"kind": kind.id, "rows": rows, "before": before})

    def overview(self) -> list[dict]:
        """Each kind: its days, how many rows there are, the oldest, and how many have had their days."""
        plan, found = self._store.present_plan(), []
        for one in KINDS:
            kept = self._store.row(one.kept)
            due = self._store.row(one.due, {"before": self.before(one)})  # type: ignore[arg-type]
            assert kept is not None and due is not None
            days = plan.keep.days(SAME_AS.get(one.id, one.id))
            found.append({"kind": one, "days": days, "kept": kept["kept"], "oldest": kept["oldest"], "due": due["due"]})
        return found

    def erasures(self, limit: int = 50) -> list[dict]:
        """The newest first; what went in many transactions is one again."""
        return [dict(row) for row in self._store.rows(
            "SELECT max(id) AS id, max(at) AS at, who, kind, before, sum(rows) AS rows FROM erasures"
            " GROUP BY who, kind, before ORDER BY id DESC LIMIT ?", (limit,)
        )]  # fmt: skip
