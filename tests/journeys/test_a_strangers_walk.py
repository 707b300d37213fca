"""A stranger sets up a small hall of their own in the browser: from the printed link to a test slip and a rehearsal.

The hall is started for the network and has no administrator: until the first sign-in it listens to its machine alone.
"""

from __future__ import annotations

import json
import os
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import RunningHall, until
from doors import Caller, new_key

from hardware.tcp_printer import FakePrinter
from server.care import sheets
from server.clean_start import WORDS
from server.core.lists.registry import LISTS
from server.settings import ROOT
from server.setup.steps import STEPS

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
NAVIGATION_FITS = "(one => !one || one.scrollHeight <= one.clientHeight)(document.querySelector('nav.side'))"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PASSWORD = "mot-mat-khau-dai"
LONG = "Chi nhánh Văn phòng Đăng ký đất đai khu vực Đại Từ"
DEPARTMENTS = (
    (LONG, "Đăng ký đất đai", "Đăng ký biến động\nCấp giấy chứng nhận | Land certificates", "1-2"),
    ("Tư pháp - Hộ tịch", "", "Hộ tịch\nChứng thực", "3"),
    ("Bảo hiểm xã hội", "", "", "3-4"),
)
OFFICERS = ("Nguyễn Thị Hồng Ánh", "Trần Văn Bảo", "Lê Đức", "Đỗ Thị Phượng")


@pytest.fixture
def hall(start_hall: Callable[..., RunningHall]) -> RunningHall:
    return start_hall(agent=True, clock_start="", options=("--host", "0.0.0.0"))  # noqa: S104


@pytest.fixture
def printer() -> Iterator[FakePrinter]:
    with FakePrinter() as fake:
        yield fake


def listens_to(hall: RunningHall) -> set[str]:
    """The addresses on which the hall's port is open, as the system says."""
    port = f"{hall.port:04X}"
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    found = [one[1].split(":") for one in lines if one[3] == "0A"]
    return {socket.inet_ntoa(bytes.fromhex(address)[::-1]) for address, own in found if own == port}


def first_link(hall: RunningHall) -> str:
    until(lambda: "Ctrl-C" in hall.log.read_text(), what="the links")
    return re.search(r"http\S+/admin/first\?token=\S+", hall.log.read_text())[0]  # type: ignore[index]


def sign_in(hall: RunningHall, page: Page) -> None:
    page.goto(first_link(hall))
    page.fill("#password", PASSWORD)
    page.fill("#password_again", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/")


def go_on(page: Page, words: str, to: str) -> None:
    page.click(f"main button:has-text('{words}')")
    page.wait_for_url(f"**/admin/setup/{to}")


def set_up(hall: RunningHall, page: Page, printer: FakePrinter) -> str:
    """Through the steps up to the printers; the password that was printed for the first officer."""
    page.goto(f"{hall.url}/admin/setup/start")
    go_on(page, "Bắt đầu", "centre")
    page.fill("#name_vi", "Trung tâm Phục vụ hành chính công xã Đại Phúc")
    page.fill("#address_vi", "Xóm Trung, xã Đại Phúc, tỉnh Thái Nguyên")
    go_on(page, "Lưu và sang bước sau", "logo")
    go_on(page, "Không dùng biểu trưng", "hours")
    go_on(page, "Lưu và sang bước sau", "holidays")
    go_on(page, "Xong bước này", "departments")
    for name, short, services, _ in DEPARTMENTS:
        page.fill("#name_vi", name)
        page.fill("#short_vi", short)
        page.fill("#services", services)
        page.click("text=Lưu cơ quan này")
        page.wait_for_selector(f"td:has-text('{name}')")
    go_on(page, "Xong bước này", "desks")
    for place, (*_, desks) in enumerate(DEPARTMENTS):
        page.locator("table.desks input").nth(place).fill(desks)
    go_on(page, "Lưu và sang bước sau", "officers?applied=1")
    assert page.locator("text=Đã đủ và đã áp dụng").is_visible()
    for place, name in enumerate(OFFICERS):
        page.fill(f"[name=name_{place}]", name)
    page.click("text=Lưu danh sách")
    page.wait_for_selector("[name=username_0][value='anh.nth']")
    page.click("text=Đặt và in phiếu phát")
    page.wait_for_selector(".slips")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 794, "height": 1123})  # A4
    lines = page.locator(".slips code").evaluate_all("all => all.map((one) => one.getClientRects().length)")
    assert set(lines) == {1}, "a password that is printed on two lines is typed with a gap"
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1366, "height": 768})
    password = page.locator(".slips li:first-child code").nth(1).inner_text()
    page.click("text=Xong, sang “Máy in”")
    page.fill("#address-new", printer.address.removeprefix("tcp://"))
    page.click("main button:has-text('Thêm máy in')")
    page.click("main button:has-text('Dò máy in và in phiếu thử')")
    page.wait_for_selector("text=Máy in báo được hết")
    go_on(page, "Phiếu ra đúng", "printers*")
    return password


def test_a_stranger_sets_up_a_hall_and_holds_its_test_slip(hall, open_page, printer) -> None:
    assert listens_to(hall) == {"127.0.0.1"}, "nobody administers it yet"
    page = open_page()
    sign_in(hall, page)
    assert listens_to(hall) == {"0.0.0.0"}  # noqa: S104
    password = set_up(hall, page, printer)
    assert len(printer.papers) == 1
    assert [row[0] for row in hall.rows("SELECT number FROM tickets")] == []
    check_every_page(hall, page)

    officer = open_page()
    officer.goto(f"{hall.url}/desk/sign-in")
    officer.fill("[name=username]", "anh.nth")
    officer.fill("[name=password]", password)
    officer.click("button[type=submit]")
    officer.wait_for_url(lambda url: "sign-in" not in url)

    rehearse(hall, page, open_page)
    begin_anew(hall, page)


def rehearse(hall: RunningHall, page: Page, open_page: Callable[..., Page]) -> None:
    """A number taken in the rehearsal is marked, and the hall itself knows nothing of it."""
    page.goto(f"{hall.url}/admin/setup/rehearsal")
    page.click("text=Bắt đầu diễn tập")
    page.click("text=Lấy đường dẫn mở các màn hình")
    link = page.locator(".links-list a").first.get_attribute("href")
    kiosk = page.context.new_page()  # the same browser, as on a technician's laptop: nobody is signed out by it
    kiosk.goto(link)
    kiosk.locator("form button").click()
    kiosk.wait_for_selector("text=Đăng ký đất đai")
    assert "(Diễn tập)" in kiosk.content()
    kiosk.close()
    assert hall.rows("SELECT count(*) FROM devices WHERE kind = 'kiosk'") == [(0,)]
    if os.environ.get("LUOT_LONG"):
        it_plays_by_itself(hall, page)
    page.click("text=Kết thúc diễn tập")
    page.wait_for_selector("text=Bắt đầu diễn tập")
    assert "/admin/setup/rehearsal" in page.url


def it_plays_by_itself(hall: RunningHall, page: Page) -> None:
    page.click("text=Để hệ thống tự diễn")
    page.wait_for_selector("text=Đang tự diễn")
    told = hall.data / "rehearsal" / "play.log"
    until(lambda: "officers are at their desks" in told.read_text(), 60)
    page.reload()
    assert page.locator("text=Dừng tự diễn").count() == 1, told.read_text()


def begin_anew(hall: RunningHall, page: Page) -> None:
    """Numbers taken while trying are put aside: the next is 001 again, the kiosk paired and the admin signed in."""
    kiosk = Caller(hall).be_device("kiosk", "kiosk-1")
    assert [take_number(kiosk) for _ in range(2)] == ["A001", "A002"]
    page.goto(f"{hall.url}/admin/setup/begin")
    page.fill("#words", WORDS.lower())
    page.click("text=Cất phần đã thử")
    page.wait_for_url("**/admin/")
    assert take_number(kiosk) == "A001"
    assert [one.name for one in (hall.data / "before").iterdir()]


def take_number(kiosk: Caller) -> str:
    department = next(one for one in kiosk.get("/kiosk/menu.json")["departments"] if one["letter"] == "A")
    touch = {"key": new_key("touch"), "department": department["id"], "service": department["services"][0]["id"]}
    status, answer = kiosk.post("/kiosk/tickets", touch)
    assert status in (200, 201), answer
    return answer["number"]


FULLEST = ("/admin/", "/admin/setup/departments")


def every_page(page: Page) -> list[str]:
    """The fullest, whatever the navigation leads to, each step, each list with its forms, each sheet."""
    page.goto(page.url.partition("/admin")[0] + "/admin/")
    linked = page.eval_on_selector_all("nav a", "links => links.map((one) => one.getAttribute('href'))")
    lists = [f"/admin/lists/{name}/{form}" for name in LISTS for form in ("", "row", "import")]
    sheets_of_paper = [f"/admin/when/{name}" for name in sheets.names()]
    also = ("/admin/setup/", "/admin/lists/all/import", "/admin/privacy/exports", "/reports/month")
    every = (*FULLEST, *linked, *also, *(one.address for one in STEPS), *lists, *sheets_of_paper)
    return list(dict.fromkeys(address for address in every if address.startswith("/")))


def check_every_page(hall: RunningHall, page: Page) -> None:
    """Nothing for axe to find, nothing wider than a clerk's screen, and all of the navigation in sight: on the two
    fullest pages, or on all of them."""
    for address in every_page(page) if os.environ.get("LUOT_LONG") else FULLEST:
        page.goto(hall.url + address)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        told = [(one["id"], one["nodes"][0]["html"]) for one in found]
        assert not told, f"{address}: {json.dumps(told, ensure_ascii=False)}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        assert page.evaluate(NAVIGATION_FITS), f"{address}: some of the navigation is out of sight"
