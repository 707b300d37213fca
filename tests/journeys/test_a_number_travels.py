"""One number's whole way in real browsers, on a name that is not this machine's own, as on a hall's network.

Touch, paper and its QR, the phone, the call, TV, voice to its end, start, finish, and the exact times in the report.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
import zxingcpp
from browser import ARGUMENTS, RunningHall, find_chromium, free_port, until
from PIL import Image
from screen import Screen

from server.accounts import read_sample

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAME = "trung-tam.test"  # no secure context: what browsers keep for https and localhost is not there


@pytest.fixture
def network(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Pages of a Chromium that knows the hall's machine by NAME."""
    rules = f"--host-resolver-rules=MAP {NAME} 127.0.0.1"
    browser = chromium.browser_type.launch(executable_path=find_chromium(), args=[*ARGUMENTS, rules])
    yield lambda width, height: browser.new_context(viewport={"width": width, "height": height}).new_page()
    browser.close()


@pytest.fixture
def hall(start_hall) -> RunningHall:
    port = free_port()
    hall = start_hall(agent=True, voice=True, port=port, options=("--public-url", f"http://{NAME}:{port}"))
    hall.name = NAME
    return hall


def test_a_number_travels_from_touch_to_report(hall: RunningHall, network) -> None:
    kiosk = hall.pair(network(1080, 1920), "kiosk", "kiosk-1")
    assert kiosk.evaluate("() => window.isSecureContext") is False
    tv = Screen(hall, network(1920, 1080))
    paper = hall.pair(network(1366, 768), "paper", "paper")

    kiosk.locator(".offices .tile").first.click()
    kiosk.locator(".services .tile").first.click()
    kiosk.locator(".hero .number").wait_for()
    number = kiosk.locator(".hero .number").inner_text()
    until(lambda: "lấy phiếu" in kiosk.locator(".paper").inner_text(), what="the paper's word on the kiosk")

    link = read_qr(paper)
    assert link.startswith(f"http://{NAME}:")
    phone = network(390, 844)
    phone.goto(link)
    assert phone.locator(".number").inner_text() == number
    assert phone.locator("body").get_attribute("data-state") == "waiting"

    desk = sign_in(hall, network(1366, 768))
    desk.keyboard.press("Enter")
    desk.locator(".who-is-here .number").wait_for()
    assert desk.locator(".who-is-here .number").inner_text() == number
    tv.wait_numbers(number)
    tv.wait_spoken(1)
    sounds = [(what, shown) for what, _, shown in tv.heard()]
    assert sounds == [("begins", number), ("ends", number)], "the number stood on the screen before the voice"
    until(lambda: phone.locator("body").get_attribute("data-state") == "called", what="the call on the phone")

    desk.keyboard.press("s")
    desk.locator(".now.serving").wait_for()
    desk.keyboard.press("f")
    desk.locator(".now.free").wait_for()

    check_report(hall, network(1366, 768), number)


def read_qr(paper: Page) -> str:
    """What a phone's camera would read off the slip."""
    picture = paper.locator("img[src^='/paper/slips/']").first
    picture.wait_for()
    address = picture.get_attribute("src")
    assert address is not None
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(fetched(paper, address))))
    assert len(found) == 1
    return found[0].text


def fetched(page: Page, path: str) -> bytes:
    """What the browser itself gets: only it knows the hall's name."""
    read = "async (path) => Array.from(new Uint8Array(await (await fetch(path)).arrayBuffer()))"
    return bytes(page.evaluate(read, path))


def sign_in(hall: RunningHall, page: Page) -> Page:
    """The officer of the first department's first desk, by keyboard."""
    username, password = next(iter(read_sample(hall.data).items()))
    page.goto(f"{hall.url}/desk/")
    page.locator("#username").fill(username)
    page.locator("#password").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_selector("input[name=desk]:checked:focus")
    page.keyboard.press("Enter")
    page.locator(".now.free").wait_for()
    return page


def check_report(hall: RunningHall, page: Page, number: str) -> None:
    """The times on the page and in the CSV are the journal's own, to the millisecond."""
    told = re.search(r"(/admin/first\?token=\S+)", hall.log.read_text(encoding="utf-8"))
    assert told
    page.goto(f"{hall.url}{told[1]}")
    page.locator("#password").fill("mot-mat-khau-dai")
    page.locator("#password_again").fill("mot-mat-khau-dai")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")
    at = dict(hall.rows("SELECT kind, at FROM journal WHERE leg IS NOT NULL"))
    page.goto(f"{hall.url}/reports/day")
    assert page.locator("tbody tr").count() >= 2
    (leg,) = csv.DictReader(io.StringIO(fetched(page, "/reports/legs.csv").decode("utf-8-sig")))
    assert (leg["number"], leg["state"]) == (number, "done")
    assert float(leg["waiting_s"]) == (at["called"] - at["issued"]) / 1000
    assert float(leg["walking_s"]) == (at["started"] - at["called"]) / 1000
    assert float(leg["service_s"]) == (at["finished"] - at["started"]) / 1000
    assert float(leg["total_s"]) == (at["finished"] - at["issued"]) / 1000
