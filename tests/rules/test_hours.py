"""When the hall gives out numbers. 23/11/2026 is a Monday; 24/11 is a day off in this cast."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.hours import Closed, Open, business_date, local, status, written
from server.core.plan import Holiday, Hours, Name, Session

MORNING, AFTERNOON = Session(450, 690), Session(810, 1020)  # 07:30-11:30, 13:30-17:00
CULTURE_DAY = Holiday(date(2026, 11, 24), date(2026, 11, 24), Name("Ngày Văn hóa Việt Nam", "Vietnamese Culture Day"))
HOURS = Hours(((MORNING, AFTERNOON),) * 5 + ((), ()), 15, (CULTURE_DAY,))


def at(day: str, clock: str) -> int:
    """UTC ms of a Vietnamese wall clock, reckoned by hand: seven hours ahead of UTC."""
    moment = datetime.fromisoformat(f"2026-11-{day}T{clock}").replace(tzinfo=timezone(timedelta(hours=7)))
    return round(moment.timestamp() * 1000)


@pytest.mark.parametrize(
    ("now", "reason", "opens"),
    [
        (at("23", "07:29:59.999"), "before-opening", at("23", "07:30")),
        (at("23", "11:15"), "last-ticket", at("23", "13:30")),
        (at("23", "11:30"), "lunch", at("23", "13:30")),
        (at("23", "13:29:59.999"), "lunch", at("23", "13:30")),
        (at("23", "16:45"), "last-ticket", at("25", "07:30")),
        (at("23", "17:00"), "after-hours", at("25", "07:30")),
        (at("24", "09:00"), "holiday", at("25", "07:30")),
        (at("27", "17:00"), "after-hours", at("30", "07:30")),
        (at("28", "09:00"), "weekend", at("30", "07:30")),
        (at("29", "23:59"), "weekend", at("30", "07:30")),
        (at("30", "00:00"), "before-opening", at("30", "07:30")),
    ],
)
def test_a_closed_hall_says_why_and_until_when(now: int, reason: str, opens: int) -> None:
    closed = status(HOURS, now)
    assert isinstance(closed, Closed)
    assert (closed.reason, closed.opens_at_ms) == (reason, opens)
    assert closed.holiday == (CULTURE_DAY if reason == "holiday" else None)


@pytest.mark.parametrize(
    ("now", "last", "closes"),
    [
        (at("23", "07:30"), at("23", "11:15"), at("23", "11:30")),
        (at("23", "11:14:59.999"), at("23", "11:15"), at("23", "11:30")),
        (at("23", "13:30"), at("23", "16:45"), at("23", "17:00")),
    ],
)
def test_an_open_hall_says_until_when_numbers_are_given(now: int, last: int, closes: int) -> None:
    assert status(HOURS, now) == Open(last, closes)


@given(st.integers(at("01", "00:00"), at("30", "23:59")))
def test_a_closed_hall_is_open_at_the_moment_it_named_and_not_a_moment_before(now: int) -> None:
    found = status(HOURS, now)
    if isinstance(found, Closed):
        assert found.opens_at_ms is not None and found.opens_at_ms > now
        assert isinstance(status(HOURS, found.opens_at_ms), Open)
        assert isinstance(status(HOURS, found.opens_at_ms - 1), Closed)
    else:
        assert now < found.last_ticket_at_ms < found.closes_at_ms
        assert isinstance(status(HOURS, found.last_ticket_at_ms), Closed)


def test_a_hall_that_never_opens_names_no_opening() -> None:
    assert status(Hours(((),) * 7, 0, ()), at("23", "09:00")) == Closed("weekend", None)


def test_work_until_midnight_runs_into_the_next_day() -> None:
    always = Hours(((Session(0, 1440),),) * 7, 0, ())
    assert isinstance(status(always, at("23", "23:59:59.999")), Open)
    assert isinstance(status(always, at("24", "00:00")), Open)


def test_the_business_date_changes_at_local_midnight() -> None:
    midnight = at("23", "00:00")
    assert business_date(midnight - 1) == date(2026, 11, 22)
    assert business_date(midnight) == date(2026, 11, 23)


def test_a_moment_is_written_as_people_read_it() -> None:
    assert written(at("23", "08:41:59.999")) == "23/11/2026 08:41"
    assert local(at("23", "08:41:00.250")).isoformat() == "2026-11-23T08:41:00.250000+07:00"
