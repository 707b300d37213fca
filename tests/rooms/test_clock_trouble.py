"""A wrong clock at the doors: what the kiosk, the desk and the supervisor are told, and the supervisor's word."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from cast import LAND, LAND_BOOK, hall_plan
from flask import Flask

from hardware.speech import SilentVoice
from server.app import create_app, stop
from server.clock import TestClock
from server.settings import Settings
from server.store.sqlite import SqliteStore

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
DAY = 24 * 3600 * 1000


@pytest.fixture
def app(tmp_path: Path, clock: TestClock) -> Iterator[Flask]:
    """A hall whose last event is ten days after what its clock says: the battery is flat."""
    store = SqliteStore(tmp_path / "hall.db")
    with store.deed(clock.now() + 10 * DAY) as deed:
        deed.add_plan(hall_plan().to_dict())
    app = create_app(
        Settings(data=tmp_path, voice=False), clock=clock, store=store, hasher=QUICK, voice=SilentVoice(),
        machine=clock.now,
    )  # fmt: skip
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    stop(app)


CONFIRM = "/control/clock/confirm"
ASKED = {"key": "touch-0001", "department": LAND, "service": LAND_BOOK}


def test_the_kiosk_says_so_before_anybody_touches_it(device) -> None:
    kiosk = device("kiosk", "kiosk-1")
    told = kiosk.get("/kiosk/menu.json").json["open"]
    assert (told["open"], told["reason"]) == (False, "clock-behind") and "quầy hướng dẫn" in told["text"]["vi"]
    refused = kiosk.post("/kiosk/tickets", json=ASKED)
    assert (refused.status_code, refused.json["error"]["id"]) == (503, "clock-behind")


def test_the_desk_and_the_admin_are_told_what_to_do(officer, admin) -> None:
    first = officer("an", "1").get("/desk/snapshot.json").json["devices"][0]
    assert (first["id"], first["state"], first["grave"]) == ("clock", "clock-behind", True)
    assert "08:00" in first["text"]["vi"] and "23/11/2026" in first["text"]["en"]
    assert "Phòng điều hành" in first["cure"]["vi"]
    assert CONFIRM in admin.get("/admin/").text


PAGE = {"Accept": "text/html"}


def test_a_supervisor_alone_in_the_hall_reads_it_in_the_control_room_and_opens_the_kiosks(
    app: Flask, device, officer, supervisor
) -> None:
    page = supervisor.get("/control/").text
    assert CONFIRM in page and "Đồng hồ máy chủ chỉ" in page and "Không có cảnh báo" not in page
    assert "clock" in supervisor.get("/control/state.json").json["loud"]
    desk = officer("an", "1")
    sockets = {one: app.extensions["sockets"].io.test_client(app, auth={"as": one}, flask_test_client=client)
               for one, client in (("desk", desk), ("supervisor", supervisor))}  # fmt: skip
    assert supervisor.post(CONFIRM, headers={"Accept": "application/json"}).status_code == 204
    for one, socket in sockets.items():
        assert "clock" in [got["args"][0].get("kind") for got in socket.get_received() if got["name"] == "news"], one
    assert device("kiosk", "kiosk-1").post("/kiosk/tickets", json=ASKED).status_code == 201
    assert desk.get("/desk/snapshot.json").json["devices"][0]["id"] != "clock"
    after = supervisor.get("/control/state.json").json
    assert CONFIRM not in after["html"] and "Không có cảnh báo" in after["html"] and "clock" not in after["loud"]
    with app.extensions["store"].reading() as db:
        assert db.execute("SELECT officer FROM journal WHERE kind = 'clock-jumped'").fetchall()[-1][0] == "supervisor"


def test_without_a_script_the_button_leads_back_to_the_page_it_stands_on(supervisor, admin) -> None:
    assert supervisor.post(CONFIRM, headers=PAGE).location == "/control/"
    assert admin.post(CONFIRM, headers=PAGE).location == "/admin/"


def test_an_admins_word_is_enough(device, officer, admin) -> None:
    assert admin.post(CONFIRM, headers=PAGE).status_code == 303
    assert device("kiosk", "kiosk-1").post("/kiosk/tickets", json=ASKED).status_code == 201
    assert CONFIRM not in admin.get("/admin/").text


def test_neither_an_officer_nor_a_lead_confirms_it(officer, person) -> None:
    lead = person("ly", "lead", LAND)
    for client in (officer("an", "1"), lead):
        refused = client.post(CONFIRM, headers={"Accept": "application/json"})
        assert refused.status_code in (401, 403)
    assert CONFIRM not in lead.get("/control/").text


def test_a_jump_is_told_by_the_next_heartbeat(app: Flask, officer, supervisor, clock: TestClock) -> None:
    watch = app.extensions["clock_watch"]
    watch.confirm("supervisor")
    watch._machine = lambda: clock.now() + DAY
    seen = app.extensions["sockets"].io.test_client(app, auth={"as": "supervisor"}, flask_test_client=supervisor)
    app.extensions["sockets"].beat()
    assert "clock" in [got["args"][0].get("kind") for got in seen.get_received() if got["name"] == "news"]
    told = officer("an", "1").get("/desk/snapshot.json").json["devices"][0]
    assert told["state"] == "clock-jumped" and "24/11/2026" in told["text"]["vi"]
