"""What the hall promises of each deed, on the real store."""

from __future__ import annotations

import threading

import pytest
from cast import AN, BINH, CHI, CIVIL, CIVIL_1, LAND, LAND_1, LAND_2, LAND_BOOK, hall_document
from officer import Officer, new_key, touch

from server.core.errors import (
    BadInput,
    DeskNotOpen,
    DeskTaken,
    KeyReused,
    NobodyWaiting,
    ServiceClosed,
    Stale,
    UnknownName,
)
from server.core.plan import HallPlan
from server.core.ticket import LegState
from server.deeds.request import Channel, Request
from server.hall import Hall
from server.store import queries
from server.store.verify import verify

KIOSK = Channel("kiosk-1", "printer-1")
ASKED = Request(LAND, LAND_BOOK)


def legs(hall: Hall, date: str = "2026-11-23") -> dict[str, LegState]:
    with hall.store.reading() as db:
        return {leg.number: leg.state for leg in queries.day_legs(db, date)}


def jobs(hall: Hall) -> int:
    with hall.store.reading() as db:
        return db.execute("SELECT count(*) FROM print_jobs").fetchone()[0]


# -- numbers ---------------------------------------------------------------------------------------------------------


def test_numbers_run_on_in_each_department(hall: Hall) -> None:
    assert [touch(hall, LAND, LAND_BOOK)["number"] for _ in range(2)] == ["A001", "A002"]
    assert touch(hall, CIVIL, "tu-phap.khac")["number"] == "B001"


def test_after_999_the_number_grows_a_digit(hall: Hall) -> None:
    with hall.store.writing() as db:
        db.execute("INSERT INTO counters VALUES ('2026-11-23', 'A', 999)")
    assert touch(hall, LAND, LAND_BOOK)["number"] == "A1000"


def test_one_key_is_one_ticket_and_one_paper(hall: Hall) -> None:
    first, new = hall.issue("touch-0001", ASKED, KIOSK)
    again, newer = hall.issue("touch-0001", ASKED, KIOSK)
    assert (new, newer) == (True, False) and again == first
    assert len(legs(hall)) == jobs(hall) == 1


def test_one_key_with_another_service_is_refused_and_issues_nothing(hall: Hall) -> None:
    hall.issue("touch-0001", ASKED, KIOSK)
    with pytest.raises(KeyReused):
        hall.issue("touch-0001", Request(CIVIL, "tu-phap.khac"), KIOSK)
    assert legs(hall) == {"A001": LegState.WAITING}


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "dấu-tiếng-việt", "line\nbreak", None])
def test_a_bad_key_is_refused(hall: Hall, key: object) -> None:
    with pytest.raises(BadInput):
        hall.issue(key, ASKED, KIOSK)  # type: ignore[arg-type]


def test_a_refused_touch_leaves_no_gap_in_the_numbers(hall: Hall) -> None:
    touch(hall, LAND, LAND_BOOK)
    with pytest.raises(UnknownName):
        hall.issue(new_key(), Request(LAND, LAND_BOOK, procedure="9.999999"), KIOSK)
    assert touch(hall, LAND, LAND_BOOK)["number"] == "A002"


def test_eight_kiosks_at_once_give_every_number_once(hall: Hall) -> None:
    told: list[str] = []

    def visitor(kiosk: int) -> None:
        for _ in range(25):
            told.append(touch(hall, LAND, LAND_BOOK, channel=f"kiosk-{kiosk}")["number"])

    threads = [threading.Thread(target=visitor, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [f"A{n:03d}" for n in range(1, 201)]


def test_people_ahead_are_those_who_wait_in_that_department(hall: Hall) -> None:
    touch(hall, CIVIL, "tu-phap.khac")
    assert [touch(hall, LAND, LAND_BOOK)["ahead"] for _ in range(3)] == [0, 1, 2]


def test_the_slip_is_a_job_in_the_same_transaction_and_none_without_a_printer(hall: Hall) -> None:
    hall.issue(new_key(), ASKED, KIOSK)
    touch(hall, LAND, LAND_BOOK, channel="kiosk-2")
    assert jobs(hall) == 1


# -- hours and days --------------------------------------------------------------------------------------------------


def test_real_hours_refuse_at_lunch(store, clock) -> None:
    hall = Hall(store, clock, real_hours=True)
    hall.configure(HallPlan.from_dict(hall_document()))
    touch(hall, LAND, LAND_BOOK)
    clock.forward(minutes=4 * 60)
    with pytest.raises(ServiceClosed):
        touch(hall, LAND, LAND_BOOK)


def test_a_new_day_begins_at_one_and_ends_what_was_left(hall: Hall, clock) -> None:
    touch(hall, LAND, LAND_BOOK)
    clock.forward(minutes=24 * 60)
    assert touch(hall, LAND, LAND_BOOK)["number"] == "A001"
    assert legs(hall) == {"A001": LegState.EXPIRED}
    assert legs(hall, "2026-11-24") == {"A001": LegState.WAITING}


def test_yesterdays_visitors_are_not_called_today(hall: Hall, clock) -> None:
    touch(hall, LAND, LAND_BOOK)
    clock.forward(minutes=24 * 60)
    with pytest.raises(NobodyWaiting):
        Officer(hall, AN, LAND_1).sit().press("next")


def test_a_service_past_midnight_stays_on_its_start_date(hall: Hall, clock) -> None:
    clock.forward(minutes=15 * 60 + 50)  # 23:50
    touch(hall, LAND, LAND_BOOK)
    an = Officer(hall, AN, LAND_1).sit()
    an.press("next")
    an.press("start")
    clock.forward(minutes=20)
    touch(hall, LAND, LAND_BOOK)
    an.press("finish")
    assert legs(hall) == {"A001": LegState.DONE}


def test_the_business_date_never_goes_back(hall: Hall, clock) -> None:
    touch(hall, LAND, LAND_BOOK)
    clock.forward(minutes=-3 * 24 * 60)
    assert touch(hall, LAND, LAND_BOOK)["number"] == "A002"
    assert verify(hall.store).equal


# -- desks -----------------------------------------------------------------------------------------------------------


def test_next_while_serving_finishes_with_a_derived_end_and_calls(hall: Hall, clock) -> None:
    touch(hall, LAND, LAND_BOOK), touch(hall, LAND, LAND_BOOK)
    an = Officer(hall, AN, LAND_1).sit()
    an.press("next"), an.press("start")
    clock.forward(minutes=5)
    assert an.press("next") == ["finished", "called"]
    with hall.store.reading() as db:
        first = queries.day_legs(db, "2026-11-23")[0]
    assert first.derived_end and not first.derived_start


def test_the_same_press_again_gets_the_first_answer(hall: Hall) -> None:
    touch(hall, LAND, LAND_BOOK), touch(hall, LAND, LAND_BOOK)
    an = Officer(hall, AN, LAND_1).sit()
    press = an.command()
    assert hall.press("next", press) == hall.press("next", press)
    assert list(legs(hall).values()) == [LegState.CALLED, LegState.WAITING]


def test_a_second_press_that_saw_the_old_desk_is_refused(hall: Hall) -> None:
    touch(hall, LAND, LAND_BOOK), touch(hall, LAND, LAND_BOOK)
    an = Officer(hall, AN, LAND_1).sit()
    first, second = an.command(), an.command()
    hall.press("next", first)
    with pytest.raises(Stale):
        hall.press("next", second)


def test_chi_in_civil_gets_nobody_from_land(hall: Hall) -> None:
    touch(hall, LAND, LAND_BOOK)
    with pytest.raises(NobodyWaiting):
        Officer(hall, CHI, CIVIL_1).sit().press("next")


def test_who_does_not_sit_at_the_desk_cannot_press_its_keys(hall: Hall) -> None:
    touch(hall, LAND, LAND_BOOK)
    Officer(hall, AN, LAND_1).sit()
    with pytest.raises(DeskNotOpen):
        Officer(hall, BINH, LAND_1).press("next")


def test_a_taken_desk_is_taken_over_only_on_purpose_and_the_service_goes_on(hall: Hall, clock) -> None:
    touch(hall, LAND, LAND_BOOK)
    an, binh = Officer(hall, AN, LAND_1).sit(), Officer(hall, BINH, LAND_1)
    an.press("next"), an.press("start")
    clock.forward(minutes=3)
    with pytest.raises(DeskTaken):
        binh.sit()
    binh.sit(takeover=True)
    clock.forward(minutes=4)
    binh.press("finish")
    with hall.store.reading() as db:
        leg = queries.day_legs(db, "2026-11-23")[0]
    assert (leg.service_ms, leg.officer) == (7 * 60_000, BINH)
    with pytest.raises(DeskNotOpen):
        an.press("next")


def test_one_officer_moving_to_another_desk_holds_both_until_the_first_is_closed(hall: Hall) -> None:
    Officer(hall, AN, LAND_1).sit(), Officer(hall, AN, LAND_2).sit()
    hall.close_desk(LAND_1, AN)
    with hall.store.reading() as db:
        states = queries.desk_states(db)
    assert (states[LAND_1].state, states[LAND_2].state) == ("closed", "open")


# -- undo ------------------------------------------------------------------------------------------------------------


def test_an_undone_call_puts_the_visitor_back_at_the_head(hall: Hall) -> None:
    touch(hall, LAND, LAND_BOOK), touch(hall, LAND, LAND_BOOK)
    an, binh = Officer(hall, AN, LAND_1).sit(), Officer(hall, BINH, LAND_2).sit()
    an.press("next"), an.press("undo")
    binh.press("next")
    here = binh.here()
    assert here is not None and here.number == "A001"


def test_an_undone_next_gives_the_visitor_back_and_frees_the_called_one(hall: Hall) -> None:
    touch(hall, LAND, LAND_BOOK), touch(hall, LAND, LAND_BOOK)
    an = Officer(hall, AN, LAND_1).sit()
    an.press("next"), an.press("start"), an.press("next")
    assert an.press("undo") == ["undone", "undone"]
    assert legs(hall) == {"A001": LegState.SERVING, "A002": LegState.WAITING}
    assert verify(hall.store).equal


# -- configuration ---------------------------------------------------------------------------------------------------


def test_the_same_hall_file_twice_changes_nothing(hall: Hall) -> None:
    assert hall.configure(HallPlan.from_dict(hall_document())) is False


def test_a_renamed_department_keeps_its_old_name_on_old_tickets(hall: Hall) -> None:
    touch(hall, LAND, LAND_BOOK)
    renamed = hall_document()
    renamed["departments"][0]["name_vi"] = "Nông nghiệp và Môi trường"
    assert hall.configure(HallPlan.from_dict(renamed)) is True
    assert touch(hall, LAND, LAND_BOOK)["department"]["vi"] == "Nông nghiệp và Môi trường"
    with hall.store.reading() as db:
        first = queries.day_legs(db, "2026-11-23")[0]
        assert hall.store.plan(db, first.plan).department(LAND).name.vi == "Đất đai"
