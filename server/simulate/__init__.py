"""python -m server simulate: a real or sampled day under another discipline, staffing or pooling, side by side."""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable

from ..core.plan import HallPlan, PlanError
from ..hallfile import read
from ..settings import Settings
from ..store.sqlite import SqliteStore
from .day import MINUTE, Day
from .figures import Waits, table
from .log import LogError, days_of, logged
from .play import play
from .progress import watched
from .replay import recorded
from .sample import Habits, one_line, whole_hall
from .variants import Change, VariantError, variant

TRIES = ("fifo", "strict", "interleave=3", "accumulating=3")
ROUNDS, HALL_ROUNDS = 400, 20
Source = Callable[[random.Random], Day]


class NoSuchDay(ValueError):
    """There is nothing to play."""


def simulate(settings: Settings, args: argparse.Namespace) -> int:
    """The exit code: 0, or 1 with the reason on stderr."""
    try:
        title, source, rounds = _source(settings, args)
        tries = args.tries or list(TRIES)
        changes = {one: variant(one) for one in tries}
        if not args.desks:
            changes = {"as it is": lambda day: day} | changes
        columns = side_by_side(source, changes, args.rounds or rounds, args.seed)
    except (NoSuchDay, LogError, VariantError, PlanError) as refused:
        print(f"lượt: {refused}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print(f"{title}; seed {args.seed}, {_counted(args.rounds or rounds)}; minutes waited\n\n{table(columns)}")
    return 0


def side_by_side(source: Source, changes: dict[str, Change], rounds: int, seed: int) -> list[tuple[str, Waits]]:
    """What each variant did to the very same visitors; a real day stands first, as it was."""
    was, found = Waits(), {name: Waits() for name in changes}
    for number in watched(rounds):
        day = source(random.Random(f"{seed}:{number}"))  # nosec B311 # a play, no secret
        was.add(day.was)
        for name, change in changes.items():
            found[name].add(play(change(day)))
    return ([("as it was", was)] if was.ends else []) + list(found.items())


def _source(settings: Settings, args: argparse.Namespace) -> tuple[str, Source, int]:
    """What is played, in words; the day of a round; how many rounds are usual."""
    if args.csv is not None:
        return _logged(args)
    if args.date is not None:
        return _recorded(settings, args.date)
    habits = Habits(args.load, args.priority, no_show=args.no_show, patience_minutes=args.patience)
    told = f"load {args.load:g}, {args.priority:.0%} priority"
    if args.desks:
        title = f"{args.desks} desks of one line, {told}, {args.minutes:g} minutes"

        return title, lambda rng: one_line(args.desks, habits, args.usual, args.minutes, rng), ROUNDS
    plan = _plan(settings)
    sessions = _sessions(plan)
    title = f"{plan.short.vi}, a sampled day, {told}"
    return title, lambda rng: whole_hall(plan, habits, sessions, rng), HALL_ROUNDS


def _logged(args: argparse.Namespace) -> tuple[str, Source, int]:
    days = days_of(args.csv)
    day = args.day or next(iter(days), "")
    if day not in days:
        known = ", ".join(days) or "none"
        raise NoSuchDay(f"{args.csv} has no day '{day}'; it has {known}")
    return f"{args.csv.name}, day {day}", lambda rng: logged(days[day], rng), 1


def _recorded(settings: Settings, day: str) -> tuple[str, Source, int]:
    if not settings.database.exists():
        raise NoSuchDay(f"there is no hall in {settings.data}; name its folder with --data")
    store = SqliteStore(settings.database)

    def source(rng: random.Random) -> Day:
        with store.reading() as db:
            found = recorded(db, store.plan_of(db)[1], day, rng)
        if not found.visitors:
            raise NoSuchDay(f"nobody came to this hall on {day}")
        return found

    return f"{store.present_plan().short.vi}, {day}", source, 1


def _plan(settings: Settings) -> HallPlan:
    """The running hall's, else the hall file's."""
    return SqliteStore(settings.database).present_plan() if settings.database.exists() else read(settings.hall_file)


def _sessions(plan: HallPlan) -> list[tuple[int, int]]:
    """When numbers are given out on the week's first working day, in ms of that day."""
    found = next((sessions for sessions in plan.hours.week if sessions), ())
    if not found:
        raise NoSuchDay("the hall opens on no day of the week")
    return [(one.start * MINUTE, one.end * MINUTE) for one in found]


def _counted(rounds: int) -> str:
    return "1 round" if rounds == 1 else f"{rounds} rounds"
