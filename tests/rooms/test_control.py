"""The control room through its doors: one picture, alerts that are seen by somebody, advice off the request."""

from __future__ import annotations

import sqlite3

import pytest
from cast import AN, LAND, LAND_1, LAND_BOOK, hall_document
from flask import Flask
from officer import Officer, touch

from server.core.plan import HallPlan


@pytest.fixture
def plan() -> HallPlan:
    document = hall_document()
    document["departments"][0] |= {"alert_wait_minutes": 20, "alert_line": 0, "alert_idle_minutes": 0}
    return HallPlan.from_dict(document)


@pytest.fixture
def an(app: Flask) -> Officer:
    return Officer(app.extensions["hall"], AN, LAND_1).sit()


def look(app: Flask, supervisor) -> list[str]:  # noqa: ANN001
    """After a heartbeat: which alerts are loud."""
    app.extensions["control"].look()
    return supervisor.get("/control/state.json").json["loud"]


def seen(supervisor, alert: int, level: int = 1):  # noqa: ANN001, ANN201
    return supervisor.post(f"/control/alerts/{alert}/acknowledge", data={"level": level})


def test_an_alert_from_its_cause_to_its_end(app, an, supervisor, clock) -> None:
    touch(app.extensions["hall"], LAND, LAND_BOOK)
    clock.forward(minutes=19)
    assert look(app, supervisor) == []
    clock.forward(minutes=1)
    assert look(app, supervisor) == ["1.1"]
    assert seen(supervisor, 1).status_code == 204 and look(app, supervisor) == []
    assert "Phụ trách đã biết 08:20" in supervisor.get("/control/").text
    clock.forward(minutes=9.9)
    assert look(app, supervisor) == []  # stays quiet
    clock.forward(minutes=0.2)
    assert look(app, supervisor) == ["1.2"]  # until it gets worse
    assert seen(supervisor, 1, 2).status_code == seen(supervisor, 1, 2).status_code == 204
    an.press("next")
    assert look(app, supervisor) == [] and "Đất đai</b> có người chờ quá lâu" in supervisor.get("/control/").text
    clock.forward(minutes=1)
    assert look(app, supervisor) == [] and "Hôm nay đã kết thúc 1 cảnh báo" in supervisor.get("/control/").text
    assert seen(supervisor, 1).json["error"]["id"] == "alert-over"
    touch(app.extensions["hall"], LAND, LAND_BOOK)
    clock.forward(minutes=20)
    assert look(app, supervisor) == ["2.1"]  # it comes anew


def test_what_was_seen_by_whom_stays(app, an, supervisor, clock) -> None:
    touch(app.extensions["hall"], LAND, LAND_BOOK)
    clock.forward(minutes=20)
    look(app, supervisor), seen(supervisor, 1, 3)
    with app.extensions["store"].reading() as db:
        assert [tuple(row) for row in db.execute("SELECT alert, level, at, officer FROM alert_acks")] == [
            (1, 1, clock.now(), "supervisor")
        ]  # nobody sees in advance how bad it will get
    for damage in ("DELETE FROM alert_acks", "DELETE FROM watch_alerts", "UPDATE alert_acks SET officer = 'an'"):
        with pytest.raises(sqlite3.IntegrityError, match="stays"), app.extensions["store"].writing() as db:
            db.execute(damage)


def test_supervisors_hear_of_it_and_nobody_else(app, an, supervisor, clock, officer, device) -> None:
    io = app.extensions["sockets"].io
    clients = {"supervisor": supervisor, "desk": officer(AN), "display": device("display", "display-1")}
    sockets = [io.test_client(app, auth={"as": one}, flask_test_client=client) for one, client in clients.items()]
    touch(app.extensions["hall"], LAND, LAND_BOOK)
    clock.forward(minutes=20)
    [one.get_received() for one in sockets]
    app.extensions["control"].look()
    heard = [[got["args"][0].get("kind") for got in one.get_received() if got["name"] == "news"] for one in sockets]
    assert heard == [["control"], [], []]


def test_a_screen_that_falls_silent_is_told_and_comes_back(app, an, supervisor, clock, device) -> None:
    screen = app.extensions["sockets"].io.test_client(
        app, auth={"as": "display"}, flask_test_client=device("display", "display-1")
    )
    clock.forward(minutes=9)
    assert look(app, supervisor) == [] and "TV 1: có tín hiệu từ 08:00" in supervisor.get("/control/").text
    screen.disconnect()
    clock.forward(minutes=1.9)
    assert look(app, supervisor) == []
    clock.forward(minutes=0.2)
    assert look(app, supervisor) == ["1.1"] and "mất tín hiệu từ 08:09" in supervisor.get("/control/").text


def test_the_picture_names_desks_lines_and_numbers(app, an, supervisor, clock) -> None:
    for _ in range(3):
        touch(app.extensions["hall"], LAND, LAND_BOOK)
    an.press("next"), an.press("start")
    clock.forward(minutes=30)
    page = supervisor.get("/control/").text
    assert "<b>A001</b> Đang phục vụ" in page and "quá lâu" in page and "thường 12" in page
    assert '<th scope="row">Đất đai</th><td><b>2</b></td><td>30 ph</td>' in page


def test_advice_is_worked_out_beside_the_request_and_says_when_it_cannot_know(app, an, supervisor, clock) -> None:
    for _ in range(20):
        touch(app.extensions["hall"], LAND, LAND_BOOK)
    clock.forward(minutes=20)
    app.extensions["control"].look()
    assert app.extensions["control"].adviser.told() == {}  # nobody waited for it
    app.extensions["control"].adviser.work_off()
    assert "Đất đai: chưa đủ lượt phục vụ hôm nay để tính." in supervisor.get("/control/").text
    for _ in range(5):
        an.press("next"), an.press("start"), clock.forward(minutes=8), an.press("finish")
    app.extensions["control"].adviser.want([])
    app.extensions["control"].look(), app.extensions["control"].adviser.work_off()
    page = supervisor.get("/control/").text
    assert "Mở thêm 1 quầy Đất đai: p90 chờ từ" in page and "100 lần)" in page and "Quầy 2, Quầy 5 chưa mở" in page
