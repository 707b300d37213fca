"""Who is next."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.core.line import Rule, Waiting, choose, order

MINUTE = 60_000
RULES = {"land": Rule(), "civil": Rule("fifo")}


def wait(leg: int, minute: float, klass: str = "ordinary", department: str = "land") -> Waiting:
    return Waiting(leg, department, klass, int(minute * MINUTE))


def chosen(now: float, *waiting: Waiting) -> int | None:
    choice = choose(waiting, RULES, int(now * MINUTE))
    return choice.leg if choice else None


def test_nobody_waiting_is_nobody_next() -> None:
    assert chosen(5) is None


def test_who_came_first_goes_first() -> None:
    assert chosen(10, wait(2, 4), wait(1, 3), wait(3, 5)) == 1


def test_a_priority_minute_counts_three() -> None:
    assert chosen(13, wait(1, 0), wait(2, 9, "priority")) == 1  # 13 against 12
    assert chosen(16, wait(1, 0), wait(2, 9, "priority")) == 2  # 16 against 21


def test_where_the_rule_is_fifo_priority_waits_its_turn() -> None:
    assert chosen(90, wait(1, 0, department="civil"), wait(2, 1, "priority", "civil")) == 1


def test_the_reason_is_told() -> None:
    overtaking = choose([wait(1, 0), wait(2, 9, "priority")], RULES, 16 * MINUTE)
    assert overtaking is not None and (overtaking.why, overtaking.waited_ms) == ("priority-credit", 7 * MINUTE)
    plain = choose([wait(1, 0)], RULES, 16 * MINUTE)
    assert plain is not None and plain.why == "longest-wait"


def test_a_tie_goes_to_the_earlier_ticket() -> None:
    assert chosen(5, wait(8, 1), wait(7, 1)) == 7


lines = st.lists(
    st.tuples(st.integers(0, 500), st.sampled_from(["ordinary", "priority"]), st.sampled_from(["land", "civil"])),
    max_size=30,
)


@given(lines, st.integers(500, 1000))
def test_the_heads_alone_choose_like_the_whole_line(people: list[tuple[int, str, str]], now: int) -> None:
    waiting = [Waiting(leg, where, klass, at) for leg, (at, klass, where) in enumerate(people, 1)]
    heads: dict[tuple[str, str], Waiting] = {}
    for one in sorted(waiting, key=lambda w: (w.credited_at, w.leg)):
        heads.setdefault((one.department, one.klass), one)
    by_heads, by_all = choose(heads.values(), RULES, now), choose(waiting, RULES, now)
    assert (by_heads and by_heads.leg) == (by_all and by_all.leg)


@given(lines, st.integers(500, 1000))
def test_within_a_class_nobody_is_overtaken(people: list[tuple[int, str, str]], now: int) -> None:
    waiting = [Waiting(leg, where, klass, at) for leg, (at, klass, where) in enumerate(people, 1)]
    ranked = order(waiting, RULES, now)
    for klass in ("ordinary", "priority"):
        for where in ("land", "civil"):
            mine = [(w.credited_at, w.leg) for w in ranked if (w.klass, w.department) == (klass, where)]
            assert mine == sorted(mine)
