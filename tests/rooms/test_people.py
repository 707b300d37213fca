"""People's accounts: who was the supervisor of an older hall, who comes first in a new one."""

from __future__ import annotations

from pathlib import Path

from argon2 import PasswordHasher
from sqlite_utils import Database

from server.clock import TestClock
from server.identity import Identities
from server.store.schema import migrations
from server.store.sqlite import SqliteStore

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def test_the_supervisor_of_an_older_hall_administers_it_after_the_upgrade(tmp_path: Path) -> None:
    old = Database(tmp_path / "hall.db")
    migrations.apply(old, stop_before="m120_admins_and_leads")
    hashed = QUICK.hash("mat-khau-cu-cua-toi")
    for username, role in (("supervisor", "supervisor"), ("an", "officer")):
        old["accounts"].insert({"username": username, "name": "Tên", "role": role, "password_hash": hashed})
    old.conn.close()
    store = SqliteStore(tmp_path / "hall.db")
    identities = Identities(store, TestClock("2026-11-23T08:00:00+07:00"), QUICK)
    assert identities.first_token() is None, "the hall has its admin"
    who = {one: identities.of_session(identities.sign_in(one, "mat-khau-cu-cua-toi")) for one in ("supervisor", "an")}
    assert {name: one.role for name, one in who.items() if one} == {"supervisor": "admin", "an": "officer"}
    identities.follow([("binh", "Bình", "officer", None)])
    left = identities.of_session(identities.sign_in("supervisor", "mat-khau-cu-cua-toi"))
    assert left is not None and left.role == "admin", "no hall file names it, and it stays"
    store.close()
