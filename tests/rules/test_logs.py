"""The log keeps what was told before, however much nonsense is sent to the hall."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from server import logs


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
