"""Visitors at the kiosks: a touch, the slip a moment later, and some who look at their number's page."""

from __future__ import annotations

import itertools
import queue
import threading
from urllib.parse import urlsplit

from .door import Answer, Door, Unexpected, new_key
from .morning import Visit
from .stage import Stage
from .tally import Tally

SLIP_S = 45  # hall seconds until the slip is asked for: a job lives 60
TOUCH_AGAIN_S = 5  # hall seconds a visitor waits when the kiosk asks for patience
LOOK_S = 300


class Kiosk:
    """One paired kiosk. A visitor takes one of its doors; only it may ask for its own slips."""

    def __init__(self, doors: list[Door]) -> None:
        self._doors: queue.LifoQueue[Door] = queue.LifoQueue()
        for door in doors:
            self._doors.put(door)

    def ask(self, path: str, body: dict | None = None) -> Answer:
        """POST with a body, GET without."""
        door = self._doors.get()
        try:
            return door.get(path) if body is None else door.post(path, body)
        finally:
            self._doors.put(door)


class Kiosks:
    """Visitors take the kiosks in turn."""

    def __init__(self, kiosks: list[Kiosk], stage: Stage, tally: Tally) -> None:
        self._turn = itertools.cycle(kiosks)
        self._stage, self._tally = stage, tally
        self._visits: dict[str, Visit] = {}
        self._lock = threading.Lock()

    def visit_of(self, number: str) -> Visit | None:
        with self._lock:
            return self._visits.get(number)

    def touch(self, visit: Visit) -> None:
        wish = {
            "key": new_key(), "department": visit.department, "service": visit.service, "priority": visit.priority,
            "language": visit.language,
        }  # fmt: skip
        with self._lock:
            kiosk = next(self._turn)
        answer = kiosk.ask("/kiosk/tickets", wish)
        if answer.status == 409 and answer.error == "service-closed":
            self._tally.count("turned away")
            return
        if answer.status == 429:  # too many in a row at this kiosk: the visitor does as its screen says
            self._tally.count("asked to wait")
            self._stage.after(TOUCH_AGAIN_S, lambda: self.touch(visit))
            return
        if answer.status not in (200, 201):
            raise Unexpected(f"kiosk: {answer.status} {answer.error}")
        with self._lock:
            self._visits[answer.body["number"]] = visit
        self._tally.count("issued")
        job = answer.body["job"]["id"]
        if job is not None:
            self._stage.after(SLIP_S, lambda: self._slip(kiosk, job))
        if visit.looks:
            page = urlsplit(answer.body["url"]).path + ".json"
            self._stage.after(LOOK_S, lambda: self._look(kiosk, page))

    def _slip(self, kiosk: Kiosk, job: int) -> None:
        answer = kiosk.ask(f"/kiosk/jobs/{job}")
        if answer.status != 200:
            raise Unexpected(f"slip {job}: {answer.status} {answer.error}")
        self._tally.count(f"slip {answer.body['state']}")

    def _look(self, kiosk: Kiosk, page: str) -> None:
        answer = kiosk.ask(page)  # public: any door will do
        if answer.status != 200:
            raise Unexpected(f"a visitor's own page: {answer.status} {answer.error}")
        self._tally.count("pages looked at")
