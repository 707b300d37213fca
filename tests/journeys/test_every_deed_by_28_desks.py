"""28 desks in four processes press every deed at random over HTTP, kiosks give out numbers, phones leave, replies are
lost and asked for again: the history checker finds nothing. Then each guard is taken out of the server, and it does.
"""

from __future__ import annotations

import json
import os
import random
import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import websocket
from argon2 import PasswordHasher
from browser import MORNING, RunningHall, until
from cast import rush_document
from checker import crowd
from checker.crowd import LATE
from checker.history import check, stream_wrong
from doors import Caller
from soak.people import Book

from server.accounts import follow_plan
from server.clock import TestClock
from server.core.plan import HallPlan
from server.identity import Identities
from server.settings import ROOT
from server.store.sqlite import SqliteStore
from server.store.verify import verify

LONG = os.environ.get("LUOT_LONG") == "1"
ROUNDS = 1000 if LONG else 12
TELL_S = 20  # for the last word to reach a screen on a busy machine
PASSWORD = "mot-mat-khau-dai"
MUTANT = ROOT / "tests" / "checker" / "mutant_server.py"
QUICK = ("version",)  # the others take their time in the long run
CAUGHT = {  # mutant → what at least one finding must say
    "version": r"I4: .* saw desk", "claim": r"I4: entry .* leads from", "desk": r"I4: .* already", "number": r"I2: ",
    "key": r"I3: (\d+ keys asked|.* was answered .* then)", "publish": r"I6: ",
}  # fmt: skip
SECOND_WALL = ("old-claim", "old-desk", "old-number", "old-key")  # what is left holds what its twin would let through


@dataclass
class Listener:
    """A screen's stream of hints, from its first word to its last."""

    socket: websocket.WebSocket
    heard: list[dict] = field(default_factory=list)

    @classmethod
    def of(cls, hall: RunningHall, token: str) -> Listener:
        address = f"ws://127.0.0.1:{hall.port}/socket.io/?EIO=4&transport=websocket"
        socket = websocket.create_connection(address, cookie=f"luot_kiosk={token}", timeout=30)
        socket.recv()
        socket.send('40{"as": "kiosk"}')
        found = cls(socket)
        while not socket.recv().startswith("40"):
            pass
        threading.Thread(target=found._listen, daemon=True).start()
        return found

    def _listen(self) -> None:
        try:
            while True:
                text = self.socket.recv()
                if text == "2":
                    self.socket.send("3")
                elif text.startswith("42"):
                    event, payload = json.loads(text[2:])
                    if event == "entry":
                        self.heard.append(payload)
        except (OSError, websocket.WebSocketException):
            return


def prepared(data: Path, plan: HallPlan) -> None:
    """28 desks with their officers' passwords, made quickly."""
    store, clock = SqliteStore(data / "hall.db"), TestClock(MORNING)
    with store.deed(clock.now()) as deed:
        deed.add_plan(plan.to_dict())
    identities = Identities(store, clock, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    follow_plan(identities, plan)
    for officer in plan.officers:
        identities.set_password(officer.username, PASSWORD)
    store.close()


def play(
    hall: RunningHall, desks: int, rounds: int, seed: int, processes: int, late: float = LATE
) -> tuple[list[dict], list[str]]:
    """The history of all clients, and what a listening screen found wrong."""
    listener = Listener.of(hall, hall.token("kiosk", "kiosk-1"))
    officers = [(f"quay{n:02d}", str(n)) for n in range(1, desks + 1)]
    mine = [(officers[place::processes], f"kiosk-{place + 2}") for place in range(processes)]
    crowds = [_crowd(hall, *people, rounds, seed * processes + place, late) for place, people in enumerate(mine)]
    history: list[dict] = []
    try:
        for crowd in crowds:
            assert json.loads(crowd.stdout.readline()) == {"ready": True}
        for crowd in crowds:
            crowd.stdin.write("go\n"), crowd.stdin.flush()
        readers = [threading.Thread(target=lambda c=c: history.extend(map(json.loads, c.stdout))) for c in crowds]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
        assert [crowd.wait(10) for crowd in crowds] == [0] * processes
    finally:
        for crowd in crowds:
            crowd.kill()
            crowd.wait()
    return history, _heard(listener, hall.rows("SELECT max(seq) FROM journal")[0][0])


def _heard(listener: Listener, last: int) -> list[str]:
    try:
        until(lambda: any(one["seq"] == last for one in listener.heard), TELL_S)
    except AssertionError:
        pass  # the check says what is missing
    listener.socket.close()
    return stream_wrong(listener.heard, last)


def _crowd(hall: RunningHall, officers: list, kiosk: str, rounds: int, seed: int, late: float) -> subprocess.Popen:
    spec = {"port": hall.port, "officers": officers, "kiosks": [(kiosk, hall.token("kiosk", kiosk))], "rounds": rounds,
            "seed": seed, "password": PASSWORD, "late": late}  # fmt: skip
    crowd = subprocess.Popen(  # noqa: S603
        [sys.executable, str(ROOT / "tests" / "checker" / "crowd.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        text=True, cwd=ROOT,
    )  # fmt: skip
    crowd.stdin.write(json.dumps(spec) + "\n"), crowd.stdin.flush()
    return crowd


def findings(hall: RunningHall, history: list[dict]) -> list[str]:
    """Read past the hall's own program, which would not open a file that a mutant has spoilt."""
    with closing(sqlite3.connect(hall.data / "hall.db")) as db:
        db.row_factory = sqlite3.Row
        rows = [db.execute(f"SELECT * FROM {table}").fetchall() for table in ("journal", "tickets", "legs")]  # noqa: S608
    return check(history, *rows)


@pytest.fixture
def start(tmp_path: Path) -> Iterator:
    halls: list[RunningHall] = []

    def one(mutant: str = "none") -> RunningHall:
        data = tmp_path / f"hall-{len(halls)}"
        prepared(data, HallPlan.from_dict(rush_document()))
        program = ("-m", "server") if mutant == "none" else (str(MUTANT), mutant)
        hall = RunningHall(data, program=program).start()
        halls.append(hall)
        return hall

    yield one
    for hall in halls:
        hall.stop()


def test_every_deed_by_28_desks_keeps_the_promises(start) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}, {ROUNDS} rounds")
    hall = start()
    history, heard = play(hall, 28, ROUNDS, seed, 4)
    assert findings(hall, history) + heard == []
    told = {result: sum(one["result"] == result for one in history) for result in ("ok", "fail", "unknown")}
    deeds = {one["op"] for one in history if one["result"] == "ok"}
    print(f"{told}, {len(deeds)} kinds of deeds")
    assert told["unknown"] > 0 and told["ok"] > told["fail"] and len(deeds) > 15, "this run proves little"
    assert any(one.startswith("leave ") for one in deeds), "no phone left the line"
    store = SqliteStore(hall.data / "hall.db")
    assert verify(store).equal
    store.close()


@pytest.mark.parametrize("trouble", ["TWICE", "LATE", "LOST"])
def test_a_phones_word_is_lost_doubled_and_late_as_a_desks_is_and_counts_once(start, monkeypatch, trouble: str) -> None:
    hall, book = start(), Book()
    for one in ("TWICE", "LATE", "LOST"):
        monkeypatch.setattr(crowd, one, float(one == trouble))
    caller = Caller(hall, {"luot_kiosk": hall.token("kiosk", "kiosk-2")}).knock()
    kiosk = crowd.Kiosk("kiosk-2", caller, book, random.Random(1), 1)
    kiosk.numbers = []
    issue = crowd.Asked("issue", "/kiosk/tickets",
                        {"key": "touch-0001", "department": "dat-dai", "service": "dat-dai.so-do"})  # fmt: skip
    kiosk._phone(kiosk.ask(issue)["answer"])
    said = [one for one in book.lines if one["op"].startswith("leave ")]
    assert len(said) == 2 and len({one["key"] for one in said}) == 1, said
    assert [one["result"] for one in said].count("unknown") == (trouble == "LOST"), said
    assert hall.rows("SELECT count(*) FROM journal WHERE kind = 'left'") == [(1,)]
    assert findings(hall, book.lines) == []


@pytest.mark.parametrize("mutant", CAUGHT if LONG else QUICK)
def test_a_server_without_its_guard_is_caught(start, mutant: str) -> None:
    hall, history, found = start(mutant), [], []
    for seed in range(6):
        played, heard = play(hall, 8, 12, seed, 2)
        history += played
        found = findings(hall, history) + heard
        if any(re.match(CAUGHT[mutant], one) for one in found):
            return
    pytest.fail(f"nobody noticed that {mutant} is gone: {found[:5]}")


@pytest.mark.skipif(not LONG, reason="tests/promises/test_refusals.py says it in a moment")
def test_a_server_that_forgets_what_it_refused_is_caught(start) -> None:
    """An empty hall at the doors' opening: many are told that nobody waits while the first visitors come."""
    found: list[str] = []
    for seed in range(8):
        hall = start("refusal")
        history, _ = play(hall, 28, 3, seed, 2, late=0.5)
        found = findings(hall, history)
        hall.stop()
        if any(re.match(r"I3: .* was refused \(nobody-waiting\) and done", one) for one in found):
            return
    pytest.fail(f"nobody noticed that refusals are forgotten: {found[:5]}")


@pytest.mark.skipif(not LONG, reason="the second walls are tried in the long run")
@pytest.mark.parametrize("mutant", SECOND_WALL)
def test_the_second_wall_holds_alone(start, mutant: str) -> None:
    """A deed that saw an old state is refused or falls: nothing it would have broken is broken."""
    hall = start(mutant)
    history, _ = play(hall, 8, 25, 1, 2)
    broken = CAUGHT[mutant.removeprefix("old-")]
    assert [one for one in findings(hall, history) if re.match(broken, one)] == []
