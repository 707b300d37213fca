"""Ratings at the panel and on the phone: one answer a leg, whoever presses; nobody learns who answered what."""

from __future__ import annotations

import json
import sqlite3
import threading

import pytest
from cast import AN, BINH, LAND, LAND_1, LAND_2, LAND_BOOK, hall_document
from flask import Flask
from flask.testing import FlaskClient
from officer import Officer, touch

from server.core.plan import HallPlan
from server.staff.alarms import today
from server.store.verify import rebuild, verify

KEY = "mot-khoa-cua-khach-01"


@pytest.fixture
def plan() -> HallPlan:
    document = hall_document()
    for desk in (LAND_1, LAND_2):
        document["displays"][f"panel-{desk}"] = {"name_vi": f"Bảng {desk}", "name_en": f"Panel {desk}",
                                                 "desk": int(desk)}  # fmt: skip
    return HallPlan.from_dict(document)


@pytest.fixture
def an(app: Flask) -> Officer:
    return Officer(app.extensions["hall"], AN, LAND_1).sit()


@pytest.fixture
def panel(device) -> FlaskClient:
    return device("display", "panel-1")


def visit(app: Flask, officer: Officer) -> str:
    """One visitor from the kiosk to the finish; the address of their page."""
    url = touch(app.extensions["hall"], LAND, LAND_BOOK)["url"]
    for deed in ("next", "start", "finish"):
        officer.press(deed)
    app.extensions["publisher"].publish_new()
    return "/t/" + url.rsplit("/t/", 1)[1]


def offered(panel: FlaskClient) -> dict | None:
    return panel.get("/display/rating.json").json["offer"]


def press(panel: FlaskClient, leg: int, level: int = 5, key: str = KEY, **more):  # noqa: ANN201
    return panel.post("/display/rating", json={"leg": leg, "key": key, "level": level} | more)


def tap(app: Flask, page: str, level: int = 5, key: str = KEY, **more):  # noqa: ANN201
    form = {"level": level, "key": key} | more
    return app.test_client().post(page + "/rate", data=form, headers={"Accept": "application/json"})


def rows(app: Flask, sql: str) -> list[tuple]:
    with app.extensions["store"].reading() as db:
        return [tuple(row) for row in db.execute(sql)]


def test_the_panel_asks_for_30_seconds_after_the_finish(app, an, panel, clock) -> None:
    assert offered(panel) is None
    visit(app, an)
    ended = clock.now()
    assert offered(panel) == {"leg": 1, "number": "A001", "until": ended + 30_000, "beside": False}
    clock.forward(seconds=29.9)
    assert press(panel, 1).status_code == 204
    assert offered(panel) == {"leg": 1, "number": "A001", "until": ended + 30_000, "beside": False}
    clock.forward(seconds=0.2)  # it stood on: when it goes tells nobody anything
    assert offered(panel) is None
    assert rows(app, "SELECT department, level, reason FROM ratings") == [(LAND, 5, None)]


def test_a_late_answer_is_refused_with_what_to_do_instead(app, an, panel, clock) -> None:
    visit(app, an)
    clock.forward(seconds=30)
    late = press(panel, 1)
    assert (late.status_code, late.json["error"]["id"]) == (409, "rating-over")
    assert "trên điện thoại" in late.json["error"]["vi"]
    assert rows(app, "SELECT * FROM rated") == []


def test_a_panel_answers_only_for_the_visit_that_ended_last_at_its_own_desk(app, an, panel, device) -> None:
    visit(app, an)
    other = device("display", "panel-2")
    assert offered(other) is None and press(other, 1).json["error"]["id"] == "rating-over"
    visit(app, an)
    assert press(panel, 1).json["error"]["id"] == "rating-over"
    assert press(panel, 2).status_code == 204
    wall = device("display", "display-1")
    assert press(wall, 2).json["error"]["id"] == "no-panel" and wall.get("/display/rating.json").status_code == 404


def test_the_question_stands_beside_the_next_number_until_its_visitor_is_served(app, an, panel) -> None:
    """An officer who ends a visit by calling the next does not take the question away."""
    for _ in range(2):
        touch(app.extensions["hall"], LAND, LAND_BOOK)
    for deed in ("next", "start", "next"):
        an.press(deed)
    asked = offered(panel)
    assert asked is not None and (asked["number"], asked["beside"]) == ("A001", True)
    an.press("start")
    assert offered(panel) is None


def test_nobody_is_asked_after_a_visitor_who_did_not_come(app, an, panel) -> None:
    touch(app.extensions["hall"], LAND, LAND_BOOK)
    an.press("next"), an.press("no-show")
    assert offered(panel) is None


def test_two_doors_in_one_moment_give_one_answer_and_the_other_is_told_so(app, an, panel) -> None:
    for n in range(1, 6):
        page = visit(app, an)
        replies, gate = [], threading.Barrier(2)

        def go(do, replies=replies, gate=gate) -> None:  # noqa: ANN001
            gate.wait()
            replies.append(do())

        doors = [lambda n=n: press(panel, n, 5, f"khoa-cua-bang-{n:08d}"),
                 lambda n=n, page=page: tap(app, page, 1, f"khoa-cua-may-{n:08d}")]  # fmt: skip
        threads = [threading.Thread(target=go, args=(do,)) for do in doors]
        [one.start() for one in threads], [one.join() for one in threads]
        assert sorted(one.status_code // 100 for one in replies) == [2, 4]
        second = next(one for one in replies if one.status_code == 409)
        assert second.json["error"]["vi"] == "Lượt này đã có đánh giá. Cảm ơn ông/bà."
        assert len(rows(app, "SELECT * FROM ratings")) == len(rows(app, "SELECT * FROM rated")) == n


def test_the_same_press_told_twice_is_one_and_may_bring_the_reason(app, an, panel) -> None:
    visit(app, an)
    assert press(panel, 1, 2).status_code == press(panel, 1, 2).status_code == 204
    assert press(panel, 1, 2, reason="long-wait").status_code == 204
    assert press(panel, 1, 1, reason="attitude").status_code == 204  # the first word stands
    assert rows(app, "SELECT level, reason FROM ratings") == [(2, "long-wait")]


@pytest.mark.parametrize("wrong", [
    {"level": 0}, {"level": 6}, {"level": True}, {"level": "5"}, {"level": None}, {"key": "short"}, {"key": None},
    {"level": 5, "reason": "attitude"}, {"level": 1, "reason": "Cán bộ An"},
])  # fmt: skip
def test_what_is_no_answer(app, an, panel, wrong) -> None:
    visit(app, an)
    reply = panel.post("/display/rating", json={"leg": 1, "key": KEY, "level": 1} | wrong)
    assert (reply.status_code, reply.json["error"]["id"]) == (400, "bad-input")
    assert rows(app, "SELECT * FROM rated") == []


def test_the_phone_asks_once_the_visit_is_finished_and_only_with_its_link(app, an) -> None:
    waiting = "/t/" + touch(app.extensions["hall"], LAND, LAND_BOOK)["url"].rsplit("/t/", 1)[1]
    assert tap(app, waiting).json["error"]["id"] == "not-finished"
    for deed in ("next", "start", "finish"):
        an.press(deed)
    app.extensions["publisher"].publish_new()
    before = app.test_client().get(waiting + ".json").json
    assert (before["may"]["rate"], before["rated"]) == (True, False)
    told = tap(app, waiting, 4).json
    assert (told["may"]["rate"], told["rated"]) == (False, True)
    assert tap(app, "/t/khong-co-lien-ket").status_code == 404
    app.config["WTF_CSRF_ENABLED"] = True
    assert tap(app, waiting).json["error"]["id"] == "csrf"


def test_a_finish_taken_back_takes_no_answer_back_and_the_supervisor_sees_it(app, an, panel, supervisor) -> None:
    visit(app, an)
    press(panel, 1, 1)
    an.press("undo")
    assert offered(panel) is None
    an.press("finish")
    assert press(panel, 1, 5, "mot-khoa-cua-ai-do-khac").json["error"]["id"] == "already-rated"
    assert rows(app, "SELECT level FROM ratings") == [(1,)]
    an.press("undo")
    page = supervisor.get("/ratings/").text
    assert "Lượt bị mở lại" in page and '<td class="n">1</td></tr>' in page


def test_nothing_in_the_file_ties_an_answer_to_a_visit(app, an, panel, clock) -> None:
    for n in range(1, 9):
        visit(app, an)
        clock.forward(seconds=3)
        press(panel, n, 1 + n % 5, f"khoa-so-{n:012d}")
    rated, ratings = rows(app, "SELECT * FROM rated"), rows(app, "SELECT * FROM ratings")
    assert not {cell for row in rated for cell in row if isinstance(cell, str) and len(cell) > 20} & {
        row[0] for row in ratings
    }
    assert [row[3] for row in ratings] != [1 + n % 5 for n in range(1, 9)]  # not even the order
    names = {row[1] for row in rows(app, "SELECT * FROM pragma_table_info('ratings')")}
    assert names == {"id", "business_date", "department", "level", "reason"}


def test_an_answer_makes_no_noise_for_the_officer(app, an, panel, officer) -> None:
    visit(app, an)
    client = officer(BINH, LAND_2)
    desk = app.extensions["sockets"].io.test_client(app, auth={"as": "desk"}, flask_test_client=client)
    desk.get_received()
    before = rows(app, "SELECT max(seq) FROM journal"), client.get("/desk/snapshot.json").json
    press(panel, 1, 1)
    after = rows(app, "SELECT max(seq) FROM journal"), client.get("/desk/snapshot.json").json
    assert before == after and desk.get_received() == []
    assert client.get("/ratings/", headers={"Accept": "application/json"}).status_code == 403


def test_what_was_answered_stays(app, an, panel) -> None:
    visit(app, an)
    press(panel, 1, 1, reason="attitude")
    for damage in ("DELETE FROM ratings", "DELETE FROM rated", "UPDATE ratings SET level = 5",
                   "UPDATE ratings SET reason = NULL", "UPDATE rated SET quick = 0"):  # fmt: skip
        with pytest.raises(sqlite3.IntegrityError, match="stays"), app.extensions["store"].writing() as db:
            db.execute(damage)
    assert verify(app.extensions["store"]).equal and rebuild(app.extensions["store"]).equal
    assert rows(app, "SELECT level, reason FROM ratings") == [(1, "attitude")]


def test_small_counts_are_hidden_on_the_page_and_in_the_csv(app, an, panel, supervisor, clock) -> None:
    for n in range(1, 5):
        visit(app, an)
        press(panel, n, 1, f"khoa-so-{n:012d}")
    line = supervisor.get("/ratings/tally.csv").text.splitlines()[1]
    assert "Dưới 5 câu trả lời" in supervisor.get("/ratings/").text
    assert line == "2026-11-01,2026-11-23,dat-dai,Đất đai,4,,<5" + "," * 13
    visit(app, an)
    press(panel, 5, 5, f"khoa-so-{5:012d}")
    visit(app, an)  # nobody answers
    line = supervisor.get("/ratings/tally.csv").text.splitlines()[1]
    assert line == "2026-11-01,2026-11-23,dat-dai,Đất đai,6,1,5,1,0,0,0,4,0.200,0.036,0.624,,,,,"


def test_with_no_answer_at_all_nobody_is_content(app, an, supervisor) -> None:
    for _ in range(6):
        visit(app, an)
    page = supervisor.get("/ratings/").text
    assert "100 %" not in page and "Dưới 5 câu trả lời" in page
    assert supervisor.get("/ratings/?first=2026-12-01&last=2026-12-31").text.count("Chưa có lượt nào") == 1
    assert supervisor.get("/ratings/?first=2026-12-31&last=2026-12-01").status_code == 400


def test_answers_quicker_than_reading_are_told_to_the_supervisor(app, an, panel, supervisor, clock) -> None:
    for n in range(1, 6):
        visit(app, an)
        clock.forward(seconds=1.9 if n == 1 else 2.0)
        press(panel, n, 5, f"khoa-so-{n:012d}")
    assert rows(app, "SELECT sum(quick) FROM rated") == [(1,)]
    assert "cần xem lại" in supervisor.get("/ratings/").text


def test_a_name_that_looks_like_a_formula_is_quoted(app, an, supervisor) -> None:
    visit(app, an)
    document = json.loads(json.dumps(app.extensions["store"].present_plan().to_dict()))
    document["departments"][0]["name_vi"] = "=1+1"
    app.extensions["hall"].configure(HallPlan.from_dict(document))
    assert ",'=1+1," in supervisor.get("/ratings/tally.csv").text
    with app.extensions["store"].reading() as db:
        assert today(db, app.extensions["hall"].clock.now()) == "2026-11-23"
