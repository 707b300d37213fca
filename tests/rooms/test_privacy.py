"""What stands beside the journal goes after its days; what a person erases is logged; who takes figures out is too."""

from __future__ import annotations

import os
import sqlite3
import time

import pytest
from cast import AN, LAND, LAND_1, LAND_BOOK, hall_document
from flask import Flask
from officer import Officer, touch

from server.cli import main
from server.core.keeping import DAYS
from server.core.plan import HallPlan
from server.privacy import erase
from server.privacy.kinds import BY_ID, KINDS, SAME_AS
from server.store.verify import verify

DAY_MIN = 24 * 60


def count(app: Flask, sql: str) -> int:
    return app.extensions["store"].row(sql)[0]


@pytest.fixture
def lived(app: Flask, officer, device, clock) -> Flask:
    """A hall in which something of every kind was left behind."""
    hall, store = app.extensions["hall"], app.extensions["store"]
    an = Officer(hall, AN, LAND_1).sit()
    touch(hall, LAND, LAND_BOOK), touch(hall, LAND, LAND_BOOK)
    for deed in ("next", "start"):
        an.press(deed)
    an.press("note", text="khách cần phiên dịch")
    an.press("finish"), an.press("next"), an.press("start"), an.press("finish")
    app.extensions["messages"].send("tin-nhan-01", LAND_1, AN, "Máy in hết giấy.")
    officer(AN)
    with store.writing() as db:
        paper = "INSERT INTO papers (printer, number, at, png) VALUES ('printer-1', 'A001', ?, x'00')"
        db.execute(paper, (clock.now(),))
        db.execute("INSERT INTO receipts VALUES (1, 'shown', 1, 'display-1', ?)", (clock.now(),))
        job = "INSERT INTO print_jobs (ticket, printer, slip, state, created_at, expires_at) VALUES (1, 'printer-1', "
        db.execute(job + "'{}', 'printed', ?, ?)", (clock.now(), clock.now()))
        db.execute("INSERT INTO access_log (at, who, role, what, detail) VALUES (?, 'x', 'admin', 'export', '{}')",
                   (clock.now(),))  # fmt: skip
        db.execute("INSERT OR IGNORE INTO answers VALUES ('kiosk-1', 'khoa-0001', 'x', ?, '{}')", (clock.now(),))
    return app


def test_every_kind_goes_when_it_has_had_its_days_and_not_a_day_before(lived, clock) -> None:
    eraser = lived.extensions["eraser"]
    kept = {one["kind"].id: one["kept"] for one in eraser.overview()}
    assert all(kept.values()), kept
    begun, usual = clock.ms, {one.id: DAYS[SAME_AS.get(one.id, one.id)][2] for one in KINDS}
    for days in sorted(set(usual.values())):
        for minutes, stands in ((days * DAY_MIN - 5, True), (days * DAY_MIN + DAY_MIN, False)):
            clock.ms = begun
            clock.forward(minutes=minutes)
            eraser.nightly()
            kept = {one["kind"].id: bool(one["kept"]) for one in eraser.overview() if usual[one["kind"].id] == days}
            assert kept == dict.fromkeys(kept, stands), (days, minutes)
    assert verify(lived.extensions["store"]).equal, "the journal and all that follows from it know nothing of it"


def test_the_hall_file_says_for_how_many_days(lived, clock) -> None:
    lived.extensions["hall"].configure(HallPlan.from_dict(hall_document() | {"keep": {"notes": 1}}))
    clock.forward(minutes=DAY_MIN + 60)
    assert lived.extensions["eraser"].nightly()["notes"] == 1
    assert count(lived, "SELECT count(*) FROM links") == 2


def test_the_keeper_erases_by_itself_each_night(lived, clock) -> None:
    clock.forward(minutes=8 * DAY_MIN)
    lived.extensions["keeper"].keep()
    assert count(lived, "SELECT count(*) FROM messages WHERE text IS NOT NULL") == 0
    assert {row["who"] for row in lived.extensions["eraser"].erasures()} == {"keeper"}


def test_the_keeper_clears_away_the_log_of_two_months_ago(app, tmp_path) -> None:
    (tmp_path / "logs").mkdir()
    for name, age_days in (("server.log.1", 50), ("server.log.2", 60)):
        (tmp_path / "logs" / name).write_text("{}\n")
        os.utime(tmp_path / "logs" / name, (time.time() - age_days * DAY_MIN * 60,) * 2)
    app.extensions["keeper"].keep()
    assert [one.name for one in (tmp_path / "logs").iterdir()] == ["server.log.1"]


def test_the_link_of_a_visitor_who_still_waits_stays(app, clock) -> None:
    hall = app.extensions["hall"]
    touch(hall, LAND, LAND_BOOK)
    clock.forward(minutes=60 * DAY_MIN)
    app.extensions["eraser"].nightly()
    assert count(app, "SELECT count(*) FROM links") == 1


def test_an_admin_erases_sooner_and_it_stands_in_the_log(lived, admin, clock) -> None:
    clock.forward(minutes=5)
    reply = admin.post("/admin/privacy/erase", data={"kind": "notes", "before": "2026-11-24"})
    assert reply.status_code == 303 and count(lived, "SELECT count(*) FROM notes") == 0
    page, log = admin.get("/admin/privacy").text, admin.get("/admin/privacy/exports").text
    assert "Ghi chú của cán bộ" in page.split('id="erased"')[1] and "Quản trị" in page.split('id="erased"')[1]
    assert "Xóa dữ liệu" in log
    for wrong in ({"kind": "journal", "before": "2026-11-24"}, {"kind": "notes", "before": "mai"}, {}):
        assert admin.post("/admin/privacy/erase", data=wrong).status_code in (400, 404)


def test_what_was_erased_before_a_stop_stands_in_the_log(lived, clock, monkeypatch) -> None:
    """Many rows go a few at a time: each few with its own entry, so that a kill between two hides nothing."""
    monkeypatch.setattr(erase, "MOST", 2)
    with lived.extensions["store"].writing() as db:
        for seq in range(2, 7):
            db.execute("INSERT INTO receipts VALUES (?, 'shown', 1, 'display-1', ?)", (seq, clock.now()))
    clock.forward(minutes=5)
    receipts, asked = BY_ID["receipts"], iter((False, True))
    eraser, now = lived.extensions["eraser"], clock.now()
    assert eraser.erase(receipts, now, "quantri", "admin", lambda: next(asked)) == 2
    assert count(lived, "SELECT count(*) FROM receipts") == 4
    assert [(one["who"], one["kind"], one["rows"]) for one in eraser.erasures()] == [("quantri", "receipts", 2)]
    assert [one["detail"]["rows"] for one in lived.extensions["access_log"].entries() if one["who"] == "quantri"] == [2]
    assert eraser.erase(receipts, now, "quantri", "admin") == 4
    assert count(lived, "SELECT count(*) FROM erasures") == 3, "and no entry for the last look, which found none"
    assert [one["rows"] for one in eraser.erasures()] == [6], "to read, it is one erasing"


def test_nobody_erases_what_they_did_today_nor_what_a_visitor_still_needs(lived, admin) -> None:
    before = count(lived, "SELECT count(*) FROM access_log"), count(lived, "SELECT count(*) FROM links")
    for kind in ("access", "links", "answers", "sessions"):
        admin.post("/admin/privacy/erase", data={"kind": kind, "before": "2026-12-31"})
    assert (count(lived, "SELECT count(*) FROM access_log"), count(lived, "SELECT count(*) FROM links")) == before
    for damage in ("UPDATE access_log SET who = 'ai-do'", "UPDATE erasures SET rows = 0", "DELETE FROM erasures"):
        lived.extensions["eraser"].erase(KINDS[1], lived.extensions["hall"].clock.now(), "x", "admin")
        with pytest.raises(sqlite3.IntegrityError, match="stays"), lived.extensions["store"].writing() as db:
            db.execute("INSERT INTO erasures (at, who, kind, before, rows) VALUES (1, 'x', 'notes', 1, 1)")
            db.execute(damage)


def test_what_is_erased_is_not_left_in_the_file(lived, tmp_path, clock) -> None:
    clock.forward(minutes=40 * DAY_MIN)
    lived.extensions["eraser"].nightly()
    with lived.extensions["store"].writing():
        pass
    lived.extensions["store"]._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # noqa: SLF001 (as a stop does)
    for words in ("khách cần phiên dịch", "Máy in hết giấy."):
        assert words.encode() not in (tmp_path / "hall.db").read_bytes()


EXPORTS = {
    "/reports/day.csv?date=2026-11-23": "ngày 2026-11-23", "/reports/legs.csv?date=2026-11-22": "ngày 2026-11-22",
    "/reports/period.csv?by=desk&month=2026-11": "tháng 2026-11", "/reports/period.xlsx?year=2026": "năm 2026",
    "/reports/period.json?from=2026-11-01&to=2026-11-02": "từ 2026-11-01",
    "/ratings/tally.csv?first=2026-11-01&last=2026-11-23": "từ 2026-11-01",
}  # fmt: skip


def test_every_export_is_written_down_with_who_and_which_period(app, person, admin) -> None:
    supervisor, lead = person("son", "supervisor"), person("ly", "lead", LAND)
    for client in (supervisor, lead):
        for address in EXPORTS:
            assert client.get(address).status_code == 200
    supervisor.get("/reports/day"), supervisor.get("/reports/period?month=2026-11")  # pages are no exports
    supervisor.get("/reports/day.csv?date=never")  # refused: nothing was taken out
    entries = app.extensions["access_log"].entries()
    assert [one["who"] for one in entries] == ["ly"] * len(EXPORTS) + ["son"] * len(EXPORTS)
    assert all(one["detail"]["department"] == LAND for one in entries[: len(EXPORTS)])
    page = admin.get("/admin/privacy/exports").text
    assert all(words in page for words in EXPORTS.values()) and "Báo cáo kỳ (bảng tính)" in page


def test_no_file_leaves_the_house_that_cannot_be_written_down(app, supervisor) -> None:
    with app.extensions["store"].writing() as db:
        db.execute("ALTER TABLE access_log RENAME TO gone")
    reply = supervisor.get("/reports/day.csv?date=2026-11-23")
    assert reply.status_code == 500 and "issued" not in reply.text


def test_a_log_of_many_pages_is_read_to_its_end(app, admin, person) -> None:
    who = app.extensions["identities"].of_session
    admin.get("/admin/")
    identity = who(admin.get_cookie("luot_session").value)
    for n in range(150):
        app.extensions["access_log"].note(identity, "export", report="reports.day_csv", date=f"ngay-{n:03}")
    first = admin.get("/admin/privacy/exports").text
    older = first.split("?before=")[1].split('"')[0]
    assert "ngay-149" in first and "ngay-000" not in first
    assert "ngay-000" in admin.get(f"/admin/privacy/exports?before={older}").text


def test_by_default_the_journal_holds_nothing_of_a_visitor(app, lived) -> None:
    with app.extensions["store"].reading() as db:
        bodies = " ".join(row["body"] for row in db.execute("SELECT body FROM journal"))
    for words in ("phiên dịch", "Máy in hết giấy"):
        assert words not in bodies


def test_who_let_a_device_in_and_who_shut_it_out_stands_in_the_log(app, admin) -> None:
    admin.post("/admin/codes", data={"kind": "display", "name": "display-1"})
    admin.post("/admin/setup/kiosks/code", data={"id": "kiosk-1"})
    identities = app.extensions["identities"]
    identities.enrol(identities.new_code("kiosk", "kiosk-1"))
    (device,) = identities.devices()
    for _ in range(2):  # the second finds nothing to end
        admin.post(f"/admin/devices/{device['id']}/revoke")
    log = app.extensions["access_log"]
    entries = [(one["who"], one["detail"]["how"], one["detail"]["device"]) for one in log.entries()]
    assert entries == [
        ("admin", "revoked", "kiosk kiosk-1"), ("admin", "code", "kiosk kiosk-1"),
        ("admin", "code", "display display-1"),
    ]  # fmt: skip
    page = admin.get("/admin/privacy/exports").text
    assert "Ghép thiết bị" in page and "thu hồi" in page and "thiết bị kiosk kiosk-1" in page


def test_a_code_made_in_the_terminal_stands_in_the_log_too(app, tmp_path) -> None:
    assert main(["pair", "--data", str(tmp_path), "display", "display-1"]) == 0
    (entry,) = app.extensions["access_log"].entries()
    assert (entry["who"], entry["what"], entry["detail"]["device"]) == ("command", "device", "display display-1")
