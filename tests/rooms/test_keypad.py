"""The number pad's doors: a press acts for who sits at the desk, once, soon, and on the state it was told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from cast import AN, BINH, BIRTH, BOTH, CIVIL, LAND, LAND_1, LAND_BOOK
from flask import Flask
from flask.testing import FlaskClient
from officer import new_key, touch
from werkzeug.test import TestResponse

from server.core.errors import BadInput


class Pad:
    """Presses as the pad's program does: with the version of the answer before."""

    def __init__(self, client: FlaskClient, now: Callable[[], int]) -> None:
        self.client, self.now = client, now
        self.version = client.post("/keypad/watch", json={}).json["version"]

    def press(self, deed: str, key: str | None = None, **more: object) -> TestResponse:
        sent = {"deed": deed, "key": key or new_key(), "version": self.version, "at": self.now(), **more}
        reply = self.client.post("/keypad/press", json=sent)
        self.version = (reply.json or {}).get("version", self.version)
        return reply


@pytest.fixture
def hall(app: Flask):  # noqa: ANN201
    return app.extensions["hall"]


@pytest.fixture
def an(officer) -> FlaskClient:
    return officer(AN, LAND_1)


@pytest.fixture
def pad(an, device, clock) -> Pad:
    return Pad(device("keypad", "desk-1"), clock.now)


def kinds(app: Flask) -> list[str]:
    with app.extensions["store"].reading() as db:
        return [row["kind"] for row in db.execute("SELECT kind FROM journal WHERE leg IS NOT NULL ORDER BY seq")]


def number(hall) -> str:
    return touch(hall, LAND, LAND_BOOK)["number"]


def test_a_press_calls_in_the_name_of_who_sits_there(app, hall, pad, an) -> None:
    first = number(hall)
    reply = pad.press("next")
    assert reply.status_code == 200 and reply.json["tone"] == "done"
    assert reply.json["said"]["vi"] == f"Đã gọi số {first}. Còn 0 người chờ."
    current = an.get("/desk/snapshot.json").json
    assert (current["current"]["number"], current["desk"]["officer"]) == (first, AN)


def test_each_key_says_what_it_did(hall, pad) -> None:
    first = number(hall)
    said = [pad.press(deed).json["said"]["vi"] for deed in ("next", "recall", "start", "finish", "undo")]
    assert said == [
        f"Đã gọi số {first}. Còn 0 người chờ.",
        f"Đã gọi lại số {first}. Đang gọi số {first}. Còn 0 người chờ.",
        f"Bắt đầu phục vụ số {first}.",
        f"Đã kết thúc số {first}. Quầy đang trống. Còn 0 người chờ.",
        f"Đã hoàn tác. Đang phục vụ số {first}.",
    ]


def test_a_press_on_an_old_state_is_refused_and_told_and_the_next_one_goes(app, hall, pad, an) -> None:
    number(hall), number(hall)
    seen = an.get("/desk/snapshot.json").json["desk"]["version"]
    an.post("/desk/deeds/next", json={"key": new_key(), "version": seen})
    stale = pad.press("next")
    assert (stale.status_code, stale.json["error"]["id"], stale.json["tone"]) == (409, "stale", "refused")
    assert stale.json["state"] == "called"  # the present state, told with the refusal
    assert kinds(app).count("called") == 1
    assert pad.press("start").status_code == 200


def test_the_same_press_told_twice_counts_once_and_gets_the_same_answer(app, hall, pad) -> None:
    number(hall), number(hall)
    seen, key = pad.version, new_key()
    once = pad.press("next", key)
    again = pad.press("next", key, version=seen)
    assert again.status_code == 200 and again.json["said"] == once.json["said"]
    assert kinds(app).count("called") == 1


def test_a_lost_finish_asked_for_again_still_names_its_number(hall, pad) -> None:
    first = number(hall)
    pad.press("next"), pad.press("start")
    seen, key = pad.version, new_key()
    pad.press("finish", key)
    assert f"Đã kết thúc số {first}." in pad.press("finish", key, version=seen).json["said"]["vi"]


def test_enter_while_a_number_is_called_asks_and_does_nothing(app, hall, pad) -> None:
    first, _ = number(hall), number(hall)
    pad.press("next")
    before = kinds(app)
    asked = pad.press("next")
    assert (asked.status_code, asked.json["tone"]) == (200, "question")
    assert asked.json["said"]["vi"].startswith(f"Số {first} đã đến quầy chưa?") and asked.json["question_ms"] == 6000
    assert kinds(app) == before
    assert pad.press("no-show-next").json["did"] == ["no-show", "called"]


def test_nobody_waiting_is_said_calmly(pad) -> None:
    reply = pad.press("next")
    assert (reply.status_code, reply.json["tone"]) == (409, "calm")
    assert reply.json["said"]["vi"] == "Hiện không còn ai chờ."


def test_a_pad_at_a_desk_where_nobody_sits_calls_nobody(app, hall, device, clock) -> None:
    number(hall)
    reply = Pad(device("keypad", "desk-2"), clock.now).press("next")
    assert (reply.status_code, reply.json["error"]["id"]) == (409, "nobody-sits")
    assert "Chưa có cán bộ nào đăng nhập tại quầy này" in reply.json["said"]["vi"]
    assert "called" not in kinds(app)


def test_nor_where_the_officer_signed_out_and_left_a_visitor_there(app, hall, pad, an) -> None:
    number(hall)
    pad.press("next")
    an.post("/desk/sign-out")  # a desk with a visitor stays open
    assert pad.press("finish").json["error"]["id"] == "nobody-sits"


def test_after_a_takeover_it_acts_for_the_new_officer(app, hall, pad, an, officer) -> None:
    number(hall)
    officer(BINH).post("/desk/choose", json={"desk": LAND_1, "takeover": True})
    assert pad.press("next").json["error"]["id"] == "stale"
    assert pad.press("next").status_code == 200
    with app.extensions["store"].reading() as db:
        assert db.execute("SELECT officer FROM journal WHERE kind = 'called'").fetchone()["officer"] == BINH


def test_a_press_from_five_seconds_ago_is_not_done(app, hall, pad, clock) -> None:
    number(hall)
    late = clock.now()
    clock.forward(seconds=5.1)
    reply = pad.press("next", at=late)
    assert (reply.status_code, reply.json["error"]["id"]) == (409, "press-too-old")
    assert "called" not in kinds(app)
    assert pad.press("next", at=clock.now() - 4900).status_code == 200


def test_a_pad_named_for_no_desk_is_told_how_to_pair_it(app, device) -> None:
    with pytest.raises(BadInput):
        app.extensions["identities"].new_code("keypad", "front")
    reply = device("keypad", "desk-77").post("/keypad/watch", json={})
    assert (reply.status_code, reply.json["error"]["id"]) == (404, "no-such-desk")


HALF = [
    {}, {"deed": "issue", "key": "key-00000001", "version": 1, "at": 1},
    {"deed": "next", "key": "key-00000001", "version": True, "at": 1}, {"deed": "next", "key": "key-00000001"},
]  # fmt: skip


def test_half_a_press_is_none(pad) -> None:
    for body in HALF:
        assert pad.client.post("/keypad/press", json=body).json["error"]["id"] == "bad-input", body


def test_the_watch_waits_for_its_own_desk_only(app, hall, pad, an, officer) -> None:
    app.extensions["publisher"].start()
    app.extensions["publisher"].publish_new()
    told: list[tuple[float, int]] = []

    def watch() -> None:
        reply = pad.client.post("/keypad/watch", json={"version": pad.version, "wait_s": 8})
        told.append((time.monotonic(), reply.json["version"]))

    waiting = threading.Thread(target=watch)
    waiting.start()
    number(hall)
    officer(BINH, "2").post("/desk/deeds/next", json={"key": new_key(), "version": 10**6})
    waiting.join(0.3)
    assert waiting.is_alive(), "another desk's news woke it"
    began = time.monotonic()
    version = an.get("/desk/snapshot.json").json["desk"]["version"]
    an.post("/desk/deeds/next", json={"key": new_key(), "version": version})
    waiting.join(5)
    assert told and told[0][0] - began < 2 and told[0][1] > pad.version


def test_the_console_beside_it_hears_of_each_press_and_no_other_console(app, hall, pad, an, officer) -> None:
    io = app.extensions["sockets"].io
    here = io.test_client(app, auth={"as": "desk"}, flask_test_client=an)
    other = io.test_client(app, auth={"as": "desk"}, flask_test_client=officer(BINH, "2"))
    here.get_received(), other.get_received()
    number(hall)
    pad.press("next"), pad.press("next")

    def news(client) -> list[dict]:
        return [one["args"][0] for one in client.get_received() if one["name"] == "news"]

    assert news(here) == [{"kind": "keypad", "tone": "done"}, {"kind": "keypad", "tone": "question"}]
    assert news(other) == []


def test_digits_and_enter_call_that_number(app, hall, pad) -> None:
    first, second = number(hall), number(hall)
    refused = pad.press("call", digits=second[1:])
    assert (refused.status_code, refused.json["error"]["id"]) == (409, "needs-reason")  # out of order: on the screen
    assert pad.press("call", digits="1").json["said"]["vi"] == f"Đã gọi số {first}. Còn 1 người chờ."
    pad.press("no-show")
    assert pad.press("call", digits="001").status_code == 200  # the visitor is there after all
    assert pad.press("call", digits="77").json["error"]["id"] == "no-such-number"


def test_a_called_number_asked_for_again_is_told_as_called(app, hall, pad, officer) -> None:
    """The reply was lost. By then the number no longer waits, another one ends so, and the press is old."""
    first, _ = number(hall), number(hall)
    seen, key, at = pad.version, new_key(), pad.now()
    once = pad.press("call", key, digits="1")
    touch(hall, CIVIL, BIRTH)
    again = pad.press("call", key, digits="1", version=seen, at=at - 6000)
    assert (again.status_code, again.json["said"]) == (200, once.json["said"]) and first in again.json["said"]["vi"]
    assert kinds(app).count("called") == 1


def test_a_number_that_was_not_there_is_not_called_by_a_late_copy_of_the_press(app, hall, pad) -> None:
    seen, key = pad.version, new_key()
    assert pad.press("call", key, digits="1").json["error"]["id"] == "no-such-number"
    number(hall)
    assert pad.press("call", key, digits="1", version=seen).json["error"]["id"] == "no-such-number"
    assert "called" not in kinds(app)


def test_digits_that_fit_two_numbers_call_neither(app, hall, officer, device, clock) -> None:
    officer(BINH, BOTH)
    touch(hall, LAND, LAND_BOOK), touch(hall, CIVIL, BIRTH)
    both = Pad(device("keypad", "desk-5"), clock.now)
    reply = both.press("call", digits="1")
    assert reply.json["error"]["id"] == "which-number" and "A001, B001" in reply.json["said"]["vi"]
    assert "called" not in kinds(app)


def test_only_digits_name_a_number(pad) -> None:
    for digits in (None, "", "12345", "A12", "-1", 7, "١"):
        assert pad.press("call", digits=digits).status_code == 400, digits
