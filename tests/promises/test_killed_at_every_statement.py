"""Faults 1 and 2: the process dies at the 1st, 2nd, … last SQL statement of a deed. Nothing half-done is ever found."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from cast import AN, LAND, LAND_1, LAND_BOOK, hall_plan
from officer import Officer, touch

from server.clock import TestClock
from server.deeds.request import Channel, Command, Request
from server.hall import Hall
from server.store.sqlite import SqliteStore
from server.store.verify import verify

MOST = 40  # statements; a deed has far fewer
KIOSK = Channel("kiosk-1", "printer-1")
ASKED = Request(LAND, LAND_BOOK)


def die_at(n: int, path: Path, deed: Callable[[Hall], object]) -> bool:
    """Does the deed in a process of its own, which kills itself before its n-th statement; False when it had fewer.

    No store may be open here: SQLite's locks do not survive a fork.
    """
    child = os.fork()
    if child == 0:
        store, left = SqliteStore(path), [n]

        def count(statement: str) -> None:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        store._writer.set_trace_callback(count)
        deed(Hall(store, TestClock("2026-11-23T08:30:00+07:00")))
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    assert status == 0 or os.WTERMSIG(status) == signal.SIGKILL
    return status != 0


def opened(folder: Path) -> tuple[SqliteStore, Hall]:
    store = SqliteStore(folder / "hall.db")
    return store, Hall(store, TestClock("2026-11-23T08:00:00+07:00"))


def prepared(folder: Path) -> tuple[SqliteStore, Hall]:
    store, hall = opened(folder)
    hall.configure(hall_plan())
    return store, hall


def counted(store: SqliteStore, table: str) -> int:
    with store.reading() as db:
        return db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_a_touch_killed_at_any_statement_is_one_ticket_after_the_retry(tmp_path: Path) -> None:
    for n in range(1, MOST):
        folder = tmp_path / str(n)
        prepared(folder)[0].close()
        died = die_at(n, folder / "hall.db", lambda hall: hall.issue("touch-0001", ASKED, KIOSK))
        store, hall = opened(folder)
        before = counted(store, "tickets")
        answer, new = hall.issue("touch-0001", ASKED, KIOSK)
        assert new == (before == 0), f"statement {n}: committed and not committed at once"
        assert (answer["number"], counted(store, "tickets"), counted(store, "print_jobs")) == ("A001", 1, 1)
        assert verify(store).equal
        store.close()
        if not died:
            return
    pytest.fail("the deed never came through")


def test_a_call_killed_at_any_statement_is_one_call_after_the_retry(tmp_path: Path) -> None:
    for n in range(1, MOST):
        store, hall = prepared(tmp_path / str(n))
        touch(hall, LAND, LAND_BOOK), touch(hall, LAND, LAND_BOOK)
        press = Command(LAND_1, AN, "press-001", Officer(hall, AN, LAND_1).sit().version())
        store.close()
        died = die_at(n, store.path, lambda hall, press=press: hall.press("next", press))
        store, hall = opened(tmp_path / str(n))
        hall.press("next", press)
        here = Officer(hall, AN, LAND_1).here()
        assert here is not None and here.number == "A001"
        with store.reading() as db:
            calls = db.execute("SELECT count(*) FROM journal WHERE kind = 'called'").fetchone()[0]
        assert calls == 1 and verify(store).equal
        store.close()
        if not died:
            return
    pytest.fail("the deed never came through")
