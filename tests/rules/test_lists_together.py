"""A workbook of several lists: what hangs together comes in together, or nothing of it."""

from __future__ import annotations

import pytest
from cast import CIVIL, LAND, TAX, hall_plan

from server.core.lists.reading import Sheet
from server.core.lists.registry import IN_PLAN
from server.core.lists.tables import HallList
from server.core.lists.together import ORDER, Together, of_workbook
from server.core.plan import HallPlan
from server.hallfile import read

DEPARTMENT = ["id", "letter", "name_vi", "name_en", "short_vi", "short_en", "agency", "desks"]
SERVICE = ["department", "id", "name_vi", "name_en"]
DESK = ["number", "departments"]
OFFICER = ["username", "name", "desk"]
HEALTH = ["y-te", "D", "Y tế", "Health", "Y tế", "Health", "Sở Y tế", "7"]


def sheet(*rows: list[str]) -> Sheet:
    return Sheet(list(enumerate(rows, 1)))


def together(plan: HallPlan | None = None, retire: bool = False, **sheets: list[list[str]]) -> Together:
    return of_workbook({name: sheet(*rows) for name, rows in sheets.items()}, plan or hall_plan(), retire)


def written(listed: HallList, plan: HallPlan) -> Sheet:
    rows = listed.rows(plan.to_dict()).values()
    cells = ([one.write(row[one.key]) for one in listed.columns] for row in rows)
    return sheet([one.key for one in listed.columns], *cells)


def wrong(told: Together) -> list[tuple[str, int, str]]:
    return [(name, one.line, one.vi) for name, part in told.parts.items() for one in part.wrong]


def test_every_list_of_the_plan_has_its_turn() -> None:
    assert {one.name for one in ORDER} == {one.name for one in IN_PLAN}


def test_a_department_its_service_its_desk_and_its_officer_come_in_together() -> None:
    told = together(
        departments=[DEPARTMENT, HEALTH], services=[SERVICE, ["y-te", "the", "Thẻ bảo hiểm", "Health card"]],
        desks=[DESK, ["7", "y-te"]], officers=[OFFICER, ["minh", "Lê Minh", "7"]],
    )  # fmt: skip
    assert not wrong(told) and not told.whole and told.possible
    assert [len(part.added) for part in told.parts.values()] == [1, 1, 1, 1]
    assert [one.id for one in told.plan.desks_serving("y-te")] == ["7"]
    assert told.plan.service("y-te", "y-te.the").name.vi == "Thẻ bảo hiểm"


def test_each_of_them_alone_is_refused() -> None:
    assert not together(departments=[DEPARTMENT, HEALTH]).possible
    assert not together(services=[SERVICE, ["y-te", "the", "Thẻ", "Card"]]).possible
    assert not together(desks=[DESK, ["7", "y-te"]]).possible
    assert not together(officers=[OFFICER, ["minh", "Lê Minh", "7"]]).possible


def test_a_wrong_row_of_one_sheet_keeps_all_of_it_out_and_says_where() -> None:
    told = together(
        departments=[DEPARTMENT, HEALTH], desks=[DESK, ["7", "y-te"], ["8", "khong-co"]],
        officers=[OFFICER, ["minh", "", "7"]],
    )  # fmt: skip
    assert not told.possible and told.wrong == 2
    assert ("desks", 3, "Không có cơ quan “khong-co”.") in wrong(told)
    assert ("officers", 2, "Ô này còn trống: cần điền.") in wrong(told)


def test_a_service_of_no_department_is_wrong_and_not_dropped() -> None:
    told = together(services=[SERVICE, ["khong-co", "the", "Thẻ", "Card"], [LAND, "tach", "Tách thửa", "Split"]])
    assert wrong(told) == [("services", 2, "Không có cơ quan “khong-co”: thêm ở danh mục Cơ quan trước.")]
    assert told.plan is None


def test_two_sheets_that_contradict_each_other_are_told_so() -> None:
    """Departments say that desk 1 serves Tax; the desks' own sheet says Land."""
    told = together(departments=[["id", "desks"], [TAX, "1; 4"]], desks=[DESK, ["1", LAND]])
    assert [(name, line) for name, line, _ in wrong(told)] == [("departments", 2)]
    assert "Trang khác trong tệp nói khác" in wrong(told)[0][2]


def test_a_whole_hall_taken_out_comes_in_again_alike() -> None:
    plan = read()
    told = of_workbook({one.name: written(one, plan) for one in ORDER}, plan, True)
    assert told.plan == plan and not told.anything and not told.possible


def test_another_hall_takes_the_place_of_the_sample_in_one_file() -> None:
    told = together(
        read(), retire=True, departments=[DEPARTMENT, [*HEALTH[:1], "A", *HEALTH[2:]]],
        services=[SERVICE, ["y-te", "the", "Thẻ", "Card"]], desks=[DESK, ["7", "y-te"]],
        officers=[OFFICER, ["minh", "Lê Minh", "7"]],
    )  # fmt: skip
    assert told.possible, (wrong(told), told.whole)
    assert [one.id for one in told.plan.departments] == ["y-te"]
    assert [one.id for one in told.plan.desks] == ["7"] and [one.username for one in told.plan.officers] == ["minh"]


def test_what_another_list_still_needs_stands_against_the_whole() -> None:
    told = together(desks=[DESK, ["9", LAND]], retire=True)
    assert not told.possible and any(CIVIL in one.vi or "Chưa quầy nào phục vụ" in one.vi for one in told.whole)


@pytest.mark.parametrize("name", ["departments", "desks", "officers"])
def test_the_same_preview_has_the_same_digest_and_another_has_not(name: str) -> None:
    officer = [OFFICER, ["a.b", "Á B", "7"]]
    rows = {"departments": [DEPARTMENT, HEALTH], "desks": [DESK, ["7", "y-te"]], "officers": officer}
    one, same = together(**rows), together(**rows)
    less = together(**{key: value for key, value in rows.items() if key != name})
    assert one.digest == same.digest != less.digest
    assert name in one.parts
