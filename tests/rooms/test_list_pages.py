"""The hall's lists on pages: look, search, add, change, retire; nobody's change is lost, nobody's ticket either."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from cast import AN, CIVIL, DUNG, LAND, LAND_1, LAND_BOOK, TAX, TAX_FORM
from flask import Flask
from flask.testing import FlaskClient
from officer import Officer

from server.core.lists.registry import LISTS
from server.lists.book import Book

AT = "/admin/lists"


def words(reply) -> str:
    return re.sub(r"\s+", " ", reply.get_data(as_text=True))


@pytest.fixture
def book(app: Flask) -> Book:
    return app.extensions["book"]


@pytest.fixture
def form(admin: FlaskClient, book) -> Callable[..., dict]:
    """What the form of a row holds, some of it filled in otherwise: form("services", LAND_BOOK, name_vi="Sổ hồng")."""

    def fill(listed: str, key: str = "", /, **typed: object) -> dict:
        look = book.look(listed)
        row = look.rows.get(key) or {one.key: one.empty for one in look.listed.columns}
        columns = look.listed.columns
        held = {one.key: row[one.key] if one.kind == "texts" else one.write(row[one.key]) for one in columns}
        return held | {"key": key, "seen": look.seen} | typed

    return fill


def names(app: Flask) -> list[str]:
    return [service.name.vi for one in app.extensions["store"].present_plan().departments for service in one.services]


def test_every_list_has_its_page_its_forms_and_its_files(admin: FlaskClient, book) -> None:
    for name, listed in LISTS.items():
        assert f'href="/admin/lists/{name}/"' in words(admin.get(f"{AT}/"))
        page = words(admin.get(f"{AT}/{name}/"))
        keys = list(book.look(name).rows)
        assert listed.title.vi in page and all(f"{AT}/{name}/row?key={key}" in page for key in keys)
        for address in ("row", "import", "list.csv", "list.xlsx", *(f"row?key={key}" for key in keys[:1])):
            assert admin.get(f"{AT}/{name}/{address}").status_code == 200, f"{name}/{address}"
        assert admin.get(f"{AT}/{name}/row?key=khong-co").status_code == 404


def test_a_renamed_service_has_its_new_name_at_once_and_the_page_says_so(app, admin, device, form) -> None:
    saved = admin.post(f"{AT}/services/row", data=form("services", LAND_BOOK, name_vi="Sổ hồng"))
    assert saved.status_code == 303
    assert "Đổi tên dịch vụ “Sổ đỏ” thành “Sổ hồng”." in words(admin.get(saved.location))
    assert "Sổ hồng" in str(device("kiosk", "kiosk-1").get("/kiosk/menu.json").json)


def test_saving_what_is_not_different_changes_nothing(app, admin, form) -> None:
    before = app.extensions["history"].newest(9)
    saved = admin.post(f"{AT}/services/row", data=form("services", LAND_BOOK))
    assert "Không có gì khác nên không có gì thay đổi." in words(admin.get(saved.location))
    assert app.extensions["history"].newest(9) == before


def test_a_wrong_field_is_marked_and_what_was_typed_stays(app, admin, form) -> None:
    refused = admin.post(f"{AT}/departments/row", data=form("departments", LAND, letter="9", name_vi="Tên mới"))
    page = words(refused)
    assert refused.status_code == 400 and "“9” chưa đúng: viết một chữ in hoa A–Z, hoặc hai." in page
    assert 'value="Tên mới"' in page and 'aria-invalid="true"' in page
    assert app.extensions["store"].present_plan().department(LAND).name.vi == "Đất đai"


def test_what_is_wrong_in_another_list_is_said_with_its_row(admin, form) -> None:
    refused = words(admin.post(f"{AT}/departments/row", data=form("departments", TAX, desks=["5"])))
    assert "Quầy 4: Quầy không còn phục vụ cơ quan nào" in refused


def test_a_new_department_is_served_at_once_by_the_desks_chosen_with_it(app, admin, form) -> None:
    data = form("departments", id="y-te", letter="D", name_vi="Y tế", name_en="Health", short_vi="Y tế",
                short_en="Health", agency="Sở Y tế", desks=["4", "5"])  # fmt: skip
    assert admin.post(f"{AT}/departments/row", data=data).status_code == 303
    plan = app.extensions["store"].present_plan()
    assert [one.id for one in plan.desks_serving("y-te", "y-te.khac")] == ["4", "5"]


def test_a_new_row_without_an_id_gets_one_out_of_its_name(app, admin, form) -> None:
    for expected in ("dat-dai.dang-ky-dat-dai", "dat-dai.dang-ky-dat-dai-2"):
        data = form("services", department=LAND, id="", name_vi="Đăng ký đất đai", name_en="Land registration")
        assert admin.post(f"{AT}/services/row", data=data).status_code == 303
        assert expected in app.extensions["book"].look("services").rows


def test_a_name_that_is_taken_is_not_given_twice(admin, form) -> None:
    data = form("services", department=LAND, id="so-do", name_vi="Khác", name_en="Other")
    refused = admin.post(f"{AT}/services/row", data=data)
    assert refused.status_code == 400 and "“dat-dai.so-do” đã có: Sổ đỏ." in words(refused)


def test_who_was_slower_is_told_sees_both_and_loses_nothing(app, admin, person, form) -> None:
    mine = form("services", LAND_BOOK, name_vi="Sổ của tôi")
    hers = person("hoa", "admin")
    assert hers.post(f"{AT}/services/row", data=form("services", LAND_BOOK, name_vi="Sổ của Hoa")).status_code == 303
    told = admin.post(f"{AT}/services/row", data=mine)
    page = words(told)
    assert told.status_code == 409 and "vừa được người khác đổi" in page
    assert 'value="Sổ của tôi"' in page and "Hiện đang là: <b>Sổ của Hoa</b>" in page
    assert page.count("Hiện đang là") == 1, "only what differs"
    assert "Sổ của Hoa" in names(app)
    seen = re.search(r'name="seen" value="(\d+)"', page)[1]
    assert admin.post(f"{AT}/services/row", data=mine | {"seen": seen}).status_code == 303
    assert "Sổ của tôi" in names(app)


def test_two_people_who_change_different_rows_do_not_stand_in_each_others_way(app, admin, person, form) -> None:
    mine, hers = form("services", LAND_BOOK, name_vi="Sổ hồng"), form("services", TAX_FORM, name_vi="Thuế đất")
    assert person("hoa", "admin").post(f"{AT}/services/row", data=hers).status_code == 303
    assert admin.post(f"{AT}/services/row", data=mine).status_code == 303
    assert {"Sổ hồng", "Thuế đất"} <= set(names(app))


def test_whoever_waits_for_a_retired_service_is_still_called(app, admin, device, officer, form) -> None:
    kiosk = device("kiosk", "kiosk-2")
    touch = {"key": "touch-0001", "department": LAND, "service": LAND_BOOK}
    assert kiosk.post("/kiosk/tickets", json=touch).status_code == 201
    page = words(admin.get(f"{AT}/services/row?key={LAND_BOOK}"))
    assert "1 người đang chờ" in page
    gone = admin.post(f"{AT}/services/retire", data={"key": LAND_BOOK, "seen": form("services", LAND_BOOK)["seen"]})
    assert gone.status_code == 303 and "Ngừng dùng dịch vụ “Sổ đỏ”." in words(admin.get(gone.location))
    assert kiosk.post("/kiosk/tickets", json=touch | {"key": "touch-0002"}).status_code == 404
    an = Officer(app.extensions["hall"], AN, LAND_1).sit()
    assert an.press("next") == ["called"] and an.here().number == "A001"
    current = officer(AN, LAND_1).get("/desk/snapshot.json").json["current"]
    assert (current["service"]["vi"], current["department"]["vi"]) == ("Sổ đỏ", "Đất đai")


def test_what_cannot_go_yet_says_why(admin, form) -> None:
    page = words(admin.get(f"{AT}/desks/row?key=4"))
    assert "Chưa ngừng dùng được" in page and "Chưa quầy nào phục vụ “thue”" in page
    refused = admin.post(f"{AT}/desks/retire", data={"key": "4", "seen": form("desks", "4")["seen"]})
    assert refused.status_code == 400 and "Chưa quầy nào phục vụ “thue”" in words(refused)


def test_a_row_moves_among_its_own(app, admin) -> None:
    admin.post(f"{AT}/services/move", data={"key": LAND_BOOK, "way": "down"})
    assert names(app)[:2] == ["Đo đạc", "Sổ đỏ"]
    admin.post(f"{AT}/services/move", data={"key": LAND_BOOK, "way": "down"})
    assert names(app)[:2] == ["Đo đạc", "Sổ đỏ"], "the last of its department stays the last"
    admin.post(f"{AT}/departments/move", data={"key": CIVIL, "way": "up"})
    assert [one.id for one in app.extensions["store"].present_plan().departments] == [CIVIL, LAND, TAX]


def test_a_procedure_is_found_without_marks_placed_by_its_field_and_gone_from_the_kiosk_once_retired(
    app, admin, device, form
) -> None:
    new = form("procedures", code="1.000010", name="Cấp Giấy chứng nhận", short="Làm sổ đỏ", field="Đất đai",
               agency="Đất đai", documents="Đơn\nBản đồ")  # fmt: skip
    assert admin.post(f"{AT}/procedures/row", data=new).status_code == 303
    assert "Làm sổ đỏ" in words(admin.get(f"{AT}/procedures/?q=lam so"))
    assert "Không có thủ tục nào khớp" in words(admin.get(f"{AT}/procedures/?q=ket hon"))
    kiosk = device("kiosk", "kiosk-2")
    (row,) = kiosk.get("/kiosk/catalogue.json").json["procedures"]
    assert row["service"] == LAND_BOOK and row["documents"] == "Đơn\nBản đồ"
    touch = {"department": LAND, "service": LAND_BOOK, "procedure": "1.000010"}
    assert kiosk.post("/kiosk/tickets", json=touch | {"key": "touch-0001"}).status_code == 201
    admin.post(f"{AT}/procedures/retire", data={"key": "1.000010", "seen": form("procedures", "1.000010")["seen"]})
    assert kiosk.get("/kiosk/catalogue.json").json["procedures"] == []
    assert kiosk.post("/kiosk/tickets", json=touch | {"key": "touch-0002"}).status_code == 404
    with app.extensions["store"].reading() as db:
        assert db.execute("SELECT name FROM procedures").fetchone()["name"] == "Cấp Giấy chứng nhận", "reports name it"


def test_a_field_given_to_another_service_takes_its_procedures_along(app, admin, device, form) -> None:
    new = form("procedures", code="1.000010", name="Cấp sổ", field="Quy hoạch", agency="Đất đai")
    admin.post(f"{AT}/procedures/row", data=new)
    kiosk = device("kiosk", "kiosk-1")
    before = kiosk.get("/kiosk/menu.json").json["catalogue"]
    assert kiosk.get("/kiosk/catalogue.json").json["procedures"][0]["service"] == "dat-dai.khac"
    admin.post(f"{AT}/services/row", data=form("services", LAND_BOOK, fields="Đất đai\nQuy hoạch"))
    assert kiosk.get("/kiosk/catalogue.json").json["procedures"][0]["service"] == LAND_BOOK
    assert kiosk.get("/kiosk/menu.json").json["catalogue"] != before, "kiosks see that there is something new"


def test_a_new_officer_gets_a_password_that_is_shown_once_and_works(app, admin, form) -> None:
    shown = admin.post(f"{AT}/officers/row", data=form("officers", username="em.do", name="Đỗ Thị Em", desk="1"))
    password = re.search(r"<code>em\.do</code></td><td><code>(\w{12})</code>", words(shown))[1]
    client = app.test_client()
    assert client.post("/desk/sign-in", data={"username": "em.do", "password": password}).status_code == 303
    pages = [admin.get(f"{AT}/officers/{one}").get_data() for one in ("", "row?key=em.do", "list.csv", "list.xlsx")]
    assert not any(password.encode() in one for one in pages)
    with app.extensions["store"].reading() as db:
        assert not any(password in line for line in db.iterdump())


def test_a_retired_officer_is_out_at_once_and_an_undo_lets_them_in_again(app, admin, officer, form) -> None:
    dung = officer(DUNG)
    app.extensions["follow_people"]()
    assert dung.get("/desk/").status_code == 200
    admin.post(f"{AT}/officers/retire", data={"key": DUNG, "seen": form("officers", DUNG)["seen"]})
    assert dung.get("/desk/", headers={"Accept": "application/json"}).status_code == 401
    last = app.extensions["history"].newest(1)[0].seq
    assert admin.post(f"{AT}/history/{last}/undo").status_code == 303
    officer(DUNG)


def test_no_account_of_an_admin_is_taken_over_by_naming_an_officer_like_it(app, admin, person, form) -> None:
    person("hoa", "admin")
    shown = admin.post(f"{AT}/officers/row", data=form("officers", username="hoa", name="Không phải Hoa"))
    assert "<code>hoa</code>" not in words(shown)
    assert [one["role"] for one in app.extensions["identities"].accounts() if one["username"] == "hoa"] == ["admin"]
    person("hoa", "admin")  # her password is still hers
    app.extensions["identities"].add_account("lan", "Bà Lan", "admin")  # who has none yet
    shown = admin.post(f"{AT}/officers/row", data=form("officers", username="lan", name="Không phải Lan"))
    assert shown.status_code == 303 and not app.extensions["identities"].has_password("lan")


def test_names_are_text_wherever_they_stand(admin, form) -> None:
    odd = "<b>x</b> & “y”"
    admin.post(f"{AT}/services/row", data=form("services", LAND_BOOK, name_vi=odd))
    for address in ("services/", f"services/row?key={LAND_BOOK}", "history"):
        assert "<b>x</b> &amp;" not in words(admin.get(f"{AT}/{address}")) and "<b>x</b> & " not in words(
            admin.get(f"{AT}/{address}")
        )


# -- days off, notices, loudspeakers ----------------------------------------------------------------------------------


def test_a_notice_goes_to_the_boards_with_the_next_heartbeat_and_so_it_leaves_them(
    app, admin, device, form, book
) -> None:
    typed = form("notices", text_vi="Hôm nay nghỉ sớm lúc 16 giờ.", text_en="We close at 16:00 today.")
    saved = admin.post(f"{AT}/notices/row", data=typed)
    assert "Thêm thông báo “Hôm nay nghỉ sớm lúc 16 giờ.”." in words(admin.get(saved.location))
    board, surroundings = device("display", "display-1"), app.extensions["surroundings"]
    surroundings.look()
    assert [one["vi"] for one in board.get("/display/screen.json").json["around"]["notices"]] == [typed["text_vi"]]
    [key] = book.look("notices").rows
    assert key == "hom-nay-nghi-som-luc-16-gio", "nobody had to think of an id"
    assert "Bỏ thông báo này…" in words(admin.get(f"{AT}/notices/row?key={key}"))
    gone = admin.post(f"{AT}/notices/retire", data={"key": key, "seen": book.look("notices").seen})
    assert "Bỏ thông báo “Hôm nay nghỉ sớm" in words(admin.get(gone.location))
    surroundings.look()
    assert board.get("/display/screen.json").json["around"]["notices"] == []


def test_a_day_off_in_the_list_closes_the_kiosks_on_that_day(app, admin, device, form) -> None:
    app.extensions["hall"].real_hours = True
    kiosk = device("kiosk", "kiosk-1")
    assert kiosk.get("/kiosk/menu.json").json["open"]["open"]
    day = form("holidays", first="23/11/2026", name_vi="Họp toàn thể", name_en="Staff meeting")
    saved = admin.post(f"{AT}/holidays/row", data=day)
    assert "Thêm ngày nghỉ “Họp toàn thể”." in words(admin.get(saved.location))
    assert "Đang nghỉ" in words(admin.get(f"{AT}/holidays/"))
    told = kiosk.get("/kiosk/menu.json").json["open"]
    assert not told["open"] and "Họp toàn thể" in told["text"]["vi"]
    again = admin.post(f"{AT}/holidays/row", data=day | {"name_vi": "Họp nữa", "key": ""})
    assert again.status_code == 400 and "“23/11/2026” đã có: Họp toàn thể." in words(again)


def test_a_loudspeaker_is_set_up_from_its_list_and_named_among_the_speakers(app, admin, form) -> None:
    loud = form("loudspeakers", name_vi="Loa sảnh", name_en="Hall loudspeaker", agent="", zone="")
    assert admin.post(f"{AT}/loudspeakers/row", data=loud).status_code == 303
    [own] = app.extensions["store"].present_plan().loudspeakers
    assert (own.id, own.agent, own.zone, own.languages) == ("loa-sanh", "server", "", ())
