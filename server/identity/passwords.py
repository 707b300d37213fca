"""Passwords and PINs: how they are kept, how they are checked, how many at once."""

from __future__ import annotations

import secrets
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type, hash_secret_raw

from ..core.errors import BadInput
from .common import is_common
from .known import PoorPassword, PoorPin, TooBusy

MIN_PASSWORD, MAX_PASSWORD = 8, 128
MIN_PIN, MAX_PIN = 6, 12
AT_ONCE = 2  # 64 MiB each: a flood must not take the machine
MOST_WAITING, MOST_OF_ONE = 24, 8  # threads that wait for a turn: the hall needs the others for its visitors
# For passwords no person chose: what cannot be guessed in a lifetime needs no slow hash, and 28 of them take seconds.
QUICK = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1)
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are read wrong off paper


def drawn_password() -> str:
    """Twelve letters: 59 bits."""
    return "".join(secrets.choice(LETTERS) for _ in range(12))


class Passwords:
    """The hasher and its turns."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._counting, self._waiting = threading.Lock(), Counter[str]()

    @cached_property
    def nobody(self) -> str:
        """Nobody's password: an unknown user costs the same time as a known one."""
        with self._turns:
            return self._hasher.hash(secrets.token_hex(16))

    def hash(self, secret: str, random: bool = False) -> str:
        """`random`: a machine drew it, from more than any guesser can try."""
        with self._turns:
            return (QUICK if random else self._hasher).hash(secret)

    def slow_digest(self, secret: str, salt: bytes) -> str:
        """For codes a machine drew that are short enough to be typed: one salt for all of an account's, so that one
        hash compares with each."""
        with self._turns:
            return hash_secret_raw(secret.encode(), salt, 2, 19 * 1024, 1, 32, Type.ID).hex()

    def is_right(self, hashed: str | None, secret: str, address: str = "") -> bool:
        """Takes as long for no hash at all. Raises TooBusy rather than let all of the server wait here."""
        nobody = self.nobody  # which the first of all to sign in waits for
        tried = secret[:MAX_PASSWORD]  # no megabyte is hashed; what is longer is nobody's password
        with self._place(address):
            right = self.fits(hashed or nobody, tried)
            if hashed and self._hasher.check_needs_rehash(hashed):
                self.fits(nobody, tried)  # a quick hash must not take less time than an unknown name
        return bool(hashed) and right and tried == secret

    def fits(self, hashed: str, secret: str) -> bool:
        """In its turn, and without a place in the strangers' line: for what the house asks itself."""
        with self._turns:
            try:
                return self._hasher.verify(hashed, secret)
            except (VerificationError, InvalidHashError):
                return False

    @contextmanager
    def _place(self, address: str) -> Iterator[None]:
        """A place in the line. Who floods from one address leaves room for the others."""
        with self._counting:
            if self._waiting.total() >= MOST_WAITING or (address and self._waiting[address] >= MOST_OF_ONE):
                raise TooBusy
            self._waiting[address] += 1
        try:
            yield
        finally:
            with self._counting:
                self._waiting[address] -= 1
                if not self._waiting[address]:
                    del self._waiting[address]


def check_password(password: str, username: str = "") -> None:
    """Raises BadInput for one too short or too long, PoorPassword for one that is tried first."""
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise BadInput(f"a password has {MIN_PASSWORD} to {MAX_PASSWORD} characters",
                       f"Mật khẩu dài từ {MIN_PASSWORD} đến {MAX_PASSWORD} ký tự. Mời nhập lại.")  # fmt: skip

    if is_common(password, (username,)) or not _is_varied(password):
        raise PoorPassword


def _is_varied(password: str) -> bool:
    """Neither one sign over and over, nor a run such as 12345678, nor a short piece repeated."""
    steps = {ord(b) - ord(a) for a, b in zip(password, password[1:], strict=False)}
    repeats = any(password == (password[:n] * len(password))[: len(password)] for n in range(1, 4))
    return len(steps) > 1 and not repeats


def is_pin(secret: str) -> bool:
    return secret.isascii() and secret.isdecimal() and MIN_PIN <= len(secret) <= MAX_PIN


def check_pin(pin: str) -> None:
    """Raises PoorPin for one that everybody tries first: 111111, 123456, 876543, 121212, 123123."""
    if not is_pin(pin):
        raise PoorPin
    steps = {(int(b) - int(a)) % 10 for a, b in zip(pin, pin[1:], strict=False)}
    repeats = any(pin == (pin[:n] * len(pin))[: len(pin)] for n in range(1, len(pin) // 2 + 1))
    if len(steps) == 1 or repeats:
        raise PoorPin
