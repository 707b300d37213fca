"""The store's choice, by heads and indices, against a slow one: every waiting leg read, judged in plain words."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cast import AN, BINH, BIRTH, BOTH, CHI, CIVIL, LAND, LAND_1, LAND_2, LAND_BOOK, LAND_MAP, hall_document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.clock import TestClock
from server.core.line import Waiting, Why, choose, order
from server.core.plan import HallPlan
from server.core.ticket import Leg, LegState
from server.deeds.choose import may_call, next_ones
from server.store.look import Glance
from server.store.rows import INSERT_LEG, leg_of, leg_values
from server.store.sqlite import SqliteStore

LONG = os.environ.get("LUOT_LONG") == "1"
TODAY = "2026-11-23"
NOW = TestClock("2026-11-23T10:00:00+07:00").now()
GONE = f"{LAND}.a-service-taken-away"
RARELY = st.sampled_from([None] * 5 + [LAND_1, LAND_2, BOTH])
DISCIPLINES = st.sampled_from(["fifo", "strict", "interleave", "accumulating"])


def plan_of(land: str, civil: str) -> HallPlan:
    """Desk 1 prefers one service, desk 2 serves a single one besides Civil, desk 5 serves both departments."""
    document = hall_document()
    document["departments"][0] |= {"discipline": land, "interleave": 2}
    document["departments"][1] |= {"discipline": civil, "interleave": 1}
    document["desks"]["1"] = {"departments": [LAND], "prefer": [LAND_MAP]}
    document["desks"]["2"] = {"departments": [CIVIL], "services": [LAND_BOOK]}
    return HallPlan.from_dict(document)


@st.composite
def legs(draw: st.DrawFn) -> list[Leg]:
    found = []
    for own in range(1, draw(st.integers(0, 25)) + 1):
        service = draw(st.sampled_from([LAND_BOOK, LAND_BOOK, LAND_MAP, BIRTH, GONE]))
        holder = draw(RARELY)
        found.append(Leg(
            own, own, f"X{own}", TODAY, 1, service.partition(".")[0], service, None,
            draw(st.sampled_from(["ordinary", "priority"])), 1,
            draw(st.sampled_from([LegState.WAITING] * 6 + [LegState.HELD])), NOW,
            NOW - draw(st.integers(-5, 60)) * 60_000, NOW, own,
            first=draw(st.sampled_from([False] * 8 + [True])), for_desk=holder,
            for_officer=draw(st.sampled_from([None] * 6 + [AN, CHI])) if holder is None else None,
        ))  # fmt: skip
    return found


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    store = SqliteStore(Path(tmp_path_factory.mktemp("line")) / "hall.db")
    yield store
    store.close()


def lay_out(store: SqliteStore, legs_: list[Leg], aside: set[int], seats: dict[str, str], turns: list[str]) -> None:
    """This line, these officers at their desks, these last calls; written past the journal."""
    with store.writing() as db:
        db.execute("PRAGMA defer_foreign_keys = ON")
        for table in ("legs", "tickets", "lines", "set_aside", "desk_states", "turns"):
            db.execute(f"DELETE FROM {table}")
        for leg in legs_:
            values = (leg.id, TODAY, leg.number, "X", leg.id, leg.klass, "kiosk-1", NOW)
            db.execute("INSERT INTO tickets VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
            db.execute(INSERT_LEG, leg_values(leg))
        db.execute(
            "INSERT INTO lines SELECT business_date, department, service, klass, holder, count(*) FROM legs"
            " WHERE state = 'waiting' GROUP BY 1, 2, 3, 4, 5"
        )
        db.executemany("INSERT INTO set_aside VALUES (?)", [(one,) for one in aside])
        db.executemany(
            "INSERT INTO desk_states (desk, state, officer, since, version) VALUES (?, 'open', ?, 0, 0)", seats.items()
        )
        db.executemany("INSERT INTO turns VALUES (?, ?, ?, ?)", [(TODAY, LAND, n, k) for n, k in enumerate(turns)])


def slowly(db, plan: HallPlan, desk_id: str, aside: set[int], seats: dict[str, str]) -> list[Waiting]:
    """Whom the desk may call, by looking at everybody."""
    desk, found = plan.desk(desk_id), []
    for leg in map(leg_of, db.execute("SELECT * FROM legs")):
        if leg.state is not LegState.WAITING or leg.ticket in aside:
            continue
        mine = leg.for_desk == desk_id or (leg.for_officer is not None and seats.get(desk_id) == leg.for_officer)
        elsewhere = leg.for_desk in seats or (leg.for_officer is not None and leg.for_officer in seats.values())
        if mine or (desk.serves(leg.department, leg.service) and not elsewhere):
            tier = 0 if mine else desk.serving.tier(leg.department, leg.service)
            found.append(Waiting(leg.id, leg.department, leg.klass, leg.credited_at, leg.service, leg.first,
                                 leg.no_answer_ms > 0, mine, tier))  # fmt: skip
    return found


def test_who_was_put_first_does_not_hide_who_has_waited_longest_when_it_is_said_why(store: SqliteStore) -> None:
    """Desk 1 calls the map before the land book. Somebody with a land book has waited longer; another, put first in
    that line, came last."""
    waits = [(1, LAND_BOOK, 0, True), (2, LAND_BOOK, 2, False), (3, LAND_MAP, 1, False)]
    line = [Leg(own, own, f"X{own}", TODAY, 1, LAND, service, None, "ordinary", 1, LegState.WAITING, NOW,
                NOW - minutes * 60_000, NOW, own, first=first) for own, service, minutes, first in waits]  # fmt: skip
    lay_out(store, line, set(), {}, [])
    plan = plan_of("fifo", "fifo")
    with store.reading() as db:
        look = Glance(db, plan, NOW)
        told = choose(look.heads(TODAY, plan.desk(LAND_1)), {one.id: one.rule for one in plan.departments}, NOW)
    assert told is not None and (told.leg, told.why) == (3, Why.PREFERRED_LINE)


@settings(max_examples=1000 if LONG else 50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    legs(), st.sets(st.integers(1, 25), max_size=3), DISCIPLINES, DISCIPLINES,
    st.dictionaries(st.sampled_from([LAND_1, LAND_2, BOTH]), st.sampled_from([AN, BINH]), max_size=2),
    st.lists(st.sampled_from(["ordinary", "priority"]), max_size=4),
)  # fmt: skip
def test_the_store_chooses_whom_a_look_at_everybody_would_choose(
    store: SqliteStore, legs_: list[Leg], aside: set[int], land: str, civil: str, seats: dict[str, str],
    turns: list[str],
) -> None:  # fmt: skip
    plan = plan_of(land, civil)
    lay_out(store, legs_, aside, seats, turns)
    rules = {one.id: one.rule for one in plan.departments}
    recent = turns[::-1].index("priority") if "priority" in turns else len(turns)
    with store.reading() as db:
        look = Glance(db, plan, NOW)
        for desk in (LAND_1, LAND_2, BOTH):
            waiting = slowly(db, plan, desk, aside, seats)
            expected = order(waiting, rules, NOW, {LAND: recent})
            found = next_ones(look, desk, 40)
            assert [one.leg for one in found] == [one.leg for one in expected], desk
            heads = look.heads(TODAY, plan.desk(desk))
            next_ = choose(heads, rules, NOW, {LAND: recent})
            assert (next_ and next_.leg) == (expected[0].leg if expected else None)
            assert next_ is None or replace(next_) == expected[0]
            for leg in (one for one in legs_ if one.state is LegState.WAITING and one.ticket not in aside):
                assert may_call(look, desk, leg) == (leg.id in {one.leg for one in waiting})
