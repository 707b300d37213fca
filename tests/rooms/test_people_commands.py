"""python -m server account and erase, for whoever has the machine."""

from __future__ import annotations

from pathlib import Path

import pyotp
import pytest
from argon2 import PasswordHasher
from cast import AN, LAND, LAND_1, LAND_BOOK, hall_plan
from officer import Officer, touch

from server.accounts import follow_plan
from server.cli import main
from server.clock import HallClock
from server.hall import Hall
from server.identity import CodeNeeded, Identities, WrongSignIn
from server.store.sqlite import SqliteStore

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    hall = Hall(SqliteStore(tmp_path / "hall.db"), HallClock.begin(None, 1.0))
    hall.configure(hall_plan())
    follow_plan(Identities(hall.store, hall.clock, QUICK), hall_plan())
    return hall


def run(tmp_path: Path, *words: str) -> int:
    return main([words[0], "--data", str(tmp_path), *words[1:]])


def test_an_admin_who_lost_the_password_gets_a_new_one_from_the_machine(hall, tmp_path, capsys) -> None:
    identities = Identities(hall.store, hall.clock, QUICK)
    identities.set_password(AN, "mot-mat-khau-dai")
    token = identities.sign_in(AN, "mot-mat-khau-dai")
    assert run(tmp_path, "account", AN, "--password") == 0
    told = capsys.readouterr()
    drawn = told.out.strip()
    assert f"mật khẩu mới của {AN}" in told.err and drawn not in told.err
    assert identities.of_session(token) is None and identities.sign_in(AN, drawn)
    with pytest.raises(WrongSignIn):
        identities.sign_in(AN, "mot-mat-khau-dai")
    assert run(tmp_path, "account") == 0 and "Nguyễn Văn An" in capsys.readouterr().out
    assert run(tmp_path, "account", AN, "--end") == 0 and "1 sessions ended" in capsys.readouterr().out
    assert (run(tmp_path, "account", "khong-ai", "--password"), run(tmp_path, "account", AN)) == (1, 2)


def test_notes_are_erased_by_a_command_and_it_is_logged(hall, tmp_path, capsys) -> None:
    an = Officer(hall, AN, LAND_1).sit()
    touch(hall, LAND, LAND_BOOK)
    an.press("next"), an.press("start"), an.press("note", text="khách cần phiên dịch")
    assert run(tmp_path, "erase") == 0
    assert "notes         30 days         1 rows" in capsys.readouterr().out
    assert run(tmp_path, "erase", "due") == 0 and "notes: 0 erased" in capsys.readouterr().out
    assert run(tmp_path, "erase", "notes", "--before", "2999-01-01") == 0
    assert "notes: 1 erased" in capsys.readouterr().out
    rows = hall.store.rows("SELECT who, kind, rows FROM erasures")
    assert [tuple(row) for row in rows] == [("command", "notes", 1)]
    assert {run(tmp_path, "erase", "journal", "--before", "2026-01-01"), run(tmp_path, "erase", "notes")} == {2}


def test_whoever_has_the_machine_takes_a_second_factor_off(hall, tmp_path, capsys) -> None:
    identities = Identities(hall.store, hall.clock, QUICK)
    identities.set_password(AN, "mot-mat-khau-dai")
    who = identities.of_session(identities.sign_in(AN, "mot-mat-khau-dai"))
    assert who is not None
    identities.begin_factor(who, "mot-mat-khau-dai")
    identities.confirm_factor(who, pyotp.TOTP(identities.begun_factor(who)[0]).now())
    with pytest.raises(CodeNeeded):
        identities.sign_in(AN, "mot-mat-khau-dai")
    assert run(tmp_path, "account") == 0 and "password + code" in capsys.readouterr().out
    assert run(tmp_path, "account", AN, "--no-second-factor") == 0
    assert "the second factor is off" in capsys.readouterr().out and identities.sign_in(AN, "mot-mat-khau-dai")
    assert run(tmp_path, "account", AN, "--no-second-factor") == 0 and "there was no" in capsys.readouterr().out
    assert run(tmp_path, "account", "khong-ai", "--no-second-factor") == 1
    noted = [(row["who"], row["what"], row["detail"]) for row in hall.store.rows("SELECT * FROM access_log")]
    assert noted == [("command", "second-factor", '{"account": "an", "how": "taken-off"}')]
