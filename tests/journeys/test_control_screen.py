"""The control room and the question after a visit on real screens: an alert seen, a face pressed, a phone too late."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from browser import MORNING, RunningHall
from doors import Caller

from server.clock import HallClock
from server.identity import Identities
from server.settings import ROOT, SAMPLE_HALL
from server.store.sqlite import SqliteStore

pytestmark = pytest.mark.journey
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PASSWORD = "mot-mat-khau-dai"


def picture(page, name: str) -> None:  # noqa: ANN001
    """Kept where LUOT_PICTURES names a folder, to be looked at."""
    if folder := os.environ.get("LUOT_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def audit(page) -> None:  # noqa: ANN001
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    assert not found, json.dumps([(one["id"], [node["html"] for node in one["nodes"]]) for one in found], indent=1)


def session(hall: RunningHall, username: str) -> str:
    store = SqliteStore(hall.data / "hall.db")
    identities = Identities(store, HallClock.begin(MORNING), PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    names = {one.username: one.name for one in store.present_plan().officers}
    identities.add_account(username, names.get(username, "Phụ trách"), "officer" if username in names else "supervisor")
    identities.set_password(username, PASSWORD)
    token = identities.sign_in(username, PASSWORD)
    store.close()
    return token


@pytest.fixture
def hall(tmp_path: Path) -> RunningHall:
    """The sample hall, in which one person is a long line."""
    text = SAMPLE_HALL.read_text(encoding="utf-8")
    text = text.replace("[[departments]]", "[[departments]]\nalert_line = 1")
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    running = RunningHall(tmp_path / "hall", hall_file=tmp_path / "own.toml").start()
    yield running
    running.stop()


def deed(officer: Caller, name: str) -> None:
    version = officer.get("/desk/snapshot.json")["desk"]["version"]
    status, told = officer.post(f"/desk/deeds/{name}", {"key": f"{name}-{time.monotonic_ns()}", "version": version})
    assert status == 200, told


def smallest_mm(panel) -> float:  # noqa: ANN001
    """A face's shorter side on a ten-inch tablet, 217 mm wide."""
    boxes = [one.bounding_box() for one in panel.locator(".faces button").all()]
    return min(side for box in boxes for side in (box["width"], box["height"])) * 217 / 1280


def test_an_alert_is_seen_and_a_visit_rated_once(hall, open_page) -> None:
    kiosk = Caller(hall).knock().be_device("kiosk", "kiosk-1")
    officer = Caller(hall, cookies={"luot_session": session(hall, "quay05")}).knock()
    assert officer.post("/desk/choose", {"desk": "5", "takeover": True})[0] == 200
    menu = kiosk.get("/kiosk/menu.json")
    own = next(one for one in menu["departments"] if "5" in one["desks"])
    touched = {"department": own["id"], "service": own["services"][0]["id"]}
    tickets = [kiosk.post("/kiosk/tickets", {"key": f"touch-{n}-of-test", **touched})[1] for n in range(3)]
    watch = open_page()
    watch.context.add_cookies([{"name": "luot_session", "value": session(hall, "supervisor"), "url": hall.url}])
    watch.goto(hall.url + "/control/")
    watch.wait_for_selector(".alert.loud")
    assert watch.title().startswith("(1)")
    assert watch.evaluate("document.documentElement.scrollWidth") == 1366
    picture(watch, "control"), audit(watch)
    watch.get_by_role("button", name="Đã biết").click()
    watch.wait_for_selector(".alert:not(.loud):has-text('Phụ trách đã biết')")

    panel = open_page(1280, 800, has_touch=True)
    hall.pair(panel, "display", "panel-5")
    panel.wait_for_selector(".panel.is-open")
    for name in ("next", "start", "finish"):
        deed(officer, name)
    panel.wait_for_selector(".faces button")
    assert smallest_mm(panel) >= 20
    picture(panel, "panel"), audit(panel)
    panel.get_by_role("button", name="Rất không hài lòng").click()
    panel.wait_for_selector(".reasons button")
    picture(panel, "panel-why"), audit(panel)
    panel.get_by_role("button", name="Chờ lâu").click()
    panel.wait_for_selector(".rating:has-text('Cảm ơn ông/bà đã trả lời.')")
    assert hall.rows("SELECT level, reason FROM ratings") == [(1, "long-wait")]

    phone = open_page(390, 844)
    for name in ("next", "start", "next"):  # the next number is called while the visitor before may still answer
        deed(officer, name)
    panel.wait_for_selector(".asks-below .faces button")
    assert panel.locator(".now .number").inner_text() == tickets[2]["number"]
    assert f"Số {tickets[1]['number']} vừa xong" in panel.locator(".rating .title").inner_text()
    assert smallest_mm(panel) >= 20
    picture(panel, "panel-below"), audit(panel)
    panel.set_viewport_size({"width": 800, "height": 1280})
    picture(panel, "panel-below-upright"), audit(panel)
    panel.set_viewport_size({"width": 1280, "height": 800})
    phone.goto(f"{hall.url}/t/" + tickets[1]["url"].rsplit("/t/", 1)[1] + "?lang=vi")
    phone.wait_for_selector("#rate:not([hidden])")
    picture(phone, "phone"), audit(phone)
    phone.get_by_role("button", name="Không hài lòng", exact=True).click()
    phone.wait_for_selector("#because:not([hidden])")
    picture(phone, "phone-why"), audit(phone)
    phone.get_by_role("button", name="Hướng dẫn chưa rõ").click()
    phone.wait_for_selector("#rated:not([hidden])")
    panel.get_by_role("button", name="Rất hài lòng").click()
    panel.wait_for_selector(".rating:has-text('Lượt này đã có đánh giá.')")
    assert sorted(hall.rows("SELECT level, reason FROM ratings")) == [(1, "long-wait"), (2, "unclear")]
    deed(officer, "start")
    panel.wait_for_selector(".panel.is-serving:not(.asks-below)")  # the desk is the next visitor's now
    watch.set_viewport_size({"width": 1920, "height": 1080})
    watch.goto(hall.url + "/control/?big")
    watch.wait_for_selector("body[data-link=live]")
    picture(watch, "control-big"), audit(watch)
    watch.goto(hall.url + "/ratings/")
    picture(watch, "tally"), audit(watch)
