"""28 desks call at once on 10 waiting: each ticket at one desk only, in line order, the rest hear: nobody waits."""

from __future__ import annotations

import os
import threading

from cast import LAND, LAND_BOOK, rush_document
from officer import Officer, touch

from server.core.errors import NobodyWaiting
from server.core.plan import HallPlan
from server.hall import Hall
from server.store import journal
from server.store.verify import verify

ROUNDS = 200 if os.environ.get("LUOT_LONG") == "1" else 40


def test_a_rush_of_28_desks_on_10_waiting(store, clock) -> None:
    hall = Hall(store, clock)
    hall.configure(HallPlan.from_dict(rush_document()))
    officers = [Officer(hall, f"quay{n:02d}", str(n)).sit() for n in range(1, 29)]
    together = threading.Barrier(len(officers))
    for round_no in range(ROUNDS):
        clock.forward(seconds=20)
        numbers = [touch(hall, LAND, LAND_BOOK)["number"] for _ in range(10)]
        with store.reading() as db:
            before = journal.last(db)["seq"]
        answers = _all_call(officers, together)
        assert answers.count("called") == 10 and answers.count("nobody-waiting") == 18, f"round {round_no}: {answers}"
        with store.reading() as db:
            calls = [entry for entry in journal.after(db, before) if entry.kind == "called"]
        assert [call.body["number"] for call in calls] == numbers, "out of line order"
        assert len({call.desk for call in calls}) == 10, "two numbers at one desk"
        for officer, answer in zip(officers, answers, strict=True):
            if answer == "called":
                officer.press("no-show")
    assert verify(store).equal


def _all_call(officers: list[Officer], together: threading.Barrier) -> list[str]:
    answers = [""] * len(officers)

    def call(place: int) -> None:
        command = officers[place].command()
        together.wait()
        try:
            answers[place] = officers[place].hall.press("next", command)["did"][0]
        except NobodyWaiting as nobody:
            answers[place] = nobody.id

    threads = [threading.Thread(target=call, args=(place,)) for place in range(len(officers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
