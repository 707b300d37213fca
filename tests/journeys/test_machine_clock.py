"""Faults 37 and 39 in a real server process: a machine set to another time zone, and one whose clock is days behind."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest
from browser import RunningHall
from doors import Caller, new_key

from server.clock import HallClock
from server.core.hours import ZONE
from server.core.plan import HallPlan
from server.hallfile import read
from server.settings import SAMPLE_HALL
from server.store.sqlite import SqliteStore


def touch(kiosk: Caller) -> tuple[int, dict]:
    place = kiosk.get("/kiosk/menu.json")["departments"][0]
    asked = {"key": new_key("touch"), "department": place["id"], "service": place["services"][0]["id"]}
    return kiosk.post("/kiosk/tickets", asked)


ZONES = ("America/Los_Angeles", "UTC", "Pacific/Kiritimati", "Asia/Ho_Chi_Minh")


@pytest.mark.parametrize("zone", ZONES if os.environ.get("LUOT_LONG") == "1" else ZONES[:2])
def test_the_day_is_that_of_viet_nam_whatever_the_machine_is_set_to(tmp_path: Path, zone: str) -> None:
    """Half past midnight in Thái Nguyên: elsewhere it is yesterday, or long since today."""
    hall = RunningHall(tmp_path / "data", clock_start="2026-11-24T00:30:00+07:00", environment={"TZ": zone}).start()
    try:
        kiosk = Caller(hall).be_device("kiosk", "kiosk-1")
        status, answer = touch(kiosk)
        assert status == 201
        assert hall.rows("SELECT DISTINCT business_date FROM tickets") == [("2026-11-24",)]
        slip = hall.rows("SELECT slip FROM print_jobs")[0][0]
        assert "24/11/2026 00:30" in slip
        assert hall.rows("SELECT at FROM journal WHERE kind = 'issued'")[0][0] == answer["issued"]
        assert datetime.fromtimestamp(answer["issued"] / 1000, ZONE).hour == 0
    finally:
        hall.stop()


def test_a_machine_whose_clock_is_behind_gives_out_no_numbers(tmp_path: Path) -> None:
    """The journal ends ten days from now: so it looks to a hall whose clock has lost ten days."""
    data = tmp_path / "data"
    store = SqliteStore(data / "hall.db")
    plan: HallPlan = read(SAMPLE_HALL)
    with store.deed(HallClock.begin().now() + 10 * 24 * 3600 * 1000) as deed:
        deed.add_plan(plan.to_dict())
    store.close()
    hall = RunningHall(data, clock_start="").start()
    try:
        kiosk = Caller(hall)
        kiosk.cookies["luot_kiosk"] = hall.token("kiosk", "kiosk-1")
        status, answer = touch(kiosk.knock())
        assert (status, answer["error"]["id"]) == (503, "clock-behind")
        assert kiosk.get("/kiosk/menu.json")["open"]["reason"] == "clock-behind"
        assert hall.rows("SELECT count(*) FROM tickets") == [(0,)]
    finally:
        hall.stop()
