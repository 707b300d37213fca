"""The range of minutes a visitor is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.estimate import Line, told
from server.core.habits import Habits
from server.core.rules import ORDINARY, PRIORITY, Rule

MINUTE = 60_000


def minutes(ahead: int, desks: int, served: list[int], usual: float, **more) -> tuple[int, int]:
    return told(Line(ahead, desks, served, usual, **more)).minutes


@pytest.mark.parametrize(
    ("ahead", "desks", "served", "range_"),
    [
        (0, 1, [], (0, 25)),  # 9.8 ± 10.5
        (5, 2, [], (15, 55)),  # 34.9 ± 17.3
        (5, 4, [], (5, 30)),  # twice the desks, half the wait
        (20, 2, [3 * MINUTE] * 30, (30, 60)),  # a quick day: 4.3 minutes each
        (3, 0, [], (15, 75)),  # no desk open counts as one
    ],
)
def test_the_range_follows_people_desks_and_the_day(ahead: int, desks: int, served: list[int], range_: tuple) -> None:
    assert minutes(ahead, desks, served, 12) == range_


@pytest.mark.parametrize(
    ("ahead", "at_desks", "range_"),
    [
        (0, [], (0, 5)),  # both desks are free
        (1, [4.0], (0, 15)),  # the free one is for the person before
        (0, [1.0, 2.0], (0, 15)),  # 11 + 10 - 9.8 left, at two desks
        (0, [50.0, 60.0], (0, 10)),  # nobody knows when these end: 7.2 each
        (2, [1.0, 2.0], (5, 30)),
    ],
)
def test_a_free_desk_and_the_time_of_those_at_the_desks_count(ahead: int, at_desks: list[float], range_: tuple) -> None:
    assert minutes(ahead, 2, [], 12, under_way=[(one, 1.0) for one in at_desks]) == range_


@given(st.integers(0, 300), st.integers(0, 30), st.lists(st.integers(0, 10**7), max_size=30), st.floats(1, 240))
def test_the_range_is_whole_steps_and_never_empty(ahead: int, desks: int, served: list[int], usual: float) -> None:
    low, high = minutes(ahead, desks, served, usual)
    assert 0 <= low < high and low % 5 == 0 and high % 5 == 0


@given(st.integers(0, 100), st.integers(1, 20), st.floats(1, 60))
def test_more_people_never_shorten_it_and_more_desks_never_lengthen_it(ahead: int, desks: int, usual: float) -> None:
    low, high = minutes(ahead, desks, [], usual)
    assert minutes(ahead + 1, desks, [], usual)[1] >= high
    assert minutes(ahead, desks + 1, [], usual)[1] <= high
    assert low <= high


@pytest.mark.parametrize(
    ("habits", "services", "range_"),
    [
        (Habits(), [("card", 5)], (35, 105)),  # 9.8 + 60 at one desk
        (Habits(services={"card": 0.5}), [("card", 5)], (10, 70)),  # half the work
        (Habits(services={"card": 0.5}), [("card", 3), ("book", 2)], (20, 85)),
        (Habits(no_show=0.5, absent=0.1), [("book", 5)], (15, 70)),  # every second one does not come
        (Habits(desks={"5": 2.0}), [("book", 5)], (70, 210)),  # a desk that takes twice as long
        (Habits(hours={"08": 1.5}), [("book", 5)], (50, 160)),  # at this hour it takes half as long again
    ],
)
def test_what_a_department_is_like_counts(habits: Habits, services: list[tuple[str, int]], range_: tuple) -> None:
    line = Line(5, 1, [], 12, None, habits.each(services), habits.power(["5"]), habits.hour("08"))
    assert told(line).minutes == range_


@pytest.mark.parametrize(
    ("rule", "klass", "passing"),
    [
        (Rule("fifo"), ORDINARY, 0), (Rule("strict"), ORDINARY, 1), (Rule("interleave"), ORDINARY, 1),
        (Rule("accumulating", priority_rate=4), ORDINARY, 0.75), (Rule("strict"), PRIORITY, 0),
    ],
)  # fmt: skip
def test_who_comes_later_and_is_called_before_makes_an_ordinary_wait_longer(rule, klass, passing) -> None:
    assert rule.passing(klass) == passing
    alone = told(Line(5, 1, [], 12))
    passed = told(Line(5, 1, [], 12, passing=0.2 * rule.passing(klass)))
    assert passed.point == pytest.approx(alone.point / (1 - 0.2 * passing))


def test_the_minutes_between_two_visits_count_for_everybody_before() -> None:
    assert told(Line(5, 1, [], 12, between=1.0)).point == pytest.approx(told(Line(5, 1, [], 12)).point + 6)
