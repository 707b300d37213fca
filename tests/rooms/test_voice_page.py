"""The supervisor's voice page: any sentence to try, and who speaks where."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from cast import hall_plan
from flask import Flask
from flask.testing import FlaskClient
from hearing import samples, spells

from hardware import wav
from hardware.speech import open_voice
from server.app import create_app, stop
from server.settings import Settings
from server.store.sqlite import SqliteStore

CALL = {"what": "call", "language": "vi", "number": "a012", "desk": "5"}


def tried(client: FlaskClient, **form: str):  # noqa: ANN201
    return client.post("/admin/voice/try", data=form, headers={"Accept": "application/json"})


def test_a_call_is_tried_with_the_words_that_are_said(admin: FlaskClient) -> None:
    reply = tried(admin, **CALL)
    assert (reply.status_code, reply.mimetype, reply.data[:4]) == (200, "audio/wav", b"RIFF")
    assert unquote(reply.headers["X-Luot-Said"]) == "Mời số A, không, một, hai, đến quầy số năm"
    english = tried(admin, **CALL | {"language": "en"})
    assert unquote(english.headers["X-Luot-Said"]) == "Number A zero one two, please go to desk five"


def test_any_sentence_is_tried(admin: FlaskClient) -> None:
    reply = tried(admin, what="text", language="vi", text="Mời bà con giữ trật tự.")
    assert reply.status_code == 200 and unquote(reply.headers["X-Luot-Said"]) == "Mời bà con giữ trật tự."


@pytest.mark.parametrize(
    "wrong",
    [{"language": "fr"}, {"number": "012"}, {"number": "A" * 5}, {"desk": "0"}, {"desk": "x"}, {"desk": "1000"},
     {"what": "text", "text": " "}, {"what": "text", "text": "x" * 301}, {"number": "<b>"}],
)  # fmt: skip
def test_what_cannot_be_said_is_told_in_a_sentence(admin: FlaskClient, wrong: dict) -> None:
    reply = tried(admin, **CALL | wrong)
    assert reply.status_code == 400 and reply.json["error"]["id"] == "say-what"


def test_an_account_tries_twelve_sentences_a_minute(admin: FlaskClient) -> None:
    assert [tried(admin, **CALL).status_code for _ in range(13)] == [200] * 12 + [429]


def test_trying_changes_nothing_in_the_hall(app: Flask, admin: FlaskClient) -> None:
    store = app.extensions["store"]

    def fingerprint() -> list[str]:
        with store.reading() as db:
            return list(db.iterdump())

    before = fingerprint()
    tried(admin, **CALL)
    admin.get("/admin/voice/")
    assert fingerprint() == before
    assert app.extensions["speakers"].picture() == [], "nor is anything said in the hall"


def test_the_page_tells_who_speaks_and_whose_sound_is_blocked(app: Flask, admin: FlaskClient, device) -> None:
    io = app.extensions["sockets"].io
    screen = io.test_client(app, flask_test_client=device("display", "display-1"), auth={"as": "display"})
    assert "chưa báo" in admin.get("/admin/voice/").text.lower()
    screen.emit("sound", {"state": "blocked"})
    assert "trình duyệt chặn tiếng" in admin.get("/admin/voice/").text.lower()
    screen.emit("sound", {"state": "works"})
    page = admin.get("/admin/voice/").text
    assert "TV 1" in page and "đang gọi số" in page and "Cả sảnh" in page


@pytest.fixture
def spoken(tmp_path: Path, spoken_clips: Path, clock) -> Iterator[Flask]:
    """The same house with a real engine."""
    store = SqliteStore(tmp_path / "hall.db")
    with store.deed(clock.now()) as deed:
        deed.add_plan(hall_plan().to_dict())
    voice = open_voice(spoken_clips)
    assert voice.wait_ready(60)
    app = create_app(Settings(data=tmp_path, voice=False), clock=clock, store=store, voice=voice)
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    stop(app)


def test_a_longer_number_takes_longer_to_say(spoken: Flask) -> None:
    client = spoken.test_client()
    token = spoken.extensions["identities"].first_token()
    assert client.post("/admin/first", data={"token": token, "password": "mot-mat-khau-dai"}).status_code == 303

    def seconds(number: str) -> float:
        sound = samples(tried(client, **CALL | {"number": number}).data)[len(wav.chime()) :]
        return spells(sound, pause_s=0.4)[0][1]

    assert seconds("A1") < seconds("A012") < seconds("AB0123")
