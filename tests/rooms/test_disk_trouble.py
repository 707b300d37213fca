"""Faults 31 and 32: a disk that is full, read-only or failing. The hall says so, shows what it has, and comes back."""

from __future__ import annotations

import time
from html import unescape

import pytest
from cast import AN, LAND, LAND_1, LAND_BOOK
from flask import Flask

from server.backups.archive import listed
from server.care import sheets
from server.care.warnings import warnings
from server.core.wellbeing import MB, BackupFacts, CertificateFacts, Facts, RestoreFacts
from server.core.wellbeing import warnings as rules
from server.settings import ROOT
from server.store.verify import verify

ASKED = {"department": LAND, "service": LAND_BOOK}
TROUBLES = {"full": "PRAGMA max_page_count = 1", "read-only": "PRAGMA query_only = ON"}  # SQLite's own errors, truly
CURES = {"full": "PRAGMA max_page_count = 1000000", "read-only": "PRAGMA query_only = OFF"}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_no_number_without_a_disk_and_everything_else_goes_on(
    app: Flask, device, officer, supervisor, trouble: str
) -> None:
    kiosk, board, desk = device("kiosk", "kiosk-1"), device("display", "display-1"), officer(AN, LAND_1)
    assert kiosk.post("/kiosk/tickets", json={"key": "touch-0001", **ASKED}).status_code == 201
    store, pulse = app.extensions["store"], app.extensions["pulse"]
    pulse.look()
    store._writer.execute(TROUBLES[trouble])

    for given in range(1, 500):  # a full disk still has room in the pages that were begun
        refused = kiosk.post("/kiosk/tickets", json={"key": f"touch-1{given:03}", **ASKED})
        if refused.status_code != 201:
            break
    assert (refused.status_code, refused.json["error"]["id"]) == (503, "storage")
    assert refused.json["error"]["vi"].startswith("Máy đang tạm ngừng cấp số.")
    pulse.look()
    menu = kiosk.get("/kiosk/menu.json")
    assert (menu.status_code, menu.json["open"]["reason"]) == (200, "storage")
    assert desk.get("/desk/snapshot.json").json["waiting_total"] == given
    assert board.get("/display/snapshot.json").status_code == 200
    told = app.test_client().get("/health")
    assert (told.status_code, told.json["why"], told.json["write"]["ok"]) == (503, "storage", False)
    assert warnings(app.extensions)[0]["state"] == "no-write"
    assert "Máy chủ không ghi được" in supervisor.get("/control/state.json").json["html"]

    store._writer.execute(CURES[trouble])
    again = kiosk.post("/kiosk/tickets", json={"key": f"touch-1{given:03}", **ASKED})
    assert again.json["number"] == f"A{given + 1:03}", "the same key, and the number that was not lost"
    pulse.look()
    assert kiosk.get("/kiosk/menu.json").json["open"]["open"] is True
    assert app.test_client().get("/health").status_code == 200
    assert verify(store).equal


def test_a_touch_into_a_hall_that_is_stopping_is_told_to_come_again_and_not_of_a_mistake(app: Flask, device) -> None:
    """The screen asks once more under the same key, and the hall that starts then answers it."""
    kiosk, writer = device("kiosk", "kiosk-1"), app.extensions["store"]._writer
    assert kiosk.post("/kiosk/tickets", json={"key": "touch-0001", **ASKED}).status_code == 201
    writer.close()  # as the last word of a stop does, while requests are still on their way
    refused = kiosk.post("/kiosk/tickets", json={"key": "touch-0002", **ASKED})
    assert (refused.status_code, refused.json["error"]["id"]) == (503, "storage")


def test_health_tells_the_truth_and_nothing_a_stranger_may_not_know(app: Flask, device, admin) -> None:
    device("display", "display-1"), device("kiosk", "kiosk-1")
    app.extensions["pulse"].look()
    told = app.test_client().get("/health").json
    assert (told["status"], told["why"], told["write"]["ok"]) == ("ok", None, True)
    assert told["devices"] == {"screens": 2, "heard": 0, "printers": 0, "ready": 0}
    assert told["outbox"] == {"waiting": 0, "oldest_s": 0} and told["backup"]["age_s"] is None
    kiosk = device("kiosk", "kiosk-1")
    kiosk.post("/kiosk/tickets", json={"key": "touch-0001", **ASKED})
    app.extensions["health"]._gathered = (-100.0, {})
    assert app.test_client().get("/health").json["outbox"]["waiting"] == 1
    text = app.test_client().get("/health").text
    for secret in (str(app.extensions["settings"].data), "display-1", "kiosk-1", "pid", "sqlite"):
        assert secret not in text, secret
    page = admin.get("/admin/", headers={"Accept": "text/html"}).get_data(as_text=True)
    for one in warnings(app.extensions):
        assert one["text"]["vi"] in unescape(page) and one["text"]["en"] in unescape(page)


def test_a_hall_whose_clock_is_behind_is_not_well(app: Flask) -> None:
    app.extensions["hall"].is_behind = lambda: True
    told = app.test_client().get("/health")
    assert (told.status_code, told.json["why"]) == (503, "clock-behind")


def test_a_pulse_that_comes_back_no_more_is_a_fault(app: Flask) -> None:
    pulse = app.extensions["pulse"]
    pulse.start()
    until = time.monotonic() + 20
    while pulse.last() is None and time.monotonic() < until:
        time.sleep(0.01)
    assert pulse.fault is None
    pulse.stop()
    pulse._thread.join(10)
    pulse._last = type(pulse.last())(None, time.monotonic() - 1000, 1.0)
    assert pulse.fault == "stuck"


def test_the_heartbeat_backs_the_hall_up_and_health_tells_its_age(app: Flask, device) -> None:
    device("kiosk", "kiosk-1").post("/kiosk/tickets", json={"key": "touch-0001", **ASKED})
    app.extensions["backups"]._due = 0.0
    app.extensions["sockets"].beat()
    app.extensions["backups"]._thread.join(30)
    (made,) = listed(app.extensions["settings"].backups)
    assert made.seq == 2 and app.test_client().get("/health").json["backup"]["age_s"] < 60


def test_an_admin_backs_up_by_a_button_and_reads_what_there_is(app: Flask, admin) -> None:
    assert "Chưa có bản sao lưu nào" in admin.get("/admin/backups/").get_data(as_text=True)
    assert admin.post("/admin/backups/now").status_code == 303
    app.extensions["backups"]._thread.join(30)
    (made,) = listed(app.extensions["settings"].backups)
    assert made.path.name in admin.get("/admin/backups/").get_data(as_text=True)


WELL = Facts(free=50_000 * MB, total=100_000 * MB, memory_free=4_000 * MB, memory_total=8_000 * MB, up_s=10_000,
             backup=BackupFacts(300, 900))  # fmt: skip
CASES = [
    ({}, []),
    ({"free": 499 * MB, "total": 4_000 * MB}, ["disk-low"]),
    ({"free": 4_000 * MB, "total": 100_000 * MB}, ["disk-low"]),
    ({"free": 6_000 * MB, "total": 4_000_000 * MB}, []),
    ({"free": 90 * MB}, ["disk-low"]),
    ({"memory_free": 700 * MB}, ["memory-low"]),
    ({"clock_moved_ms": 9_000}, ["clock-drift"]),
    ({"clock_moved_ms": 4_000}, []),
    ({"damaged": True}, ["file-damaged"]),
    ({"write_fault": "full", "free": 0}, ["no-write", "disk-low"]),
    ({"backup": BackupFacts(2 * 3600, 900)}, ["backup-old"]),
    ({"backup": BackupFacts(2 * 3600, 900), "up_s": 100}, []),
    ({"backup": BackupFacts(30 * 3600, 900)}, ["backup-old"]),
    ({"backup": BackupFacts(None, 900)}, ["backup-none"]),
    ({"backup": BackupFacts(None, 900), "up_s": 60}, []),
    ({"backup": BackupFacts(300, 900, fault="no room")}, ["backup-failed"]),
    ({"backup": BackupFacts(300, 900, same_disk=True)}, ["backup-same-disk"]),
    ({"backup": BackupFacts(None, 0)}, ["backup-off"]),
    ({"voice": "failing"}, ["voice"]),
    ({"restored": RestoreFacts("24/11/2026 08:00", ("A038–A052",))}, ["restored"]),
    ({"certificate": CertificateFacts("08:00 25/12/2026", 31 * 86_400)}, []),
    ({"certificate": CertificateFacts("08:00 22/12/2026", 29 * 86_400)}, ["certificate-ends"]),
    ({"certificate": CertificateFacts("08:01 24/11/2026", 60)}, ["certificate-ends"]),
    ({"certificate": CertificateFacts("08:00 24/11/2026", 0)}, ["certificate-over"]),
    ({"free": None, "memory_free": None, "backup": None}, []),
]  # fmt: skip


@pytest.mark.parametrize("changed, found", CASES, ids=[str(list(one)) for one, _ in CASES])
def test_each_early_warning_has_its_threshold(changed: dict, found: list[str]) -> None:
    told = rules(Facts(**{**vars(WELL), **changed}))
    assert [one.id for one in told] == found
    for one in told:
        assert (ROOT / "docs" / "when" / f"{one.page}.md").exists(), f"{one.id} names no sheet: {one.page}"


def test_the_grave_ones_come_first() -> None:
    told = rules(Facts(**{**vars(WELL), "memory_free": MB, "damaged": True, "clock_moved_ms": 60_000}))
    assert [one.grave for one in told] == [True, False, False]


def test_every_warning_leads_to_its_sheet_on_the_page_and_nowhere_else(app: Flask, officer) -> None:
    desk = officer(AN, LAND_1)
    assert "Ổ đĩa sắp đầy" in desk.get("/admin/when/").get_data(as_text=True)
    for name in sheets.names():
        page = desk.get(f"/admin/when/{name}").get_data(as_text=True)
        assert "**" not in page and "](" not in page and ("<ol>" in page or "<table>" in page), name
    for wrong in ("nowhere", "..%2Fapi", "README.md", "%2Fetc%2Fpasswd"):
        assert desk.get(f"/admin/when/{wrong}").status_code == 404, wrong


def test_a_sheet_is_text_whatever_stands_in_it() -> None:
    made = str(sheets.to_html("# A <b>\n\n1. `<script>` **x** [y](javascript:alert) [z](disk-full.md)\n"))
    assert "<script>" not in made and "<b>x</b>" in made and 'href="javascript' not in made
    assert '<a href="/admin/when/disk-full">Ổ đĩa sắp đầy' in made and "&lt;b&gt;" in made
