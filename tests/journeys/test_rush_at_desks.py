"""The rush once more through the HTTP doors of a real server: faults.md rows 8 and 9."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from browser import MORNING, RunningHall
from cast import LAND, LAND_BOOK, rush_document
from doors import Caller, new_key

from server.accounts import follow_plan
from server.clock import TestClock
from server.core.plan import HallPlan
from server.identity import Identities
from server.store.sqlite import SqliteStore
from server.store.verify import verify

PASSWORD = "mot-mat-khau-dai"
ROUNDS = 200 if os.environ.get("LUOT_LONG") == "1" else 8


@pytest.fixture(scope="module")
def rush(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningHall, list[Caller]]]:
    """A hall whose 28 desks serve everybody, with an officer signed in at each."""
    plan, data = HallPlan.from_dict(rush_document()), tmp_path_factory.mktemp("rush") / "data"
    store, clock = SqliteStore(data / "hall.db"), TestClock(MORNING)
    with store.deed(clock.now()) as deed:
        deed.add_plan(plan.to_dict())
    identities = Identities(store, clock, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    follow_plan(identities, plan)
    for officer in plan.officers:
        identities.set_password(officer.username, PASSWORD)
    store.close()
    hall = RunningHall(data).start()
    yield hall, [Caller(hall).be_officer(one.username, PASSWORD, one.desk) for one in plan.officers]
    hall.stop()


def test_28_desks_call_at_once_over_http(rush) -> None:
    hall, officers = rush
    kiosk = Caller(hall).be_device("kiosk", "kiosk-1")
    together = threading.Barrier(len(officers))
    for _ in range(ROUNDS):
        numbers = set()
        for _ in range(10):
            asked = {"key": new_key("touch"), "department": LAND, "service": LAND_BOOK}
            numbers.add(kiosk.post("/kiosk/tickets", asked)[1]["number"])
        answers = _all_press(officers, together)
        called = [answer["current"]["number"] for status, answer in answers if status == 200]
        refused = [answer["error"]["id"] for status, answer in answers if status != 200]
        assert sorted(called) == sorted(numbers)
        assert refused == ["nobody-waiting"] * 18
        for officer, (status, answer) in zip(officers, answers, strict=True):
            if status == 200:
                gone = officer.post("/desk/deeds/no-show", {"key": new_key("p"), "version": answer["desk"]["version"]})
                assert gone[0] == 200
    store = SqliteStore(hall.data / "hall.db")
    assert verify(store).equal
    store.close()


def test_a_double_click_on_next_is_one_call(rush) -> None:
    hall, officers = rush
    kiosk, officer = Caller(hall).be_device("kiosk", "kiosk-1"), officers[0]
    for _ in range(3):
        kiosk.post("/kiosk/tickets", {"key": new_key("touch"), "department": LAND, "service": LAND_BOOK})
    version = officer.get("/desk/snapshot.json")["desk"]["version"]
    first = officer.post("/desk/deeds/next", {"key": new_key("press"), "version": version})
    second = officer.post("/desk/deeds/next", {"key": new_key("press"), "version": version})
    assert (first[0], second[0]) == (200, 409)
    assert second[1]["error"]["id"] == "stale"
    assert second[1]["snapshot"]["current"]["number"] == first[1]["current"]["number"]
    newest = "ticket > (SELECT max(id) - 3 FROM tickets)"
    last = f"SELECT count(*) FROM journal WHERE kind = 'called' AND desk = '1' AND {newest}"
    assert hall.rows(last) == [(1,)]


def test_two_tabs_that_press_next_at_the_same_moment_are_one_call(rush) -> None:
    hall, officers = rush
    kiosk, officer = Caller(hall).be_device("kiosk", "kiosk-1"), officers[1]
    tabs = [officer, Caller(hall, dict(officer.cookies), officer.token)]
    for _ in range(ROUNDS):
        for _ in tabs:
            kiosk.post("/kiosk/tickets", {"key": new_key("touch"), "department": LAND, "service": LAND_BOOK})
        answers = _all_press(tabs, threading.Barrier(2), officer.get("/desk/snapshot.json")["desk"]["version"])
        assert sorted(status for status, _ in answers) == [200, 409]
        done, refused = sorted((answer for _, answer in answers), key=lambda answer: "error" in answer)
        assert refused["error"]["id"] == "stale"
        assert refused["snapshot"]["current"]["number"] == done["current"]["number"]
        gone = officer.post("/desk/deeds/no-show", {"key": new_key("p"), "version": done["desk"]["version"]})
        assert gone[0] == 200


def _all_press(
    officers: list[Caller], together: threading.Barrier, version: int | None = None
) -> list[tuple[int, dict]]:
    """All press Next at once, each at the version its screen shows, or all at the one given."""
    answers: list[tuple[int, dict]] = [(0, {})] * len(officers)

    def press(place: int) -> None:
        seen = version if version is not None else officers[place].get("/desk/snapshot.json")["desk"]["version"]
        together.wait()
        answers[place] = officers[place].post("/desk/deeds/next", {"key": new_key("press"), "version": seen})

    threads = [threading.Thread(target=press, args=(place,)) for place in range(len(officers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


