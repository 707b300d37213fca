"""The simulation: small days by hand, the table of domain knowledge, and the theory where there is one."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Sequence
from statistics import fmean

import pytest
import theory

from server.core.line import CLASSES, ORDINARY, PRIORITY, Rule
from server.core.serving import Serving
from server.simulate.day import MINUTE, Day, Outcome, Station, Visitor
from server.simulate.figures import Waits, half_width, student_t, table
from server.simulate.pauses import Visit, afterwards, spells
from server.simulate.play import play
from server.simulate.sample import FLAT, Habits, one_line
from server.simulate.variants import VariantError, variant

LONG = os.environ.get("LUOT_LONG") == "1"
ALL = ("fifo", "strict", "interleave=3", "accumulating=3")


def visitor(minute: float, klass: str = ORDINARY, work: float = 10, **more: object) -> Visitor:
    at = round(minute * MINUTE)
    told = {"department": "line", "service": "line.khac", "credited_at": at, **more}
    return Visitor(at, klass=klass, work_ms=round(work * MINUTE), **told)  # type: ignore[arg-type]


def day(*visitors: Visitor, stations: Sequence[Station] = (Station("1", Serving(("line",))),), **more: object) -> Day:
    return Day(visitors, tuple(stations), **more)  # type: ignore[arg-type]


def told(outcomes: list[Outcome]) -> list[tuple[str, str, float]]:
    return [(one.klass, one.end, one.waited_ms / MINUTE) for one in outcomes]


# -- small days --------------------------------------------------------------------------------------------------------


def test_people_are_served_one_after_the_other_by_the_line_of_the_hall() -> None:
    went = play(day(visitor(0), visitor(1), visitor(2, PRIORITY), rules={"line": Rule("strict")}))
    assert told(went) == [(ORDINARY, "served", 0), (PRIORITY, "served", 8), (ORDINARY, "served", 19)]


def test_two_desks_halve_the_line_and_the_one_idle_longest_takes_the_next() -> None:
    went = play(day(visitor(0), visitor(1), visitor(2), stations=[Station(n, Serving(("line",))) for n in "12"]))
    assert [waited for *_, waited in told(went)] == [0, 0, 8]


def test_somebody_who_is_not_there_costs_the_desk_a_minute_and_who_is_tired_goes_home() -> None:
    absent = visitor(1, work=1, shows=False)
    went = play(day(visitor(0), absent, visitor(2), visitor(3, patience_ms=5 * MINUTE)))
    assert told(went) == [
        (ORDINARY, "served", 0), (ORDINARY, "no-show", 9), (ORDINARY, "served", 9), (ORDINARY, "left", 5)
    ]  # fmt: skip


def test_a_desk_calls_only_in_its_hours_and_those_left_over_are_told() -> None:
    hours = ((5 * MINUTE, 20 * MINUTE),)
    went = play(day(visitor(0), visitor(1), visitor(2), stations=[Station("1", Serving(("line",)), hours)]))
    assert told(went)[:2] == [(ORDINARY, "served", 5), (ORDINARY, "served", 14)]
    assert told(went)[2][1] == "unserved"


def test_a_transfer_keeps_its_arrival_in_the_simulation_too() -> None:
    went = play(day(visitor(0), visitor(1), visitor(3, credited_at=0)))
    assert [waited for *_, waited in told(went)] == [0, 7, 19]


def test_a_desk_with_a_preference_keeps_to_it() -> None:
    station = Station("1", Serving(("line", "other"), prefer=("other",)))
    other = visitor(2, department="other", service="other.khac")
    went = play(day(visitor(0), visitor(1), other, stations=[station]))
    assert [one.department for one in went] == ["line", "other", "line"]


def test_a_pause_while_somebody_waits_is_work_and_a_long_one_is_a_break() -> None:
    visits = [Visit(0, 0, 10), Visit(5, 12, 20), Visit(30, 31, 40)]
    minutes = [Visit(*(moment * MINUTE for moment in (one.arrived, one.called, one.ended))) for one in visits]
    assert afterwards(minutes) == [2 * MINUTE, 0, 0]  # the third had not come yet
    late = [*minutes, Visit(35 * MINUTE, 60 * MINUTE, 70 * MINUTE)]
    assert afterwards(late)[2] == 5 * MINUTE
    assert spells(late) == ((0, 40 * MINUTE + 1), (60 * MINUTE, 70 * MINUTE + 1))
    assert (afterwards([]), spells([])) == ([], ())


# -- variants ----------------------------------------------------------------------------------------------------------


def two_lines() -> Day:
    stations = [Station("1", Serving(("line",))), Station("2", Serving(("other",)))]
    return day(visitor(0), visitor(0), visitor(0, department="other", service="other.khac"), stations=stations)


def waits(changed: Day) -> list[float]:
    return sorted(waited for *_, waited in told(play(changed)))


def test_pooled_desks_serve_each_others_visitors() -> None:
    before = play(two_lines())
    assert sorted(one.waited_ms for one in before)[-1] == 10 * MINUTE
    assert waits(variant("pool")(day(visitor(0), visitor(0), stations=two_lines().stations,
                                     rules={"line": Rule(), "other": Rule()}))) == [0, 0]  # fmt: skip
    assert waits(variant("pool=line+other")(two_lines())) == [0, 0, 10]


def test_one_desk_more_or_less() -> None:
    assert waits(variant("more=line")(two_lines())) == [0, 0, 0]
    assert [one.id for one in variant("less=2")(two_lines()).stations] == ["1"]
    assert len(variant("desks=5 strict")(day(visitor(0))).stations) == 5
    assert variant("desks=5 strict")(day(visitor(0))).rules == {"line": Rule("strict")}


@pytest.mark.parametrize(
    ("words", "part"),
    [("", "made of these words"), ("luck", "'luck' is none of"), ("interleave=0", "1 to 20"), ("fifo=3", "no number"),
     ("pool=line+sea", "no department 'sea'"), ("more=sea", "no desk serves"), ("less=9", "no desk '9'"),
     ("desks=3", "more=DEPARTMENT"), ("accumulating=x", "1 to 20"), ("more", "'more' is none of")],
)  # fmt: skip
def test_a_variant_nobody_understands_says_what_is_possible(words: str, part: str) -> None:
    with pytest.raises(VariantError, match=part):
        variant(words)(two_lines())


# -- the table ---------------------------------------------------------------------------------------------------------


def mean_waits(make: Callable[[random.Random], Day], rounds: int, words: str) -> dict[str, float]:
    """Class → mean wait over all rounds, minutes."""
    days = [make(random.Random(f"7:{number}")) for number in range(rounds)]
    went = [one for made in days for one in play(variant(words)(made))]
    return {klass: fmean(one.waited_ms / MINUTE for one in went if one.klass == klass) for klass in CLASSES}


@pytest.mark.parametrize("priority", [0.1, 0.4])
def test_the_interleave_turns_against_priority_visitors_and_accumulating_never_does(priority: float) -> None:
    """domain.md §6.3: 2 desks, load 0.95; the interleave 1:3 inverts once more than one in four is priority."""

    def make(rng: random.Random) -> Day:
        return one_line(2, Habits(load=0.95, priority=priority), 12, 480 if LONG else 240, rng)

    rounds = 400 if LONG else 40
    fifo, strict, interleave, accumulating = (mean_waits(make, rounds, words) for words in ALL)
    assert abs(fifo[PRIORITY] - fifo[ORDINARY]) < 0.15 * fifo[ORDINARY]
    assert strict[PRIORITY] < accumulating[PRIORITY] < accumulating[ORDINARY] < strict[ORDINARY]
    if priority < 1 / 4:
        assert interleave[PRIORITY] < 0.75 * interleave[ORDINARY]
    else:
        assert interleave[PRIORITY] > 1.5 * interleave[ORDINARY]
        assert interleave[PRIORITY] > fifo[PRIORITY]  # worse than having no priority at all


# -- theory ------------------------------------------------------------------------------------------------------------


def steady(
    desks: int, load: float, habits: Habits, people: int, words: str, rounds: int, seed: int
) -> dict[str, list[float]]:
    """Mean waits of each independent round, minutes; the first fifth of each is left out: a hall that fills up."""
    minutes = people * 12 / (load * desks)
    found: dict[str, list[float]] = {ORDINARY: [], PRIORITY: [], "all": []}
    for number in range(rounds):
        made = one_line(desks, habits, 12, minutes, random.Random(f"{seed}:{number}"))
        went = play(variant(words)(made))
        went = went[len(went) // 5 :]
        for klass in (ORDINARY, PRIORITY):
            mine = [one.waited_ms / MINUTE for one in went if one.klass == klass]
            if mine:
                found[klass].append(fmean(mine))
        found["all"].append(fmean(one.waited_ms / MINUTE for one in went))
    return found


def agrees(means: list[float], theory_says: float, most: float) -> None:
    """Theory lies within the 99 % confidence limits of independent rounds, and these are narrow enough to mean it."""
    half = half_width(means, 0.99)
    assert abs(fmean(means) - theory_says) <= half, (fmean(means), half, theory_says)
    assert half < most * theory_says, (half, theory_says)


ROUNDS, PEOPLE = (40, 12_000) if LONG else (10, 2500)
NARROW = 0.1 if LONG else 0.35


def theoretical(**more: float) -> Habits:
    return Habits(load=0.8, no_show=0, shape=FLAT, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("desks", [1, 2, 3])
def test_waits_of_m_m_c_are_erlangs(desks: int) -> None:
    means = steady(desks, 0.8, theoretical(memoryless=True), PEOPLE, "fifo", ROUNDS, seed=11)["all"]
    agrees(means, theory.mmc_wait(desks, 0.8 * desks, 12), NARROW)


@pytest.mark.parametrize("variation", [1.0, 0.8])
def test_waits_of_accumulating_and_strict_priority_are_kleinrocks(variation: float) -> None:
    habits = theoretical(priority=0.4, variation=variation)
    loads = [0.8 * 0.6, 0.8 * 0.4]
    w0 = theory.residual([load / 12 for load in loads], 12**2 * (1 + variation**2))
    expected = {"accumulating=3": theory.accumulating(loads, [1, 3], w0), "strict": theory.strict(loads, w0)}
    for words, (ordinary, priority) in expected.items():
        means = steady(1, 0.8, habits, PEOPLE, words, ROUNDS, seed=12)
        agrees(means[ORDINARY], ordinary, NARROW)
        agrees(means[PRIORITY], priority, NARROW)


def test_theory_agrees_with_itself_and_with_known_figures() -> None:
    loads, w0 = [0.5, 0.3], theory.residual([0.5 / 12, 0.3 / 12], 12**2 * 2)
    three, alike = theory.accumulating(loads, [1, 3], w0), theory.accumulating(loads, [1, 1], w0)
    assert alike[0] == pytest.approx(alike[1]) and three[1] < alike[0] < three[0]
    for means in (three, alike, theory.strict(loads, w0)):
        assert loads[0] * means[0] + loads[1] * means[1] == pytest.approx(theory.conserved(loads, w0))
    assert theory.accumulating(loads, [1, 1e9], w0) == pytest.approx(theory.strict(loads, w0), rel=1e-6)
    assert theory.erlang_c(28, 28 * 0.9) == pytest.approx(0.49, abs=0.01)  # 28 pooled desks at 90 % load
    assert theory.mmc_wait(28, 28 * 0.9, 12) == pytest.approx(2.1, abs=0.05)
    assert theory.mmc_wait(2, 1.8, 12) == pytest.approx(51, abs=0.5)  # two desks of their own


@pytest.mark.parametrize("desks", [1, 3])
def test_no_discipline_makes_or_destroys_waiting(desks: int) -> None:
    """Where all services take equally long the desks fall free at the same moments whoever goes: to the millisecond."""
    habits = Habits(load=0.9, priority=0.3, no_show=0, variation=0)
    made = one_line(desks, habits, 12, 2000, random.Random(5))
    sums = {words: sum(one.waited_ms for one in play(variant(words)(made))) for words in ALL}
    assert len(set(sums.values())) == 1 and sums["fifo"] > 0, sums


# -- figures -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("freedom", "quantile"), [(4, 2.776), (9, 2.262), (29, 2.045), (399, 1.966)])
def test_students_quantiles(freedom: int, quantile: float) -> None:
    assert student_t(0.95, freedom) == pytest.approx(quantile, rel=0.01)


def test_the_table_stands_side_by_side_and_leaves_out_what_says_nothing() -> None:
    plain, tired = Waits(), Waits()
    plain.add([Outcome("line", ORDINARY, "served", n * MINUTE) for n in range(1, 11)])
    tired.add([Outcome("line", PRIORITY, "left", 3 * MINUTE), Outcome("line", ORDINARY, "served", 90_000)])
    assert table([("fifo", plain), ("strict", tired)]).splitlines() == [
        "variant  class     came  served  left  mean  p50  p90   max",
        "-----------------------------------------------------------",
        "fifo     ordinary    10      10     0   5.5  5.0  9.0  10.0",
        "         priority     0       0     0     -    -    -     -",
        "strict   ordinary     1       1     0   1.5  1.5  1.5   1.5",
        "         priority     1       0     1     -    -    -     -",
    ]


def test_the_same_seed_plays_the_same_day() -> None:
    made = [one_line(2, Habits(), 12, 240, random.Random("3:1")) for _ in range(2)]
    assert made[0] == made[1] and play(made[0]) == play(made[1])
    assert made[0] != one_line(2, Habits(), 12, 240, random.Random("3:2"))
