"""An officer at a desk in a real browser: signing in, pressing keys like a person, looking whether all of it fits."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from browser import RunningHall

from server.accounts import follow_plan
from server.clock import HallClock
from server.identity import Identities
from server.settings import ROOT
from server.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
CUT = """() => [...document.querySelectorAll("button, .number, .timer, .day dd, .next li")].filter((one) => {
  const { right, bottom, height, left } = one.getBoundingClientRect();
  if (!height || left > innerWidth || one.closest(".items, .next ol")) return false;
  return right > innerWidth + 1 || bottom > innerHeight + 1 || one.scrollWidth > one.clientWidth + 1;
}).map((one) => one.outerHTML)"""
PASSWORD = "mot-mat-khau-dai"


def give_passwords(hall: RunningHall) -> str:
    """One for all officers of a hall: who guesses it has its own tests."""
    store = SqliteStore(hall.data / "hall.db")
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    identities = Identities(store, HallClock.begin(hall.clock_start), quick)
    with store.reading() as db:
        plan = store.plan_of(db)[1]
    follow_plan(identities, plan)
    for officer in plan.officers:
        identities.set_password(officer.username, PASSWORD)
    store.close()
    return PASSWORD


def sign_in(page: Page, hall: RunningHall, desk: int, password: str = PASSWORD) -> Page:
    """To the console, by keyboard only."""
    page.goto(f"{hall.url}/desk/")
    page.wait_for_selector("#username:focus")
    page.keyboard.type(f"quay{desk:02d}")
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    page.wait_for_selector(f"input[value='{desk}']:checked:focus")
    page.keyboard.press("Enter")
    page.wait_for_selector(".now")
    return page


def press(page: Page, key: str, then: str) -> None:
    """One key, and what must stand on the screen then. A person takes a breath between two presses; so does this."""
    page.wait_for_function("() => document.querySelector('[aria-busy=true]') === null")
    rest(page)
    page.keyboard.press(key)
    page.wait_for_selector(then)


def rest(page: Page) -> None:
    """Long enough that the next press is no double tap, and no answer to an unread question."""
    page.wait_for_timeout(420 if page.locator(".question").count() else 320)


def shows(state: str, number: str) -> str:
    return f".now.{state}:has-text('{number}')"


def seconds(page: Page) -> int:
    minutes, rest_of = page.locator(".timer dd").inner_text().split(":")
    return int(minutes) * 60 + int(rest_of)


def story_of(hall: RunningHall, desk: int) -> list[str]:
    rows = hall.rows(f"SELECT kind FROM journal WHERE desk = '{desk}' ORDER BY seq")
    return [kind for (kind,) in rows]


def audit(page: Page) -> None:
    assert_fits(page)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    assert not found, json.dumps([(one["id"], [node["html"] for node in one["nodes"]]) for one in found], indent=1)


def assert_fits(page: Page) -> None:
    """No scroll bar on the page, and no button or figure cut by the edge of the screen."""
    root = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    assert root == [page.viewport_size["width"], page.viewport_size["height"]]
    cut = page.evaluate(CUT)
    assert not cut, cut
