"""A clean start: number 001 again, with the same plan, devices and people, and all of before in a file of its own."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from cast import AN, LAND, LAND_1, LAND_BOOK

from server import clean_start
from server.backups.archive import LEFT_OUT
from server.cli import main
from server.clock import HallClock
from server.core.plan import HallPlan
from server.deeds.request import Channel, Request
from server.hall import Hall
from server.identity import Identities
from server.settings import Settings
from server.staff.alarms import Alarms
from server.store.sqlite import SqliteStore
from server.store.verify import verify

KIOSK = Channel("kiosk-1", printer="printer-1")


@pytest.fixture
def settings(tmp_path: Path, plan: HallPlan) -> Settings:
    """A hall in which things were tried out: two numbers given, a desk open, a kiosk paired, An with a password."""
    found = Settings(tmp_path, voice=False)
    store, clock = SqliteStore(found.database), HallClock.begin(None)
    hall, identities = Hall(store, clock), Identities(store, clock)
    hall.configure(plan)
    identities.add_account(AN, "Nguyễn Văn An", "officer")
    identities.set_password(AN, "mot-mat-khau-dai", random=True)
    identities.enrol(identities.new_code("kiosk", "kiosk-1"))
    hall.open_desk(LAND_1, AN)
    for n in (1, 2):
        assert issue(hall, f"touch-{n:04}") == f"A{n:03}"
    store.close()
    return found


def issue(hall: Hall, key: str) -> str:
    return hall.issue(key, Request(LAND, LAND_BOOK), KIOSK)[0]["number"]


def rows(path: Path, sql: str) -> list[tuple]:
    store = SqliteStore(path)
    try:
        return [tuple(row) for row in store.rows(sql)]
    finally:
        store.close()


def test_the_lists_go_along_and_their_history_stays_with_the_old_file(settings) -> None:
    store = SqliteStore(settings.database)
    hall, row = Hall(store, HallClock.begin(None)), {"short": "", "field": "", "documents": ""}
    new = [(f"1.00000{n}", None, row | {"name": "Cấp sổ", "agency": "Đất đai"}) for n in (1, 2)]
    assert hall.change_catalogue(lambda present: new, AN)
    assert hall.change_catalogue(lambda present: [("1.000002", present["1.000002"], None)], AN)
    store.close()
    clean_start.ask(settings, "admin")
    clean_start.perform(settings)
    assert rows(settings.database, "SELECT code, retired FROM procedures ORDER BY code") == [
        ("1.000001", 0), ("1.000002", 1)
    ]  # fmt: skip
    assert rows(settings.database, "SELECT how FROM changes") == [("first",)]
    store = SqliteStore(settings.database)
    assert verify(store).equal
    store.close()


def test_nothing_happens_where_nobody_asked(settings) -> None:
    assert clean_start.perform(settings) is None
    assert rows(settings.database, "SELECT count(*) FROM tickets") == [(2,)]


def test_the_hall_begins_at_001_with_the_same_plan_devices_and_people(settings, plan) -> None:
    clean_start.ask(settings, "admin")
    assert clean_start.perform(settings) is not None
    store, clock = SqliteStore(settings.database), HallClock.begin(None)
    assert store.present_plan() == plan
    assert [one["name"] for one in Identities(store, clock).devices()] == ["kiosk-1"]
    assert Identities(store, clock).sign_in(AN, "mot-mat-khau-dai")
    hall = Hall(store, clock)
    assert issue(hall, "touch-0001") == "A001", "even under a key that was used while trying"
    assert [row["kind"] for row in store.rows("SELECT kind FROM journal ORDER BY seq LIMIT 1")] == ["plan-changed"]
    assert verify(store).equal
    store.close()


def test_no_press_of_before_finds_an_alarm_of_the_new_hall(settings) -> None:
    """Its alarms are counted from 1 again."""
    store = SqliteStore(settings.database)
    alarms = Alarms(store, HallClock.begin(None))
    assert alarms.alert("press-0001", LAND_1, AN)["id"] == alarms.alert("press-0002", LAND_1, AN)["id"] == 1
    store.close()
    clean_start.ask(settings, "admin")
    clean_start.perform(settings)
    for left in ("SELECT * FROM alarms", "SELECT * FROM alarm_presses"):
        assert rows(settings.database, left) == []


def test_while_another_program_reads_the_file_it_waits_and_mixes_no_two_halls(settings, monkeypatch) -> None:
    """What that program keeps the log open for would be read into the new file."""
    monkeypatch.setattr(clean_start, "PATIENCE_S", 0.3)
    reader = sqlite3.connect(settings.database, isolation_level=None)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM tickets").fetchone() == (2,)
    store = SqliteStore(settings.database)
    assert issue(Hall(store, HallClock.begin(None)), "touch-0003") == "A003"
    store.close()
    clean_start.ask(settings, "admin")
    with pytest.raises(OSError, match="another program"):
        clean_start.perform(settings)
    assert rows(settings.database, "SELECT count(*) FROM tickets") == [(3,)]
    reader.close()
    aside = clean_start.perform(settings)
    assert rows(aside, "SELECT count(*) FROM tickets") == [(3,)]
    assert rows(settings.database, "SELECT count(*) FROM tickets") == [(0,)]


def test_what_was_before_is_kept_whole_and_still_proves_itself(settings) -> None:
    clean_start.ask(settings, "admin")
    aside = clean_start.perform(settings)
    assert aside.parent == settings.data / "before" and not clean_start.is_asked(settings)
    store = SqliteStore(aside)
    assert [row["number"] for row in store.rows("SELECT number FROM tickets ORDER BY id")] == ["A001", "A002"]
    assert verify(store).equal
    store.close()


def test_a_clean_start_cut_off_midway_is_done_by_the_next(settings, monkeypatch) -> None:
    class Killed(BaseException):
        """What a power cut looks like to the rest: the end is never reached."""

    def die(*_: object) -> None:
        raise Killed

    clean_start.ask(settings, "admin")
    with monkeypatch.context() as patch:
        patch.setattr(clean_start, "_copy", die)
        with pytest.raises(Killed):
            clean_start.perform(settings)
    assert rows(settings.database, "SELECT count(*) FROM tickets") == [(2,)], "nothing is lost meanwhile"
    assert clean_start.perform(settings) is not None
    assert rows(settings.database, "SELECT count(*) FROM tickets") == [(0,)]


def test_cut_off_before_the_new_file_takes_the_place_of_the_old_one_there_is_a_hall_all_the_same(
    settings, monkeypatch
) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    clean_start.ask(settings, "admin")
    with monkeypatch.context() as patch:
        patch.setattr("os.replace", die)
        with pytest.raises(KeyboardInterrupt):
            clean_start.perform(settings)
    assert rows(settings.database, "SELECT count(*) FROM tickets") == [(2,)]
    clean_start.perform(settings)
    assert rows(settings.database, "SELECT username FROM accounts") == [(AN,)]
    assert rows(settings.database, "SELECT count(*) FROM tickets") == [(0,)]


@pytest.mark.parametrize("name", [clean_start.ASKED, clean_start.ASIDE, "hall.new.db", "hall.started", "rehearsal"])
def test_a_backup_carries_neither_the_wish_nor_what_was_put_aside_nor_a_rehearsal(name) -> None:
    assert LEFT_OUT.fullmatch(name), "brought back by a restore, the wish would empty the hall once more"


def test_every_table_named_as_lived_exists(settings) -> None:
    tables = {name for (name,) in rows(settings.database, "SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables >= clean_start.LIVED


def test_at_the_terminal_it_is_done_for_who_writes_the_words(settings, monkeypatch, capsys) -> None:
    for typed, code in (("yes", 2), ("bắt đầu mới", 0)):
        monkeypatch.setattr("builtins.input", lambda _, typed=typed: typed)
        assert main(["clean-start", "--data", str(settings.data)]) == code
    assert "kept in" in capsys.readouterr().out
    assert rows(settings.database, "SELECT count(*) FROM tickets") == [(0,)]


def test_on_the_page_it_wants_the_words_and_says_what_stays(app, admin, officer) -> None:
    kiosk = app.extensions["hall"]
    issue(kiosk, "touch-0001")
    page = admin.get("/admin/setup/begin").text
    assert "Đã có 1 số được cấp" in page and clean_start.WORDS in page
    refused = admin.post("/admin/setup/begin", data={"words": "ok"})
    assert refused.status_code == 400 and not clean_start.is_asked(app.extensions["settings"])
    done = admin.post("/admin/setup/begin", data={"words": "bắt đầu  mới"})
    assert done.status_code == 200 and clean_start.is_asked(app.extensions["settings"])
