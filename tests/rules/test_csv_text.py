"""No cell of a CSV is a formula, wherever a spreadsheet parts the cells; and a list's file reads back as it was."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.csv_text import csv_text, guarded, unguarded

TRAPS = ("=1+1", "Sở lạ;=1+1", "Sở lạ;  @SUM(1)", "a\t-2+3", "Giấy tờ\n=cmd|' /C calc'!A1", 'x";=1+1;"', "'=1", ";＝1")
BEGINS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


@pytest.mark.parametrize("trap", TRAPS)
@pytest.mark.parametrize("parted", [",", ";", "\t"])
def test_no_cell_is_a_formula_wherever_the_spreadsheet_parts_the_cells(trap: str, parted: str) -> None:
    text = csv_text(("name", "more"), [{"name": trap, "more": f"Đất đai {trap}"}])
    for quoted in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        for row in csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=parted, quoting=quoted):
            assert not [cell for cell in row if cell.lstrip(' "').startswith(BEGINS)], row


@given(st.text(alphabet=";\t\n '=+-@aĐ", max_size=12))
def test_every_text_of_a_list_reads_back_as_it_was(text: str) -> None:
    assert unguarded(guarded(text, also=("'",))) == text
