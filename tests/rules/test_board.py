"""What stands on a board for a day's calls, and what becomes of each."""

from __future__ import annotations

import pytest
from cast import hall_plan

from display.board import MOST, ROWS, backlog_ms, board, panel
from display.calls import FORGET_MS, SWEEP_EVERY, DayCalls
from server.core.desk import DeskState
from server.core.events import Entry, Kind

DAY = "2026-11-23"
HALL = hall_plan()
S = 1000


def call(seq: int, leg: int, desk: str = "1", kind: Kind = Kind.CALLED, at: int | None = None) -> Entry:
    body = {
        "number": f"A{leg:03d}", "desk_number": int(desk), "desk_name": {"vi": f"Quầy {desk}", "en": f"Desk {desk}"},
        "department": "dat-dai", "department_name": {"vi": "Đất đai", "en": "Land"},
    }  # fmt: skip
    at = S * seq if at is None else at
    return Entry(kind, at, DAY, leg, leg, desk, "an", "waiting", "called", body=body, seq=seq)


def then(seq: int, leg: int, kind: Kind, to: str, at: int | None = None, **body: object) -> Entry:
    return Entry(kind, S * seq if at is None else at, DAY, leg, leg, "1", to_state=to, body=body, seq=seq)


def after(*entries: Entry) -> DayCalls:
    calls = DayCalls()
    for entry in entries:
        calls.apply(entry)
    return calls


def picture(*entries: Entry, at: int | None = None) -> list[dict]:
    now = max((one.at for one in entries), default=0) if at is None else at
    return board(HALL, 1, None, after(*entries), now)["calls"]


def rows(*entries: Entry) -> list[tuple[int, str]]:
    return [(row["seq"], row["number"]) for row in picture(*entries)]


@pytest.mark.parametrize(
    ("calls", "shown"),
    [
        pytest.param([], [], id="nothing was called"),
        pytest.param([call(5, 1)], [(5, "A001")], id="one"),
        pytest.param([call(5, 1), call(7, 2), call(9, 3)], [(9, "A003"), (7, "A002"), (5, "A001")], id="newest first"),
        pytest.param(
            [call(5, 1), call(7, 2), call(8, 1, kind=Kind.RECALLED)], [(8, "A001"), (7, "A002")],
            id="a recall moves its row up",
        ),
        pytest.param([call(5, 1, "1"), call(8, 1, "2")], [(8, "A001")], id="called anew to another desk: one row"),
        pytest.param(
            [call(5, 1), then(6, 1, Kind.UNDONE, "waiting", undoes=5)], [], id="a call taken back is gone at once"
        ),
        pytest.param(
            [call(5, 1), call(7, 2), call(8, 1, kind=Kind.RECALLED), then(9, 1, Kind.UNDONE, "called", undoes=8)],
            [(7, "A002"), (5, "A001")], id="a recall taken back puts the row where it stood",
        ),
    ],
)  # fmt: skip
def test_the_board_shows(calls: list[Entry], shown: list[tuple[int, str]]) -> None:
    assert rows(*calls) == shown


@pytest.mark.parametrize(
    ("kind", "to", "said"),
    [
        (Kind.STARTED, "serving", "serving"), (Kind.FINISHED, "done", "over"), (Kind.NO_SHOW, "no-show", "absent"),
        (Kind.PUT_BACK, "waiting", "over"), (Kind.HELD, "held", "over"), (Kind.TRANSFERRED, "transferred", "over"),
        (Kind.LEFT, "left", "over"), (Kind.EXPIRED, "expired", "over"), (Kind.TAKEN_OVER, "called", "called"),
    ],
)  # fmt: skip
def test_a_row_says_what_has_become_of_its_number(kind: Kind, to: str, said: str) -> None:
    assert [row["state"] for row in picture(call(5, 1), then(9, 1, kind, to))] == [said]


def test_eight_stand_and_in_a_rush_everybody_who_may_still_have_to() -> None:
    assert ROWS == 8
    slow = [call(leg, leg, at=leg * 5 * S) for leg in range(1, 30)]
    assert len(rows(*slow)) == 8, "each had its place as it rang"
    assert len(rows(*(call(seq, seq) for seq in range(1, 30)))) == 29, "a rush: some wait for theirs"
    assert len(rows(*(call(seq, seq) for seq in range(1, 100)))) == MOST


def test_recalls_take_no_place_from_other_rows() -> None:
    calls = [call(leg, leg) for leg in range(1, 9)] + [call(20 + n, 8, kind=Kind.RECALLED) for n in range(10)]
    assert [number for _, number in rows(*calls)] == [f"A{leg:03d}" for leg in range(8, 0, -1)]


def test_an_ended_number_is_forgotten_and_one_that_stands_is_not() -> None:
    served = [one for leg in range(1, 9) for one in (call(leg, leg), then(leg, leg, Kind.STARTED, "serving"))]
    over = then(50, 3, Kind.FINISHED, "done")
    assert len(picture(*served, over, at=20 * S)) == 8
    later = picture(*served, over, at=60 * S)
    assert [row["number"] for row in later] == [f"A{leg:03d}" for leg in (8, 7, 6, 5, 4, 2, 1)]


def test_the_list_does_not_grow_all_day() -> None:
    calls = DayCalls()
    for n in range(20 * SWEEP_EVERY):
        calls.apply(call(n + 1, n + 1, at=n * FORGET_MS))
        calls.apply(then(n + 1, n + 1, Kind.FINISHED, "done", at=n * FORGET_MS))
    assert len(list(calls)) <= 2 * SWEEP_EVERY


def test_a_service_that_goes_on_over_midnight_stands_and_nothing_else_of_yesterday() -> None:
    calls = after(call(1, 1), then(2, 1, Kind.STARTED, "serving"), call(3, 2))
    calls.apply(then(4, 2, Kind.NO_SHOW, "no-show"))
    touched = calls.apply(Entry(Kind.ISSUED, 9 * S, "2026-11-24", 9, 9, seq=5, to_state="waiting"))
    assert [one.leg for one in calls] == [1]
    assert touched == {("1", "dat-dai")}, "boards that showed the other one must be told"


def test_an_entry_names_the_desks_and_departments_it_may_concern() -> None:
    calls = after(call(1, 1, "1"))
    assert calls.apply(call(2, 1, "2")) == {("1", "dat-dai"), ("2", "dat-dai")}
    assert calls.apply(then(3, 77, Kind.FINISHED, "done")) == set(), "never called: no board knows it"
    assert calls.apply(Entry(Kind.PLAN_CHANGED, 4 * S, DAY, seq=4)) == set()


def test_a_restart_finds_the_same_list() -> None:
    entries = [call(1, 1), call(2, 2, "2"), then(3, 1, Kind.STARTED, "serving"), call(4, 2, "2", Kind.RECALLED)]
    again = DayCalls([entries[0], entries[1], entries[3]], {1: "serving", 2: "called"})
    assert board(HALL, 1, None, again, 4 * S) == board(HALL, 1, None, after(*entries), 4 * S)


def test_a_row_tells_the_call_and_nothing_else() -> None:
    assert board(HALL, 7, None, after(call(5, 1, "2")), 5000) == {
        "hall": {"vi": "Trung tâm thử nghiệm", "en": "Test centre"}, "title": None, "plan": 7, "stay_ms": 20_000,
        "calls": [
            {
                "seq": 5, "number": "A001", "desk": "2", "desk_name": {"vi": "Quầy 2", "en": "Desk 2"},
                "department": {"vi": "Đất đai", "en": "Land"}, "at": 5000, "state": "called", "rings": [5000],
            }
        ],
    }  # fmt: skip


def test_rings_go_back_as_far_as_they_matter() -> None:
    back = backlog_ms(HALL) // S
    calls = after(call(1, 1), call(2, 1, kind=Kind.RECALLED), call(back + 1, 1, kind=Kind.RECALLED))
    assert board(HALL, 1, None, calls, (back + 1) * S)["calls"][0]["rings"] == [2 * S, (back + 1) * S]


@pytest.mark.parametrize("state", ["open", "break", "back-office", "closed"])
def test_a_free_desks_panel_says_the_desks_state(state: str) -> None:
    told = panel(HALL, 1, DeskState("5", state), None)
    assert (told["state"], told["calls"]) == (state, [])
    assert told["departments"] == [{"vi": "Đất đai", "en": "Land"}, {"vi": "Tư pháp", "en": "Civil status"}]


def test_a_number_at_the_desk_is_what_its_panel_says() -> None:
    told = panel(HALL, 1, DeskState("1", "open"), after(call(5, 1)).at("1"))
    assert (told["state"], told["calls"][0]["number"]) == ("called", "A001")
