"""python -m server check and admin, on a real data folder: what they find, what they say, and how they end."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from cast import AN, hall_document

from server.accounts import follow_plan
from server.app import slip_fits
from server.checks.command import NOT_ASKED
from server.cli import main
from server.clock import HallClock
from server.core.events import Entry, Kind
from server.core.plan import HallPlan
from server.hall import Hall
from server.identity import Identities
from server.serve import has_admin, narrowed
from server.settings import Settings
from server.store.sqlite import SqliteStore

PASSWORD = "mot-mat-khau-dai"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The small hall, with an administrator, as a start left it: readable by its owner alone."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    store, clock = SqliteStore(folder / "hall.db"), HallClock.begin(None)
    plan = HallPlan.from_dict(hall_document() | {"sample": False})
    Hall(store, clock).configure(plan)
    identities = Identities(store, clock)
    follow_plan(identities, plan)
    identities.first_token()
    identities.set_password("admin", PASSWORD)
    store.close()
    return folder


def found(data: Path, capsys) -> tuple[int, set[str]]:
    """The exit code, and the ids of what was found."""
    code = main(["check", "--data", str(data)])
    return code, {word for word in capsys.readouterr().out.split() if word.startswith("HALL-")}


def test_a_hall_without_errors_ends_with_0_and_says_what_to_mend(data, capsys) -> None:
    code, ids = found(data, capsys)
    assert code == 0 and {"HALL-W201", "HALL-W302", "HALL-W206"} <= ids
    assert not ids & {"HALL-W203", "HALL-W204"}, "what only a running hall knows is not guessed"


def test_without_an_administrator_it_ends_with_1(data, capsys) -> None:
    store = SqliteStore(data / "hall.db")
    with store.writing() as db:
        db.execute("UPDATE accounts SET password_hash = NULL")
    store.close()
    assert found(data, capsys) == (1, found(data, capsys)[1] | {"HALL-E301"})


def test_a_password_of_the_sample_that_still_opens_the_door_is_an_error(data, capsys) -> None:
    (data / "sample-accounts.txt").write_text(f"{AN} mau-mau-mau-mau\n")
    assert "HALL-E303" not in found(data, capsys)[1], "An has none"
    store = SqliteStore(data / "hall.db")
    Identities(store, HallClock.begin(None)).set_password(AN, "mau-mau-mau-mau", random=True)
    store.close()
    code, ids = found(data, capsys)
    assert code == 1 and "HALL-E303" in ids


def test_secrets_that_others_may_read_are_an_error_unless_the_folder_keeps_them_out(data, capsys) -> None:
    (data / "hall.db").chmod(0o644)
    assert "HALL-E403" not in found(data, capsys)[1]
    data.chmod(0o755)
    code, ids = found(data, capsys)
    assert code == 1 and "HALL-E403" in ids


def test_it_knows_how_the_hall_was_started(data, capsys) -> None:
    Settings(data, host="0.0.0.0", hours="real", public_url="http://localhost:8000").tell_where()  # noqa: S104
    ids = found(data, capsys)[1]
    assert {"HALL-W401", "HALL-W402"} <= ids and "HALL-N412" not in ids


def test_while_the_hall_is_down_it_tells_what_the_journal_says_and_what_it_does_not_know(data, capsys) -> None:
    store, clock = SqliteStore(data / "hall.db"), HallClock.begin(None)
    body = {"by_ms": 30_000, "machine": clock.now(), "confirmed": False}
    with store.deed(clock.now()) as deed:
        deed.record(Entry(Kind.CLOCK_JUMPED, deed.now, deed.business_date(), body=body))
    store.close()
    main(["check", "--data", str(data)])
    said = capsys.readouterr().out
    assert "HALL-W427" in said and said.rstrip().endswith(NOT_ASKED)


def test_a_damaged_file_is_told_in_a_sentence(data, capsys) -> None:
    file = data / "hall.db"
    file.write_bytes(b"no hall at all" + file.read_bytes()[14:])
    assert main(["check", "--data", str(data)]) == 1
    assert "restore a backup" in capsys.readouterr().err


def test_where_there_is_no_hall_it_says_so(tmp_path, capsys) -> None:
    assert main(["check", "--data", str(tmp_path)]) == 1
    assert "there is no hall" in capsys.readouterr().err


def test_a_name_is_measured_as_it_will_stand_on_paper() -> None:
    name = "Văn phòng Đăng ký đất đai, Trung tâm Phát triển quỹ đất và Quỹ Bảo vệ môi trường"
    assert slip_fits(name, 12, True, 80) and not slip_fits(name, 12, True, 58)
    assert not slip_fits(name + ", " + name, 12, True, 80)


def test_the_hall_listens_to_its_machine_alone_until_somebody_administers_it(data) -> None:
    wide, here = Settings(data, host="0.0.0.0"), Settings(data)  # noqa: S104
    assert narrowed(wide) == wide and narrowed(here) == here
    store = SqliteStore(data / "hall.db")
    with store.writing() as db:
        db.execute("UPDATE accounts SET closed = 1")
    store.close()
    assert narrowed(wide).host == "127.0.0.1" and not has_admin(data / "hall.db")
    assert narrowed(Settings(data / "new", host=socket.gethostname())).host == "127.0.0.1"
    assert os.path.exists(data / "hall.db") and not (data / "new").exists(), "only looked at"
