"""Connections: one writer behind a lock, a small pool of readers, and word to the publisher after each commit."""

from __future__ import annotations

import json
import queue
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from ..core.departments import GENERAL
from ..core.plan import HallPlan
from ..core.version import VERSION
from .copying import CopyDamaged
from .deed import Deed
from .schema import migrations
from .sound import unsound
from .together import Together
from .upgrade import StoreRefused, upgrade

READERS = 4
KEPT_PLANS = 64  # configurations held ready
WHOLE_CHECK_BYTES = 256 * 1024 * 1024  # a larger file would keep the hall shut for half a minute and more
DISK = ("disk is full", "readonly database", "unable to open", "disk I/O error", "locked")
BUSY_S = 10  # how long a writer waits for another process's short transaction


class CorruptStore(StoreRefused):
    """The database file is damaged: the hall refuses to start on it."""


class NotWritable(StoreRefused):
    """The disk is full, read-only or failing. The data are as they were, as far as anybody can tell."""


def _refusal(path: Path, fault: Exception) -> StoreRefused:
    said = str(fault)
    if isinstance(fault, OSError) or any(word in said for word in DISK):
        return NotWritable(
            f"{path} cannot be written ({said}): make room on the disk or have it looked at, then start again"
            " (docs/when/disk-full.md); no data were changed"
        )
    return CorruptStore(f"{path} cannot be read ({said}); restore a backup before starting (docs/when/restore.md)")


class SqliteStore:
    """The hall's memory in one SQLite file (WAL, synchronous=FULL: what was answered is already durable)."""

    def __init__(self, path: Path, whole_check_bytes: int = WHOLE_CHECK_BYTES, careful: bool = True) -> None:
        """Raises StoreRefused. `careful=False` opens a file whose rows are wrong, to look at them and mend them.

        A file larger than `whole_check_bytes` is looked through later, by `damage`."""
        self.path = path
        self.looked_through = not path.exists() or path.stat().st_size <= whole_check_bytes
        self._listeners: list[Callable[[], None]] = []
        self._plans: dict[int, HallPlan] = {}
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._writer = self._connect()
            ok = self._writer.execute("PRAGMA quick_check(1)").fetchone()[0] if self.looked_through else "ok"
        except (sqlite3.DatabaseError, UnicodeDecodeError) as fault:
            raise _refusal(path, fault) from fault
        if ok != "ok":
            raise CorruptStore(f"{path} is damaged ({ok}); restore a backup before starting (docs/when/restore.md)")
        try:
            self.upgraded = upgrade(self._writer, path, migrations, VERSION)
        except BaseException as fault:
            self._writer.close()
            if isinstance(fault, sqlite3.DatabaseError | OSError | CopyDamaged | LookupError | ValueError):
                raise _refusal(path, fault) from fault
            raise
        if careful and (found := unsound(self._writer)):
            self._writer.close()
            raise CorruptStore(
                f"{path} is damaged ({found}); python -m server verify tells more: rebuild mends it where the journal "
                "is whole, else restore a backup before starting (docs/when/restore.md)"
            )
        self._together = Together(self._writer)
        self._readers: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        for _ in range(READERS):
            self._readers.put(self._connect())

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False, timeout=BUSY_S)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        return connection

    @contextmanager
    def deed(self, now: int) -> Iterator[Deed]:
        """One transaction for one deed: durable at the end of the block, or without a trace when the block raises."""
        with self._together.turn():
            deed = Deed(self._writer, now, self.plan)
            yield deed
        if deed.wrote:
            for listener in self._listeners:
                listener()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction on the side tables (devices, jobs, sessions): no journal entry, no deed."""
        with self._together.turn():
            yield self._writer

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A read transaction: all queries in the block see one moment."""
        connection = self._readers.get()
        try:
            connection.execute("BEGIN")
            yield connection
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            self._readers.put(connection)

    def rows(self, sql: str, values: tuple = ()) -> list[sqlite3.Row]:
        """All rows of one SELECT, which needs no transaction around it."""
        connection = self._readers.get()
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            self._readers.put(connection)

    def row(self, sql: str, values: tuple = ()) -> sqlite3.Row | None:
        """Its first row."""
        return next(iter(self.rows(sql, values)), None)

    def present_plan(self) -> HallPlan:
        """The hall's configuration now. Raises LookupError while it has none."""
        newest = self.row("SELECT max(id) AS id FROM plans")
        known = self._plans.get(newest["id"]) if newest else None
        if known is not None:
            return known
        with self.reading() as db:
            return self.plan_of(db)[1]

    def damage(self) -> str | None:
        """Looks through the whole file, some ten seconds a GB, on a connection of its own: what is wrong with it."""
        connection = self._connect()
        try:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        except sqlite3.DatabaseError as damage:
            found = str(damage)
        finally:
            connection.close()
        self.looked_through = True
        return None if found == "ok" else found

    def on_commit(self, listener: Callable[[], None]) -> None:
        """`listener` is called, in the committing thread, after each deed that wrote something. It must be quick."""
        self._listeners.append(listener)

    def plan_of(self, connection: sqlite3.Connection) -> tuple[int, HallPlan]:
        """The hall's present configuration and its id. Configurations never change once written, so they are kept."""
        newest = connection.execute("SELECT max(id) FROM plans").fetchone()[0]
        if newest is None:
            raise LookupError("the hall has no configuration yet")
        return newest, self.plan(connection, newest)

    def plan(self, connection: sqlite3.Connection, plan_id: int) -> HallPlan:
        """The configuration of that id, as it was."""
        known = self._plans.get(plan_id)
        if known is None:
            known = _plan_of(connection, plan_id, self._plans)
            if len(self._plans) >= KEPT_PLANS:  # each edit on a page makes one
                self._plans.clear()
            self._plans[plan_id] = known
        return known

    def close(self) -> None:
        with self._together.still():
            self._writer.close()
        while not self._readers.empty():
            self._readers.get().close()


def _plan_of(connection: sqlite3.Connection, plan_id: int, known: dict[int, HallPlan]) -> HallPlan:
    """The configuration, with the services of those before it that are no more."""
    row = connection.execute(
        "SELECT document, (SELECT max(id) FROM plans WHERE id < :id) AS before FROM plans WHERE id = :id",
        {"id": plan_id},
    ).fetchone()
    plan, before = HallPlan.from_dict(json.loads(row["document"])), known.get(row["before"])
    offered = before.gone | before.offered if before else _offered_before(connection, plan_id)
    return replace(plan, gone=frozenset(offered - plan.offered))


def _offered_before(connection: sqlite3.Connection, plan_id: int) -> set[str]:
    """Every service that an earlier configuration had: read off the documents, of which there may be hundreds."""
    rows = connection.execute(
        "SELECT DISTINCT json_extract(one.value, '$.id') AS department, json_extract(service.value, '$.id') AS service"
        " FROM plans, json_each(plans.document, '$.departments') AS one,"
        " json_each(one.value, '$.services') AS service WHERE plans.id < ?",
        (plan_id,),
    ).fetchall()
    found = {f"{row['department']}.{row['service']}" for row in rows}
    departments = connection.execute(
        "SELECT DISTINCT json_extract(one.value, '$.id') AS id FROM plans,"
        " json_each(plans.document, '$.departments') AS one WHERE plans.id < ?",
        (plan_id,),
    ).fetchall()
    return found | {f"{row['id']}.{GENERAL}" for row in departments}
