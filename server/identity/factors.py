"""A second factor: six figures of the moment out of a phone (RFC 6238), and ten codes on paper for when it is lost.

The hall's file holds no secret of it: each is worked out of a random salt, which lies there, and of a key beside it
that no backup carries. Who has the file or a backup alone can work out no code.
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets
import threading
import time
from collections.abc import Callable
from functools import cached_property

import pyotp
from argon2 import PasswordHasher

from ..core.errors import BadInput
from ..kept import kept_secret
from .known import CodeNeeded, FactorLost, HalfGone, Identity, TooManyTries, WrongCode, digest
from .passwords import LETTERS
from .people import FORGET, People

STEP_S, LEEWAY = 30, 1  # a code lives 30 s; a phone's clock may be one step off
RECOVERY_CODES, RECOVERY_LETTERS = 10, 10  # 49 bits each
BEGUN_LIFE_MS, HALF_LIFE_MS = 15 * 60_000, 5 * 60_000
KEY, NEEDED = "second-factor.key", "admins_need_factor"
HOUSE = "Lượt"  # what the phone's app calls us


class SecondFactor(People):
    def __init__(self, hasher: PasswordHasher | None = None, wall: Callable[[], int] | None = None) -> None:
        """`wall`: the machine's own time, ms; a phone knows nothing of a hall whose clock somebody has set."""
        super().__init__(hasher)
        self._one_code = threading.Lock()
        self._wall = wall or (lambda: time.time_ns() // 1_000_000)

    # -- having one --------------------------------------------------------------------------------------------------

    def has_factor(self, username: str) -> bool:
        row = self._store.row("SELECT since FROM second_factors WHERE username = ?", (username,))
        return bool(row and row["since"])

    def recovery_left(self, username: str) -> int:
        sql = "SELECT count(*) AS n FROM recovery_codes WHERE username = ? AND used_at IS NULL"
        return self._store.rows(sql, (username,))[0]["n"]

    def begin_factor(self, who: Identity, password: str) -> None:
        """The person has shown the password; from now on `begun_factor` tells what the phone has to know.
        Raises WrongPassword, TooManyTries, BadInput where there is one already."""
        self._prove_again(who, password)
        if self.has_factor(who.name):
            raise BadInput("there is a second factor already", "Tài khoản này đã bật xác thực hai lớp.")
        row = (who.name, secrets.token_hex(16), self._maker, self._clock.now(), who.token_hash)
        with self._store.writing() as db:
            db.execute(
                "INSERT OR REPLACE INTO second_factors (username, salt, made_by, begun_at, begun_by)"
                " VALUES (?, ?, ?, ?, ?)", row,
            )  # fmt: skip

    def begun_factor(self, who: Identity) -> tuple[str, str] | None:
        """What this session has begun: the secret as one types it, and as a phone's camera reads it."""
        row = self._store.row(
            "SELECT * FROM second_factors WHERE username = ? AND begun_by = ? AND since IS NULL AND begun_at >= ?",
            (who.name, who.token_hash, self._clock.now() - self._real(BEGUN_LIFE_MS)),
        )
        if row is None:
            return None
        secret = self._secret(row["username"], row["salt"])
        return secret, pyotp.TOTP(secret).provisioning_uri(name=who.name, issuer_name=HOUSE)

    def confirm_factor(self, who: Identity, code: str) -> list[str]:
        """The phone shows the right code: from now on it is asked for. The recovery codes, told only here. Raises
        WrongCode, BadInput where nothing was begun by this session a short while ago."""
        begun = self.begun_factor(who)
        if begun is None:
            raise BadInput("nothing is begun, or it was too long ago", "Đã quá 15 phút. Mời bắt đầu lại.")
        step = self._step_of(begun[0], _typed(code))
        if step is None:
            raise WrongCode
        drawn = [_drawn() for _ in range(RECOVERY_CODES)]
        salt = self._store.rows("SELECT salt FROM second_factors WHERE username = ?", (who.name,))[0]["salt"]
        hashes = [(who.name, self.passwords.slow_digest(one, bytes.fromhex(salt))) for one in drawn]
        sql = "UPDATE second_factors SET since = ?, last_step = ? WHERE username = ? AND since IS NULL AND salt = ?"
        with self._store.writing() as db:
            if db.execute(sql, (self._clock.now(), step, who.name, salt)).rowcount != 1:
                raise WrongCode  # another page of theirs was quicker
            db.execute("DELETE FROM recovery_codes WHERE username = ?", (who.name,))
            db.executemany("INSERT INTO recovery_codes (username, code_hash) VALUES (?, ?)", hashes)
        return [f"{one[:5]}-{one[5:]}" for one in drawn]

    def drop_factor(self, who: Identity, password: str, code: str) -> None:
        """By the person. Raises WrongPassword, WrongCode, TooManyTries, FactorLost."""
        self._prove_again(who, password)
        self._prove_code(who.name, code)
        self.remove_factor(who.name)

    def remove_factor(self, username: str) -> bool:
        """By the admin, or on the machine itself: whether there was one."""
        had = self.has_factor(username)
        with self._store.writing() as db:
            for sql in FORGET:
                db.execute(sql, (username,))
        return had

    # -- whether admins must ------------------------------------------------------------------------------------------

    def admins_need_factor(self) -> bool:
        return self._store.row("SELECT 1 FROM meta WHERE key = ?", (NEEDED,)) is not None

    def need_factor_of_admins(self, needed: bool) -> None:
        sql = "INSERT OR REPLACE INTO meta (key, value) VALUES (?, '1')" if needed else "DELETE FROM meta WHERE key = ?"
        with self._store.writing() as db:
            db.execute(sql, (NEEDED,))

    # -- signing in ---------------------------------------------------------------------------------------------------

    def _after_password(self, username: str, address: str, device: int | None) -> str:
        if not self.has_factor(username):
            return self._begin_session(username, address, device)
        half, now = secrets.token_urlsafe(32), self._clock.now()
        with self._store.writing() as db:
            db.execute("DELETE FROM half_sign_ins WHERE at < ?", (now - self._real(HALF_LIFE_MS),))
            db.execute("INSERT INTO half_sign_ins (token_hash, username, device, at) VALUES (?, ?, ?, ?)",
                       (digest(half), username, device, now))  # fmt: skip
        raise CodeNeeded(half)

    def half_signed_in(self, half: str) -> str | None:
        """Whose password was right, while that still counts."""
        row = self._store.row("SELECT username FROM half_sign_ins WHERE token_hash = ? AND at >= ?",
                              (digest(half), self._clock.now() - self._real(HALF_LIFE_MS)))  # fmt: skip
        return row["username"] if row else None

    def sign_in_by_code(self, half: str, code: str, address: str = "") -> str:
        """The session's token. Raises HalfGone, WrongCode, TooManyTries, FactorLost."""
        username = self.half_signed_in(half)
        if username is None:
            raise HalfGone
        self._prove_code(username, code)
        with self._store.writing() as db:
            sql = "DELETE FROM half_sign_ins WHERE token_hash = ? RETURNING device"
            spent = db.execute(sql, (digest(half),)).fetchall()
        if not spent:
            raise HalfGone
        return self._begin_session(username, address, spent[0]["device"])

    def _prove_code(self, username: str, code: str) -> None:
        """Wrong ones are counted for the account, wherever they come from: only who knows its password comes so far,
        and holds back nobody but who knows it too."""
        who, now, typed = (username, "code"), self._clock.now(), _typed(code)
        with self._one_code:  # a hundred sent at once are a hundred tries, not one
            if self._tries.held_back(who, now):
                raise TooManyTries
            if not (self._takes_step(username, typed) if typed.isdigit() else self._takes_recovery(username, typed)):
                self._tries.failed(who, now)
                raise WrongCode
            self._tries.succeeded(who)

    def _takes_step(self, username: str, typed: str) -> bool:
        row = self._store.row("SELECT * FROM second_factors WHERE username = ? AND since IS NOT NULL", (username,))
        if row is None:
            return False
        if row["made_by"] != self._maker:
            raise FactorLost
        step = self._step_of(self._secret(username, row["salt"]), typed)
        if step is None:
            return False
        with self._store.writing() as db:  # never the same one twice, nor one before it
            sql = "UPDATE second_factors SET last_step = ? WHERE username = ? AND salt = ? AND last_step < ?"
            return db.execute(sql, (step, username, row["salt"], step)).rowcount == 1

    def _takes_recovery(self, username: str, typed: str) -> bool:
        row = self._store.row("SELECT salt FROM second_factors WHERE username = ? AND since IS NOT NULL", (username,))
        if row is None or not re.fullmatch(f"[{LETTERS}]{{{RECOVERY_LETTERS}}}", typed):
            return False
        hashed = self.passwords.slow_digest(typed, bytes.fromhex(row["salt"]))
        with self._store.writing() as db:
            sql = "UPDATE recovery_codes SET used_at = ? WHERE username = ? AND code_hash = ? AND used_at IS NULL"
            return db.execute(sql, (self._clock.now(), username, hashed)).rowcount == 1

    def _step_of(self, secret: str, typed: str) -> int | None:
        """The step whose code this is: now's, the one before, the one after."""
        now, totp = self._wall() // 1000 // STEP_S, pyotp.TOTP(secret, interval=STEP_S)
        steps = [now + off for off in range(-LEEWAY, LEEWAY + 1)]
        right = [one for one in steps if hmac.compare_digest(totp.generate_otp(one), typed)]
        return right[-1] if right else None

    def _secret(self, username: str, salt: str) -> str:
        """160 bits, as RFC 4226 advises."""
        drawn = hmac.digest(self._key, f"{username} {salt}".encode(), "sha256")[:20]
        return base64.b32encode(drawn).decode()

    @cached_property
    def _key(self) -> bytes:
        return kept_secret(self._store.path.with_name(KEY), lambda: secrets.token_bytes(32))

    @property
    def _maker(self) -> str:
        """Which key it is: after a restore on another machine there is another."""
        return hmac.digest(self._key, b"name", "sha256").hex()[:16]


def is_recovery(code: str) -> bool:
    """Whether it is written like one."""
    return not _typed(code).isdigit()


def _typed(code: str) -> str:
    """Without the gaps that apps and people put in."""
    return re.sub(r"[\s-]", "", code[:40]).lower() if code.isascii() else ""


def _drawn() -> str:
    """Never of figures alone, which would be taken for the phone's."""
    while (code := "".join(secrets.choice(LETTERS) for _ in range(RECOVERY_LETTERS))).isdigit():
        pass
    return code
