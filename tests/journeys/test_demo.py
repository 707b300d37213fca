"""The demo: real processes, the doors people use, and a count that agrees with the journal."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from browser import RunningHall, free_port, until

from server.demo import morning
from server.demo.door import Answer
from server.demo.ears import Television
from server.demo.morning import Line
from server.demo.tally import Tally
from server.live.streams import state_hash
from server.settings import ROOT, Settings
from server.setup.play_along import LOG, PlayAlong

LONG = bool(os.environ.get("LUOT_LONG"))
END_S = 120
SMALL_HALL = """
format = 1
sample = true
id = "nho"
name_vi = "Trung tâm nhỏ"
name_en = "Small centre"
short_vi = "Nhỏ"
short_en = "Small"
address_vi = "Số 1, đường Thử"
address_en = "1 Test Street"
hours = { monday = ["07:30-11:30"] }
[[departments]]
id = "dat-dai"
letter = "A"
agency = "Đất đai"
name_vi = "Đất đai"
name_en = "Land"
short_vi = "Đất đai"
short_en = "Land"
services = [{ id = "so-do", name_vi = "Sổ đỏ", name_en = "Land book", fields = ["Đất đai"] }]
[[departments]]
id = "tu-phap"
letter = "B"
agency = "Tư pháp"
name_vi = "Tư pháp"
name_en = "Justice"
short_vi = "Tư pháp"
short_en = "Justice"
services = [{ id = "ho-tich", name_vi = "Hộ tịch", name_en = "Civil records", fields = ["Hộ tịch"] }]
[desks]
1 = { departments = ["dat-dai"] }
2 = { departments = ["dat-dai", "tu-phap"] }
3 = { departments = ["tu-phap"] }
[officers]
an = { name = "An", desk = 1 }
binh = { name = "Bình" }
chi = { name = "Chi", desk = 3 }
[kiosks]
kiosk-1 = { name_vi = "Máy 1", name_en = "Kiosk 1", printer = "printer-1" }
[printers]
printer-1 = { name_vi = "Máy in", name_en = "Printer", address = "virtual://", agent = "server" }
"""


@pytest.fixture
def small_hall(tmp_path: Path) -> Path:
    path = tmp_path / "small.toml"
    path.write_text(SMALL_HALL, encoding="utf-8")
    return path


def play(*arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "server", "demo", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=END_S)  # noqa: S603


def told(what: str, output: str) -> int:
    found = re.search(rf"{what} (\d+)", output)
    assert found, output
    return int(found[1])


def everybody_left(hall: RunningHall) -> bool:
    """A desk whose visitor is still there stays open."""
    held = dict(hall.rows("SELECT desk, desk FROM legs WHERE state IN ('called', 'serving')"))
    closed = dict(hall.rows("SELECT desk, desk FROM desk_states WHERE state = 'closed'"))
    return {"1", "2", "3"} == set(held) | set(closed)


def test_a_morning_is_played_and_the_journal_tells_the_same(tmp_path: Path, small_hall: Path) -> None:
    port = free_port()
    done = play("--data", str(tmp_path), "--port", str(port), "--hall-file", str(small_hall), "--no-voice",
                "--seed", "7", "--speed", "600", "--minutes", "40", "--visitors", "30")  # fmt: skip
    log = (tmp_path / "demo" / "demo.log").read_text(errors="replace")
    assert done.returncode == 0, done.stdout + done.stderr + log
    assert "errors 0" in done.stdout
    assert "journal: equal" in done.stdout
    summary = done.stdout.partition("The morning of seed 7")[2]
    assert told("issued", summary) > 15
    assert told("served", summary) > 0
    assert told("told on TV", summary) >= told("called", summary)
    with socket.socket() as nobody:
        assert nobody.connect_ex(("127.0.0.1", port)) != 0, "the demo's hall still runs"


def test_it_plays_in_a_running_hall_and_leaves_its_desks_free(
    start_hall: Callable[..., RunningHall], small_hall: Path
) -> None:
    hall = start_hall(agent=True, hall_file=small_hall, options=("--clock-speed", "300"))
    done = play("--join", "--data", str(hall.data), "--port", str(hall.port), "--seed", "7", "--minutes", "10",
                "--visitors", "12")  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    issued = hall.rows("SELECT count(*) FROM tickets")[0][0]
    assert told("issued", done.stdout.partition("The morning of")[2]) == issued > 0
    assert everybody_left(hall)


def test_a_rehearsal_plays_by_itself_to_its_end_or_until_it_is_told_to_rest(
    start_hall: Callable[..., RunningHall], small_hall: Path
) -> None:
    hall = start_hall(agent=True, hall_file=small_hall, options=("--clock-speed", "300"))
    play = PlayAlong()
    assert play.state == "off"
    play.begin(Settings(data=hall.data))
    until(lambda: play.state != "on", 60)
    told_us = (hall.data / LOG).read_text()
    assert play.state == "over", told_us
    called = hall.rows("SELECT count(*) FROM legs WHERE called_at IS NOT NULL")[0][0]
    assert called > 0 and "3 officers are at their desks" in told_us

    play.begin(Settings(data=hall.data))
    play.begin(Settings(data=hall.data))  # once more changes nothing
    until(lambda: "at their desks" in (hall.data / LOG).read_text(), 60)
    play.end()
    assert play.state == "off"
    assert everybody_left(hall)


def test_a_refusal_is_told_and_is_no_success(start_hall: Callable[..., RunningHall], small_hall: Path) -> None:
    hall = start_hall(agent=True, hall_file=small_hall)
    done = play("--join", "--data", str(hall.data), "--port", str(hall.port), "--code", "WRONGONE")
    assert done.returncode == 1
    assert "code-spent" in done.stderr


def test_it_empties_no_folder_but_a_demos(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "hall.db").write_text("somebody's hall")
    done = play("--data", str(tmp_path), "--port", str(free_port()))
    assert done.returncode == 1
    assert (tmp_path / "demo" / "hall.db").read_text() == "somebody's hall"


@pytest.mark.long
@pytest.mark.skipif(not LONG, reason="only with ./test --long")
def test_the_sample_hall_plays_a_whole_morning(tmp_path: Path) -> None:
    done = play("--data", str(tmp_path), "--port", str(free_port()), "--no-voice", "--seed", "1", "--speed", "240")
    assert done.returncode == 0, done.stdout + done.stderr


LINES = [Line("dat-dai", ("so-do", "khac"), 4), Line("tu-phap", ("ho-tich",), 1)]


def test_the_same_seed_draws_the_same_morning() -> None:
    assert morning.draw(LINES, 240, 5) == morning.draw(LINES, 240, 5)
    assert morning.draw(LINES, 240, 5) != morning.draw(LINES, 240, 6)


def test_a_morning_is_as_busy_as_studies_say() -> None:
    visits = [visit for seed in range(40) for visit in morning.draw(LINES, 240, seed)]
    times = sorted(visit.service_s for visit in visits)
    mean = sum(times) / len(times)
    spread = (sum((one - mean) ** 2 for one in times) / len(times)) ** 0.5
    assert 11 * 60 < mean < 13 * 60
    assert 0.65 < spread / mean < 0.95
    assert 0.06 < sum(not visit.shows for visit in visits) / len(visits) < 0.10
    assert 3 < sum(v.department == "dat-dai" for v in visits) / sum(v.department == "tu-phap" for v in visits) < 5
    early, late = (sum(lo <= visit.at_min < lo + 60 for visit in visits) for lo in (45, 165))
    assert early > 2 * late, "the peak is in the first hours"


def test_a_brisk_morning_has_the_same_visitors_who_take_so_many_times_less() -> None:
    usual, brisk = (morning.draw(LINES, 10, 5, 40, pace) for pace in (1.0, 6.0))
    assert [one.service for one in usual] == [one.service for one in brisk]
    assert [round(one.service_s / 6) for one in usual] == [round(one.service_s) for one in brisk]
    assert morning.visitors_expected(LINES, 10, 6.0) > 3 * morning.visitors_expected(LINES, 10)


class Snapshots:
    """The display's HTTP door, standing still."""

    def get(self, path: str) -> Answer:
        return Answer(200, {"seq": 0})


def entry(seq: int, prev: int, **other: object) -> dict:
    state = {"calls": [seq]}
    return {"seq": seq, "prev": prev, "state": state, "hash": state_hash(state), "event": {"seq": seq}} | other


@pytest.mark.parametrize(
    ("messages", "wrong"),
    [
        ([entry(4, 3), entry(7, 4)], None),
        ([entry(7, 3), entry(4, 3)], "came after"),
        ([entry(4, 3), entry(9, 7)], "never told"),
        ([entry(4, 3), entry(4, 3)], "came after"),
        ([entry(4, 3, hash="00000000")], "hash"),
    ],
)
def test_the_tv_of_the_play_notices_what_is_told_wrongly(messages: list[dict], wrong: str | None) -> None:
    tally = Tally()
    television = Television(Snapshots(), tally)  # type: ignore[arg-type]
    television.hear("hello", {"seq": 3})
    for message in messages:
        television.hear("entry", message)
    assert [wrong in error for error in tally.errors] == ([True] if wrong else [])


def test_a_message_that_comes_before_the_hello_of_a_new_connection_is_no_gap() -> None:
    """The hall was away; a call is told in the moment between joining and the hello, which tells what was missed."""
    tally = Tally()
    television = Television(Snapshots(), tally)  # type: ignore[arg-type]
    television.hear("hello", {"seq": 3})
    television._opened()
    television.hear("entry", entry(9, 7))
    television.hear("hello", {"seq": 9})
    assert tally.errors == []
    television.hear("entry", entry(12, 11))
    assert ["never told" in error for error in tally.errors] == [True], "after it a gap is one"


def test_a_call_the_tv_was_never_told_is_an_error() -> None:
    tally = Tally()
    television = Television(Snapshots(), tally, patience_s=0.1)  # type: ignore[arg-type]
    television.hear("hello", {"seq": 3})
    television.hear("entry", entry(4, 3))
    television.check({4, 8})
    assert tally.errors == ["TV: 1 of 2 calls were never told"]
