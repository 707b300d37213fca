"""One voice a zone: who speaks, in which order, and what happens when the one that speaks falls silent."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import pytest

from server.core.events import Entry, Kind
from server.live.speakers import BEGIN_S, END_S, FRESH_S, TOO_OLD_MS, Speakers
from server.live.spoken_line import Mouth, Outcome

ZONES = {"1": ("north",), "2": ("south",), "3": ("north", "south")}  # desk → zones that hear its calls
LONG = 6.0


@dataclass
class Hall:
    """Speakers on a clock that is moved by hand, and screens that do what they are told, or not."""

    seconds: float = 1000.0
    seq: int = 0
    screens: dict[str, Screen] = field(default_factory=dict)
    known: list[Outcome] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.speakers = Speakers(
            lambda: round(self.seconds * 1000), lambda call: ZONES[call.desk or "1"], seconds=lambda: self.seconds
        )

    def screen(self, name: str, zone: str = "north", rank: int = 1, sound: str = "works") -> Screen:
        one = self.screens[name] = Screen(self, name, zone, rank)
        one.join(sound)
        return one

    def call(self, leg: int | None = None, desk: str = "1", kind: Kind = Kind.CALLED, **body: int) -> int:
        self.seq += 1
        at = round(self.seconds * 1000)
        self.speakers.on_entry(Entry(kind, at, "2026-11-23", leg=leg or self.seq, desk=desk, body=body, seq=self.seq))
        return self.seq

    def pass_time(self, seconds: float) -> None:
        """In steps as the server takes them; screens answer their heartbeats."""
        until = self.seconds + seconds
        while self.seconds < until:
            self.seconds += 0.25
            for one in self.screens.values():
                one.beat()
            self.speakers.tick()

    def outcomes(self) -> list[Outcome]:
        self.known += self.speakers.outcomes()
        return self.known

    def said(self) -> list[tuple[int, str, str]]:
        return [(one.call, one.name, one.how) for one in self.outcomes()]


@dataclass
class Screen:
    hall: Hall
    name: str
    zone: str
    rank: int
    alive: bool = True
    speaks: bool = False
    orders: list[dict] = field(default_factory=list)
    heard: list[tuple[float, float, int]] = field(default_factory=list)  # (from, to, call): what visitors hear

    def join(self, sound: str = "works") -> None:
        self.alive = True
        self.hall.speakers.join(Mouth(self.name, len(self.name), self.name, self.zone, self._told, self.rank))
        if sound:
            self.hall.speakers.sound(self.name, sound)

    def _told(self, event: str, payload: dict) -> None:
        if event == "speaker":
            self.speaks = payload["speaks"]
        elif event == "say" and self.alive:
            self.orders.append(payload)

    def beat(self) -> None:
        if self.alive:
            self.hall.speakers.sound(self.name, "works")

    def begin(self, long: float = LONG) -> bool:
        """Asks for its newest order, and is heard if it may."""
        order = self.orders[-1]
        may = self.hall.speakers.begin(self.name, order["say"], long)
        if may:
            self.heard.append((self.hall.seconds, self.hall.seconds + long, order["seq"]))
        return may

    def end(self, whole: bool = True) -> None:
        self.hall.speakers.spoken(self.name, self.orders[-1]["say"], whole)

    def say(self, long: float = LONG) -> int:
        """Says its newest order from beginning to end."""
        order = self.orders[-1]
        assert self.begin(long)
        self.hall.pass_time(long)
        self.end()
        return order["seq"]

    def die(self) -> None:
        """Its socket is gone; what its loudspeaker was given is heard to the end."""
        self.alive = False
        self.hall.speakers.leave(self.name)

    def freeze(self) -> None:
        """Its socket stays open and nothing comes out of it."""
        self.alive = False


@pytest.fixture
def hall() -> Hall:
    return Hall()


# Who speaks


def test_one_of_many_screens_gets_the_call_and_all_know_who_speaks(hall: Hall) -> None:
    screens = [hall.screen(f"tv-{n}") for n in range(1, 6)]
    call = hall.call()
    assert [one.speaks for one in screens] == [True, False, False, False, False]
    assert [len(one.orders) for one in screens] == [1, 0, 0, 0, 0]
    assert screens[0].orders[0] == {"say": 1, "seq": call, "times": 2}


def test_whoever_was_not_told_to_speak_is_not_allowed_to(hall: Hall) -> None:
    one, other = hall.screen("tv-1"), hall.screen("tv-2")
    hall.call()
    other.orders = list(one.orders)
    assert not other.begin(), "the order of another screen"
    assert one.begin()
    assert not one.begin(), "an order told twice is said once"
    one.orders.append({"say": 99, "seq": 1, "times": 1})
    assert not one.begin(), "an order nobody gave"


@pytest.mark.parametrize("sound", ["", "blocked", "failed"])
def test_a_screen_that_has_not_told_that_its_sound_works_is_not_chosen(hall: Hall, sound: str) -> None:
    hall.screen("tv-1", sound=sound)
    second = hall.screen("tv-2")
    hall.call()
    assert second.speaks and len(second.orders) == 1


def test_the_one_that_speaks_goes_on_when_another_comes(hall: Hall) -> None:
    second = hall.screen("tv-2")
    first = hall.screen("tv-1")
    assert (first.speaks, second.speaks) == (False, True)


def test_a_loudspeaker_takes_the_screens_place_and_they_take_its_place_when_it_goes(hall: Hall) -> None:
    tv = hall.screen("tv-1")
    hall.call()
    assert tv.begin()
    loud = hall.screen("amplifier", rank=0)
    assert not loud.speaks, "a sentence is not handed over half-way"
    hall.pass_time(LONG)
    tv.end()
    assert (tv.speaks, loud.speaks) == (False, True)
    call = hall.call()
    loud.die()
    assert tv.speaks and tv.orders[-1]["seq"] == call


def test_each_zone_has_its_own_voice_and_a_call_for_both_is_said_in_both(hall: Hall) -> None:
    north, south = hall.screen("tv-1"), hall.screen("tv-2", "south")
    hall.call(desk="1")
    hall.call(desk="2")
    assert (north.say(), south.say()) == (1, 2)
    both = hall.call(desk="3")
    assert (north.say(), south.say()) == (both, both)
    assert {(one.call, one.zone) for one in hall.outcomes()} == {(1, "north"), (2, "south"), (3, "north"), (3, "south")}


# In which order


def test_calls_are_said_one_after_the_other_in_order(hall: Hall) -> None:
    tv = hall.screen("tv-1")
    calls = [hall.call() for _ in range(3)]
    assert len(tv.orders) == 1
    assert [tv.say(3) for _ in calls] == calls
    starts = [(start, end) for start, end, _ in tv.heard]
    assert all(a[1] <= b[0] for a, b in zip(starts, starts[1:], strict=False))
    assert hall.said() == [(call, "tv-1", "whole") for call in calls]


def test_the_repeat_is_dropped_while_more_than_three_wait(hall: Hall) -> None:
    tv = hall.screen("tv-1")
    for _ in range(6):
        hall.call()
    said = []
    while len(said) < 6:
        said.append(tv.orders[-1]["times"])
        tv.say(2)
    assert said == [2, 1, 1, 2, 2, 2], "five, four, then three wait"


def test_a_recall_is_said_again(hall: Hall) -> None:
    tv = hall.screen("tv-1")
    first = hall.call(leg=7)
    tv.say()
    again = hall.call(leg=7, kind=Kind.RECALLED)
    assert tv.say() == again != first


def test_a_number_called_again_before_its_turn_is_said_once(hall: Hall) -> None:
    tv = hall.screen("tv-1")
    hall.call(leg=1)
    hall.call(leg=2)
    again = hall.call(leg=2, kind=Kind.RECALLED)
    assert [tv.say(2), tv.say(2)] == [1, again]
    assert len(tv.orders) == 2


def test_a_call_taken_back_before_its_first_sound_is_not_said(hall: Hall) -> None:
    tv = hall.screen("tv-1")
    first, second, third = (hall.call() for _ in range(3))
    hall.call(kind=Kind.UNDONE, undoes=second)
    hall.call(kind=Kind.UNDONE, undoes=first)
    assert not hall.speakers.begin("tv-1", 1, LONG), "it had the order, but had not begun"
    assert tv.say() == third


def test_a_recall_taken_back_leaves_the_call_it_stood_for(hall: Hall) -> None:
    tv = hall.screen("tv-1")
    hall.call(leg=1)
    second = hall.call(leg=2)
    hall.call(leg=3)
    again = hall.call(leg=2, kind=Kind.RECALLED)
    hall.call(kind=Kind.UNDONE, undoes=again)
    assert [tv.say(2), tv.say(2)] == [1, second]


def test_nothing_older_than_thirty_seconds_is_said(hall: Hall) -> None:
    hall.screen("tv-1", sound="blocked").alive = False
    old = hall.call()
    hall.pass_time(TOO_OLD_MS / 1000 - 5)
    young = hall.call()
    hall.pass_time(6)
    tv = hall.screen("tv-2")
    assert tv.say() == young
    assert hall.said() == [(old, "", "unsaid"), (young, "tv-2", "whole")]


def test_a_call_that_grows_too_old_on_its_way_is_not_begun(hall: Hall) -> None:
    tv = hall.screen("tv-1")
    hall.call()
    hall.seconds += TOO_OLD_MS / 1000 + 1  # nobody has looked since
    assert not tv.begin()
    assert hall.said() == [(1, "", "unsaid")]


# When the one that speaks falls silent


def test_a_screen_that_dies_before_its_first_sound_is_replaced_at_once(hall: Hall) -> None:
    first, second = hall.screen("tv-1"), hall.screen("tv-2")
    call = hall.call()
    first.die()
    assert second.say() == call
    assert hall.said() == [(call, "tv-1", "failed"), (call, "tv-2", "whole")]


def test_a_screen_that_dies_in_mid_sentence_is_heard_out_before_another_says_it_again(hall: Hall) -> None:
    first, second = hall.screen("tv-1"), hall.screen("tv-2")
    call = hall.call()
    assert first.begin()
    first.die()
    hall.pass_time(LONG)
    assert second.orders == [], "the first may still be heard"
    hall.pass_time(END_S + 0.5)
    assert second.say() == call
    assert hall.said() == [(call, "tv-1", "cut"), (call, "tv-2", "whole")]


def test_a_frozen_screen_is_replaced_when_it_does_not_begin(hall: Hall) -> None:
    first, second = hall.screen("tv-1"), hall.screen("tv-2")
    first.freeze()
    call = hall.call()
    hall.pass_time(BEGIN_S + 0.5)
    assert second.say() == call


def test_a_frozen_screen_without_a_call_loses_its_place_by_its_silence(hall: Hall) -> None:
    first, second = hall.screen("tv-1"), hall.screen("tv-2")
    first.freeze()
    hall.pass_time(FRESH_S + 0.5)
    assert (first.speaks, second.speaks) == (False, True)


def test_a_screen_whose_end_is_never_reported_is_replaced_and_the_late_report_counts_no_more(hall: Hall) -> None:
    first, second = hall.screen("tv-1"), hall.screen("tv-2")
    hall.call()
    assert first.begin()
    first.freeze()
    hall.pass_time(LONG + END_S + 0.5)
    assert second.begin()
    first.end()
    assert not hall.speakers.begin("tv-1", first.orders[-1]["say"], LONG)
    second.end()
    assert [how for _, _, how in hall.said()] == ["cut", "whole"]


def test_a_screen_that_said_a_call_to_the_server_before_holds_up_no_other_call(hall: Hall) -> None:
    """A server that was restarted asks again for what it has no receipt of; the screen knows better."""
    screen = hall.screen("tv")
    first = hall.call()
    screen.end()  # without a beginning
    second = hall.call()
    assert screen.orders[-1]["seq"] == second and screen.say() == second
    assert hall.said() == [(first, "tv", "whole"), (second, "tv", "whole")]


def test_a_screen_blocked_in_mid_day_gives_its_place_away(hall: Hall) -> None:
    first, second = hall.screen("tv-1"), hall.screen("tv-2")
    call = hall.call()
    assert first.begin()
    hall.speakers.sound("tv-1", "blocked")
    first.end(whole=False)
    assert second.say() == call
    assert not first.speaks


def test_the_only_screen_tries_again_when_it_reports_again(hall: Hall) -> None:
    tv = hall.screen("tv-1")
    call = hall.call()
    tv.end(whole=False)
    assert len(tv.orders) == 1
    hall.pass_time(0.25)
    assert tv.say() == call


def test_a_hall_that_has_no_voice_misses_none(hall: Hall) -> None:
    hall.call()
    hall.pass_time(TOO_OLD_MS / 1000 + 1)
    assert hall.outcomes() == []


# Whatever happens


@pytest.mark.parametrize("seed", range(12))
def test_never_two_voices_in_a_zone_and_no_call_forgotten(seed: int) -> None:
    """Screens come, die, freeze, thaw, lose messages and reports, in any order; visitors' ears are the judge."""
    chance, hall = random.Random(seed), Hall()
    names, calls = [f"tv-{n}" for n in range(4)], []
    for name in names:
        hall.screen(name)
    for _ in range(300):
        screen = hall.screens[chance.choice(names)]
        what = chance.random()
        if what < 0.12:
            calls.append(hall.call())
        elif what < 0.16:
            screen.die()
        elif what < 0.20:
            screen.freeze()
        elif what < 0.30 and not screen.alive:
            screen.join()
        elif what < 0.65 and screen.orders and screen.alive:
            screen.begin(chance.choice((2.0, 6.0)))  # perhaps an old order, perhaps the second time
        elif what < 0.85 and screen.heard and screen.alive and screen.heard[-1][1] <= hall.seconds:
            screen.end(chance.random() < 0.9)
        hall.pass_time(chance.choice((0, 0.25, 1, 3)))
    heard = sorted(one for screen in hall.screens.values() for one in screen.heard)
    assert len(heard) > 5
    for (_, end, one), (start, _, other) in zip(heard, heard[1:], strict=False):
        assert end <= start, f"calls {one} and {other} were heard at the same time"
    hall.screen("last").join()
    while any(one.orders and one.begin() for one in hall.screens.values() if one.name == "last"):
        hall.pass_time(LONG)
        hall.screens["last"].end()
    hall.pass_time(TOO_OLD_MS / 1000 + LONG + END_S + BEGIN_S)
    told = {one.call for one in hall.outcomes()}
    assert told == set(calls), "of each call it is known what became of it: said, or too old"
