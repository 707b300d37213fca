"""Wires the speakers (`speakers.py`) to the sockets, the publisher and the store, and keeps them moving."""

from __future__ import annotations

import logging
import threading

from flask import request

from ..core.plan import DisplayPlan, LoudspeakerPlan
from ..identity import Identity
from ..store import spoken
from ..store.sqlite import SqliteStore
from .publisher import Publisher
from .sockets import Sockets
from .speakers import TOO_OLD_MS, Mouth, Speakers
from .zones import zone_of

STEP_S = 0.25
log = logging.getLogger(__name__)


class Speaking:
    """The hall's voices at work. `loudspeaker_of` and `display_of` say what a device may speak by the hall file."""

    def __init__(self, store: SqliteStore, speakers: Speakers, sockets: Sockets, publisher: Publisher) -> None:
        self._store, self._speakers, self._sockets = store, speakers, sockets
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._keep_moving, name="speakers", daemon=True)
        publisher.listen(speakers.on_entry)
        sockets.at_join.append(self._join)
        sockets.at_leave.append(speakers.leave)
        sockets.at_beat.append(speakers.beat)
        for event, handler in (("sound", self._sound), ("begin", self._begin), ("spoken", self._spoken)):
            sockets.io.on_event(event, handler)

    def start(self) -> None:
        """Begins with what a server before this one left unsaid, if it is not too old."""
        with self._store.reading() as db:
            left = spoken.left_unsaid(db, self._speakers.now() - TOO_OLD_MS)
        for call in left:
            self._speakers.on_entry(call)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self.keep_receipts()

    def step(self) -> None:
        """One look at who has fallen silent."""
        self._speakers.tick()
        self.keep_receipts()

    def keep_receipts(self) -> None:
        receipts = self._speakers.receipts()
        if receipts:
            with self._store.writing() as db:
                spoken.keep(db, receipts)

    def _keep_moving(self) -> None:
        while not self._stopping.wait(STEP_S):
            try:
                self.step()
            except Exception:
                log.exception("the speakers could not be looked after; it is tried again in %s s", STEP_S)

    # -- a screen's socket -------------------------------------------------------------------------------------------

    def _join(self, sid: str, identity: Identity) -> None:
        screen = display_of(self._store, identity.name) if identity.role == "display" else None
        if screen is not None and screen.voice:
            zone = zone_of(self._store.present_plan(), identity.name)
            self._speakers.join(Mouth(sid, identity.id, identity.name, zone, self._teller(sid)))

    def _teller(self, sid: str):  # noqa: ANN202
        return lambda event, payload: self._sockets.io.emit(event, payload, to=sid)

    def _sound(self, told: object = None) -> None:
        state = told.get("state") if isinstance(told, dict) else None
        self._speakers.sound(_sid(), state if isinstance(state, str) else "")

    def _begin(self, told: object = None) -> bool:
        order, seconds = _number(told, "say"), _number(told, "seconds")
        return self._speakers.begin(_sid(), int(order), seconds)

    def _spoken(self, told: object = None) -> None:
        whole = isinstance(told, dict) and told.get("whole") is True
        self._speakers.spoken(_sid(), int(_number(told, "say")), whole)


def display_of(store: SqliteStore, name: str) -> DisplayPlan | None:
    """The screen of that name in the hall file. One it does not know stays silent."""
    return next((one for one in store.present_plan().displays if one.id == name), None)


def loudspeaker_of(store: SqliteStore, agent: str) -> LoudspeakerPlan | None:
    """The loudspeaker that hangs on this agent's machine, by the hall file."""
    return next((one for one in store.present_plan().loudspeakers if one.agent == agent), None)


def _sid() -> str:
    return request.sid  # type: ignore[attr-defined]


def _number(told: object, key: str) -> float:
    value = told.get(key) if isinstance(told, dict) else None
    return value if isinstance(value, int | float) and -1 < value < 1e9 else 0
