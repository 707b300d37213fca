"""One caller at the hall's HTTP doors, as a browser is: cookies, CSRF token, kept connection, the same key again when
a reply was lost."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import requests

TIMEOUT_S = 15
TRIES_S = 30  # how long a hall that is away (a restart) is tried again
TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


class Unexpected(Exception):
    """An answer that the doors' contract has not; its text names route, status and error id."""


@dataclass
class Answer:
    status: int
    body: Any = None  # the JSON, where there was any

    @property
    def error(self) -> str:
        """The error's id, or "" ."""
        return self.body.get("error", {}).get("id", "") if isinstance(self.body, dict) else ""


@dataclass
class Door:
    """Used by one thread at a time. `on_retry` hears each repeated request."""

    url: str
    on_retry: Callable[[], None] = lambda: None
    stopping: Callable[[], bool] = lambda: False
    http: requests.Session = field(default_factory=requests.Session)
    sent: int = 0  # requests, repeated ones included

    def __post_init__(self) -> None:
        self.http.trust_env = False  # the hall is on this machine or this network: never through a proxy
        self.http.headers["Accept"] = "application/json"

    def knock(self, path: str = "/") -> None:
        """Fetches a page's CSRF token, with the cookie that a person's page sets. "/" needs no identity."""
        page = self._send("GET", path, headers={"Accept": "text/html"})
        found = TOKEN.search(page.text)
        if not found:
            raise Unexpected(f"GET {path} carries no CSRF token (status {page.status_code})")
        self.http.headers["X-CSRFToken"] = found[1]

    def enrol(self, code: str) -> tuple[str, str, str]:
        """Spends a one-time code: (kind, name, token); the token becomes this caller's cookie."""
        answer = self.post("/enrol", {"code": code})
        if answer.status != 200:
            raise Unexpected(f"the pairing code was refused: {answer.status} {answer.error}")
        kind, name, token = (answer.body[one] for one in ("kind", "name", "token"))
        self.be(kind, token)
        return kind, name, token

    def be(self, kind: str, token: str) -> None:
        """From now on this caller is that device, under the cookie's name where the hall serves TLS or does not."""
        self.http.cookies.set(f"{'__Host-' if self.url.startswith('https:') else ''}luot_{kind}", token)

    def sign_in(self, username: str, password: str) -> None:
        self.knock()
        form = {"username": username, "password": password}
        reply = self._send("POST", "/desk/sign-in", data=form, allow_redirects=False)
        if reply.status_code != 303:
            raise Unexpected(f"{username} could not sign in: status {reply.status_code}")

    def get(self, path: str) -> Answer:
        return _answer(self._send("GET", path))

    def post(self, path: str, body: dict) -> Answer:
        return _answer(self._send("POST", path, json=body))

    def cookies(self) -> str:
        """As a Cookie header, for a socket of the same identity."""
        return "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())

    def _send(self, method: str, path: str, **how: Any) -> requests.Response:
        """A request whose reply was lost, or that met a hall without storage, is sent again to the letter."""
        until, pause = time.monotonic() + TRIES_S, 0.2
        while True:
            self.sent += 1
            try:
                reply = self.http.request(method, self.url + path, timeout=TIMEOUT_S, **how)
                if reply.status_code != 503 or time.monotonic() > until or self.stopping():
                    return reply
            except requests.RequestException as lost:
                if time.monotonic() > until or self.stopping():
                    raise Unexpected(f"{method} {path}: no answer ({type(lost).__name__})") from lost
            self.on_retry()
            time.sleep(pause)
            pause = min(2.0, pause * 1.5)


def new_key() -> str:
    return secrets.token_hex(12)


def _answer(reply: requests.Response) -> Answer:
    is_json = reply.headers.get("Content-Type", "").startswith("application/json")
    return Answer(reply.status_code, reply.json() if is_json else None)
