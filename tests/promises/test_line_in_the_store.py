"""The line on real SQLite: whom a desk may call, the interleave's count, and a choice that costs alike in any crowd."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cast import (
    AN,
    BINH,
    BIRTH,
    BOTH,
    CHI,
    CIVIL,
    CIVIL_1,
    DUNG,
    LAND,
    LAND_1,
    LAND_2,
    LAND_BOOK,
    LAND_MAP,
    hall_document,
)
from officer import Officer, touch
from sqlite_utils import Database

from bench.line import crowd
from server.clock import TestClock
from server.core.errors import NobodyWaiting, NotServedHere
from server.core.line import Why
from server.core.plan import HallPlan
from server.deeds.choose import next_ones
from server.hall import Hall
from server.store import lines
from server.store.look import Glance
from server.store.schema import migrations
from server.store.sqlite import SqliteStore
from server.store.verify import rebuild, verify

TODAY = "2026-11-23"


def configure(hall: Hall, **changes: object) -> None:
    """The small hall with `desks` and `departments` (by id) changed key by key."""
    document = hall_document()
    for number, keys in changes.get("desks", {}).items():  # type: ignore[attr-defined]
        document["desks"][number] = keys
    for one in document["departments"]:
        one |= changes.get("departments", {}).get(one["id"], {})  # type: ignore[attr-defined]
    hall.configure(HallPlan.from_dict(document))


@pytest.fixture
def come(hall: Hall, clock: TestClock) -> Callable[..., str]:
    """A visitor comes, a second after the one before; the number."""

    def touch_later(service: str = LAND_BOOK, priority: bool = False) -> str:
        clock.forward(seconds=1)
        return touch(hall, service.partition(".")[0], service, priority)["number"]

    return touch_later


def called(officer: Officer) -> str:
    """Calls the next and sends them home at once; the number."""
    officer.press("next")
    here = officer.here()
    assert here is not None
    officer.press("no-show")
    return here.number


def why_of_next(hall: Hall, desk: str) -> tuple[str, Why]:
    with hall.store.reading() as db:
        look = Glance(db, hall.store.plan_of(db)[1], hall.clock.now())
        first = next_ones(look, desk, 5)[0]
        return look.leg(first.leg).number, first.why


def waiting_here(hall: Hall, desk: str) -> dict[str, int]:
    with hall.store.reading() as db:
        plan = hall.store.plan_of(db)[1]
        return Glance(db, plan, hall.clock.now()).waiting_here(TODAY, plan.desk(desk))


# -- whom a desk serves ----------------------------------------------------------------------------------------------


def test_a_desk_of_single_services_calls_no_others(hall: Hall, come) -> None:
    configure(hall, desks={"2": {"departments": [CIVIL], "services": [LAND_MAP]}})
    binh = Officer(hall, BINH, LAND_2).sit()
    come(LAND_BOOK), come(LAND_MAP), come(BIRTH)
    assert [called(binh), called(binh)] == ["A002", "B001"]
    with pytest.raises(NobodyWaiting):
        binh.press("next")
    with pytest.raises(NotServedHere):
        binh.press("call", number="A001", reason="urgent")


def test_a_service_taken_away_is_still_served_where_its_department_is_whole(hall: Hall, come) -> None:
    come(LAND_MAP)
    document = hall_document()
    document["departments"][0]["services"].pop()
    hall.configure(HallPlan.from_dict(document))
    assert called(Officer(hall, AN, LAND_1).sit()) == "A001"


def test_a_desk_calls_its_preferred_line_first_and_says_so(hall: Hall, come) -> None:
    configure(hall, desks={BOTH: {"departments": [LAND, CIVIL], "prefer": [CIVIL]}})
    dung = Officer(hall, DUNG, BOTH).sit()
    come(LAND_BOOK), come(BIRTH)
    assert why_of_next(hall, BOTH) == ("B001", Why.PREFERRED_LINE)
    assert [called(dung), called(dung)] == ["B001", "A001"]


def test_a_lent_desk_serves_the_others_for_that_day_only(hall: Hall, come, clock: TestClock) -> None:
    lent = [{"first": TODAY, "departments": [CIVIL]}]
    configure(hall, desks={"2": {"departments": [LAND], "lent": lent}})
    binh = Officer(hall, BINH, LAND_2).sit()
    assert touch(hall, CIVIL, BIRTH)["where"]["vi"] == "Quầy 2, 3, 5"
    come(LAND_BOOK)
    assert called(binh) == "B001"
    clock.forward(minutes=24 * 60)
    come(BIRTH), come(LAND_BOOK)
    assert called(binh) == "A001"


def test_a_transfer_to_a_desk_of_single_services_is_for_one_of_them(hall: Hall, come) -> None:
    configure(hall, desks={"2": {"departments": [CIVIL], "services": [LAND_MAP]}})
    chi, binh = Officer(hall, CHI, CIVIL_1).sit(), Officer(hall, BINH, LAND_2).sit()
    come(BIRTH)
    chi.press("next"), chi.press("start"), chi.press("transfer", desk=LAND_2, department=LAND)
    binh.press("next")
    here = binh.here()
    assert here is not None and here.service == LAND_MAP


# -- first, and for whom ---------------------------------------------------------------------------------------------


def test_one_placed_first_goes_before_priority_and_the_console_says_why(hall: Hall, come, clock: TestClock) -> None:
    an = Officer(hall, AN, LAND_1).sit()
    come(), come(priority=True)
    clock.forward(minutes=30)
    an.press("next")
    an.press("put-back", place="last")
    come()
    an.press("next"), an.press("put-back", place="first")
    assert why_of_next(hall, LAND_1)[1] == Why.PLACED_FIRST


def test_one_for_an_officer_is_called_where_that_officer_sits(hall: Hall, come) -> None:
    an, chi, binh = (Officer(hall, name, desk).sit() for name, desk in ((AN, LAND_1), (CHI, CIVIL_1), (BINH, LAND_2)))
    come()
    an.press("next"), an.press("start"), an.press("transfer", department=CIVIL, back="officer")
    chi.press("next"), chi.press("start"), chi.press("finish")
    with pytest.raises(NobodyWaiting):
        binh.press("next")
    hall.close_desk(LAND_1, AN)
    an = Officer(hall, AN, CIVIL_1).sit(takeover=True)  # An helps at another desk, which does not even serve Land
    assert why_of_next(hall, CIVIL_1) == ("A001", Why.PLACED_FIRST)
    assert called(an) == "A001"


def test_one_for_an_officer_who_went_home_is_called_by_any_desk_of_the_line(hall: Hall, come) -> None:
    an, chi, binh = (Officer(hall, name, desk).sit() for name, desk in ((AN, LAND_1), (CHI, CIVIL_1), (BINH, LAND_2)))
    come()
    an.press("next"), an.press("start"), an.press("transfer", department=CIVIL, back="officer")
    chi.press("next"), chi.press("start"), chi.press("finish")
    hall.close_desk(LAND_1, AN)
    with pytest.raises(NobodyWaiting):
        chi.press("next")
    assert called(binh) == "A001"


def test_one_for_another_desk_is_not_called_by_name_either(hall: Hall, come) -> None:
    an, _ = Officer(hall, AN, LAND_1).sit(), Officer(hall, BINH, LAND_2).sit()
    come()
    an.press("next"), an.press("start"), an.press("transfer", desk=LAND_2)
    with pytest.raises(NotServedHere):
        an.press("call", number="A001", reason="urgent")
    assert (waiting_here(hall, LAND_1), waiting_here(hall, LAND_2)) == ({}, {LAND: 1})
    hall.close_desk(LAND_2, BINH)
    assert waiting_here(hall, LAND_1) == {LAND: 1}


# -- the interleave --------------------------------------------------------------------------------------------------


@pytest.fixture
def interleaved(hall: Hall) -> Officer:
    configure(hall, departments={LAND: {"discipline": "interleave", "interleave": 2}})
    return Officer(hall, AN, LAND_1).sit()


def test_the_interleave_counts_over_all_desks_and_through_a_restart(
    hall: Hall, interleaved: Officer, come, store: SqliteStore, clock: TestClock
) -> None:
    come(priority=True)
    for _ in range(4):
        come()
    assert [called(interleaved), called(Officer(hall, BINH, LAND_2).sit())] == ["A002", "A003"]
    again = SqliteStore(store.path)
    after = Officer(Hall(again, clock), AN, LAND_1)
    assert [called(after), called(after), called(after)] == ["A001", "A004", "A005"]
    again.close()


def test_taking_a_call_back_gives_the_turn_back(hall: Hall, interleaved: Officer, come) -> None:
    come(priority=True)
    for _ in range(4):
        come()
    binh = Officer(hall, BINH, LAND_2).sit()
    assert [called(interleaved), called(interleaved)] == ["A002", "A003"]
    interleaved.press("next")  # the priority turn
    binh.press("next")  # meanwhile another desk calls
    interleaved.press("undo")
    binh.press("no-show")
    assert why_of_next(hall, LAND_1)[0] == "A001"
    assert verify(hall.store).equal


def test_a_recall_or_somebody_called_again_takes_no_turn(hall: Hall, interleaved: Officer, come) -> None:
    for _ in range(2):
        come()
    come(priority=True), come()
    interleaved.press("next"), interleaved.press("recall"), interleaved.press("no-show")
    interleaved.press("call", number="A001"), interleaved.press("no-show")
    assert [called(interleaved), called(interleaved)] == ["A002", "A003"]


def test_a_named_call_takes_a_turn(hall: Hall, interleaved: Officer, come) -> None:
    come(priority=True)
    for _ in range(3):
        come()
    interleaved.press("call", number="A004", reason="urgent"), interleaved.press("no-show")
    assert [called(interleaved), called(interleaved)] == ["A002", "A001"]


def test_turns_are_told_by_the_journal(hall: Hall, interleaved: Officer, come, store: SqliteStore) -> None:
    for _ in range(3):
        come()
    called(interleaved), called(interleaved)
    with store.writing() as db:
        db.execute("DELETE FROM turns")
    assert "turn" in verify(store).report()
    assert rebuild(store).equal and verify(store).equal
    with store.reading() as db:
        assert lines.since_priority(db, TODAY, LAND, 5) == 2


# -- people ahead ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("discipline", ["fifo", "strict", "interleave", "accumulating"])
def test_people_ahead_are_those_who_would_be_called_before(hall: Hall, come, clock, discipline: str) -> None:
    configure(hall, departments={LAND: {"discipline": discipline, "interleave": 2}})
    an = Officer(hall, AN, LAND_1).sit()
    for priority in (False, True, False, False, True, True, False, True, False):
        clock.forward(minutes=3)
        come(LAND_BOOK if priority else LAND_MAP, priority)
    called(an)
    an.press("next"), an.press("put-back", place="first")
    clock.forward(minutes=2)
    with hall.store.reading() as db:
        look = Glance(db, hall.store.plan_of(db)[1], clock.now())
        ranked = [one.leg for one in next_ones(look, LAND_1, 20)]
        assert [look.ahead_of(look.leg(leg)) for leg in ranked] == list(range(len(ranked)))


def test_a_priority_newcomer_under_strict_priority_is_told_of_priority_people_only(hall: Hall, come) -> None:
    configure(hall, departments={LAND: {"discipline": "strict"}, CIVIL: {"discipline": "interleave", "interleave": 2}})
    come(), come(), come(priority=True)
    assert touch(hall, LAND, LAND_BOOK, priority=True)["ahead"] == 1
    assert touch(hall, LAND, LAND_BOOK)["ahead"] == 4
    for _ in range(5):
        come(BIRTH)
    assert touch(hall, CIVIL, BIRTH, priority=True)["ahead"] == 2


# -- what it costs ---------------------------------------------------------------------------------------------------


def test_counts_follow_a_changed_class_or_service(hall: Hall, come, store: SqliteStore) -> None:
    an = Officer(hall, AN, LAND_1).sit()
    come(), come()
    an.press("priority", number="A001", priority=True)
    an.press("change-service", number="A002", service=LAND_MAP)
    with store.reading() as db:
        assert lines.waiting(db, TODAY, LAND) == {"ordinary": 1, "priority": 1}
        found = [tuple(row) for row in lines.counts(db, TODAY)]
        assert found == [(LAND, LAND_MAP, "", 1), (LAND, LAND_BOOK, "", 1)]
    assert verify(store).equal


def test_an_older_halls_lines_are_counted_when_it_is_brought_up_to_date(tmp_path: Path, clock: TestClock) -> None:
    old = Database(tmp_path / "old.db")
    migrations.apply(old, stop_before="m020_the_line")
    leg = {
        "id": 1, "ticket": 1, "number": "A001", "business_date": TODAY, "ordinal": 1, "department": LAND,
        "service": LAND_BOOK, "klass": "priority", "plan": 1, "state": "waiting", "opened_at": clock.now(),
        "credited_at": clock.now(), "since": clock.now(), "version": 1, "for_desk": "9",
    }  # fmt: skip
    old["tickets"].insert({
        "id": 1, "business_date": TODAY, "number": "A001", "series": "A", "n": 1, "class": "priority",
        "channel": "kiosk-1", "issued_at": clock.now(),
    })  # fmt: skip
    old["legs"].insert(leg)
    old.conn.commit()
    old.close()
    store = SqliteStore(tmp_path / "old.db")
    hall = Hall(store, clock)
    hall.configure(HallPlan.from_dict(hall_document()))
    with store.reading() as db:
        assert lines.waiting(db, TODAY, LAND) == {"ordinary": 0, "priority": 1}
        look = Glance(db, store.plan_of(db)[1], clock.now())
        assert [one.leg for one in next_ones(look, LAND_1, 5)] == [1]  # desk 9 is not open
    store.close()


def test_every_look_up_of_a_choice_goes_by_an_index(store: SqliteStore) -> None:
    with store.reading() as db:
        asked = {"date": TODAY, "departments": "[]", "depth": 1}
        heads = [row["detail"] for row in db.execute(f"EXPLAIN QUERY PLAN {lines.HEADS}", asked)]
        turns = [row["detail"] for row in db.execute(f"EXPLAIN QUERY PLAN {lines.TURNS}", (1, 1, 1))]
    for step in (
        "SEARCH lines USING PRIMARY KEY (business_date=? AND department=?)",
        "SEARCH lines USING INDEX lines_held (business_date=?)",
        "SEARCH legs USING INTEGER PRIMARY KEY (rowid=?)",
        "SEARCH legs USING INDEX legs_line"
        " (business_date=? AND department=? AND service=? AND klass=? AND holder=? AND first=?)",
    ):
        assert step in heads, heads
    assert turns == ["SEARCH turns USING PRIMARY KEY (business_date=? AND department=?)"]
    assert not [step for step in heads + turns if "TEMP B-TREE" in step or step.startswith(("SCAN legs", "SCAN lines"))]


def steps_of(store: SqliteStore, do: Callable[[], object]) -> int:
    """How many steps SQLite's machine takes for a deed, counted by tens: the same on any computer."""
    count = 0

    def tick() -> int:
        nonlocal count
        count += 1
        return 0

    with store.writing() as writer:
        writer.set_progress_handler(tick, 10)
    do()
    with store.writing() as writer:
        writer.set_progress_handler(None, 10)
    return count


@pytest.mark.parametrize("discipline", ["accumulating", "interleave"])
def test_calling_the_next_among_5000_takes_no_more_steps_than_among_50(
    tmp_path: Path, clock: TestClock, discipline: str
) -> None:
    steps = {}
    for size in (50, 5000):
        store = SqliteStore(tmp_path / f"{size}.db")
        hall = Hall(store, clock)
        configure(hall, departments={LAND: {"discipline": discipline}})
        an, _ = Officer(hall, AN, LAND_1).sit(), Officer(hall, BINH, LAND_2).sit()
        touch(hall, LAND, LAND_BOOK)
        with store.writing() as db:
            crowd(db, size)
        called(an)
        command = an.command()
        steps[size] = steps_of(store, lambda hall=hall, command=command: hall.press("next", command))
        assert an.here() is not None
        store.close()
    assert 20 < steps[50] and steps[5000] <= 1.1 * steps[50], steps


@pytest.mark.parametrize("limit", [3, 8, 11])
def test_what_comes_next_is_the_same_however_few_of_a_line_are_read(hall, come, clock, limit) -> None:
    """One line gives many in a row: more of it are read than at first."""
    configure(hall, desks={LAND_1: {"departments": [LAND, CIVIL]}})
    for place in range(24):
        come(LAND_BOOK if place < 14 else (LAND_MAP, BIRTH)[place % 2], priority=place % 5 == 0)
    clock.forward(minutes=3)
    with hall.store.reading() as db:
        look = Glance(db, hall.store.plan_of(db)[1], clock.now())
        few = [one.leg for one in next_ones(look, LAND_1, limit)]
        everybody = [one.leg for one in next_ones(look, LAND_1, 24)]
    assert few == everybody[:limit] and len(everybody) == 24
