"""The plan of a hall: what it knows, and what it refuses."""

import copy
import json
from typing import Any

import pytest

from server.core.errors import UnknownName
from server.core.line import Rule, public_rule
from server.core.plan import HallPlan, Name, PlanError

SMALL = {
    "format": 1,
    "id": "small",
    "name_vi": "Trung tâm nhỏ",
    "name_en": "Small centre",
    "short_vi": "Nhỏ",
    "short_en": "Small",
    "address_vi": "Số 1",
    "address_en": "No. 1",
    "hours": {"last_ticket_minutes": 15, "monday": ["07:30-11:30", "13:30-17:00"], "holidays": []},
    "departments": [
        {
            "id": "land",
            "letter": "A",
            "agency": "Sở Đất đai",
            "name_vi": "Sở Đất đai",
            "name_en": "Department of Land",
            "short_vi": "Đất đai",
            "short_en": "Land",
            "services": [{"id": "titles", "name_vi": "Sổ đỏ", "name_en": "Titles", "fields": ["Văn hóa đất"]}],
        },
        {
            "id": "civil",
            "letter": "B",
            "agency": "Sở Hộ tịch",
            "name_vi": "Sở Hộ tịch",
            "name_en": "Department of Civil Status",
            "short_vi": "Hộ tịch",
            "short_en": "Civil",
        },
    ],
    "desks": {"10": {"departments": ["civil", "land"]}, "2": {"area": "A", "departments": ["land"]}},
    "officers": {"an": {"name": "An", "desk": 2}, "binh": {"name": "Bình"}},
    "kiosks": {"k1": {"name_vi": "Ki-ốt", "name_en": "Kiosk", "printer": "p1"}},
    "printers": {"p1": {"name_vi": "Máy in", "name_en": "Printer", "address": "virtual://"}},
}


def small(*path: Any, put: Any = None, drop: bool = False) -> dict:
    """The small hall with the value at `path` replaced or dropped."""
    hall: Any = copy.deepcopy(SMALL)
    spot = hall
    for step in path[:-1]:
        spot = spot[step]
    if drop:
        del spot[path[-1]]
    elif path:
        spot[path[-1]] = put
    return hall


def findings(hall: dict) -> list[str]:
    with pytest.raises(PlanError) as refused:
        HallPlan.from_dict(hall)
    return [str(one) for one in refused.value.findings]


def test_a_plan_survives_its_own_dictionary_and_json() -> None:
    plan = HallPlan.from_dict(SMALL)
    assert HallPlan.from_dict(plan.to_dict()) == plan
    assert HallPlan.from_dict(json.loads(json.dumps(plan.to_dict(), sort_keys=True))) == plan
    assert HallPlan.from_dict(plan.to_dict()).to_dict() == plan.to_dict()


def test_desks_come_by_number_and_know_whom_they_serve() -> None:
    plan = HallPlan.from_dict(SMALL)
    assert [desk.id for desk in plan.desks_serving("land")] == ["2", "10"]
    assert [desk.id for desk in plan.desks_serving("civil")] == ["10"]
    assert plan.desk("2").name == Name("Quầy 2", "Desk 2")
    assert plan.desk("2").area_name == Name("Khu A", "Area A") and plan.desk("10").area_name is None


LENT = {"first": "2026-11-24", "departments": ["civil"]}


def desk(number: str, **keys: Any) -> dict:
    return small("desks", number, put=keys)


def serving(number: str, **keys: Any) -> HallPlan:
    return HallPlan.from_dict(desk(number, **keys))


def test_a_desk_may_serve_single_services_of_other_departments() -> None:
    plan = serving("10", departments=["civil"], services=["land.titles"])
    ten = plan.desk("10")
    assert ten.departments == ("civil", "land")
    assert ten.serves("land", "land.titles") and not ten.serves("land", "land.khac") and ten.serves("land")
    assert ten.serves("civil", "civil.khac") and ten.serves("civil", "civil.a-service-taken-away")
    assert [one.id for one in plan.desks_serving("land", "land.titles")] == ["2", "10"]
    assert [one.id for one in plan.desks_serving("land", "land.khac")] == ["2"]


def test_a_preference_ranks_services_and_departments_and_leaves_the_rest_last() -> None:
    serving_ = serving("10", departments=["civil", "land"], prefer=["land.titles", "civil"]).desk("10").serving
    assert [serving_.tier("land", "land.titles"), serving_.tier("civil", "civil.khac")] == [0, 1]
    assert serving_.tier("land", "land.khac") == 2
    assert {serving("10", departments=["civil", "land"]).desk("10").serving.tier("land", "land.khac")} == {0}


def test_a_desk_is_lent_for_a_day_and_comes_back() -> None:
    plan = serving("2", departments=["land"], lent=[LENT])
    assert HallPlan.from_dict(json.loads(json.dumps(plan.to_dict()))) == plan
    days = ("2026-11-23", "2026-11-24", "2026-11-25")
    assert [plan.desk("2").on(day).departments for day in days] == [("land",), ("civil",), ("land",)]
    assert [one.id for one in plan.desks_serving("civil", day=days[1])] == ["2", "10"]
    assert [one.id for one in plan.desks_serving("land", day=days[1])] == ["10"]
    assert plan.desks_serving("civil", day=days[1])[0].serves("civil") and not plan.desk("2").serves("civil")


def test_a_department_has_one_of_four_disciplines() -> None:
    hall = small("departments", 0, "discipline", put="interleave")
    hall["departments"][0]["interleave"] = 4
    assert HallPlan.from_dict(hall).department("land").rule == Rule("interleave", 3.0, 4)
    assert public_rule(HallPlan.from_dict(hall).department("land")).en == (
        "After every 4 ordinary numbers, 1 priority number is called."
    )


def test_every_department_ends_with_its_general_service() -> None:
    plan = HallPlan.from_dict(SMALL)
    assert [one.id for one in plan.department("land").services] == ["land.titles", "land.khac"]
    assert plan.service("civil", "civil.khac").name == Name("Thủ tục khác", "Other procedures")


def test_a_catalogue_row_finds_its_service_or_the_general_one() -> None:
    plan = HallPlan.from_dict(SMALL)
    assert plan.service_for("Sở Đất đai", "Văn hóa đất") == ("land", "land.titles")
    assert plan.service_for("sở đất  đai", "VĂN HOÁ ĐẤT") == ("land", "land.titles")
    assert plan.service_for("Sở Đất đai", "Khoáng sản") == ("land", "land.khac")
    assert plan.service_for("Sở Hộ tịch", "Văn hóa đất") == ("civil", "civil.khac")
    assert plan.service_for("Sở Không Có", "Văn hóa đất") is None


def test_unknown_names_are_refused_by_name() -> None:
    plan = HallPlan.from_dict(SMALL)
    lookups = [
        lambda: plan.department("nowhere"),
        lambda: plan.service("land", "civil.khac"),
        lambda: plan.service("nowhere", "land.titles"),
        lambda: plan.desk("3"),
        lambda: plan.kiosk("k9"),
        lambda: plan.display("d9"),
        lambda: plan.printer("p9"),
    ]
    for look in lookups:
        with pytest.raises(UnknownName):
            look()


@pytest.mark.parametrize(
    ("hall", "finding"),
    [
        (small("departments", 1, "letter", put="A"), "departments[2].letter: 'A' is already the letter of 'land'"),
        (small("departments", 1, "id", put="land"), "departments[2].id: 'land' is already a department"),
        (small("departments", 1, "agency", put="sở ĐẤT đai"), "departments[2].agency: 'sở ĐẤT đai' is already"),
        (small("departments", 0, "letter", put="a1"), "departments[1].letter: 'a1' won't do"),
        (small("departments", 0, "leter", put="A"), "departments[1].leter: unknown key; did you mean 'letter'?"),
        (small("departments", 0, "letter", drop=True), "departments[1].letter: is missing"),
        (small("departments", 0, "name_en", put=" "), "departments[1].name_en: is empty"),
        (small("departments", 0, "short_vi", put="x" * 41), "departments[1].short_vi: is 41 characters long"),
        (small("departments", 0, "discipline", put="luck"), "departments[1].discipline: 'luck' is none of"),
        (small("departments", 0, "priority_rate", put=0.5), "departments[1].priority_rate: 0.5 is out of range"),
        (small("departments", 0, "priority_rate", put=True), "departments[1].priority_rate: must be a number"),
        (small("departments", 0, "services", 0, "id", put="khac"), "services[1].id: 'khac' is kept"),
        (small("departments", 0, "services", 0, "fields", put=["a", 3]), "services[1].fields[2]: must be a text"),
        (small("departments", 0, "services", 0, "name_vi", put=7), "services[1].name_vi: must be a text"),
        (small("departments", put=[]), "departments: a hall needs at least one"),
        (small("desks", "10", drop=True), "departments[2]: no desk serves 'civil'"),
        (small("desks", "10", "departments", put=["civil", "sea"]), "desks.10.departments: there is no department"),
        (small("desks", "10", "departments", put=["civil", "civil"]), "desks.10.departments: 'civil' stands"),
        (small("desks", "2", "departments", put=[]), "desks.2.departments: a desk serves at least one"),
        (desk("2", departments=["land"], services=["land.titles"]), "desks.2.services: 'land' is served whole"),
        (desk("2", services=["land.luck"]), "desks.2.services: there is no service 'land.luck'"),
        (desk("2", departments=["land"], prefer=["civil"]), "desks.2.prefer: the desk does not serve 'civil'"),
        (desk("2", departments=["land"], prefer=["land.x"]), "desks.2.prefer: there is nothing called 'land.x'"),
        (desk("10", departments=["civil", "land"], lent=[LENT | {"last": "2026-11-01"}]), "desks.10.lent[1].last: is"),
        (desk("10", departments=["land"], services=["civil.luck"]), "departments[2]: no desk serves 'civil': its"),
        (small("desks", put={"1": {"departments": ["civil"], "services": ["land.titles"]}}),
         "departments[1]: no desk serves 'land.khac': its"),
        (small("desks", put={"1": {"departments": ["land"], "lent": [LENT]}, "2": {"departments": ["civil"]}}),
         "departments[1]: no desk serves 'land' on 2026-11-24: its visitors would wait for ever"),
        (small("departments", 0, "interleave", put=0), "departments[1].interleave: 0 is out of range"),
        (small("desks", "x", put={"departments": ["land"]}), "desks.x: 'x' won't do"),
        (small("desks", "02", put={"departments": ["land"]}), "desks.02: '02' won't do"),
        (small("desks", "2", put=5), "desks.2: must be a table of keys"),
        (small("officers", "an", "desk", put=7), "officers.an.desk: there is no desk 7"),
        (small("officers", "An Bình", put={"name": "An"}), "officers.An Bình: 'An Bình' won't do"),
        (small("officers", "an", "password", put="1234"), "officers.an.password: unknown key"),
        (small("kiosks", "k1", "printer", put="p9"), "kiosks.k1.printer: there is no printer 'p9'"),
        (small("printers", "p1", "address", put="lpt1"), "printers.p1.address: 'lpt1' won't do; write tcp://"),
        (small("printers", "p1", "width_mm", put=76), "printers.p1.width_mm: '76' is none of 80, 58"),
        (small("hours", "monday", put=["7:30-11:30"]), "hours.monday: '7:30-11:30' is not a time span"),
        (small("hours", "monday", put=["11:30-07:30"]), "hours.monday: '11:30-07:30' must end after it starts"),
        (small("hours", "monday", put=["07:00-24:30"]), "hours.monday: '07:00-24:30' must end after"),
        (small("hours", "monday", put=["07:30-11:30", "11:00-17:00"]), "hours.monday: '11:00-17:00' starts before"),
        (small("hours", "monday", put=["07:30-07:45"]), "hours.monday: '07:30-07:45' is no longer than"),
        (small("hours", "mondey", put=[]), "hours.mondey: unknown key; did you mean 'monday'?"),
        (small("hours", drop=True), "hours: is missing"),
        (small("format", put=2), "format: '2' is none of 1"),
    ],
)
def test_a_mistake_is_told_with_its_place(hall: dict, finding: str) -> None:
    assert any(finding in one for one in findings(hall)), findings(hall)


@pytest.mark.parametrize(
    ("holiday", "finding"),
    [
        ({"first": "2026-09-02", "last": "2026-09-01"}, "hours.holidays[1].last: 2026-09-01 is before the first day"),
        ({"first": "2/9/2026"}, "hours.holidays[1].first: '2/9/2026' is not a day"),
    ],
)
def test_a_wrong_day_off_is_told(holiday: dict, finding: str) -> None:
    hall = small("hours", "holidays", put=[{**holiday, "name_vi": "Quốc khánh", "name_en": "National Day"}])
    assert findings(hall)[0].startswith(finding)


def test_a_field_belongs_to_one_service() -> None:
    twin = {"id": "twin", "name_vi": "Đôi", "name_en": "Twin", "fields": ["văn hoá đất"]}
    hall = small("departments", 0, "services", put=[*SMALL["departments"][0]["services"], twin])
    assert findings(hall) == ["departments[1].services[2].fields: 'văn hoá đất' is already covered by 'titles'"]


def test_all_mistakes_are_told_at_once() -> None:
    hall = small("departments", 1, "letter", put="A")
    hall["colour"] = "red"
    del hall["id"]
    hall["hours"]["monday"] = ["x"]
    places = [one.partition(":")[0] for one in findings(hall)]
    assert places == ["id", "hours.monday", "colour", "departments[2].letter"]


@pytest.mark.parametrize("junk", [None, [], "hall", {}, {"departments": 3, "desks": [], "hours": {"monday": 1}}])
def test_anything_else_is_findings_never_a_crash(junk: object) -> None:
    with pytest.raises(PlanError):
        HallPlan.from_dict(junk)


def test_a_display_shows_the_hall_a_zone_a_department_or_a_desk() -> None:
    screen = {"name_vi": "TV", "name_en": "TV"}
    hall = small("displays", put={
        "d1": screen, "d2": {**screen, "zone": "east"}, "d3": {**screen, "department": "civil"},
        "d4": {**screen, "desk": 10},
    })  # fmt: skip
    hall["zones"] = {"east": {"name_vi": "Khu Đông", "name_en": "East", "areas": ["A"]}}
    plan = HallPlan.from_dict(hall)
    assert [(one.kind, one.stream) for one in plan.displays] == [
        ("hall", "board"), ("zone", "board:zone:east"), ("department", "board:department:civil"), ("panel", "panel:10"),
    ]  # fmt: skip
    assert HallPlan.from_dict(json.loads(json.dumps(plan.to_dict()))) == plan
    assert [plan.zone("east").concerns(desk.id, desk.area, "land") for desk in plan.desks] == [True, False]


def test_an_arrow_is_the_desks_own_or_its_areas() -> None:
    screen = {"name_vi": "TV", "name_en": "TV", "arrows": {"A": "left", "10": "up"}}
    hall = small("displays", put={"d1": screen})
    hall["desks"]["3"] = {"area": "A", "departments": ["land"]}
    hall["desks"]["4"] = {"departments": ["land"]}
    plan = HallPlan.from_dict(hall)
    assert {desk.id: plan.displays[0].arrow(desk) for desk in plan.desks} == {
        "2": "left", "3": "left", "4": None, "10": "up",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("screen", "finding"),
    [
        ({"zone": "east"}, "displays.d1.zone: there is no zone 'east'"),
        ({"department": "tax"}, "displays.d1.department: there is no department 'tax'"),
        ({"desk": 99}, "displays.d1.desk: there is no desk '99'"),
        ({"desk": 2, "department": "land"}, "displays.d1: is for one thing: a zone, a department or a desk"),
        ({"arrows": {"2": "back"}}, "displays.d1.arrows.2: 'back' is none of left, right, up, down"),
        ({"arrows": {"Z": "left"}}, "displays.d1.arrows: there is no desk or area 'Z'"),
        ({"arrows": {"2": 5}}, "displays.d1.arrows.2: must be a text, not the number 5"),
    ],
)
def test_a_screen_that_points_at_nothing_is_told(screen: dict, finding: str) -> None:
    with pytest.raises(PlanError) as wrong:
        HallPlan.from_dict(small("displays", put={"d1": {"name_vi": "TV", "name_en": "TV", **screen}}))
    assert finding in [str(one) for one in wrong.value.findings]


def test_a_notice_stands_on_its_days() -> None:
    from datetime import date

    text = {"text_vi": "Nghỉ sớm", "text_en": "Closing early"}
    plan = HallPlan.from_dict(small("notices", put=[text, {**text, "first": "2026-12-24", "last": "2026-12-25"}]))
    assert HallPlan.from_dict(json.loads(json.dumps(plan.to_dict()))) == plan
    on = {day: [one.stands_on(date(2026, 12, day)) for one in plan.notices] for day in (23, 24, 25, 26)}
    assert on == {23: [True, False], 24: [True, True], 25: [True, True], 26: [True, False]}
    with pytest.raises(PlanError, match="is before the first day"):
        HallPlan.from_dict(small("notices", put=[{**text, "first": "2026-12-25", "last": "2026-12-24"}]))


def test_a_notice_without_an_id_gets_one_that_is_free() -> None:
    text = {"text_vi": "Nghỉ sớm", "text_en": "Closing early"}
    plan = HallPlan.from_dict(small("notices", put=[{**text, "id": "thong-bao-02"}, text, text]))
    assert [one.id for one in plan.notices] == ["thong-bao-01", "thong-bao-02", "thong-bao-03"]
    many = HallPlan.from_dict(small("notices", put=[{**text, "text_vi": f"{n}"} for n in range(12)]))
    assert [one.text.vi for one in many.notices] == [f"{n}" for n in range(12)], "as they stand in the file"


def test_two_notices_of_one_id_are_told() -> None:
    text = {"text_vi": "Nghỉ sớm", "text_en": "Closing early", "id": "som"}
    with pytest.raises(PlanError, match="notices: 'som' stands there twice"):
        HallPlan.from_dict(small("notices", put=[text, text]))


def test_of_two_days_off_that_begin_together_the_longer_holds() -> None:
    hours, name = small()["hours"], {"name_vi": "Quốc khánh", "name_en": "National Day"}
    short, long = {"first": "2026-09-01", **name}, {"first": "2026-09-01", "last": "2026-09-02", **name}
    for order in ([short, long], [long, short]):
        plan = HallPlan.from_dict(small("hours", put=hours | {"holidays": order}))
        assert [f"{off.last}" for off in plan.hours.holidays] == ["2026-09-02"]


def test_an_empty_zone_is_told() -> None:
    with pytest.raises(PlanError, match="zones.z: is empty"):
        HallPlan.from_dict(small("zones", put={"z": {"name_vi": "Z", "name_en": "Z"}}))
