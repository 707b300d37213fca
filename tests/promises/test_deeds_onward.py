"""Transfers, further legs, the cashier and back: one ticket through several lines."""

from __future__ import annotations

import pytest
from cast import AN, BINH, BIRTH, CHI, CIVIL, CIVIL_1, LAND, LAND_1, LAND_2, LAND_BOOK, LAND_MAP, TAX, TAX_1
from officer import Officer, touch

from server.core.errors import BadInput, NotAtThisDesk, SamePlace, UndoTooLate, UnknownName
from server.core.ticket import Leg, LegState
from server.hall import Hall
from server.store import queries
from server.store.verify import verify

S = LegState


@pytest.fixture
def an(hall: Hall) -> Officer:
    return Officer(hall, AN, LAND_1).sit()


@pytest.fixture
def chi(hall: Hall) -> Officer:
    return Officer(hall, CHI, CIVIL_1).sit()


def legs_of(hall: Hall, number: str = "A001") -> list[Leg]:
    with hall.store.reading() as db:
        ticket = queries.ticket_numbered(db, "2026-11-23", number)
        assert ticket is not None
        return queries.legs_of(db, ticket)


def states(hall: Hall, number: str = "A001") -> list[LegState]:
    return [leg.state for leg in legs_of(hall, number)]


def serve(officer: Officer) -> None:
    officer.press("next"), officer.press("start")


def test_a_transfer_keeps_the_first_arrival_and_closes_the_leg(hall: Hall, an, chi, clock) -> None:
    touch(hall, LAND, LAND_BOOK)
    clock.forward(minutes=10)
    touch(hall, CIVIL, BIRTH)
    serve(an)
    clock.forward(minutes=5)
    assert an.press("transfer", department=CIVIL) == ["transferred", "opened"]
    old, new = legs_of(hall)
    assert (old.state, new.state, new.department) == (S.TRANSFERRED, S.WAITING, CIVIL)
    assert new.credited_at == old.opened_at and new.opened_at == clock.now()
    chi.press("next")
    here = chi.here()
    assert here is not None and here.number == "A001"  # came ten minutes before B001
    assert verify(hall.store).equal


def test_a_transfer_first_goes_before_who_came_earlier(hall: Hall, an, chi, clock) -> None:
    touch(hall, CIVIL, BIRTH)
    clock.forward(minutes=10)
    touch(hall, LAND, LAND_BOOK)
    serve(an)
    an.press("transfer", department=CIVIL, first=True)
    chi.press("next")
    here = chi.here()
    assert here is not None and here.number == "A001"


def test_a_transfer_to_a_desk_is_called_there_alone(hall: Hall, an) -> None:
    binh = Officer(hall, BINH, LAND_2).sit()
    touch(hall, LAND, LAND_BOOK)
    serve(an)
    an.press("transfer", desk=LAND_2)
    touch(hall, LAND, LAND_BOOK)
    an.press("next")
    here = an.here()
    assert here is not None and here.number == "A002"
    binh.press("next")
    there = binh.here()
    assert there is not None and there.number == "A001"


def test_one_bound_to_a_desk_that_closed_is_called_by_any_other(hall: Hall, an) -> None:
    Officer(hall, BINH, LAND_2).sit()
    touch(hall, LAND, LAND_BOOK)
    serve(an)
    an.press("transfer", desk=LAND_2)
    hall.close_desk(LAND_2, BINH)
    an.press("next")
    here = an.here()
    assert here is not None and here.number == "A001"


def test_a_waiting_number_is_transferred_by_name(hall: Hall, an, chi) -> None:
    touch(hall, CIVIL, BIRTH)
    an.press("transfer", number="b1", department=LAND, service=LAND_MAP)
    assert states(hall, "B001") == [S.TRANSFERRED, S.WAITING]
    assert legs_of(hall, "B001")[1].service == LAND_MAP


def test_a_number_at_another_desk_is_not_moved_from_here(hall: Hall, an, chi) -> None:
    touch(hall, CIVIL, BIRTH)
    chi.press("next")
    with pytest.raises(NotAtThisDesk, match="Desk 3"):
        an.press("transfer", number="B001", department=LAND)


@pytest.mark.parametrize("wish", [{}, {"department": CIVIL, "back": "home"}, {"desk": CIVIL_1, "department": LAND}])
def test_a_transfer_to_nowhere_is_refused_and_moves_nothing(hall: Hall, an, wish) -> None:
    touch(hall, LAND, LAND_BOOK)
    serve(an)
    with pytest.raises(BadInput):
        an.press("transfer", **wish)
    with pytest.raises(UnknownName):
        an.press("transfer", department="nowhere")
    assert states(hall) == [S.SERVING]


def test_a_transfer_to_where_one_is_is_refused(hall: Hall, an) -> None:
    touch(hall, LAND, LAND_BOOK)
    serve(an)
    with pytest.raises(SamePlace):
        an.press("transfer", department=LAND)


def test_to_the_cashier_and_back_to_the_same_desk(hall: Hall, an, clock) -> None:
    cashier = Officer(hall, CHI, TAX_1).sit()
    binh = Officer(hall, BINH, LAND_2).sit()
    touch(hall, LAND, LAND_BOOK), touch(hall, LAND, LAND_BOOK)
    serve(an)
    an.press("transfer", department=TAX, back="desk")
    assert states(hall) == [S.TRANSFERRED, S.WAITING, S.PLANNED]
    serve(cashier)
    clock.forward(minutes=3)
    assert cashier.press("finish") == ["finished", "activated"]
    binh.press("next")
    there = binh.here()
    assert there is not None and there.number == "A002"
    an.press("next")
    here = an.here()
    assert here is not None and (here.number, here.service, here.ordinal) == ("A001", LAND_BOOK, 3)
    assert verify(hall.store).equal


def test_back_to_the_officer_follows_them_to_another_desk(hall: Hall, an) -> None:
    cashier = Officer(hall, CHI, TAX_1).sit()
    touch(hall, LAND, LAND_BOOK)
    serve(an)
    an.press("transfer", department=TAX, back="officer")
    hall.close_desk(LAND_1, AN)
    elsewhere = Officer(hall, AN, LAND_2).sit()
    Officer(hall, BINH, LAND_1).sit()
    serve(cashier), cashier.press("finish")
    elsewhere.press("next")
    here = elsewhere.here()
    assert here is not None and here.number == "A001"


def test_a_further_leg_has_a_clock_of_its_own(hall: Hall, an, chi, clock) -> None:
    touch(hall, LAND, LAND_BOOK)
    serve(an)
    an.press("add-leg", department=CIVIL, service=BIRTH)
    clock.forward(minutes=10)
    an.press("finish")
    clock.forward(minutes=2)
    serve(chi)
    clock.forward(minutes=4)
    chi.press("finish")
    first, second = legs_of(hall)
    assert (first.state, second.state, second.service) == (S.DONE, S.DONE, BIRTH)
    assert (second.planned_ms, second.waiting_ms, second.service_ms) == (600_000, 120_000, 240_000)
    assert second.credited_at == first.ended_at and second.total_ms == 16 * 60_000
    assert verify(hall.store).equal


def test_a_transfer_taken_back_voids_what_it_opened(hall: Hall, an) -> None:
    touch(hall, LAND, LAND_BOOK)
    serve(an)
    an.press("transfer", department=TAX, back="desk")
    an.press("undo")
    assert states(hall) == [S.SERVING, S.VOID, S.VOID]
    assert verify(hall.store).equal


def test_a_transfer_is_not_taken_back_once_the_other_desk_has_called(hall: Hall, an, chi) -> None:
    touch(hall, LAND, LAND_BOOK)
    serve(an)
    an.press("transfer", department=CIVIL)
    chi.press("next")
    with pytest.raises(UndoTooLate):
        an.press("undo")
    assert states(hall) == [S.TRANSFERRED, S.CALLED]


def test_who_leaves_leaves_what_was_planned_too(hall: Hall, an) -> None:
    touch(hall, LAND, LAND_BOOK)
    serve(an)
    an.press("add-leg", department=CIVIL)
    an.press("leave")
    assert states(hall) == [S.LEFT, S.LEFT]
