"""The visitor's page: own number and state, for any phone, without a cookie."""

from __future__ import annotations

import re

import pytest
from cast import AN, LAND, LAND_1, LAND_BOOK
from flask import Flask
from officer import Officer, touch

from display.visitor import ahead_text

PUBLIC = {"number", "state", "text", "ahead", "ahead_text", "department", "service", "desk", "date"}


@pytest.fixture
def page(app: Flask) -> str:
    """The path of the second visitor's page."""
    hall = app.extensions["hall"]
    touch(hall, LAND, LAND_BOOK)
    return "/t/" + touch(hall, LAND, LAND_BOOK)["url"].rsplit("/t/", 1)[1]


def text_of(html: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.decode()))


def test_it_shows_the_own_number_and_how_many_are_ahead(app: Flask, page: str) -> None:
    words = text_of(app.test_client().get(page).data)
    assert "A002" in words and "Đang chờ" in words and "Phía trước còn 1 người" in words
    assert "A001" not in words


def test_it_speaks_english_when_asked(app: Flask, page: str) -> None:
    reply = app.test_client().get(page + "?lang=en")
    assert '<html lang="en">' in reply.text
    assert "Waiting" in text_of(reply.data) and "1 person ahead of you" in text_of(reply.data)


def test_it_names_the_desk_once_called_and_only_while_there(app: Flask, page: str) -> None:
    an = Officer(app.extensions["hall"], AN, LAND_1).sit()
    phone = app.test_client()
    assert phone.get(page + ".json").json["desk"] is None
    for deed in ("next", "no-show", "next"):
        an.press(deed)
    called = phone.get(page + ".json").json
    assert (called["state"], called["desk"]["vi"], called["ahead"]) == ("called", "Quầy 1", None)
    an.press("start")
    an.press("finish")
    done = phone.get(page + ".json").json
    assert (done["state"], done["desk"]) == ("done", None)


def test_it_tells_nothing_of_anybody_else(app: Flask, page: str) -> None:
    assert set(app.test_client().get(page + ".json").json) == PUBLIC


def test_it_sets_no_cookie(app: Flask, page: str) -> None:
    for path in (page, page + "?lang=en", page + ".json"):
        assert "Set-Cookie" not in app.test_client().get(path).headers


def test_an_unchanged_state_costs_a_phone_no_body(app: Flask, page: str) -> None:
    phone = app.test_client()
    tag = phone.get(page + ".json").headers["ETag"]
    again = phone.get(page + ".json", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    Officer(app.extensions["hall"], AN, LAND_1).sit().press("next")  # one fewer ahead
    assert phone.get(page + ".json", headers={"If-None-Match": tag}).status_code == 200


def test_a_guessed_secret_finds_nothing(app: Flask, page: str) -> None:
    assert app.test_client().get(page[:-1] + "!").status_code == 404
    assert app.test_client().get("/t/1.json").status_code == 404


@pytest.mark.parametrize(
    ("ahead", "vi", "en"),
    [
        (0, "Phía trước không còn ai chờ", "Nobody is waiting ahead of you"),
        (1, "Phía trước còn 1 người", "1 person ahead of you"),
        (12, "Phía trước còn 12 người", "12 people ahead of you"),
    ],
)
def test_people_ahead_in_words(ahead: int, vi: str, en: str) -> None:
    assert ahead_text(ahead) == {"vi": vi, "en": en}
