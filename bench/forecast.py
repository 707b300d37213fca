"""python -m bench forecast: how well the forecasts would have held on a real queue, beside the plain rules.

Trains on some days, then replays others event by event; each caller is told a point and a range from what had happened
when they joined. See docs/forecast.md.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from server.core.forecast import plain
from server.core.forecast.features import features
from server.core.forecast.forecaster import Forecaster, Served
from server.core.forecast.state import LineState
from server.core.forecast.trees import Shape

from .forecast_score import Scored, score_table
from .queue_log import Call, read, replay

HEAD_START = 90.0  # seconds by which the desk of the log put its priority callers ahead
SMALL = Shape(trees=40)  # nobody waits: little is left to learn


@dataclass
class Learnt:
    """All that is carried from the training days to the others."""

    queued: Forecaster = field(default_factory=Forecaster)
    straight: Forecaster = field(default_factory=lambda: Forecaster(SMALL))

    def of(self, found: bool) -> Forecaster:
        return self.queued if found else self.straight


def look(calls: Sequence[Call], head_start: float) -> list[Scored]:
    """What was known of each caller when they joined, and the plain rules' word; nothing told yet."""
    found: list[Scored] = []

    def joined(state: LineState, call: Call) -> None:
        known = features(state, call.joined, call.service, call.klass)
        found.append(Scored(call, bool(state.waiting), known, plain.all_rules(state, call.joined)))

    replay(calls, {2: head_start}, joined)
    return found


def train(scored: Sequence[Scored], shape: Shape) -> Learnt:
    learnt = Learnt(Forecaster(shape))
    for found in (True, False):
        rows = [_served(one) for one in scored if one.call.served and one.found is found]
        if rows:
            learnt.of(found).fit(rows)
    return learnt


def tell(calls: Sequence[Call], head_start: float, learnt: Learnt) -> list[Scored]:
    """Every caller's forecast at the moment of joining. A range adapts when somebody told before is served."""
    told: dict[int, Scored] = {}

    def joined(state: LineState, call: Call) -> None:
        known = features(state, call.joined, call.service, call.klass)
        found = bool(state.waiting)
        said = learnt.of(found).predict(call.service, known)
        told[call.row] = Scored(call, found, known, plain.all_rules(state, call.joined), said)

    def started(state: LineState, call: Call) -> None:
        one = told[call.row]
        learnt.of(one.found).learn(one.told, call.wait)

    replay(calls, {2: head_start}, joined, started)
    return list(told.values())


def _served(one: Scored) -> Served:
    return Served(one.call.day, one.call.service, one.features, one.call.wait)


def main(argv: list[str]) -> int:
    args = _arguments(argv)
    begun = time.monotonic()
    learning = [one for one in read(args.train) if args.train_days(one.day)]
    scoring = [one for one in read(args.score) if args.score_days(one.day)]
    if shared := {one.day for one in learning} & {one.day for one in scoring} if args.train == args.score else set():
        print(f"days both learnt from and scored: {', '.join(sorted(shared))}; choose others", file=sys.stderr)
        return 2
    if not any(one.served for one in learning) or not scoring:
        print("no callers on the days asked for: see --train-days and --score-days", file=sys.stderr)
        return 2
    known = look(learning, args.head_start)
    learnt = train(known, replace(Shape(), trees=args.trees))
    trained = time.monotonic() - begun
    told = tell(scoring, args.head_start, learnt)
    _report(known, told, trained, time.monotonic() - begun - trained)
    if args.out:
        write(args.out, told)
    return 0


def _report(known: list[Scored], told: list[Scored], trained: float, scored: float) -> None:
    days = [sorted({one.call.day for one in group}) for group in (known, told)]
    print(f"learnt on {', '.join(days[0])} in {trained:.0f} s")
    print(f"scored {', '.join(days[1])} in {scored:.1f} s; figures in seconds\n")
    for title, chosen in (
        ("(a) served callers who found somebody waiting", lambda one: one.found),
        ("(b) all served callers", lambda one: True),
    ):
        groups = [[one for one in group if one.call.served and chosen(one)] for group in (known, told)]
        print(f"{title}\n{score_table(*groups)}\n" if all(groups) else f"{title}: none\n")


def write(path: Path, told: Sequence[Scored]) -> None:
    """A row a caller, in the order of the log; served or not."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(("row", "day", "joined_s", "service", "priority", "found_waiting", "outcome", "wait_s",
                      "prediction_s", "low_s", "high_s"))  # fmt: skip
        for one in sorted(told, key=lambda one: one.call.row):
            call, said = one.call, one.told
            out.writerow((call.row, call.day, call.joined, call.service, call.klass, int(one.found),
                          "served" if call.served else "gone", call.wait if call.served else "",
                          *(f"{value:.1f}" for value in (said.point, said.low, said.high))))  # fmt: skip


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m bench forecast", description=__doc__.splitlines()[0])
    parser.add_argument("--train", type=Path, required=True, metavar="FILE", help="the queue log to learn from")
    parser.add_argument("--score", type=Path, required=True, metavar="FILE", help="what to forecast; may be the same")
    for name in ("--train-days", "--score-days"):
        parser.add_argument(name, type=days, default=None, metavar="DAYS", help="990201-990209, or 990201,990203")
    parser.add_argument("--out", type=Path, metavar="FILE", help="a CSV with a row a caller")
    parser.add_argument("--trees", type=int, default=Shape().trees, help="trees a quantile (%(default)s)")
    parser.add_argument("--head-start", type=float, default=HEAD_START, metavar="SECONDS",
                        help="by how much a priority caller counts as having come earlier (%(default)g)")  # fmt: skip
    args = parser.parse_args(argv)
    same = args.train.resolve() == args.score.resolve()
    args.train_days = args.train_days or (days("990201-990209") if same else days("0-9999999999"))
    args.score_days = args.score_days or (days("990210-990214") if same else days("0-9999999999"))
    return args


def days(text: str) -> Callable[[str], bool]:
    """'990201-990209' or '990201,990203' → whether a day is meant."""
    spans = [part.split("-", 1) for part in text.split(",")]
    if not all(end.strip().isdigit() for span in spans for end in span):
        raise argparse.ArgumentTypeError(f"'{text}': days are written like 990201-990209 or 990201,990203")
    ends = [(int(span[0]), int(span[-1])) for span in spans]
    return lambda day: any(first <= int(day) <= last for first, last in ends)


