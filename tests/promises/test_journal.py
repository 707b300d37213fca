"""The journal is append-only, chained, and tells everything again."""

from __future__ import annotations

import sqlite3
import threading

import pytest
from cast import AN, LAND, LAND_1, LAND_BOOK
from officer import Officer, touch

from server.core.errors import HallError
from server.core.events import Entry
from server.hall import Hall
from server.live.publisher import Publisher
from server.reports.keeper import Keeper
from server.store import journal
from server.store.sqlite import CorruptStore, SqliteStore
from server.store.verify import rebuild, verify


@pytest.fixture
def morning(hall: Hall, clock) -> Hall:
    """Three visitors; the first is served, the second called."""
    for _ in range(3):
        touch(hall, LAND, LAND_BOOK)
    an = Officer(hall, AN, LAND_1).sit()
    for deed in ("next", "start", "next", "recall"):
        clock.forward(minutes=1)
        an.press(deed)
    return hall


def raw(hall: Hall, sql: str) -> None:
    """As somebody with the file and a grudge would."""
    with sqlite3.connect(hall.store.path) as connection:
        connection.execute("DROP TRIGGER IF EXISTS journal_no_update")
        connection.execute("DROP TRIGGER IF EXISTS journal_no_delete")
        connection.execute(sql)


def test_a_morning_verifies(morning: Hall) -> None:
    verdict = verify(morning.store)
    assert verdict.equal and (verdict.tickets, verdict.legs) == (3, 3)


@pytest.mark.parametrize("sql", ["UPDATE journal SET at = 0", "DELETE FROM journal"])
def test_the_journal_refuses_to_be_changed(morning: Hall, sql: str) -> None:
    with morning.store.writing() as db, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        db.execute(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE journal SET officer = 'binh' WHERE kind = 'called' AND seq < 8",
        "UPDATE journal SET at = at + 1000 WHERE kind = 'started'",
        "DELETE FROM journal WHERE kind = 'started'",
        "UPDATE legs SET service_ms = service_ms - 1 WHERE number = 'A001'",
        "UPDATE legs SET state = 'waiting', desk = NULL WHERE state = 'called'",
        "DELETE FROM legs WHERE number = 'A003'",
        "UPDATE tickets SET class = 'priority' WHERE number = 'A002'",
        "UPDATE counters SET last = 1",
        "UPDATE lines SET waiting = waiting + 1",
        "UPDATE desk_states SET officer = 'binh'",
    ],
)
def test_verify_sees_every_tampering(morning: Hall, sql: str) -> None:
    raw(morning, sql)
    assert not verify(morning.store).equal


def test_rebuild_writes_what_the_journal_says(morning: Hall) -> None:
    raw(morning, "DELETE FROM legs")
    raw(morning, "UPDATE tickets SET number = 'X' || number")
    assert rebuild(morning.store).equal
    assert verify(morning.store).equal


def test_all_entries_of_a_deed_share_its_id(morning: Hall) -> None:
    with morning.store.reading() as db:
        entries = journal.after(db, 0)
    finished = next(entry for entry in entries if entry.kind == "finished")
    assert [entry.kind for entry in entries if entry.deed == finished.deed] == ["finished", "called"]


def test_a_refused_deed_leaves_no_entry(morning: Hall) -> None:
    before = verify(morning.store).entries
    with pytest.raises(HallError):
        Officer(morning, AN, LAND_1).press("finish")
    assert verify(morning.store).entries == before


def test_an_entry_is_understood_on_its_own(morning: Hall) -> None:
    with morning.store.reading() as db:
        called = [entry for entry in journal.after(db, 0) if entry.kind == "called"][-1]
    assert called.body["number"] == "A002"
    assert called.body["desk_name"] == {"vi": "Quầy 1", "en": "Desk 1"}
    assert called.body["department_name"] == {"vi": "Đất đai", "en": "Land"}


def test_the_publisher_tells_every_entry_once_in_order_whatever_a_listener_does(hall: Hall) -> None:
    told: list[Entry] = []

    def falls(entry: Entry) -> None:
        raise RuntimeError("a TV without a plug")

    publisher = Publisher(hall.store)
    publisher.listen(falls)
    publisher.listen(told.append)
    for _ in range(5):
        touch(hall, LAND, LAND_BOOK)
    publisher.publish_new()
    publisher.publish_new()
    assert [entry.seq for entry in told] == list(range(publisher.seq - 4, publisher.seq + 1))


def test_a_publisher_that_starts_later_tells_nothing_old(hall: Hall) -> None:
    touch(hall, LAND, LAND_BOOK)
    told: list[Entry] = []
    publisher = Publisher(hall.store)
    publisher.listen(told.append)
    publisher.publish_new()
    assert told == []


def test_what_another_process_commits_is_told_too(hall: Hall, clock) -> None:
    told: list[Entry] = []
    publisher = Publisher(hall.store)
    publisher.listen(told.append)
    other = SqliteStore(hall.store.path)
    touch(Hall(other, clock), LAND, LAND_BOOK)
    other.close()
    publisher.publish_new()
    assert [entry.kind for entry in told] == ["issued"]


def test_a_damaged_file_refuses_to_open(morning: Hall, tmp_path) -> None:
    morning.store.close()
    path = tmp_path / "hall.db"
    for beside in ("hall.db-wal", "hall.db-shm"):
        (tmp_path / beside).unlink(missing_ok=True)
    damaged = bytearray(path.read_bytes())
    damaged[4096:12288] = b"\xff" * 8192
    path.write_bytes(damaged)
    with pytest.raises(CorruptStore, match="restore"):
        SqliteStore(path)


def test_a_large_file_opens_at_once_and_its_damage_is_told_afterwards(morning: Hall, clock) -> None:
    for _ in range(200):
        touch(morning, LAND, LAND_BOOK)
    path = morning.store.path
    with morning.store.writing() as db:
        pages = {row[0] for row in db.execute("SELECT pageno FROM dbstat WHERE name = 'journal' AND pagetype = 'leaf'")}
    morning.store.close()
    whole = SqliteStore(path, whole_check_bytes=1)
    keeper = Keeper(whole, clock)
    keeper.keep()
    assert (keeper.damage, whole.looked_through) == (None, True)
    whole.close()
    damaged, page = bytearray(path.read_bytes()), max(pages)
    damaged[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    path.write_bytes(damaged)
    with pytest.raises(CorruptStore, match="restore"):
        SqliteStore(path)
    keeper = Keeper(SqliteStore(path, whole_check_bytes=1, careful=False), clock)  # as with a page of long ago
    assert (keeper.keep(), keeper.damage is None) == ([], False)


def test_many_who_commit_at_once_are_told_each_once_and_in_order(hall: Hall) -> None:
    told: list[int] = []
    publisher = Publisher(hall.store)
    publisher.listen(lambda entry: told.append(entry.seq))
    publisher.start()
    first = publisher.seq + 1

    def visitor(kiosk: int) -> None:
        for _ in range(25):
            touch(hall, LAND, LAND_BOOK, channel=f"kiosk-{kiosk}")

    threads = [threading.Thread(target=visitor, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    publisher.stop()
    assert told == list(range(first, first + 200)), "all were told when the last commit had answered"
