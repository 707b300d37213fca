"""Three days of the small hall with every kind of journal entry in them, for files that must outlive a release."""

from __future__ import annotations

from cast import AN, BINH, BIRTH, CHI, CIVIL, CIVIL_1, LAND, LAND_1, LAND_2, LAND_BOOK, LAND_MAP, TAX, hall_plan
from officer import Officer, touch

from server.clock import TestClock
from server.clock_watch import ClockWatch
from server.deeds.request import Channel, Request
from server.hall import Hall
from server.identity import Identities
from server.live.outbox import Outbox
from server.reports.keeper import Keeper
from server.store.sqlite import SqliteStore

BEGINS = "2026-11-23T08:00:00+07:00"
TOKENS = {"kiosk": "kiosk-1", "display": "display-1", "agent": "server"}


def play(store: SqliteStore) -> TestClock:
    clock = TestClock(BEGINS)
    hall = Hall(store, clock, "http://hall")
    hall.configure(hall_plan())
    _people(Identities(store, clock))
    an, chi = Officer(hall, AN, LAND_1).sit(), Officer(hall, CHI, CIVIL_1).sit()
    _first_day(hall, clock, an, chi)
    for day in (24, 25):
        clock.ms = TestClock(f"2026-11-{day}T08:00:00+07:00").ms
        touch(hall, LAND, LAND_BOOK), touch(hall, CIVIL, BIRTH)
        an.press("next"), clock.forward(minutes=4), an.press("start"), clock.forward(minutes=9), an.press("finish")
    machine = ClockWatch(store, clock, lambda: clock.now() + 2_000)
    machine.look()
    Keeper(store, clock).keep()
    return clock


def _people(identities: Identities) -> None:
    for kind, name in TOKENS.items():
        identities.enrol(identities.new_code(kind, name))
    identities.add_account(AN, "Nguyễn Văn An", "officer")
    identities.set_password(AN, "mot-mat-khau-dai", random=True)
    identities.sign_in(AN, "mot-mat-khau-dai")


def _first_day(hall: Hall, clock: TestClock, an: Officer, chi: Officer) -> None:
    outbox = Outbox(hall.store, clock, hall.paper_came_out)
    outbox.hello(3, [{"id": "printer-1", "address": "virtual://"}])
    for n in range(9):
        hall.issue(f"touch-{n:04}", Request(LAND, LAND_BOOK, confirms=n == 0), Channel("kiosk-1", "printer-1"))
        job = outbox.claim(3, ["printer-1"], 0)["job"]
        outbox.result(3, job["id"], "printed", None, None)
        clock.forward(seconds=40)
    touch(hall, CIVIL, BIRTH, priority=True), touch(hall, CIVIL, BIRTH)
    an.press("next"), an.press("recall"), clock.forward(minutes=1), an.press("start")
    an.press("note", text="thiếu ảnh")
    an.press("hold"), an.press("next"), an.press("no-show"), an.press("late-return", number="A002")
    an.press("resume", number="A001"), an.press("dossiers", dossiers=2), an.press("finish")
    an.press("next"), an.press("start"), an.press("transfer", department=CIVIL)
    an.press("next"), an.press("undo"), an.press("next"), an.press("put-back")
    an.press("next"), an.press("start"), an.press("add-leg", department=TAX), an.press("finish")
    an.press("next"), an.press("start"), an.press("transfer", department=CIVIL, back="desk"), an.press("undo")
    an.press("change-service", service=LAND_MAP), an.press("priority", priority=True), an.press("leave")
    clock.forward(minutes=5)
    an.press("next"), Officer(hall, BINH, LAND_1).sit(takeover=True)
    binh = Officer(hall, BINH, LAND_1)
    binh.press("start"), clock.forward(minutes=7), binh.press("finish"), binh.press("break", reason="lunch")
    binh.press("back-office"), binh.press("open")
    hall.close_desk(LAND_1, BINH), an.sit(), Officer(hall, BINH, LAND_2).sit()
    chi.press("next"), chi.press("start"), clock.forward(minutes=3), chi.press("finish")
