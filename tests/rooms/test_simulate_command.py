"""python -m server simulate: a day of the hall's own, a log, a sampled one, side by side."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from cast import AN, BINH, LAND, LAND_1, LAND_2, LAND_BOOK, hall_plan
from officer import Officer, touch

from server import cli
from server.clock import TestClock
from server.hall import Hall
from server.simulate.log import days_of, logged
from server.store.sqlite import SqliteStore

HEAD = "day,service,priority,joined_s,outcome,left_queue_s,service_start_s,service_end_s,agent\n"
LOG = HEAD + (
    "990201,PS,0,100,served,100,100,700,TOVA\n"
    "990201,PS,0,130,served,720,720,1320,TOVA\n"
    "990201,NW,2,160,served,1320,1320,1500,TOVA\n"
    "990201,NW,2,400,abandoned,460,,,\n"
    "990202,PS,0,100,served,100,100,700,TOVA\n"
)


def told(capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 0) -> str:
    assert cli.main(["simulate", *map(str, arguments)]) == code
    said = capsys.readouterr()
    return said.err if code else said.out


def means(table: str) -> dict[str, tuple[str, ...]]:
    """Variant → the mean waits of its ordinary and priority visitors, as printed."""
    rows = [re.split(r"\s{2,}", line) for line in table.splitlines()[2:]]
    at = rows[0].index("mean")
    body = rows[2:]
    return {one[0]: (one[at], two[at]) for one, two in zip(body[::2], body[1::2], strict=True)}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    path.write_text(LOG, encoding="utf-8")
    return path


def test_a_day_of_the_hall_is_replayed_as_it_was_and_as_it_might_have_been(
    tmp_path: Path, clock: TestClock, capsys
) -> None:
    """An serves A001 for 10 minutes, A002 was waiting since minute 1 and A003, a priority visitor, since minute 2."""
    store = SqliteStore(tmp_path / "hall.db")
    hall = Hall(store, clock)
    hall.configure(hall_plan())
    an = Officer(hall, AN, LAND_1).sit()
    Officer(hall, BINH, LAND_2).sit()
    hall.close_desk(LAND_2, BINH)  # there, but never calling
    touch(hall, LAND, LAND_BOOK)
    an.press("next"), an.press("start")
    for minutes, priority in ((1, False), (1, True), (8, None)):
        clock.forward(minutes)
        if priority is not None:
            touch(hall, LAND, LAND_BOOK, priority)
    an.press("finish"), an.press("next"), an.press("start")
    clock.forward(minutes=10)
    an.press("finish"), an.press("next"), an.press("start")
    clock.forward(minutes=10)
    an.press("finish")
    store.close()
    found = told(capsys, "--data", tmp_path, "--date", "2026-11-23", "--try", "fifo", "--try", f"more={LAND}")
    assert means(found) == {
        "as it was": ("9.5", "8.0"), "as it is": ("9.5", "8.0"), "fifo": ("4.5", "18.0"),
        f"more={LAND}": ("0.0", "8.0"),
    }  # fmt: skip
    assert "nobody came" in told(capsys, "--data", tmp_path, "--date", "2026-11-24", code=1)


def test_a_log_of_others_is_replayed_day_by_day(log: Path, capsys) -> None:
    found = told(capsys, "--csv", log, "--try", "fifo", "--try", "more=log")
    assert "log.csv, day 990201" in found
    assert means(found)["as it was"][0] == means(found)["fifo"][0] == "4.9"
    assert float(means(found)["as it is"][0]) > 4.9  # by the rule of this house the priority caller goes first
    assert float(means(found)["more=log"][0]) < 4.9
    assert "log.csv, day 990202" in told(capsys, "--csv", log, "--day", "990202")
    assert "it has 990201, 990202" in told(capsys, "--csv", log, "--day", "990203", code=1)


def test_a_log_tells_pauses_patience_and_who_serves_what(log: Path) -> None:
    day = logged(days_of(log)["990201"], random.Random(1))
    assert [one.work_ms for one in day.visitors[:3]] == [620_000, 600_000, 180_000]  # 20 s of tidying up
    assert (day.visitors[3].patience_ms, day.visitors[3].klass) == (60_000, "priority")
    assert day.stations[0].serving.services == ("log.NW", "log.PS")
    assert day.stations[0].spells == ((100_000, 1_500_001),)


@pytest.mark.parametrize(
    ("text", "part"),
    [("a,b\n1,2\n", "has no column day"), (LOG.replace("990202,PS,0,100", "990202,PS,0,x"), "'x' is no number")],
)
def test_a_log_that_is_none_is_refused_in_a_sentence(log: Path, capsys, text: str, part: str) -> None:
    log.write_text(text, encoding="utf-8")
    assert part in told(capsys, "--csv", log, "--day", "990202", code=1)


def test_a_sampled_day_is_the_same_for_the_same_seed(tmp_path: Path, capsys) -> None:
    asked = ("--data", tmp_path, "--desks", 2, "--priority", 0.4, "--rounds", 5)
    first, again, other = (told(capsys, *asked, "--seed", seed) for seed in (4, 4, 5))
    assert first == again != other
    assert list(means(first)) == ["fifo", "strict", "interleave=3", "accumulating=3"]


def test_the_whole_sample_hall_pooled_waits_less(tmp_path: Path, capsys) -> None:
    found = means(told(capsys, "--data", tmp_path, "--rounds", 1, "--patience", 90, "--try", "pool"))
    assert float(found["pool"][0]) < float(found["as it is"][0])


def test_words_nobody_understands_say_what_is_possible(tmp_path: Path, capsys) -> None:
    assert "'luck' is none of: fifo, strict" in told(capsys, "--data", tmp_path, "--desks", 2, "--try", "luck", code=1)
    assert "there is no hall" in told(capsys, "--data", tmp_path / "none", "--date", "2026-11-23", code=1)
