"""Two configurations compared, a change put back, and what an import would do before it is done."""

from __future__ import annotations

import copy
import itertools

import pytest
from cast import BIRTH, CIVIL, LAND, LAND_BOOK, TAX, hall_plan
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from server.core.form import Finding
from server.core.lists.difference import differences, every_field, joined, parts_of, words
from server.core.lists.findings import place_of, sentence
from server.core.lists.preview import Preview, changed_document, of_catalogue, of_plan
from server.core.lists.reading import NoHeading, Sheet
from server.core.lists.registry import IN_PLAN, LISTS
from server.core.lists.tables import HallList
from server.core.lists.undo import BuiltUpon, NothingToUndo, put_back
from server.core.naming import Name
from server.core.plan import HallPlan, PlanError
from server.hallfile import read

DAY_OFF = {"first": "2026-09-01", "last": "2026-09-02", "name_vi": "Quốc khánh", "name_en": "National Day"}
NOTICES = [
    {"id": "bien-lai", "text_vi": "Chỉ nộp phí theo biên lai.", "text_en": "Pay fees only against a receipt."},
    {"id": "nghi-som", "text_vi": "Nghỉ sớm", "text_en": "Closing early", "first": "2026-12-24", "last": "2026-12-24"},
]
LOUD = {"loa-1": {"name_vi": "Loa sảnh", "name_en": "Hall loudspeaker", "agent": "server", "zone": "", "languages": []}}


def _whole() -> dict:
    """The small hall with a row in every list."""
    hall = hall_plan().to_dict()
    more = {"staff": {"ly": {"name": "Lý", "role": "supervisor"}}, "notices": NOTICES, "loudspeakers": LOUD}
    return hall | more | {"hours": hall["hours"] | {"holidays": [DAY_OFF]}}


HALL = _whole()


def sheet(*rows: list[str]) -> Sheet:
    return Sheet([(line, row) for line, row in enumerate(rows, 1)])


def changed(listed: str, key: str, **values: object) -> dict:
    rows = LISTS[listed].rows(HALL)
    return changed_document(LISTS[listed], HALL, rows | {key: rows[key] | values})


def without(listed: str, *keys: str, hall: dict = HALL) -> dict:
    rows = LISTS[listed].rows(hall)
    return changed_document(LISTS[listed], hall, {key: row for key, row in rows.items() if key not in keys})


# -- differences ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("document", [HALL, read().to_dict()], ids=["small", "sample"])
def test_a_hall_taken_apart_and_joined_is_the_same(document: dict) -> None:
    assert joined(parts_of(document)) == document and differences(document, document) == []


def test_a_rename_is_told_as_a_rename() -> None:
    (found,) = differences(HALL, changed("services", LAND_BOOK, name_vi="Sổ hồng"))
    assert words(found).vi == "đổi tên dịch vụ “Sổ đỏ” thành “Sổ hồng”"
    assert words(found).en == "renamed the service “Sổ đỏ” to “Sổ hồng”"


def test_other_fields_are_told_by_their_names_with_what_they_were_and_are() -> None:
    (found,) = differences(HALL, changed("desks", "3", area="B", departments=[CIVIL, TAX]))
    assert words(found).vi == "sửa quầy 3: khu, cơ quan phục vụ"
    assert [(name.vi, was.vi, is_now.vi) for name, was, is_now in every_field(found)] == [
        ("Khu", "–", "B"), ("Cơ quan phục vụ", "tu-phap", "tu-phap; thue"),
    ]  # fmt: skip


def test_what_is_no_list_is_told_too() -> None:
    (found,) = differences(HALL, HALL | {"name_vi": "Trung tâm mới"})
    assert words(found).vi == "đổi tên của trung tâm"
    (found,) = differences(HALL, HALL | {"departments": HALL["departments"][::-1]})
    assert words(found).vi == "đổi thứ tự các cơ quan"


def test_a_retired_department_takes_along_what_served_nothing_else_and_every_mention() -> None:
    after = without("departments", TAX)
    told = {words(one).vi for one in differences(HALL, after)}
    assert told == {"ngừng dùng cơ quan “Thuế”", "ngừng dùng dịch vụ “Lệ phí”", "ngừng dùng quầy 4"}
    HallPlan.from_dict(after)


def test_whatever_is_retired_nothing_is_left_that_names_it_but_a_last_desk_may_not_go() -> None:
    hall = read().to_dict()
    refused = set()
    for name, listed in LISTS.items():
        for key in list(listed.rows(hall))[:1] + ["22"] if name != "procedures" else ():
            try:
                HallPlan.from_dict(without(name, key, hall=hall))
            except PlanError as wrong:
                assert all("no desk serves" in one.text for one in wrong.findings), (name, key)
                refused.add(name)
    assert refused == {"desks"}


def test_a_day_off_and_a_notice_are_told_as_what_they_are_and_go_in_their_own_words() -> None:
    (found,) = differences(HALL, changed("holidays", "2026-09-01", last="2026-09-03"))
    assert words(found).vi == "sửa ngày nghỉ “Quốc khánh”: đến hết ngày"
    assert [(was.vi, is_now.vi) for _, was, is_now in every_field(found)] == [("02/09/2026", "03/09/2026")]
    (found,) = differences(HALL, without("notices", "bien-lai"))
    assert words(found) == Name(
        "bỏ thông báo “Chỉ nộp phí theo biên lai.”", "removed the notice “Chỉ nộp phí theo biên lai.”"
    )
    (found,) = differences(HALL, without("loudspeakers", "loa-1"))
    assert words(found) == Name("ngừng dùng loa “Loa sảnh”", "retired the loudspeaker “Loa sảnh”")


def test_what_was_written_before_notices_had_an_id_is_compared_by_their_places() -> None:
    nameless = HALL | {"notices": [{key: value for key, value in one.items() if key != "id"} for one in NOTICES]}
    named = HallPlan.from_dict(nameless).to_dict()
    assert [one["id"] for one in named["notices"]] == ["thong-bao-01", "thong-bao-02"]
    assert differences(nameless, named) == []


# -- undo -------------------------------------------------------------------------------------------------------------

CHANGES = st.sampled_from([
    lambda hall: _set(hall, "services", LAND_BOOK, name_vi="Sổ hồng"),
    lambda hall: _set(hall, "services", BIRTH, paused=True),
    lambda hall: _set(hall, "departments", LAND, daily_quota=50, desks=["1", "2"]),
    lambda hall: _set(hall, "desks", "5", area="B", prefer=[LAND]),
    lambda hall: _set(hall, "officers", "an", name="Nguyễn An", desk=2),
    lambda hall: without("departments", TAX, hall=hall), lambda hall: without("services", LAND_BOOK, hall=hall),
    lambda hall: without("desks", "2", hall=hall), lambda hall: without("officers", "chi", hall=hall),
    lambda hall: without("printers", "printer-1", hall=hall), lambda hall: without("notices", "bien-lai", hall=hall),
    lambda hall: _set(hall, "notices", "nghi-som", last="2026-12-25"),
    lambda hall: _set(hall, "loudspeakers", "loa-1", languages=["vi", "en"]),
    lambda hall: _set(hall, "holidays", "2026-09-01", name_vi="Lễ Quốc khánh"),
    lambda hall: without("holidays", "2026-09-01", hall=hall), lambda hall: hall | {"name_vi": "Trung tâm mới"},
    lambda hall: hall | {"departments": hall["departments"][::-1]},
])  # fmt: skip


def _set(hall: dict, listed: str, key: str, **values: object) -> dict:
    rows = LISTS[listed].rows(hall)
    after = changed_document(LISTS[listed], hall, rows | {key: rows[key] | values} if key in rows else rows)
    try:
        return HallPlan.from_dict(after).to_dict()
    except PlanError:
        return hall  # it speaks of what an earlier change has retired


@settings(max_examples=20)
@given(st.lists(CHANGES, min_size=1, max_size=4))
def test_the_last_change_can_always_be_put_back_to_the_letter(made) -> None:
    before, after = HALL, HALL
    for change in made:
        before, after = after, HallPlan.from_dict(change(after)).to_dict()
    assume(before != after)
    assert put_back(before, after, after).to_dict() == before


@settings(max_examples=20)
@given(st.lists(CHANGES, min_size=2, max_size=4))
def test_putting_an_earlier_change_back_leaves_the_later_ones_or_is_refused(made) -> None:
    halls = [HALL]
    for change in made:
        halls.append(HallPlan.from_dict(change(halls[-1])).to_dict())
    assume(halls[0] != halls[1])
    try:
        undone = put_back(halls[0], halls[1], halls[-1]).to_dict()
    except (BuiltUpon, NothingToUndo):
        return
    mine = {(one.listed, one.key) for one in differences(halls[0], halls[1])}
    later = {(one.listed, one.key) for one in differences(halls[1], halls[-1])}
    moved = {(one.listed, one.key) for one in differences(halls[-1], undone)}
    assert moved <= mine, "only what the change touched is touched by its undo"
    one, other = parts_of(undone), parts_of(halls[-1])
    assert all(_but_order(one.get(place)) == _but_order(other.get(place)) for place in later - mine)


def _but_order(part: dict | None) -> dict | None:
    return part and {key: value for key, value in part.items() if key != "order"}


def test_what_was_changed_again_is_not_put_back_over_the_later_change() -> None:
    once = changed("services", LAND_BOOK, name_vi="Sổ hồng")
    twice = copy.deepcopy(once)
    twice["departments"][0]["services"][0]["name_vi"] = "Sổ xanh"
    with pytest.raises(BuiltUpon) as refused:
        put_back(HALL, once, twice)
    assert "“Sổ hồng”, sau đó mục ấy lại được đổi" in refused.value.vi


def test_what_others_now_stand_on_is_not_taken_away() -> None:
    grown = _set(HALL, "departments", TAX, letter="C")
    new = {"number": 9, "area": "", "departments": [TAX], "services": [], "prefer": [], "lent": []}
    grown = changed_document(LISTS["desks"], grown, LISTS["desks"].rows(grown) | {"9": new})
    stood_on = _set(grown, "officers", "dung", desk=9)
    with pytest.raises(BuiltUpon) as refused:
        put_back(HALL, grown, stood_on)
    assert "dung" in refused.value.vi and "quầy" in refused.value.vi


def test_a_retired_row_comes_back_to_its_own_place() -> None:
    gone = without("departments", CIVIL)
    assert [one["id"] for one in put_back(HALL, gone, gone).to_dict()["departments"]] == [LAND, CIVIL, TAX]


# -- imports ----------------------------------------------------------------------------------------------------------

OFFICERS = ["Tên đăng nhập", "Họ và tên", "Quầy thường ngồi"]


def officers(*rows: list[str], retire: bool = False) -> Preview:
    return of_plan(LISTS["officers"], sheet(OFFICERS, *rows), hall_plan(), retire)


def test_an_import_says_what_is_added_changed_and_as_before() -> None:
    told = officers(["an", "Nguyễn Văn An", "1"], ["binh", "Trần Bình", "2"], ["em", "Đỗ Em", ""])
    assert ([one.key for one in told.added], [one.key for one in told.changed], told.unchanged) == (["em"], ["binh"], 1)
    assert [(one.key, before, after) for one, before, after in told.changed[0].fields] == [
        ("name", "Trần Thị Bình", "Trần Bình")
    ]
    assert not told.retired and {one.username for one in told.plan.officers} == {"an", "binh", "chi", "dung", "em"}


def test_rows_the_file_does_not_have_are_retired_only_where_the_person_says_so() -> None:
    told = officers(["an", "Nguyễn Văn An", "1"], retire=True)
    assert [one.key for one in told.retired] == ["binh", "chi", "dung"]


def test_while_a_row_is_wrong_nothing_is_retired() -> None:
    told = officers(["an", "Nguyễn Văn An", "1"], ["Bình Nguyên", "Trần Thị Bình", "2"], retire=True)
    assert told.wrong_rows == 1 and not told.retired


def test_a_wrong_row_is_told_by_line_column_value_and_what_to_do_and_the_others_stand() -> None:
    told = officers(["em", "Đỗ Em", "77"], ["an", "Nguyễn An", "1"], ["an", "Nguyễn An", "1"], ["gi", "", "1"])
    assert [(one.line, one.column, one.value, one.vi) for one in told.wrong] == [
        (2, "Quầy thường ngồi (Usual desk)", "77", "Không có quầy “77”."),
        (4, "Tên đăng nhập (User name)", "an", "Đã có ở dòng 3: mỗi mã chỉ một dòng."),
        (5, "Họ và tên (Full name)", "", "Ô này còn trống: cần điền."),
    ]
    assert [one.key for one in told.changed] == ["an"] and told.possible


def test_two_rows_that_clash_with_each_other_or_with_the_hall_are_found() -> None:
    heading = ["id", "letter", "name_vi", "name_en", "short_vi", "short_en", "agency", "desks"]
    told = of_plan(
        LISTS["departments"],
        sheet(heading, ["y-te", "D", "Y tế", "Health", "Y tế", "Health", "Sở Y tế", "5"],
              ["giao-duc", "D", "Giáo dục", "Education", "Giáo dục", "Education", "Sở Giáo dục", "5"],
              [LAND, "C", "Đất đai", "Land", "Đất đai", "Land", "Đất đai", "1; 2; 5"],
              ["van-hoa", "E", "Văn hóa", "Culture", "Văn hóa", "Culture", "Sở Văn hóa", ""]),
        hall_plan(), False,
    )  # fmt: skip
    assert {one.line: one.vi for one in told.wrong} == {
        3: "Chữ “D” đã là chữ đầu số của cơ quan y-te.",
        4: "Chữ “C” đã là chữ đầu số của cơ quan dat-dai.",
        5: "Chưa quầy nào phục vụ “van-hoa”: chọn quầy phục vụ trước, nếu không khách sẽ chờ mãi.",
    }
    assert [one.key for one in told.added] == ["y-te"] and told.plan.desks_serving("y-te")[0].id == "5"


def test_a_new_hall_gets_its_own_departments_from_one_file() -> None:
    heading = ["id", "letter", "name_vi", "name_en", "short_vi", "short_en", "agency", "desks"]
    own = sheet(heading, ["y-te", "A", "Y tế", "Health", "Y tế", "Health", "Sở Y tế", "1; 2"],
                ["noi-vu", "B", "Nội vụ", "Home", "Nội vụ", "Home", "Sở Nội vụ mới", "2; 3"])  # fmt: skip
    told = of_plan(LISTS["departments"], own, read(), retire=True)
    assert not told.wrong and not told.whole and len(told.retired) == 14
    assert {one.id: one.departments for one in told.plan.desks} == {
        "1": ("y-te",), "2": ("y-te", "noi-vu"), "3": ("noi-vu",)
    }  # fmt: skip


def test_what_no_row_answers_for_stands_against_the_whole() -> None:
    told = of_plan(LISTS["departments"], sheet(["id", "name_vi"]), hall_plan(), retire=True)
    assert not told.possible and "ít nhất một cơ quan" in told.whole[0].vi


def test_the_order_of_the_file_becomes_the_order_on_the_kiosk() -> None:
    told = of_plan(LISTS["departments"], sheet(["id"], [TAX], [LAND]), hall_plan(), False)
    assert told.moved and [one.id for one in told.plan.departments] == [TAX, CIVIL, LAND]


def test_a_file_that_is_no_such_list_is_told_which_column_it_lacks() -> None:
    with pytest.raises(NoHeading) as refused:
        of_plan(LISTS["officers"], sheet(["Mã thủ tục", "Tên thủ tục"], ["1.000001", "x"]), hall_plan(), False)
    assert "“Tên đăng nhập”" in refused.value.vi


def test_titles_above_the_heading_and_columns_of_others_do_no_harm() -> None:
    told = of_plan(
        LISTS["officers"],
        sheet(["TRUNG TÂM"], [], ["STT", *OFFICERS, "Ghi chú"], ["1", "em", "Đỗ Em", "3", "mới"]),
        hall_plan(), False,
    )  # fmt: skip
    assert [one.key for one in told.added] == ["em"] and not told.wrong


def test_a_code_that_a_spreadsheet_took_for_a_number_gets_its_zeros_back() -> None:
    wanted = sheet(["code", "name", "agency"], ["1.01", "Cấp sổ đỏ", "Đất đai"], ["2,00045", "Đo đạc", "dat dai"])
    told = of_catalogue(LISTS["procedures"], wanted, {}, hall_plan(), False)
    assert [one.key for one in told.added] == ["1.010000", "2.000450"]
    assert "1.01 → 1.010000" in wanted.remarks[0][0]


def test_an_agency_that_is_almost_one_of_the_halls_is_asked_after() -> None:
    told = of_catalogue(
        LISTS["procedures"], sheet(["code", "name", "agency"], ["1.000001", "Cấp sổ đỏ", "Đất đay"]), {}, hall_plan(),
        False,
    )  # fmt: skip
    assert told.wrong[0].vi == "Trung tâm không có cơ quan “Đất đay”. Có phải “Đất đai”?"


@pytest.mark.parametrize("typed", ["Công an xã Tân Cương", "cong an xa tan cuong", "Công an xã", "A", "a"])
def test_a_procedures_department_may_be_written_as_it_stands_on_the_kiosk(typed: str) -> None:
    """A clerk wrote the short name that stands on the kiosk's button, and the row was wrong."""
    told = of_catalogue(
        LISTS["procedures"], sheet(["code", "name", "agency"], ["1.000001", "Căn cước", typed]), {}, _police(), False
    )
    assert not told.wrong and told.rows["1.000001"]["agency"] == "Công an xã Tân Cương"


def test_who_writes_another_department_is_told_those_there_are() -> None:
    wanted = sheet(["code", "name", "agency"], ["1.000001", "Căn cước", "Phòng Đô thị"])
    told = of_catalogue(LISTS["procedures"], wanted, {}, _police(), False)
    assert "Đang có: " in told.wrong[0].vi and "Công an xã Tân Cương" in told.wrong[0].vi


def test_a_short_name_that_two_departments_share_stands_for_neither() -> None:
    wanted = sheet(["code", "name", "agency"], ["1.000001", "Căn cước", "Công an xã"])
    assert of_catalogue(LISTS["procedures"], wanted, {}, _police(twice=True), False).wrong


def _police(twice: bool = False) -> HallPlan:
    hall = hall_plan().to_dict()
    full = {"name_vi": "Công an xã Tân Cương", "agency": "Công an xã Tân Cương", "letter": "A"}
    hall["departments"][0] |= full | {"short_vi": "Công an xã"}
    if twice:
        hall["departments"][1] |= {"short_vi": "Công an xã"}
    return HallPlan.from_dict(hall)


def holidays(*rows: list[str], retire: bool = False) -> Preview:
    return of_plan(LISTS["holidays"], sheet(["Từ ngày", "Đến hết ngày", "Tên", "Tên tiếng Anh"], *rows),
                   HallPlan.from_dict(_whole()), retire)  # fmt: skip


def test_days_off_come_in_as_people_write_days_and_without_a_last_one_it_is_a_day() -> None:
    """2026-11-24 is how a workbook's date cell is read."""
    told = holidays(["1/1/2027", "", "Tết Dương lịch", "New Year"], ["06.02.2027", "12-2-2027", "Tết", "Tết"],
                    ["2026-11-24", "2026-11-24", "Ngày Văn hóa", "Culture Day"])  # fmt: skip
    offs = [(f"{off.first}", f"{off.last}") for off in told.plan.hours.holidays]
    assert offs == [("2026-09-01", "2026-09-02"), ("2026-11-24", "2026-11-24"), ("2027-01-01", "2027-01-01"),
                    ("2027-02-06", "2027-02-12")]  # fmt: skip
    assert not told.wrong and len(told.added) == 3


def test_a_day_there_is_none_of_a_second_one_from_the_same_day_and_an_end_before_the_beginning_are_told() -> None:
    told = holidays(["31/02/2027", "", "a", "a"], ["1/9/2026", "", "b", "b"], ["01/09/2026", "", "c", "c"],
                    ["5/5/2027", "4/5/2027", "d", "d"], ["mai", "", "e", "e"])  # fmt: skip
    assert [(one.line, one.vi) for one in told.wrong] == [
        (2, "“31/02/2027” không phải ngày: viết như 02/09/2026."), (4, "Đã có ở dòng 3: mỗi mã chỉ một dòng."),
        (5, "Ngày cuối trước ngày đầu: mời sửa một trong hai."), (6, "“mai” không phải ngày: viết như 02/09/2026."),
    ]  # fmt: skip
    assert [one.key for one in told.changed] == ["2026-09-01"]


def test_last_years_list_gives_way_to_the_new_years_where_the_file_is_the_whole_list() -> None:
    told = holidays(["01/01/2027", "", "Tết Dương lịch", "New Year"], retire=True)
    assert [one.key for one in told.retired] == ["2026-09-01"] and len(told.plan.hours.holidays) == 1


# -- every finding in words -------------------------------------------------------------------------------------------

BROKEN = [
    ("departments", LAND, {"letter": "ab"}), ("departments", LAND, {"name_vi": ""}),
    ("services", BIRTH, {"name_en": "x" * 99}), ("staff", "ly", {"role": "lead", "department": ""}),
    ("staff", "ly", {"department": TAX}), ("staff", "ly", {"role": "lead", "department": "x"}),
    ("departments", LAND, {"agency": "Thuế"}), ("departments", LAND, {"interleave": 99}),
    ("departments", LAND, {"priority_rate": 0.5}), ("desks", "1", {"area": "khu A"}),
    ("desks", "1", {"departments": ["khong-co"]}), ("desks", "1", {"departments": [], "services": ["khong.co"]}),
    ("desks", "1", {"prefer": [TAX]}), ("desks", "1", {"departments": []}),
    ("desks", "1", {"departments": [LAND, LAND]}),
    ("desks", "1", {"services": [LAND_BOOK]}), ("desks", "4", {"departments": [LAND]}),
    ("services", "dat-dai.do-dac", {"fields": ["Đất đai"]}),
    ("officers", "an", {"desk": 77}), ("kiosks", "kiosk-1", {"printer": "x"}), ("kiosks", "kiosk-1", {"px_per_mm": 99}),
    ("displays", "display-1", {"zone": "x"}), ("displays", "display-1", {"department": LAND, "desk": 1}),
    ("loudspeakers", "loa-1", {"zone": "x"}), ("loudspeakers", "loa-1", {"agent": "Máy Loa"}),
    ("holidays", "2026-09-01", {"last": "2026-08-31"}), ("holidays", "2026-09-01", {"name_en": ""}),
    ("notices", "nghi-som", {"last": "2026-12-23"}), ("notices", "bien-lai", {"text_vi": "x" * 221}),
    ("displays", "display-1", {"arrows": {"Z": "left"}}), ("displays", "display-1", {"languages": ["fr"]}),
    ("printers", "printer-1", {"address": "đâu đó"}), ("printers", "printer-1", {"width_mm": 77}),
    ("desks", "1", {"lent": [{"first": "2026-12-05", "last": "2026-12-01", "departments": [TAX], "services": [],
                              "prefer": []}]}),
    ("desks", "1", {"lent": [{"first": "mai", "last": "2026-12-01", "departments": [TAX], "services": [],
                              "prefer": []}]}),
]  # fmt: skip


@pytest.mark.parametrize(("listed", "key", "values"), BROKEN, ids=lambda one: str(one)[:40])
def test_whatever_is_wrong_with_a_row_is_said_in_vietnamese_at_its_row(listed, key, values) -> None:
    document = changed(listed, key, **values)
    with pytest.raises(PlanError) as refused:
        HallPlan.from_dict(document)
    for finding in refused.value.findings:
        vi, en = sentence(finding)
        assert "Chưa hợp lệ" not in vi, f"{finding.text}: no Vietnamese yet"
        assert vi[-1] == "." and en[-1] == "."
        place = place_of(finding, document)
        assert place.listed in LISTS and place.key in LISTS[place.listed].rows(document)


def test_a_name_with_dots_is_found_in_a_path() -> None:
    document = {"officers": {"an": {}, "an.nguyen": {}}}
    place = place_of(Finding("officers.an.nguyen.desk", ""), document)
    assert (place.listed, place.key, place.column) == ("officers", "an.nguyen", "desk")


def test_what_a_list_cannot_write_down_is_wrong_and_never_dropped_in_silence() -> None:
    told = of_plan(LISTS["departments"], sheet(["id", "desks"], [LAND, "1; 2; 99"]), hall_plan(), False)
    assert [one.vi for one in told.wrong] == ["Không có quầy “99”: thêm ở danh mục Quầy trước."] and not told.anything
    told = of_plan(
        LISTS["services"],
        sheet(["department", "id", "name_vi", "name_en"],
              ["khong-co", "mot", "Một", "One"], [LAND, "hai", "Hai", "Two"]),
        hall_plan(), False,
    )  # fmt: skip
    assert [(one.line, one.column) for one in told.wrong] == [(2, "Mã cơ quan (Department id)")]
    assert [one.key for one in told.added] == [f"{LAND}.hai"]


CELLS = (
    "", "1", "99", "1; 99", "A", "Một tên", LAND, TAX, f"{LAND}.{LAND_BOOK}", "khong-co", "vi; en",
    f"2026-12-01..2026-12-05: {TAX}", "1: trái", "có", "2/9/2026", "31/08/2026",
)  # fmt: skip


@pytest.mark.parametrize("listed", IN_PLAN, ids=lambda one: one.name)
def test_a_preview_tells_what_will_stand_in_the_list(listed: HallList) -> None:
    """Whatever is typed over whatever cell: it is wrong, or it is stored as it was told."""
    plan, heading = HallPlan.from_dict(_whole()), [one.key for one in listed.columns]
    row = next(iter(listed.rows(plan.to_dict()).values()), None) or {one.key: one.empty for one in listed.columns}
    written = [one.write(row[one.key]) for one in listed.columns]
    for at, typed in itertools.product(range(len(heading)), CELLS):
        told = of_plan(listed, sheet(heading, [*written[:at], typed, *written[at + 1 :]]), plan, False)
        stored = listed.rows(told.plan.to_dict()) if told.plan else {}
        for one in (*told.added, *told.changed) if told.plan else ():
            assert one.key in stored, f"{heading[at]} = {typed!r} was told and dropped"
            for column, _, after in one.fields:
                assert stored[one.key][column.key] == after, f"{heading[at]} = {typed!r}: {column.key}"
