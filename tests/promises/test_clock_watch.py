"""Faults 36 and 37: the machine's clock jumps while the hall runs, or is wrong when it starts."""

from __future__ import annotations

import pytest
from cast import AN, LAND, LAND_1, LAND_BOOK
from officer import Officer, touch

from server.clock import TestClock
from server.clock_watch import ClockWatch
from server.core.errors import ClockBehind
from server.core.events import Entry, Kind
from server.hall import Hall
from server.store import journal, queries
from server.store.verify import verify

HOUR = 3600 * 1000
DAY = 24 * HOUR


class Machine:
    """The machine's clock: the hall's, and what somebody has moved it by."""

    def __init__(self, clock: TestClock, away: int = 0) -> None:
        self.clock, self.away = clock, away
        self.started = clock.now()
        self.passed = 0

    def __call__(self) -> int:
        return self.started + self.passed + self.away

    def pass_by(self, ms: int) -> None:
        """Real time: it moves both."""
        self.passed += ms
        self.clock.ms += ms


@pytest.fixture
def machine(clock: TestClock) -> Machine:
    return Machine(clock)


@pytest.fixture
def watch(hall: Hall, clock: TestClock, machine: Machine) -> ClockWatch:
    watch = ClockWatch(hall.store, clock, machine)
    hall.is_behind = watch.is_behind
    return watch


def steps(hall: Hall) -> list[Entry]:
    with hall.store.reading() as db:
        return [entry for entry in journal.after(db, 0) if entry.kind is Kind.CLOCK_JUMPED]


def begun(hall: Hall) -> str | None:
    with hall.store.reading() as db:
        return queries.business_date(db)


def take(hall: Hall) -> str:
    return touch(hall, LAND, LAND_BOOK)["number"]


def restart(hall: Hall, at: int) -> tuple[Hall, ClockWatch, Machine]:
    """The hall after the machine was switched off and on, when its clock said `at`."""
    clock = TestClock()
    clock.ms = at
    again, machine = Hall(hall.store, clock), Machine(clock)
    watch = ClockWatch(hall.store, clock, machine)
    again.is_behind = watch.is_behind
    return again, watch, machine


# -- while the hall runs ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("jump", [HOUR, DAY, -HOUR, -DAY])
def test_a_jump_is_journalled_and_moves_neither_day_nor_durations(hall: Hall, watch, machine, jump: int) -> None:
    an = Officer(hall, AN, LAND_1).sit()
    take(hall)
    an.press("next"), an.press("start")
    machine.pass_by(5 * 60_000)
    machine.away = jump
    assert watch.look() and not watch.look()
    machine.pass_by(5 * 60_000)
    an.press("finish")
    assert [(one.body["by_ms"], one.body["confirmed"]) for one in steps(hall)] == [(jump, False)]
    assert watch.trouble().kind == "jumped" and begun(hall) == "2026-11-23"
    with hall.store.reading() as db:
        assert queries.day_legs(db, "2026-11-23")[0].service_ms == 10 * 60_000
    assert take(hall) == "A002" and verify(hall.store).equal


def test_a_confirmed_jump_of_a_day_begins_the_next_day(hall: Hall, watch, machine) -> None:
    take(hall)
    machine.away = DAY
    watch.look()
    watch.confirm("supervisor")
    assert watch.trouble() is None and take(hall) == "A001" and begun(hall) == "2026-11-24"
    watch.confirm("another-supervisor")  # the same button, on a page that was not drawn anew yet
    assert [(one.officer, one.body["confirmed"]) for one in steps(hall)] == [(None, False), ("supervisor", True)]


def test_a_confirmed_jump_back_brings_no_day_and_no_number_twice(hall: Hall, watch, machine) -> None:
    take(hall)
    machine.away = -DAY
    watch.look()
    watch.confirm("supervisor")
    assert take(hall) == "A002" and begun(hall) == "2026-11-23"
    assert verify(hall.store).equal, "an entry went back in time"


def test_a_small_step_is_followed(hall: Hall, watch, machine, clock: TestClock) -> None:
    machine.away = 20_000
    assert watch.look() and watch.trouble() is None
    assert clock.now() == machine() and [one.body["by_ms"] for one in steps(hall)] == [20_000]
    machine.pass_by(5_000)
    assert not watch.look(), "the same step twice"


def test_a_jump_that_was_taken_back_troubles_nobody(hall: Hall, watch, machine) -> None:
    machine.away = HOUR
    watch.look()
    machine.away = 0
    assert watch.look() and watch.trouble() is None
    assert [one.body["by_ms"] for one in steps(hall)] == [HOUR, -HOUR]


# -- at the start ----------------------------------------------------------------------------------------------------


def test_a_hall_that_starts_before_its_last_event_gives_out_no_numbers(hall: Hall, clock: TestClock) -> None:
    an = Officer(hall, AN, LAND_1).sit()
    take(hall), take(hall)
    again, watch, _ = restart(hall, clock.now() - 300 * DAY)
    with pytest.raises(ClockBehind):
        take(again)
    assert watch.trouble().kind == "behind"
    an.hall = again
    an.press("next"), an.press("no-show")  # who has a number is still called
    assert verify(hall.store).equal


def test_a_few_minutes_are_no_trouble(hall: Hall, clock: TestClock) -> None:
    take(hall)
    again, watch, _ = restart(hall, clock.now() - 4 * 60_000)
    assert watch.trouble() is None and take(again) == "A002"


def test_the_time_server_sets_it_right(hall: Hall, clock: TestClock) -> None:
    take(hall)
    again, watch, machine = restart(hall, clock.now() - 300 * DAY)
    machine.away = 300 * DAY + HOUR
    assert watch.look() and watch.trouble() is None
    assert take(again) == "A002" and again.clock.now() == clock.now() + HOUR


def test_a_time_a_year_ahead_is_not_believed_by_itself(hall: Hall, clock: TestClock) -> None:
    take(hall)
    again, watch, machine = restart(hall, clock.now() - 300 * DAY)
    machine.away = 700 * DAY
    watch.look()
    with pytest.raises(ClockBehind):
        take(again)


def test_a_person_says_that_the_earlier_time_is_right_and_it_stays_so(hall: Hall, clock: TestClock) -> None:
    take(hall)
    clock.ms += 3 * DAY  # the day before, the clock was wrong
    take(hall)
    wrong = begun(hall)
    again, watch, machine = restart(hall, clock.now() - 3 * DAY + HOUR)
    watch.confirm("supervisor")
    assert take(again) == "A002" and begun(hall) == wrong, "a date never goes back"
    later, watch, _ = restart(hall, machine() + HOUR)
    assert watch.trouble() is None and take(later) == "A003"
    assert verify(hall.store).equal


def test_a_hall_whose_time_was_set_by_hand_is_not_watched(hall: Hall, clock: TestClock) -> None:
    take(hall)
    clock.ms -= 300 * DAY
    watch = ClockWatch(hall.store, clock, None)
    assert not watch.is_behind() and not watch.look() and watch.trouble() is None
