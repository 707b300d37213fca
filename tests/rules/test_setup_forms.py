"""What people type into the set-up, and what becomes of the hall file's document. Pure."""

from __future__ import annotations

import time

import pytest
from cast import hall_document

from server.core.plan import HallPlan, PlanError
from server.setup.forms import centre, departments, desks, devices, hours, officers, start, voice
from server.setup.missing import missing
from server.setup.refused import NotYet
from server.setup.words import free_letter, numbers, slug, spans


@pytest.fixture
def document() -> dict:
    return HallPlan.from_dict(hall_document()).to_dict()


def whole(document: dict, sections: dict) -> HallPlan:
    return HallPlan.from_dict(document | sections)


@pytest.mark.parametrize(
    ("typed", "read"), [("1-3, 5", [1, 2, 3, 5]), ("7", [7]), ("2 – 4;9", [2, 3, 4, 9]), ("", []), ("5,5", [5])]
)
def test_desk_numbers_are_read_as_people_write_them(typed: str, read: list[int]) -> None:
    assert numbers(typed) == read


@pytest.mark.parametrize("typed", ["0", "3-1", "quầy 5", "1000", "1-"])
def test_what_is_no_desk_number_is_refused_in_words(typed: str) -> None:
    with pytest.raises(NotYet, match="desk"):
        numbers(typed)


def test_no_form_is_so_odd_that_reading_it_holds_the_hall_up() -> None:
    begun = time.monotonic()
    assert numbers("1" + " " * 1_000_000 + "-" + " " * 1_000_000 + "3") == [1, 2, 3]
    with pytest.raises(NotYet):
        numbers("1-999, " * 200_000)
    assert time.monotonic() - begun < 2


def test_numbers_are_written_back_as_short_as_they_can_be() -> None:
    assert spans([5, 1, 2, 3]) == "1-3, 5" and numbers(spans([4, 8, 9])) == [4, 8, 9]


def test_an_id_is_made_from_a_name_and_never_twice() -> None:
    assert slug("Sở Tư pháp") == "so-tu-phap"
    assert slug("Sở Tư pháp", ["so-tu-phap"]) == "so-tu-phap-2"
    assert slug("123 đường") == "duong" and slug("…") == "muc"


def test_the_offered_letter_is_free_and_neither_i_nor_o() -> None:
    taken = [chr(n) for n in range(ord("A"), ord("Z") + 1) if chr(n) not in "IO"]
    assert free_letter(taken[:3]) == "D" and free_letter(taken) == "AA"


def test_without_an_english_or_a_short_name_the_vietnamese_one_stands_for_all(document) -> None:
    sections = centre.take({"name_vi": "Trung tâm  A", "address_vi": "Xóm 1"}, document)
    assert sections["name_en"] == sections["short_vi"] == sections["short_en"] == "Trung tâm A"
    assert "id" not in sections, "what journals hold on to stays"


@pytest.mark.parametrize("typed", ["07:30", "7h30", "7:30", "07.30"])
def test_times_are_read_as_people_write_them(document, typed) -> None:
    form = {"monday_am_from": typed, "monday_am_to": "11:30", "last_ticket_minutes": "15"}
    week = hours.take(form, document)["hours"]
    assert week["monday"] == ["07:30-11:30"] and week["friday"] == []


@pytest.mark.parametrize(
    "form",
    [{"monday_am_from": "07:30"}, {"monday_am_from": "8", "monday_am_to": "9h"}, {"last_ticket_minutes": "x"},
     {"monday_am_from": "11:00", "monday_am_to": "09:00"},
     {"monday_am_from": "07:00", "monday_am_to": "12:00", "monday_pm_from": "11:00", "monday_pm_to": "17:00"}],
)  # fmt: skip
def test_hours_that_cannot_be_are_refused_in_words(document, form) -> None:
    with pytest.raises(NotYet) as refused:
        hours.take(form, document)
    assert refused.value.vi != NotYet.vi


def test_days_off_stand_in_their_order_and_can_be_taken_out(document) -> None:
    for first, last in (("2027-01-01", ""), ("30/04/2026", "01/05/2026")):
        document |= hours.add_holiday({"first": first, "last": last, "name_vi": "Nghỉ"}, document)
    shown = hours.show_holidays(document, "2026-05-01")
    assert [one["written"] for one in shown["holidays"]] == ["30/04/2026 – 01/05/2026", "01/01/2027"]
    later = hours.show_holidays(document, "2026-05-02")
    assert [one["written"] for one in later["holidays"]] == ["01/01/2027"], "what is over does not stand in the way"
    assert [(one["written"], one["place"]) for one in later["over"]] == [("30/04/2026 – 01/05/2026", 0)]
    assert len(hours.remove_holiday(0, document)["hours"]["holidays"]) == 1
    with pytest.raises(NotYet):
        hours.add_holiday({"first": "2027-01-02", "last": "2027-01-01", "name_vi": "Nghỉ"}, document)
    with pytest.raises(NotYet, match="A day off already begins then"):
        hours.add_holiday({"first": "2027-01-01", "last": "2027-01-03", "name_vi": "Nghỉ dài"}, document)


def test_a_new_department_gets_id_letter_and_agency_by_itself(document) -> None:
    saved = departments.take({"name_vi": "Công an xã", "services": "Căn cước | Identity cards\n\nCư trú"}, document)
    new = saved["departments"][-1]
    assert (new["id"], new["letter"], new["agency"]) == ("cong-an-xa", "D", "Công an xã")
    assert [(one["id"], one["name_en"]) for one in new["services"]] == [
        ("can-cuoc", "Identity cards"), ("cu-tru", "Cư trú"),
    ]  # fmt: skip


def test_a_changed_department_keeps_what_the_short_form_does_not_show(document) -> None:
    before = document["departments"][0]
    form = {"id": "dat-dai", "name_vi": "Đất đai và nhà ở", "letter": "A", "services": "Sổ đỏ\nNhà ở"}
    saved = departments.take(form, document)
    after = saved["departments"][0]
    assert after["services"][0] == before["services"][0], "its fields, its English name"
    assert after["daily_quota"] == before["daily_quota"] and after["id"] == "dat-dai"
    assert whole(document, saved)


def test_a_department_that_goes_is_named_nowhere_any_more(document) -> None:
    document["zones"] = {"z": {"name_vi": "Z", "name_en": "Z", "departments": ["thue"], "desks": [], "areas": []}}
    document["displays"]["display-2"]["zone"] = "z"
    document["staff"] = {"lan": {"name": "Lan", "role": "lead", "department": "thue"}}
    sections = departments.remove("thue", document)
    left = document | sections
    assert "thue" not in str({key: left[key] for key in sections})
    assert left["zones"] == {} and left["displays"]["display-2"]["zone"] == ""
    assert [one.vi for one in missing(left, [])] == ["Quầy chưa có cơ quan: 4."]


@pytest.mark.parametrize(
    ("form", "said"),
    [({"name_vi": ""}, "tên cơ quan"), ({"name_vi": "X", "letter": "A"}, "Đất đai"),
     ({"name_vi": "X" * 50}, "tên ngắn"),
     ({"name_vi": "X", "letter": "1"}, "A đến Z"), ({"name_vi": "Thuế"}, "Đã có"),
     ({"name_vi": "X", "services": "a\na"}, "hai lần"), ({"name_vi": "X", "services": "s" * 61}, "60")],
)  # fmt: skip
def test_a_department_that_cannot_be_is_refused_in_words(document, form, said) -> None:
    with pytest.raises(NotYet) as refused:
        departments.take(form, document)
    assert said in refused.value.vi


def test_desks_keep_their_place_and_their_lent_days_while_nothing_about_them_changes(document) -> None:
    spell = {"first": "2026-12-01", "last": "2026-12-01", "departments": ["thue"], "services": [], "prefer": []}
    document["desks"]["1"] |= {"area": "A", "lent": [spell]}
    form = {"desks_dat-dai": "1, 2, 5", "desks_tu-phap": "3,5", "desks_thue": "4, 9"}
    saved = desks.take(form, document)
    assert saved["desks"]["1"] == document["desks"]["1"]
    assert list(saved["desks"]) == ["1", "2", "3", "4", "5", "9"]
    assert saved["desks"]["5"]["departments"] == ["dat-dai", "tu-phap"] and whole(document, saved)


def test_an_officer_and_a_panel_of_a_desk_that_goes_do_not_point_at_it(document) -> None:
    document["displays"]["panel-4"] = document["displays"]["display-1"] | {"desk": 4}
    form = {"desks_dat-dai": "1-2", "desks_tu-phap": "3", "desks_thue": "3"}
    saved = desks.take(form, document)
    assert {one["desk"] for one in saved["officers"].values()} <= {0, 1, 2, 3}
    assert "panel-4" not in saved["displays"] and whole(document, saved)


def test_usernames_are_made_as_colleagues_would_look_for_them() -> None:
    names = {"name_0": "Nguyễn Thị Hồng Ánh", "name_1": "Nguyễn Thu Hồng Ánh", "name_2": ""}
    form = names | {"rows": "3", "desk_0": "1", "desk_1": "99"}
    saved = officers.take(form, {"desks": {"1": {}}, "officers": {}})["officers"]
    assert saved == {
        "anh.nth": {"name": "Nguyễn Thị Hồng Ánh", "desk": 1}, "anh.nth2": {"name": "Nguyễn Thu Hồng Ánh", "desk": 0},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "read"),
    [("192.168.1.50", "tcp://192.168.1.50:9100"), ("192.168.1.50:9101", "tcp://192.168.1.50:9101"),
     ("04B8:0e15", "usb://04b8:0e15"), ("/dev/usb/lp0", "file:///dev/usb/lp0"),
     ("/dev/ttyS0", "serial:///dev/ttyS0"), ("virtual://", "virtual://"), ("may-in.lan", "tcp://may-in.lan:9100")],
)  # fmt: skip
def test_a_printers_address_is_understood_as_a_technician_types_it(typed, read) -> None:
    assert devices.address(typed) == read


@pytest.mark.parametrize("typed", ["", "máy in", "http://192.168.1.50", "tcp://a b", "9100"])
def test_what_is_no_printers_address_is_refused_in_words(typed) -> None:
    with pytest.raises(NotYet, match="address"):
        devices.address(typed)


def test_the_first_printer_of_a_hall_is_given_to_its_kiosks(document) -> None:
    document |= devices.remove("printers", "printer-1", document)
    saved = devices.take_printer({"name_vi": "Máy in", "address": "192.0.2.10"}, document)
    assert {one["printer"] for one in saved["kiosks"].values()} == {"may-in-1"} and whole(document, saved)


def test_a_board_shows_one_thing_and_only_what_there_is(document) -> None:
    saved = devices.take_board({"name_vi": "TV", "shows": "department:thue", "voice": "yes"}, document)
    new = saved["displays"]["display-3"]
    assert (new["department"], new["zone"], new["desk"], new["voice"]) == ("thue", "", 0, True)
    with pytest.raises(NotYet):
        devices.take_board({"name_vi": "TV", "shows": "zone:nowhere"}, document)


def test_the_voice_speaks_one_language_or_two(document) -> None:
    saved = voice.take({"languages": "vi-en", "repeat": "1", "rate": "130"}, document)
    assert saved["voice"]["languages"] == ["vi", "en"] and saved["voice"]["rate_en"] == 130
    for wrong in ({"languages": "fr"}, {"repeat": "9"}, {"rate": "9"}):
        with pytest.raises(NotYet):
            voice.take({"languages": "vi", "repeat": "2", "rate": "140"} | wrong, document)


def test_from_nothing_a_hall_says_step_by_step_what_is_missing(document) -> None:
    document |= start.empty(document)
    with pytest.raises(PlanError):
        HallPlan.from_dict(document)
    assert [one.step for one in missing(document, [])] == ["centre", "departments"]
    document |= centre.take({"name_vi": "Trung tâm xã", "address_vi": "Xã"}, document)
    document |= departments.take({"name_vi": "Tư pháp"}, document)
    assert [one.step for one in missing(document, [])] == ["desks"]
    document |= desks.take({"desks_tu-phap": "1"}, document)
    assert missing(document, []) == [] and HallPlan.from_dict(document).id == "trung-tam-xa"
