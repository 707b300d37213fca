"""The board's stream: who may listen, what it says, and that nothing is missed or told twice."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from cast import AN, BINH, BIRTH, CHI, CIVIL, CIVIL_1, LAND, LAND_1, LAND_2, LAND_BOOK
from flask import Flask
from flask.testing import FlaskClient
from flask_socketio import SocketIOTestClient
from officer import Officer, touch

from server.app import create_app, stop
from server.clock import TestClock
from server.live.streams import state_hash
from server.settings import Settings

ROW = {"seq", "number", "desk", "desk_name", "department", "at"}
STANDING_ROW = ROW | {"state", "rings"}


class Hall:
    """The app with its publisher stepped after each deed, as the thread would do."""

    def __init__(self, app: Flask) -> None:
        self.app, self.hall = app, app.extensions["hall"]
        self.io = app.extensions["sockets"].io

    def tell(self) -> None:
        self.app.extensions["publisher"].publish_new()

    def listen(self, client: FlaskClient | None, role: str | None) -> SocketIOTestClient:
        auth = {"as": role} if role else None
        return self.io.test_client(self.app, flask_test_client=client, auth=auth)

    def call(self, officer: Officer, department: str = LAND, service: str = LAND_BOOK) -> None:
        touch(self.hall, department, service)
        officer.press("next")
        officer.press("start")
        self.tell()

    def board(self) -> list[str]:
        return [row["number"] for row in self.picture()["calls"]]

    def picture(self, stream: str = "board") -> dict:
        return self.app.extensions["streams"].snapshot(stream)["state"]

    def pair(self, screen: str) -> FlaskClient:
        identities, client = self.app.extensions["identities"], self.app.test_client()
        client.set_cookie("luot_display", identities.enrol(identities.new_code("display", screen))[0])
        return client

    def beat(self) -> None:
        self.app.extensions["streams"].beat()


@pytest.fixture
def live(app: Flask) -> Hall:
    return Hall(app)


@pytest.fixture
def an(live: Hall) -> Officer:
    return Officer(live.hall, AN, LAND_1).sit()


def heard(listener: SocketIOTestClient, name: str) -> list[dict]:
    return [one["args"][0] for one in listener.get_received() if one["name"] == name]


def test_nobody_listens_without_an_identity(live: Hall) -> None:
    assert not live.listen(None, "display").is_connected()
    assert not live.listen(live.app.test_client(), "display").is_connected()
    assert not live.listen(live.app.test_client(), None).is_connected()


@pytest.mark.parametrize("role", ["kiosk", "paper", "desk", "board", "agent", "supervisor", "hints", ""])
def test_a_display_cannot_come_as_anything_else(live: Hall, device: Callable, role: str) -> None:
    assert not live.listen(device("display", "display-1"), role).is_connected()


def test_a_revoked_display_is_let_go_and_not_let_in_again(live: Hall, device: Callable) -> None:
    tv = device("display", "display-1")
    listener = live.listen(tv, "display")
    identities = live.app.extensions["identities"]
    number = next(one["id"] for one in identities.devices() if one["kind"] == "display")
    live.app.extensions["sockets"].drop(identities.revoke(number))
    assert not listener.is_connected()
    assert not live.listen(tv, "display").is_connected()
    assert tv.get("/display/snapshot.json", headers={"Accept": "application/json"}).status_code == 401


def test_a_display_hears_the_board_alone(live: Hall, device: Callable, an: Officer) -> None:
    listener = live.listen(device("display", "display-1"), "display")
    live.call(an)  # issued, called, started: a board is told of the last two, and only the call is an event
    assert [entry["event"] and entry["event"]["kind"] for entry in heard(listener, "entry")] == ["called", None]


def test_a_message_holds_what_a_hall_may_read_and_nothing_else(live: Hall, device: Callable, an: Officer) -> None:
    listener = live.listen(device("display", "display-1"), "display")
    live.call(an)
    message, _ = heard(listener, "entry")
    assert set(message) == {"epoch", "seq", "prev", "event", "state", "hash"}
    assert set(message["event"]) == ROW | {"kind", "voice"}
    assert message["event"]["voice"] == f"/display/voice/{message['seq']}.wav"
    assert set(message["state"]) == {"hall", "title", "plan", "stay_ms", "calls"}
    assert [set(row) for row in message["state"]["calls"]] == [STANDING_ROW]
    assert message["hash"] == state_hash(message["state"])


def test_each_message_names_the_one_before_and_carries_the_state_of_its_own_seq(
    live: Hall, device: Callable, an: Officer
) -> None:
    binh = Officer(live.hall, BINH, LAND_2).sit()
    listener = live.listen(device("display", "display-1"), "display")
    for officer in (an, binh):
        touch(live.hall, LAND, LAND_BOOK)
        officer.press("next")
    live.tell()  # both calls were committed before anybody was told
    received = listener.get_received()
    last = next(one["args"][0]["seq"] for one in received if one["name"] == "hello")
    entries = [one["args"][0] for one in received if one["name"] == "entry"]
    for entry in entries:
        assert entry["prev"] == last
        last = entry["seq"]
    assert [[row["number"] for row in entry["state"]["calls"]] for entry in entries] == [["A001"], ["A002", "A001"]]


def test_a_heartbeat_names_epoch_seq_and_hash_of_the_snapshot(live: Hall, device: Callable, an: Officer) -> None:
    tv = device("display", "display-1")
    listener = live.listen(tv, "display")
    live.call(an)
    listener.get_received()
    live.beat()
    (beat,) = heard(listener, "heartbeat")
    snapshot = tv.get("/display/snapshot.json").json
    assert {beat[key] == snapshot[key] for key in ("epoch", "seq", "hash", "now")} == {True}
    assert snapshot["hash"] == state_hash(snapshot["state"])


def test_a_new_server_has_the_same_picture_and_another_epoch(live: Hall, device: Callable, an: Officer) -> None:
    tv = device("display", "display-1")
    live.call(an)
    before = tv.get("/display/snapshot.json").json
    store, settings = live.app.extensions["store"], live.app.extensions["settings"]
    again = create_app(Settings(data=settings.data, voice=False), clock=TestClock(), store=store)
    try:
        after = again.extensions["streams"].snapshot("board")
    finally:
        stop(again)
    assert after["state"] == before["state"]
    assert after["hash"] == before["hash"]
    assert after["seq"] >= before["seq"]
    assert after["epoch"] != before["epoch"]


def test_a_call_taken_back_leaves_the_board(live: Hall, device: Callable, an: Officer) -> None:
    listener = live.listen(device("display", "display-1"), "display")
    for _ in range(2):
        touch(live.hall, LAND, LAND_BOOK)
    an.press("next")
    an.press("undo")
    live.tell()
    called, undone = heard(listener, "entry")
    assert [row["number"] for row in called["state"]["calls"]] == ["A001"]
    assert undone["event"] is None
    assert undone["state"]["calls"] == []
    assert undone["prev"] == called["seq"]


def test_a_recall_taken_back_puts_the_row_where_it_stood(live: Hall, device: Callable, an: Officer) -> None:
    chi = Officer(live.hall, CHI, CIVIL_1).sit()
    touch(live.hall, LAND, LAND_BOOK)
    an.press("next")
    live.call(chi, CIVIL, BIRTH)
    assert live.board() == ["B001", "A001"]
    an.press("recall")
    live.tell()
    assert live.board() == ["A001", "B001"]
    an.press("undo")
    live.tell()
    assert live.board() == ["B001", "A001"]


def test_one_display_speaks_the_other_is_silent(device: Callable) -> None:
    assert b"data-speaks" in device("display", "display-1").get("/display/").data
    assert b"data-speaks" not in device("display", "display-2").get("/display/").data
    assert b"data-speaks" not in device("display", "a-screen-nobody-planned").get("/display/").data


def test_only_a_call_has_a_voice(live: Hall, device: Callable, an: Officer) -> None:
    tv = device("display", "display-1")
    live.call(an)
    seq = live.picture()["calls"][0]["seq"]
    sound = tv.get(f"/display/voice/{seq}.wav")
    assert (sound.status_code, sound.mimetype, sound.data[:4]) == (200, "audio/wav", b"RIFF")
    assert tv.get(f"/display/voice/{seq - 1}.wav").status_code == 404
    assert tv.get("/display/voice/1.wav").status_code == 404
    assert live.app.test_client().get(f"/display/voice/{seq}.wav").status_code == 401


def test_no_heartbeat_tells_of_a_message_before_the_message_itself(live: Hall, an: Officer) -> None:
    """A beat that comes while a message is on its way out waits: else every screen would think it had missed one."""
    streams, told, beats = live.app.extensions["streams"], [], []
    tv = live.pair("hall")
    listener = live.listen(tv, "display")
    out = streams.emit

    def slowly(event: str, payload: dict, stream: str) -> None:
        if event == "entry" and stream == "board" and not beats:
            beats.append(threading.Thread(target=streams.beat))
            beats[0].start()
            beats[0].join(0.3)  # time enough for it to go ahead, where nothing held it
        told.append((event, stream, payload["seq"]))
        out(event, payload, stream)

    streams.emit = slowly
    live.call(an)
    beats[0].join(5)
    streams.emit = out
    on_board = [(event, seq) for event, stream, seq in told if stream == "board"]
    seen = 0
    for event, seq in on_board:
        assert event == "entry" or seq <= seen, on_board
        seen = max(seen, seq) if event == "entry" else seen
    assert "heartbeat" in dict(on_board) and listener.is_connected()


def test_a_screen_that_comes_while_it_is_asked_whether_anybody_listens_is_told_where_the_hall_stands(
    live: Hall, an: Officer
) -> None:
    """Between the look and "nobody: not drawn" it was counted, found nothing to draw anew, and was told an old seq."""
    streams, screen = live.app.extensions["streams"], live.pair("display-1")
    look, came = streams.heard, []

    def asked(stream: str) -> bool:
        found = look(stream)
        if stream == "board" and not came:
            came.append(threading.Thread(target=lambda: came.append(live.listen(screen, "display"))))
            came[0].start()
            came[0].join(0.3)
        return found

    streams.heard = asked
    live.call(an)
    came[0].join()
    (hello,) = heard(came[1], "hello")
    assert hello["seq"] == streams.snapshot("board")["seq"], "a screen that stands elsewhere fetches the picture"
