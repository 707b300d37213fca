"""A little of the soak (./test --soak plays a week), and what its gauges make of a hall that is not well."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from checker.history import _told_deeds
from soak.gauges import LONG_ENOUGH_S, Sample, grows, slows
from soak.week import Week

from server.settings import ROOT

LONG = os.environ.get("LUOT_LONG") == "1"
MUTANT = ROOT / "tests" / "checker" / "mutant_server.py"
QUICK = ("killed", "stopped", "frozen", "screens cut off", "people cut off", "a printer", "the disk full")


def test_a_third_of_an_hour_of_a_hall_with_troubles_keeps_every_promise(tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    week = Week(tmp_path, seed, 1, 0.3, 3, ("-m", "server"), QUICK)
    week.run()
    print(f"seed {seed}\n{week.report()}")
    assert week.found == []
    done = sum(one["result"] == "ok" for one in week.book.lines)
    assert done > 40 and len(week.trouble.happened) >= 2, "this run proves little"


@pytest.mark.skipif(not LONG, reason="mutants of the server are soaked in the long run")
@pytest.mark.parametrize(("mutant", "says"), [("key", "I3"), ("number", "I2"), ("publish", "screen")])
def test_a_server_without_its_guard_is_caught_in_the_soak(tmp_path: Path, mutant: str, says: str) -> None:
    for seed in range(5):
        week = Week(tmp_path / str(seed), seed, 1, 1.0, 4, (str(MUTANT), mutant), ("people cut off", "frozen"))
        week.run()
        if any(says in one for one in week.found):
            return
    pytest.fail(f"nobody noticed that {mutant} is gone: {week.found[:5]}")


def _life(kb_a_deed: float = 0.0, threads: float = 0.0, seconds: int = LONG_ENOUGH_S + 60) -> list[Sample]:
    """Of a server that does seven deeds a second; the threads are those that stay each second."""
    chance = random.Random(1)

    def kb(at: int) -> int:
        return 90_000 + round(7 * at * kb_a_deed + chance.uniform(-900, 900))

    return [Sample(at, 7, kb(at), 60 + round(threads * at), 40, 7 * at) for at in range(0, seconds, 2)]


@pytest.mark.parametrize(
    ("life", "wrong"),
    [
        (_life(), None), (_life(1.0), None), (_life(6.0), "memory grows"), (_life(threads=1.0), "threads grow"),
        (_life(6.0, seconds=100), None),  # too short to know
        (_life(6.0)[:80] + [Sample(400, 8, 90_000, 60, 40, 3000)], None),  # it fell before it was long enough
    ],
)  # fmt: skip
def test_what_grows_with_every_deed_is_told_and_what_is_flat_is_not(life: list[Sample], wrong: str | None) -> None:
    found, _ = grows(life)
    assert [wrong in one for one in found] == ([True] if wrong else [])


@pytest.mark.parametrize(("factor", "wrong"), [(1.0, False), (1.6, False), (3.0, True)])
def test_deeds_that_take_longer_at_the_end_are_told_unless_a_trouble_was_near(factor: float, wrong: bool) -> None:
    deeds = [
        {"t_invoke": float(at), "t_ok": at + 0.02 * (factor if at > 600 else 1), "result": "ok"} for at in range(1000)
    ]  # fmt: skip
    deeds += [{"t_invoke": 900.0, "t_ok": 906.0, "result": "ok"}] * 50  # while the hall was frozen
    deeds += [{"t_invoke": 950.0, "t_ok": 955.0, "result": "ok", "held_back": True}] * 50  # by the network, on purpose
    found, _ = slows(deeds, [(899.0, 906.0)])
    assert bool(found) == wrong


@pytest.mark.parametrize(("kind", "pressed"), [("expired", False), ("desk-opened", False), ("called", True)])
def test_what_the_day_ends_in_an_officers_name_is_nobodys_press(kind: str, pressed: bool) -> None:
    row = {"seq": 1, "deed": "d1", "kind": kind, "officer": "quay10", "desk": "10"}
    told = _told_deeds([], {"d1": [row | {"officer": None}, row]})
    assert told == ([f"I3: deed d1 ({kind}) was answered to nobody"] if pressed else [])
