"""The visitor's page: own number and state, for any phone, without a cookie, and almost for nothing."""

from __future__ import annotations

import re
import threading
from contextlib import ExitStack

import pytest
from cast import AN, BINH, BIRTH, CHI, CIVIL, CIVIL_1, LAND, LAND_1, LAND_2, LAND_BOOK
from flask import Flask
from flask.testing import FlaskClient
from officer import Officer, touch

from display.visitor import LINK_BURST, WRONG_BURST
from server.clock import TestClock
from server.throttle import Buckets

PUBLIC = {
    "number", "state", "soon", "promise", "ring", "text", "more", "desk", "where", "ahead", "ahead_text", "minutes",
    "minutes_text", "why", "department", "service", "later", "may", "rated", "priority", "date", "poll_s",
}  # fmt: skip


class Phone:
    """One visitor's phone: remembers the tag of what it was told last, as the page does."""

    def __init__(self, app: Flask, department: str = LAND, service: str = LAND_BOOK) -> None:
        self.app, self.client, self.tag = app, app.test_client(), ""
        self.path = "/t/" + touch(app.extensions["hall"], department, service)["url"].rsplit("/t/", 1)[1]

    def look(self) -> dict:
        """The whole answer, after the publisher has told what happened (in a real hall it tells at each commit)."""
        reply = self.ask({})
        assert reply.status_code == 200
        return reply.json

    def changed(self) -> bool:
        """Whether a look with the last tag brings something new."""
        reply = self.ask({"If-None-Match": self.tag})
        assert reply.status_code in (200, 304)
        return reply.status_code == 200

    def ask(self, headers: dict[str, str]):  # noqa: ANN201
        self.app.extensions["publisher"].publish_new()
        reply = self.client.get(self.path + ".json", headers=headers)
        self.tag = reply.headers.get("ETag", self.tag)
        return reply


@pytest.fixture
def phone(app: Flask) -> Phone:
    """The second visitor's."""
    touch(app.extensions["hall"], LAND, LAND_BOOK)
    return Phone(app)


@pytest.fixture
def an(app: Flask) -> Officer:
    return Officer(app.extensions["hall"], AN, LAND_1).sit()


def text_of(html: bytes) -> str:
    shown = re.sub(r"<(p|div)[^>]* hidden>.*?</\1>", " ", html.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown))


def test_it_shows_the_own_number_how_many_are_ahead_how_long_and_where(app: Flask, phone: Phone, an: Officer) -> None:
    words = text_of(app.test_client().get(phone.path).data)
    for told in ("A002", "Sắp đến lượt", "Phía trước còn 1 người", "Dự kiến chờ", "Đất đai", "Sổ đỏ", "Quầy 1, 2, 5"):
        assert told in words
    assert "A001" not in words


def test_before_any_desk_is_open_it_promises_no_minutes(phone: Phone) -> None:
    assert phone.look()["minutes"] is None
    assert "tạm nghỉ" in phone.look()["minutes_text"]["vi"]


@pytest.mark.parametrize(
    ("query", "spoken", "language"),
    [("", None, "vi"), ("", "vi-VN,vi;q=0.9,en;q=0.8", "vi"), ("", "en-US,en;q=0.9", "en"), ("", "ko-KR", "vi"),
     ("?lang=en", "vi", "en"), ("?lang=vi", "en", "vi"), ("?lang=xx", None, "vi")],
)  # fmt: skip
def test_it_speaks_the_language_asked_for_or_the_phones_own(
    app: Flask, phone: Phone, query: str, spoken: str | None, language: str
) -> None:
    reply = app.test_client().get(phone.path + query, headers={"Accept-Language": spoken} if spoken else {})
    assert f'<html lang="{language}">' in reply.text
    assert ("1 person ahead of you" in text_of(reply.data)) == (language == "en")


def test_it_names_the_desk_once_called_and_only_while_there(phone: Phone, an: Officer) -> None:
    assert phone.look()["desk"] is None
    for deed in ("next", "no-show", "next"):
        an.press(deed)
    called = phone.look()
    assert (called["state"], called["desk"]["vi"], called["ahead"]) == ("called", "Quầy 1", None)
    an.press("start")
    an.press("finish")
    done = phone.look()
    assert (done["state"], done["desk"]) == ("done", None)


def test_it_tells_nothing_of_anybody_else(phone: Phone) -> None:
    assert set(phone.look()) == PUBLIC


def test_it_sets_no_cookie_and_is_kept_by_nobody(app: Flask, phone: Phone) -> None:
    for path in (phone.path, phone.path + "?lang=en", phone.path + ".json", "/t/nobody"):
        assert "Set-Cookie" not in app.test_client().get(path).headers
    assert app.test_client().get(phone.path).headers["Cache-Control"] == "no-store"


def test_an_unchanged_state_costs_a_phone_no_body(phone: Phone, an: Officer) -> None:
    phone.look()
    again = phone.ask({"If-None-Match": phone.tag})
    assert (again.status_code, again.data) == (304, b"")
    an.press("next")  # one fewer ahead
    assert phone.changed()


def test_the_pages_own_tag_is_good_for_the_first_look(app: Flask, phone: Phone) -> None:
    html = app.test_client().get(phone.path).text
    phone.tag = re.search(r'data-tag="([0-9a-f]+)"', html)[1]  # type: ignore[index]
    assert phone.ask({"If-None-Match": f'"{phone.tag}"'}).status_code == 304
    assert phone.ask({"If-None-Match": f'W/"{phone.tag}"'}).status_code == 304


def test_an_unchanged_state_costs_the_hall_no_query(app: Flask, phone: Phone) -> None:
    phone.look()
    store, replies = app.extensions["store"], []
    with ExitStack() as all_taken:
        for _ in range(store._readers.qsize()):  # noqa: SLF001
            all_taken.enter_context(store.reading())
        look = threading.Thread(
            target=lambda: replies.append(phone.client.get(phone.path + ".json", headers={"If-None-Match": phone.tag})),
            daemon=True,
        )
        look.start()
        look.join(5)
        assert [reply.status_code for reply in replies] == [304], "it waited for the hall's memory"


@pytest.mark.parametrize("deed", ["start", "recall"])
def test_what_concerns_another_visitor_alone_changes_nothing(app: Flask, phone: Phone, an: Officer, deed: str) -> None:
    an.press("next")
    phone.look()
    kept = app.extensions["visitors"].answers.fresh(phone.path[3:])
    an.press(deed)
    assert not phone.changed()
    assert app.extensions["visitors"].answers.fresh(phone.path[3:]) is kept


def test_another_departments_line_changes_nothing_here(app: Flask, phone: Phone) -> None:
    phone.look()
    kept = app.extensions["visitors"].answers.fresh(phone.path[3:])
    chi = Officer(app.extensions["hall"], CHI, CIVIL_1).sit()  # a desk more may change any forecast
    phone.look()
    assert app.extensions["visitors"].answers.fresh(phone.path[3:]) is not kept
    kept = app.extensions["visitors"].answers.fresh(phone.path[3:])
    touch(app.extensions["hall"], CIVIL, BIRTH)
    chi.press("next")
    assert not phone.changed()
    assert app.extensions["visitors"].answers.fresh(phone.path[3:]) is kept


def test_every_deed_reaches_every_phone_it_concerns(app: Flask, an: Officer) -> None:
    """Whatever is kept, a look tells the same as one made anew."""
    hall, answers = app.extensions["hall"], app.extensions["visitors"].answers
    phones = [Phone(app) for _ in range(6)] + [Phone(app, CIVIL, BIRTH) for _ in range(3)]
    binh, chi = Officer(hall, BINH, LAND_2).sit(), Officer(hall, CHI, CIVIL_1).sit()
    script = [(an, "next"), (binh, "next"), (an, "start"), (chi, "next"), (binh, "no-show"),
              (an, "finish"), (an, "next"), (an, "undo"), (binh, "next"), (chi, "start"), (chi, "next"),
              (binh, "recall"), (binh, "start"), (an, "next")]  # fmt: skip
    for who, deed in script:
        who.press(deed)
        app.extensions["visitors"].links._due.clear()  # noqa: SLF001  (faster than any page)
        for one in phones:
            one.changed()
        answers._kept.clear()  # noqa: SLF001
        for one in phones:
            assert not one.changed(), f"stale after {deed} at desk {who.desk}"


def test_a_desk_that_opens_or_closes_is_told_everybody(app: Flask, phone: Phone) -> None:
    assert phone.look()["minutes"] is None
    Officer(app.extensions["hall"], AN, LAND_1).sit()
    assert phone.look()["minutes"] is not None
    app.extensions["hall"].close_desk(LAND_1, AN)
    assert phone.look()["minutes"] is None


def test_the_next_day_the_link_is_gone_with_a_kind_page(app: Flask, phone: Phone, clock: TestClock) -> None:
    phone.look()
    clock.forward(minutes=16 * 60)  # midnight
    app.extensions["visitors"].answers._kept.clear()  # noqa: SLF001  (30 s later at the latest)
    page = app.test_client().get(phone.path)
    assert page.status_code == 410 and "chỉ dùng trong ngày lấy số" in page.text and "A002" not in page.text
    state = app.test_client().get(phone.path + ".json")
    assert (state.status_code, state.json["error"]["id"]) == (410, "day-over")


def test_a_first_deed_of_the_next_day_ends_yesterdays_links_at_once(app: Flask, phone: Phone, clock: TestClock) -> None:
    phone.look()
    clock.forward(minutes=24 * 60)
    touch(app.extensions["hall"], LAND, LAND_BOOK)
    assert phone.ask({"If-None-Match": phone.tag}).status_code == 410


def test_who_is_served_past_midnight_still_sees_it(phone: Phone, an: Officer, clock: TestClock) -> None:
    for deed in ("next", "no-show", "next", "start"):
        an.press(deed)
    clock.forward(minutes=16 * 60 + 5)
    assert phone.look()["state"] == "serving"


def test_an_answer_is_looked_up_anew_after_half_a_minute(app: Flask, phone: Phone) -> None:
    answers, now = app.extensions["visitors"].answers, [0.0]
    answers._seconds = lambda: now[0]  # noqa: SLF001
    phone.look()
    kept = answers.fresh(phone.path[3:])
    now[0] = 29.0
    assert answers.fresh(phone.path[3:]) is kept
    now[0] = 31.0
    assert answers.fresh(phone.path[3:]) is None


def test_a_guessed_link_finds_nothing_and_says_what_to_do(app: Flask, phone: Phone) -> None:
    page = app.test_client().get(phone.path[:-1] + "!")
    assert page.status_code == 404 and "quét lại mã" in page.text
    assert app.test_client().get("/t/1.json").json["error"]["id"] == "no-such-link"


def test_one_link_asked_without_end_is_asked_for_patience_and_no_other_is(app: Flask, phone: Phone) -> None:
    other = Phone(app)
    statuses = {phone.client.get(phone.path + ".json").status_code for _ in range(LINK_BURST)}
    assert statuses == {200}
    refused = phone.client.get(phone.path + ".json")
    assert (refused.status_code, refused.json["error"]["id"]) == (429, "too-often")
    assert int(refused.headers["Retry-After"]) >= 1
    short_way = phone.client.get(phone.path + ".json", headers={"If-None-Match": refused.headers.get("ETag", '"x"')})
    assert short_way.status_code == 429
    assert "chờ vài giây" in phone.client.get(phone.path).text
    assert other.look()["number"] == "A003", "the same address, another link"


def test_unchanged_answers_are_counted_too(phone: Phone) -> None:
    phone.look()
    for _ in range(LINK_BURST - 1):
        assert phone.ask({"If-None-Match": phone.tag}).status_code == 304
    assert phone.ask({"If-None-Match": phone.tag}).status_code == 429


def test_an_address_that_guesses_is_slowed_down_and_its_neighbours_behind_it_are_not(app: Flask, phone: Phone) -> None:
    guesser: FlaskClient = app.test_client()
    statuses = [guesser.get(f"/t/guess-{n}.json").status_code for n in range(WRONG_BURST + 5)]
    assert set(statuses[:WRONG_BURST]) == {404} and statuses[-1] == 429
    assert phone.look()["number"] == "A002", "from the same address, by a link that exists"


def test_a_bucket_fills_again_by_and_by() -> None:
    now = [0.0]
    bucket = Buckets(2.0, 3, lambda: now[0])
    assert [bucket.wait_s("a") for _ in range(4)] == [0, 0, 0, 2]
    assert bucket.wait_s("b") == 0
    now[0] = 2.0
    assert [bucket.wait_s("a") for _ in range(2)] == [0, 2]


def press(one: Phone, deed: str, key: str = "press-0001", **headers: str):  # noqa: ANN201
    """A press on the page's own button, with the token it carries."""
    token = re.search(r'csrf_token" value="([0-9a-f]+)"', one.client.get(one.path).text)[1]  # type: ignore[index]
    body = {"csrf_token": token, "key": key}
    return one.client.post(f"{one.path}/{deed}", data=body, headers={"Accept": "application/json"} | headers)


def test_who_leaves_the_line_is_called_no_more(app: Flask, phone: Phone, an: Officer) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    reply = press(phone, "leave")
    assert (reply.status_code, reply.json["state"], reply.json["poll_s"]) == (200, "left", 0)
    assert an.press("next") == ["called"]
    assert an.press("no-show-next") == ["no-show"], "nobody is left"


def test_a_second_press_of_the_same_button_is_answered_alike(phone: Phone) -> None:
    assert [press(phone, "leave").status_code for _ in range(2)] == [200, 200]
    other = press(phone, "leave", "press-0002")
    assert (other.status_code, other.json["error"]["id"]) == (409, "turn-over")


def test_without_a_script_the_form_leads_back_to_the_page(phone: Phone) -> None:
    reply = press(phone, "leave", Accept="text/html")
    assert reply.status_code == 303 and reply.headers["Location"].startswith(phone.path)
    refused = press(phone, "leave", "press-0002", Accept="text/html")
    assert refused.status_code == 409 and "đã kết thúc" in refused.text


def test_who_stands_at_a_desk_does_not_leave_by_phone(phone: Phone, an: Officer) -> None:
    for deed in ("next", "no-show", "next"):
        an.press(deed)
    assert not phone.look()["may"]["leave"]
    assert press(phone, "leave").json["error"]["id"] == "move-not-allowed"


def test_who_was_called_and_missed_waits_again_within_the_halls_tolerance(phone: Phone, an: Officer) -> None:
    for deed in ("next", "no-show", "next", "no-show"):
        an.press(deed)
    assert phone.look()["may"] == {"leave": False, "come_back": True, "rate": False}
    back = press(phone, "come-back")
    assert (back.status_code, back.json["state"]) == (200, "waiting")
    assert an.press("next") == ["called"]


def test_too_late_back_is_said_before_and_after_the_press(app: Flask, phone: Phone, an: Officer) -> None:
    for _ in range(6):
        Phone(app)
    for deed in ("next", "no-show", "next", "no-show"):
        an.press(deed)
    for _ in range(6):
        assert phone.look()["may"]["come_back"]
        an.press("next")
        an.press("no-show")
    told = phone.look()
    assert not told["may"]["come_back"] and "lấy số mới" in told["more"]["vi"]
    refused = press(phone, "come-back")
    assert (refused.status_code, refused.json["error"]["id"]) == (409, "too-late-back")


def test_no_foreign_page_presses_for_a_visitor(app: Flask, phone: Phone) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    other = Phone(app)
    token = re.search(r'csrf_token" value="([0-9a-f]+)"', other.client.get(other.path).text)[1]  # type: ignore[index]
    for body in ({}, {"csrf_token": token}, {"csrf_token": "x"}):
        reply = phone.client.post(f"{phone.path}/leave", data=body | {"key": "press-0001"})
        assert (reply.status_code, reply.json["error"]["id"]) == (400, "csrf")
    assert phone.look()["state"] == "waiting"
