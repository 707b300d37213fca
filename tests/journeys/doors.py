"""Visitors and officers at the hall's HTTP doors, without a browser: one kept connection and one identity each."""

from __future__ import annotations

import http.client
import itertools
import json
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from browser import RunningHall

GIVE_UP_S = 60
_keys = itertools.count(1)


def new_key(prefix: str) -> str:
    return f"{prefix}-{next(_keys):07d}"


@dataclass
class Caller:
    """Used by one thread. A lost reply is asked for again, with the same words, until the hall answers."""

    hall: RunningHall
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    retries: int = 0
    _line: http.client.HTTPConnection | None = None

    def knock(self) -> Caller:
        """Fetches the CSRF token and its cookie."""
        self.token = re.search(r'csrf-token" content="([^"]+)"', self.ask("GET", "/", page=True)[1])[1]  # type: ignore[index]
        return self

    def be_device(self, kind: str, name: str) -> Caller:
        status, answer = self.post("/enrol", {"code": self.hall.code(kind, name)})
        assert status == 200, answer
        self.cookies[f"luot_{kind}"] = answer["token"]
        return self.knock()

    def be_officer(self, username: str, password: str, desk: str) -> Caller:
        self.knock()
        form = urlencode({"username": username, "password": password, "csrf_token": self.token})
        status, _ = self.ask("POST", "/desk/sign-in", form, "application/x-www-form-urlencoded")
        assert status == 303, f"{username} could not sign in: {status}"
        status, answer = self.post("/desk/choose", {"desk": desk})
        assert status == 200, answer
        return self

    def get(self, path: str) -> dict:
        status, answer = self.ask("GET", path)
        assert status == 200, answer
        return json.loads(answer)

    def post(self, path: str, body: dict) -> tuple[int, dict]:
        status, answer = self.ask("POST", path, json.dumps(body))
        return status, json.loads(answer) if answer else {}

    def ask(
        self, method: str, path: str, body: str | None = None, kind: str = "application/json", page: bool = False
    ) -> tuple[int, str]:
        until = time.monotonic() + GIVE_UP_S
        while True:
            try:
                return self._ask_once(method, path, body, kind, page)
            except (OSError, http.client.HTTPException):
                self._line = None
                self.retries += 1
                assert time.monotonic() < until, f"{method} {path}: no answer for {GIVE_UP_S} s"
                time.sleep(0.02)

    def _ask_once(self, method: str, path: str, body: str | None, kind: str, page: bool) -> tuple[int, str]:
        if self._line is None:
            self._line = http.client.HTTPConnection("127.0.0.1", self.hall.port, timeout=10)
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Accept": "text/html" if page else "application/json", "X-CSRFToken": self.token,
        }  # fmt: skip
        if body is not None:
            headers["Content-Type"] = kind
        self._line.request(method, path, body, headers)
        reply = self._line.getresponse()
        text = reply.read().decode()
        for cookie in reply.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return reply.status, text
