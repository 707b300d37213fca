"""Officers who press every deed at random and kiosks that give out numbers, each in a thread, at a hall's own pace."""

from __future__ import annotations

import random
import threading
import time
from types import SimpleNamespace

from checker.crowd import Kiosk, Officer, Person
from doors import Caller
from soak.place import PASSWORD

DESKS = 28
PRESS_S, TOUCH_S = 4.0, 1.0  # between two of one desk, of one kiosk: a press each four minutes of the hall's
CROWDED = 150  # people waiting: nobody else comes in


class Book:
    """What everybody did, in the order it became known."""

    def __init__(self) -> None:
        self.lines: list[dict] = []
        self._lock = threading.Lock()

    def write(self, line: dict) -> None:
        with self._lock:
            self.lines.append(line)

    def __len__(self) -> int:
        return len(self.lines)


class People:
    """A day's: they come in the morning and leave when told to, each after what they were at."""

    def __init__(self, port: int, tokens: list[str], book: Book, seed: int) -> None:
        self._hall, self._tokens, self._book = SimpleNamespace(port=port), tokens, book
        self._chance, self._day = random.Random(seed), 0
        self._leave = threading.Event()
        self._threads: list[threading.Thread] = []
        self.waiting = 0  # told from outside: nobody counts a line by asking a desk

    def come(self) -> None:
        self._day += 1
        self._leave.clear()
        heard: list[str] = []
        people: list[tuple[Person, float]] = []
        for n in range(1, DESKS + 1):
            caller = Caller(self._hall).be_officer(f"quay{n:02d}", PASSWORD, str(n))  # type: ignore[arg-type]
            people.append((self._one(Officer, f"quay{n:02d}", caller), PRESS_S))
        for n, token in enumerate(self._tokens, 1):
            caller = Caller(self._hall, {"luot_kiosk": token}).knock()  # type: ignore[arg-type]
            people.append((self._one(Kiosk, f"kiosk-{n}", caller), TOUCH_S * 3))  # it serves three visitors at a time
        for person, pause in people:
            person.numbers = heard  # type: ignore[attr-defined]
            chance = random.Random(self._chance.random())
            self._threads.append(threading.Thread(target=self._live, args=(person, pause, chance), daemon=True))
            self._threads[-1].start()

    def _one(self, kind: type, name: str, caller: Caller) -> Person:
        return kind(name, caller, self._book, random.Random(self._chance.random()), self._day)

    def _live(self, person: Person, pause: float, chance: random.Random) -> None:
        while not self._leave.wait(chance.expovariate(1 / pause)):
            if isinstance(person, Kiosk) and self.waiting > CROWDED:
                continue
            try:
                for _ in range(3 if isinstance(person, Kiosk) else 1):
                    person.act()  # type: ignore[attr-defined]
            except Exception as fault:  # a finding, not the end of everybody
                person.fell(fault)

    def go(self) -> None:
        self._leave.set()
        until = time.monotonic() + 150
        for thread in self._threads:
            thread.join(max(0.1, until - time.monotonic()))
        stuck = [thread for thread in self._threads if thread.is_alive()]
        if stuck:
            told = "still waited for an answer when the day was over"
            self._book.write({"who": f"{len(stuck)} people", "op": "go", "key": None, "result": "fail", "status": 599,
                              "error": told, "t_invoke": 0.0})  # fmt: skip
        self._threads = []
