"""A clean start: the hall begins at number 001 in a new file, with its plan, devices and people.

Nothing is deleted: the file with all that was tried out is put aside whole.

It is asked for while the hall runs, and done by the next start, before anything is opened.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import sqlite3
import time
from pathlib import Path

from .clock import HallClock
from .settings import Settings
from .store.sqlite import SqliteStore

ASKED = "clean-start.asked"
ASIDE = "before"  # the folder beside the hall's file
PATIENCE_S = 10.0  # for another program's backup or check
WORDS = "BẮT ĐẦU MỚI"  # what a person types, so that nobody does it by a slip of the hand
# What a new hall has not lived through yet. All other tables (accounts, devices, procedures, set-up, …) go along.
LIVED = {
    "journal", "tickets", "legs", "desk_states", "counters", "answers", "links", "print_jobs", "papers", "set_aside",
    "buckets", "lines", "turns", "notes", "receipts", "sittings", "alarms", "alarm_presses", "messages", "forecasts",
    "taught", "summaries", "figure_findings", "rated", "ratings", "watch_alerts", "alert_acks", "errands",
    "device_times",
    "plans",  # the newest is written anew, so that the new journal tells it
    "changes", "procedure_changes", "uploads",  # what was done to the lists is told by the old journal
    "codes", "half_sign_ins",
}  # fmt: skip
KEPT_META = ("catalogue", "first_token", "admins_need_factor")


def ask(settings: Settings, by: str) -> None:
    """The next start of this hall begins clean."""
    (settings.data / ASKED).write_text(json.dumps({"by": by}), encoding="utf-8")


def is_asked(settings: Settings) -> bool:
    return (settings.data / ASKED).exists()


def perform(settings: Settings) -> Path | None:
    """Where the old file was put; None where nobody asked. Only for who leads the hall, before the store is opened.

    The new file is whole before it takes the old one's place: a start that is cut off is done again by the next.
    """
    if not is_asked(settings):
        return None
    database, new = settings.database, settings.data / "hall.new.db"
    for leftover in settings.data.glob("hall.new.db*"):
        leftover.unlink()
    old = SqliteStore(database)
    try:
        _begin(old, new, HallClock.begin(settings.clock_start, settings.clock_speed))
    finally:
        old.close()  # the last connection folds the log into the file
    _need_folded(database)
    aside = _free_name(settings.data / ASIDE)
    _second_name(database, aside)
    os.replace(new, database)  # at no moment is there no hall
    (settings.data / ASKED).unlink()
    return aside


class StillOpen(OSError):
    """Another program has the hall's file open."""


def _need_folded(database: Path) -> None:
    """A log that is left beside the file would be read into the new one that takes its place. Raises StillOpen."""
    log, until = database.with_name(f"{database.name}-wal"), time.monotonic() + PATIENCE_S
    while log.exists() and log.stat().st_size:
        if time.monotonic() > until:
            raise StillOpen(errno.EBUSY, "another program has the hall's file open; end it")
        with contextlib.closing(sqlite3.connect(database, isolation_level=None)) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        time.sleep(0.2)


def _free_name(folder: Path) -> Path:
    folder.mkdir(mode=0o700, exist_ok=True)
    moment, count = time.strftime("%Y%m%d-%H%M%S"), 1
    while (path := folder / f"hall-{moment}{f'-{count}' if count > 1 else ''}.db").exists():
        count += 1
    return path


def _second_name(database: Path, aside: Path) -> None:
    try:
        os.link(database, aside)
    except OSError:  # a disk that knows no second names
        shutil.copy2(database, aside)


def _begin(old: SqliteStore, path: Path, clock: HallClock) -> None:
    """A new file with the old one's plan, devices and people."""
    plan = old.present_plan()
    store = SqliteStore(path)
    try:
        with store.deed(clock.now()) as deed:
            deed.add_plan(plan.to_dict(), how="first")
        with store.writing() as db, old.reading() as before:
            for table in _tables(before):
                if table not in LIVED and table in _tables(db):
                    _copy(before, db, table)
    finally:
        store.close()


def _tables(db: sqlite3.Connection) -> list[str]:
    rows = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return [row["name"] for row in rows if not row["name"].startswith(("sqlite_", "_"))]


def _copy(before: sqlite3.Connection, db: sqlite3.Connection, table: str) -> None:
    for row in before.execute(f"SELECT * FROM {table}"):  # noqa: S608  (a name out of the schema)
        if table == "meta" and row["key"] not in KEPT_META:
            continue
        marks = ", ".join("?" * len(row))
        columns = ", ".join(row.keys())
        db.execute(f"INSERT OR REPLACE INTO {table} ({columns}) VALUES ({marks})", tuple(row))  # noqa: S608
