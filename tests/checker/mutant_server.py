"""A hall with one guard taken out, to prove that the checker notices:

python tests/checker/mutant_server.py NAME serve ...

Some guards are a second wall behind the one writer. Their mutants let a deed look at the hall as it was before its turn
(`old`), which one process never does: "old-…" keeps the second wall, the name without it has both down.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from server.core.events import Entry
from server.deeds.refusals import Refusals
from server.live.publisher import Publisher
from server.store import deed as deed_module
from server.store.deed import Deed
from server.store.sqlite import SqliteStore

WAIT_S = 0.004  # between the look and the turn: long enough for another to come between


def see_old(*looks: str) -> None:
    """These looks of a deed are of the moment before its turn at the writer."""
    begin = SqliteStore.deed

    @contextmanager
    def deed(self: SqliteStore, now: int) -> Iterator[Deed]:
        old = self._connect()
        try:
            old.execute("BEGIN")
            old.execute("SELECT max(seq) FROM journal").fetchone()
            time.sleep(WAIT_S)
            with begin(self, now) as found:
                found.old = old  # type: ignore[attr-defined]
                yield found
        finally:
            old.close()

    SqliteStore.deed = deed  # type: ignore[method-assign, assignment]
    for name in looks:
        setattr(Deed, name, _on_old(getattr(Deed, name)))


def _on_old(look: Callable) -> Callable:
    def seen(self: Any, *args: Any, **more: Any) -> Any:
        own, self._db = self._db, self.old
        try:
            return look(self, *args, **more)
        finally:
            self._db = own

    return seen


def without(table: str, phrase: str) -> None:
    """The table as it would be without that constraint."""
    connect = SqliteStore.__init__

    def made(self: SqliteStore, path: Path) -> None:
        connect(self, path)
        with self._together.still():
            _make_again(self._writer, table, phrase)

    SqliteStore.__init__ = made  # type: ignore[method-assign]


def _make_again(db: sqlite3.Connection, table: str, phrase: str) -> None:
    sql = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
    if phrase not in sql:
        return
    sql = sql.replace(phrase, "").replace(") WITHOUT ROWID", ")")
    for one in (
        "PRAGMA foreign_keys=OFF", "PRAGMA legacy_alter_table=ON", f"ALTER TABLE {table} RENAME TO was", sql,
        f"INSERT INTO {table} SELECT * FROM was", "DROP TABLE was", "PRAGMA foreign_keys=ON",
    ):  # fmt: skip
        db.execute(one)


def not_unique(name: str) -> None:
    """The index as it would be if it were only quick: look-ups name it."""
    connect = SqliteStore.__init__

    def made(self: SqliteStore, path: Path) -> None:
        connect(self, path)
        sql = self._writer.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0]
        self._writer.execute(f"DROP INDEX {name}")
        self._writer.execute(sql.replace("CREATE UNIQUE INDEX", "CREATE INDEX"))

    SqliteStore.__init__ = made  # type: ignore[method-assign]


def no_claim() -> None:
    deed_module.UPDATE_LEG = deed_module.UPDATE_LEG.replace(" AND version = ? AND state = ?", " AND ? AND ? <> ''")


def highest_and_one() -> None:
    """Numbers as many a queue system gives them: the highest one that was seen, and one more."""

    def next_number(self: Any, date: str, series: str) -> int:
        sql = "SELECT coalesce(max(n), 0) + 1 FROM tickets WHERE business_date = ? AND series = ?"
        n = self.old.execute(sql, (date, series)).fetchone()[0]
        self._db.execute("INSERT OR REPLACE INTO counters VALUES (?, ?, ?)", (date, series, n))
        return n

    Deed.next_number = next_number  # type: ignore[method-assign]


class _AnyVersion(int):
    def __ne__(self, other: object) -> bool:
        return False

    __hash__ = int.__hash__


def no_version() -> None:
    """A command is taken whatever its screen showed."""
    from dataclasses import replace

    look = Deed.desk

    def desk(self: Any, name: str) -> Any:
        found = look(self, name)
        return replace(found, version=_AnyVersion(found.version))

    Deed.desk = desk  # type: ignore[method-assign]


def tell_out_of_order() -> None:
    """Of two entries the newer is told first."""
    listen = Publisher.listen

    def listen_swapped(self: Publisher, listener: Callable[[Entry], None]) -> None:
        waits: list[Entry] = []

        def swapped(entry: Entry) -> None:
            if waits:
                listener(entry), listener(waits.pop())
            else:
                waits.append(entry)

        listen(self, swapped)

    Publisher.listen = listen_swapped  # type: ignore[method-assign]


def forget_refusals() -> None:
    """A key that was refused is looked at afresh when a late copy comes."""
    Refusals.of = lambda self, *asked: nullcontext()  # type: ignore[method-assign, assignment, misc]


OLD_CLAIM = ("heads", "leg", "legs_of")
MUTANTS: dict[str, Callable[[], object]] = {
    "none": lambda: None,
    "version": no_version,
    "old-claim": lambda: see_old(*OLD_CLAIM),
    "claim": lambda: (see_old(*OLD_CLAIM), no_claim()),
    "old-desk": lambda: see_old("leg_at", "desk"),
    "desk": lambda: (see_old("leg_at", "desk"), not_unique("one_leg_a_desk")),
    "old-number": lambda: (see_old(), highest_and_one()),
    "number": lambda: (see_old(), highest_and_one(), without("tickets", ", UNIQUE (business_date, number)")),
    "old-key": lambda: see_old("answered"),
    "key": lambda: (see_old("answered"), without("answers", ",\n  PRIMARY KEY (scope, key)")),
    "refusal": forget_refusals,
    "publish": tell_out_of_order,
}

if __name__ == "__main__":
    from server.cli import main

    MUTANTS[sys.argv[1]]()
    sys.exit(main(sys.argv[2:]))
