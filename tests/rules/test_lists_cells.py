"""Cells of a list: what is written reads back alike, and what people type is understood or refused in words."""

from __future__ import annotations

import pytest
from cast import hall_document
from hypothesis import given
from hypothesis import strategies as st

from server.core.lists.columns import Unreadable
from server.core.lists.registry import IN_PLAN, LISTS
from server.core.plan import HallPlan
from server.core.search import normal
from server.csv_text import guarded, unguarded
from server.hallfile import read

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30).map(normal)
WORD = TEXT.filter(bool)
PLACE = st.from_regex(r"[a-z]{2,6}(\.[a-z]{2,6})?", fullmatch=True)
DAY = st.dates().map(str).filter(lambda day: len(day) == 10)
SPELL = st.builds(
    lambda first, last, served, prefer: {
        "first": first, "last": last, "departments": [one for one in served if "." not in one],
        "services": [one for one in served if "." in one], "prefer": prefer,
    },
    DAY, DAY, st.lists(PLACE, min_size=1, max_size=3), st.lists(PLACE, max_size=2),
)  # fmt: skip
VALUES = {
    "text": WORD, "code": WORD, "day": DAY, "long": st.lists(WORD, max_size=4).map("\n".join), "flag": st.booleans(),
    "whole": st.integers(0, 99_999), "number": st.integers(1, 10_000).map(lambda n: n / 100),
    "texts": st.lists(WORD, max_size=4), "spells": st.lists(SPELL, max_size=2),
    "arrows": st.dictionaries(st.from_regex("[A-Z]?[1-9]", fullmatch=True),
                              st.sampled_from(["left", "right", "up", "down"])),
}  # fmt: skip
COLUMNS = [(listed.name, column) for listed in LISTS.values() for column in listed.columns]


@given(st.data())
def test_every_column_reads_what_it_writes(data) -> None:
    name, column = data.draw(st.sampled_from(COLUMNS))
    known = st.sampled_from([key for key, _ in column.choices]) if column.choices else VALUES[column.kind]
    value = data.draw(known)
    cell = column.write(value)
    assert column.read(cell) == value, f"{name}.{column.key}: {cell!r}"
    assert column.read(unguarded(guarded(cell, also=("'",)))) == value, f"{name}.{column.key} through CSV"


@pytest.mark.parametrize("cell", ["=1+1", "+84 912", "-x", "@SUM(A1)", "'=x", "''", "＝x", "\t=x", "'quoted'", ""])
def test_no_cell_of_an_export_is_a_formula_and_none_is_altered_by_that(cell: str) -> None:
    safe = guarded(cell, also=("'",))
    assert not safe.startswith(("=", "+", "-", "@", "\t", "＝")) and unguarded(safe) == cell


@pytest.mark.parametrize("listed", IN_PLAN, ids=lambda one: one.name)
def test_a_list_put_back_as_it_was_is_the_same_hall(listed) -> None:
    for plan in (read(), HallPlan.from_dict(hall_document())):
        document = plan.to_dict()
        rows = listed.rows(document)
        assert all(listed.key_of(row) == key for key, row in rows.items())
        assert HallPlan.from_dict(listed.put(document, rows)) == plan


def cell(listed: str, column: str, text: str) -> object:
    return LISTS[listed].column(column).read(text)


@pytest.mark.parametrize("text", ["có", "CO", "x", "Yes", "1", "TRUE", "đúng"])
def test_yes_is_said_in_many_ways(text: str) -> None:
    assert cell("services", "often", text) is True


@pytest.mark.parametrize("text", ["", "không", "No", "0", "sai"])
def test_and_so_is_no(text: str) -> None:
    assert cell("services", "often", text) is False


def test_a_choice_may_be_written_in_vietnamese_in_english_or_as_the_hall_file_has_it() -> None:
    assert {cell("services", "purpose", text) for text in ("nhận kết quả", "NHAN KET QUA", "Collect", "collect")} == {
        "collect"
    }


def test_numbers_may_have_a_comma_as_vietnamese_spreadsheets_write_them() -> None:
    assert cell("departments", "usual_minutes", "12,5") == 12.5
    assert cell("desks", "number", "7,0") == cell("desks", "number", "7.0") == 7


@pytest.mark.parametrize(
    ("listed", "column", "text", "said"),
    [("desks", "number", "bảy", "không phải số nguyên"), ("departments", "usual_minutes", "12 phút", "không phải số"),
     ("services", "often", "thỉnh thoảng", "phải là có hoặc không"), ("desks", "lent", "tuần sau", "2026-12-01.."),
     ("services", "purpose", "xem", "nộp hồ sơ, nhận kết quả, hướng dẫn"), ("displays", "arrows", "5 trái", "5: trái"),
     ("officers", "name", " ", "còn trống")],
)  # fmt: skip
def test_what_cannot_be_read_is_said_with_what_to_write(listed: str, column: str, text: str, said: str) -> None:
    with pytest.raises(Unreadable) as refused:
        cell(listed, column, text)
    assert said in refused.value.vi and refused.value.en


def test_a_listed_text_may_hold_a_semicolon_as_long_as_each_stands_on_its_own_line() -> None:
    words = LISTS["services"].column("also")
    assert words.read("sổ đỏ; sổ hồng") == ["sổ đỏ", "sổ hồng"] == words.read("sổ đỏ\r\nsổ hồng")
    assert words.read(words.write(["a; b", "c"])) == ["a; b", "c"] and words.read(words.write(["a; b"])) == ["a; b"]
