"""Brings an existing file to this program's tables: a copy first, then everything in one transaction.

A kill at any moment leaves the file as it was, or wholly upgraded; the next start does what is left.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database, Migrations

from .copying import copy_whole

KEPT = 3  # copies taken before an upgrade; each is of another version
FOLDER = "before-upgrade"  # beside the file


class StoreRefused(RuntimeError):
    """The hall does not start on this file, and the sentence says what to do."""


class NewerStore(StoreRefused):
    """The file was written by a newer program: this one would not understand it."""


def upgrade(connection: sqlite3.Connection, path: Path, steps: Migrations, version: str) -> list[str]:
    """Applies what is pending and returns its names. Raises NewerStore before anything is touched."""
    db = Database(connection)
    done = [one.name for one in steps.applied(db)]
    known = {one.name for one in steps._migrations}  # noqa: SLF001
    if unknown := [name for name in done if name not in known]:
        raise NewerStore(_too_new(connection, path, unknown[-1], version))
    if len(done) == len(known):
        return []
    if done:
        copy_before(connection, path, done[-1])
    connection.execute("BEGIN IMMEDIATE")
    try:
        pending = [one.name for one in steps.pending(db)]  # another process may have been quicker
        steps.apply(db)  # joins our transaction: each of its steps is a savepoint in it
        connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('version', ?)", (version,))
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return pending


def written_by(connection: sqlite3.Connection) -> str:
    """The version that last changed the tables; empty for one before versions had names."""
    try:
        row = connection.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
    except sqlite3.OperationalError:
        return ""
    return row[0] if row else ""


def copy_before(connection: sqlite3.Connection, path: Path, last: str) -> Path:
    """The file as it is, beside it. Without a whole copy there is no upgrade."""
    folder = path.parent / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    target = folder / f"{path.stem}-{stamp}-{last.partition('_')[0]}.db"
    copy_whole(connection, target)
    for old in sorted(folder.glob(f"{path.stem}-*.db"))[:-KEPT]:
        old.unlink()
    return target


def _too_new(connection: sqlite3.Connection, path: Path, step: str, version: str) -> str:
    by = written_by(connection)
    whose = f"Lượt {by}" if by else "a newer Lượt"
    return (
        f"{path} was last changed by {whose} ({step}), and this is Lượt {version}, which is older: start the newer "
        f"program, or restore a backup that was made before the upgrade (see {FOLDER}/ and docs/when/upgrade.md)"
    )
