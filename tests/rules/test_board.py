"""What stands on the TV for a day's calls."""

from __future__ import annotations

import pytest
from cast import hall_plan

from display.board import ROWS, board
from server.core.events import Entry, Kind

DAY = "2026-11-23"
HALL = hall_plan()


def call(seq: int, leg: int, desk: str = "1", kind: Kind = Kind.CALLED) -> Entry:
    body = {
        "number": f"A{leg:03d}", "desk_number": int(desk), "desk_name": {"vi": f"Quầy {desk}", "en": f"Desk {desk}"},
        "department": "dat-dai", "department_name": {"vi": "Đất đai", "en": "Land"},
    }  # fmt: skip
    return Entry(kind, 1000 * seq, DAY, leg, leg, desk, "an", "waiting", "called", body=body, seq=seq)


def rows(*calls: Entry) -> list[tuple[int, str]]:
    return [(row["seq"], row["number"]) for row in board(HALL, calls)["calls"]]


@pytest.mark.parametrize(
    ("calls", "shown"),
    [
        pytest.param([], [], id="nothing was called"),
        pytest.param([call(5, 1)], [(5, "A001")], id="one"),
        pytest.param([call(5, 1), call(7, 2), call(9, 3)], [(9, "A003"), (7, "A002"), (5, "A001")], id="newest first"),
        pytest.param([call(9, 3), call(5, 1), call(7, 2)], [(9, "A003"), (7, "A002"), (5, "A001")], id="by seq alone"),
        pytest.param(
            [call(5, 1), call(7, 2), call(8, 1, kind=Kind.RECALLED)], [(8, "A001"), (7, "A002")],
            id="a recall moves its row up",
        ),
        pytest.param([call(5, 1, "1"), call(8, 1, "2")], [(8, "A001")], id="called anew to another desk: one row"),
    ],
)  # fmt: skip
def test_the_board_shows(calls: list[Entry], shown: list[tuple[int, str]]) -> None:
    assert rows(*calls) == shown


def test_the_board_has_at_most_eight_rows() -> None:
    assert ROWS == 8
    assert rows(*(call(seq, seq) for seq in range(1, 30))) == [(seq, f"A{seq:03d}") for seq in range(29, 21, -1)]


def test_recalls_take_no_place_from_other_rows() -> None:
    calls = [call(leg, leg) for leg in range(1, 9)] + [call(20 + n, 8, kind=Kind.RECALLED) for n in range(10)]
    assert [number for _, number in rows(*calls)] == [f"A{leg:03d}" for leg in range(8, 0, -1)]


def test_a_row_tells_the_call_and_nothing_else() -> None:
    assert board(HALL, [call(5, 1, "2")]) == {
        "hall": {"vi": "Trung tâm thử nghiệm", "en": "Test centre"},
        "calls": [
            {
                "seq": 5, "number": "A001", "desk": "2", "desk_name": {"vi": "Quầy 2", "en": "Desk 2"},
                "department": {"vi": "Đất đai", "en": "Land"}, "at": 5000,
            }
        ],
    }  # fmt: skip
