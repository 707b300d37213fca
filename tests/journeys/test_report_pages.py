"""The reports of a made month in a real Chromium: nothing for axe to find, and the month to sign is one A4 page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher
from browser import RunningHall, until

from bench.made_years import MadeYears, working_days
from server.clock import HallClock
from server.hallfile import read
from server.identity import Identities
from server.settings import ROOT
from server.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
MORNING = "2026-11-02T08:00:00+07:00"
PAGES = (
    "/reports/period?month=2026-10", "/reports/month?month=2026-10", "/reports/period?month=2025-01",
    "/reports/month?month=2025-01",
)  # fmt: skip


@pytest.fixture(scope="module")
def month_behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningHall, str]]:
    """A hall that has a month behind it, and its supervisor's session."""
    data = tmp_path_factory.mktemp("month") / "data"
    days = working_days(date(2026, 10, 30), 22 * 100, 100)
    years = MadeYears(SqliteStore(data / "hall.db"), read(), days, 100)
    years.write()
    years.close()
    hall = RunningHall(data, clock_start=MORNING).start()
    try:
        store = SqliteStore(data / "hall.db")
        summed = "SELECT 1 FROM summaries WHERE period = '2026-10' AND level = 'heat'"
        until(lambda: store.row(summed), what="the month summed up by the server itself")
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        identities = Identities(store, HallClock.begin(MORNING), quick)
        identities.add_account("supervisor", "Phụ trách", "supervisor")
        identities.set_password("supervisor", "mot-mat-khau-dai")
        token = identities.sign_in("supervisor", "mot-mat-khau-dai")
        store.close()
        yield hall, token
    finally:
        hall.stop()


@pytest.fixture
def month(month_behind: tuple[RunningHall, str], open_page: Callable[..., Page]) -> Page:
    hall, token = month_behind
    page = open_page()
    page.context.add_cookies([{"name": "luot_session", "value": token, "url": hall.url}])
    page.goto(hall.url + PAGES[0])
    return page


def test_reports_read_well_on_a_screen_and_the_month_on_one_sheet(month: Page) -> None:
    home = month.url.split("/reports")[0]
    for address in PAGES:
        month.goto(home + address)
        assert month.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        month.evaluate(AXE.read_text(encoding="utf-8"))
        found = month.evaluate("axe.run()")["violations"]
        assert not found, json.dumps([(one["id"], [node["html"] for node in one["nodes"]]) for one in found], indent=1)
    month.goto(home + PAGES[0])
    assert month.locator("svg.chart").count() == 4
    assert month.locator("#departments tr.hall td").first.inner_text() == "2.200"
    month.goto(home + PAGES[1])
    assert sheets(month.pdf(prefer_css_page_size=True)) == 1
    for address, most in ((PAGES[0], 6), ("/reports/day?date=2026-10-30", 3)):
        month.goto(home + address)
        assert sheets(month.pdf(prefer_css_page_size=True)) <= most, address
    month.emulate_media(media="print")
    month.goto(home + PAGES[0])
    left_out = ("#desk-times", "#officers", ".side", ".en")
    assert not any(month.locator(one).first.is_visible() for one in left_out if month.locator(one).count())
    tall = month.evaluate("[...document.querySelectorAll('#desks tbody tr')].map((one) => one.offsetHeight)")
    assert max(tall) < 1.5 * min(tall), "a desk's row takes one line of paper"


def test_no_page_of_figures_asks_to_know_what_a_percentile_is(month: Page) -> None:
    home = month.url.split("/reports")[0]
    for address in (*PAGES, "/reports/day?date=2026-10-30"):
        month.goto(home + address)
        words = month.locator("main").inner_text() + "".join(month.locator("svg title").all_text_contents())
        assert not re.search(r"\bp\d\d\b|median", words), address
        assert "9/10" in words or "2025-01" in address, address


def sheets(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))
