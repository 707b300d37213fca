"""python -m server demo: visitors and officers play a busy morning through the doors that people use."""

from __future__ import annotations

import argparse
import random
import signal
import sys

from ..settings import Settings
from .door import Unexpected
from .own_hall import CannotOpen, OwnHall, invitation
from .play import Play


def demo(settings: Settings, args: argparse.Namespace) -> int:
    """The exit code: 0 when all went as the doors promise, 1 when anything did not."""
    for number in (signal.SIGINT, signal.SIGTERM):  # also where a shell started us in the background
        signal.signal(number, signal.default_int_handler)
    seed = args.seed if args.seed is not None else random.randrange(10_000)  # nosec B311 # a play, no secret
    try:
        return _joined(settings, args, seed) if args.join else _own(settings, args, seed)
    except (CannotOpen, Unexpected) as refused:
        print(f"lượt: {refused}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _own(settings: Settings, args: argparse.Namespace, seed: int) -> int:
    hall = OwnHall(settings, args.speed)
    with hall:
        play = Play(settings.url, invitation(hall.settings), seed, args.minutes, args.visitors, args.brisk)
        play.run(_say)
    _say(f"\nThe morning of seed {seed}:\n{play.tally.report()}")
    found, differences = hall.verify(play.tally)
    _say(f"  journal: {found}")
    for one in differences:
        _say(f"    {one}")
    _say(f"  the hall's data stays in {hall.settings.data} until the next demo")
    return 1 if play.tally.errors or differences else 0


def _joined(settings: Settings, args: argparse.Namespace, seed: int) -> int:
    play = Play(
        settings.where_it_runs(), invitation(settings, args.code), seed, args.minutes, args.visitors, args.brisk
    )
    play.run(_say)
    _say(f"\nThe morning of seed {seed}:\n{play.tally.report()}")
    return 1 if play.tally.errors else 0


def _say(text: str) -> None:
    print(text, flush=True)
