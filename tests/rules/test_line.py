"""Who is next: sentences a clerk would say, and a slow model that looks at everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.line import CLASSES, DISCIPLINES, Rule, Waiting, Why, ahead, choose, order, sentence

MINUTE = 60_000
RULES = {
    "land": Rule(), "civil": Rule("fifo"), "tax": Rule("strict"), "post": Rule("interleave", interleave=3),
}  # fmt: skip


def wait(leg: int, minute: float, klass: str = "ordinary", department: str = "land", **more: object) -> Waiting:
    return Waiting(leg, department, klass, int(minute * MINUTE), **more)  # type: ignore[arg-type]


def why(now: float, *waiting: Waiting, since: int = 0) -> tuple[int, str] | None:
    choice = choose(waiting, RULES, int(now * MINUTE), {"post": since})
    return (choice.leg, str(choice.why)) if choice else None


def chosen(now: float, *waiting: Waiting, since: int = 0) -> int | None:
    found = why(now, *waiting, since=since)
    return found[0] if found else None


def test_nobody_waiting_is_nobody_next() -> None:
    assert chosen(5) is None


def test_who_came_first_goes_first() -> None:
    assert why(10, wait(2, 4), wait(1, 3), wait(3, 5)) == (1, "longest-wait")


def test_a_priority_minute_counts_three() -> None:
    assert chosen(13, wait(1, 0), wait(2, 9, "priority")) == 1  # 13 against 12
    assert why(16, wait(1, 0), wait(2, 9, "priority")) == (2, "priority-credit")  # 16 against 21


def test_where_the_rule_is_fifo_priority_waits_its_turn() -> None:
    assert chosen(90, wait(1, 0, department="civil"), wait(2, 1, "priority", "civil")) == 1


def test_where_the_rule_is_strict_priority_goes_before_anybody() -> None:
    line = [wait(1, 0, department="tax"), wait(2, 89, "priority", "tax"), wait(3, 88, "priority", "tax")]
    assert why(90, *line) == (3, "priority-first")


def test_the_interleave_calls_one_priority_after_every_three_ordinary() -> None:
    line = [wait(n, n, "priority" if n in (1, 2) else "ordinary", "post") for n in range(1, 9)]
    called = [choice.leg for choice in order(line, RULES, 90 * MINUTE)]
    assert called == [3, 4, 5, 1, 6, 7, 8, 2]
    assert why(90, *line, since=1) == (3, "ordinary-turn")
    assert why(90, *line[1:], since=3) == (2, "longest-wait")
    assert why(90, *line[:3][::-1], wait(9, 0, department="post"), since=3) == (1, "priority-turn")


def test_the_interleave_never_lets_a_desk_stand_idle() -> None:
    assert chosen(9, wait(1, 0, "priority", "post"), since=0) == 1  # no ordinary visitor is there
    assert chosen(9, wait(1, 0, "ordinary", "post"), since=3) == 1  # no priority visitor is there


def test_an_interleaved_line_takes_its_turn_among_the_lines_by_its_longest_wait() -> None:
    civil, ordinary = wait(1, 4, department="civil"), wait(3, 5, department="post")
    assert why(10, civil, ordinary, wait(2, 3, "priority", "post")) == (3, "ordinary-turn")
    assert why(10, civil, ordinary) == (1, "longest-wait")


def test_a_transfer_keeps_its_arrival() -> None:
    assert chosen(60, wait(9, 10), wait(1, 30), wait(2, 40)) == 9  # the newest leg, but who came first


def test_placed_first_goes_before_all_others_even_priority() -> None:
    others = [wait(1, 0), wait(2, 0, "priority"), wait(3, 0, "priority", "tax")]
    assert why(60, *others, wait(9, 59, first=True)) == (9, "placed-first")
    assert why(60, *others, wait(9, 59, first=True, returned=True)) == (9, "late-return")


def test_of_several_placed_first_the_earlier_arrival_goes() -> None:
    assert chosen(60, wait(7, 20, first=True), wait(8, 10, first=True, department="civil")) == 8


def test_a_desk_calls_its_preferred_line_while_anyone_waits_there() -> None:
    own, other = wait(2, 50, department="civil"), wait(1, 0, tier=1)
    assert why(60, other, own) == (2, "preferred-line")
    assert chosen(60, other) == 1
    assert chosen(60, own, wait(3, 55, tier=1, first=True)) == 2  # the other line's first is not this desk's first


def test_a_visitor_sent_to_this_desk_is_told_so() -> None:
    assert why(60, wait(1, 50, bound=True), wait(2, 55)) == (1, "bound")
    assert chosen(60, wait(1, 50, bound=True), wait(2, 40)) == 2  # sent here, not placed first


def test_a_tie_goes_to_the_earlier_ticket() -> None:
    assert chosen(5, wait(8, 1), wait(7, 1)) == 7


def test_somebody_credited_in_the_future_has_no_credit_yet() -> None:
    appointment = wait(1, 30, "priority")
    assert chosen(20, appointment, wait(2, 19)) == 2
    assert chosen(40, appointment, wait(2, 19)) == 1  # 30 against 21


def test_every_code_has_its_sentence_in_both_languages() -> None:
    told = {str(code): sentence(code, Rule(priority_rate=2.5)) for code in Why}
    assert len({one.vi for one in told.values()}) == len({one.en for one in told.values()}) == len(Why)
    assert told["priority-credit"].vi == "Ưu tiên: 1 phút chờ tính bằng 2,5"
    assert told["priority-credit"].en == "Priority: 1 minute counts as 2.5"
    assert sentence("a-later-code", Rule()).vi == "Theo quy định của hàng chờ"


@pytest.mark.parametrize(
    ("rule", "vi", "en"),
    [
        (Rule(), "Người ưu tiên được gọi sớm hơn: chờ 1 phút được tính như 3 phút.",
         "Priority visitors are called sooner: each minute they wait counts as 3."),
        (Rule(priority_rate=1), "Ai đến trước được gọi trước.", "First come, first served."),
        (Rule("fifo"), "Ai đến trước được gọi trước.", "First come, first served."),
        (Rule("strict"), "Người ưu tiên được gọi trước.", "Priority visitors are called first."),
        (Rule("interleave", interleave=3), "Cứ 3 số thường thì gọi 1 số ưu tiên.",
         "After every 3 ordinary numbers, 1 priority number is called."),
        (Rule("interleave", interleave=1), "Cứ 1 số thường thì gọi 1 số ưu tiên.",
         "After every ordinary number, 1 priority number is called."),
    ],
)  # fmt: skip
def test_the_public_is_told_the_rule(rule: Rule, vi: str, en: str) -> None:
    assert (rule.sentence.vi, rule.sentence.en) == (vi, en)


# -- a slow model: sorts everybody, every time -----------------------------------------------------------------

AT = st.integers(0, 600) | st.sampled_from([0, 30, 60, 90])  # often alike: ties
people = st.lists(
    st.builds(
        lambda at, klass, department, service, first, bound: (
            Waiting(0, department, klass, at, f"{department}.{service}", first, False, bound)
        ),
        AT, st.sampled_from(CLASSES), st.sampled_from(sorted(RULES)), st.sampled_from("ab"),
        st.sampled_from([False] * 9 + [True]), st.sampled_from([False] * 9 + [True]),
    ),
    max_size=30,
).map(lambda found: [_numbered(leg, one) for leg, one in enumerate(found, 1)])  # fmt: skip
counts = st.fixed_dictionaries({"post": st.integers(0, 5)})


def _numbered(leg: int, one: Waiting) -> Waiting:
    """A desk prefers whole services: the tier follows from the service; whoever is sent here is in the first."""
    tier = 0 if one.bound else {"a": 0, "b": 1}[one.service[-1]]
    return Waiting(leg, one.department, one.klass, one.credited_at, one.service, one.first, False, one.bound, tier)


def modelled(waiting: list[Waiting], now: int, since: dict[str, int]) -> int | None:
    """The rule said another way: a sort by one long key; an interleaved line throws out whose turn it is not."""

    def worth(one: Waiting) -> float:
        waited = max(0, now - one.credited_at)
        if one.klass == "priority" and one.department == "land":
            return waited * 3.0
        return 1e15 if one.klass == "priority" and one.department == "tax" else float(waited)

    def key(one: Waiting) -> tuple:
        return (one.tier, not one.first, 0 if one.first else -worth(one), one.credited_at, one.leg)

    ranked = sorted(waiting, key=key)
    if not ranked or ranked[0].first or ranked[0].department != "post":
        return ranked[0].leg if ranked else None
    post = [one for one in ranked if one.department == "post" and one.tier == ranked[0].tier]
    theirs = [one for one in post if (one.klass == "priority") == (since["post"] >= 3)]
    return (theirs or post)[0].leg


@given(people, st.integers(600, 1000) | st.integers(0, 600), counts)
def test_the_choice_is_what_a_sort_of_everybody_says(waiting: list[Waiting], now: int, since: dict[str, int]) -> None:
    choice = choose(waiting, RULES, now, since)
    assert (choice and choice.leg) == modelled(waiting, now, since)


@given(people, st.integers(0, 1000), counts)
def test_the_heads_alone_choose_like_the_whole_line(waiting: list[Waiting], now: int, since: dict[str, int]) -> None:
    heads: dict[tuple, Waiting] = {}
    for one in sorted(waiting, key=lambda w: (not w.first, w.credited_at, w.leg)):
        heads.setdefault((one.department, one.service, one.klass, one.bound), one)
    assert _leg(choose(heads.values(), RULES, now, since)) == _leg(choose(waiting, RULES, now, since))


@given(people, st.integers(600, 1000), counts)
def test_the_order_is_one_choice_after_the_other(waiting: list[Waiting], now: int, since: dict[str, int]) -> None:
    left, expected, count = list(waiting), [], dict(since)
    while left:
        leg = modelled(left, now, count)
        gone = next(one for one in left if one.leg == leg)
        left.remove(gone)
        if gone.department == "post":
            count["post"] = 0 if gone.klass == "priority" else count["post"] + 1
        expected.append(leg)
    ranked = [choice.leg for choice in order(waiting, RULES, now, since)]
    assert ranked == expected
    assert [choice.leg for choice in order(waiting, RULES, now, since, 5)] == expected[:5]


@given(people, st.integers(600, 1000), counts)
def test_within_a_line_and_class_nobody_is_overtaken(waiting: list[Waiting], now: int, since: dict[str, int]) -> None:
    by_leg = {one.leg: one for one in waiting}
    ranked = [by_leg[choice.leg] for choice in order(waiting, RULES, now, since)]
    lines: dict[tuple, list[tuple[bool, int, int]]] = {}
    for one in ranked:
        line = lines.setdefault((one.department, one.klass, one.tier), [])
        line.append((not one.first, one.credited_at, one.leg))
    assert all(line == sorted(line) for line in lines.values())


@given(people, st.integers(600, 1000))
def test_where_all_lines_are_fifo_nobody_is_overtaken_at_all(waiting: list[Waiting], now: int) -> None:
    plain = [wait_plainly(one) for one in waiting]
    ranked = [choice.leg for choice in order(plain, dict.fromkeys(RULES, Rule("fifo")), now)]
    assert ranked == [one.leg for one in sorted(plain, key=lambda w: (w.credited_at, w.leg))]


@given(people, st.integers(600, 1000), counts)
def test_a_choice_says_why_truly(waiting: list[Waiting], now: int, since: dict[str, int]) -> None:
    choice = choose(waiting, RULES, now, since)
    if choice is None:
        return
    taken = next(one for one in waiting if one.leg == choice.leg)
    passed = [one for one in waiting if one.credited_at < taken.credited_at]
    said: dict[str, Callable[[], bool]] = {
        "longest-wait": lambda: not passed,
        "placed-first": lambda: taken.first,
        "bound": lambda: taken.bound,
        "preferred-line": lambda: all(one.tier > taken.tier for one in passed),
        "priority-credit": lambda: taken.klass == "priority" and taken.department == "land",
        "priority-first": lambda: taken.klass == "priority" and taken.department == "tax",
        "priority-turn": lambda: taken.klass == "priority" and since["post"] >= 3,
        "ordinary-turn": lambda: taken.klass == "ordinary" and since["post"] < 3 and taken.department == "post",
    }
    assert said[choice.why](), choice
    assert choice.waited_ms == max(0, now - taken.credited_at)


@given(st.lists(st.sampled_from(CLASSES), max_size=25), st.integers(0, 6), st.integers(1, 5), st.data())
def test_people_ahead_in_an_interleaved_line_are_those_called_before(
    classes: list[str], since: int, n: int, data: st.DataObject
) -> None:
    waiting = [Waiting(leg, "post", klass, leg) for leg, klass in enumerate(classes, 1)]
    if not waiting:
        return
    me = data.draw(st.sampled_from(waiting))
    rule = Rule("interleave", interleave=n)
    called = [choice.leg for choice in order(waiting, {"post": rule}, 100, {"post": since})]
    before = {klass: sum(one.klass == klass and one.leg < me.leg for one in waiting) for klass in CLASSES}
    everybody = {klass: classes.count(klass) for klass in CLASSES}
    assert ahead(rule, me.klass, before, everybody, since) == called.index(me.leg)


def test_every_discipline_is_tried_here() -> None:
    assert {rule.discipline for rule in RULES.values()} == set(DISCIPLINES)


def wait_plainly(one: Waiting) -> Waiting:
    return Waiting(one.leg, one.department, one.klass, one.credited_at, one.service)


def _leg(choice: object) -> int | None:
    return getattr(choice, "leg", None)
