"""Fault 35: after a restore no number comes twice, nothing is deleted, and a restore may be killed at every step."""

from __future__ import annotations

import os
import shutil
import signal
from argparse import Namespace
from copy import copy
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from cast import CIVIL, LAND, LAND_BOOK, hall_plan
from officer import new_key

from server import clean_start
from server.admin.navigation import GROUPS
from server.backups import archive
from server.backups.archive import BadBackup
from server.backups.commands import restore_command
from server.backups.numbers import Known, raised, unseen
from server.backups.restore import Restored, restore
from server.clock import TestClock
from server.core.events import Kind
from server.core.hours import business_date
from server.deeds.request import Channel, Request
from server.hall import Hall
from server.identity import Identities
from server.identity.passwords import QUICK
from server.serve import UNFINISHED, RestoreUnfinished, need_whole_data, take_lead
from server.settings import Settings
from server.store.sqlite import SqliteStore
from server.store.summing import findings, sum_up
from server.store.verify import rebuild, verify

NOW = TestClock()  # the machine's time when the first backup is made: a backup carries it
MANY = 40  # given out after the backup
KEY = b"k" * 32


def today() -> str:
    return business_date(NOW.now()).isoformat()


class Place:
    """A hall's folder, its backup, and the numbers that were given out before it was lost."""

    def __init__(self, folder: Path) -> None:
        self.data, self.elsewhere = folder / "data", folder / "elsewhere"
        self.given: list[str] = []
        self.data.mkdir(parents=True)
        (self.data / "secret.key").write_bytes(KEY)
        with self.opened() as hall:
            hall.configure(hall_plan())
            self.visitors(hall, 12)
            self.backup = archive.make(self.data, self.elsewhere).path
            self.visitors(hall, MANY)

    def twin(self, folder: Path) -> Place:
        """Another one as this one is now."""
        other = copy(self)
        other.data, other.elsewhere, other.given = folder / "data", folder / "elsewhere", list(self.given)
        shutil.copytree(self.data.parent, folder, dirs_exist_ok=True)
        other.backup = other.elsewhere / self.backup.name
        return other

    def opened(self) -> Opened:
        return Opened(self.data)

    def visitors(self, hall: Hall, n: int) -> None:
        for _ in range(n):
            self.given.append(hall.issue(new_key(), Request(LAND, LAND_BOOK), Channel("kiosk-1"))[0]["number"])

    def restored(self, last: dict[str, int] | None = None) -> Restored:
        return restore(self.data, self.backup, NOW.now(), last or {})

    def goes_on(self, n: int = 30) -> list[str]:
        with self.opened() as hall:
            self.visitors(hall, n)
            verdict = verify(hall.store)
            assert verdict.equal, verdict.report()
        assert len(set(self.given)) == len(self.given), "a number was given out twice"
        return self.given[-n:]


class Opened:
    def __init__(self, data: Path) -> None:
        self.store = SqliteStore(data / "hall.db")

    def __enter__(self) -> Hall:
        return Hall(self.store, NOW)

    def __exit__(self, *fallen: object) -> None:
        self.store.close()


@pytest.fixture(scope="module")
def lost(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Made once: each test has a copy of its own."""
    NOW.ms = int(datetime.now(UTC).timestamp() * 1000)
    return Place(tmp_path_factory.mktemp("lost"))


@pytest.fixture
def place(lost: Place, tmp_path: Path) -> Place:
    return lost.twin(tmp_path)


def test_where_the_data_before_can_be_read_the_numbers_go_on_after_the_last_one(place: Place) -> None:
    done = place.restored()
    assert done.sure and done.raised == {(today(), "A"): (12, 12 + MANY)}
    assert place.goes_on()[0] == "A053"
    assert done.aside is not None and (done.aside / "hall.db").exists() and (done.aside / "secret.key").exists()


@pytest.mark.parametrize("loss", ["deleted", "garbage", "torn", "fresh"])
def test_where_it_is_lost_the_numbers_jump_out_of_reach(place: Place, loss: str) -> None:
    file = place.data / "hall.db"
    whole = file.read_bytes()
    if loss in ("deleted", "fresh"):
        file.unlink()
    if loss == "fresh":  # a new machine, on which the hall was started before the restore
        a_new_hall(place)
    elif loss != "deleted":
        file.write_bytes(b"\x99" * 50_000 if loss == "garbage" else whole[:8192] + b"\x99" * (len(whole) - 8192))
    done = place.restored()
    assert not done.sure
    assert place.goes_on()[0] == "A1001"
    with place.opened() as hall:
        assert hall.issue(new_key(), Request(CIVIL, "tu-phap.khai-sinh"), Channel("kiosk-1"))[0]["number"] == "B1001"


def a_new_hall(place: Place) -> None:
    """It knows nothing of the lost one, though its journal is the longer."""
    with place.opened() as hall:
        hall.configure(hall_plan())
        for _ in range(20):
            hall.issue(new_key(), Request(LAND, LAND_BOOK), Channel("kiosk-1"))
        assert hall.store.row("SELECT max(seq) AS n FROM journal")["n"] > archive.check(place.backup).seq


def test_a_backup_from_before_a_clean_start_jumps_as_well(place: Place) -> None:
    settings = Settings(data=place.data)
    clean_start.ask(settings, "admin")
    assert clean_start.perform(settings)
    assert not place.restored().sure
    assert place.goes_on()[0] == "A1001"


def test_the_wrong_backup_first_then_the_right_one_still_knows_all_numbers(place: Place) -> None:
    older = place.backup
    with place.opened() as hall:
        place.visitors(hall, 1)
        place.backup = newer = archive.make(place.data, place.elsewhere).path
        place.visitors(hall, 1)
    place.backup = older
    place.restored()
    place.goes_on(3)
    place.backup = newer
    assert place.restored().sure, "the present data go on from a restore, and what was there before it is put aside"
    assert place.goes_on()[0] == "A058"


def test_a_new_hall_is_no_witness_though_what_an_earlier_restore_put_aside_is(place: Place) -> None:
    place.restored()
    place.goes_on(3)
    (place.data / "hall.db").unlink()
    a_new_hall(place)
    assert not place.restored().sure, "what was given out after the first restore is lost"
    place.goes_on()


def test_a_last_number_seen_on_paper_counts_too(place: Place) -> None:
    (place.data / "hall.db").unlink()
    place.restored({"A": 1500})
    assert place.goes_on()[0] == "A2001"


def test_the_day_after_a_lost_morning_jumps_as_well_and_later_days_begin_at_one() -> None:
    now = TestClock("2026-11-24T09:00:00+07:00").now()
    own = {("2026-11-23", "A"): 37, ("2026-11-20", "A"): 99}
    lost = Known(readable=False)
    up = raised(own, lost, unseen(now, now - 10 * 60_000), "2026-11-24", ["A", "B"])
    assert up == {
        ("2026-11-20", "A"): 99, ("2026-11-23", "A"): 1000, ("2026-11-23", "B"): 1000, ("2026-11-24", "A"): 1000,
        ("2026-11-24", "B"): 1000,
    }  # fmt: skip
    a_week = raised(own, lost, unseen(now + 7 * 86_400_000, now), "2026-11-30", ["A"])
    assert a_week["2026-11-30", "A"] == 3000 == a_week["2026-11-23", "A"] - 1000
    assert unseen(0, 10**9) == unseen(10**12, 0), "a clock that went back tells nothing: a whole day's numbers"


def test_a_restored_older_backup_still_knows_what_was_put_aside_before(place: Place) -> None:
    place.restored()
    place.goes_on()
    (place.data / "hall.db").unlink()
    place.restored()
    place.goes_on()


def test_a_restore_is_journalled_and_its_gap_is_no_false_figure(place: Place) -> None:
    place.restored()
    with place.opened() as hall:
        entry = hall.store.row("SELECT * FROM journal ORDER BY seq DESC LIMIT 1")
        assert entry["kind"] == Kind.RESTORED and place.backup.name in entry["body"]
        assert sum_up(hall.store, date.fromisoformat(today()), NOW.now() + 86_400_000)
        with hall.store.reading() as db:
            assert "numbers" not in findings(hall.store, db, today())
        with hall.store.writing() as db:
            db.execute("UPDATE counters SET last = 20")
        assert not verify(hall.store).equal, "a counter below what the restore moved it to"
        rebuild(hall.store)
        assert hall.store.row("SELECT last FROM counters")["last"] == 12 + MANY


def test_who_was_shut_out_since_the_backup_stays_out(place: Place) -> None:
    with place.opened() as hall:
        people = Identities(hall.store, NOW, QUICK)
        stolen = people.enrol(people.new_code("kiosk", "kiosk-1"))[0]
        people.add_account("an", "An", "officer")
        people.set_password("an", "mot-mat-khau-dai", random=True)
        people.add_account("binh", "Bình", "officer")
        over, on = people.sign_in("an", "mot-mat-khau-dai"), people.sign_in("an", "mot-mat-khau-dai")
        place.backup = archive.make(place.data, place.elsewhere).path
        people.revoke(people.devices()[0]["id"])
        with hall.store.writing() as db:
            db.execute("INSERT INTO accounts (username, name, role) VALUES ('moi', 'Mới', 'officer')")
            db.execute("UPDATE accounts SET closed = 1 WHERE username = 'binh'")
        people.end_session(people.of_session(over).token_hash)  # type: ignore[union-attr]
    place.restored()
    with place.opened() as hall:
        people = Identities(hall.store, NOW, QUICK)
        assert people.of_token(stolen, "kiosk") is None and people.of_session(over) is None
        assert people.of_session(on) is not None
        assert hall.store.row("SELECT closed FROM accounts WHERE username = 'binh'")["closed"] == 1
    (place.data / "hall.db").unlink()
    place.restored()
    with place.opened() as hall:
        assert Identities(hall.store, NOW, QUICK).of_session(on) is None, "who knows whose session was ended since"


def test_a_restore_killed_at_any_step_keeps_the_hall_shut_and_loses_nothing(lost, tmp_path: Path) -> None:
    steps = 0
    for n in range(1, 30):
        place = lost.twin(tmp_path / str(n))
        before = (place.data / "hall.db").read_bytes()
        died = _dies_at(n, place)
        if died:
            steps += 1
            half = (place.data / UNFINISHED).exists()
            if half:
                with pytest.raises(RestoreUnfinished, match="once more"):
                    need_whole_data(Settings(data=place.data))
            else:
                assert (place.data / "hall.db").read_bytes() == before, f"step {n}: changed without a marker"
            place.restored()
        need_whole_data(Settings(data=place.data))
        assert place.goes_on(3)[0] == "A053", f"step {n}"
        kept = [path.read_bytes() for path in place.data.glob("aside-*/hall.db*")]
        assert before in kept, f"step {n}: the data before are lost"
        if not died:
            assert steps > 6
            return
    pytest.fail("the restore never came through")


def test_who_was_shut_out_stays_out_where_the_restore_was_killed_between_the_file_and_its_log(place: Place) -> None:
    """After a power cut the newest is in the log alone."""
    with place.opened() as hall:
        people = Identities(hall.store, NOW, QUICK)
        stolen = people.enrol(people.new_code("kiosk", "kiosk-1"))[0]
        place.backup = archive.make(place.data, place.elsewhere).path
        people.revoke(people.devices()[0]["id"])
        cut = place.twin(place.data.parent / "cut")  # while it runs: the file and its log
    assert (cut.data / "hall.db-wal").stat().st_size
    assert _dies_at("aside hall.db-wal", cut) and not (cut.data / "hall.db-wal").exists()
    cut.restored()
    with cut.opened() as hall:
        assert Identities(hall.store, NOW, QUICK).of_token(stolen, "kiosk") is None


def test_a_restore_that_cannot_write_says_so_in_words_and_is_ended_by_the_same_once_more(place: Place, capsys) -> None:
    with place.opened() as hall, hall.store.writing() as db:
        db.execute("CREATE TRIGGER no_room BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'no room'); END")
    bad = archive.make(place.data, place.elsewhere).path
    with place.opened() as hall, hall.store.writing() as db:
        db.execute("DROP TRIGGER no_room")
    asked = Namespace(file=bad, last=None)
    assert restore_command(Settings(data=place.data), asked) == 1
    assert "broken off (no room)" in capsys.readouterr().err
    place.restored()
    place.goes_on(3)


def test_the_last_words_of_a_restore_name_the_page_as_the_navigation_does(place: Place, capsys) -> None:
    assert restore_command(Settings(data=place.data), Namespace(file=place.backup, last=None)) == 0
    vi, en = capsys.readouterr().out.splitlines()[-2:]
    (page,) = [one for _, _, group in GROUPS for one in group if one[0] == "admin.page"]
    assert f"trang {page[1]} (/admin/)" in vi and f"the page {page[2]} (/admin/)" in en


def test_a_clean_start_asked_for_before_does_not_take_the_restored_hall_away(place: Place) -> None:
    settings = Settings(data=place.data)
    clean_start.ask(settings, "admin")
    place.restored()
    assert not clean_start.is_asked(settings) and list(place.data.glob(f"aside-*/{clean_start.ASKED}"))


def _dies_at(n: int | str, place: Place) -> bool:
    """At the step of that number, or of that name."""
    child = os.fork()
    if child == 0:
        left = [n]

        def step(name: str) -> None:
            if isinstance(left[0], int):
                left[0] -= 1
            if left[0] in (0, name):
                os.kill(os.getpid(), signal.SIGKILL)

        restore(place.data, place.backup, NOW.now(), {}, step)
        os._exit(0)
    return os.waitpid(child, 0)[1] != 0


def test_a_damaged_backup_is_refused_before_anything_is_touched(place: Place) -> None:
    damaged = bytearray(place.backup.read_bytes())
    damaged[len(damaged) // 2] ^= 0xFF
    place.backup.write_bytes(damaged)
    before = (place.data / "hall.db").read_bytes()
    with pytest.raises(BadBackup):
        place.restored()
    assert (place.data / "hall.db").read_bytes() == before and not (place.data / UNFINISHED).exists()
    place.goes_on()


def test_a_restore_leaves_the_lead_with_whoever_has_it(place: Place) -> None:
    lead = take_lead(Settings(data=place.data))
    place.restored()
    assert (place.data / "hall.lock").exists()
    lead.close()
