"""Lists in and out as files: what goes out comes in alike, whatever else is sent is previewed or refused in words."""

from __future__ import annotations

import contextlib
import csv
import io
import re
import time
import unicodedata
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from cast import LAND, LAND_BOOK, hall_plan
from flask.testing import FlaskClient

from server.core.lists.preview import of_catalogue, of_plan
from server.core.lists.registry import IN_PLAN, LISTS
from server.csv_text import csv_text
from server.hallfile import read
from server.lists import files, files_out
from server.lists.bounds import MAX_ROWS, NoList, TooLarge
from server.lists.uploads import UploadGone
from server.settings import ROOT
from server.store.verify import verify

AT = "/admin/lists"
CATALOGUE = ROOT.parent / "shared" / "data" / "procedures.csv"
HEAD = "code,name,field,agency"
GOOD = "1.000010,Cấp sổ đỏ lần đầu,Đất đai,Đất đai"
BAD = "1.000020,Đo đạc lại,Đo đạc,Sở Không Có"


def words(reply) -> str:
    return re.sub(r"\s+", " ", reply.get_data(as_text=True))


@pytest.fixture
def send(admin: FlaskClient) -> Callable[..., Any]:
    """Sends a file as a person does; the preview's answer: send("procedures", b"...")."""

    def one(name: str, data: bytes | str, retire: bool = False, by: FlaskClient = admin, file: str = "tep.csv"):
        body = data.encode() if isinstance(data, str) else data
        form = {"file": (io.BytesIO(body), file), "missing": "retire" if retire else "keep"}
        sent = by.post(f"{AT}/{name}/import", data=form, content_type="multipart/form-data")
        return by.get(sent.location) if sent.status_code == 303 else sent

    return one


@pytest.fixture
def take(admin: FlaskClient) -> Callable[..., Any]:
    """Presses a preview's button."""

    def press(preview, how: str = "all", by: FlaskClient = admin):
        shown = re.search(r'name="shown" value="(\w+)"', words(preview))[1]
        return by.post(preview.request.path, data={"how": how, "shown": shown})

    return press


def tally(preview) -> list[int]:
    """Added, changed, retired, unchanged, wrong."""
    return [int(one.replace(".", "")) for one in re.findall(r"<dd>([\d.]+)</dd>", words(preview))]


def codes(app) -> list[str]:
    return list(app.extensions["book"].look("procedures").rows)


def workbook(fill, sheets: int = 1) -> bytes:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    fill(*[book.add_worksheet() for _ in range(sheets)])
    book.close()
    return held.getvalue()


def rows(sheet, *lines: list) -> None:
    for at, line in enumerate(lines):
        sheet.write_row(at, 0, line)


# -- out and in again -------------------------------------------------------------------------------------------------


def test_what_goes_out_comes_in_again_and_changes_nothing(admin, send) -> None:
    new = {"code": "1.000010", "name": "=Cấp sổ", "agency": "Đất đai", "documents": "Đơn; bản chính\n+ Bản đồ"}
    admin.post(f"{AT}/procedures/row", data=new)
    for name in (name for name in LISTS if admin.application.extensions["book"].look(name).rows):
        for kind in ("csv", "xlsx"):
            data = admin.get(f"{AT}/{name}/list.{kind}").get_data()
            preview = send(name, data, retire=True)
            assert tally(preview)[:3] + tally(preview)[4:] == [0, 0, 0, 0], f"{name}.{kind}"
            assert "giống hệt danh sách hiện có" in words(preview)
    whole = admin.get(f"{AT}/all.xlsx").get_data()
    assert "giống hệt danh sách hiện có" in words(send("desks", whole, retire=True)), "each list finds its sheet"


def test_the_sample_hall_goes_through_both_kinds_of_file_unaltered() -> None:
    plan = read()
    for listed in IN_PLAN:
        there = listed.rows(plan.to_dict()).values()
        kinds = [files_out.as_csv(listed, there).encode()]
        kinds += [files_out.as_workbook([(listed, there)])] if listed.name in ("services", "displays") else []
        for data in kinds:
            told = of_plan(listed, files.read(data), plan, retire=True)
            assert told.plan == plan and not told.anything and told.unchanged == len(there), listed.name


def test_no_export_has_a_formula_and_codes_stay_text(admin) -> None:
    admin.post(f"{AT}/procedures/row", data={"code": "1.000010", "name": "=HYPERLINK(1)", "agency": "Đất đai"})
    assert "'=HYPERLINK(1)" in admin.get(f"{AT}/procedures/list.csv").get_data(as_text=True)
    book = openpyxl.load_workbook(io.BytesIO(admin.get(f"{AT}/procedures/list.xlsx").get_data()))
    code, name = [cell for cell in book.worksheets[0][2]][:2]
    assert (code.value, code.data_type, name.value, name.data_type) == ("1.000010", "s", "=HYPERLINK(1)", "s")


# -- preview, then the person's choice --------------------------------------------------------------------------------


def test_a_preview_changes_nothing_and_then_all_of_it_is_taken(app, send, take, admin) -> None:
    preview = send("procedures", f"{HEAD}\n{GOOD}\n")
    assert tally(preview) == [1, 0, 0, 0, 0] and "Cấp sổ đỏ lần đầu" in words(preview) and codes(app) == []
    taken = take(preview)
    assert taken.status_code == 303 and codes(app) == ["1.000010"]
    assert "Thêm thủ tục “Cấp sổ đỏ lần đầu”." in words(admin.get(taken.location))
    assert take(preview).status_code == 410, "taken once"


def test_with_wrong_rows_the_person_takes_the_right_ones_or_nothing(app, send, take, admin) -> None:
    preview = send("procedures", f"{HEAD}\n{GOOD}\n{BAD}\n")
    page = words(preview)
    assert tally(preview) == [1, 0, 0, 0, 1]
    for said in ('<td class="n">3</td>', "Cơ quan (Agency)", "Trung tâm không có cơ quan “Sở Không Có”."):
        assert said in page
    assert take(preview, "all").status_code == 409 and codes(app) == []
    assert "Sở Không Có" in admin.get(f"{preview.request.path}/wrong.csv").get_data(as_text=True)
    taken = take(preview, "right")
    assert codes(app) == ["1.000010"] and "Bỏ qua 1 dòng sai." in words(admin.get(taken.location))
    dropped = send("procedures", f"{HEAD}\n{BAD}\n")
    assert admin.post(f"{dropped.request.path}/drop").status_code == 303
    assert admin.get(dropped.request.path).status_code == 410


def test_rows_that_the_whole_list_no_more_has_are_retired(app, send, take) -> None:
    take(send("procedures", f"{HEAD}\n{GOOD}\n{GOOD.replace('10', '30', 1)}\n"))
    preview = send("procedures", f"{HEAD}\n{GOOD}\n", retire=True)
    assert tally(preview) == [0, 0, 1, 1, 0]
    take(preview)
    assert codes(app) == ["1.000010"]


def test_what_others_changed_since_the_preview_is_shown_before_anything_is_taken(app, send, take, admin) -> None:
    preview = send("procedures", f"{HEAD}\n{GOOD}\n")
    admin.post(f"{AT}/procedures/row", data={"code": "1.000010", "name": "Tên khác", "agency": "Đất đai"})
    told = take(preview)
    assert told.status_code == 409 and "vừa được người khác đổi" in words(told) and tally(told) == [0, 1, 0, 0, 0]
    assert take(told).status_code == 303
    assert app.extensions["book"].look("procedures").rows["1.000010"]["name"] == "Cấp sổ đỏ lần đầu"


def test_an_upload_is_its_senders_alone_and_lies_for_two_hours(app, send, person, clock) -> None:
    hoa = person("hoa", "admin")
    own = send("procedures", f"{HEAD}\n{GOOD}\n", by=hoa).request.path
    assert person("lan", "admin").get(own).status_code == 410
    uploads = app.extensions["uploads"]
    assert uploads.get(own.rsplit("/", 1)[1], "hoa").name == "tep.csv"
    clock.forward(minutes=121)
    with pytest.raises(UploadGone):
        uploads.get(own.rsplit("/", 1)[1], "hoa")
    uploads.forget_old()
    assert not app.extensions["store"].rows("SELECT 1 FROM uploads")


def test_a_preview_tells_what_happens_in_other_lists(send) -> None:
    data = "Mã cơ quan;Quầy phục vụ\ndat-dai;1; 2\n"
    preview = send("departments", data.replace("1; 2", '"1; 2"'))
    assert "Sửa quầy 5: cơ quan phục vụ." in words(preview)


def test_imported_officers_get_passwords_that_are_shown_once(app, send, take) -> None:
    shown = words(take(send("officers", "username,name,desk\nem.do,Đỗ Em,1\ngiang,Vũ Giang,\nan,Nguyễn Văn An,1\n")))
    given = dict(re.findall(r"<code>([\w.]+)</code></td><td><code>(\w{12})</code>", shown))
    assert given.keys() == {"em.do", "giang"}
    for username, password in given.items():
        signed = app.test_client().post("/desk/sign-in", data={"username": username, "password": password})
        assert signed.status_code == 303


def test_all_services_change_in_one_change_while_tickets_wait(app, send, take, device) -> None:
    kiosk = device("kiosk", "kiosk-2")
    kiosk.post("/kiosk/tickets", json={"key": "touch-0001", "department": LAND, "service": LAND_BOOK})
    take(send("services", "department,id,name_vi,name_en\ndat-dai,so-hong,Sổ hồng,Pink book\n", retire=True))
    offered = [one.id for one in app.extensions["store"].present_plan().department(LAND).services]
    assert offered == ["dat-dai.so-hong", "dat-dai.khac"]
    assert verify(app.extensions["store"]).equal


# -- as spreadsheets write them ---------------------------------------------------------------------------------------


def encoded(text: str, how: str) -> bytes:
    if how == "cp1258":  # it has marks of its own for what has no letter
        return "".join(
            one if one.isascii() else _old(one) for one in unicodedata.normalize("NFC", text)
        ).encode("cp1258")
    return text.encode(how)


def _old(letter: str) -> str:
    marks = ""
    while not _fits(letter):
        apart = unicodedata.normalize("NFD", letter)
        tone = next(mark for mark in apart[1:] if mark in "\u0300\u0301\u0303\u0309\u0323")
        marks, letter = tone + marks, unicodedata.normalize("NFC", apart.replace(tone, ""))
    return letter + marks


def _fits(text: str) -> bool:
    try:
        text.encode("cp1258")
    except UnicodeEncodeError:
        return False
    return True


@pytest.mark.parametrize("how", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1258"])
@pytest.mark.parametrize("parted", [",", ";", "\t"])
def test_csv_of_any_kind_that_excel_writes_in_vietnam_is_read_alike(how: str, parted: str) -> None:
    text = f"{HEAD}\n{GOOD}\n\n".replace(",", parted).replace("\n", "\r\n")
    sheet = files.read(encoded(text, how))

    told = of_catalogue(LISTS["procedures"], sheet, {}, hall_plan(), False)
    assert told.rows["1.000010"] | {"short": ""} == {
        "code": "1.000010", "name": "Cấp sổ đỏ lần đầu", "short": "", "field": "Đất đai", "agency": "Đất đai",
        "documents": "",
    }  # fmt: skip
    assert bool(sheet.notes) == (how == "cp1258"), "who sends the old code page is asked to look"


def test_a_line_that_says_which_letter_parts_the_cells_is_followed() -> None:
    assert files.read(b"sep=|\r\ncode|name\r\n1|a,b;c\r\n").rows == [(2, ["code", "name"]), (3, ["1", "a,b;c"])]


def test_odd_lines_are_marked_and_swallow_no_others() -> None:
    sheet = files.read(b'code,name\n1.000001,"open\n1.000002,good\n1.000003,a,b\n')
    assert sheet.marks == {(2, -1): "open-quote", (4, -1): "too-many"}
    assert (3, ["1.000002", "good"]) in sheet.rows


def test_a_workbook_gives_numbers_days_and_yes_as_people_see_them(send, take, app) -> None:
    def fill(sheet) -> None:
        rows(sheet, ["number", "departments", "lent"], [9.0, LAND, "2026-12-01: thue"], [10, LAND, ""])

    take(send("desks", workbook(fill), file="quay.xlsx"))
    desk = app.extensions["store"].present_plan().desk("9")
    assert str(desk.lent[0].first) == "2026-12-01" and app.extensions["store"].present_plan().desk("10")


def test_a_code_typed_as_a_number_in_excel_is_whole_again(send) -> None:
    heading = ["code", "name", "agency"]
    preview = send("procedures", workbook(lambda sheet: rows(sheet, heading, [1.00001, "Cấp sổ", "Đất đai"])))
    assert "1.000010" in words(preview) and "đã điền lại đủ 6 chữ số" in words(preview)


def test_formulas_errors_and_merged_cells_are_told_and_never_guessed(send) -> None:
    def fill(sheet) -> None:
        rows(sheet, HEAD.split(","), GOOD.split(","), GOOD.replace("10", "20", 1).split(","))
        sheet.write_formula(1, 1, '="Cấp "&"sổ"', None, "Cấp sổ")
        sheet.merge_range(2, 3, 3, 3, "Đất đai")
        rows_3 = ["1.000030", "Cấp lại", "Đất đai"]
        sheet.write_row(3, 0, rows_3)

    preview = send("procedures", workbook(fill))
    page = words(preview)
    assert "Ô này là công thức" in page and "Ô này bị gộp" in page and tally(preview) == [1, 0, 0, 0, 2]


def test_hidden_sheets_are_passed_by_and_the_sheet_of_the_lists_name_is_found(send) -> None:
    def fill(first, second, third) -> None:
        rows(first, ["nháp"])
        first.hide()
        rows(second, HEAD.split(","), GOOD.split(","))
        second.activate()
        rows(third, ["ghi chú"])

    preview = send("procedures", workbook(fill, 3))
    assert tally(preview) == [1, 0, 0, 0, 0] and "chỉ đọc trang “Sheet2”" in words(preview)


# -- what must not get in ---------------------------------------------------------------------------------------------


def altered(data: bytes, name: str, body: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            new.writestr(one, body if one == name else old.read(one))
        if name not in old.namelist():
            new.writestr(name, body)
    return out.getvalue()


PLAIN = workbook(lambda sheet: rows(sheet, HEAD.split(","), GOOD.split(",")))
PART = "xl/worksheets/sheet1.xml"
BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "' + b"ha" * 50 + b'"><!ENTITY b "&a;&a;&a;&a;&a;">]><x>&b;</x>'
SPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET = b"<worksheet " + SPACE + b">%s<sheetData>%s</sheetData></worksheet>"
FAR = SHEET % (b'<dimension ref="A1:XFD1048576"/>', b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
LONG = SHEET % (b"", b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, MAX_ROWS + 9)))


@pytest.mark.parametrize(
    ("data", "refused"),
    [(b"", NoList), (b"\xff\xfe", NoList), (b"%PDF-1.7 ...", NoList), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", NoList),
     (b"PK\x03\x04 no zip at all", NoList), (PLAIN[:900], NoList),
     (altered(PLAIN, "[Content_Types].xml", b"<x/>"), NoList),
     (altered(PLAIN, PART, BOMB), NoList), (altered(PLAIN, PART, BOMB.decode().encode("utf-16")), NoList),
     (altered(PLAIN, "xl/media/zeros.bin", b"\0" * 45_000_000), TooLarge), (altered(PLAIN, PART, LONG), TooLarge),
     (b"code,name\n" + b"1.000001,x\n" * (MAX_ROWS + 9), TooLarge), (b"code,name\n" + b"," * 99 + b"x", TooLarge),
     (b"code,name\n1," + b"x" * 9000, TooLarge), (b"x" * 2_200_000, TooLarge)],
    ids=["nothing", "a mark alone", "PDF", "old Excel", "no zip", "half a zip", "no types", "entities",
         "entities in UTF-16", "a zip bomb", "too many rows", "too many lines", "too many columns", "a long cell",
         "too large"],
)  # fmt: skip
def test_what_is_no_list_or_far_too_large_is_refused_at_once_in_words(data: bytes, refused: type) -> None:
    begun = time.monotonic()
    with pytest.raises(refused) as told:
        files.read(data)
    assert "Mời" in told.value.vi and time.monotonic() - begun < 5


ROW = b"<row>" + b'<c t="str"><v>x</v></c>' * 60 + b"</row>"
MERGES = b"".join(b'<mergeCell ref="BJ%d:BK%d"/>' % (n, n + 9000) for n in range(1, 1999))  # beside what is read


@pytest.mark.parametrize(
    "sheet",
    [SHEET % (b"", ROW * 2000) + b"<mergeCells>" + MERGES + b"</mergeCells>",
     SHEET % (b"", b"") + b"<!-- " + b"<mergeCell " * 200_000 + b" -->",
     SHEET % (b"", b"<row/>" * 5_000_000)],
    ids=["merges beside every cell", "merges that never end", "empty rows"],
)  # fmt: skip
def test_a_small_workbook_that_would_keep_the_server_busy_for_minutes_does_not(sheet: bytes) -> None:
    """Each packs down to a few kilobytes; while a pattern is looked for, no visitor is served."""
    begun = time.monotonic()
    with contextlib.suppress(NoList, TooLarge):
        files.read(altered(PLAIN, PART, sheet))
    assert time.monotonic() - begun < 8


def test_one_long_text_in_every_cell_does_not_fill_the_memory() -> None:
    """Ten kilobytes that would be gigabytes once each cell is written down."""
    texts = b"<sst " + SPACE + b"><si><t>" + b"x" * 7999 + b"</t></si></sst>"
    sheet = SHEET % (b"", (b"<row>" + b'<c t="s"><v>0</v></c>' * 60 + b"</row>") * 50)
    with pytest.raises(TooLarge):
        files.read(altered(altered(PLAIN, PART, sheet), "xl/sharedStrings.xml", texts))


def test_a_cell_at_the_end_of_the_sheet_holds_nobody_up() -> None:
    begun = time.monotonic()
    assert files.read(altered(PLAIN, PART, FAR)).rows == [] and time.monotonic() - begun < 5


def test_a_file_above_the_limit_is_refused_by_the_door_with_a_sentence(admin) -> None:
    big = {"file": (io.BytesIO(b"x" * 3_000_000), "tep.csv")}
    told = admin.post(f"{AT}/procedures/import", data=big, content_type="multipart/form-data",
                      headers={"Accept": "text/html"})  # fmt: skip
    assert told.status_code == 413 and "2 MB" in words(told)


def test_no_file_and_another_lists_file_are_told(admin, send) -> None:
    assert "Mời chọn một tệp" in words(admin.post(f"{AT}/procedures/import", data={}))
    assert "không có cột “Số quầy”" in words(send("desks", f"{HEAD}\n{GOOD}\n"))


@pytest.mark.skipif(not CATALOGUE.exists(), reason="the real catalogue lies beside the checkout and is not here")
def test_the_real_catalogue_is_previewed_and_taken_before_anybody_wonders(send, take, app, admin) -> None:
    with CATALOGUE.open(encoding="utf-8-sig", newline="") as file:
        there = [row | {"agency": "Đất đai"} for row in csv.DictReader(file)]
    data = csv_text(HEAD.split(","), there)
    begun = time.monotonic()
    preview = send("procedures", data)
    assert tally(preview) == [1397, 0, 0, 0, 0]
    take(preview)
    assert len(codes(app)) == 1397 and time.monotonic() - begun < 10
