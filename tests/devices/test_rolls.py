"""Paper is counted, so that staff hear before the roll ends, with or without a sensor."""

from pathlib import Path

import pytest

from hardware.__main__ import main
from hardware.roll import Roll


@pytest.fixture
def roll(tmp_path: Path) -> Roll:
    return Roll(tmp_path, "front", 10_000)


def test_plenty_says_nothing_and_the_last_tenth_says_how_many_tickets(roll: Roll) -> None:
    for _ in range(59):
        roll.fed(150)
    assert roll.tickets_left() is None
    roll.fed(150)
    assert roll.tickets_left() == 6
    for _ in range(7):
        roll.fed(150)
    assert roll.tickets_left() == 0


def test_a_restart_forgets_nothing(roll: Roll, tmp_path: Path) -> None:
    roll.fed(9_500)
    assert Roll(tmp_path, "front", 10_000).tickets_left() == 0
    assert Roll(tmp_path, "back", 10_000).tickets_left() is None


@pytest.mark.parametrize("between", [[], ["cover"], ["offline", "cover"], ["write-only"]])
def test_paper_after_its_end_is_a_new_roll(roll: Roll, between: list[str]) -> None:
    roll.fed(9_500)
    for state in ["ready", "paper-out", *between, "ready"]:
        roll.seen(state)
    assert roll.tickets_left() is None


def test_a_cover_opened_and_closed_is_no_new_roll(roll: Roll) -> None:
    roll.fed(9_500)
    for state in ("ready", "cover", "ready", "jam", "ready", "offline", "ready"):
        roll.seen(state)
    assert roll.tickets_left() == 0


def test_a_sensor_that_no_longer_says_near_end_means_a_new_roll(roll: Roll) -> None:
    roll.fed(9_500)
    for state in ("near-end", "cover", "ready"):
        roll.seen(state)
    assert roll.tickets_left() is None


def test_a_person_can_say_that_the_roll_is_new(roll: Roll, tmp_path: Path, capsys) -> None:
    roll.fed(9_500)
    assert main(["new-roll", "front", "--data", str(tmp_path)]) == 0
    assert "front" in capsys.readouterr().out
    assert roll.tickets_left() is None
    assert main(["new-roll", "front", "--data", str(tmp_path / "nowhere")]) == 2


def test_a_page_that_cannot_be_read_counts_as_a_new_roll(roll: Roll, tmp_path: Path) -> None:
    (tmp_path / "roll-front.json").write_text("{")
    roll.fed(100)
    assert roll.used().mm == 100
