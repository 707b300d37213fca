"""All lists in one workbook: out, changed, previewed, taken as one change, undone."""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from cast import LAND, LAND_BOOK
from flask.testing import FlaskClient

from server.core.lists.together import ORDER, of_workbook
from server.lists import book
from server.store.verify import verify

AT = "/admin/lists/all"
TITLES = {one.name: one.title.vi for one in ORDER}


def words(reply) -> str:
    return re.sub(r"\s+", " ", reply.get_data(as_text=True))


@pytest.fixture
def send(admin: FlaskClient) -> Callable[..., Any]:
    def one(data: bytes, retire: bool = False):
        form = {"file": (io.BytesIO(data), "ca-bo.xlsx"), "missing": "retire" if retire else "keep"}
        sent = admin.post(f"{AT}/import", data=form, content_type="multipart/form-data")
        return admin.get(sent.location) if sent.status_code == 303 else sent

    return one


@pytest.fixture
def changed(admin: FlaskClient) -> Callable[..., bytes]:
    """The workbook as it is downloaded, with rows (column → value) added: changed(desks=[{"number": 7, …}])."""

    def more(**lists: list[dict]) -> bytes:
        book = openpyxl.load_workbook(io.BytesIO(admin.get("/admin/lists/all.xlsx").get_data()))
        for name, rows in lists.items():
            page = book[TITLES[name]]
            listed = next(one for one in ORDER if one.name == name)
            for row in rows:
                page.append([row.get(column.key, "") for column in listed.columns])
        held = io.BytesIO()
        book.save(held)
        return held.getvalue()

    return more


NEW = {
    "departments": [{"id": "y-te", "letter": "D", "name_vi": "Sở Y tế", "name_en": "Health", "short_vi": "Y tế",
                     "short_en": "Health", "agency": "Sở Y tế", "desks": "7", "discipline": "accumulating",
                     "priority_rate": 3, "interleave": 3, "usual_minutes": 12, "daily_quota": 0,
                     "service_level_minutes": 15, "alert_wait_minutes": 45, "alert_line": 20,
                     "alert_idle_minutes": 5}],
    "services": [{"department": "y-te", "id": "the", "name_vi": "Thẻ bảo hiểm", "name_en": "Health card"}],
    "desks": [{"number": 7, "departments": "y-te"}],
    "officers": [{"username": "minh", "name": "Lê Minh", "desk": 7}],
}  # fmt: skip


def take(admin: FlaskClient, preview):  # noqa: ANN201
    shown = re.search(r'name="shown" value="(\w+)"', words(preview))[1]
    return admin.post(preview.request.path, data={"shown": shown})


def test_what_goes_out_comes_in_again_and_changes_nothing(send, changed) -> None:
    assert "giống hệt các danh mục hiện có" in words(send(changed(), retire=True))


def test_a_new_department_comes_in_with_all_that_stands_on_it_as_one_change_that_can_be_undone(
    admin: FlaskClient, send, changed
) -> None:
    store = admin.application.extensions["store"]
    before = store.present_plan()
    preview = send(changed(**NEW))
    assert "Nhận tất cả" in words(preview) and "Thẻ bảo hiểm" in words(preview)
    assert store.present_plan() == before, "a preview changes nothing"
    done = take(admin, preview)
    assert "Chỉ hiện lần này" in words(done) and "minh" in words(done), "the new officer's first password"
    assert [one.id for one in store.present_plan().desks_serving("y-te")] == ["7"]
    entries = store.row("SELECT count(*) AS n, max(seq) AS last FROM changes WHERE how = 'import'")
    assert entries["n"] == 1
    assert take(admin, preview).status_code == 410, "it is taken once"
    admin.post(f"/admin/lists/history/{entries['last']}/undo")
    assert replace(store.present_plan(), gone=frozenset()) == before, "but for what must never be offered again"
    assert verify(store).equal


def test_one_wrong_row_keeps_everything_out_and_is_told_with_its_sheet(admin: FlaskClient, send, changed) -> None:
    store = admin.application.extensions["store"]
    before = store.present_plan()
    preview = send(changed(**NEW | {"desks": [{"number": 7, "departments": "y-te; khong-co"}]}))
    assert "Còn 1 dòng sai nên chưa nhận gì" in words(preview) and "Không có cơ quan “khong-co”" in words(preview)
    assert "Nhận tất cả" not in words(preview)
    assert take(admin, preview).status_code == 409 and store.present_plan() == before
    mended_by = admin.get(f"{preview.request.path}/wrong.csv").get_data(as_text=True)
    assert "Quầy" in mended_by and "khong-co" in mended_by


def test_it_is_not_taken_over_what_somebody_changed_meanwhile(admin: FlaskClient, send, changed) -> None:
    preview = send(changed(**NEW))
    admin.post("/admin/lists/zones/row", data={"id": "khu-1", "name_vi": "Khu 1", "name_en": "Zone 1",
                                               "departments": LAND})  # fmt: skip
    again = take(admin, preview)
    assert again.status_code == 303 or "mật khẩu" in words(again).lower(), "another list's change does not matter"
    preview = send(changed(officers=[{"username": "an.moi", "name": "An Mới", "desk": ""}]))
    admin.post("/admin/lists/officers/row", data={"username": "an.moi", "name": "Người Khác"})
    assert take(admin, preview).status_code == 409
    assert admin.application.extensions["store"].present_plan().officer_name("an.moi") == "Người Khác"


def test_a_csv_and_a_workbook_without_a_lists_name_are_refused_in_words(admin: FlaskClient, send) -> None:
    assert "Tệp CSV thì nhận ở từng danh mục" in words(send(b"username,name\nan,An\n"))
    book = openpyxl.Workbook()
    held = io.BytesIO()
    book.save(held)
    assert "Không có trang nào trong tệp mang tên một danh mục" in words(send(held.getvalue()))
    sent = admin.post(f"{AT}/import", data={}, content_type="multipart/form-data")
    assert sent.status_code == 400 and "chọn một tệp" in words(sent)


def test_a_file_may_be_dropped(admin: FlaskClient, send, changed) -> None:
    preview = send(changed(**NEW))
    assert admin.post(f"{preview.request.path}/drop").status_code == 303
    assert admin.get(preview.request.path).status_code == 410


def test_while_a_workbook_is_worked_out_others_take_numbers(admin, send, changed, device, monkeypatch) -> None:
    """A large one takes seconds: nobody stands at a kiosk that long."""
    preview = send(changed(officers=[{"username": "moi", "name": "Cán bộ mới", "desk": 4}]))
    shown = re.search(r'name="shown" value="(\w+)"', words(preview))[1]
    kiosk, took, waits = device("kiosk", "kiosk-1"), [], []

    def touch() -> None:
        asked = {"key": "k" * 16, "department": LAND, "service": LAND_BOOK}
        took.append(kiosk.post("/kiosk/tickets", json=asked).status_code)

    def meanwhile(*given):  # noqa: ANN002, ANN202
        one = threading.Thread(target=touch)
        one.start()
        one.join(3)
        waits.append(one.is_alive())
        return of_workbook(*given)

    monkeypatch.setattr(book, "of_workbook", meanwhile)
    assert admin.post(preview.request.path, data={"shown": shown}).status_code in (200, 303)
    assert took == [201] and waits == [False]
