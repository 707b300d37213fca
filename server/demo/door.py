"""One caller at the hall's HTTP doors, as a browser is: cookies, CSRF token, kept connection, the same key again when
a reply was lost."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from ..trust import trusting

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


class _Believing(HTTPAdapter):
    def __init__(self, ca: Path) -> None:
        self._ca = ca
        super().__init__()

    def init_poolmanager(self, *given: Any, **named: Any) -> None:
        super().init_poolmanager(*given, **named, ssl_context=trusting(self._ca))


@dataclass
class Door:
    """Used by one thread at a time. `on_retry` hears each repeated request. `ca`: whom to believe, under TLS."""

    url: str
    on_retry: Callable[[], None] = lambda: None
    stopping: Callable[[], bool] = lambda: False
    ca: Path | None = None
    http: requests.Session = field(init=False)
    sent: int = 0  # requests, repeated ones included

    def __post_init__(self) -> None:
        self.http = requests.Session()
        self.http.trust_env = False  # the hall is on this machine or this network: never through a proxy
        if self.ca is not None:
            self.http.mount(self.url, _Believing(self.ca))
        self.http.headers.update({"Accept": "application/json", "Referer": f"{self.url}/"})

    def knock(self, path: str = "/") -> None:
        """Fetches a page's CSRF token, with the cookie that a person's page sets. "/" needs no identity."""
        page = self._send("GET", path, headers={"Accept": "text/html"})
        found = TOKEN.search(page.text)
        if not found:
            raise Unexpected(f"GET {path} carries no CSRF token (status {page.status_code})")
        self.http.headers["X-CSRFToken"] = found[1]

    def enrol(self, code: str) -> str:
        """Spends a one-time code as a browser does; the answer sets this caller's cookie. Where the page leads to."""
        if "X-CSRFToken" not in self.http.headers:
            self.knock()
        reply = self._send("POST", "/enrol", data={"code": code}, allow_redirects=False)
        if reply.status_code != 303:
            raise Unexpected(f"the pairing code was refused: {reply.status_code} {_answer(reply).error}")
        return reply.headers["Location"]

    def come_with(self, other: Door) -> None:
        """As a second window of the same browser."""
        self.http.cookies.update(other.http.cookies)
        self.http.headers["X-CSRFToken"] = other.http.headers["X-CSRFToken"]

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
