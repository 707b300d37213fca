"""An admin sets a second factor up in a real Chromium, signs in with it, and asks it of the other admins."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pyotp
import pytest
from argon2 import PasswordHasher
from browser import MORNING, RunningHall

from server.clock import HallClock
from server.identity import Identities
from server.settings import ROOT
from server.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PASSWORD = "mot-mat-khau-dai"
SIZES = ((1366, 768), (390, 844))  # a clerk's screen, a phone


def make_admins(hall: RunningHall) -> None:
    store = SqliteStore(hall.data / "hall.db")
    identities = Identities(store, HallClock.begin(MORNING), PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    for username, name in (("hoa", "Bà Nguyễn Thị Hoa"), ("nguyenhoanglongthanh", "Ông Nguyễn Hoàng Long Thành")):
        identities.add_account(username, name, "admin")
        identities.set_password(username, PASSWORD)
    store.close()


def fits(page: Page, what: str, sizes: tuple[tuple[int, int], ...] = SIZES) -> None:
    """On a clerk's screen and on a phone nothing is wider than the glass."""
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        if folder := os.environ.get("LUOT_PICTURES"):
            page.screenshot(path=Path(folder) / f"{what}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{what} at {width}"


def reads_well(page: Page, what: str, sizes: tuple[tuple[int, int], ...] = SIZES) -> None:
    """And axe finds nothing."""
    fits(page, what, sizes)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    assert not found, what + json.dumps([(one["id"], [node["html"] for node in one["nodes"]]) for one in found])


def sign_in(page: Page, hall: RunningHall, username: str) -> None:
    page.goto(f"{hall.url}/desk/sign-in")
    page.fill("#username", username)
    page.fill("#password", PASSWORD)
    page.click("button:has-text('Đăng nhập')")


def test_an_admin_turns_the_second_factor_on_and_asks_it_of_the_others(
    start_hall: Callable[..., RunningHall], open_page: Callable[..., Page]
) -> None:
    hall = start_hall()
    make_admins(hall)
    page, other = open_page(), open_page()
    sign_in(page, hall, "hoa")
    page.wait_for_url("**/admin/")
    sign_in(other, hall, "hoa")
    page.goto(f"{hall.url}/account")
    reads_well(page, "account")
    page.click("a[href='/account/second-factor']")
    page.wait_for_selector("button:has-text('Bắt đầu')")
    fits(page, "factor-off")
    page.fill("#password", PASSWORD)
    page.click("button:has-text('Bắt đầu')")
    page.wait_for_function("() => document.querySelector('.qr img')?.naturalWidth > 150")  # the picture is shown
    page.click("summary")
    reads_well(page, "factor-begun")
    phone = pyotp.TOTP(page.inner_text("details code").replace(" ", ""))
    page.fill("#code", phone.now())
    page.click("button:has-text('Xác nhận và bật')")
    page.wait_for_selector(".recovery code")
    paper = page.locator(".recovery code").all_inner_texts()
    reads_well(page, "factor-paper")
    page.goto(f"{hall.url}/account/second-factor")
    reads_well(page, "factor-on")
    page.goto(f"{hall.url}/admin/people")
    page.click("button:has-text('Bắt buộc với mọi quản trị')")
    page.wait_for_selector("text=Đang bắt buộc.")
    page.click("text=Cấp mới >> nth=0")
    reads_well(page, "people", SIZES[:1])  # tables for a clerk's screen

    sign_in(other, hall, "hoa")
    other.wait_for_selector("#code")
    fits(other, "code")
    other.fill("#code", "000000")
    other.click("button:has-text('Đăng nhập')")
    other.wait_for_selector("[role=alert]")
    reads_well(other, "code-wrong")
    other.fill("#code", paper[0])
    other.click("button:has-text('Đăng nhập')")
    other.wait_for_url("**/admin/")

    sign_in(other, hall, "nguyenhoanglongthanh")
    other.wait_for_url("**/account/second-factor")
    assert "Trung tâm yêu cầu quản trị bật" in other.inner_text("main")
    fits(other, "factor-must")
