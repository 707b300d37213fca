"""Any deeds of the table by many desks, in any order, over days and through changes of the hall: the promises hold.

There is no second hall here: what the journal must prove is checked by `checker/story.py`, entry by entry, and the
tables are held against it. Faults 36, 38 and 45 happen among the deeds.
"""

from __future__ import annotations

import copy
import os
import tempfile
from pathlib import Path
from typing import Any

from cast import (  # fmt: skip
    AN,
    BINH,
    BIRTH,
    BOTH,
    CHI,
    CIVIL,
    CIVIL_1,
    DUNG,
    LAND,
    LAND_1,
    LAND_2,
    LAND_BOOK,
    LAND_MAP,
    TAX,
    TAX_1,
    TAX_FORM,
    hall_document,
)
from checker.story import AT_DESK, Leg, Story, rows_wrong
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from officer import Officer, new_key

from server.clock import TestClock
from server.core.errors import HallError, ServicePaused, UnknownName
from server.core.hours import business_date
from server.core.line import DISCIPLINES
from server.core.plan import HallPlan
from server.core.reasons import HOLDS, LEAVES, OUT_OF_ORDER, PAUSES, RETURNS
from server.deeds.request import Channel, Request
from server.deeds.table import PRESSES
from server.desk.console import snapshot
from server.hall import Hall
from server.store.sqlite import SqliteStore
from server.store.verify import rebuild, verify

MEMORY = "/dev/shm" if os.path.isdir("/dev/shm") else None  # nothing here is about what a disk keeps
LONG = os.environ.get("LUOT_LONG") == "1"
OFFICERS = {LAND_1: AN, LAND_2: BINH, CIVIL_1: CHI, BOTH: DUNG, TAX_1: "hoa"}
SERVES = {LAND_1: (LAND,), LAND_2: (LAND,), CIVIL_1: (CIVIL,), BOTH: (LAND, CIVIL), TAX_1: (TAX,)}
SERVICES = {LAND_BOOK: LAND, LAND_MAP: LAND, BIRTH: CIVIL, TAX_FORM: TAX}
DESKS = st.sampled_from(sorted(OFFICERS))
ALWAYS = {  # what an officer may always press with a number called, and with one served, whatever else happened
    "called": ("recall", "start", "no-show", "no-show-next", "came-next", "leave", "put-back"),
    "serving": ("finish", "finish-next", "next", "hold", "leave", "put-back"),
}
ASKS = ("transfer", "add-leg", "change-service", "call", "late-return", "resume", "leave", "put-back", "priority",
        "note")  # fmt: skip
PLANS = ("as-it-was", "renamed", "paused", "service-gone", "department-gone", "desk-gone")


def maybe(values: Any) -> st.SearchStrategy:
    return st.none() | st.sampled_from(sorted(values))


def document(change: str, end_of_day: str, discipline: str) -> dict:
    """The small hall after one change of its configuration."""
    hall = copy.deepcopy(hall_document()) | {"end_of_day": end_of_day}
    hall["officers"]["hoa"] = {"name": "Vũ Thị Hoa", "desk": 4}
    land, civil = hall["departments"][:2]
    land["discipline"] = civil["discipline"] = discipline
    if change == "renamed":
        land["services"][0]["name_vi"], land["name_vi"] = "Cấp sổ", "Đất đai và Môi trường"
    elif change == "paused":
        land["services"][0]["paused"] = True
    elif change == "service-gone":
        del land["services"][0], civil["services"][0]
    elif change == "department-gone":
        hall["departments"].remove(civil)
        hall["desks"][CIVIL_1], hall["desks"][BOTH] = {"departments": [LAND]}, {"departments": [LAND]}
    elif change == "desk-gone":
        del hall["desks"][LAND_2], hall["officers"][BINH]
    return hall


class AnyDeeds(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(dir=MEMORY)
        self.clock = TestClock("2026-11-23T08:00:00+07:00")
        self.store = SqliteStore(Path(self.folder.name) / "hall.db")
        self.hall = Hall(self.store, self.clock)
        self.plan = "as-it-was"
        self.story = Story()
        self.officers = {desk: Officer(self.hall, name, desk) for desk, name in OFFICERS.items()}
        self.numbers: list[tuple[int, str]] = []
        self.before: dict[str, tuple[int, dict[int, tuple]]] = {}  # desk → when its last deed was, the legs before

    @initialize(end_of_day=st.sampled_from(["expire", "carry"]), discipline=st.sampled_from(DISCIPLINES))
    def the_hall_opens(self, end_of_day: str, discipline: str) -> None:
        """Land and Civil have the same discipline, so that who serves both lines keeps it too."""
        self.end_of_day, self.discipline = end_of_day, discipline
        self.story.disciplines = {LAND: discipline, CIVIL: discipline}
        self._configure("as-it-was")
        for officer in self.officers.values():
            officer.sit()
        for service in (LAND_BOOK, LAND_MAP, BIRTH):
            self._issue(service, False, False)

    def teardown(self) -> None:
        try:
            verdict = verify(self.store)
            before = self._rows("legs"), self._rows("desk_states"), self._rows("tickets")
            rebuilt = rebuild(self.store)
            after = self._rows("legs"), self._rows("desk_states"), self._rows("tickets")
        finally:
            self.store.close()
            self.folder.cleanup()
        assert verdict.equal, verdict.report()
        assert rebuilt.equal, rebuilt.report()
        assert before == after, "rebuild made other rows"

    # -- what happens ------------------------------------------------------------------------------------------------

    @rule(minutes=st.integers(0, 30), seconds=st.integers(0, 9))
    def time_passes(self, minutes: int, seconds: int) -> None:
        self.clock.forward(minutes, seconds)

    @rule(hour=st.sampled_from([0, 7]))
    def midnight_comes(self, hour: int) -> None:
        """It is five past midnight, or morning."""
        day = 24 * 3600 * 1000
        local = self.clock.ms + 7 * 3600 * 1000
        self.clock.ms = (local // day + 1) * day - 7 * 3600 * 1000 + hour * 3600 * 1000 + 300_000

    @rule(service=st.sampled_from(sorted(SERVICES)), priority=st.booleans(), confirms=st.booleans())
    def a_visitor_comes(self, service: str, priority: bool, confirms: bool) -> None:
        self._issue(service, priority, confirms)

    @rule(priority=st.booleans())
    def some_come_together(self, priority: bool) -> None:
        for _ in range(3):
            self.clock.forward(seconds=20)
            self._issue(LAND_MAP, priority, False)

    def _issue(self, service: str, priority: bool, confirms: bool) -> None:
        asked = Request(SERVICES[service], service, priority=priority, confirms=confirms)
        try:
            answer, _ = self.hall.issue(new_key(), asked, Channel("kiosk-2"))
        except (UnknownName, ServicePaused):
            assert self.plan in ("service-gone", "department-gone", "paused")
            return
        self.numbers.append((answer["ticket"], answer["number"]))

    @rule(data=st.data())
    def a_number_is_shown(self, data: st.DataObject) -> None:
        self.hall.shown(data.draw(st.sampled_from(self.numbers))[0], "kiosk-2")

    @rule(data=st.data(), back=st.booleans())
    def a_phone_is_pressed(self, data: st.DataObject, back: bool) -> None:
        ticket = data.draw(st.sampled_from(self.numbers))[0]
        try:
            (self.hall.come_back if back else self.hall.leave_line)(ticket, new_key())
        except HallError as refused:
            assert not isinstance(refused, UnknownName), refused

    @rule(desk=DESKS, other=DESKS)
    def somebody_sits_down(self, desk: str, other: str) -> None:
        """The desk's own officer, or one who takes it over."""
        officer = Officer(self.hall, OFFICERS[other], desk)
        try:
            officer.sit(takeover=True)
            self.officers[desk] = officer
        except UnknownName:
            assert self.plan == "desk-gone" and desk == LAND_2

    @rule(desk=DESKS)
    def a_screen_is_drawn(self, desk: str) -> None:
        found = snapshot(self.store, {"epoch": "", "seq": 0, "now": self.clock.now(), "speed": 1}, desk)
        here = self._here(desk)
        assert (found["current"] or {}).get("number") == (here.number if here else None)

    @rule(desk=DESKS)
    def somebody_goes_home(self, desk: str) -> None:
        self.hall.close_desk(desk, self.officers[desk].name)

    @rule(plan=st.sampled_from(PLANS))
    def the_hall_is_changed(self, plan: str) -> None:
        self._configure(plan)

    def _configure(self, plan: str) -> None:
        self.plan = plan
        self.hall.configure(HallPlan.from_dict(document(plan, self.end_of_day, self.discipline)))

    # -- what officers press -----------------------------------------------------------------------------------------

    @rule(desk=DESKS, deed=st.sampled_from(["next", "came-next", "no-show-next", "start", "finish", "hold"]))
    def an_officer_presses(self, desk: str, deed: str) -> None:
        self._press(desk, deed)

    @precondition(lambda self: self._busy())
    @rule(data=st.data(), deed=st.sampled_from(["start", "put-back", "hold", "transfer", "next", "no-show-next"]))
    def a_busy_officer_presses(self, data: st.DataObject, deed: str) -> None:
        """Where somebody is, so that lines get those who are placed first, held and sent on."""
        wish: dict = {}
        if deed == "put-back":
            wish["place"] = data.draw(st.sampled_from(["first", "last"]))
        elif deed == "transfer":
            wish = {"department": data.draw(st.sampled_from([LAND, CIVIL])), "first": True}
        self._press(data.draw(st.sampled_from(self._busy())), deed, **wish)

    def _busy(self) -> list[str]:
        return sorted({leg.desk or "" for leg in self.story_after().legs.values() if leg.state in AT_DESK})

    @rule(desk=DESKS, data=st.data(), deed=st.sampled_from(sorted(PRESSES.keys() - {"undo"})))
    def an_officer_wishes(self, desk: str, data: st.DataObject, deed: str) -> None:
        numbered = st.sampled_from([number for _, number in self.numbers])
        wish: dict = {}
        if deed in ("call", "late-return", "resume") or (deed in ASKS and data.draw(st.booleans())):
            wish["number"] = data.draw(numbered)
        choices: dict[str, dict[str, st.SearchStrategy]] = {
            "call": {"reason": maybe(OUT_OF_ORDER)}, "hold": {"reason": maybe(HOLDS)},
            "leave": {"reason": maybe(LEAVES)}, "put-back": {"place": maybe(RETURNS)},
            "break": {"reason": st.sampled_from(sorted(PAUSES))}, "dossiers": {"dossiers": st.integers(0, 9)},
            "priority": {"priority": st.booleans()}, "note": {"text": st.just("hẹn 14:00")},
            "add-leg": {"department": st.sampled_from([LAND, CIVIL, TAX])},
            "change-service": {"service": st.sampled_from(sorted(SERVICES))},
            "transfer": {"department": maybe([LAND, CIVIL, TAX]), "desk": maybe(OFFICERS), "first": st.booleans(),
                         "back": maybe(["desk", "officer"])},
        }  # fmt: skip
        for name, strategy in choices.get(deed, {}).items():
            value = data.draw(strategy)
            if value is not None:
                wish[name] = value
        self._press(desk, deed, **wish)

    def _press(self, desk: str, deed: str, /, **wish: object) -> None:
        officer, here, seq, legs = self.officers[desk], self._here(desk), self._catch_up(), self._legs()
        morning = self._is_new_day()
        calls = here is None and deed == "next" and self._waits_for(desk)
        sits = officer.version() and self._is_open(desk)
        try:
            officer.press(deed, **wish)
        except HallError as refused:
            if morning:
                return  # the day began all the same, and the night took away whom the screen still showed
            if here is None or here.state not in ALWAYS or deed not in ALWAYS[here.state] or "number" in wish:
                assert not calls or not sits, f"{deed} at {desk} refused {refused.id} though somebody waits"
            else:
                assert not sits, f"{deed} at desk {desk} with {here} was refused: {refused!r}"
            if isinstance(refused, UnknownName):
                assert deed in ("transfer", "add-leg", "change-service"), f"{deed} {wish}: {refused!r}"
            assert self._catch_up() == seq, "a refused deed left a trace"
        else:
            if self._catch_up() != seq:  # a note is no entry: what is taken back after it is the deed before
                self.before[desk] = (self.clock.now(), {key: row for key, row in legs.items()})

    @precondition(lambda self: self.before)
    @rule(data=st.data())
    def an_officer_takes_it_back(self, data: st.DataObject) -> None:
        """Whatever is taken back within 10 s leaves its legs as they were before the deed."""
        desk = data.draw(st.sampled_from(sorted(self.before)))
        _, legs = self.before.pop(desk)
        seq, morning = self._catch_up(), self._is_new_day()
        try:
            self.officers[desk].press("undo")
        except HallError:
            assert morning or self._catch_up() == seq
            return
        with self.store.reading() as db:
            touched = [row[0] for row in db.execute(
                "SELECT DISTINCT leg FROM journal WHERE seq > ? AND kind IN ('undone', 'voided')", (seq,))]  # fmt: skip
        now = self._legs()
        for leg in touched:
            if leg in legs:
                assert now[leg] == legs[leg], f"leg {leg} is not as it was"
            else:
                assert self.story_after().legs[leg].state == "void"

    # -- what must hold ----------------------------------------------------------------------------------------------

    @invariant()
    def the_journal_proves_it(self) -> None:
        story = self.story_after()
        assert story.wrong == []
        assert rows_wrong(story, self._named("tickets"), self._named("legs")) == []

    @invariant()
    def nobody_is_lost(self) -> None:
        """Who waits, waits on the day that has begun: on another day nobody would call them."""
        begun = {row["value"] for row in self._named("meta") if row["key"] == "business_date"}
        lost = [leg for leg in self.story_after().legs.values() if leg.state == "waiting" and leg.date not in begun]
        assert lost == []

    def story_after(self) -> Story:
        self._catch_up()
        return self.story

    def _catch_up(self) -> int:
        with self.store.reading() as db:
            news = db.execute("SELECT * FROM journal WHERE seq > ? ORDER BY seq", (self.story.seq,)).fetchall()
        self.story.tell(news)
        return self.story.seq

    def _here(self, desk: str) -> Leg | None:
        legs = self.story_after().legs.values()
        return next((leg for leg in legs if leg.desk == desk and leg.state in AT_DESK), None)

    def _waits_for(self, desk: str) -> bool:
        story = self.story_after()
        free = (leg for leg in story.legs.values() if leg.ticket not in story.aside and not leg.bound)
        return any(leg.state == "waiting" and leg.department in SERVES[desk] for leg in free)

    def _is_open(self, desk: str) -> bool:
        with self.store.reading() as db:
            row = db.execute("SELECT state, officer FROM desk_states WHERE desk = ?", (desk,)).fetchone()
        return row is not None and row["state"] != "closed" and row["officer"] == self.officers[desk].name

    def _is_new_day(self) -> bool:
        begun = next(row["value"] for row in self._named("meta") if row["key"] == "business_date")
        return begun < business_date(self.clock.now()).isoformat()

    def _rows(self, table: str) -> list[tuple]:
        return sorted(tuple(row) for row in self._named(table))

    def _named(self, table: str) -> list:
        with self.store.reading() as db:
            return db.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608

    def _legs(self) -> dict[int, tuple]:
        """Every leg's row without its version, which an undo moves on."""
        return {row["id"]: tuple(row[name] for name in row.keys() if name != "version") for row in self._named("legs")}  # noqa: SIM118


AnyDeeds.TestCase.settings = settings(
    max_examples=400 if LONG else 25,
    stateful_step_count=80 if LONG else 40,
    suppress_health_check=list(HealthCheck),
    phases=list(Phase) if LONG else [Phase.explicit, Phase.reuse, Phase.generate],  # shrinking takes minutes
)
test_any_deeds_keep_the_promises = AnyDeeds.TestCase
