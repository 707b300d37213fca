"""The voices through the doors: who is told to speak, in which languages and how loud, and what is kept of it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from cast import AN, BINH, BIRTH, CHI, CIVIL, CIVIL_1, LAND, LAND_1, LAND_2, LAND_BOOK, hall_document
from flask import Flask
from flask.testing import FlaskClient
from hearing import lufs, samples
from officer import Officer, touch
from test_display_live import Hall, heard

from hardware.speech import duration
from server.app import create_app, start, stop
from server.core.plan import HallPlan
from server.live.speaking import left_unsaid
from server.settings import Settings

NAMES = {"name_vi": "Màn hình", "name_en": "Display"}


@pytest.fixture
def plan() -> HallPlan:
    document = hall_document()
    document["displays"] = {f"display-{n}": NAMES | {"voice": True} for n in (1, 2)} | {
        "quiet": NAMES, "english": NAMES | {"voice": True, "languages": ["vi", "en"]},
        "tv-east": NAMES | {"voice": True, "zone": "east"},
    }  # fmt: skip
    document["zones"] = {"east": NAMES | {"desks": ["3"]}}
    document["loudspeakers"] = {"sanh": NAMES | {"agent": "amplifier"}}
    document["voice"] = {"volume": [{"from": "07:00", "percent": 50}, {"from": "10:00", "percent": 100}]}
    return HallPlan.from_dict(document)


class Room(Hall):
    """The hall with screens that answer for themselves."""

    def screen(self, client: FlaskClient, sound: str | None = "works"):  # noqa: ANN201
        listener = self.listen(client, "display")
        if sound:
            listener.emit("sound", {"state": sound})
        return listener

    def ring(self, officer: Officer, *what: str) -> int:
        """A visitor comes and is called; the call's seq."""
        touch(self.hall, *(what or (LAND, LAND_BOOK)))
        officer.press("next")
        self.tell()
        with self.app.extensions["store"].reading() as db:
            return db.execute("SELECT max(seq) FROM journal WHERE kind = 'called'").fetchone()[0]

    def said(self) -> list[tuple]:
        self.app.extensions["speaking"].step()
        self.app.extensions["receipts"].write()
        with self.app.extensions["store"].reading() as db:
            rows = db.execute("SELECT seq, name FROM receipts WHERE what = 'spoken' ORDER BY seq, name")
            return [tuple(row) for row in rows]


@pytest.fixture
def live(app: Flask) -> Room:
    return Room(app)


@pytest.fixture
def an(live: Room) -> Officer:
    return Officer(live.hall, AN, LAND_1).sit()


def say(listener) -> int:
    """Says the order that came last, as a screen does; the call's seq."""
    order = heard(listener, "say")[-1]
    assert listener.emit("begin", {"say": order["say"], "seconds": 2.5}, callback=True) is True
    listener.emit("spoken", {"say": order["say"], "whole": True})
    return order["seq"]


def test_one_screen_of_two_is_told_to_speak_and_the_receipt_names_it(live: Room, device: Callable, an: Officer) -> None:
    one, other = (live.screen(device("display", f"display-{n}")) for n in (1, 2))
    call = live.ring(an)
    assert say(one) == call
    assert heard(other, "say") == []
    assert live.said() == [(call, "display-1")]


def test_a_screen_hears_its_number_before_its_order(live: Room, device: Callable, an: Officer) -> None:
    tv = live.screen(device("display", "display-1"))
    tv.get_received()
    live.ring(an)
    assert [one["name"] for one in tv.get_received()] == ["entry", "say"]


def test_all_screens_are_told_with_each_heartbeat_who_speaks(live: Room, device: Callable) -> None:
    one, other = (live.screen(device("display", f"display-{n}")) for n in (1, 2))
    for listener in (one, other):
        listener.get_received()
    live.app.extensions["sockets"].beat()
    assert heard(one, "speaker") == [{"speaks": True, "voiced": True}]
    assert heard(other, "speaker") == [{"speaks": False, "voiced": True}]


def test_a_screen_without_a_voice_in_the_hall_file_is_never_asked(live: Room, device: Callable, an: Officer) -> None:
    quiet, unknown = live.screen(device("display", "quiet")), live.screen(device("display", "nobody-planned"))
    live.ring(an)
    assert [heard(one, "say") + heard(one, "speaker") for one in (quiet, unknown)] == [[], []]


ODD = [None, 7, "x", {}, {"say": "1"}, {"say": float("nan")}, {"say": [1]}, {"say": True}, {"state": 1}, {"say": 1e300}]


def test_odd_words_from_a_screen_change_nothing(live: Room, device: Callable, an: Officer) -> None:
    tv = live.screen(device("display", "display-1"))
    call = live.ring(an)
    for message in ODD:
        for event in ("sound", "begin", "spoken"):
            tv.emit(event, message)
    assert live.said() == []
    assert say(tv) == call


def test_a_desks_or_kiosks_socket_cannot_speak(live: Room, device: Callable, an: Officer) -> None:
    tv, kiosk = live.screen(device("display", "display-1")), live.listen(device("kiosk", "kiosk-1"), "kiosk")
    call = live.ring(an)
    order = heard(tv, "say")[0]
    kiosk.emit("sound", {"state": "works"})
    assert kiosk.emit("begin", {"say": order["say"], "seconds": 1}, callback=True) is False
    assert order["seq"] == call


def test_the_voice_of_a_zone_says_its_own_calls_and_the_halls_says_all(
    live: Room, device: Callable, an: Officer
) -> None:
    chi = Officer(live.hall, CHI, CIVIL_1).sit()
    hall, east = live.screen(device("display", "display-1")), live.screen(device("display", "tv-east"))
    land, civil = live.ring(an), live.ring(chi, CIVIL, BIRTH)
    assert say(east) == civil
    assert say(hall) == land and say(hall) == civil
    assert live.said() == [(land, "display-1"), (civil, "display-1"), (civil, "tv-east")]


def test_a_call_is_spoken_where_it_is_shown_and_nowhere_else(live: Room, an: Officer) -> None:
    chi = Officer(live.hall, CHI, CIVIL_1).sit()
    live.ring(an)
    live.ring(chi, CIVIL, BIRTH)
    zones = live.app.extensions["speakers"]
    waiting = {one["zone"]: one["waiting"] for one in zones.picture()}
    streams = live.app.extensions["streams"]
    shown = {name: len(streams.snapshot(name)["state"].get("calls", [])) for name in waiting if "panel" not in name}
    assert {name: waiting[name] for name in shown} == shown == {
        "board": 2, "board:zone:east": 1, "board:department:dat-dai": 1, "board:department:tu-phap": 1,
    }  # fmt: skip


# The sound


def test_a_screen_hears_its_own_languages_as_often_as_ordered(live: Room, device: Callable, an: Officer) -> None:
    tv, english = device("display", "display-1"), device("display", "english")
    call = live.ring(an)
    once, twice, both = (
        duration(client.get(f"/display/voice/{call}.wav{query}").data)
        for client, query in ((tv, ""), (tv, "?times=2"), (english, ""))
    )
    assert twice - once == pytest.approx(0.5) == both - once  # the silent voice takes half a second a sentence
    for odd in ("0", "-3", "99", "x"):
        assert tv.get(f"/display/voice/{call}.wav?times={odd}").status_code == 200


def test_the_hour_sets_the_volume(live: Room, device: Callable, an: Officer, clock) -> None:
    tv, call = device("display", "display-1"), live.ring(an)
    at_eight = tv.get(f"/display/voice/{call}.wav").data
    clock.forward(minutes=150)
    at_half_past_ten = tv.get(f"/display/voice/{call}.wav").data
    assert lufs(samples(at_half_past_ten)) - lufs(samples(at_eight)) == pytest.approx(6, abs=0.1)


# The loudspeaker


def listening(agent: FlaskClient, sound: str = "works", wait_s: float = 0) -> dict:
    reply = agent.post("/agent/loudspeaker/listen", json={"sound": sound, "wait_s": wait_s})
    assert reply.status_code == 200
    return reply.json


def test_the_loudspeaker_plays_instead_of_the_screens(live: Room, device: Callable, an: Officer) -> None:
    tv, agent = live.screen(device("display", "display-1")), device("agent", "amplifier")
    assert listening(agent, "failed")["speaks"] is False
    assert listening(agent)["speaks"] is True
    call = live.ring(an)
    assert heard(tv, "say") == []
    order = listening(agent)["say"]
    assert (order["seq"], order["times"]) == (call, 2)
    sound = agent.get(f"/agent/loudspeaker/{call}.wav?times=2")
    assert (sound.mimetype, sound.data[:4]) == ("audio/wav", b"RIFF")
    begin, spoken = (f"/agent/loudspeaker/says/{order['say']}/{what}" for what in ("begin", "spoken"))
    assert agent.post(begin, json={"seconds": 3}).json == {"yes": True}
    assert agent.post(begin, json={"seconds": 3}).json == {"yes": False}
    assert agent.post(spoken, json={"whole": True}).status_code == 204
    assert live.said() == [(call, "amplifier")]


def test_a_loudspeaker_that_says_goodbye_leaves_its_place_to_a_screen(
    live: Room, device: Callable, an: Officer
) -> None:
    tv, agent = live.screen(device("display", "display-1")), device("agent", "amplifier")
    listening(agent)
    assert listening(agent, "off")["speaks"] is False
    call = live.ring(an)
    assert say(tv) == call
    assert live.said() == [(call, "display-1")]


def test_an_agent_without_a_loudspeaker_is_told_so(live: Room, device: Callable, an: Officer) -> None:
    agent = device("agent", "server")
    told = listening(agent)
    assert (told["loudspeaker"], told["speaks"], told["say"]) == (None, False, None)
    live.ring(an)
    assert listening(agent)["say"] is None


# After a restart


def test_what_a_server_left_unsaid_is_said_by_the_next_if_it_is_not_too_old(
    live: Room, device: Callable, an: Officer, clock
) -> None:
    binh = Officer(live.hall, BINH, LAND_2).sit()
    tv = live.screen(device("display", "display-1"))
    said = live.ring(an)
    assert say(tv) == said
    left = live.ring(binh)
    assert live.said() == [(said, "display-1")]
    store = live.app.extensions["store"]
    assert [call.seq for call in left_unsaid(store, clock.now() - 30_000)] == [left]
    again = create_app(Settings(data=live.app.extensions["settings"].data, voice=False), clock=clock, store=store)
    try:
        start(again)
        assert [(one["zone"], one["waiting"]) for one in again.extensions["speakers"].picture()][0] == ("board", 1)
    finally:
        stop(again)
    clock.forward(seconds=31)
    assert left_unsaid(store, clock.now() - 30_000) == []


def test_a_call_nobody_could_say_is_told_in_the_log(
    live: Room, device: Callable, an: Officer, clock, caplog: pytest.LogCaptureFixture
) -> None:
    live.screen(device("display", "display-1"), sound="blocked")
    call = live.ring(an)
    clock.forward(seconds=31)
    assert live.said() == []
    assert re.search(rf"call {call} in board: unsaid", caplog.text)
