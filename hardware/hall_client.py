"""The agent's side of its talk with the server: requests, the hall's clock, and the pairing token on disk."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from .trust import session

CONNECT_S = 2.0
READ_S = 5.0
WHO = {"agent": "a print agent", "keypad": "a number pad"}


class HallAway(Exception):
    """The server cannot be reached or is not able to answer now: try again later."""


class NotPaired(Exception):
    """The server does not know this agent (any more)."""


@dataclass(frozen=True)
class Reply:
    status: int
    body: dict[str, Any]


class HallClock:
    """The hall's clock as the server last told it, run on by this machine's monotonic one."""

    def __init__(self) -> None:
        self._told: tuple[float, float, float] = (time.time() * 1000, 1.0, time.monotonic())

    def learn(self, body: dict[str, Any]) -> None:
        """Takes `now` (UTC ms on the hall's clock) and `speed` out of a reply, where they are in it."""
        if "now" in body:
            self._told = (float(body["now"]), float(body.get("speed", 1)), time.monotonic())

    def now(self) -> int:
        """UTC milliseconds on the hall's clock."""
        return self.at(time.monotonic())

    def at(self, monotonic: float) -> int:
        """The same at that moment of this machine's monotonic clock."""
        now, speed, at = self._told
        return round(now + (monotonic - at) * 1000 * speed)


class HallClient:
    """POSTs to one server with one token. Each thread has a connection of its own."""

    def __init__(self, server: str, token: str, ca: Path | None = None) -> None:
        """`ca`: certificate of the hall's own authority."""
        self._ca = ca
        self.server = server.rstrip("/")
        self.clock = HallClock()
        self._token = token
        self._own = threading.local()

    def post(
        self,
        path: str,
        json: dict[str, Any] | None = None,
        png: bytes | None = None,
        headers: dict[str, str] | None = None,
        read_s: float = READ_S,
    ) -> Reply:
        """One request; HallAway or NotPaired where there is no usable reply."""
        sent = headers or {}
        if png is not None:
            sent = sent | {"Content-Type": "image/png"}
        reply = self._ask("POST", path, read_s, sent, json=json, data=png)
        body = _body(reply)
        self.clock.learn(body)
        return Reply(reply.status_code, body)

    def fetch(self, path: str, read_s: float = READ_S) -> bytes:
        """What lies there; HallAway where nothing does, or NotPaired."""
        reply = self._ask("GET", path, read_s, {})
        if reply.status_code != 200:
            raise HallAway(f"{self.server}{path} answered {reply.status_code}")
        return reply.content

    def _ask(self, method: str, path: str, read_s: float, headers: dict[str, str], **body: Any) -> requests.Response:
        sent = {"Authorization": f"Bearer {self._token}", "Accept": "application/json"} | headers
        try:
            reply = self._session().request(
                method, self.server + path, headers=sent, timeout=(CONNECT_S, read_s), allow_redirects=False, **body
            )
        except requests.RequestException as fault:
            raise HallAway(f"no answer from {self.server}: {type(fault).__name__}") from fault
        if reply.status_code == 401:
            raise NotPaired("the server answered 401")
        if reply.status_code >= 500 or reply.status_code == 429:
            raise HallAway(f"{self.server}{path} answered {reply.status_code}")
        return reply

    def _session(self) -> requests.Session:
        if not hasattr(self._own, "session"):
            self._own.session = session(self._ca)
        return self._own.session


class Greeting:
    """Whether the server knows of this agent since it last came back. `count` rises with each hello."""

    def __init__(self, say: Callable[[], None]) -> None:
        self.count = 0
        self._say = say
        self._due = True
        self._lock = threading.Lock()

    def ensure(self) -> None:
        """Says hello if the server was away since the last one; HallAway or NotPaired pass through."""
        with self._lock:
            if self._due:
                self._say()
                self._due = False
                self.count += 1

    def lost(self) -> None:
        self._due = True


def pair(server: str, code: str, kind: str = "agent", ca: Path | None = None) -> str:
    """Spends a one-time code for that kind of device; the token it gives.

    NotPaired says why not, HallAway that nobody answered.
    """
    with session(ca) as asking:
        try:
            reply = asking.post(
                server.rstrip("/") + "/enrol",
                json={"code": code},
                headers={"Accept": "application/json"},
                timeout=(CONNECT_S, READ_S),
                allow_redirects=False,
            )
        except requests.RequestException as fault:
            raise HallAway(f"no answer from {server}: {type(fault).__name__}") from fault
    if reply.status_code >= 500:
        raise HallAway(f"{server}/enrol answered {reply.status_code}")
    body = _body(reply)
    if reply.status_code >= 300 or "token" not in body:
        raise NotPaired("the code is not valid: it was used before, or is older than 10 minutes")
    if body.get("kind", kind) != kind:
        raise NotPaired(f"the code is for a {body['kind']}, not for {WHO[kind]}")
    return body["token"]


def read_token(folder: Path, kind: str = "agent") -> str | None:
    """The token an earlier pairing left in `folder`, if any."""
    try:
        return (folder / f"{kind}-token").read_text(encoding="ascii").strip() or None
    except FileNotFoundError:
        return None


def keep_token(folder: Path, token: str, kind: str = "agent") -> None:
    """Writes the token so that only this user can read it (mode 0600 from its first byte on)."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{kind}-token.part"
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(token + "\n")
    os.replace(part, folder / f"{kind}-token")


def _body(reply: requests.Response) -> dict[str, Any]:
    try:
        body = reply.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
