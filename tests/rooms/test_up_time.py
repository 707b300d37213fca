"""How long kiosks, screens and printers were there while the hall was at work, from the heartbeat to the report."""

from __future__ import annotations

import pytest
from cast import AN, LAND, LAND_1
from flask import Flask
from flask.testing import FlaskClient
from officer import Officer

from server.control.uptime import UpTime


@pytest.fixture
def beat(app: Flask, clock):  # noqa: ANN201
    """Heartbeats for so many seconds, five apart."""

    def beats(seconds: int) -> None:
        for _ in range(seconds // 5):
            clock.forward(seconds=5)
            app.extensions["control"].look()

    app.extensions["control"].look()
    return beats


def devices(app: Flask, supervisor: FlaskClient) -> dict[str, tuple]:
    app.extensions["control"].up_time.stop()
    told = supervisor.get("/reports/period.json?by=device&from=2026-11-23&to=2026-11-23").json["rows"]
    return {f"{one['kind']} {one['key']}": (one["device_watched"], one["device_up"]) for one in told}


def test_a_screen_that_was_off_for_a_quarter_of_the_time_shows_it(app, supervisor, device, beat, clock) -> None:
    board = device("display", "display-1")
    Officer(app.extensions["hall"], AN, LAND_1).sit()
    app.extensions["control"].look()
    socket = app.extensions["sockets"].io.test_client(app, auth={"as": "display"}, flask_test_client=board)
    beat(270)
    socket.disconnect()
    beat(90)
    assert devices(app, supervisor)["display display-1"] == (360_000, 270_000)
    assert devices(app, supervisor)["printer printer-1"] == (360_000, 0)  # no agent was ever heard of
    page = supervisor.get("/reports/period?from=2026-11-23&to=2026-11-23")
    assert "kiosk-1" not in devices(app, supervisor)  # nobody paired it: nothing to miss
    table = supervisor.get("/reports/period.csv?by=device&from=2026-11-23&to=2026-11-23").text
    assert "360.000,270.000,0.750" in table and page.status_code == 200


def test_devices_are_nobodys_department(app, supervisor, person, beat) -> None:
    Officer(app.extensions["hall"], AN, LAND_1).sit()
    app.extensions["control"].look()
    beat(30)
    assert devices(app, supervisor)
    assert devices(app, person("ly", "lead", LAND)) == {}


def test_nothing_is_counted_while_no_desk_is_at_work(app, supervisor, device, beat) -> None:
    device("kiosk", "kiosk-1")
    beat(300)
    assert devices(app, supervisor) == {}
    an = Officer(app.extensions["hall"], AN, LAND_1).sit()
    beat(60)
    app.extensions["hall"].close_desk(LAND_1, AN)
    assert an.desk == LAND_1
    beat(600)
    assert devices(app, supervisor)["kiosk kiosk-1"] == (55_000, 0)


def test_a_stopped_process_and_a_clock_that_jumps_count_as_nobody_watching(app) -> None:
    times = UpTime(app.extensions["store"])
    kiosk = [(("kiosk", "kiosk-1"), True)]
    for now in (0, 5_000, 3_600_000, 3_605_000, 1_000, 6_000):  # an hour's silence, then the clock an hour back
        times.look("2026-11-23", 1_800_000_000_000 + now, True, kiosk)
    times.look("2026-11-24", 1_800_000_100_000, True, kiosk)
    rows = app.extensions["store"].rows("SELECT business_date, watched_ms, up_ms FROM device_times")
    assert [tuple(row) for row in rows] == [("2026-11-23", 15_000, 15_000)]
