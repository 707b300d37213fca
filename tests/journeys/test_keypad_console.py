"""The console beside a number pad: it sounds each press and shows the pad's question."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher
from browser import MORNING, RunningHall, until
from doors import Caller, new_key

from server.clock import HallClock
from server.identity import Identities
from server.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
# Writes down the hertz of every tone that begins.
LISTEN = """
window.tones = [];
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (at) { tones.push(this.frequency.value); return start.call(this, at); };
"""


def test_the_console_sounds_a_press_and_asks_what_the_pad_asks(
    hall: RunningHall, open_page: Callable[..., Page]
) -> None:
    store = SqliteStore(hall.data / "hall.db")
    identities = Identities(store, HallClock.begin(MORNING), PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    identities.add_account("quay28", "Cán bộ quầy 28", "officer")
    identities.set_password("quay28", "mot-mat-khau-dai")
    session = identities.sign_in("quay28", "mot-mat-khau-dai")
    store.close()
    officer = Caller(hall, cookies={"luot_session": session}).knock()
    officer.post("/desk/choose", {"desk": "28"})
    department = officer.get("/desk/snapshot.json")["lines"][0]["department"]
    kiosk = Caller(hall).knock().be_device("kiosk", "kiosk-1")
    asked = {"department": department, "service": f"{department}.khac"}
    number = kiosk.post("/kiosk/tickets", {"key": new_key("touch"), **asked})[1]["number"]
    page = open_page()
    page.add_init_script(LISTEN)
    page.context.add_cookies([{"name": "luot_session", "value": session, "url": hall.url}])
    page.goto(f"{hall.url}/desk/")
    page.wait_for_selector(f".next li:has-text('{number}')")
    page.locator(".clock").click()  # touched once: from now on it may sound
    token = hall.token("keypad", "desk-28")

    def press(deed: str) -> dict:
        pad = ask(hall, token, "/keypad/watch", {})
        return ask(hall, token, "/keypad/press",
                   {"deed": deed, "key": new_key("pad"), "version": pad["version"], "at": pad["now"]})  # fmt: skip

    assert press("next")["tone"] == "done"
    page.wait_for_selector(f".now.called:has-text('{number}')")
    until(lambda: page.evaluate("tones") == [880], what="a tone for the call")
    assert press("next")["tone"] == "question"
    page.wait_for_selector(f".question:has-text('Số {number} đã đến quầy chưa?')")
    until(lambda: page.evaluate("tones") == [880, 660, 990], what="two tones for the question")
    press("start")
    page.wait_for_selector(f".now.serving:has-text('{number}')")
    assert page.locator(".question").count() == 0


def ask(hall: RunningHall, token: str, path: str, body: dict) -> dict:
    line = http.client.HTTPConnection("127.0.0.1", hall.port, timeout=10)
    line.request("POST", path, json.dumps(body),
                 {"Content-Type": "application/json", "Authorization": f"Bearer {token}"})  # fmt: skip
    return json.loads(line.getresponse().read())
