"""Forecasts on a queue log: nothing looks ahead, ranges hold, and the trees beat the plain rules."""

from __future__ import annotations

import csv
import heapq
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import forecast as bench
from bench.queue_log import Call, replay
from server.core.forecast import plain
from server.core.forecast.features import features
from server.core.forecast.forecaster import Forecaster, Served
from server.core.forecast.ranges import Adaptive, calibrated
from server.core.forecast.state import LineState
from server.core.forecast.trees import Bins, Boosted, Shape

FEW = Shape(trees=12)


def log_of(day: str, callers: int, agents: int, seed: int) -> list[Call]:
    """A line served first come, first served by agents alike; who would wait ten minutes goes away."""
    rng, free, at, found = random.Random(seed), [(0, f"AGENT{n}") for n in range(agents)], 1000, []
    for row in range(callers):
        at += round(rng.expovariate(agents / 110))
        when, agent = free[0]
        start, service = max(at, when), rng.choice(("land", "civil"))
        long = 200 if service == "land" else 60
        if start - at > 600:
            found.append(Call(seed * 10_000 + row, day, service, 0, at, False, at + 60, at + 60, ""))
            continue
        end = start + round(rng.expovariate(1 / long)) + 5
        heapq.heapreplace(free, (end, agent))
        found.append(Call(seed * 10_000 + row, day, service, rng.choice((0, 0, 2)), at, True, start, end, agent))
    return found


def known_to(calls: list[Call]) -> dict[int, list]:
    """What each caller's forecast may look at: row → features and the plain rules' words."""
    seen: dict[int, list] = {}

    def look(state: LineState, call: Call) -> None:
        rules = plain.all_rules(state, call.joined)
        seen[call.row] = [features(state, call.joined, call.service, call.klass), rules, bool(state.waiting)]

    replay(calls, {2: 90.0}, look)
    return seen


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(5, 59), st.integers(1, 900), st.booleans())
def test_what_happens_later_changes_no_forecast(seed: int, cut: int, longer: int, goes: bool) -> None:
    calls = log_of("990201", 60, 3, seed)
    moment = calls[cut].joined

    def otherwise(call: Call) -> Call:
        """The same up to the moment; whatever came after it came otherwise."""
        if call.left > moment or call.row == calls[cut].row:
            call = replace(call, left=call.left + longer, end=call.end + 2 * longer)
            return replace(call, served=False, agent="", end=call.left) if goes else call
        return replace(call, end=call.end + longer) if call.end > moment else call

    before, after = known_to(calls), known_to([otherwise(one) for one in calls if one.joined <= moment])
    told = [one.row for one in calls if one.joined < moment or one.row == calls[cut].row]  # nor who came in that second
    assert all(before[row] == after[row] for row in told if row in after)
    assert calls[cut].row in after


def test_the_plain_rules_are_worked_out_by_hand() -> None:
    state = LineState()
    for row, (at, start, end) in enumerate([(0, 10, 70), (5, 20, 140)]):
        state.join(row, at, "land", 0)
        state.start(row, start, f"A{row}")
        state.end(row, end, f"A{row}")
    state.join(2, 150, "land", 0)
    state.join(3, 160, "land", 0)
    assert plain.queue_length(state, 200, 10) == (2 + 1) * (60 + 120) / 2 / 2  # two agents ended a service lately
    assert plain.rolling_mean(state, 10) == (10 + 15) / 2
    assert plain.last_to_enter(state) == 15
    assert plain.head_of_line(state, 200) == 50


def test_who_counts_as_earlier_is_counted_first() -> None:
    state = LineState({2: 90.0})
    state.join(1, 100, "land", 0)
    state.join(2, 150, "land", 2)  # counts as 60
    ahead = 2  # where `features` tells the people ahead: after class and time of day
    assert features(state, 170, "land", 0)[ahead] == 2
    assert features(state, 180, "land", 2)[ahead] == 1  # counts as 90: before the ordinary caller


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_trees_learn_the_quantile_they_are_asked_for(share: float) -> None:
    rng = random.Random(1)
    rows = [[rng.random(), rng.random()] for _ in range(1500)]
    y = [(100 if one[0] > 0.5 else 10) * rng.random() for one in rows]
    bins = Bins.of(rows)
    model = Boosted(share, Shape(trees=150)).fit([bins.put(one) for one in rows], y)
    assert model.predict(bins.put([0.9, 0.5])) == pytest.approx(100 * share, abs=12)
    assert model.predict(bins.put([0.1, 0.5])) == pytest.approx(10 * share, abs=6)


def test_a_range_that_misses_widens_until_it_holds_four_times_in_five() -> None:
    rng, adaptive, held = random.Random(2), Adaptive(step=0.05), []
    for _ in range(4000):
        low, high = adaptive.moved(-0.5, 0.5)  # too narrow for what comes
        came = rng.gauss(0, 1)
        held.append(low <= came <= high)
        adaptive.learn(held[-1])
    assert 0.77 < sum(held[1000:]) / 3000 < 0.83


def test_a_range_is_calibrated_by_what_it_missed() -> None:
    assert calibrated([0.0] * 10, [1.0] * 10, [0.5] * 8 + [2.0] * 2, 0.7) == -0.45  # never inside out
    assert calibrated([0.0] * 10, [1.0] * 10, [0.5] * 7 + [1.5] * 3, 0.8) == 0.5
    assert calibrated([], [], []) == 0


def test_forecasts_beat_the_plain_rules_on_days_they_have_not_seen() -> None:
    days = [log_of(f"99020{day}", 400, 4, day) for day in range(1, 7)]
    learning, scoring = sum(days[:4], []), sum(days[4:], [])
    learnt = bench.train(bench.look(learning, 90), replace(FEW, trees=40))
    told = [one for one in bench.tell(scoring, 90, learnt) if one.call.served and one.found]
    ours = sum(abs(one.told.point - one.call.wait) for one in told) / len(told)
    best = min(sum(abs(one.plain[rule] - one.call.wait) for one in told) / len(told) for rule in told[0].plain)
    assert ours < 0.9 * best
    held = sum(one.told.low <= one.call.wait <= one.told.high for one in told) / len(told)
    assert 0.7 < held < 0.9


@given(st.lists(st.tuples(st.floats(0, 90_000), st.floats(0, 5000)), min_size=1, max_size=40), st.floats(0, 1e6))
@settings(max_examples=25)
def test_a_forecast_is_finite_and_in_order_whatever_was_learnt(rows: list[tuple[float, float]], asked: float) -> None:
    served = [Served(str(n % 3), "land", [at, at / 2], wait) for n, (at, wait) in enumerate(rows)]
    told = Forecaster(Shape(trees=3, leaf=2)).fit(served).predict("nobody used it", [asked, asked])
    assert 0 <= told.low <= told.point <= told.high < 1e9


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    heads = "day,service,priority,joined_s,outcome,left_queue_s,service_start_s,service_end_s,agent".split(",")
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(heads)
        for one in (call for day in (1, 2, 3) for call in log_of(f"99020{day}", 80, 3, day)):
            ends = (one.left, one.end, one.agent) if one.served else ("", "", "")
            outcome = "served" if one.served else "abandoned"
            out.writerow((one.day, one.service, one.klass, one.joined, outcome, one.left, *ends))
    return path


def test_the_bench_writes_a_row_a_caller_and_prints_the_table(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    out = tmp_path / "out.csv"
    asked = ["--train", str(log), "--score", str(log), "--train-days", "990201-990202", "--score-days", "990203"]
    assert bench.main([*asked, "--out", str(out), "--trees", "5"]) == 0
    with out.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 80 and {row["day"] for row in rows} == {"990203"}
    assert all(0 <= float(row["low_s"]) <= float(row["prediction_s"]) <= float(row["high_s"]) for row in rows)
    printed = capsys.readouterr().out
    assert all(word in printed for word in ("ours", "ql ", "mean ", "les", "hol", "coverage", "(a) served", "(b) all"))


@pytest.mark.parametrize("spans", ["990201-990203", "990203"])
def test_a_day_is_not_scored_by_what_was_learnt_from_it(
    log: Path, spans: str, capsys: pytest.CaptureFixture
) -> None:
    asked = ["--train", str(log), "--score", str(log), "--train-days", spans, "--score-days", "990203"]
    assert bench.main(asked) == 2
    assert "990203" in capsys.readouterr().err


def test_days_are_chosen_by_spans_and_lists() -> None:
    chosen: Callable[[str], bool] = bench.days("990201-990203,990210")
    wanted = ["990201", "990202", "990203", "990210"]
    assert [day for day in ("990131", *wanted, "990204", "990211") if chosen(day)] == wanted
