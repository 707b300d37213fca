"""People: accounts with an argon2 password, and officers' PINs that are good at an enrolled desk alone."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable
from typing import Any

from argon2 import PasswordHasher

from ..core.desks import FIRST_ADMIN
from ..core.errors import BadInput, UnknownName
from ..ports import Clock
from ..shares import caller_of
from ..store.sqlite import SqliteStore
from .known import CodeSpent, DrawnTooLongAgo, Identity, TooManyTries, WrongPassword, WrongSignIn, digest
from .passwords import Passwords, check_password, check_pin, drawn_password, is_pin
from .sessions import Sessions, end_all
from .tries import Tries

DRAWN_LIFE_MS = 14 * 24 * 3600_000  # of a drawn password that nobody has come to sign in with
PIN_TRIES = 10  # wrong ones in a row at any desk: from then on the password, until that is right once
# Its password goes with it: who has that name one day is perhaps another person.
CLOSE = "UPDATE accounts SET closed = 1, password_hash = NULL, drawn_at = NULL, pin_hash = NULL WHERE username = ?"
FORGET = ("DELETE FROM second_factors WHERE username = ?", "DELETE FROM recovery_codes WHERE username = ?")
FOLLOW = """
INSERT INTO accounts (username, name, role, department, source) VALUES (?, ?, ?, ?, 'file')
ON CONFLICT (username) DO UPDATE SET name = excluded.name, role = excluded.role, department = excluded.department,
  source = 'file', closed = 0
WHERE NOT (accounts.role = 'admin' AND accounts.source = 'hand')
"""


class People(Sessions):
    _store: SqliteStore
    _clock: Clock

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        super().__init__()
        self.passwords, self._tries = Passwords(hasher), Tries()

    def add_account(self, username: str, name: str, role: str, department: str | None = None) -> None:
        """An account without a password: nobody can sign in to it yet."""
        with self._store.writing() as db:
            db.execute(
                "INSERT INTO accounts (username, name, role, department) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (username) DO UPDATE SET name = excluded.name",
                (username, name, role, department),
            )

    def follow(self, people: Iterable[tuple[str, str, str, str | None]]) -> list[str]:
        """The accounts become what the hall file says: (username, name, role, department). Whom it names no more is
        shut out. The sessions of all whose rights changed end: their hashes, so that open sockets end too.

        An admin made by hand stays one, whatever the file says: the hall must not lose its last.
        """
        people = list(people)
        with self._store.writing() as db:
            before = _rights(db)
            db.executemany(FOLLOW, people)
            named = {one[0] for one in people}
            gone = [(one,) for one, (*_, source) in before.items() if source == "file" and one not in named]
            for sql in (CLOSE, *FORGET):
                db.executemany(sql, gone)
            changed = [one for one, rights in _rights(db).items() if one in before and rights[:3] != before[one][:3]]
            return [token for one in changed for token in end_all(db, one, self._clock.now())]

    def accounts(self) -> list[dict]:
        """All that are open: username, name, role, department, whether there is a password and a PIN; when it was drawn
        and not changed since, and whether it is no longer good."""
        return [dict(row) | {"is_over": self._is_over(row["drawn_at"])} for row in self._store.rows(
            "SELECT username, name, role, department, password_hash IS NOT NULL AS has_password,"
            " pin_hash IS NOT NULL AS has_pin, drawn_at, f.since IS NOT NULL AS has_factor"
            " FROM accounts LEFT JOIN second_factors f USING (username)"
            " WHERE NOT closed ORDER BY role = 'officer', role, username"
        )]  # fmt: skip

    def has_password(self, username: str) -> bool:
        row = self._store.row("SELECT password_hash FROM accounts WHERE username = ?", (username,))
        return bool(row and row["password_hash"])

    def set_password(
        self, username: str, password: str, random: bool = False, but: str = "", drawn_at: int | None = None
    ) -> list[str]:
        """Sets it and ends all sessions of that account: their hashes. `but`: the hash of one that may go on.

        Raises BadInput, PoorPassword. `random`: a machine made it. `drawn_at`: when, ms, where its owner has to choose
        another.
        """
        if not random:
            check_password(password, username)
        hashed = self.passwords.hash(password, random)
        with self._store.writing() as db:
            db.execute("UPDATE accounts SET password_hash = ?, drawn_at = ? WHERE username = ?",
                       (hashed, drawn_at, username))  # fmt: skip
            if drawn_at is not None:
                db.execute("UPDATE accounts SET pin_hash = NULL WHERE username = ?", (username,))
            if username == FIRST_ADMIN:
                db.execute("DELETE FROM meta WHERE key = 'first_token'")
            return end_all(db, username, self._clock.now(), but)

    def draw_password(self, username: str) -> tuple[str, list[str]]:
        """A new password for who has none or lost it, told only here; a PIN goes with the old one. It opens the own
        account alone, where its owner chooses another. Raises UnknownName."""
        if self._store.row("SELECT 1 FROM accounts WHERE username = ? AND NOT closed", (username,)) is None:
            raise UnknownName("account", username)
        password = drawn_password()
        return password, self.set_password(username, password, random=True, drawn_at=self._clock.now())

    def change_password(self, who: Identity, old: str, new: str) -> list[str]:
        """By the person. All other sessions of theirs end. Raises WrongPassword, TooManyTries, BadInput."""
        check_password(new, who.name)
        if new == old:
            raise BadInput("the new password is the old one", "Mật khẩu mới giống mật khẩu cũ. Mời chọn mật khẩu khác.")
        self._prove_again(who, old)
        return self.set_password(who.name, new, but=who.token_hash)

    def end_own(self, who: Identity, password: str, chosen: list[str]) -> list[str]:
        """By the person: sessions of theirs, each named by how its hash begins. Their hashes. Raises WrongPassword,
        TooManyTries."""
        self._prove_again(who, password)
        ended = [one["token_hash"] for one in self.sessions()
                 if one["username"] == who.name and one["token_hash"] != who.token_hash
                 and any(short and one["token_hash"].startswith(short) for short in chosen)]  # fmt: skip
        for one in ended:
            self.end_session(one)
        return ended

    def set_pin(self, who: Identity, password: str, pin: str) -> None:
        """By an officer who knows the password; an empty one takes it away. Raises WrongPassword, PoorPin, BadInput."""
        if who.role != "officer":
            raise BadInput("a PIN is for officers", "Chỉ cán bộ tại quầy dùng mã PIN.")
        if pin:
            check_pin(pin)
        self._prove_again(who, password)
        hashed = self.passwords.hash(pin) if pin else None
        with self._store.writing() as db:
            db.execute("UPDATE accounts SET pin_hash = ? WHERE username = ?", (hashed, who.name))

    def sign_in(self, username: str, secret: str, address: str = "", desk: Identity | None = None) -> str:
        """A new session's token. Raises WrongSignIn alike for an unknown name and a wrong secret, TooManyTries
        while that name is held back for that address or enrolled desk (never for longer than a minute, and nobody
        else's), TooBusy in a flood; where the password was right DrawnTooLongAgo, and CodeNeeded where there is a
        second factor. A PIN needs none: the enrolled desk is one."""
        pin = self._of_account(username, "pin_hash") if desk is not None and is_pin(secret) else None
        place = f"desk:{desk.id}" if desk is not None else caller_of(address)
        if pin is not None:
            if self._tries.failures((username, "pin")) >= PIN_TRIES:
                pin = self.passwords.nobody
            self._prove(username, place, pin, secret, address, pin=True)
            return self._begin_session(username, address, desk.id if desk is not None else None)
        self._prove(username, place, self._of_account(username, "password_hash"), secret, address)
        self._tries.succeeded((username, "pin"))
        if self._is_over(self._of_account(username, "drawn_at")):
            raise DrawnTooLongAgo
        return self._after_password(username, address, desk.id if desk is not None else None)

    def _is_over(self, drawn_at: int | None) -> bool:
        return drawn_at is not None and self._clock.now() - drawn_at > self._real(DRAWN_LIFE_MS)

    def _after_password(self, username: str, address: str, device: int | None) -> str:
        return self._begin_session(username, address, device)

    def _prove_again(self, who: Identity, password: str) -> None:
        """The person at a page left open may be another one."""
        try:
            self._prove(who.name, f"session:{who.token_hash}", self._of_account(who.name, "password_hash"), password)
        except WrongSignIn:
            raise WrongPassword from None

    def _prove(
        self, username: str, place: str, hashed: str | None, secret: str, address: str = "", pin: bool = False
    ) -> None:
        who, now = (username, place), self._clock.now()
        if self._tries.held_back(who, now):
            raise TooManyTries
        if not self.passwords.is_right(hashed, secret, caller_of(address)):
            self._tries.failed(who, now)
            if pin:
                self._tries.failed((username, "pin"), now)
            raise WrongSignIn
        if self._tries.held_back(who, self._clock.now()):  # sent at once with too many wrong ones
            raise TooManyTries
        self._tries.succeeded(who)

    def _of_account(self, username: str, column: str) -> Any:
        row = self._store.row("SELECT * FROM accounts WHERE username = ? AND NOT closed", (username,))
        return row[column] if row else None

    # -- the first admin ---------------------------------------------------------------------------------------------

    def first_token(self) -> str | None:
        """A fresh one-time token for the first sign-in; None once an admin has a password."""
        sql = "SELECT 1 FROM accounts WHERE role = 'admin' AND password_hash IS NOT NULL AND NOT closed"
        if self._store.row(sql, ()) is not None:
            return None
        self.add_account(FIRST_ADMIN, "Quản trị", "admin")
        token = secrets.token_urlsafe(18)
        with self._store.writing() as db:
            db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('first_token', ?)", (digest(token),))
        return token

    def spend_first_token(self, token: str, password: str) -> str:
        """Sets the first admin's password and begins a session. Raises CodeSpent, and BadInput for a poor password."""
        row = self._store.row("SELECT value FROM meta WHERE key = 'first_token'", ())
        if row is None or not secrets.compare_digest(row["value"], digest(token)):
            raise CodeSpent
        check_password(password, FIRST_ADMIN)
        with self._store.writing() as db:
            spent = db.execute("DELETE FROM meta WHERE key = 'first_token' AND value = ?", (digest(token),)).rowcount
        if spent != 1:
            raise CodeSpent
        self.set_password(FIRST_ADMIN, password)
        return self._begin_session(FIRST_ADMIN)


def _rights(db: sqlite3.Connection) -> dict[str, tuple]:
    """What of each account decides which doors it opens; its source last."""
    rows = db.execute("SELECT username, role, department, closed, source FROM accounts")
    return {row["username"]: tuple(row)[1:] for row in rows}
