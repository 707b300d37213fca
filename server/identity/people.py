"""People: accounts with an argon2 password, sessions that live in the server and can be ended."""

from __future__ import annotations

import secrets
import sqlite3
import threading
from collections.abc import Iterable
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ..core.errors import BadInput
from ..ports import Clock
from ..store.sqlite import SqliteStore
from .known import CodeSpent, Identity, TooManyTries, WrongSignIn, digest

SESSION_LIFE_MS = 14 * 3600 * 1000  # a long working day
MIN_PASSWORD, MAX_PASSWORD = 8, 128
FREE_TRIES = 5
MAX_BACKOFF_MS = 60_000
# For passwords no person chose: what cannot be guessed in a lifetime needs no slow hash, and 28 of them take seconds.
QUICK = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1)
FIRST = "admin"  # whom the one-time token signs in; no hall file may name it
REMEMBERED = 2000  # names and addresses whose failures are remembered, the newest


class People:
    _store: SqliteStore
    _clock: Clock

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._hashing = threading.BoundedSemaphore(2)  # 64 MiB each: a flood must not take the machine
        self._counting = threading.Lock()
        self._tries: dict[tuple[str, str], tuple[int, int]] = {}  # (name, address) → (failures, held back until)

    @cached_property
    def _nobody(self) -> str:
        """Nobody's password: an unknown user costs the same time as a known one."""
        with self._hashing:
            return self._hasher.hash(secrets.token_hex(16))

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
            for one in people:
                db.execute(FOLLOW, one)
            named = {one[0] for one in people}
            gone = [(one,) for one, (*_, source) in before.items() if source == "file" and one not in named]
            db.executemany("UPDATE accounts SET closed = 1 WHERE username = ?", gone)
            changed = [one for one, rights in _rights(db).items() if one in before and rights[:3] != before[one][:3]]
            return [token for one in changed for token in _end_all(db, one, self._clock.now())]

    def has_password(self, username: str) -> bool:
        with self._store.reading() as db:
            row = db.execute("SELECT password_hash FROM accounts WHERE username = ?", (username,)).fetchone()
        return bool(row and row["password_hash"])

    def set_password(self, username: str, password: str, random: bool = False) -> None:
        """Sets it and ends all sessions of that account. Raises BadInput outside 8 to 128 characters.

        `random`: a machine drew it, from more than any guesser can try.
        """
        _check_password(password)
        with self._hashing:
            hashed = (QUICK if random else self._hasher).hash(password)
        with self._store.writing() as db:
            db.execute(
                "UPDATE accounts SET password_hash = ? WHERE username = ?",
                (hashed, username),
            )
            _end_all(db, username, self._clock.now())

    def sign_in(self, username: str, password: str, address: str = "") -> str:
        """A new session's secret. Raises WrongSignIn alike for an unknown name and a wrong password, TooManyTries
        while that name is held back for that address (never for longer than a minute, and nobody else's)."""
        now, who = self._clock.now(), (username, address)
        if self._tries.get(who, (0, 0))[1] > now:
            raise TooManyTries
        row = self._store.row("SELECT * FROM accounts WHERE username = ?", (username,))
        known = row and not row["closed"] and row["password_hash"]
        nobody = self._nobody  # which the first of all to sign in waits for
        right = self._verify(known or nobody, password[:MAX_PASSWORD])
        if known and self._hasher.check_needs_rehash(known):
            self._verify(nobody, password[:MAX_PASSWORD])  # a quick hash must not take less time than an unknown name
        if not (known and right):
            self._count_failure(who, now)
            raise WrongSignIn
        self._tries.pop(who, None)
        return self._begin_session(username, now)

    def _verify(self, hashed: str, password: str) -> bool:
        with self._hashing:
            try:
                return self._hasher.verify(hashed, password)
            except (VerificationError, InvalidHashError):
                return False

    def _count_failure(self, who: tuple[str, str], now: int) -> None:
        """Known and unknown names alike: who is refused more often than others would else be known to exist."""
        with self._counting:
            failures = self._tries.pop(who, (0, 0))[0] + 1
            over = failures - FREE_TRIES
            locked_until = now + min(MAX_BACKOFF_MS, 1000 * 2 ** min(over, 16)) if over > 0 else 0
            if len(self._tries) >= REMEMBERED:
                del self._tries[next(iter(self._tries))]
            self._tries[who] = (failures, locked_until)

    def _begin_session(self, username: str, now: int) -> str:
        token = secrets.token_urlsafe(32)
        with self._store.writing() as db:
            db.execute(
                "INSERT INTO sessions (token_hash, username, created_at, seen_at) VALUES (?, ?, ?, ?)",
                (digest(token), username, now, now),
            )
        return token

    def end_session(self, token_hash: str) -> None:
        with self._store.writing() as db:
            db.execute("UPDATE sessions SET ended_at = ? WHERE token_hash = ?", (self._clock.now(), token_hash))

    def sit_at(self, token_hash: str, desk: str | None) -> None:
        """Remembers the desk of a session, so that a reload finds it again."""
        with self._store.writing() as db:
            db.execute("UPDATE sessions SET desk = ? WHERE token_hash = ?", (desk, token_hash))

    def of_session(self, token: str) -> Identity | None:
        hashed = digest(token)
        row = self._store.row(
            "SELECT s.desk, s.created_at, a.username, a.name, a.role, a.department FROM sessions s"
            " JOIN accounts a USING (username) WHERE s.token_hash = ? AND s.ended_at IS NULL AND NOT a.closed",
            (hashed,),
        )
        if row is None or self._clock.now() - row["created_at"] > self._session_life():
            return None
        return Identity(row["role"], row["username"], hashed, full_name=row["name"], desk=row["desk"],
                        department=row["department"])  # fmt: skip

    def is_signed_in(self, username: str, desk: str) -> bool:
        """Whether a living session of that account sits at that desk."""
        born = self._clock.now() - self._session_life()
        sql = "SELECT 1 FROM sessions WHERE username = ? AND desk = ? AND ended_at IS NULL AND created_at >= ?"
        return self._store.row(sql, (username, desk, born)) is not None

    def _session_life(self) -> int:
        return int(SESSION_LIFE_MS * max(1.0, self._clock.speed))

    # -- the first admin ---------------------------------------------------------------------------------------------

    def first_token(self) -> str | None:
        """A fresh one-time token for the first sign-in; None once an admin has a password."""
        sql = "SELECT 1 FROM accounts WHERE role = 'admin' AND password_hash IS NOT NULL AND NOT closed"
        if self._store.row(sql, ()) is not None:
            return None
        self.add_account(FIRST, "Quản trị", "admin")
        token = secrets.token_urlsafe(18)
        with self._store.writing() as db:
            db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('first_token', ?)", (digest(token),))
        return token

    def make_admin(self, password: str) -> None:
        """The account `admin` with that password, whether it was there or not. Raises BadInput for a poor one."""
        _check_password(password)
        self.add_account(FIRST, "Quản trị", "admin")
        self.set_password(FIRST, password)
        with self._store.writing() as db:
            db.execute("UPDATE accounts SET role = 'admin', closed = 0 WHERE username = ?", (FIRST,))
            db.execute("DELETE FROM meta WHERE key = 'first_token'")

    def spend_first_token(self, token: str, password: str) -> str:
        """Sets the first admin's password and begins a session. Raises CodeSpent, and BadInput for a poor password."""
        with self._store.reading() as db:
            row = db.execute("SELECT value FROM meta WHERE key = 'first_token'").fetchone()
        if row is None or not secrets.compare_digest(row["value"], digest(token)):
            raise CodeSpent
        _check_password(password)
        with self._store.writing() as db:
            spent = db.execute("DELETE FROM meta WHERE key = 'first_token' AND value = ?", (digest(token),)).rowcount
        if spent != 1:
            raise CodeSpent
        self.set_password(FIRST, password)
        return self._begin_session(FIRST, self._clock.now())


def _check_password(password: str) -> None:
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise BadInput(f"a password has {MIN_PASSWORD} to {MAX_PASSWORD} characters")


FOLLOW = """
INSERT INTO accounts (username, name, role, department, source) VALUES (?, ?, ?, ?, 'file')
ON CONFLICT (username) DO UPDATE SET name = excluded.name, role = excluded.role, department = excluded.department,
  source = 'file', closed = 0
WHERE NOT (accounts.role = 'admin' AND accounts.source = 'hand')
"""


def _rights(db: sqlite3.Connection) -> dict[str, tuple]:
    """What of each account decides which doors it opens; its source last."""
    rows = db.execute("SELECT username, role, department, closed, source FROM accounts")
    return {row["username"]: tuple(row)[1:] for row in rows}


def _end_all(db: sqlite3.Connection, username: str, now: int) -> list[str]:
    """Ends the sessions of an account; their hashes."""
    sql = "UPDATE sessions SET ended_at = ? WHERE username = ? AND ended_at IS NULL RETURNING token_hash"
    return [row[0] for row in db.execute(sql, (now, username)).fetchall()]
