"""How long a desk was open, rested, or worked behind the counter."""

from __future__ import annotations

from server.core.events import Entry, Kind
from server.reports.desk_time import desk_times

MINUTE = 60_000
DAY = "2026-11-23"


def said(*words: tuple[Kind, int, str]) -> list[Entry]:
    return [Entry(kind, minute * MINUTE, DAY, desk=desk) for kind, minute, desk in words]


def test_each_state_lasts_until_the_desks_next_one() -> None:
    day = said(
        (Kind.DESK_OPENED, 0, "1"), (Kind.DESK_OPENED, 5, "2"), (Kind.DESK_BREAK, 60, "1"), (Kind.DESK_OPENED, 75, "1"),
        (Kind.DESK_BACK_OFFICE, 100, "1"), (Kind.DESK_CLOSED, 130, "1"),
    )  # fmt: skip
    found = desk_times(day, 200 * MINUTE)
    assert found["1"] == {"open": 85 * MINUTE, "break": 15 * MINUTE, "back-office": 30 * MINUTE}
    assert found["2"]["open"] == 195 * MINUTE  # still open


def test_a_takeover_goes_on_counting_and_a_desk_nobody_opened_is_not_told() -> None:
    day = said((Kind.DESK_OPENED, 0, "1"), (Kind.DESK_OPENED, 10, "1"), (Kind.CALLED, 12, "3"))
    found = desk_times(day, 20 * MINUTE)
    assert found == {"1": {"open": 20 * MINUTE, "break": 0, "back-office": 0}}


def test_closed_before_opened_is_nothing() -> None:
    assert desk_times(said((Kind.DESK_CLOSED, 7, "1")), 9 * MINUTE) == {"1": {"open": 0, "break": 0, "back-office": 0}}
