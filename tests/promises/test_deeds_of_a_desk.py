"""Hold, resume, return, named calls, late returns, corrections, breaks: what each promises, on the real store."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cast import AN, BINH, BIRTH, CHI, CIVIL, CIVIL_1, LAND, LAND_1, LAND_2, LAND_BOOK, LAND_MAP
from officer import Officer, new_key, touch

from server.core.errors import (
    BadInput,
    DeskBusy,
    MoveNotAllowed,
    NeedsReason,
    NoSuchNumber,
    NotAtThisDesk,
    NotServedHere,
    PersonalData,
    SamePlace,
    TicketOver,
    TooLateBack,
)
from server.core.events import Kind
from server.core.ticket import Leg, LegState
from server.hall import Hall
from server.store import journal, queries
from server.store.verify import verify

S = LegState


@pytest.fixture
def an(hall: Hall) -> Officer:
    return Officer(hall, AN, LAND_1).sit()


@pytest.fixture
def binh(hall: Hall) -> Officer:
    return Officer(hall, BINH, LAND_2).sit()


def leg(hall: Hall, number: str) -> Leg:
    with hall.store.reading() as db:
        return next(one for one in queries.day_legs(db, "2026-11-23") if one.number == number)


def come(hall: Hall, people: int) -> None:
    for _ in range(people):
        touch(hall, LAND, LAND_BOOK)


def number_at(officer: Officer) -> str | None:
    here = officer.here()
    return here.number if here else None


def last_entry(hall: Hall, kind: Kind):  # noqa: ANN201
    with hall.store.reading() as db:
        return [entry for entry in journal.after(db, 0) if entry.kind is kind][-1]


# -- stepping aside --------------------------------------------------------------------------------------------------


def test_a_held_visitor_frees_the_desk_and_is_resumed_without_a_ring(hall: Hall, an, clock) -> None:
    come(hall, 2)
    an.press("next"), an.press("start")
    clock.forward(minutes=2)
    an.press("hold", reason="papers")
    an.press("next"), an.press("start")
    clock.forward(minutes=5)
    an.press("finish")
    assert an.press("resume", number="A001") == ["resumed"]
    clock.forward(minutes=1)
    an.press("finish")
    held = leg(hall, "A001")
    assert (held.service_ms, held.held_ms, held.calls) == (3 * 60_000, 5 * 60_000, 1)
    assert verify(hall.store).equal


def test_who_is_held_at_one_desk_is_not_resumed_at_another(hall: Hall, an, binh) -> None:
    come(hall, 1)
    an.press("next"), an.press("start"), an.press("hold")
    with pytest.raises(NotAtThisDesk):
        binh.press("resume", number="A001")


def test_a_busy_desk_resumes_and_calls_nobody_by_name(hall: Hall, an) -> None:
    come(hall, 2)
    an.press("next"), an.press("start"), an.press("hold"), an.press("next")
    for deed in ("resume", "call"):
        with pytest.raises(DeskBusy):
            an.press(deed, number="A001")


@pytest.mark.parametrize(("place", "then"), [("first", "A001"), ("in-order", "A001"), ("last", "A002")])
def test_who_is_put_back_stands_where_the_officer_said(hall: Hall, an, clock, place, then) -> None:
    come(hall, 2)
    an.press("next")
    clock.forward(minutes=1)
    an.press("put-back", place=place)
    assert leg(hall, "A001").desk is None
    an.press("next")
    assert number_at(an) == then


# -- by number -------------------------------------------------------------------------------------------------------


def test_a_number_called_before_others_needs_a_reason_which_the_journal_keeps(hall: Hall, an) -> None:
    come(hall, 3)
    with pytest.raises(NeedsReason):
        an.press("call", number="A003")
    an.press("call", number="a3", reason="urgent")
    assert number_at(an) == "A003"
    called = last_entry(hall, Kind.CALLED)
    assert (called.reason, called.body["why"]) == ("urgent", "named")


def test_the_one_whose_turn_it_is_needs_no_reason(hall: Hall, an) -> None:
    come(hall, 2)
    an.press("call", number="A001")
    assert last_entry(hall, Kind.CALLED).body["why"] == "longest-wait"


def test_a_named_call_of_another_lines_number_is_refused(hall: Hall, an) -> None:
    touch(hall, CIVIL, BIRTH)
    with pytest.raises(NotServedHere):
        an.press("call", number="B001", reason="urgent")


@pytest.mark.parametrize(
    ("deed", "wish"),
    [
        ("priority", {"priority": True}), ("note", {"text": "x"}), ("leave", {"reason": "asked"}),
        ("transfer", {"desk": CIVIL_1}), ("change-service", {"service": BIRTH}),
    ],
)  # fmt: skip
def test_nobody_deals_with_a_number_of_a_line_that_is_not_theirs(hall: Hall, an, deed: str, wish: dict) -> None:
    touch(hall, CIVIL, BIRTH)
    with pytest.raises(NotServedHere):
        an.press(deed, number="B001", **wish)


def test_a_named_call_of_a_number_nobody_has_or_whose_visit_is_over(hall: Hall, an) -> None:
    come(hall, 1)
    with pytest.raises(NoSuchNumber):
        an.press("call", number="A009", reason="urgent")
    an.press("next"), an.press("start"), an.press("finish")
    with pytest.raises(TicketOver):
        an.press("call", number="A001", reason="urgent")


def test_who_was_missed_may_be_called_again_by_name(hall: Hall, an) -> None:
    come(hall, 1)
    an.press("next"), an.press("no-show")
    an.press("call", number="A001")
    assert (number_at(an), last_entry(hall, Kind.CALLED).body["why"]) == ("A001", "no-show")


def test_who_comes_back_within_the_tolerance_waits_from_the_first_arrival(hall: Hall, an, clock) -> None:
    come(hall, 8)
    an.press("next")
    for _ in range(6):  # A002 … A006 are missed as well, A007 is called: five after A002
        clock.forward(minutes=1)
        an.press("no-show-next")
    an.press("late-return", number="A002")
    with pytest.raises(TooLateBack, match="More than 5"):
        an.press("late-return", number="A001")
    an.press("no-show-next")
    assert number_at(an) == "A002"


def test_only_who_was_missed_comes_back(hall: Hall, an) -> None:
    come(hall, 1)
    with pytest.raises(MoveNotAllowed):
        an.press("late-return", number="A001")


def test_a_visitor_leaves_the_line_and_comes_back_by_the_phone(hall: Hall, an) -> None:
    gone, missed = touch(hall, LAND, LAND_BOOK), touch(hall, LAND, LAND_BOOK)
    key = new_key()
    assert hall.leave_line(gone["ticket"], key) == hall.leave_line(gone["ticket"], key)
    assert leg(hall, "A001").state is S.LEFT
    an.press("next"), an.press("no-show")
    assert hall.come_back(missed["ticket"], new_key()) == {"number": "A002", "state": "waiting"}
    with pytest.raises(TicketOver):
        hall.leave_line(gone["ticket"], new_key())
    assert verify(hall.store).equal


def test_a_visitor_at_the_desk_does_not_leave_by_the_phone(hall: Hall, an) -> None:
    here = touch(hall, LAND, LAND_BOOK)
    an.press("next")
    with pytest.raises(MoveNotAllowed):
        hall.leave_line(here["ticket"], new_key())


# -- corrections -----------------------------------------------------------------------------------------------------


def test_another_service_of_the_department_keeps_state_and_clock(hall: Hall, an, clock) -> None:
    come(hall, 1)
    an.press("next"), an.press("start")
    clock.forward(minutes=3)
    an.press("change-service", service=LAND_MAP)
    clock.forward(minutes=3)
    an.press("finish")
    done = leg(hall, "A001")
    assert (done.service, done.service_ms) == (LAND_MAP, 6 * 60_000)
    assert verify(hall.store).equal


def test_the_same_service_again_is_no_change(hall: Hall, an) -> None:
    come(hall, 1)
    an.press("next")
    with pytest.raises(SamePlace):
        an.press("change-service", service=LAND_BOOK)


def test_granted_priority_counts_from_the_arrival_and_can_be_withdrawn_and_taken_back(hall: Hall, an, clock) -> None:
    touch(hall, LAND, LAND_BOOK)
    clock.forward(minutes=1)
    touch(hall, LAND, LAND_BOOK)
    clock.forward(minutes=5)
    an.press("priority", number="A002", priority=True)
    an.press("undo")
    assert leg(hall, "A002").klass == "ordinary"
    an.press("priority", number="A002", priority=True)
    an.press("next")
    assert number_at(an) == "A002"
    an.press("priority", priority=False)
    assert leg(hall, "A002").klass == "ordinary"
    assert verify(hall.store).equal


def test_dossiers_are_counted_at_the_desk_and_the_last_count_stands(hall: Hall, an) -> None:
    come(hall, 1)
    an.press("next")
    with pytest.raises(MoveNotAllowed):
        an.press("dossiers", dossiers=1)
    an.press("start"), an.press("dossiers", dossiers=3), an.press("dossiers", dossiers=0)
    assert leg(hall, "A001").dossiers == 0


@pytest.mark.parametrize("text", ["gọi 0912 345 678", "CCCD 019088001234", "mail an@example.vn"])
def test_a_note_holds_no_personal_data(hall: Hall, an, text) -> None:
    come(hall, 1)
    an.press("next")
    with pytest.raises(PersonalData):
        an.press("note", text=text)


def test_a_note_stays_beside_the_journal(hall: Hall, an) -> None:
    come(hall, 1)
    an.press("next")
    assert an.press("note", text=" Thiếu bản sao sổ đỏ, hẹn 14:00 ") == []
    with hall.store.reading() as db:
        rows = db.execute("SELECT text, desk, officer FROM notes").fetchall()
        assert [tuple(row) for row in rows] == [("Thiếu bản sao sổ đỏ, hẹn 14:00", LAND_1, AN)]
        assert "sao sổ" not in "".join(str(tuple(row)) for row in journal.every_row(db))


# -- breaks ----------------------------------------------------------------------------------------------------------


def test_a_desk_on_a_break_says_why_and_opens_by_calling(hall: Hall, an) -> None:
    come(hall, 1)
    an.press("break", reason="meeting")
    with hall.store.reading() as db:
        state = queries.desk_state(db, LAND_1)
    assert (state.state, state.reason) == ("break", "meeting")
    assert an.press("next") == ["desk-opened", "called"]
    assert verify(hall.store).equal


def test_nobody_rests_with_a_visitor_at_the_desk(hall: Hall, an) -> None:
    come(hall, 1)
    an.press("next")
    for deed, wish in (("break", {"reason": "short"}), ("back-office", {})):
        with pytest.raises(DeskBusy):
            an.press(deed, **wish)


def test_a_break_needs_a_reason_the_hall_knows(hall: Hall, an) -> None:
    with pytest.raises(BadInput):
        an.press("break", reason="fishing")


def test_finish_and_next_in_one_press_is_a_pressed_end(hall: Hall, an) -> None:
    come(hall, 2)
    an.press("next"), an.press("start")
    assert an.press("finish-next") == ["finished", "called"]
    assert not leg(hall, "A001").derived_end


# -- days ------------------------------------------------------------------------------------------------------------


def test_a_hall_that_carries_over_goes_on_with_yesterdays_numbers_first(hall: Hall, clock) -> None:
    hall.configure(replace(hall.store.present_plan(), end_of_day="carry"))
    come(hall, 2)
    clock.forward(minutes=24 * 60)
    assert touch(hall, LAND, LAND_BOOK)["number"] == "A003"  # A001 and A002 are still somebody's
    an = Officer(hall, AN, LAND_1).sit()
    an.press("next")
    assert number_at(an) == "A001"
    an.press("no-show"), an.press("call", number="A002")
    assert number_at(an) == "A002"
    with hall.store.reading() as db:
        assert {one.state for one in queries.day_legs(db, "2026-11-23") if one.business_date == "2026-11-23"} == {
            S.TRANSFERRED
        }
    assert verify(hall.store).equal


def test_a_call_after_midnight_is_on_the_new_days_board(hall: Hall, clock) -> None:
    clock.forward(minutes=15 * 60 + 50)  # 23:50
    come(hall, 1)
    an = Officer(hall, AN, LAND_1).sit()
    an.press("next")
    clock.forward(minutes=20)
    Officer(hall, CHI, CIVIL_1).sit()  # the first deed of the new day
    an.press("recall")
    with hall.store.reading() as db:
        rings = queries.calls_of(db, "2026-11-24", queries.last_seq(db), 8)
    assert [ring.body["number"] for ring in rings] == ["A001"]
