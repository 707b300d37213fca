"""A wrong clock at the doors: what the kiosk, the desk and the admin are told, and the admin's word."""

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
    assert "/admin/clock/confirm" in admin.get("/admin/").text


def test_an_admins_word_is_enough(device, officer, admin) -> None:
    assert admin.post("/admin/clock/confirm").status_code == 303
    assert device("kiosk", "kiosk-1").post("/kiosk/tickets", json=ASKED).status_code == 201
    assert officer("an", "1").get("/desk/snapshot.json").json["devices"][0]["id"] != "clock"
    assert "/admin/clock/confirm" not in admin.get("/admin/").text


def test_an_officer_does_not_confirm_it(officer) -> None:
    refused = officer("an", "1").post("/admin/clock/confirm", headers={"Accept": "application/json"})
    assert refused.status_code in (401, 403)


def test_a_jump_is_told_by_the_next_heartbeat(app: Flask, officer, clock: TestClock) -> None:
    watch = app.extensions["clock_watch"]
    watch.confirm("supervisor")
    watch._machine = lambda: clock.now() + DAY
    app.extensions["sockets"].beat()
    told = officer("an", "1").get("/desk/snapshot.json").json["devices"][0]
    assert told["state"] == "clock-jumped" and "24/11/2026" in told["text"]["vi"]
