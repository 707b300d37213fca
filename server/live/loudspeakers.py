"""The door of `python -m hardware loudspeaker`: a mouth like a screen's, by long polls, since it has no socket."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from ..core.plan import LoudspeakerPlan
from ..identity import Identity
from ..ports import Clock
from ..store.sqlite import SqliteStore
from .speakers import Speakers
from .spoken_line import Mouth
from .zones import zone_of_loudspeaker

MAX_WAIT_S = 5.0  # of a long poll: twice within the time after which a silent mouth speaks no more


class Loudspeakers:
    """What each agent's loudspeaker was ordered to say, until it asks."""

    def __init__(self, store: SqliteStore, clock: Clock, speakers: Speakers) -> None:
        self._store, self._clock, self._speakers = store, clock, speakers
        self._zones: dict[str, str] = {}  # mouth's key → the zone it has joined
        self._orders: dict[str, dict] = {}
        self._speaks: dict[str, bool] = {}
        self._news = threading.Condition()
        self._stopping = False

    def of(self, agent: Identity) -> LoudspeakerPlan | None:
        """The loudspeaker that hangs on this agent's machine, by the hall file."""
        return next((one for one in self._store.present_plan().loudspeakers if one.agent == agent.name), None)

    def listen(self, agent: Identity, sound: str, wait_s: float) -> dict:
        """This loudspeaker's word on itself, and the next call that is its to say, within `wait_s` real seconds.

        The word "off" is its last: it speaks no more.
        """
        key, plan = _key(agent), self.of(agent)
        if plan is None or sound == "off":
            self._part(key)
        else:
            self._join(key, agent, zone_of_loudspeaker(plan))
            self._speakers.sound(key, sound)
        order = self._next(key, wait_s) if plan is not None and sound != "off" else None
        return {
            "now": self._clock.now(), "speed": self._clock.speed, "say": order,
            "loudspeaker": {"id": plan.id, "name": plan.name.to_json()} if plan else None,
            "speaks": self._speaks.get(key, False),
        }  # fmt: skip

    def begin(self, agent: Identity, say: int, seconds: float) -> bool:
        return self._speakers.begin(_key(agent), say, seconds)

    def spoken(self, agent: Identity, say: int, whole: bool) -> None:
        self._speakers.spoken(_key(agent), say, whole)

    def stop(self) -> None:
        """Lets all waiting polls go."""
        with self._news:
            self._stopping = True
            self._news.notify_all()

    def _join(self, key: str, agent: Identity, zone: str) -> None:
        if self._zones.get(key) != zone:
            self._part(key)
            self._zones[key] = zone
            self._speakers.join(Mouth(key, agent.id, agent.name, zone, self._teller(key), rank=0))

    def _part(self, key: str) -> None:
        if self._zones.pop(key, None) is not None:
            self._speakers.leave(key)
        with self._news:
            self._orders.pop(key, None)
            self._speaks.pop(key, None)

    def _teller(self, key: str) -> Callable[[str, dict], None]:
        def tell(event: str, payload: dict) -> None:
            with self._news:
                if event == "say":
                    self._orders[key] = payload
                    self._news.notify_all()
                else:
                    self._speaks[key] = payload["speaks"]

        return tell

    def _next(self, key: str, wait_s: float) -> dict | None:
        until = time.monotonic() + min(wait_s, MAX_WAIT_S)
        with self._news:
            self._news.wait_for(lambda: self._stopping or key in self._orders, max(0.0, until - time.monotonic()))
            return self._orders.pop(key, None)


def _key(agent: Identity) -> str:
    return f"agent-{agent.id}"
