"""Thresholds and the life of an alert, minute by minute on a known clock."""

from __future__ import annotations

import random

import pytest
from cast import LAND, LAND_1, hall_document

from server.control.advice import Line, one_round, sum_up, unknowable
from server.control.rules import MINUTE, Alert, Cause, Moment, causes, step
from server.core.plan import HallPlan


def plan(**limits: int) -> HallPlan:
    document = hall_document()
    document["departments"][0] |= {"alert_wait_minutes": 30, "alert_line": 10, "alert_idle_minutes": 5} | limits
    return HallPlan.from_dict(document)


def seen(hall: HallPlan, lines=None, idle=None, printers=None, silent=None, working=True) -> set[tuple]:  # noqa: ANN001
    moment = Moment(lines or {}, idle or {}, printers or {}, silent or {}, working)
    return {(one.kind, one.subject, one.level) for one in causes(hall, moment)}


@pytest.mark.parametrize(("people", "minutes", "found"), [
    (9, 29.9, set()), (9, 30, {("wait", LAND, 1)}), (10, 29.9, {("line", LAND, 1)}),
    (15, 45, {("line", LAND, 2), ("wait", LAND, 2)}), (20, 60, {("line", LAND, 3), ("wait", LAND, 3)}), (0, 99, set()),
])  # fmt: skip
def test_a_line_calls_for_somebody_at_its_thresholds(people, minutes, found) -> None:
    assert seen(plan(), {LAND: (people, round(minutes * MINUTE))}) == found


def test_nought_is_never() -> None:
    hall = plan(alert_wait_minutes=0, alert_line=0, alert_idle_minutes=0)
    assert seen(hall, {LAND: (500, 999 * MINUTE)}, {LAND_1: 99 * MINUTE}) == set()


def test_a_desk_free_while_its_line_waits() -> None:
    assert seen(plan(), idle={LAND_1: 5 * MINUTE - 1}) == set()
    assert seen(plan(), idle={LAND_1: 5 * MINUTE}) == {("idle", LAND_1, 1)}


def test_devices_call_while_the_hall_works_and_not_at_night() -> None:
    found = {("printer", "printer-1", 1), ("screen", "display-1", 1)}
    told = {"printers": {"printer-1": False}, "silent": {"display-1": 9 * MINUTE, "display-2": MINUTE}}
    assert seen(plan(), **told) == found
    assert seen(plan(), **told, working=False) == set()


def follow(story: list[tuple[int, int]]) -> list[Alert]:
    """story: (second, value of a wait with limit 10; 0: no cause). All alerts there were."""
    kept: dict[int, Alert] = {}
    for second, value in story:
        found = [Cause("wait", LAND, value, 10)] if value >= 10 else []
        for one in step([one for one in kept.values() if one.ended_at is None], found, second * 1000):
            own = one.id or len(kept) + 1
            kept[own] = Alert(one.kind, one.subject, one.began_at, one.level, one.gone_at, one.ended_at, own)
    return list(kept.values())


def test_an_alert_ends_by_itself_a_minute_after_its_cause() -> None:
    assert [one.ended_at for one in follow([(0, 10), (5, 0), (64, 0)])] == [None]
    assert [one.ended_at for one in follow([(0, 10), (5, 0), (65, 0)])] == [65_000]


def test_it_does_not_flap() -> None:
    flicker = [(second, 10 if second % 60 < 20 else 0) for second in range(0, 600, 5)]  # away for 40 seconds
    assert [(one.began_at, one.ended_at) for one in follow(flicker)] == [(0, None)]


def test_it_grows_and_never_shrinks_and_a_new_one_is_new() -> None:
    assert [one.level for one in follow([(0, 10), (5, 20), (10, 10)])] == [3]
    assert [one.level for one in follow([(0, 20), (5, 0), (70, 0), (75, 10)])] == [3, 1]


def line(waiting: int = 20, services: int = 30, desks: int = 1) -> Line:
    waits = tuple(n * MINUTE for n in range(waiting))
    return Line(LAND, waits, (10 * MINUTE,) * services, 6, 1.0, 0.0, desks, (4 * MINUTE,) * desks)


def test_one_desk_more_halves_a_long_line_and_is_worth_nothing_to_an_empty_one() -> None:
    rounds = [one_round(line(), random.Random(n)) for n in range(30)]
    told = sum_up(LAND, rounds)
    assert told.sure and told.rounds == 30 and told.gain[0] > told.now[0] / 3
    assert told.then[1] <= told.then[0] <= told.then[2]
    calm = sum_up(LAND, [one_round(line(0, desks=5), random.Random(n)) for n in range(30)])
    assert not calm.sure
    assert one_round(line(), random.Random(1)) == one_round(line(), random.Random(1))


def test_it_says_so_when_it_cannot_know() -> None:
    assert unknowable(line(services=4)) == "few-services"
    assert unknowable(line(desks=0)) == "no-desk"
    assert unknowable(line()) is None
