"""People: accounts with an argon2 password, sessions that live in the server and can be ended."""

from __future__ import annotations

import secrets
import threading

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
STRANGERS = 1000  # names without an account whose failures are remembered, the newest


class People:
    _store: SqliteStore
    _clock: Clock

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._hashing = threading.BoundedSemaphore(2)  # 64 MiB each: a flood must not take the machine
        self._strangers: dict[str, tuple[int, int]] = {}  # name without an account → (failures, locked until)
        self._nobody = self._hasher.hash(secrets.token_hex(16))  # an unknown user costs the same time as a known one

    def add_account(self, username: str, name: str, role: str) -> None:
        """An account without a password: nobody can sign in to it yet."""
        with self._store.writing() as db:
            db.execute(
                "INSERT INTO accounts (username, name, role) VALUES (?, ?, ?)"
                " ON CONFLICT (username) DO UPDATE SET name = excluded.name",
                (username, name, role),
            )

    def has_password(self, username: str) -> bool:
        with self._store.reading() as db:
            row = db.execute("SELECT password_hash FROM accounts WHERE username = ?", (username,)).fetchone()
        return bool(row and row["password_hash"])

    def set_password(self, username: str, password: str) -> None:
        """Sets it and ends all sessions of that account. Raises BadInput outside 8 to 128 characters."""
        if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
            raise BadInput(f"a password has {MIN_PASSWORD} to {MAX_PASSWORD} characters")
        with self._hashing:
            hashed = self._hasher.hash(password)
        with self._store.writing() as db:
            db.execute(
                "UPDATE accounts SET password_hash = ?, failures = 0, locked_until = 0 WHERE username = ?",
                (hashed, username),
            )
            db.execute(
                "UPDATE sessions SET ended_at = ? WHERE username = ? AND ended_at IS NULL",
                (self._clock.now(), username),
            )

    def sign_in(self, username: str, password: str) -> str:
        """A new session's secret. Raises WrongSignIn alike for an unknown name and a wrong password, TooManyTries
        while the account is held back (it never is for longer than a minute)."""
        now = self._clock.now()
        with self._store.reading() as db:
            row = db.execute("SELECT * FROM accounts WHERE username = ?", (username,)).fetchone()
        locked_until = row["locked_until"] if row else self._strangers.get(username, (0, 0))[1]
        if locked_until > now:
            raise TooManyTries
        right = self._verify((row and row["password_hash"]) or self._nobody, password[:MAX_PASSWORD])
        if not (row and row["password_hash"] and right):
            self._count_failure(username, now)
            raise WrongSignIn
        return self._begin_session(username, now)

    def _verify(self, hashed: str, password: str) -> bool:
        with self._hashing:
            try:
                return self._hasher.verify(hashed, password)
            except (VerificationError, InvalidHashError):
                return False

    def _count_failure(self, username: str, now: int) -> None:
        with self._store.writing() as db:
            row = db.execute(
                "UPDATE accounts SET failures = failures + 1 WHERE username = ? RETURNING failures", (username,)
            ).fetchall()
            failures = row[0]["failures"] if row else self._strangers.pop(username, (0, 0))[0] + 1
            over = failures - FREE_TRIES
            locked_until = now + min(MAX_BACKOFF_MS, 1000 * 2 ** min(over, 16)) if over > 0 else 0
            if row:
                db.execute("UPDATE accounts SET locked_until = ? WHERE username = ?", (locked_until, username))
                return
            # Held back like an account: who is refused more often than others would else be known to exist.
            if len(self._strangers) >= STRANGERS:
                del self._strangers[next(iter(self._strangers))]
            self._strangers[username] = (failures, locked_until)

    def _begin_session(self, username: str, now: int) -> str:
        token = secrets.token_urlsafe(32)
        with self._store.writing() as db:
            db.execute("UPDATE accounts SET failures = 0, locked_until = 0 WHERE username = ?", (username,))
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
            "SELECT s.desk, s.created_at, a.username, a.name, a.role FROM sessions s"
            " JOIN accounts a USING (username) WHERE s.token_hash = ? AND s.ended_at IS NULL",
            (hashed,),
        )
        if row is None or self._clock.now() - row["created_at"] > self._session_life():
            return None
        return Identity(row["role"], row["username"], hashed, full_name=row["name"], desk=row["desk"])

    def _session_life(self) -> int:
        return int(SESSION_LIFE_MS * max(1.0, self._clock.speed))

    # -- the first supervisor ----------------------------------------------------------------------------------------

    def first_token(self) -> str | None:
        """A fresh one-time token for the supervisor's first sign-in; None once the supervisor has a password."""
        if self.has_password("supervisor"):
            return None
        self.add_account("supervisor", "Phụ trách", "supervisor")
        token = secrets.token_urlsafe(18)
        with self._store.writing() as db:
            db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('first_token', ?)", (digest(token),))
        return token

    def spend_first_token(self, token: str, password: str) -> str:
        """Sets the supervisor's password and begins a session. Raises CodeSpent, and BadInput for a poor password."""
        with self._store.reading() as db:
            row = db.execute("SELECT value FROM meta WHERE key = 'first_token'").fetchone()
        if row is None or not secrets.compare_digest(row["value"], digest(token)):
            raise CodeSpent
        self.set_password("supervisor", password)
        with self._store.writing() as db:
            spent = db.execute("DELETE FROM meta WHERE key = 'first_token' AND value = ?", (digest(token),)).rowcount
        if spent != 1:
            raise CodeSpent
        return self._begin_session("supervisor", self._clock.now())
