"""Who is at the door: devices by token, people by session. Only hashes of secrets are kept."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from .core.errors import BadInput, HallError
from .ports import Clock
from .store.sqlite import SqliteStore

CODE_LIFE_MS = 10 * 60_000
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no I, O, 0, 1: they are read wrong off a screen
DEVICE_KINDS = ("kiosk", "display", "paper", "agent")
SESSION_COOKIE = "luot_session"
COOKIES = {kind: f"luot_{kind}" for kind in ("kiosk", "display", "paper")}
SESSION_LIFE_MS = 14 * 3600 * 1000  # a long working day
MIN_PASSWORD, MAX_PASSWORD = 8, 128
FREE_TRIES = 5
MAX_BACKOFF_MS = 60_000
STRANGERS = 1000  # names without an account whose failures are remembered, the newest


class WrongSignIn(HallError):
    id = "wrong-sign-in"
    status = 401
    vi = "Tên hoặc mật khẩu chưa đúng. Mời nhập lại."
    en = "The name or the password is not right. Please try again."


class TooManyTries(HallError):
    id = "too-many-tries"
    status = 429
    vi = "Nhập sai nhiều lần. Mời chờ một phút rồi thử lại."
    en = "Too many wrong tries. Please wait a minute and try again."


class CodeSpent(HallError):
    id = "code-spent"
    status = 403
    vi = "Mã ghép không đúng, đã dùng hoặc quá 10 phút. Mời xin mã mới ở trang quản trị."
    en = "This code is wrong, used or older than 10 minutes. Ask for a new one on the administration page."


@dataclass(frozen=True)
class Identity:
    """`role` is kiosk, display, paper, agent, officer or supervisor; `name` a device's or an account's."""

    role: str
    name: str
    token_hash: str
    id: int = 0  # the device's row
    full_name: str = ""
    desk: str | None = None


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


class Identities:
    def __init__(self, store: SqliteStore, clock: Clock, hasher: PasswordHasher | None = None) -> None:
        self._store, self._clock = store, clock
        self._hasher = hasher or PasswordHasher()
        self._hashing = threading.BoundedSemaphore(2)  # 64 MiB each: a flood must not take the machine
        self._strangers: dict[str, tuple[int, int]] = {}  # name without an account → (failures, locked until)
        self._nobody = self._hasher.hash(secrets.token_hex(16))  # an unknown user costs the same time as a known one

    # -- devices -----------------------------------------------------------------------------------------------------

    def new_code(self, kind: str, name: str) -> str:
        """A one-time code for a device of that kind; it lives 10 minutes and is told only here."""
        if kind not in DEVICE_KINDS:
            raise BadInput(f"a device is one of {', '.join(DEVICE_KINDS)}")
        name = name.strip()
        if not 1 <= len(name) <= 40:
            raise BadInput("a device's name has 1 to 40 characters")
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(8))
        with self._store.writing() as db:
            db.execute("DELETE FROM codes WHERE expires_at < ?", (self._clock.now() - CODE_LIFE_MS,))
            db.execute(
                "INSERT INTO codes (code_hash, kind, name, expires_at) VALUES (?, ?, ?, ?)",
                (digest(code), kind, name, self._clock.now() + self._code_life()),
            )
        return code

    def _code_life(self) -> int:
        """Ten minutes for the person who types it, however fast the hall's clock runs."""
        return int(CODE_LIFE_MS * max(1.0, self._clock.speed))

    def enrol(self, code: str) -> tuple[str, str, str]:
        """Spends a code: (secret token, kind, name). Raises CodeSpent for any code that is not good now."""
        token, hashed = secrets.token_urlsafe(32), digest(code.strip().upper())
        now = self._clock.now()
        with self._store.writing() as db:
            row = db.execute(
                "UPDATE codes SET used_at = ? WHERE code_hash = ? AND used_at IS NULL AND expires_at > ?"
                " RETURNING kind, name",
                (now, hashed, now),
            ).fetchall()
            if not row:
                raise CodeSpent
            kind, name = row[0]
            db.execute(
                "INSERT INTO devices (kind, name, token_hash, created_at) VALUES (?, ?, ?, ?)",
                (kind, name, digest(token), now),
            )
        return token, kind, name

    def devices(self) -> list[dict]:
        with self._store.reading() as db:
            return [dict(row) for row in db.execute("SELECT id, kind, name, created_at, revoked_at FROM devices")]

    def revoke(self, device: int) -> str | None:
        """Ends a device's token; its hash, so that open sockets can be ended too."""
        with self._store.writing() as db:
            row = db.execute(
                "UPDATE devices SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL RETURNING token_hash",
                (self._clock.now(), device),
            ).fetchall()
        return row[0]["token_hash"] if row else None

    def of_token(self, token: str, kind: str) -> Identity | None:
        with self._store.reading() as db:
            row = db.execute(
                "SELECT * FROM devices WHERE token_hash = ? AND kind = ? AND revoked_at IS NULL", (digest(token), kind)
            ).fetchone()
        return Identity(kind, row["name"], row["token_hash"], row["id"]) if row else None

    # -- people ------------------------------------------------------------------------------------------------------

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
        with self._store.reading() as db:
            row = db.execute(
                "SELECT s.desk, s.created_at, a.username, a.name, a.role FROM sessions s"
                " JOIN accounts a USING (username) WHERE s.token_hash = ? AND s.ended_at IS NULL",
                (hashed,),
            ).fetchone()
        if row is None or self._clock.now() - row["created_at"] > self._session_life():
            return None
        return Identity(row["role"], row["username"], hashed, full_name=row["name"], desk=row["desk"])

    def _session_life(self) -> int:
        return int(SESSION_LIFE_MS * max(1.0, self._clock.speed))

    def of_cookies(self, cookies: Mapping[str, str], role: str) -> Identity | None:
        """The identity for `role` that these cookies prove, or None."""
        if role in COOKIES:
            token = cookies.get(COOKIES[role])
            return self.of_token(token, role) if token else None
        token = cookies.get(SESSION_COOKIE)
        found = self.of_session(token) if token and role in ("officer", "supervisor") else None
        return found if found and found.role == role else None

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
