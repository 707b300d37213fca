"""Fault 42: an upgrade copies the file first, is one transaction, may be killed anywhere, and knows what is newer."""

from __future__ import annotations

import os
import signal
import sqlite3
from pathlib import Path

import pytest
from cast import LAND, LAND_BOOK
from sqlite_utils import Database

from server.clock import TestClock
from server.core.events import Kind
from server.core.version import VERSION
from server.deeds.request import Channel, Request
from server.hall import Hall
from server.settings import ROOT
from server.store.schema import migrations
from server.store.sqlite import NotWritable, SqliteStore
from server.store.upgrade import FOLDER, NewerStore, written_by
from server.store.verify import verify

RELEASES = sorted((ROOT / "tests" / "releases").glob("*.sql"))
EVERY = 1 if os.environ.get("LUOT_LONG") == "1" else 31  # statements between two kills


def laid_down(release: Path, path: Path) -> Path:
    """The data of that release as its program left them."""
    with sqlite3.connect(path) as db:
        db.executescript(release.read_text(encoding="utf-8"))
    db.close()
    return path


def old_file(path: Path) -> Path:
    """A file of long ago, many upgrades back, with somebody waiting in it."""
    db = sqlite3.connect(path, isolation_level=None)
    migrations.apply(Database(db), stop_before="m005_fewer_pages_a_ticket")
    db.execute("INSERT INTO tickets VALUES (1, '2026-01-05', 'A001', 'A', 1, 'ordinary', 'kiosk-1', 5)")
    db.execute(
        "INSERT INTO legs (id, ticket, number, business_date, ordinal, department, service, klass, plan, state,"
        " opened_at, credited_at, since, version)"
        " VALUES (1, 1, 'A001', '2026-01-05', 1, 'x', 'x.y', 'ordinary', 1, 'waiting', 5, 5, 5, 1)"
    )
    db.close()
    return path


def steps_in(path: Path) -> list[str]:
    db = sqlite3.connect(path)
    try:
        return [row[0] for row in db.execute("SELECT name FROM _sqlite_migrations ORDER BY id")]
    finally:
        db.close()


class Dying(SqliteStore):
    """Kills its own process before its n-th statement."""

    left = 0

    def _connect(self) -> sqlite3.Connection:
        connection = super()._connect()
        connection.set_trace_callback(self._count)
        return connection

    def _count(self, statement: str) -> None:
        Dying.left -= 1
        if Dying.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def dies_at(n: int, path: Path) -> bool:
    """Opens the file in a process of its own, killed before its n-th statement; False when it had fewer."""
    child = os.fork()
    if child == 0:
        Dying.left = n
        Dying(path).close()
        os._exit(0)
    return os.waitpid(child, 0)[1] != 0


def test_an_upgrade_killed_at_any_statement_is_whole_or_has_never_been_and_the_next_ends_it(tmp_path: Path) -> None:
    before, whole = steps_in(old_file(tmp_path / "model.db")), [one.name for one in migrations._migrations]
    for n in range(1, 2000, EVERY):
        folder = tmp_path / str(n)
        folder.mkdir()
        died = dies_at(n, old_file(folder / "hall.db"))
        assert steps_in(folder / "hall.db") in (before, whole), f"statement {n}: half an upgrade"
        store = SqliteStore(folder / "hall.db")
        assert steps_in(store.path) == whole
        assert store.row("SELECT waiting FROM lines")[0] == 1 and store.row("PRAGMA integrity_check")[0] == "ok"
        store.close()
        if not died:
            return
    pytest.fail("the upgrade never came through")


def test_before_an_upgrade_the_file_is_copied_as_it_was(tmp_path: Path) -> None:
    before = steps_in(old_file(tmp_path / "hall.db"))
    SqliteStore(tmp_path / "hall.db").close()
    (copy,) = (tmp_path / FOLDER).iterdir()
    assert steps_in(copy) == before and copy.stat().st_mode & 0o077 == 0
    SqliteStore(tmp_path / "hall.db").close()
    assert len(list((tmp_path / FOLDER).iterdir())) == 1, "nothing to upgrade, nothing to copy"


def test_where_the_copy_cannot_be_made_nothing_is_upgraded(tmp_path: Path) -> None:
    before = steps_in(old_file(tmp_path / "hall.db"))
    (tmp_path / FOLDER).write_text("no room for a folder", encoding="utf-8")
    with pytest.raises(NotWritable, match="no data were changed"):
        SqliteStore(tmp_path / "hall.db")
    assert steps_in(tmp_path / "hall.db") == before


def test_data_of_a_newer_program_are_refused_by_name_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "hall.db"
    SqliteStore(path).close()
    with sqlite3.connect(path) as db:
        db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('luot', 'm999_later', '')")
        db.execute("UPDATE meta SET value = '2031-05' WHERE key = 'version'")
    db.close()
    with pytest.raises(NewerStore, match=r"Lượt 2031-05.*start the newer program, or restore a backup"):
        SqliteStore(path)
    assert steps_in(path)[-1] == "m999_later"


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.stem)
def test_the_data_of_every_release_are_upgraded_and_nothing_in_them_is_lost(release: Path, tmp_path: Path) -> None:
    path = laid_down(release, tmp_path / "hall.db")
    with sqlite3.connect(path) as db:
        told = db.execute("SELECT seq, kind, ticket, body, prev_hash FROM journal ORDER BY seq").fetchall()
    db.close()
    store = SqliteStore(path)
    try:
        assert [tuple(row) for row in store.rows("SELECT seq, kind, ticket, body, prev_hash FROM journal")] == told
        verdict = verify(store)
        assert verdict.equal, verdict.report()
        with store.reading() as db:
            assert written_by(db) in ("", VERSION)
        hall = Hall(store, TestClock("2026-11-25T09:00:00+07:00"))
        last = store.row("SELECT last FROM counters WHERE business_date = '2026-11-25' AND series = 'A'")[0]
        answer, _ = hall.issue("after-the-upgrade", Request(LAND, LAND_BOOK), Channel("kiosk-2"))
        assert answer["number"] == f"A{last + 1:03}"
    finally:
        store.close()


def test_this_release_is_kept_and_its_days_hold_every_kind_of_entry() -> None:
    assert VERSION in [path.stem for path in RELEASES], "play tests/a_few_days.py and keep its dump"
    text = (ROOT / "tests" / "releases" / "2026-11.sql").read_text(encoding="utf-8")
    later = {Kind.RESTORED, Kind.CATALOGUE_CHANGED}
    assert not [str(kind) for kind in Kind if kind not in later and f"'{kind}'" not in text]
