"""Wires the speakers (`speakers.py`) to the sockets, the publisher and the store, and keeps them moving."""

from __future__ import annotations

import logging
import threading

from flask import request

from ..core.events import Entry
from ..core.plan import DisplayPlan
from ..identity import Identity
from ..store import queries
from ..store.sqlite import SqliteStore
from .publisher import Publisher
from .receipts import Receipts
from .sockets import Sockets
from .speakers import TOO_OLD_MS, Speakers
from .spoken_line import WHOLE, Mouth
from .zones import zone_of_display

STEP_S = 0.25
LEFT_LEGS = 20  # as many calls as can wait for their voice when a server stops
log = logging.getLogger(__name__)


class Speaking:
    """The hall's voices at work: a call said to its end is a receipt, any other end of it a line in the log."""

    def __init__(
        self, store: SqliteStore, speakers: Speakers, sockets: Sockets, publisher: Publisher, receipts: Receipts
    ) -> None:
        self._store, self._speakers, self._sockets, self._receipts = store, speakers, sockets, receipts
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
        for call in left_unsaid(self._store, self._speakers.now() - TOO_OLD_MS):
            self._speakers.on_entry(call)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self.note_outcomes()

    def step(self) -> None:
        """One look at who has fallen silent."""
        self._speakers.tick()
        self.note_outcomes()

    def note_outcomes(self) -> None:
        for one in self._speakers.outcomes():
            if one.how == WHOLE and one.device is not None and one.began_at is not None:
                self._receipts.note(one.device, one.name, "spoken", one.call, one.began_at)
            else:
                log.warning("call %s in %s: %s %s", one.call, one.zone, one.how, one.name)

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
            zone = zone_of_display(self._store.present_plan(), identity.name)
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


def left_unsaid(store: SqliteStore, since: int) -> list[Entry]:
    """Calls since that moment (UTC ms) that no screen has said to its end, oldest first; none taken back."""
    with store.reading() as db:
        date = queries.business_date(db)
        spoken = db.execute("SELECT seq FROM receipts WHERE what = 'spoken' AND at >= ?", (since,))
        said = {row["seq"] for row in spoken}
        calls = queries.calls_of(db, date, queries.last_seq(db), LEFT_LEGS) if date else []
    return [call for call in calls if call.at >= since and call.seq not in said]


def _sid() -> str:
    return request.sid  # type: ignore[attr-defined]


def _number(told: object, key: str) -> float:
    value = told.get(key) if isinstance(told, dict) else None
    return value if type(value) in (int, float) and -1 < value < 1e9 else 0  # a NaN is neither
