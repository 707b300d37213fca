"""Who changed what of the hall's lists, and when: read off the journal's projection and two configurations each."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..core.errors import UnknownName
from ..core.lists.difference import Difference, differences
from ..core.lists.undo import BuiltUpon, NothingToUndo, put_back
from ..core.naming import Name
from ..core.plan import HallPlan
from ..hall import Hall
from ..store import changes
from ..store.changes import Change, Row
from ..store.sqlite import SqliteStore

DOORS = {
    "page": Name("trên trang quản trị", "on the administration's pages"), "import": Name("nhập từ tệp", "from a file"),
    "undo": Name("hoàn tác", "undone"),
    "setup": Name("ở phần thiết lập", "in the set-up"),
    "command": Name("bằng lệnh trên máy chủ", "by a command on the server"),
    "first": Name("cấu hình ban đầu", "the first configuration"),
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One change. `who` is the person's name, empty where a command did it; `undone`: taken back since."""

    seq: int
    at: int
    who: str
    how: str
    undoes: int | None
    undone: bool
    first: bool  # the hall's first configuration: there is nothing before it
    found: list[Difference] = field(default_factory=list)

    @property
    def door(self) -> Name | None:
        return DOORS.get(self.how)


class History:
    def __init__(self, store: SqliteStore, hall: Hall) -> None:
        self._store, self._hall = store, hall

    def newest(self, limit: int, before: int | None = None) -> list[Entry]:
        """The newest first, those under seq `before` where it is given."""
        with self._store.reading() as db:
            sql = "SELECT * FROM changes WHERE seq < ? ORDER BY seq DESC LIMIT ?"
            rows = db.execute(sql, (before or 2**62, limit)).fetchall()
            return [self._entry(db, row) for row in rows]

    def one(self, seq: int) -> Entry:
        """Raises UnknownName."""
        with self._store.reading() as db:
            row = db.execute("SELECT * FROM changes WHERE seq = ?", (seq,)).fetchone()
            if row is None:
                raise UnknownName("change", seq)
            return self._entry(db, row)

    def last_touch(self, listed: str, key: str, among: int = 50) -> Entry | None:
        """The newest change of a row, where it is among the last few."""
        found = self.newest(among)
        return next((one for one in found if any((d.listed, d.key) == (listed, key) for d in one.found)), None)

    def undo(self, seq: int, officer: str) -> int:
        """Puts that change back by a new one: its seq. Raises BuiltUpon, NothingToUndo, UnknownName."""
        entry = self.one(seq)
        if entry.undone or entry.first:
            raise NothingToUndo
        with self._store.reading() as db:
            plan = db.execute("SELECT plan FROM changes WHERE seq = ?", (seq,)).fetchone()["plan"]
            rows = changes.of_catalogue(db, seq)
            documents = _documents(db, plan) if plan is not None else ({}, {})
        if plan is None:
            done = self._hall.change_catalogue(lambda present: _rows_back(rows, present), officer, "undo", seq)
        else:
            done = self._hall.reshape(lambda present: put_back(*documents, _dict(present)), officer, "undo", seq)
        if done is None:
            raise NothingToUndo
        return done

    def _entry(self, db: sqlite3.Connection, row: sqlite3.Row) -> Entry:
        known = db.execute("SELECT name FROM accounts WHERE username = ?", (row["officer"],)).fetchone()
        who = known["name"] if known else row["officer"] or ""
        first = row["plan"] is not None and changes.plan_before(db, row["plan"]) is None
        found: list[Difference] = []
        if row["plan"] is None:
            found = [_of_procedure(one) for one in changes.of_catalogue(db, row["seq"])]
        elif not first:
            found = differences(*_documents(db, row["plan"]))
        undone = _is_undone(db, row["seq"])
        return Entry(row["seq"], row["at"], who, row["how"], row["undoes"], undone, first, found)


def _dict(plan: HallPlan | None) -> dict:
    return plan.to_dict() if plan else {}


def _documents(db: sqlite3.Connection, plan: int) -> tuple[dict, dict]:
    before = changes.plan_before(db, plan)
    return changes.document(db, before) if before else {}, changes.document(db, plan)


def _is_undone(db: sqlite3.Connection, seq: int) -> bool:
    """Whether some change takes it back that has not been taken back itself."""
    rows = db.execute("SELECT seq FROM changes WHERE undoes = ? AND seq > ?", (seq, seq)).fetchall()
    return any(not _is_undone(db, row["seq"]) for row in rows)


def _of_procedure(change: Change) -> Difference:
    code, before, after = change
    return Difference("procedures", code, *(row and {"code": code, **row} for row in (before, after)))


def _rows_back(rows: Sequence[Change], present: dict[str, Row]) -> list[Change]:
    for code, _, after in rows:
        if present.get(code) != after:
            raise BuiltUpon(f"thủ tục {code} sau đó lại được đổi", f"procedure {code} was changed again")
    return [(code, after, before) for code, before, after in rows]
