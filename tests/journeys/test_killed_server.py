"""The server is killed at random moments while eight kiosks take numbers. Every number told exists, once, none is lost.

faults.md rows 1-4, 7, 34.
"""

from __future__ import annotations

import os
import random
import threading
import time

from browser import RunningHall
from doors import Caller, new_key

from server.store.sqlite import SqliteStore
from server.store.verify import verify

ROUNDS = 50 if os.environ.get("LUOT_LONG") == "1" else 4
KIOSKS = 8


class Visitors:
    """Eight kiosks that touch on and on and write down what each was told for each key."""

    def __init__(self, hall: RunningHall) -> None:
        self.told: dict[str, str] = {}
        self.asked: set[str] = set()
        self.wrong: list[str] = []
        self.going_home = threading.Event()
        self._places = [(d["id"], s["id"]) for d in self._menu(hall)["departments"] for s in d["services"]]
        self._callers = [Caller(hall).be_device("kiosk", f"kiosk-{n}") for n in range(KIOSKS)]
        self._threads = [threading.Thread(target=self._touch_on, args=(caller,)) for caller in self._callers]

    def _menu(self, hall: RunningHall) -> dict:
        return Caller(hall).be_device("kiosk", "first").get("/kiosk/menu.json")

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def go_home(self) -> None:
        self.going_home.set()
        for thread in self._threads:
            thread.join(90)
            assert not thread.is_alive()

    @property
    def retries(self) -> int:
        return sum(caller.retries for caller in self._callers)

    def _touch_on(self, caller: Caller) -> None:
        while not self.going_home.is_set():
            department, service = random.choice(self._places)  # noqa: S311
            key = new_key("touch")
            self.asked.add(key)
            try:
                status, answer = caller.post(
                    "/kiosk/tickets", {"key": key, "department": department, "service": service}
                )
            except AssertionError as silent:
                self.wrong.append(str(silent))
                return
            if status in (200, 201):
                self.told[key] = answer["number"]
            else:
                self.wrong.append(f"{status} {answer}")
            time.sleep(0.002)


def test_no_number_is_lost_or_given_twice_when_the_server_is_killed(start_hall) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}, {ROUNDS} rounds")
    moments = random.Random(seed)
    hall = start_hall()
    visitors = Visitors(hall)
    visitors.start()
    for _ in range(ROUNDS):
        time.sleep(moments.uniform(0.05, 0.6))
        hall.kill()
        hall.start()
    time.sleep(0.2)
    visitors.go_home()
    hall.stop()
    assert visitors.wrong == []
    assert visitors.told.keys() == visitors.asked, "some visitor was never told a number"
    assert visitors.retries > 0, "the kills met nobody: this run proves nothing"
    kept = [row[0] for row in hall.rows("SELECT number FROM tickets")]
    assert len(set(kept)) == len(kept), "a number stands twice"
    assert sorted(visitors.told.values()) == sorted(kept), "told and kept differ"
    store = SqliteStore(hall.data / "hall.db")
    verdict = verify(store)
    store.close()
    assert verdict.equal, verdict.report()
    print(f"{len(kept)} numbers, {visitors.retries} lost replies asked for again")
