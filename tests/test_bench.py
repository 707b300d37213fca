"""The bench runs, and its arithmetic is right. Its figures are never asserted: machines differ."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bench.figures import percentile, table
from bench.made_years import MadeYears, working_days
from bench.processes import bare_server
from bench.wire import Wire, request_bytes
from server.hallfile import read
from server.settings import ROOT
from server.store.sqlite import SqliteStore
from server.store.verify import verify

LONG = bool(os.environ.get("LUOT_LONG"))


@pytest.mark.parametrize(("share", "value"), [(0.5, 50), (0.95, 95), (0.99, 99), (1.0, 100)])
def test_a_percentile_is_the_nearest_rank(share: float, value: int) -> None:
    assert percentile(list(range(100, 0, -1)), share) == value


def test_a_table_stands_in_columns() -> None:
    lines = table(("what", "ms"), [("hall", 1.234), ("bare row", 123.4)]).splitlines()
    assert lines == ["what        ms", "--------  ----", "hall      1.23", "bare row   123"]


def test_the_bare_server_commits_one_row_a_request(tmp_path: Path) -> None:
    with bare_server(tmp_path, "--reply-bytes", "400") as port:
        wire = Wire(port)
        replies = [wire.ask(request_bytes("POST", "/row", b'{"key": "k"}', {})) for _ in range(3)]
        wire.close()
    assert [status for status, _ in replies] == [201, 201, 201]
    assert all(380 < len(body) < 420 for _, body in replies)


def test_an_unknown_part_is_refused() -> None:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "bench", "lunch"], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2
    assert "issue, line, call, start" in done.stderr


def test_made_days_are_a_hall_whose_journal_proves_every_row(tmp_path: Path) -> None:
    days = working_days(date(2026, 10, 30), 360, 120)
    years = MadeYears(SqliteStore(tmp_path / "hall.db"), read(), days, 120)
    assert years.write() == 360
    years.close()
    store = SqliteStore(tmp_path / "hall.db")
    found = verify(store)
    store.close()
    assert found.equal and found.tickets == 360, found.report()


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """Chromium lays a socket into it, whose path may not be long; pytest's own are."""
    with tempfile.TemporaryDirectory(prefix="luot-") as folder:
        yield Path(folder)


@pytest.mark.long
@pytest.mark.skipif(not LONG, reason="only with ./test --long")
def test_the_quick_bench_prints_every_part_and_leaves_nothing_behind(short_folder: Path) -> None:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "bench", "--quick"], cwd=ROOT, capture_output=True, text=True, timeout=300,
        env=os.environ | {"TMPDIR": str(short_folder)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    parts = (
        "ticket issue", "press next", "call → 50 sockets", "cold start", "kiosk", "desk: one deed", "desk: a key",
        "with 200 phones", "resident memory",
    )  # fmt: skip
    for part in parts:
        assert part in done.stdout
    assert list(short_folder.iterdir()) == []
