"""Officers at their desks, each with habits: one presses every key, one leaves out Finish, one presses Next alone."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from typing import Protocol

from .door import Answer, Door, Unexpected, new_key
from .morning import Visit
from .stage import Stage
from .tally import Tally

CAREFUL, BRISK, NEXT_ALONE = "careful", "brisk", "next alone"
HABITS = {CAREFUL: 0.6, BRISK: 0.2, NEXT_ALONE: 0.2}
PATIENCE_S = 40  # after a call: then the number is called again
GIVE_UP_S = 110
LOOK_ANYWAY_S = (120, 240)  # an officer without visitors presses Next now and then


class Hall(Protocol):
    """What an officer knows of the hall around the desk."""

    stage: Stage
    tally: Tally

    def visit_of(self, number: str) -> Visit | None: ...
    def stranger(self, number: str) -> Visit: ...
    def news(self, departments: tuple[str, ...]) -> int: ...
    def rang(self, seq: int) -> None: ...


class Officer:
    """One event at a time: each press plans the next. Times are the hall's, in seconds unless a name says ms."""

    def __init__(
        self, hall: Hall, door: Door, username: str, desk: str, departments: tuple[str, ...], rng: random.Random
    ) -> None:
        self._hall, self.door, self._rng = hall, door, rng
        self.username, self.desk, self.departments = username, desk, departments
        self.habit = rng.choices(list(HABITS), list(HABITS.values()))[0]
        self._version = 0
        self._current: dict | None = None
        self._since_ms = 0  # when the present number was called first
        self._free = threading.Lock()
        self._waiting = 0  # which wait this is; 0: not waiting. A wait is ended by whoever comes first

    def sit_down(self, password: str) -> bool:
        """Signs in and opens the desk; False when somebody else holds it."""
        self.door.sign_in(self.username, password)
        answer = self.door.post("/desk/choose", {"desk": self.desk})
        if answer.status == 409 and answer.error == "desk-taken":
            return False
        self._expect(answer, "choose")
        self._see(self._expect(self.door.get("/desk/snapshot.json"), "snapshot"))
        return True

    def begin(self) -> None:
        self._hall.stage.after(self._rng.uniform(1, 30), self._carry_on)

    def leave(self) -> None:
        self.door.post("/desk/sign-out", {})

    # -- pressing ----------------------------------------------------------------------------------------------------

    def _press(self, deed: str) -> None:
        news = self._hall.news(self.departments)
        answer = self.door.post(f"/desk/deeds/{deed}", {"key": new_key(), "version": self._version})
        if answer.status == 409 and answer.error == "nobody-waiting":
            self._hall.tally.count("nobody waiting")
            self._wait(news)
            return
        if answer.status == 409 and answer.error == "stale":
            self._hall.tally.count("stale")
            self._see(answer.body["snapshot"])
        elif answer.status == 409 and answer.error == "desk-not-open":
            self._hall.tally.count("desks taken over")
            return
        else:
            self._see(self._expect(answer, deed))
            self._count(answer.body["did"])
        if self._current is None and deed in ("next", "came-next", "no-show-next"):
            self._wait(news)
        else:
            self._carry_on()

    def _expect(self, answer: Answer, what: str) -> dict:
        if answer.status != 200:
            raise Unexpected(f"{self.username}, {what}: {answer.status} {answer.error}")
        return answer.body

    def _see(self, snapshot: dict) -> None:
        before, self._current = self._current, snapshot["current"]
        self._version = snapshot["desk"]["version"]
        if self._current and (before is None or before["id"] != self._current["id"]):
            self._since_ms = self._current["called_at"] or self._hall.stage.clock.now()

    def _count(self, did: list[str]) -> None:
        tally = self._hall.tally
        for kind in did:
            tally.count({"finished": "served"}.get(kind, kind))
        if did and did[-1] in ("called", "recalled"):
            self._hall.rang(self._version)
        if did and did[-1] == "called" and self._current:
            tally.waited(self._current["called_at"] - self._current["opened_at"])

    # -- what comes next ---------------------------------------------------------------------------------------------

    def _carry_on(self) -> None:
        if self._current is None:
            self._in(self._rng.uniform(3, 40), lambda: self._press("next"))
        elif self._current["state"] == "called":
            self._await_visitor(self._current)
        else:
            self._serve(self._current)

    def _await_visitor(self, leg: dict, looked: bool = False) -> None:
        visit = self._hall.visit_of(leg["number"])
        if visit is None and not looked:  # called before the kiosk's own reply came: look again
            self._in(10, lambda: self._await_visitor(leg, looked=True))
            return
        visit = visit or self._hall.stranger(leg["number"])
        calls = leg["calls"]
        arrives = visit.walk_s if visit.shows else float("inf")
        again = PATIENCE_S * calls
        if self.habit == NEXT_ALONE and visit.shows:
            self._at(visit.walk_s + visit.service_s, "came-next")
        elif arrives <= again or (calls >= 3 and visit.shows):
            self._at(arrives, "start")
        elif again < GIVE_UP_S and calls < 3 and self.habit != NEXT_ALONE:
            self._at(again, "recall")
        else:
            self._at(GIVE_UP_S, "no-show" if self.habit == CAREFUL else "no-show-next")

    def _serve(self, leg: dict) -> None:
        visit = self._hall.visit_of(leg["number"]) or self._hall.stranger(leg["number"])
        ends = leg["started_at"] + visit.service_s * 1000
        deed = "finish" if self.habit == CAREFUL else "next"
        self._hall.stage.at(ends, lambda: self._press(deed))

    def _at(self, seconds: float, deed: str) -> None:
        """`seconds` after the first call of the present number."""
        self._hall.stage.at(self._since_ms + seconds * 1000, lambda: self._press(deed))

    def _in(self, seconds: float, do: Callable[[], None]) -> None:
        self._hall.stage.after(seconds, do)

    # -- nobody waits ------------------------------------------------------------------------------------------------

    def _wait(self, news: int) -> None:
        """Until a ticket for this desk's lines is heard of. `news` is what had been heard before the press."""
        with self._free:
            self._waiting = mine = self._rng.randrange(1, 1 << 30)
        self._in(self._rng.uniform(*LOOK_ANYWAY_S), lambda: self._end_wait(mine))
        if self._hall.news(self.departments) != news:
            self.wake()

    @property
    def idle(self) -> bool:
        return self._waiting != 0

    def wake(self) -> None:
        """A ticket was heard of: this officer presses Next in a moment, unless busy."""
        mine = self._waiting
        if mine:
            self._in(self._rng.uniform(2, 8), lambda: self._end_wait(mine))

    def _end_wait(self, mine: int) -> None:
        with self._free:
            if self._waiting != mine:
                return
            self._waiting = 0
        self._press("next")
