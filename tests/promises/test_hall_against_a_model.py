"""Random deeds by many desks, against a model a child could follow: lists of numbers and who stands where.

After every step the hall and the model agree on every ticket's state; at the end the journal alone tells the same.
"""

from __future__ import annotations

import copy
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cast import AN, BINH, BOTH, CHI, CIVIL, CIVIL_1, DUNG, LAND, LAND_1, LAND_2, hall_plan
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from officer import Officer, touch

from server.clock import TestClock
from server.core.errors import CameOrNot, HallError, NobodyAtDesk, NobodyWaiting, Stale, UndoTooLate
from server.core.ticket import LegState
from server.deeds.undo import UNDO_MS
from server.hall import Hall
from server.store import queries
from server.store.sqlite import SqliteStore
from server.store.verify import verify

SERVES = {LAND_1: [LAND], LAND_2: [LAND], CIVIL_1: [CIVIL], BOTH: [LAND, CIVIL]}
DESKS = st.sampled_from(sorted(SERVES))
DEEDS = ["next", "came-next", "no-show-next", "recall", "start", "finish", "no-show"]
LONG = os.environ.get("LUOT_LONG") == "1"


@dataclass
class Model:
    """`line`: who waits, as (number, department, came at); `state`: of every number; `at`: desk → its number."""

    line: list[tuple[str, str, int]] = field(default_factory=list)
    state: dict[str, str] = field(default_factory=dict)
    at: dict[str, str] = field(default_factory=dict)

    def call(self, desk: str) -> None:
        mine = [one for one in self.line if one[1] in SERVES[desk]]
        if mine:
            first = min(mine, key=lambda one: one[2])
            self.line.remove(first)
            self.at[desk], self.state[first[0]] = first[0], "called"

    def end(self, desk: str, state: str) -> None:
        self.state[self.at.pop(desk)] = state


class HallAgainstModel(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = TestClock("2026-11-23T08:00:00+07:00")
        self.store = SqliteStore(Path(self.folder.name) / "hall.db")
        self.hall = Hall(self.store, self.clock)
        self.hall.configure(hall_plan())
        names = {LAND_1: AN, LAND_2: BINH, CIVIL_1: CHI, BOTH: DUNG}
        self.officers = {desk: Officer(self.hall, name, desk).sit() for desk, name in names.items()}
        self.model = Model()
        self.last: dict[str, tuple[Model, int] | None] = dict.fromkeys(SERVES)  # before each desk's last deed, and when

    def teardown(self) -> None:
        verdict = verify(self.store)
        self.store.close()
        self.folder.cleanup()
        assert verdict.equal, verdict.report()

    @rule(minutes=st.integers(0, 30), seconds=st.integers(1, 9))
    def time_passes(self, minutes: int, seconds: int) -> None:
        self.clock.forward(minutes, seconds)

    @rule(department=st.sampled_from([LAND, CIVIL]))
    def a_visitor_comes(self, department: str) -> None:
        self.clock.forward(seconds=1)  # so that the model needs no rule for ties
        number = touch(self.hall, department, f"{department}.khac")["number"]
        assert number not in self.model.state
        self.model.line.append((number, department, self.clock.now()))
        self.model.state[number] = "waiting"

    @rule(desk=DESKS, deed=st.sampled_from(DEEDS))
    def an_officer_presses(self, desk: str, deed: str) -> None:
        before = copy.deepcopy(self.model)
        expected = self._expect(desk, deed)
        if expected is None:
            self.officers[desk].press(deed)
            self.last[desk] = (before, self.clock.now())
        else:
            self.model = before
            with pytest.raises(expected):
                self.officers[desk].press(deed)

    def _expect(self, desk: str, deed: str) -> type[HallError] | None:
        """Moves the model; the error instead where the press must be refused."""
        model, state = self.model, self.model.state.get(self.model.at.get(desk, ""), "")
        if deed == "next":
            if state == "called":
                return CameOrNot
            if state == "":
                model.call(desk)
                return None if desk in model.at else NobodyWaiting
            model.end(desk, "done")
            model.call(desk)
            return None
        if state == "":
            return NobodyAtDesk
        wanted = "serving" if deed == "finish" else "called"
        if state != wanted:
            return Stale if deed in ("came-next", "no-show-next", "recall") else HallError
        if deed == "start":
            model.state[model.at[desk]] = "serving"
        elif deed in ("finish", "came-next"):
            model.end(desk, "done")
        elif deed in ("no-show", "no-show-next"):
            model.end(desk, "no-show")
        if deed.endswith("-next"):
            model.call(desk)
        return None

    @rule(desk=DESKS)
    def an_officer_takes_it_back(self, desk: str) -> None:
        last, self.last[desk] = self.last[desk], None
        if last is None or self.clock.now() - last[1] > UNDO_MS:
            with pytest.raises((UndoTooLate, NobodyAtDesk)):
                self.officers[desk].press("undo")
            return
        self.officers[desk].press("undo")
        mine = {self.model.at.get(desk), last[0].at.get(desk)} - {None}
        for number in mine:
            self._restore(number, last[0])
        if desk in last[0].at:
            self.model.at[desk] = last[0].at[desk]
        else:
            self.model.at.pop(desk, None)

    def _restore(self, number: str, before: Model) -> None:
        self.model.state[number] = before.state[number]
        self.model.line += [one for one in before.line if one[0] == number]

    @invariant()
    def hall_and_model_agree(self) -> None:
        with self.store.reading() as db:
            legs = queries.day_legs(db, "2026-11-23")
        assert {leg.number: str(leg.state) for leg in legs} == self.model.state
        at = {leg.desk: leg.number for leg in legs if leg.state in (LegState.CALLED, LegState.SERVING)}
        assert at == self.model.at
        for leg in legs:
            if leg.total_ms is not None:
                assert leg.total_ms == leg.waiting_ms + leg.walking_ms + leg.service_ms + leg.no_answer_ms


HallAgainstModel.TestCase.settings = settings(
    max_examples=200 if LONG else 15,
    stateful_step_count=60 if LONG else 40,
    suppress_health_check=list(HealthCheck),
)
test_any_deeds_leave_the_hall_as_the_model_says = HallAgainstModel.TestCase
