"""Who is at the door: devices by token, people by session."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from argon2 import PasswordHasher

from ..ports import Clock
from ..store.sqlite import SqliteStore
from .devices import Devices
from .factors import SecondFactor
from .jar import Jar
from .known import (
    BEARERS,
    COOKIES,
    DESK_NAME,
    DEVICE_KINDS,
    PEOPLE,
    SESSION_COOKIE,
    CodeNeeded,
    CodeSpent,
    FactorFirst,
    Identity,
    OwnPasswordFirst,
    PoorPin,
    TooBusy,
    TooManyTries,
    WrongSignIn,
    digest,
)

__all__ = [
    "BEARERS", "COOKIES", "DESK_NAME", "DEVICE_KINDS", "PEOPLE", "SESSION_COOKIE", "CodeNeeded", "CodeSpent",
    "FactorFirst", "Identities", "Identity", "OwnPasswordFirst", "PoorPin", "TooBusy", "TooManyTries", "WrongSignIn",
    "digest",
]  # fmt: skip


class Identities(Devices, SecondFactor):
    """Both, on one store; `of_cookies` is what a door asks."""

    def __init__(
        self, store: SqliteStore, clock: Clock, hasher: PasswordHasher | None = None, tls: bool = False,
        wall: Callable[[], int] | None = None,
    ) -> None:  # fmt: skip
        self._store, self._clock, self.jar = store, clock, Jar(tls)
        super().__init__(hasher, wall)

    def of_cookies(self, cookies: Mapping[str, str], role: str) -> Identity | None:
        """The identity for `role` that these cookies prove, or None."""
        if role in COOKIES:
            token = self.jar.read_device(cookies, COOKIES[role])
            return self.of_token(token, role) if token else None
        found = self.person(cookies) if role in PEOPLE else None
        return found if found and found.may(role) else None

    def person(self, cookies: Mapping[str, str]) -> Identity | None:
        """Whoever is signed in with these cookies."""
        token = self.jar.read(cookies, SESSION_COOKIE)
        return self.of_session(token) if token else None
