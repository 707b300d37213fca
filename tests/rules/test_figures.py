"""Figures out of legs: counts that add up, nearest-rank percentiles, derived times kept apart."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.naming import Name
from server.core.ticket import Leg, LegState
from server.core.timing import percentile
from server.reports.figures import figures, grouped, span_text

LAND = Name("Đất đai", "Land")
WAITING = Leg(
    id=1, ticket=1, number="A001", business_date="2026-11-23", ordinal=1, department="dat-dai", service="dat-dai.so-do",
    procedure=None, klass="ordinary", plan=1, state=LegState.WAITING, opened_at=0, credited_at=0, since=0, version=1,
)  # fmt: skip


def served(waiting_s: int, service_s: int, **more: object) -> Leg:
    end = (waiting_s + service_s) * 1000
    return replace(
        WAITING, state=LegState.DONE, desk="1", called_at=waiting_s * 1000, started_at=waiting_s * 1000, ended_at=end,
        waiting_ms=waiting_s * 1000, service_ms=service_s * 1000, **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([], 0.5, None),
        ([7], 0.5, 7),
        ([7], 0.9, 7),
        ([1, 2], 0.5, 1),
        ([3, 1, 2], 0.5, 2),
        ([1, 2, 3, 4], 0.5, 2),
        (list(range(1, 11)), 0.5, 5),
        (list(range(1, 11)), 0.9, 9),
        (list(range(1, 12)), 0.9, 10),
        (list(range(1, 101)), 0.9, 90),
    ],
)
def test_a_percentile_is_a_value_somebody_really_had(values: list[int], share: float, expected: int | None) -> None:
    assert percentile(values, share) == expected


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=60), st.floats(0.01, 1))
def test_a_percentile_leaves_its_share_at_or_below_it(values: list[int], share: float) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-6
    assert sum(value < found for value in values) < share * len(values) + 1e-6


def test_waiting_and_service_are_taken_from_the_legs() -> None:
    row = figures("dat-dai", LAND, [served(60, 300), served(120, 100), served(300, 200)])
    assert (row.waiting_p50, row.waiting_p90, row.waiting_max) == (120_000, 300_000, 300_000)
    assert (row.service_p50, row.service_p90, row.service_max) == (200_000, 300_000, 300_000)


@pytest.mark.parametrize("mark", ["derived_start", "derived_end"])
def test_a_derived_time_counts_as_served_but_never_as_a_service_time(mark: str) -> None:
    row = figures("dat-dai", LAND, [served(60, 9999, **{mark: True}), served(120, 100)])
    assert (row.served, row.derived) == (2, 1)
    assert (row.service_p50, row.service_max) == (100_000, 100_000)
    assert row.waiting_max == 120_000  # the call was pressed: waiting is true either way


def test_counted_dossiers_are_summed_and_uncounted_legs_add_none() -> None:
    row = figures("dat-dai", LAND, [served(60, 10, dossiers=3), served(60, 10), served(60, 10, dossiers=2)])
    assert row.dossiers == 5


def test_an_expired_leg_is_kept_out_of_served_and_of_service_times() -> None:
    forgotten = replace(served(60, 40_000), state=LegState.EXPIRED)
    row = figures("dat-dai", LAND, [forgotten])
    assert (row.served, row.other, row.service_max) == (0, 1, None)


def test_a_no_show_has_no_wait_of_its_own() -> None:
    gone = replace(WAITING, state=LegState.NO_SHOW, called_at=9, ended_at=10, waiting_ms=9, no_answer_ms=1)
    row = figures("dat-dai", LAND, [gone])
    assert (row.no_show, row.waiting_max, row.open) == (1, None, 0)


@given(st.lists(st.sampled_from(list(LegState)), max_size=40))
def test_every_leg_is_counted_in_one_column_only(states: list[LegState]) -> None:
    closed = {LegState.DONE, LegState.NO_SHOW, LegState.TRANSFERRED, LegState.LEFT, LegState.EXPIRED, LegState.VOID}
    legs = [replace(WAITING, state=one, ended_at=5 if one in closed else None) for one in states]
    row = figures("dat-dai", LAND, legs)
    assert row.issued == len(legs) == row.served + row.no_show + row.open + row.other


def test_groups_keep_the_halls_order_and_leave_the_empty_out() -> None:
    legs = [replace(WAITING, desk=desk) for desk in ("3", "1", "3", None, "9")]
    names = {"1": Name("Quầy 1", "Desk 1"), "2": Name("Quầy 2", "Desk 2"), "3": Name("Quầy 3", "Desk 3")}
    rows = grouped(legs, lambda leg: leg.desk, names)
    assert [(row.key, row.name, row.issued) for row in rows] == [("1", "Quầy 1", 1), ("3", "Quầy 3", 2), ("9", "9", 1)]


@pytest.mark.parametrize(
    ("ms", "text"),
    [(None, "–"), (0, "0:00"), (999, "0:00"), (245_000, "4:05"), (3_599_999, "59:59"), (3_729_000, "1:02:09")],
)
def test_a_span_is_written_as_minutes_and_seconds(ms: int | None, text: str) -> None:
    assert span_text(ms) == text
