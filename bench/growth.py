"""Ten years in one file against a file that holds only the month asked for: reports, tickets, calls."""

from __future__ import annotations

import itertools
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from hardware.speech import SilentVoice
from server.app import create_app, stop
from server.clock import TestClock
from server.core.hours import day_bounds
from server.core.plan import HallPlan
from server.deeds.request import Channel, Command, Request, Wish
from server.hallfile import read
from server.settings import Settings
from server.store import queries
from server.store.sqlite import SqliteStore
from server.store.summing import missing_days, missing_months, missing_years, sum_up, sum_up_month, sum_up_year

from .figures import percentile, table
from .made_years import MadeYears, working_days

TICKETS, QUICK_TICKETS = 10_000_000, 60_000
A_DAY = 4000
WHOLE = "made-to-the-end"
LAST = date(2026, 10, 30)  # a Friday, the last working day of its month
MONDAY = "2026-11-02T08:00:00+07:00"
SUMMED_DAYS = 1036  # from 1 January 2024: the years asked for and compared with; what is older no report here reads
TIMES, QUICK_TIMES = 300, 40
REPORTS = {
    "month, to sign": "/reports/month?month=2026-10", "month, all figures": "/reports/period?month=2026-10",
    "a calendar year, all figures": "/reports/period?year=2025",
    "twelve months, all figures": "/reports/period?from=2025-11-01&to=2026-10-31",
}  # fmt: skip
KEYS = (f"growth-{n:020d}" for n in itertools.count(time.time_ns()))


@dataclass
class Side:
    name: str
    app: Flask
    clock: TestClock
    client: FlaskClient
    size: int
    tickets: int
    started_s: float
    summed_s: float
    times: dict[str, list[float]] = field(default_factory=dict)

    def timed(self, what: str, do: Callable[[], object]) -> None:
        begun = time.perf_counter()
        do()
        self.times.setdefault(what, []).append((time.perf_counter() - begun) * 1000)

    def p50(self, what: str) -> float:
        return percentile(self.times[what], 0.5)


def measure(folder: Path, quick: bool, tickets: int = 0) -> str:
    tickets = tickets or (QUICK_TICKETS if quick else TICKETS)
    days = working_days(LAST, tickets, A_DAY)
    month = [day for day in days if (day.year, day.month) == (LAST.year, LAST.month)]
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if tickets * 5000 > free and not (folder / "years" / WHOLE).exists():
        raise SystemExit(f"{tickets} tickets need about {tickets * 5000 >> 30} GB, and {free >> 30} GB are free")
    sides = [_side(folder / "month", month), _side(folder / "years", days)]
    for side in sides:
        for _ in range(3):
            for what, address in REPORTS.items():
                side.timed(what, lambda: _read(side.client, address))  # noqa: B023
    _deeds(sides, QUICK_TIMES if quick else TIMES)
    text = _told(sides)
    for side in sides:
        stop(side.app)
        side.app.extensions["store"].close()
    return text


def _side(folder: Path, days: list[date]) -> Side:
    plan, path = read(), folder / "hall.db"
    tickets = len(days) * A_DAY
    if not (folder / WHOLE).exists():
        if path.exists():
            raise SystemExit(f"{path} was not made to its end: remove {folder} and begin anew")
        years = MadeYears(SqliteStore(path), plan, days, A_DAY)
        tickets = years.write(_bar(folder.name, A_DAY))
        years.close()
        (folder / WHOLE).touch()
    clock = TestClock(MONDAY)
    begun = time.perf_counter()
    store = SqliteStore(path)
    started = time.perf_counter() - begun
    begun = time.perf_counter()
    _sum_up(store, clock.now(), folder.name)
    summed = time.perf_counter() - begun
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    app = create_app(Settings(data=folder, voice=False), clock=clock, store=store, hasher=hasher, voice=SilentVoice())
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    token = app.extensions["identities"].first_token()
    entry = ("/admin/first", {"token": token}) if token else ("/desk/sign-in", {"username": "supervisor"})
    assert client.post(entry[0], data=entry[1] | {"password": "mot-mat-khau-dai"}).status_code == 303
    _open_desk(app, plan)
    _sum_up(store, clock.now(), folder.name)  # the day that began ended somebody of the last one: as the keeper does
    return Side(folder.name, app, clock, client, path.stat().st_size, tickets, started, summed)


def _sum_up(store: SqliteStore, now: int, name: str) -> None:
    with store.reading() as db:
        days = [day for day in missing_days(db, now) if LAST - day < timedelta(SUMMED_DAYS)]
    bar = _bar(f"{name}, summing up", 1)
    for n, day in enumerate(days, 1):
        sum_up(store, day, day_bounds(day)[1])
        bar(n, len(days))
    with store.reading() as db:
        months = {day.isoformat()[:7] for day in days}
        first = min(days, default=LAST)
        whole = {one for one in months if one > f"{first:%Y-%m}" or first.day == 1}
        months = sorted(whole | set(missing_months(db, now)))
    for month in months:
        sum_up_month(store, month)
    with store.reading() as db:
        years = missing_years(db, now)
    for year in years:
        sum_up_year(store, year)


def _read(client: FlaskClient, address: str) -> None:
    reply = client.get(address)
    assert reply.status_code == 200, reply.status


def _open_desk(app: Flask, plan: HallPlan) -> None:
    hall, desk = app.extensions["hall"], plan.desks[0]
    hall.open_desk(desk.id, "bench", True)
    for _ in range(20):
        _issue(app, plan)


def _issue(app: Flask, plan: HallPlan) -> None:
    department = plan.department(plan.desks[0].departments[0])
    service = next(one for one in department.services if plan.desks[0].serves(department.id, one.id))
    app.extensions["hall"].issue(next(KEYS), Request(department.id, service.id), Channel(f"bench-{next(KEYS)}"))


def _call(app: Flask, desk: str) -> None:
    store, hall = app.extensions["store"], app.extensions["hall"]
    with store.reading() as db:
        version = queries.desk_state(db, desk).version
    hall.press("next", Command(desk, "bench", next(KEYS), version), Wish())


def _back(app: Flask, desk: str) -> None:
    store, hall = app.extensions["store"], app.extensions["hall"]
    with store.reading() as db:
        version = queries.desk_state(db, desk).version
    hall.press("put-back", Command(desk, "bench", next(KEYS), version), Wish(place="last"))


def _deeds(sides: list[Side], times: int) -> None:
    """A ticket and a call on each file in turn, so that a busy moment strikes both alike."""
    plan = read()
    for _ in range(times):
        for side in sides:
            side.clock.forward(seconds=5)
            side.timed("ticket issue", lambda: _issue(side.app, plan))  # noqa: B023
            side.timed("press next", lambda: _call(side.app, plan.desks[0].id))  # noqa: B023
            _back(side.app, plan.desks[0].id)


def _told(sides: list[Side]) -> str:
    month, years = sides
    rows = [
        (what, month.p50(what), years.p50(what), years.p50(what) / month.p50(what))
        for what in ("month, to sign", "month, all figures", "ticket issue", "press next")
    ]
    heads = ("p50, ms", f"{month.tickets} tickets", f"{years.tickets} tickets", "ratio")
    year, twelve = years.times["a calendar year, all figures"], years.times["twelve months, all figures"]
    return "\n".join([
        table(heads, rows),
        f"a calendar year's page: {percentile(year, 0.5) / 1000:.2f} s (first time {year[0] / 1000:.2f} s),"
        f" any twelve months': {percentile(twelve, 0.5) / 1000:.2f} s (first time {twelve[0] / 1000:.2f} s)",
        f"size: {years.size / years.tickets:.0f} bytes a ticket with its journal, {years.size / 1e9:.1f} GB in all",
        f"summing up {SUMMED_DAYS // 30} months: {years.summed_s:.0f} s; opening the file: {years.started_s:.1f} s"
        f" (the month alone: {month.started_s:.1f} s)",
    ])  # fmt: skip


def _bar(name: str, each: int) -> Callable[[int, int], None]:
    """A bar on stderr, where somebody watches."""
    begun = datetime.now().astimezone()

    def draw(done: int, of: int) -> None:
        if not sys.stderr.isatty() and done % max(1, of // 10):
            return
        spent = (datetime.now().astimezone() - begun).total_seconds()
        left = spent / done * (of - done)
        full = "#" * (30 * done // of)
        end = "\r" if sys.stderr.isatty() and done < of else "\n"
        sys.stderr.write(f"{name:24} [{full:30}] {done * each:>10} / {of * each}, {left:.0f} s left{end}")
        sys.stderr.flush()

    return draw
