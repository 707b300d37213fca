"""Spreads that add up, periods and what is before them, lines by quarters, a desk's busy and idle time."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.desk_day import Step, desk_day
from server.core.errors import BadInput
from server.core.events import Entry, Kind
from server.core.facts import Facts, wrong
from server.core.line_day import QUARTER_MS, line_day
from server.core.spread import Spread
from server.core.timing import percentile
from server.reports.charts import WIDTH, heat_chart, hour_chart
from server.reports.periods import Period, asked_period
from server.reports.rows import in_order, tell_apart
from server.reports.words import change_text, long_text, points_text, whole_text

TIMES = st.lists(st.integers(0, 40_000_000), max_size=60)
MINUTE = 60_000


def spread_of(values: list[int]) -> Spread:
    found = Spread()
    for one in values:
        found.take(one)
    return found


@given(TIMES, TIMES, st.sampled_from([0.5, 0.9, 1.0]))
def test_two_days_spreads_added_are_the_spread_of_both_days(monday, tuesday, share) -> None:
    both = spread_of(monday)
    both.add(Spread.of(spread_of(tuesday).to_json()))
    exact = percentile([*monday, *tuesday], share)
    assert both.percentile(share) == (None if exact is None else exact // 1000 * 1000)
    assert (both.n, both.sum_ms) == (len(monday + tuesday), sum(monday + tuesday))
    assert both.longest_ms == max(monday + tuesday, default=None)


@pytest.mark.parametrize(
    ("asked", "first", "before"),
    [
        ({"month": "2026-03"}, "2026-03-01", ("2026-02-01", "2026-02-28")),
        ({"month": "2026-01"}, "2026-01-01", ("2025-12-01", "2025-12-31")),
        ({"year": "2024"}, "2024-01-01", ("2023-01-01", "2023-12-31")),
        ({"from": "2026-11-23", "to": "2026-11-27"}, "2026-11-23", ("2026-11-18", "2026-11-22")),
        ({"from": "2026-11-24"}, "2026-11-24", ("2026-11-23", "2026-11-23")),
        ({}, "2026-11-01", ("2026-10-01", "2026-10-31")),
    ],
)
def test_the_period_before(asked, first, before) -> None:
    period = asked_period(asked, date(2026, 11, 24))
    assert period.first.isoformat() == first
    assert period.before() == Period(*map(date.fromisoformat, before))
    assert period.before().last < period.first


def test_a_refusal_says_what_to_do() -> None:
    with pytest.raises(BadInput) as refused:
        asked_period({"from": "hôm qua"}, date(2026, 11, 24))
    assert "Mời chọn lại" in refused.value.vi


def test_a_line_is_counted_by_quarters_and_an_undo_needs_no_fold() -> None:
    steps = [
        Step(1, 5 * MINUTE, "issued", None, None, "waiting"), Step(2, 10 * MINUTE, "issued", None, None, "waiting"),
        Step(1, 20 * MINUTE, "called", "1", "waiting", "called"),
        Step(1, 20 * MINUTE, "undone", "1", "called", "waiting"),
        Step(1, 25 * MINUTE, "called", "1", "waiting", "called"),
    ]  # fmt: skip
    found = line_day(steps, {1: "A", 2: "A"}, 0, 2 * QUARTER_MS)
    assert found["A"] == {0: [(5 + 2 * 5) * MINUTE, 2], 1: [(2 * 10 + 5) * MINUTE, 2]}
    assert found[""] == found["A"]


def test_a_desk_is_busy_idle_and_at_rest_and_it_all_adds_up() -> None:
    def own(minute: int, kind: Kind) -> Entry:
        return Entry(kind, minute * MINUTE, "2026-11-23", desk="1", officer="an")

    steps = [
        Step(1, 10 * MINUTE, "called", "1", "waiting", "called"),
        Step(1, 30 * MINUTE, "finished", "1", "serving", "done"),
        Step(2, 50 * MINUTE, "called", "1", "waiting", "called"),
    ]  # fmt: skip
    entries = [own(0, Kind.DESK_OPENED), own(40, Kind.DESK_BREAK), own(45, Kind.DESK_OPENED)]
    assert desk_day(entries, steps, 60 * MINUTE)["1"] == {
        "open": 55 * MINUTE, "idle": 25 * MINUTE, "busy": 30 * MINUTE, "break": 5 * MINUTE, "back_office": 0,
    }  # fmt: skip
    assert desk_day([], steps, 60 * MINUTE) == {}


def test_what_cannot_be_is_named() -> None:
    assert wrong(Facts({"issued": 2, "served": 1}, {}, {"total": spread_of([5])}), over=True) == ["outcomes"]
    assert wrong(Facts({"issued": 1, "open": 1}), over=True) == ["open"]
    assert wrong(Facts({"issued": 1, "open": 1}), over=False) == []
    assert wrong(Facts({"issued": 1, "left": 1}, {"waiting_ms": 5, "whole_ms": 6}), over=True) == ["spans"]
    assert "served" in wrong(Facts({"issued": 1, "served": 1}), over=True)


def test_figures_are_written_as_vietnamese_writes_them() -> None:
    assert [change_text(9, 8), change_text(1, 0), change_text(None, 3)] == ["+12,5 %", "–", "–"]
    assert (points_text(0.52, 0.498), points_text(0.1, None)) == ("+2,2 điểm %", "–")
    assert (change_text(7, 8), whole_text(10500)) == ("−12,5 %", "10.500")


def test_a_day_on_which_nobody_was_served_has_no_chart() -> None:
    assert hour_chart([]) is None
    assert hour_chart([{"key": "08", "waiting_p50": None, "waiting_p90": None}]) is None
    drawn = hour_chart([{"key": "08", "waiting_p50": 0, "waiting_p90": 0}])
    assert drawn is not None and drawn["bars"][0]["pairs"][0]["height"] == 0


@pytest.mark.parametrize("hours", [(7,), (7, 8), range(7, 18)])
def test_a_chart_of_few_hours_is_drawn_as_large_as_one_of_many(hours) -> None:
    rows = [{"key": f"0-{hour:02}", "issued": 3, "waiting_p50": 4 * MINUTE} for hour in hours]
    chart = heat_chart(rows)
    assert chart is not None and chart["width"] >= WIDTH


def test_a_figure_that_stands_alone_says_its_unit() -> None:
    told = [long_text(one) for one in (None, 7_900, 4 * MINUTE + 5_000, 62 * MINUTE + 9_000)]
    assert told == ["–", "7 giây", "4 phút 05 giây", "1 giờ 02 phút"]


def test_rows_stand_as_the_hall_lists_them_and_those_of_one_name_say_whose_they_are() -> None:
    rows = [{"key": key, "name": name} for key, name in (("gone", "Cũ"), ("10", "Khác"), ("2", "Khác"), ("3", "Đất"))]
    ordered = in_order(rows, ("2", "3", "10"))
    tell_apart(ordered, {"2": "Tư pháp", "10": "Thuế"})
    assert [(one["key"], one.get("of")) for one in ordered] == [
        ("2", "Tư pháp"), ("3", None), ("10", "Thuế"), ("gone", None),
    ]  # fmt: skip
