"""What the number pad's program makes of presses, each at its own moment: slips, the question, digits."""

from __future__ import annotations

import time

import pytest

from hardware.hall_client import HallClient, Reply
from hardware.input_device import KeyDown
from hardware.keypad import Keypad

BASE = {"epoch": "e", "version": 7, "state": "called", "now": 1_900_000_000_000, "speed": 1, "said": {"vi": "–"}}


class QuickHall(HallClient):
    """Answers at once and without a wire: what was asked stands in `asked`."""

    def __init__(self) -> None:
        super().__init__("http://hall.invalid", "token")
        self.asked: list[dict] = []
        self.version = 7

    def post(self, path: str, json: dict, **_: object) -> Reply:  # type: ignore[override]
        if path == "/keypad/watch":
            return Reply(200, BASE | {"version": self.version})
        self.asked.append(json)
        question = json["deed"] == "next"
        self.version += not question
        tone = {"tone": "question", "question_ms": 6000} if question else {"tone": "done"}
        return Reply(200, BASE | {"version": self.version} | tone)

    def deeds(self) -> list[str]:
        return [one["deed"] for one in self.asked]


class Fingers:
    """Presses at seconds counted from now on."""

    def __init__(self) -> None:
        self.hall = QuickHall()
        self.pad = Keypad(self.hall, lambda: "")
        self.began = time.monotonic() + 1  # so that no moment lies before the last answer

    def press(self, *keys: tuple[str, float]) -> list[str]:
        for key, at in keys:
            self.pad.press(key, KeyDown(0, self.began + at))
        return self.hall.deeds()


@pytest.fixture
def fingers() -> Fingers:
    return Fingers()


@pytest.mark.parametrize("second,deeds", [(0.05, ["recall"]), (0.29, ["recall"]), (0.31, ["recall", "recall"])])
def test_the_same_key_within_three_tenths_is_the_same_press(fingers, second: float, deeds: list[str]) -> None:
    assert fingers.press(("+", 0), ("+", second)) == deeds


def test_another_key_may_follow_at_once(fingers) -> None:
    assert fingers.press(("+", 0), ("*", 0.05)) == ["recall", "start"]


def test_each_press_has_a_key_of_its_own_and_the_version_told_last(fingers) -> None:
    fingers.press(("+", 0), ("*", 1), ("/", 2))
    assert len({one["key"] for one in fingers.hall.asked}) == 3
    assert [one["version"] for one in fingers.hall.asked] == [7, 8, 9]


@pytest.mark.parametrize("answer,deed", [("enter", "came-next"), ("-", "no-show-next"), ("*", "start")])
def test_the_second_press_answers_the_question(fingers, answer: str, deed: str) -> None:
    assert fingers.press(("enter", 0), (answer, 2)) == ["next", deed]


def test_a_question_is_not_answered_before_it_was_noticed(fingers) -> None:
    fingers.began = time.monotonic()
    assert fingers.press(("enter", 0), ("-", 0.35)) == ["next"]
    assert fingers.press(("-", 1)) == ["next", "no-show-next"]


def test_a_question_that_was_left_standing_is_asked_anew(fingers) -> None:
    assert fingers.press(("enter", 0), ("enter", 8)) == ["next", "next"]


def test_a_desk_that_has_moved_on_answers_no_old_question(fingers) -> None:
    fingers.press(("enter", 0))
    fingers.pad._learn(BASE | {"version": 8})  # noqa: SLF001  (what the long poll does)
    assert fingers.press(("enter", 2)) == ["next", "next"]


def test_a_question_is_taken_back(fingers) -> None:
    assert fingers.press(("enter", 0), ("backspace", 2), ("-", 3)) == ["next", "no-show"]


def test_digits_name_a_number_and_are_forgotten_or_taken_back(fingers) -> None:
    assert fingers.press(("1", 0), ("1", 0.1), ("2", 0.5), ("enter", 1)) == ["call"]
    assert fingers.hall.asked[0]["digits"] == "112"
    assert fingers.press(("7", 2), ("enter", 7)) == ["call", "next"]  # left standing
    assert fingers.press(("7", 20), ("backspace", 21), ("+", 22)) == ["call", "next", "recall"]
    assert fingers.press(("7", 30), ("*", 31)) == ["call", "next", "recall", "start"]


def test_an_overtaken_answer_brings_no_old_version_back(fingers) -> None:
    fingers.press(("+", 0))
    fingers.pad._learn(BASE | {"version": 7})  # noqa: SLF001
    fingers.press(("+", 1))
    assert fingers.hall.asked[1]["version"] == 8
    fingers.pad._learn(BASE | {"epoch": "another", "version": 3})  # noqa: SLF001  (a restored hall)
    fingers.press(("+", 2))
    assert fingers.hall.asked[2]["version"] == 3


def test_a_press_from_too_long_ago_is_dropped(fingers) -> None:
    assert fingers.press(("+", -7)) == []
