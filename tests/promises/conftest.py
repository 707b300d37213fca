"""The hall on a real file, without the web: for promises about the store and the deeds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cast import hall_plan

from server.clock import TestClock
from server.hall import Hall
from server.store.sqlite import SqliteStore


@pytest.fixture
def clock() -> TestClock:
    return TestClock("2026-11-23T08:00:00+07:00")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    store = SqliteStore(tmp_path / "hall.db")
    yield store
    store.close()


@pytest.fixture
def hall(store: SqliteStore, clock: TestClock) -> Hall:
    hall = Hall(store, clock, "http://hall")
    hall.configure(hall_plan())
    return hall
