"""A key has one answer. What it was refused, a copy that comes late does not do."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import pytest
from cast import AN, LAND, LAND_1, LAND_BOOK
from officer import Officer, touch

from server.core.errors import ClockBehind, DeskNotOpen, NobodyWaiting, NoSuchNumber, TooFast
from server.deeds.refusals import KEPT_S, MOST, Refusals
from server.deeds.request import Channel, Request, Wish
from server.hall import Hall
from server.store import queries

KEY = "press-of-an-0001"


class Watch:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def called_at(hall: Hall, desk: str) -> str | None:
    with hall.store.reading() as db:
        here = queries.leg_at(db, desk)
    return here.number if here else None


def test_nobody_is_called_by_a_late_copy_of_a_refused_press(hall: Hall) -> None:
    an = Officer(hall, AN, LAND_1).sit()
    press = an.command(KEY)
    with pytest.raises(NobodyWaiting):
        hall.press("next", press)
    touch(hall, LAND, LAND_BOOK)
    with pytest.raises(NobodyWaiting):
        hall.press("next", press)
    assert called_at(hall, LAND_1) is None
    an.press("next")
    assert called_at(hall, LAND_1) == "A001"


def test_the_same_words_are_said_again(hall: Hall) -> None:
    press, said = Officer(hall, AN, LAND_1).sit().command(KEY), []
    for _ in range(2):
        with pytest.raises(NoSuchNumber) as refused:
            hall.press("call", press, Wish(number="A099"))
        said.append((refused.value.id, refused.value.vi, refused.value.en, str(refused.value)))
    assert said[0] == said[1]


def test_another_press_under_the_key_is_looked_at_for_itself(hall: Hall) -> None:
    press = Officer(hall, AN, LAND_1).sit().command(KEY)
    with pytest.raises(NobodyWaiting):
        hall.press("next", press)
    assert hall.press("break", press, Wish(reason="short"))["did"] == ["desk-break"]


def test_a_kiosk_that_waits_for_the_clock_gets_its_number_under_the_same_key(hall: Hall) -> None:
    hall.is_behind = lambda: True
    asked = Request(LAND, LAND_BOOK), Channel("kiosk-2")
    with pytest.raises(ClockBehind):
        hall.issue("touch-0001", *asked)
    hall.is_behind = lambda: False
    assert hall.issue("touch-0001", *asked)[0]["number"] == "A001"


def test_nobody_is_issued_a_number_by_a_late_copy_of_a_touch_that_came_too_fast(hall: Hall) -> None:
    hall.configure(replace(hall.store.present_plan(), kiosk_burst=1, kiosk_seconds=3))
    asked = Request(LAND, LAND_BOOK), Channel("kiosk-2")
    hall.issue("touch-0001", *asked)
    with pytest.raises(TooFast):
        hall.issue("touch-0002", *asked)
    hall.clock.forward(seconds=3)
    with pytest.raises(TooFast):
        hall.issue("touch-0002", *asked)
    assert hall.issue("touch-0003", *asked)[0]["number"] == "A002"


def test_a_refusal_is_forgotten_when_no_screen_asks_any_more() -> None:
    watch = Watch()
    refusals = Refusals(watch)
    with pytest.raises(NobodyWaiting), refusals.of("desk", KEY, "next"):
        raise NobodyWaiting
    watch.now += KEPT_S - 1
    with pytest.raises(NobodyWaiting), refusals.of("desk", KEY, "next"):
        pytest.fail("it was done")
    watch.now += 1
    with refusals.of("desk", KEY, "next"):
        done = True
    assert done


def test_however_many_are_refused_the_memory_is_bounded() -> None:
    watch = Watch()
    refusals = Refusals(watch)
    for n in range(MOST + 10):
        with pytest.raises(DeskNotOpen), refusals.of("desk", f"{n:08d}", "next"):
            raise DeskNotOpen
    assert len(refusals._kept) == MOST
    watch.now += KEPT_S
    with pytest.raises(DeskNotOpen), refusals.of("desk", KEY, "next"):
        raise DeskNotOpen
    assert len(refusals._kept) == 1


def test_nothing_of_the_refused_deed_is_kept_alive() -> None:
    class Row:
        pass

    refusals, row = Refusals(), Row()
    seen = weakref.ref(row)

    def refuse(row: Row) -> None:
        with refusals.of("desk", KEY, "next"):
            raise NobodyWaiting

    with pytest.raises(NobodyWaiting):
        refuse(row)
    del row
    gc.collect()
    assert seen() is None
