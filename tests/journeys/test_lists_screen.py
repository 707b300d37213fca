"""A clerk keeps the hall's lists in a real Chromium: a long catalogue from a file, a change, and its undo."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from argon2 import PasswordHasher
from browser import MORNING, RunningHall

from server.clock import HallClock
from server.hallfile import read
from server.identity import Identities
from server.settings import ROOT
from server.store.sqlite import SqliteStore
from server.store.verify import verify

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
LONG = "Cấp Giấy chứng nhận đủ điều kiện hoạt động đối với cơ sở " + "sản xuất, kinh doanh, dịch vụ có điều kiện " * 20


@pytest.fixture
def clerk(start_hall: Callable[..., RunningHall], open_page: Callable[..., Page]) -> Iterator[Page]:
    """Bà Hoa, an admin, at the overview of the lists; a screen of 1366 × 768."""
    hall = start_hall()
    store = SqliteStore(hall.data / "hall.db")
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    identities = Identities(store, HallClock.begin(MORNING), quick)
    identities.add_account("hoa", "Bà Nguyễn Thị Hoa", "admin")
    identities.set_password("hoa", "mot-mat-khau-dai")
    token = identities.sign_in("hoa", "mot-mat-khau-dai")
    page = open_page()
    page.context.add_cookies([{"name": "luot_session", "value": token, "url": hall.url}])
    page.goto(f"{hall.url}/admin/lists/")
    yield page
    assert verify(store).equal
    store.close()


def catalogue(folder: Path) -> Path:
    """As long as the real one, with a name of a thousand letters, and one row of an agency that is not there."""
    agencies = [one.agency for one in read().departments]
    rows = [f"1.{n:06};{LONG if n == 7 else f'Thủ tục số {n}'};Đất đai;{agencies[n % 16]}" for n in range(1, 1398)]
    file = folder / "thu-tuc.csv"
    file.write_text("\n".join(["code;name;field;agency", *rows, "2.000001;Sai;Đất đai;Sở Không Có"]), "utf-16")
    return file


def reads_well(page: Page, what: str) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), what
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    assert not found, what + json.dumps([(one["id"], [node["html"] for node in one["nodes"]]) for one in found])


def test_a_clerk_fills_the_catalogue_from_a_file_mends_a_row_and_takes_a_change_back(clerk: Page, tmp_path) -> None:
    page = clerk
    page.click("text=Thủ tục >> nth=0")
    page.click("text=Nhập từ tệp")
    page.set_input_files("#file", catalogue(tmp_path))
    page.click("button:has-text('Xem trước')")
    page.wait_for_selector(".tally")
    assert page.locator(".tally dd").all_inner_texts() == ["1.397", "0", "0", "0", "1"]
    assert "Sở Không Có" in page.inner_text(".wrong")
    reads_well(page, "the preview")
    page.click("button:has-text('Chỉ nhận các dòng đúng')")
    assert "Thêm 1.397 thủ tục." in page.inner_text(".done") and "Bỏ qua 1 dòng sai." in page.inner_text(".done")
    reads_well(page, "a long list")
    page.fill("#q", "thu tuc so 1397")
    page.press("#q", "Enter")
    page.click("th a:has-text('Thủ tục số 1397')")
    page.fill("#f-short", "Làm lại sổ đỏ")
    reads_well(page, "a row")
    page.click("button:has-text('Lưu')")
    assert "Sửa thủ tục “Thủ tục số 1397”: tên ngắn." in page.inner_text(".done")
    page.click("text=Xem lịch sử, hoàn tác")
    assert "Bà Nguyễn Thị Hoa" in page.locator(".history li").first.inner_text()
    page.locator("summary:has-text('Hoàn tác')").first.click()
    reads_well(page, "the history")
    page.locator("button:has-text('Hoàn tác thay đổi này')").first.click()
    assert "Đã hoàn tác." in page.inner_text(".done")
    page.goto(page.url.split("/admin")[0] + "/admin/lists/departments/row?key=tu-phap")
    page.locator("summary:has-text('Ngừng dùng')").click()
    assert "Ngừng dùng quầy 12." in page.inner_text("main")


def bigger(page: Page, folder: Path) -> Path:
    """All lists as they are downloaded, with one more department, its desk, and an officer whose name is missing."""
    with page.expect_download() as down:
        page.click("text=danh-muc.xlsx")
    file = folder / "ca-bo.xlsx"
    down.value.save_as(file)
    book = openpyxl.load_workbook(file)
    long = "Chi nhánh Văn phòng Đăng ký đất đai khu vực Đại Từ"
    new = ["dang-ky", "Z", long, "Land Registration Office, Dai Tu Branch", "Đăng ký đất đai", "Land", long, "41"]
    book["Cơ quan"].append(new)
    book["Quầy"].append(["41", "", "dang-ky"])
    book["Cán bộ"].append(["minh", "", "41"])
    book.save(file)
    return file


def test_a_department_with_its_desk_and_officer_comes_in_from_one_workbook(clerk: Page, tmp_path: Path) -> None:
    page = clerk
    page.click("text=Nhập cả bộ từ tệp")
    page.wait_for_selector("#file")
    reads_well(page, "where the workbook is sent")
    file = bigger(page, tmp_path)
    page.set_input_files("#file", file)
    page.click("button:has-text('Xem trước')")
    page.wait_for_selector("text=Còn 1 dòng sai")
    assert page.locator("text=Nhận tất cả").count() == 0
    reads_well(page, "a workbook with a wrong row")
    book = openpyxl.load_workbook(file)
    book["Cán bộ"].cell(book["Cán bộ"].max_row, 2).value = "Lê Minh"
    book.save(file)
    page.goto(page.url.partition("/admin")[0] + "/admin/lists/all/import")
    page.set_input_files("#file", file)
    page.click("button:has-text('Xem trước')")
    page.wait_for_selector("text=Nhận tất cả")
    reads_well(page, "a workbook that can be taken")
    page.click("text=Nhận tất cả")
    page.wait_for_selector("table.rows code:has-text('minh')")
    reads_well(page, "first passwords")
