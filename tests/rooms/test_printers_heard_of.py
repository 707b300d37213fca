"""What the hall believes of a printer: its agent's last word, while the agent speaks; and what a probe found."""

from __future__ import annotations

import pytest
from cast import AN, LAND, LAND_1, LAND_BOOK, hall_plan
from flask import Flask
from flask.testing import FlaskClient

from server.clock import TestClock
from server.live.outbox import SILENT_S
from server.staff.device_notices import FINDINGS, LOST, UNPROBED, notices

PRINTER = "printer-1"


@pytest.fixture
def agent(device) -> FlaskClient:
    """It has said hello and that its printer is ready."""
    agent = device("agent", "server")
    agent.post("/agent/hello", json={})
    agent.post(f"/agent/printers/{PRINTER}/state", json={"state": "ready"})
    return agent


def claim(agent: FlaskClient) -> dict:
    return agent.post("/agent/claim", json={"printers": [PRINTER], "wait_s": 0}).json


def state(app: Flask) -> str:
    [row] = app.extensions["outbox"].printers()
    return row["state"]


def test_a_printer_whose_agent_falls_silent_is_offline_everywhere(
    app: Flask, clock: TestClock, agent, device, officer, admin
) -> None:
    kiosk, desk = device("kiosk", "kiosk-1"), officer(AN, LAND_1)
    clock.forward(seconds=SILENT_S)
    assert kiosk.get("/kiosk/menu.json").json["printer"]["state"] == "ready"
    clock.forward(seconds=1)
    assert kiosk.get("/kiosk/menu.json").json["printer"]["state"] == "offline"
    [notice] = desk.get("/desk/snapshot.json").json["devices"]
    assert notice["state"] == "offline" and notice["text"]["vi"] == f"Máy in 1 {LOST[0]}." and notice["grave"]
    assert LOST[0] in admin.get("/admin/").text
    assert device("paper", "paper").get("/paper/slips.json").json["printers"][0]["state"] == "offline"


def test_one_word_of_the_agent_brings_its_last_state_back(app: Flask, clock: TestClock, agent) -> None:
    clock.forward(seconds=SILENT_S + 1)
    assert state(app) == "offline"
    claim(agent)
    assert state(app) == "ready"


def test_the_silence_is_in_real_seconds_whatever_the_halls_clock_does(app: Flask, clock: TestClock, agent) -> None:
    clock.speed = 60
    clock.forward(seconds=SILENT_S * 60)
    assert state(app) == "ready"
    clock.forward(seconds=60)
    assert state(app) == "offline"


def test_an_agent_that_is_printing_is_not_silent_and_its_result_is_a_word(
    app: Flask, clock: TestClock, agent, device
) -> None:
    device("kiosk", "kiosk-1").post(
        "/kiosk/tickets", json={"key": "key-00001", "department": LAND, "service": LAND_BOOK}
    )
    job = claim(agent)["job"]
    clock.forward(seconds=40)
    assert state(app) == "ready"
    agent.post(f"/agent/jobs/{job['id']}/result", json={"state": "printed"})
    clock.forward(seconds=SILENT_S)
    assert state(app) == "ready"
    clock.forward(seconds=1)
    assert state(app) == "offline"


def test_consoles_are_told_of_the_silence_and_of_its_end_once_each(
    app: Flask, clock: TestClock, agent, officer
) -> None:
    sockets = app.extensions["sockets"]
    console = sockets.io.test_client(app, flask_test_client=officer(AN, LAND_1), auth={"as": "desk"})

    def told() -> int:
        console.get_received()
        for _ in range(2):
            sockets.beat()
        return [one["name"] for one in console.get_received()].count("news")

    assert told() == 0
    clock.forward(seconds=SILENT_S + 1)
    assert told() == 1
    claim(agent)
    assert told() == 1


@pytest.mark.parametrize("finding", [*FINDINGS, ""])
def test_what_a_probe_found_stands_on_the_devices_page(agent, admin, finding: str) -> None:
    asked = [{"id": PRINTER, "address": "tcp://192.0.2.10:9100", "width_mm": 80, "finding": finding}]
    assert agent.post("/agent/hello", json={"printers": asked}).status_code == 200
    page = admin.get("/admin/").text
    assert FINDINGS.get(finding, UNPROBED)[0] in page and "tcp://192.0.2.10:9100" in page
    agent.post("/agent/hello", json={})  # names none itself: what was found out stays
    assert FINDINGS.get(finding, UNPROBED)[0] in admin.get("/admin/").text


def test_a_finding_nobody_knows_counts_as_not_probed(agent, admin) -> None:
    asked = [{"id": PRINTER, "address": "virtual://", "finding": "<b>perfect</b>"}]
    agent.post("/agent/hello", json={"printers": asked})
    page = admin.get("/admin/").text
    assert UNPROBED[0] in page and "perfect" not in page


def test_staff_hear_how_many_slips_the_roll_is_still_good_for(agent, officer, admin) -> None:
    near_end = {"state": "near-end", "detail": "about 40 tickets left"}
    agent.post(f"/agent/printers/{PRINTER}/state", json=near_end)
    [notice] = officer(AN, LAND_1).get("/desk/snapshot.json").json["devices"]
    assert notice["text"] == {
        "vi": "Máy in 1 sắp hết giấy, còn khoảng 40 phiếu.",
        "en": "Printer 1 is almost out of paper, about 40 tickets left.",
    }
    agent.post(f"/agent/printers/{PRINTER}/state", json={"state": "ready", "detail": "about 400 tickets left"})
    assert "Sẵn sàng, còn khoảng 400 phiếu" in admin.get("/admin/").text


def test_a_detail_that_is_no_count_is_not_repeated_to_staff() -> None:
    [notice] = notices(hall_plan(), [{"id": PRINTER, "state": "jam", "detail": "[Errno 5] cutter"}])
    assert "Errno" not in notice["text"]["vi"] + notice["text"]["en"]
