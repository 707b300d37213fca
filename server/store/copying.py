"""A whole copy of a database file that is in use, in small steps, checked before it has its name.

The copying connection holds one read transaction: it copies one moment, however much is written meanwhile, and no deed
waits for it. (SQLite's backup would begin anew at every write of another connection, and in a busy hall never end.)
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

PAGES = 64  # a step: a quarter of a megabyte
PAUSE_S = 0.004


class CopyDamaged(RuntimeError):
    """What was copied is no sound database. The original is most likely damaged in the same place."""


def copy_whole(source: sqlite3.Connection, target: Path, step: Callable[[], None] = lambda: None) -> None:
    """`source` as it stands now, into `target`: one file, looked through and safe on the disk. Raises CopyDamaged."""
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        _copy(source, part, step)
        _settle(part)
        os.replace(part, target)
        flush_folder(target.parent)
    finally:
        for left in (part, *(part.with_name(part.name + end) for end in ("-journal", "-wal", "-shm"))):
            left.unlink(missing_ok=True)


def _copy(source: sqlite3.Connection, part: Path, step: Callable[[], None]) -> None:
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    copy = sqlite3.connect(part, isolation_level=None)
    try:
        source.execute("BEGIN")
        try:
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the moment that is copied
            source.backup(copy, pages=PAGES, sleep=PAUSE_S, progress=lambda *_: step())
        finally:
            source.execute("ROLLBACK")
    except sqlite3.DatabaseError as damage:
        if isinstance(damage, sqlite3.OperationalError) and "malformed" not in str(damage):
            raise
        raise CopyDamaged(str(damage)) from damage
    finally:
        copy.close()


def _settle(part: Path) -> None:
    """Folds it into one file, looks through it and flushes it to the disk."""
    try:
        copy = sqlite3.connect(part, isolation_level=None)
        try:
            copy.execute("PRAGMA journal_mode=DELETE")
            found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
        finally:
            copy.close()
    except sqlite3.DatabaseError as damage:
        raise CopyDamaged(str(damage)) from damage
    if found != "ok":
        raise CopyDamaged(found)
    with part.open("rb") as file:
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Makes names in it as durable as the files behind them."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
