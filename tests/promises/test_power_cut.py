"""Fault 34: the power goes at any moment. What was told stands; the log is cut where the disk had got to, or beyond it.

`test_killed_server.py` kills a whole hall in a loop; here the file itself is what a cut leaves: copies of the database
and its log, the log cut at a random byte after the last answer, its end torn.
"""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

from cast import LAND, LAND_BOOK, hall_plan
from officer import new_key

from server.clock import TestClock
from server.deeds.request import Channel, Request
from server.hall import Hall
from server.store.sqlite import SqliteStore
from server.store.verify import verify

CUTS = 200 if os.environ.get("LUOT_LONG") == "1" else 25
NOW = TestClock("2026-11-23T09:00:00+07:00")


def test_whatever_moment_the_power_goes_every_number_told_is_there_once(tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    dice, live = random.Random(seed), tmp_path / "live"
    store = SqliteStore(live / "hall.db")
    hall = Hall(store, NOW)
    hall.configure(hall_plan())
    keys: dict[str, str] = {}
    for cut in range(CUTS):
        for _ in range(dice.randrange(1, 8)):
            key = new_key()
            keys[key] = hall.issue(key, Request(LAND, LAND_BOOK), Channel("kiosk-1"))[0]["number"]
        told, log = dict(keys), live / "hall.db-wal"
        durable = log.stat().st_size
        key = new_key()
        keys[key] = hall.issue(key, Request(LAND, LAND_BOOK), Channel("kiosk-1"))[0]["number"]
        left = _after_a_cut(live, tmp_path / f"cut-{cut}", dice, durable, log.stat().st_size)
        _proved(left, told, {key: keys[key]})
        shutil.rmtree(left)
    store.close()


def _after_a_cut(live: Path, left: Path, dice: random.Random, durable: int, written: int) -> Path:
    """The log up to some byte behind the last answer; what the disk was writing just then is noise."""
    left.mkdir()
    shutil.copyfile(live / "hall.db", left / "hall.db")
    log = (live / "hall.db-wal").read_bytes()
    upto = dice.randint(durable, max(durable, written))
    (left / "hall.db-wal").write_bytes(log[:upto] + dice.randbytes(dice.randrange(3000)))
    return left


def _proved(left: Path, told: dict[str, str], under_way: dict[str, str]) -> None:
    store = SqliteStore(left / "hall.db")
    hall = Hall(store, NOW)
    for key, number in (told | under_way).items():
        answer, new = hall.issue(key, Request(LAND, LAND_BOOK), Channel("kiosk-1"))
        assert answer["number"] == number, "another number for the same touch"
        assert not new or key in under_way, f"{number} was told and is gone"
    assert store.row("SELECT count(*) AS n FROM tickets")["n"] == len(told) + 1
    verdict = verify(store)
    assert verdict.equal, verdict.report()
    store.close()
