"""Faults 38, 40 and 45: midnight with people at the desk, and a hall that is changed while somebody waits."""

from __future__ import annotations

import copy

import pytest
from cast import AN, BINH, BIRTH, BOTH, CHI, CIVIL, CIVIL_1, LAND, LAND_1, LAND_2, LAND_BOOK, TAX, TAX_1, hall_document
from officer import Officer, new_key, touch

from server.core.errors import NobodyWaiting, ServicePaused, Stale, UndoTooLate, UnknownName
from server.core.plan import HallPlan
from server.core.ticket import Leg, LegState
from server.desk.console import snapshot
from server.hall import Hall
from server.store import queries
from server.store.verify import verify

S = LegState


@pytest.fixture
def an(hall: Hall) -> Officer:
    return Officer(hall, AN, LAND_1).sit()


@pytest.fixture
def late(hall: Hall, an, clock) -> Officer:
    """Five to midnight: A001 is served at An's desk, A002 waits."""
    clock.forward(minutes=15 * 60 + 55)
    touch(hall, LAND, LAND_BOOK), touch(hall, LAND, LAND_BOOK)
    an.press("next"), an.press("start")
    return an


def legs(hall: Hall, ticket: int) -> list[Leg]:
    with hall.store.reading() as db:
        return queries.legs_of(db, ticket)


def change(hall: Hall, do) -> None:  # noqa: ANN001
    document = copy.deepcopy(hall_document())
    do(document)
    hall.configure(HallPlan.from_dict(document))


def number_at(officer: Officer) -> str | None:
    here = officer.here()
    return here.number if here else None


# -- midnight --------------------------------------------------------------------------------------------------------


def test_a_late_service_stays_on_its_day_and_who_waits_is_expired(hall: Hall, late, clock) -> None:
    clock.forward(minutes=10)
    late.press("finish")
    done, expired = legs(hall, 1)[0], legs(hall, 2)[0]
    assert (done.state, done.business_date, done.service_ms) == (S.DONE, "2026-11-23", 10 * 60_000)
    assert expired.state is S.EXPIRED
    assert verify(hall.store).equal


def test_somebody_held_after_midnight_is_found_again(hall: Hall, late, clock) -> None:
    clock.forward(minutes=10)
    late.press("hold")
    assert late.press("resume", number="A001") == ["resumed"]


def test_somebody_put_back_after_midnight_waits_on_the_new_day(hall: Hall, late, clock) -> None:
    clock.forward(minutes=10)
    assert late.press("put-back") == ["transferred", "opened"]
    assert [(leg.state, leg.business_date) for leg in legs(hall, 1)] == [
        (S.TRANSFERRED, "2026-11-23"), (S.WAITING, "2026-11-24"),
    ]  # fmt: skip
    late.press("undo")
    assert number_at(late) == "A001"
    late.press("put-back"), late.press("next")
    assert number_at(late) == "A001"
    assert verify(hall.store).equal


def test_a_number_at_a_desk_after_midnight_is_not_given_out_again(hall: Hall, late, clock) -> None:
    clock.forward(minutes=10)
    assert touch(hall, LAND, LAND_BOOK)["number"] == "A002"  # A001 stands on the screen of desk 1


def test_nothing_of_yesterday_is_taken_back(hall: Hall, an, clock) -> None:
    clock.forward(minutes=15 * 60 + 59, seconds=57)
    touch(hall, LAND, LAND_BOOK)
    an.press("next")
    clock.forward(seconds=6)
    with pytest.raises(UndoTooLate):
        an.press("undo")
    assert number_at(an) == "A001"


def test_the_night_is_no_deed_of_the_officer_who_comes_first(hall: Hall, an, clock) -> None:
    change(hall, lambda it: it.update(end_of_day="carry"))
    touch(hall, LAND, LAND_BOOK), touch(hall, LAND, LAND_BOOK)
    clock.forward(minutes=24 * 60)
    assert an.press("next") == ["called"]
    an.press("undo")
    assert [leg.state for leg in legs(hall, 2)] == [S.TRANSFERRED, S.WAITING], "A002 went back to yesterday"
    an.press("next")
    assert number_at(an) == "A001"


def test_nor_of_the_officer_who_sits_down_first(hall: Hall, an, clock) -> None:
    change(hall, lambda it: it.update(end_of_day="carry"))
    touch(hall, LAND, LAND_BOOK)
    hall.close_desk(LAND_1, AN)
    clock.forward(minutes=24 * 60)
    an.sit()
    with pytest.raises(UndoTooLate):
        an.press("undo")
    assert [leg.state for leg in legs(hall, 1)] == [S.TRANSFERRED, S.WAITING]


def test_somebody_forgotten_at_a_desk_overnight_is_gone_by_the_first_press(hall: Hall, late, clock) -> None:
    clock.forward(minutes=13 * 60)
    with pytest.raises(Stale):  # the screen is shown the morning
        late.press("finish")
    assert late.here() is None and legs(hall, 1)[0].state is S.EXPIRED


# -- what is taken back, and in which order --------------------------------------------------------------------------


def test_a_visitor_who_comes_back_by_the_phone_is_no_deed_of_the_desk(hall: Hall, an) -> None:
    missed = touch(hall, LAND, LAND_BOOK)["ticket"]
    an.press("next"), an.press("no-show")
    seen = an.version()
    hall.come_back(missed, new_key())
    assert an.version() == seen, "the officer's next press would be stale"
    with pytest.raises(UndoTooLate):
        an.press("undo")
    assert legs(hall, missed)[-1].state is S.WAITING


def test_who_is_sent_first_goes_before_the_older_of_the_very_same_line(hall: Hall, an, clock) -> None:
    touch(hall, LAND, LAND_BOOK)
    clock.forward(minutes=5)
    touch(hall, CIVIL, BIRTH)
    chi = Officer(hall, CHI, CIVIL_1).sit()
    chi.press("next"), chi.press("start"), chi.press("transfer", department=LAND, service=LAND_BOOK, first=True)
    an.press("next")
    assert number_at(an) == "B001"


def test_back_to_the_desk_comes_before_going_further(hall: Hall, an) -> None:
    touch(hall, LAND, LAND_BOOK)
    tax = Officer(hall, "hoa", TAX_1).sit()
    an.press("next"), an.press("start")
    an.press("add-leg", department=CIVIL)
    an.press("transfer", department=TAX, back="desk")
    tax.press("next"), tax.press("start"), tax.press("finish")
    states = {leg.department: leg.state for leg in legs(hall, 1) if leg.ordinal > 1}
    assert states == {CIVIL: S.PLANNED, TAX: S.DONE, LAND: S.WAITING}


# -- a hall that is changed ------------------------------------------------------------------------------------------


def without_a_service(document: dict) -> None:
    del document["departments"][0]["services"][0]


def without_civil(document: dict) -> None:
    del document["departments"][1]
    document["desks"][CIVIL_1] = document["desks"][BOTH] = {"departments": [LAND]}


def test_a_renamed_service_is_called_by_its_new_name_under_the_old_id(hall: Hall, an) -> None:
    touch(hall, LAND, LAND_BOOK)

    def rename(document: dict) -> None:
        document["departments"][0]["services"][0]["name_vi"] = "Cấp sổ"

    change(hall, rename)
    an.press("next"), an.press("start"), an.press("finish")
    assert (legs(hall, 1)[0].service, legs(hall, 1)[0].state) == (LAND_BOOK, S.DONE)


def test_who_waits_for_a_paused_service_is_served_and_nobody_else_gets_a_number(hall: Hall, an) -> None:
    touch(hall, LAND, LAND_BOOK)
    change(hall, lambda it: it["departments"][0]["services"][0].update(paused=True))
    with pytest.raises(ServicePaused):
        touch(hall, LAND, LAND_BOOK)
    an.press("next")
    assert number_at(an) == "A001"


def test_who_waits_for_a_service_that_is_gone_is_served(hall: Hall, an) -> None:
    touch(hall, LAND, LAND_BOOK)
    change(hall, without_a_service)
    with pytest.raises(UnknownName):
        touch(hall, LAND, LAND_BOOK)
    an.press("next"), an.press("recall"), an.press("put-back"), an.press("next"), an.press("start")
    an.press("transfer", department=CIVIL, back="desk")
    assert [leg.state for leg in legs(hall, 1)] == [S.TRANSFERRED, S.WAITING, S.PLANNED]
    assert verify(hall.store).equal


def test_who_waits_for_a_department_that_is_gone_is_served_by_the_desks_that_served_it(hall: Hall, an) -> None:
    touch(hall, CIVIL, BIRTH), touch(hall, CIVIL, BIRTH)
    chi = Officer(hall, CHI, CIVIL_1).sit()
    chi.press("next")
    change(hall, without_civil)
    for deed in ("recall", "start", "finish-next"):
        chi.press(deed)
    assert number_at(chi) == "B002"
    assert snapshot(hall.store, {"now": hall.clock.now()}, CIVIL_1)["current"]["number"] == "B002"
    with pytest.raises(NobodyWaiting):
        an.press("next")


def test_a_desk_that_is_gone_ends_what_it_began(hall: Hall, an) -> None:
    touch(hall, LAND, LAND_BOOK)
    binh = Officer(hall, BINH, LAND_2).sit()
    binh.press("next")

    def without_desk_2(document: dict) -> None:
        del document["desks"][LAND_2], document["officers"][BINH]

    change(hall, without_desk_2)
    assert snapshot(hall.store, {"now": hall.clock.now()}, LAND_2)["current"]["number"] == "A001"
    binh.press("recall"), binh.press("start"), binh.press("finish")
    hall.close_desk(LAND_2, BINH)
    with pytest.raises(UnknownName):
        binh.sit()


# -- numbers ---------------------------------------------------------------------------------------------------------


def test_after_999_a_series_goes_on_with_1000_and_never_wraps(hall: Hall, store) -> None:
    touch(hall, LAND, LAND_BOOK)
    with store.writing() as db:
        db.execute("UPDATE counters SET last = 998")
    assert [touch(hall, LAND, LAND_BOOK)["number"] for _ in range(3)] == ["A999", "A1000", "A1001"]
    an = Officer(hall, AN, LAND_1).sit()
    an.press("next"), an.press("no-show"), an.press("next"), an.press("no-show")
    an.press("call", number="a1000")
    assert number_at(an) == "A1000"
