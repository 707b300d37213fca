"""A kiosk that floods is held to its bucket, and whoever stands before it reads a friendly word: faults.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from browser import RunningHall, until
from doors import Caller, new_key
from glass import Glass

if TYPE_CHECKING:
    from playwright.sync_api import Page

SECONDS_EACH, BURST = 3, 5
POSTS = 1_000
SPEED = 10  # hall seconds a second: the flood then lasts about a minute of the hall's
EIGHT_TOUCHES = """async ([department, service]) => {
  const post = (n) => fetch("/kiosk/tickets", {
    method: "POST", body: JSON.stringify({ key: `flood-touch-${n}`, department, service }),
    headers: { Accept: "application/json", "Content-Type": "application/json",
      "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content },
  }).then((reply) => reply.status);
  return Promise.all([...Array(8).keys()].map(post));
}"""


@pytest.mark.journey
def test_after_a_burst_the_glass_asks_for_a_few_seconds_and_then_gives_the_number(
    start_hall: Callable[..., RunningHall], open_page: Callable[..., Page]
) -> None:
    hall = start_hall(kiosk_seconds=60)  # a bucket that cannot fill while the eyes are on the screen
    glass = Glass(hall, open_page(1080, 1920, has_touch=True), hall.token("kiosk", "kiosk-1")).open()
    office = glass.page.evaluate("fetch('/kiosk/menu.json').then((reply) => reply.json())")["departments"][0]
    statuses = glass.page.evaluate(EIGHT_TOUCHES, [office["id"], office["services"][0]["id"]])
    assert Counter(statuses) == {201: BURST, 429: 8 - BURST}
    glass.tap(".offices .tile").wait("department").tap(".services .tile").wait("refused").settle().check()
    assert glass.page.locator("h1").inner_text() == "Máy vừa cấp nhiều số liên tiếp."
    assert "chờ vài giây rồi bấm lại" in glass.page.locator(".words").inner_text()
    assert hall.rows("SELECT count(*) FROM tickets") == [(BURST,)]


@pytest.mark.journey
def test_the_same_touch_again_a_little_later_gives_the_number(
    start_hall: Callable[..., RunningHall], open_page: Callable[..., Page]
) -> None:
    hall = start_hall(kiosk_seconds=SECONDS_EACH)
    glass = Glass(hall, open_page(1080, 1920, has_touch=True), hall.token("kiosk", "kiosk-1")).open()
    office = glass.page.evaluate("fetch('/kiosk/menu.json').then((reply) => reply.json())")["departments"][0]
    glass.page.evaluate(EIGHT_TOUCHES, [office["id"], office["services"][0]["id"]])
    glass.tap(".offices .tile").wait("department").tap(".services .tile")

    def had_at_last() -> bool:
        glass.pass_time(1)
        if glass.step() == "refused":
            glass.tap("#actions .main")  # "Thử lại"
        return glass.step() == "ticket"

    until(had_at_last, what="the bucket's next token")
    assert glass.number().startswith(office["letter"])


def test_a_thousand_posts_are_held_to_the_bucket(start_hall: Callable[..., RunningHall]) -> None:
    hall = start_hall(kiosk_seconds=SECONDS_EACH, options=("--clock-speed", str(SPEED)))
    kiosk = Caller(hall).be_device("kiosk", "kiosk-1")
    menu = kiosk.get("/kiosk/menu.json")
    asked = {"department": menu["departments"][0]["id"], "service": menu["departments"][0]["services"][0]["id"]}
    answers = [kiosk.post("/kiosk/tickets", asked | {"key": new_key("flood")}) for _ in range(POSTS)]
    lasted_s = (kiosk.get("/kiosk/menu.json")["now"] - menu["now"]) / 1000
    said = Counter(status if status == 201 else answer["error"]["id"] for status, answer in answers)
    assert set(said) == {201, "too-fast"}
    assert BURST <= said[201] <= BURST + lasted_s / SECONDS_EACH, f"{said[201]} numbers in {lasted_s:.0f} s"
    assert hall.rows("SELECT count(*) FROM tickets") == [(said[201],)]
