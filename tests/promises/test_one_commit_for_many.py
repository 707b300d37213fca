"""Deeds that wait at the same time share a commit, and nobody is told anything before it."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from server.store.together import AT_MOST, Together

PATIENCE_S = 10


class Book:
    """A little database whose statements are counted."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("CREATE TABLE book (who TEXT)")
        self.commits = 0
        self.db.set_trace_callback(self._count)
        self.together = Together(self.db)
        self.faults: list[Exception] = []
        self.told: list[str] = []

    def _count(self, statement: str) -> None:
        self.commits += statement == "COMMIT"

    def write(self, who: str, then: Callable[[], None] = lambda: None) -> None:
        try:
            with self.together.turn():
                self.db.execute("INSERT INTO book VALUES (?)", (who,))
                then()
        except Exception as fault:
            self.faults.append(fault)
        else:
            assert who in self.durable(), "told before it was durable"
            self.told.append(who)

    def durable(self) -> list[str]:
        """As another process sees it."""
        other = sqlite3.connect(self.path)
        found = sorted(row[0] for row in other.execute("SELECT who FROM book"))
        other.close()
        return found

    def at_once(self, *writers: Callable[[], None]) -> None:
        """The first holds its turn until all the others are on their way."""
        threads = [threading.Thread(target=one) for one in writers]
        inside, go = threading.Event(), threading.Event()

        def first() -> None:
            with suppress(sqlite3.Error), self.together.turn():  # its commit may fail with the others'
                inside.set()
                assert go.wait(PATIENCE_S)

        holder = threading.Thread(target=first)
        holder.start()
        assert inside.wait(PATIENCE_S)
        for thread in threads:
            thread.start()
        deadline = threading.Event()
        while self.together._coming < len(threads):
            assert not deadline.wait(0.005)
        go.set()
        for thread in (holder, *threads):
            thread.join(PATIENCE_S)
            assert not thread.is_alive()


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book(tmp_path / "book.db")


def fall() -> None:
    raise LookupError("this one falls")


def test_one_alone_commits_at_once(book: Book) -> None:
    book.write("an")
    assert (book.durable(), book.commits) == (["an"], 1)


def test_those_who_wait_together_share_one_commit(book: Book) -> None:
    book.at_once(*(lambda n=n: book.write(f"w{n}") for n in range(8)))
    assert len(book.durable()) == len(book.told) == 8
    assert book.commits == 1


def test_a_commit_holds_no_more_than_its_measure(book: Book) -> None:
    book.at_once(*(lambda n=n: book.write(f"w{n:02}") for n in range(2 * AT_MOST)))
    assert len(book.durable()) == 2 * AT_MOST
    assert 2 <= book.commits <= 4


def test_one_that_falls_takes_only_its_own_back(book: Book) -> None:
    book.at_once(*(lambda n=n: book.write(f"w{n}", fall if n % 3 == 0 else lambda: None) for n in range(9)))
    assert book.durable() == sorted(book.told) == ["w1", "w2", "w4", "w5", "w7", "w8"]
    assert len(book.faults) == 3


def test_all_are_told_when_their_commit_fails(book: Book) -> None:
    book.db.execute("CREATE TABLE page (id INTEGER PRIMARY KEY)")
    book.db.execute("CREATE TABLE line (page INTEGER REFERENCES page (id) DEFERRABLE INITIALLY DEFERRED)")
    book.db.execute("PRAGMA foreign_keys = ON")
    broken = lambda: book.db.execute("INSERT INTO line VALUES (7)")  # noqa: E731
    book.at_once(lambda: book.write("an"), lambda: book.write("binh", broken), lambda: book.write("chi"))
    assert (book.durable(), book.told) == ([], [])
    assert len(book.faults) == 3
    book.write("dung", lambda: None)
    assert book.durable() == ["dung"], "the next commit is a new one"


def test_a_full_disk_is_told_to_all_it_took(book: Book) -> None:
    book.db.execute("PRAGMA max_page_count = 4")
    book.db.execute("PRAGMA temp_store = MEMORY")
    big = lambda: book.db.execute("INSERT INTO book VALUES (?)", ("x" * 100_000,))  # noqa: E731
    book.at_once(lambda: book.write("an"), lambda: book.write("binh", big), lambda: book.write("chi"))
    assert sorted(book.told) == [who for who in book.durable() if who in ("an", "binh", "chi")]
    assert len(book.told) + len(book.faults) == 3
    assert any("full" in str(fault) for fault in book.faults)


def test_many_threads_for_long_lose_nothing(book: Book) -> None:
    def many(who: int) -> None:
        for n in range(40):
            book.write(f"{who}-{n}", fall if n % 7 == 0 else lambda: None)

    threads = [threading.Thread(target=many, args=(who,)) for who in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert book.durable() == sorted(book.told)
    assert len(book.told) == 6 * (40 - 6)
