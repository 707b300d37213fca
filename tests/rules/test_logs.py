"""The log keeps what was told before, however much nonsense is sent to the hall."""

from __future__ import annotations

import json
import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest

from server import logs

DAY_S = 24 * 3600


@pytest.fixture
def written(tmp_path: Path):  # noqa: ANN201
    """Begins the log in a folder of its own; what stands in it, and the root logger as it was afterwards."""
    root, before = logging.getLogger(), (logging.getLogger().handlers[:], logging.getLogger().level)
    logs.begin(tmp_path)
    yield lambda: [json.loads(line) for line in (tmp_path / "logs" / "server.log").read_text().splitlines()]
    for one in root.handlers:
        one.close()
    root.handlers[:], root.level = before
    logging.raiseExceptions = True


def test_a_flood_of_one_kind_is_cut_and_counted_and_everything_else_is_told(written, monkeypatch) -> None:
    log, now = logging.getLogger("luot.test"), [0.0]
    for handler in logging.getLogger().handlers:
        for one in (one for one in handler.filters if isinstance(one, logs.Sparing)):
            monkeypatch.setattr(one, "_seconds", lambda: now[0])
    for minute in range(2):
        for n in range(1000 if minute == 0 else 1):
            log.warning("nonsense %s", n)
        log.warning("something else")
        logs.tell("issued", number="A001")
        now[0] += 61
    said = [one["say"] for one in written()]
    assert said[:60] == [f"nonsense {n}" for n in range(60)] and said[60:62] == ["something else", "issued"]
    assert said[62:] == ["nonsense 0 (and 940 more of the kind, left out)", "something else", "issued"]


def test_no_deed_is_left_out_however_many_there_are(written) -> None:
    for _ in range(300):
        logs.tell("issued", number="A001")
    assert [one["say"] for one in written()] == ["issued"] * 300


def test_the_log_turns_to_a_new_file_at_its_size_and_keeps_ten(tmp_path, monkeypatch, written) -> None:
    (handler,) = (one for one in logging.getLogger().handlers if isinstance(one, RotatingFileHandler))
    assert (handler.maxBytes, handler.backupCount) == (logs.LARGEST, 9)
    handler.maxBytes = 2_000
    for n in range(300):
        logs.tell("issued", number=f"A{n:03}")
    files = sorted(one.name for one in (tmp_path / "logs").iterdir())
    assert files == ["server.log", *(f"server.log.{n}" for n in range(1, 10))]
    assert all((tmp_path / "logs" / one).stat().st_size <= 2_000 for one in files)
    assert written()[-1]["number"] == "A299", "the newest stand in the file without a number"


def test_no_line_outlives_sixty_days_however_quiet_the_hall(tmp_path, written) -> None:
    """A line each day for half a year, and the keeper each night."""
    folder, log = tmp_path / "logs", logging.getLogger("luot.deeds")
    for day in range(180):
        facts = {"facts": {"day": day}}
        record = log.makeRecord(log.name, logging.INFO, __file__, 1, "issued", (), None, extra=facts)
        record.created = day * DAY_S
        logging.getLogger().handle(record)
        os.utime(folder / "server.log", (day * DAY_S, day * DAY_S))
        logs.nightly(tmp_path, day * DAY_S + DAY_S / 2)
        left = sorted(json.loads(line)["day"] for one in folder.iterdir() for line in one.read_text().splitlines())
        assert left == list(range(left[0], day + 1)) and day - 60 < left[0] <= max(0, day - 50), day
