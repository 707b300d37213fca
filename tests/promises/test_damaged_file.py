"""Fault 33: a file damaged in any of 50 places is refused with a sentence, or nothing in it has changed."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from a_few_days import play

from server.store.sqlite import SqliteStore
from server.store.upgrade import StoreRefused
from server.store.verify import rebuild, verify

PLACES = 50
# What every answer about a number, a line or a call is made from. A bit in the text of another row (a note, a name) no
# check at a start can see; the backup's and `verify`'s comparisons look there.
TRUTH = {
    # The newest entry has no successor whose hash would tell; of one about a leg, the leg tells.
    "journal": "SELECT * FROM journal WHERE seq < (SELECT max(seq) FROM journal)",
    "tickets": "SELECT * FROM tickets", "legs": "SELECT * FROM legs", "counters": "SELECT * FROM counters",
    "plans": "SELECT * FROM plans", "lines": "SELECT * FROM lines WHERE waiting <> 0",
}  # fmt: skip


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("whole") / "hall.db"
    store = SqliteStore(path)
    play(store)
    store.close()
    return path.read_bytes()


def rows_of(path: Path) -> dict[str, list]:
    db = sqlite3.connect(path)
    db.text_factory = bytes
    try:
        return {one: db.execute(sql).fetchall() for one, sql in TRUTH.items()}
    finally:
        db.close()


def a_bit(data: bytearray, at: int, dice: random.Random) -> None:
    data[at] ^= 1 << dice.randrange(8)


def a_sector(data: bytearray, at: int, dice: random.Random) -> None:
    data[at // 512 * 512 : at // 512 * 512 + 512] = dice.randbytes(512)


@pytest.mark.parametrize("damage", [a_bit, a_sector], ids=["a bit", "a sector"])
def test_a_damaged_file_is_refused_or_says_the_same_as_before(whole: bytes, tmp_path: Path, damage: Callable) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    dice, path = random.Random(seed), tmp_path / "hall.db"
    path.write_bytes(whole)
    before, refused = rows_of(path), 0
    for place in range(PLACES):
        for end in ("-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)
        data = bytearray(whole)
        at = (len(data) * place + dice.randrange(len(data))) // PLACES
        damage(data, at, dice)
        path.write_bytes(data)
        try:
            SqliteStore(path).close()
        except StoreRefused as told:
            assert "restore" in str(told) or "docs/when" in str(told), told
            refused += 1
            continue
        assert rows_of(path) == before, f"byte {at}: served what was never written"
    assert refused, "no damage met anything: this proves nothing"


def test_wrong_rows_beside_a_whole_journal_are_refused_and_rebuild_mends_them(whole: bytes, tmp_path: Path) -> None:
    path = tmp_path / "hall.db"
    path.write_bytes(whole)
    with sqlite3.connect(path) as db:
        db.execute("UPDATE tickets SET number = 'A777' WHERE id = 15")
    db.close()
    with pytest.raises(StoreRefused, match="ticket 15 is not what the journal tells.*rebuild"):
        SqliteStore(path)
    store = SqliteStore(path, careful=False)
    assert not verify(store).equal and rebuild(store).equal
    store.close()
    SqliteStore(path).close()


def test_a_counter_below_a_number_that_was_given_out_is_refused(whole: bytes, tmp_path: Path) -> None:
    path = tmp_path / "hall.db"
    path.write_bytes(whole)
    with sqlite3.connect(path) as db:
        db.execute("UPDATE counters SET last = last - 1 WHERE business_date = '2026-11-25' AND series = 'A'")
    db.close()
    with pytest.raises(StoreRefused, match="below a number that was given out"):
        SqliteStore(path)
