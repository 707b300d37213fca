"""The one table of moves, and legs as folds of their entries."""

from __future__ import annotations

import pytest

from server.core.errors import MoveNotAllowed
from server.core.events import Entry, Kind
from server.core.ticket import CLOSED, MOVES, OPEN, LegState, apply, fold, spans

S = LegState
# Written down once more, as the hall's people say it: from → every state it may go to.
AGREED = {
    S.PLANNED: {S.WAITING, S.LEFT, S.EXPIRED},
    S.WAITING: {S.CALLED, S.TRANSFERRED, S.LEFT, S.EXPIRED},
    S.CALLED: {S.CALLED, S.SERVING, S.WAITING, S.NO_SHOW, S.TRANSFERRED, S.LEFT, S.EXPIRED},
    S.SERVING: {S.SERVING, S.DONE, S.HELD, S.WAITING, S.TRANSFERRED, S.LEFT, S.EXPIRED},
    S.HELD: {S.SERVING, S.CALLED, S.WAITING, S.TRANSFERRED, S.LEFT, S.EXPIRED},
    S.NO_SHOW: {S.WAITING, S.CALLED},
}
BODY = {"number": "A001", "series": "A", "n": 1, "ordinal": 1, "class": "ordinary", "department": "d", "service": "s",
        "plan": 1, "channel": "k"}  # fmt: skip


def story(*steps: tuple, start: int = 0) -> list[Entry]:
    """Entries from (kind, minute[, body]) steps, beginning with the issue at minute `start`."""
    entries = [Entry(Kind.ISSUED, start, "2026-11-23", 1, 1, to_state=S.WAITING, body=dict(BODY), seq=1)]
    for seq, (kind, minute, *body) in enumerate(steps, 2):
        told = body[0] if body else {}
        entries.append(Entry(kind, minute * 60_000, "2026-11-23", 1, 1, "5", "an", body=told, seq=seq))
    return entries


def test_the_table_allows_the_agreed_moves_and_no_other() -> None:
    table: dict[LegState, set[LegState]] = {}
    for moves in MOVES.values():
        for state, to in moves.items():
            table.setdefault(state, set()).add(to)
    assert table == AGREED


def test_every_state_is_open_or_closed() -> None:
    assert OPEN | CLOSED == set(S) and not OPEN & CLOSED


@pytest.mark.parametrize("state", [S.DONE, S.LEFT, S.EXPIRED, S.TRANSFERRED, S.VOID])
def test_what_has_ended_stays_ended(state: LegState) -> None:
    assert all(state not in moves for moves in MOVES.values())


def test_a_plain_visit_has_its_spans() -> None:
    leg = fold(story((Kind.CALLED, 10), (Kind.STARTED, 11), (Kind.FINISHED, 20)))
    assert leg is not None and leg.state is S.DONE
    assert (leg.waiting_ms, leg.walking_ms, leg.service_ms) == (600_000, 60_000, 540_000)
    assert sum(spans(leg).values()) == leg.total_ms == 20 * 60_000


def test_a_recall_moves_the_end_of_waiting_to_the_last_call() -> None:
    leg = fold(story((Kind.CALLED, 10), (Kind.RECALLED, 12), (Kind.STARTED, 13)))
    assert leg is not None and (leg.waiting_ms, leg.walking_ms, leg.calls) == (720_000, 60_000, 2)


def test_a_late_return_keeps_its_first_wait_and_its_absence_apart() -> None:
    steps = [(Kind.CALLED, 10), (Kind.NO_SHOW, 12), (Kind.LATE_RETURN, 30), (Kind.CALLED, 35), (Kind.STARTED, 36),
             (Kind.FINISHED, 40)]  # fmt: skip
    leg = fold(story(*steps))
    assert leg is not None
    assert (leg.waiting_ms, leg.no_answer_ms, leg.away_ms) == (15 * 60_000, 2 * 60_000, 18 * 60_000)
    assert sum(spans(leg).values()) == leg.total_ms == 40 * 60_000


def test_a_hold_is_neither_service_nor_waiting() -> None:
    leg = fold(story((Kind.CALLED, 1), (Kind.STARTED, 2), (Kind.HELD, 5), (Kind.RESUMED, 9), (Kind.FINISHED, 10)))
    assert leg is not None and (leg.service_ms, leg.held_ms) == (4 * 60_000, 4 * 60_000)


def test_waits_after_the_first_start_are_kept_apart() -> None:
    steps = [(Kind.CALLED, 1), (Kind.STARTED, 2), (Kind.PUT_BACK, 5), (Kind.CALLED, 9), (Kind.STARTED, 10),
             (Kind.FINISHED, 12)]  # fmt: skip
    leg = fold(story(*steps))
    assert leg is not None and leg.started_at == 2 * 60_000
    assert (leg.waiting_ms, leg.later_wait_ms, leg.service_ms) == (60_000, 4 * 60_000, 5 * 60_000)


def test_a_derived_start_is_marked_and_set_to_the_call() -> None:
    steps = [(Kind.CALLED, 10), (Kind.STARTED, 18, {"derived": True, "effective_at": 600_000}),
             (Kind.FINISHED, 18, {"derived": True})]  # fmt: skip
    leg = fold(story(*steps))
    assert leg is not None and leg.derived_start and leg.derived_end
    assert (leg.waiting_ms, leg.walking_ms, leg.service_ms) == (600_000, 0, 480_000)


def test_an_undo_restores_the_leg_as_it_was() -> None:
    before = story((Kind.CALLED, 10), (Kind.STARTED, 11))
    done = [*before, *story((Kind.CALLED, 10), (Kind.STARTED, 11), (Kind.FINISHED, 20))[3:]]
    undo = Entry(Kind.UNDONE, 20 * 60_000 + 5000, "2026-11-23", 1, 1, "5", "an", body={"undoes": 4}, seq=5)
    back, was = fold([*done, undo]), fold(before)
    assert back is not None and was is not None
    assert (back.state, back.ended_at, back.service_ms) == (was.state, None, was.service_ms)
    assert back.version == 5


def test_an_undo_of_anything_but_the_last_entry_is_refused() -> None:
    undo = Entry(Kind.UNDONE, 700_000, "2026-11-23", 1, 1, "5", "an", body={"undoes": 2}, seq=9)
    with pytest.raises(MoveNotAllowed):
        fold([*story((Kind.CALLED, 10), (Kind.STARTED, 11)), undo])


def test_a_leg_opened_by_an_undone_deed_becomes_void() -> None:
    leg = fold(story((Kind.VOIDED, 1)))
    assert leg is not None and leg.state is S.VOID and leg.total_ms == 60_000


def test_no_leg_begins_in_the_middle() -> None:
    with pytest.raises(MoveNotAllowed):
        apply(None, story((Kind.CALLED, 1))[1])
