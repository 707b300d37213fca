"""A probe asked for on the page: the agent fetches it once, and the page tells what came of it."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

PICTURE = base64.b64encode(b"\x89PNG\r\n\x1a\n...").decode()
DONE = {"state": "done", "level": "full", "answers": {"1": 3, "2": 3, "4": 4}, "behind_ms": 20, "picture": PICTURE}


@pytest.fixture
def agent(app: Flask, device: Callable[[str, str], FlaskClient]) -> FlaskClient:
    one = device("agent", "server")
    one.post("/agent/hello", json={"printers": []})
    return one


def ask(admin) -> None:
    assert admin.post("/admin/setup/printers/probe", data={"id": "printer-1"}).status_code == 303


def claim(agent) -> dict | None:
    return agent.post("/agent/errands", json={"wait_s": 0}).json["errand"]


def test_what_is_asked_is_given_once_and_to_that_machines_agent_alone(admin, agent, device) -> None:
    ask(admin)
    assert claim(device("agent", "may-2")) is None
    errand = claim(agent)
    assert (errand["printer"], errand["address"], errand["width_mm"]) == ("printer-1", "virtual://", 80)
    assert claim(agent) is None
    assert device("agent", "may-2").post(f"/agent/errands/{errand['id']}/result", json=DONE).status_code == 404


def test_the_page_says_in_words_what_was_found_and_shows_the_slip(app, admin, agent) -> None:
    ask(admin)
    assert "Đang dò máy in" in admin.get("/admin/setup/printers").text
    errand = claim(agent)
    assert agent.post(f"/agent/errands/{errand['id']}/result", json=DONE).status_code == 204
    page = admin.get("/admin/setup/printers").text
    assert "Máy in báo được hết" in page and PICTURE in page
    assert admin.get("/admin/setup/printers/state.json").json == {"printer-1": "done"}
    assert {one["id"]: one["finding"] for one in app.extensions["outbox"].printers()}["printer-1"] == "full"
    admin.post("/admin/setup/printers/verdict", data={"id": "printer-1", "verdict": "good"})
    assert "Phiếu thử ra đúng" in admin.get("/admin/setup/printers").text


@pytest.mark.parametrize(("reason", "said"), [("offline", "Không thấy máy in"), ("paper-out", "hết giấy")])
def test_the_page_says_what_to_do_about_a_printer_that_is_not_ready(admin, agent, reason, said) -> None:
    ask(admin)
    failed = {"state": "failed", "reason": reason, "detail": "no route"}
    agent.post(f"/agent/errands/{claim(agent)['id']}/result", json=failed)
    assert said in admin.get("/admin/setup/printers").text


def test_an_agent_that_is_away_is_said_to_be_and_prints_nothing_when_it_comes_back(admin, agent, clock) -> None:
    ask(admin)
    clock.forward(seconds=61)
    assert "không trả lời" in admin.get("/admin/setup/printers").text
    assert claim(agent) is None


@pytest.mark.parametrize(
    "told",
    [{}, {"state": "done"}, {"state": "done", "level": "best"}, {"state": "maybe"}, DONE | {"picture": "no base64"},
     DONE | {"picture": base64.b64encode(b"GIF89a").decode()}],
)  # fmt: skip
def test_an_odd_word_of_an_agent_is_refused(admin, agent, told) -> None:
    ask(admin)
    assert agent.post(f"/agent/errands/{claim(agent)['id']}/result", json=told).status_code == 400


def test_an_agent_hears_at_once_that_its_printers_changed(app, admin, agent) -> None:
    form = {"id": "printer-1", "name_vi": "Máy in 1", "address": "192.0.2.10"}
    assert admin.post("/admin/setup/printers", data=form).status_code == 303
    [printer] = agent.post("/agent/errands", json={"wait_s": 0}).json["printers"]
    assert printer["address"] == "tcp://192.0.2.10:9100"


def test_a_printer_an_agent_names_no_more_is_forgotten(app, agent) -> None:
    for names in (["a", "b"], ["b"]):
        agent.post("/agent/hello", json={"printers": [{"id": one, "address": "virtual://"} for one in names]})
    assert [one["id"] for one in app.extensions["outbox"].printers()] == ["b"]
