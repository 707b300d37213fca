"""A backup is one moment of a hall that goes on, counts only once it was read back, and the old ones go by a rule."""

from __future__ import annotations

import sqlite3
import threading
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cast import LAND, LAND_BOOK
from officer import touch

from server.backups import archive
from server.backups.archive import BadBackup
from server.backups.keeper import BackupKeeper, back_up, clear_away, same_disk
from server.core import retention
from server.core.hours import ZONE
from server.hall import Hall
from server.settings import Settings
from server.store.copying import CopyDamaged
from server.store.sqlite import SqliteStore
from server.store.verify import verify


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The hall's folder, beside what a running hall keeps in it."""
    (tmp_path / "secret.key").write_bytes(b"k" * 32)
    (tmp_path / "agent").mkdir()
    (tmp_path / "agent" / "agent-token").write_text("token\n", encoding="utf-8")
    (tmp_path / "voices" / "vi").mkdir(parents=True)
    (tmp_path / "voices" / "vi" / "a.wav").write_bytes(b"RIFF")
    return Settings(data=tmp_path, backup_to=tmp_path.with_name(tmp_path.name + "-elsewhere"))


def opened(backup: archive.Backup, folder: Path) -> SqliteStore:
    with zipfile.ZipFile(backup.path) as whole:
        whole.extract("hall.db", folder)
    return SqliteStore(folder / "hall.db")


def test_a_backup_of_a_hall_that_goes_on_is_one_moment_of_it(hall: Hall, settings, tmp_path) -> None:
    done = threading.Event()
    slowest = [0.0]

    def visitors() -> None:
        while not done.is_set():
            begun = time.perf_counter()
            touch(hall, LAND, LAND_BOOK)
            slowest.append(time.perf_counter() - begun)

    crowd = threading.Thread(target=visitors)
    crowd.start()
    try:
        made = [archive.make(settings.data, settings.backups) for _ in range(3)]
    finally:
        done.set()
        crowd.join()
    print(f"{len(slowest)} numbers while three backups were made, the slowest in {max(slowest) * 1000:.0f} ms")
    assert made[0].seq < made[-1].seq, "nobody took a number meanwhile: this proves nothing"
    whole = opened(made[-1], tmp_path / "look")
    verdict = verify(whole)
    assert verdict.equal and verdict.entries == made[-1].seq, verdict.report()
    whole.close()


def test_all_that_is_needed_to_run_the_hall_again_is_in_it_and_nothing_else(hall: Hall, settings) -> None:
    (settings.data / "sample-accounts.txt").write_text("an 12345678", encoding="utf-8")
    made = back_up(settings)
    with zipfile.ZipFile(made.path) as whole:
        assert sorted(whole.namelist()) == ["files/agent/agent-token", "files/secret.key", "hall.db", "manifest.json"]
    assert (settings.backups / "media" / "voices" / "vi" / "a.wav").exists()
    assert made.path.stat().st_mode & 0o077 == 0


def test_a_note_of_the_agents_that_goes_while_a_backup_is_made_costs_no_backup(hall: Hall, settings) -> None:
    first, second = (settings.data / "agent" / name for name in ("a-note", "b-note"))
    first.write_text("1"), second.write_text("2")
    found = archive.beside(settings.data)
    while next(found) != first:
        pass
    second.unlink()
    assert second not in list(found)


def test_a_backup_that_does_not_read_back_never_counts(hall: Hall, settings) -> None:
    """The disk for backups loses a few bytes between writing and reading."""

    def lose() -> None:
        for part in settings.backups.glob("*.zip.part"):
            with part.open("r+b") as file:
                file.seek(max(0, part.stat().st_size // 2))
                file.write(b"\0" * 64)

    for _ in range(300):
        touch(hall, LAND, LAND_BOOK)
    with pytest.raises(BadBackup):
        archive.make(settings.data, settings.backups, rest=lose)
    assert archive.listed(settings.backups) == []


@pytest.mark.parametrize("where", [0.1, 0.5, 0.9])
def test_a_backup_that_was_damaged_where_it_lies_is_known_by_its_hash(hall: Hall, settings, where: float) -> None:
    for _ in range(50):
        touch(hall, LAND, LAND_BOOK)
    made = archive.make(settings.data, settings.backups)
    damaged = bytearray(made.path.read_bytes())
    damaged[int(len(damaged) * where)] ^= 0xFF
    made.path.write_bytes(damaged)
    with pytest.raises(BadBackup, match="damaged|not what was written"):
        archive.check(made.path)


def test_a_damaged_hall_makes_no_backup_and_older_ones_stay(hall: Hall, settings) -> None:
    for _ in range(100):
        touch(hall, LAND, LAND_BOOK)
    good = archive.make(settings.data, settings.backups)
    path = hall.store.path
    hall.store.close()
    damaged = bytearray(path.read_bytes())
    damaged[4096 * 3 : 4096 * 9] = b"\xff" * 4096 * 6
    path.write_bytes(damaged)
    with pytest.raises((CopyDamaged, sqlite3.DatabaseError)):
        archive.make(settings.data, settings.backups)
    assert [one.path for one in archive.listed(settings.backups)] == [good.path]


def test_the_keeper_makes_one_when_it_is_due_and_says_how_old_it_is(hall: Hall, settings) -> None:
    keeper = BackupKeeper(Settings(data=settings.data, backup_to=settings.backups, backup_minutes=0.0005))
    assert keeper.state().age_s is None
    until = time.monotonic() + 20
    while not archive.listed(settings.backups) and time.monotonic() < until:
        keeper.look()
        time.sleep(0.02)
    keeper.stop()
    state = keeper.state()
    assert state.age_s is not None and state.age_s < 20 and state.fault is None
    assert keeper.state().same_disk == same_disk(settings.data, settings.backups)


def test_a_backup_made_under_a_clock_of_next_year_does_not_pass_for_fresh(hall: Hall, settings) -> None:
    made = archive.make(settings.data, settings.backups)
    keeper = BackupKeeper(settings)
    (settings.backups / "luot-20990101-080000-1.zip").write_bytes(made.path.read_bytes())
    assert 0 <= keeper.state().age_s < 20
    made.path.rename(settings.backups / "luot-20260101-080000-1.zip")
    assert keeper.state().age_s > 86_400


def test_two_backups_at_once_into_one_folder_are_both_whole(hall: Hall, settings) -> None:
    """The command beside the running hall's own."""
    touch(hall, LAND, LAND_BOOK)
    reached, go = threading.Event(), threading.Event()

    def slowly() -> None:
        reached.set()
        go.wait(5)

    with ThreadPoolExecutor(2) as both:
        first = both.submit(archive.make, settings.data, settings.backups, slowly)
        assert reached.wait(5)
        second = both.submit(archive.make, settings.data, settings.backups)
        time.sleep(0.3)
        go.set()
        for one in (first, second):
            assert archive.check(one.result(30).path).seq > 0


def test_a_keeper_that_cannot_write_says_why_and_the_hall_goes_on(hall: Hall, settings) -> None:
    settings.backups.write_text("a file where the folder should be", encoding="utf-8")
    keeper = BackupKeeper(Settings(data=settings.data, backup_to=settings.backups, backup_minutes=0.0001))
    until = time.monotonic() + 20
    while keeper.state().fault is None and time.monotonic() < until:
        keeper.look()
        time.sleep(0.02)
    assert keeper.state().fault
    assert touch(hall, LAND, LAND_BOOK)["number"] == "A001"


def test_what_is_kept_is_a_working_day_a_month_of_days_and_two_years_of_months() -> None:
    now = datetime(2028, 11, 24, 9, 0, tzinfo=UTC)
    every = [now - timedelta(minutes=15 * n) for n in range(4 * 24 * 900)]
    kept = retention.kept(every, now)
    assert {one for one in every if now - one <= timedelta(hours=8)} <= kept
    days = {one.astimezone(ZONE).date() for one in kept}
    assert {now.date() - timedelta(n) for n in range(30)} <= days
    months = {(one.year, one.month) for one in days}
    assert len(months) == 25 and (2026, 11) in months and (2026, 10) not in months
    assert len(kept) < 33 + 31 + 25


def test_the_newest_backup_stays_however_old_it_is_and_what_a_wrong_clock_made_stays_too() -> None:
    old = datetime(2020, 1, 1, tzinfo=UTC)
    assert retention.kept([old, old - timedelta(1)], datetime(2026, 1, 1, tzinfo=UTC)) == {old}
    later = datetime(2030, 1, 1, tzinfo=UTC)
    assert later in retention.kept([later, old], datetime(2026, 1, 1, tzinfo=UTC))


def test_only_backups_are_cleared_away(tmp_path: Path) -> None:
    names = ["luot-20200101-000000-5.zip", "luot-20200102-000000-9.zip", "luot-20200102-000000-9.zip.bak", "photo.zip"]
    for name in names:
        (tmp_path / name).write_bytes(b"x")
    assert [path.name for path in clear_away(tmp_path)] == ["luot-20200101-000000-5.zip"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names[1:])
