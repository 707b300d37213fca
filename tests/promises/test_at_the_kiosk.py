"""What the hall promises at the kiosk: nobody is called who never saw the number, nothing prints twice by itself."""

from __future__ import annotations

import pytest
from cast import AN, LAND, LAND_1, LAND_2, LAND_BOOK, LAND_MAP, hall_document
from officer import Officer, new_key, touch

from server.core.errors import (
    BadInput,
    NobodyWaiting,
    QuotaReached,
    ServicePaused,
    StillPrinting,
    TooFast,
    UnknownName,
)
from server.core.plan import HallPlan
from server.deeds.request import Channel, Request
from server.hall import Hall
from server.live.outbox import Outbox
from server.store import queries
from server.store.verify import verify

KIOSK = Channel("kiosk-1", "printer-1")
CONFIRMING = Request(LAND, LAND_BOOK, confirms=True)


def changed(hall: Hall, **changes: object) -> None:
    hall.configure(HallPlan.from_dict(hall_document() | changes))


# -- shown -----------------------------------------------------------------------------------------------------------


def test_a_number_never_shown_is_set_aside_and_the_next_visitor_is_called(hall: Hall) -> None:
    hall.issue(new_key(), CONFIRMING, KIOSK)
    touch(hall, LAND, LAND_BOOK)
    an = Officer(hall, AN, LAND_1).sit()
    an.press("next")
    here = an.here()
    assert here is not None and here.number == "A002"
    an.press("no-show")
    with pytest.raises(NobodyWaiting):
        an.press("next")
    assert verify(hall.store).equal


def test_a_number_shown_late_is_called_from_its_first_arrival(hall: Hall, clock) -> None:
    unseen = hall.issue(new_key(), CONFIRMING, KIOSK)[0]
    clock.forward(minutes=3)
    touch(hall, LAND, LAND_BOOK)
    hall.shown(unseen["ticket"], "kiosk-1")
    hall.shown(unseen["ticket"], "kiosk-1")
    an = Officer(hall, AN, LAND_1).sit()
    an.press("next")
    here = an.here()
    assert here is not None and here.number == "A001"
    assert verify(hall.store).equal


def test_another_kiosk_cannot_confirm_or_reprint_it(hall: Hall) -> None:
    unseen = hall.issue(new_key(), CONFIRMING, KIOSK)[0]
    with pytest.raises(UnknownName):
        hall.shown(unseen["ticket"], "kiosk-2")
    with pytest.raises(UnknownName):
        hall.reprint(unseen["ticket"], Channel("kiosk-2", "printer-1"))


def test_paper_that_came_out_shows_the_number_too(hall: Hall, clock) -> None:
    unseen = hall.issue(new_key(), CONFIRMING, KIOSK)[0]
    outbox = Outbox(hall.store, clock, on_printed=hall.paper_came_out)
    outbox.hello(1, [{"id": "printer-1", "address": "virtual://"}])
    job = outbox.claim(1, ["printer-1"], 0)["job"]
    outbox.result(1, job["id"], "printed", None, None)
    an = Officer(hall, AN, LAND_1).sit()
    an.press("next")
    here = an.here()
    assert here is not None and here.ticket == unseen["ticket"]


# -- paper once more -------------------------------------------------------------------------------------------------


def test_a_reprint_is_the_same_number_marked_and_only_after_the_first_is_settled(hall: Hall, clock) -> None:
    ticket = hall.issue(new_key(), Request(LAND, LAND_BOOK), KIOSK)[0]
    with pytest.raises(StillPrinting):
        hall.reprint(ticket["ticket"], KIOSK)
    outbox = Outbox(hall.store, clock)
    outbox.hello(1, [{"id": "printer-1", "address": "virtual://"}])
    outbox.result(1, outbox.claim(1, ["printer-1"], 0)["job"]["id"], "failed", "paper-out", None)
    assert outbox.claim(1, ["printer-1"], 0)["job"] is None, "nothing prints twice by itself"
    hall.reprint(ticket["ticket"], KIOSK)
    again = outbox.claim(1, ["printer-1"], 0)["job"]
    assert (again["number"], again["slip"]["reprint"]) == (ticket["number"], True)


def test_a_ticket_that_had_no_paper_has_none_to_print_again(hall: Hall) -> None:
    ticket = touch(hall, LAND, LAND_BOOK, channel="kiosk-2")
    with pytest.raises(BadInput):
        hall.reprint(ticket["ticket"], Channel("kiosk-2"))


def test_jobs_older_than_a_minute_never_burst_out(hall: Hall, clock) -> None:
    for _ in range(5):
        hall.issue(new_key(), Request(LAND, LAND_BOOK), KIOSK)
    clock.forward(seconds=61)
    outbox = Outbox(hall.store, clock)
    outbox.hello(1, [{"id": "printer-1", "address": "virtual://"}])
    assert outbox.claim(1, ["printer-1"], 0)["job"] is None
    with hall.store.reading() as db:
        assert [row[0] for row in db.execute("SELECT DISTINCT state FROM print_jobs")] == ["expired"]


# -- limits ----------------------------------------------------------------------------------------------------------


def test_a_flooding_kiosk_is_held_to_its_bucket_and_fills_again(hall: Hall, clock) -> None:
    changed(hall, kiosk_seconds=3, kiosk_burst=5)
    given = 0
    for _ in range(1000):
        clock.forward(seconds=0.06)
        try:
            touch(hall, LAND, LAND_BOOK, channel="kiosk-1")
            given += 1
        except TooFast:
            continue
    assert given == 5 + 59 // 3
    touch(hall, LAND, LAND_BOOK, channel="kiosk-2")  # its neighbour has a bucket of its own


def test_a_refused_touch_costs_no_number_and_no_token(hall: Hall, clock) -> None:
    changed(hall, kiosk_seconds=3, kiosk_burst=1)
    touch(hall, LAND, LAND_BOOK, channel="kiosk-1")
    for _ in range(10):
        with pytest.raises(TooFast):
            touch(hall, LAND, LAND_BOOK, channel="kiosk-1")
    clock.forward(seconds=3)
    assert touch(hall, LAND, LAND_BOOK, channel="kiosk-1")["number"] == "A002"


def test_the_same_touch_again_costs_no_token(hall: Hall) -> None:
    changed(hall, kiosk_seconds=3, kiosk_burst=1)
    first = hall.issue("touch-0001", CONFIRMING, KIOSK)[0]
    assert hall.issue("touch-0001", CONFIRMING, KIOSK) == (first, False)


def test_a_department_gives_out_no_more_than_its_daily_quota(hall: Hall, clock) -> None:
    document = hall_document()
    document["departments"][0]["daily_quota"] = 2
    hall.configure(HallPlan.from_dict(document))
    touch(hall, LAND, LAND_BOOK), touch(hall, LAND, LAND_MAP)
    with pytest.raises(QuotaReached):
        touch(hall, LAND, LAND_BOOK)
    clock.forward(minutes=24 * 60)
    assert touch(hall, LAND, LAND_BOOK)["number"] == "A001"


def test_a_paused_service_is_not_taken_and_its_neighbour_is(hall: Hall) -> None:
    document = hall_document()
    document["departments"][0]["services"][0]["paused"] = True
    hall.configure(HallPlan.from_dict(document))
    with pytest.raises(ServicePaused):
        touch(hall, LAND, LAND_BOOK)
    assert touch(hall, LAND, LAND_MAP)["number"] == "A001"


def test_the_range_of_minutes_shrinks_when_more_desks_open(hall: Hall) -> None:
    for _ in range(8):
        touch(hall, LAND, LAND_BOOK)
    Officer(hall, AN, LAND_1).sit()
    one = touch(hall, LAND, LAND_BOOK)["minutes"]
    Officer(hall, "binh", LAND_2).sit()
    two = touch(hall, LAND, LAND_BOOK)["minutes"]
    assert two[1] < one[1]


def test_where_to_go_names_the_part_of_the_hall_and_the_desks(hall: Hall) -> None:
    assert touch(hall, LAND, LAND_BOOK)["where"] == {"vi": "Quầy 1, 2, 5", "en": "Desks 1, 2, 5"}
    document = hall_document()
    for desk in ("1", "2", "5"):
        document["desks"][desk]["area"] = "A"
    hall.configure(HallPlan.from_dict(document))
    assert touch(hall, LAND, LAND_BOOK)["where"] == {"vi": "Khu A · Quầy 1, 2, 5", "en": "Area A · Desks 1, 2, 5"}


# -- set-up while people wait (faults.md row 45) ---------------------------------------------------------------------


def test_row_45_a_service_renamed_or_taken_away_while_somebody_waits_is_still_served(hall: Hall) -> None:
    touch(hall, LAND, LAND_BOOK), touch(hall, LAND, LAND_MAP)
    document = hall_document()
    document["departments"][0]["name_vi"] = "Nông nghiệp và Môi trường"
    document["departments"][0]["services"] = document["departments"][0]["services"][1:]
    hall.configure(HallPlan.from_dict(document))
    with pytest.raises(UnknownName):
        touch(hall, LAND, LAND_BOOK)
    an = Officer(hall, AN, LAND_1).sit()
    for number in ("A001", "A002"):
        an.press("next")
        here = an.here()
        assert here is not None and here.number == number
        an.press("start"), an.press("finish")
    with hall.store.reading() as db:
        first = queries.day_legs(db, "2026-11-23")[0]
        old = hall.store.plan(db, first.plan)
    assert (first.service, first.state) == (LAND_BOOK, "done")
    assert old.service(LAND, LAND_BOOK).name.vi == "Sổ đỏ", "its record keeps the name it began with"
    assert verify(hall.store).equal
