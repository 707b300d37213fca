"""A kiosk and officers without a browser, through the same doors: what a journey needs to have going on around it."""

from __future__ import annotations

import itertools
import re

import requests
from browser import RunningHall

from server.accounts import read_sample
from server.identity import COOKIES

_keys = itertools.count(1)
WAIT_S = 10


class Door:
    """One identity's talk with the hall."""

    def __init__(self, hall: RunningHall) -> None:
        self.hall, self.web = hall, requests.Session()
        page = self._send("GET", "/enrol").text
        found = re.search(r'name="csrf-token" content="([^"]+)"', page)
        assert found, page
        self.web.headers["X-CSRFToken"] = found[1]
        self.web.headers["Accept"] = "application/json"

    def _send(self, method: str, path: str, **more: object) -> requests.Response:
        reply = self.web.request(method, self.hall.url + path, timeout=WAIT_S, allow_redirects=False, **more)
        assert reply.status_code < 400, f"{method} {path}: {reply.status_code} {reply.text}"
        return reply

    def get(self, path: str) -> dict:
        return self._send("GET", path).json()

    def post(self, path: str, **body: object) -> dict:
        return self._send("POST", path, json=body).json()

    def pair(self, kind: str, name: str) -> None:
        self.web.cookies.set(COOKIES[kind], self.post("/enrol", code=self.hall.code(kind, name))["token"])


class Kiosk(Door):
    def __init__(self, hall: RunningHall, name: str = "kiosk-1") -> None:
        super().__init__(hall)
        self.pair("kiosk", name)

    def issue(self, department: str, service: str = "khac", **more: object) -> dict:
        key = f"journey-{next(_keys):08d}"
        return self.post("/kiosk/tickets", key=key, department=department, service=f"{department}.{service}", **more)


class Desk(Door):
    """An officer of the sample hall who has opened desk `number`."""

    def __init__(self, hall: RunningHall, number: int) -> None:
        super().__init__(hall)
        username = f"quay{number:02d}"
        self._send(
            "POST", "/desk/sign-in", data={"username": username, "password": read_sample(hall.data)[username]}
        )
        self.post("/desk/choose", desk=str(number))
        self.version = self.get("/desk/snapshot.json")["desk"]["version"]

    def press(self, deed: str) -> dict:
        """The snapshot after it."""
        found = self.post(f"/desk/deeds/{deed}", key=f"journey-{next(_keys):08d}", version=self.version)
        self.version = found["desk"]["version"]
        return found

    def call(self) -> str:
        """Calls the next, whatever stood at the desk before; the number."""
        state = self.get("/desk/snapshot.json")
        self.version = state["desk"]["version"]
        here = state["current"]
        deed = "came-next" if here and here["state"] == "called" else "next"
        return self.press(deed)["current"]["number"]
