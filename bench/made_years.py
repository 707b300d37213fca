"""Years of a hall written straight into its file, past HTTP and past the deeds, but entry by entry as those write them:
the chain is whole, every leg is the fold of its entries, and `verify` says equal.

A day depends on its date alone: a database of one month holds that month as a database of ten years does.
"""

from __future__ import annotations

import json
import random
import secrets
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass, replace
from datetime import date, timedelta

from server.core import desk as desk_rules
from server.core import numbering
from server.core.desk import DeskState
from server.core.desks import Desk
from server.core.events import Entry, Kind
from server.core.hours import day_bounds
from server.core.plan import Department, HallPlan
from server.core.ticket import Leg, LegState, apply
from server.store import journal
from server.store.rows import INSERT_LEG, UPSERT_DESK, leg_values, line_of
from server.store.sqlite import SqliteStore

MINUTE = 60_000
OPENS, NOON, AFTER_NOON, CLOSES = (minute * MINUTE for minute in (450, 690, 810, 1020))
NO_SHOW, LEAVES, RECALLED = 0.07, 0.02, 0.10
WORKLOAD = 0.86  # of the desks' time
ANSWER = json.dumps({"did": ["called"], "desk": {"version": 0}, "current": {"number": "A000"}, "pad": "x" * 180})
SLIP = json.dumps({"centre": "Trung tâm Phục vụ hành chính công", "number": "A000", "pad": "x" * 420})


@dataclass(frozen=True)
class Told:
    """One entry to come: at what moment, of which visitor of the day (None: a desk's own)."""

    at: int
    who: int | None
    kind: Kind
    desk: Desk | None = None


@dataclass(frozen=True)
class Guest:
    at: int
    department: Department
    service: int
    klass: str


def working_days(last: date, tickets: int, a_day: int) -> list[date]:
    """Monday to Friday, as many days back from `last` as it takes."""
    days: list[date] = []
    day = last
    while len(days) * a_day < tickets:
        if day.weekday() < 5:
            days.append(day)
        day -= timedelta(1)
    return days[::-1]


class MadeYears:
    """Writes day after day into an empty hall's file; `close` before anybody else opens it."""

    def __init__(self, store: SqliteStore, plan: HallPlan, days: list[date], a_day: int) -> None:
        with store.deed(day_bounds(days[0])[0]) as deed:
            deed.add_plan(plan.to_dict())
        store.close()
        self._plan, self._days, self._a_day = plan, days, a_day
        self._officers = {one.desk: one.username for one in plan.officers}
        self._db = db = sqlite3.connect(store.path, isolation_level=None)
        db.row_factory = sqlite3.Row
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -300000"):
            db.execute(f"PRAGMA {pragma}")
        last = journal.last(db)
        assert last is not None
        self._seq, self._hash = last["seq"], journal.row_hash(last)
        self._legs = self._ticket = 0
        self._open: dict[int, Leg] = {}  # who still waits at night, by leg
        self._desks: dict[str, DeskState] = {}

    def write(self, watch: Callable[[int, int], None] = lambda done, of: None) -> int:
        """How many tickets were written."""
        for n, day in enumerate(self._days, 1):
            self._db.execute("BEGIN")
            self._day(day)
            self._db.execute("COMMIT")
            watch(n, len(self._days))
        self._rest(self._days[-1])
        return self._ticket

    def close(self) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.close()

    def _day(self, day: date) -> None:
        begins, text = day_bounds(day)[0], day.isoformat()
        rng = random.Random(text)  # noqa: S311 (a made day, not a secret)
        guests = sorted(_guests(rng, self._plan, self._a_day, begins), key=lambda one: one.at)
        for leg in list(self._open.values()):
            self._write(Entry(Kind.EXPIRED, begins + OPENS, text, leg.ticket, leg.id, reason="end-of-day",
                              body={"number": leg.number, "department": leg.department}), leg)  # fmt: skip
        told = _played(rng, self._plan, guests, begins)
        counters: dict[str, int] = {}
        legs: dict[int, Leg] = {}
        for one in sorted(told, key=lambda one: one.at):
            if one.who is None:
                assert one.desk is not None
                officer = self._officers.get(one.desk.id, "an")
                self._write(Entry(one.kind, one.at, text, desk=one.desk.id, officer=officer), None)
            elif one.kind is Kind.ISSUED:
                legs[one.who] = self._issue(text, one.at, guests[one.who], counters, rng)
            else:
                legs[one.who] = self._move(text, one, legs[one.who])
        self._keep(legs, counters, text)

    def _issue(self, day: str, at: int, guest: Guest, counters: dict[str, int], rng: random.Random) -> Leg:
        department = guest.department
        n = counters[department.letter] = counters.get(department.letter, 0) + 1
        number, service = numbering.write(department.letter, n), department.services[guest.service]
        self._ticket, self._legs = self._ticket + 1, self._legs + 1
        body = {
            "number": number, "series": department.letter, "n": n, "ordinal": 1, "class": guest.klass,
            "department": department.id, "department_name": department.name.to_json(), "service": service.id,
            "service_name": service.name.to_json(), "procedure": None, "plan": 1, "channel": "kiosk-1",
            "unseen": False,
        }  # fmt: skip
        self._db.execute("INSERT INTO tickets VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                         (self._ticket, day, number, department.letter, n, guest.klass, "kiosk-1", at))  # fmt: skip
        secret = f"{self._ticket:09}-{secrets.token_urlsafe(4)}"
        self._db.execute("INSERT INTO links VALUES (?, ?)", (secret, self._ticket))
        self._db.execute(
            "INSERT INTO print_jobs (ticket, printer, slip, state, created_at, expires_at, ended_at)"
            " VALUES (?, 'printer-1', ?, 'printed', ?, ?, ?)", (self._ticket, SLIP, at, at + MINUTE, at + 2000),
        )  # fmt: skip
        self._answer("issue:kiosk-1", at)
        entry = Entry(Kind.ISSUED, at, day, self._ticket, self._legs, to_state=LegState.WAITING, body=body)
        leg = self._write(entry, None)
        assert leg is not None
        return leg

    def _move(self, day: str, told: Told, leg: Leg) -> Leg:
        desk = told.desk
        body: dict = {"number": leg.number, "department": leg.department}
        if told.kind in (Kind.CALLED, Kind.RECALLED) and desk is not None:
            body |= {"desk_number": desk.number, "desk_name": desk.name.to_json(), "why": "next"}
            body["department_name"] = self._plan.department(leg.department).name.to_json()
        if desk is not None:
            self._answer(f"desk:{desk.id}", told.at)
        officer = self._officers.get(desk.id, "an") if desk else None
        entry = Entry(told.kind, told.at, day, leg.ticket, leg.id, desk.id if desk else None, officer, body=body)
        moved = self._write(entry, leg)
        assert moved is not None
        return moved

    def _write(self, entry: Entry, leg: Leg | None) -> Leg | None:
        """The entry's row, and the leg after it. The entry is this method's own: nobody has seen it yet."""
        self._seq += 1
        known: dict = {"seq": self._seq, "deed": f"{self._seq:016x}"}
        after = None
        if entry.leg is not None:
            after = apply(leg, replace(entry, **known))
            known |= {"from_state": str(leg.state) if leg else None, "to_state": str(after.state)}
            if entry.kind is Kind.EXPIRED:
                self._open.pop(after.id)
                self._db.execute("DELETE FROM legs WHERE id = ?", (after.id,))
                self._db.execute(INSERT_LEG, leg_values(after))
        entry = replace(entry, **known)
        if entry.desk is not None:
            self._desks[entry.desk] = desk_rules.apply(self._desks.get(entry.desk, DeskState(entry.desk)), entry)
        self._hash = journal.append(self._db, entry, self._plan.id, self._hash)
        return after

    def _answer(self, scope: str, at: int) -> None:
        key = f"{at:014}-{self._seq:012}"
        self._db.execute("INSERT INTO answers VALUES (?, ?, ?, ?, ?)", (scope, key, "0" * 64, at, ANSWER))

    def _keep(self, legs: dict[int, Leg], counters: dict[str, int], day: str) -> None:
        kept = sorted(legs.values(), key=lambda leg: leg.id)
        self._db.executemany(INSERT_LEG, [leg_values(leg) for leg in kept])
        self._open |= {leg.id: leg for leg in kept if leg.state is LegState.WAITING}
        self._db.executemany("INSERT INTO counters VALUES (?, ?, ?)", [(day, *one) for one in counters.items()])

    def _rest(self, day: date) -> None:
        """The tables beside the legs, as the last day left them."""
        self._db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('business_date', ?)", (day.isoformat(),))
        self._db.executemany(UPSERT_DESK, [astuple(one) for one in self._desks.values()])
        lines = Counter(line_of(leg) for leg in self._open.values())
        self._db.executemany("INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?)", [(*line, n) for line, n in lines.items()])


def _guests(rng: random.Random, plan: HallPlan, a_day: int, begins: int) -> Iterator[Guest]:
    """As many to a department as it has desks; most come early in the morning and after noon."""
    desks = {one.id: sum(1 / len(desk.departments) for desk in plan.desks_serving(one.id)) for one in plan.departments}
    weights = list(desks.values())
    for department in rng.choices(plan.departments, weights, k=a_day):
        morning = rng.random() < 0.62
        first, last = (OPENS, NOON - 20 * MINUTE) if morning else (AFTER_NOON, CLOSES - 20 * MINUTE)
        at = begins + int(first + (last - first) * rng.betavariate(1.3, 2.2))
        service = min(len(department.services) - 1, int(rng.expovariate(0.9)))
        yield Guest(at, department, service, "priority" if rng.random() < 0.1 else "ordinary")


def _played(rng: random.Random, plan: HallPlan, guests: list[Guest], begins: int) -> list[Told]:
    """First come, first served, at the desk that is free first."""
    told = [Told(begins + OPENS, None, Kind.DESK_OPENED, desk) for desk in plan.desks]
    free = {desk.id: begins + OPENS for desk in plan.desks}
    mean = WORKLOAD * (NOON - OPENS + CLOSES - AFTER_NOON) * len(plan.desks) / max(1, len(guests))
    serving = {one.id: plan.desks_serving(one.id) for one in plan.departments}
    for who, guest in enumerate(guests):
        told.append(Told(guest.at, who, Kind.ISSUED))
        desk = min(serving[guest.department.id], key=lambda one: free[one.id])
        call = max(guest.at + 4000, free[desk.id])
        if begins + NOON + 15 * MINUTE < call < begins + AFTER_NOON:
            call = begins + AFTER_NOON
        if call > begins + CLOSES:
            continue
        if call - guest.at > 10 * MINUTE and rng.random() < LEAVES * 5:
            told.append(Told(guest.at + rng.randrange(5 * MINUTE, 10 * MINUTE), who, Kind.LEFT))
            continue
        told.append(Told(call, who, Kind.CALLED, desk))
        if rng.random() < NO_SHOW:
            told.append(Told(call + 40_000, who, Kind.RECALLED, desk))
            told.append(Told(call + 75_000, who, Kind.NO_SHOW, desk))
            free[desk.id] = call + 76_000
            continue
        start = call + rng.randrange(8_000, 45_000)
        end = start + int(min(90 * MINUTE, max(20_000, rng.lognormvariate(0, 0.7) * 0.75 * mean)))
        told += [Told(start, who, Kind.STARTED, desk), Told(end, who, Kind.FINISHED, desk)]
        free[desk.id] = end + rng.randrange(2_000, 12_000)
    last = max([begins + CLOSES, *(one.at for one in told)])
    return told + [Told(last, None, Kind.DESK_CLOSED, desk) for desk in plan.desks]
