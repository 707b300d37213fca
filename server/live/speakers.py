"""One voice a zone, however many screens hang there: who speaks, what is said next, and who has said what.

The server keeps the line of calls, not the screens. It orders one call at a time from the zone's speaker; that one
asks before its first sound ("begin") and reports after its last ("spoken"). Whoever was not told "yes" stays silent, so
a late or doubled message is never a second voice. If the speaker is gone or does not answer in time, another takes
over, and the call is said by that one, unless it has become too old.

Ages of calls are on the hall's clock, waits for an answer in real seconds.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterable

from ..core.events import RINGS, Entry, Kind
from .spoken_line import CUT, FAILED, UNSAID, WHOLE, Mouth, Order, Outcome, Ring, Zone

TOO_OLD_MS = 30_000  # whoever was called then has been found, or is called again
BUSY = 3  # when more calls wait, each is said once
BEGIN_S = 4.0  # from the order to the first sound: the screen fetches it and asks
END_S = 2.0  # beyond the sound's own length
USUAL_S = 15.0  # of a sound whose length is not told
LONGEST_S = 60.0
FRESH_S = 12.0  # without an answer to a heartbeat for so long, a screen speaks no more
SOUNDS = ("works", "blocked", "failed")


class Speakers:
    """All zones' voices. Every method may be called from any thread; none waits for anything."""

    def __init__(
        self, now: Callable[[], int], zones_hearing: Callable[[Entry], Iterable[str]],
        repeat: Callable[[], int] = lambda: 2, seconds: Callable[[], float] = time.monotonic, first: int = 1,
    ) -> None:  # fmt: skip
        """`first` order's number: another one at each start, for screens still say what a server before ordered."""
        self.now, self._zones_hearing, self._repeat, self._seconds = now, zones_hearing, repeat, seconds
        self._mouths: dict[str, Mouth] = {}
        self._zones: dict[str, Zone] = {}
        self._outcomes: list[Outcome] = []
        self._ids = itertools.count(first)
        self._lock = threading.RLock()

    # -- the screens -------------------------------------------------------------------------------------------------

    def join(self, mouth: Mouth) -> None:
        """It is told its role when it has told whether it can be heard."""
        with self._lock:
            mouth.heard = self._seconds()
            self._mouths[mouth.key] = mouth
            self._zone(mouth.zone).used = True

    def leave(self, key: str) -> None:
        with self._lock:
            mouth = self._mouths.pop(key, None)
            if mouth is not None:
                self._zone(mouth.zone).told.pop(key, None)
                self._move(self._zone(mouth.zone))

    def sound(self, key: str, state: str) -> None:
        """A screen's word on itself, at each heartbeat and whenever it changes."""
        with self._lock:
            mouth = self._mouths.get(key)
            if mouth is not None and state in SOUNDS:
                mouth.sound, mouth.heard = state, self._seconds()
                self._move(self._zone(mouth.zone))

    def begin(self, key: str, order_id: int, seconds: float) -> bool:
        """Whether this screen may let this order be heard now; the sound is `seconds` long."""
        with self._lock:
            zone, order = self._order_of(key, order_id)
            if order is None or order.began_at is not None:
                return False
            if self.now() - order.ring.at > TOO_OLD_MS:
                zone.order = None
                self._note(zone, order.ring, UNSAID)
                self._move(zone)
                return False
            order.began_at, order.mouth.heard = self.now(), self._seconds()
            order.due = self._seconds() + min(seconds if seconds > 0 else USUAL_S, LONGEST_S) + END_S
            return True

    def spoken(self, key: str, order_id: int, whole: bool) -> None:
        """A screen has said its order to the end, or could not."""
        with self._lock:
            zone, order = self._order_of(key, order_id)
            if order is None:
                return  # `whole` without a beginning: a screen that said this call to the server before this one
            zone.order = None
            order.mouth.heard = self._seconds()
            if whole:
                self._note(zone, order.ring, WHOLE, order)
            else:
                self._take_back(zone, order, FAILED)
            self._move(zone)

    # -- the calls ---------------------------------------------------------------------------------------------------

    def on_entry(self, entry: Entry) -> None:
        """Publisher's listener."""
        with self._lock:
            if entry.kind in RINGS:
                for name in self._zones_hearing(entry):
                    zone = self._zone(name)
                    zone.ring(entry)
                    self._move(zone)
            elif entry.kind is Kind.UNDONE:
                self._withdraw(entry.body["undoes"])

    def tick(self) -> None:
        """To be called every quarter of a second or so: whoever falls silent says nothing."""
        with self._lock:
            for zone in self._zones.values():
                self._move(zone)

    def beat(self) -> None:
        """Tells every screen whether it is the one that speaks, with each heartbeat."""
        with self._lock:
            for zone in self._zones.values():
                zone.told.clear()
                self._move(zone)

    def outcomes(self) -> list[Outcome]:
        """What has been said, or not, since this was asked last."""
        with self._lock:
            found, self._outcomes = self._outcomes, []
            return found

    def picture(self) -> list[dict]:
        """For people who look after the hall: each zone's speaker, line and screens."""
        with self._lock:
            return [
                {
                    "zone": zone.name, "speaker": zone.speaker.name if zone.speaker else None,
                    "speaking": zone.order.ring.seq if zone.order else None, "waiting": len(zone.waiting),
                    "mouths": [{"name": one.name, "sound": one.sound, "rank": one.rank} for one in self._mouths.values()
                               if one.zone == zone.name],
                }
                for zone in self._zones.values()
            ]  # fmt: skip

    # -- inside ------------------------------------------------------------------------------------------------------

    def _zone(self, name: str) -> Zone:
        return self._zones.setdefault(name, Zone(name))

    def _order_of(self, key: str, order_id: int) -> tuple[Zone, Order | None]:
        for zone in self._zones.values():
            if zone.order is not None and zone.order.id == order_id and zone.order.mouth.key == key:
                return zone, zone.order
        return Zone(""), None

    def _move(self, zone: Zone) -> None:
        """One step: give up an order nobody keeps, choose the speaker, forget what is too old, order the next call."""
        self._give_up(zone)
        zone.speaker = self._elect(zone)
        self._tell_roles(zone)
        for ring in [one for one in zone.waiting if self.now() - one.at > TOO_OLD_MS]:
            zone.waiting.remove(ring)
            self._note(zone, ring, UNSAID)
        if zone.order is None and zone.speaker is not None and zone.waiting:
            self._give(zone, zone.speaker)

    def _give_up(self, zone: Zone) -> None:
        order = zone.order
        if order is None:
            return
        # Who is gone before the first sound makes none. Who is gone later may still be heard: its time is waited out.
        gone = order.began_at is None and self._mouths.get(order.mouth.key) is not order.mouth
        if gone or self._seconds() > order.due:
            zone.order = None
            self._take_back(zone, order, CUT if order.began_at else FAILED)

    def _take_back(self, zone: Zone, order: Order, how: str) -> None:
        """The call goes back to the head of the line, for another mouth; this one must report again before it does."""
        order.mouth.sound = "silent" if order.mouth.sound == "works" else order.mouth.sound
        self._note(zone, order.ring, how, order)
        if not any(ring.leg == order.ring.leg for ring in zone.waiting):
            zone.waiting.insert(0, order.ring)

    def _elect(self, zone: Zone) -> Mouth | None:
        """The one that speaks. Whoever speaks goes on while it can; only a loudspeaker takes a screen's place."""
        if zone.order is not None and zone.order.began_at is not None:
            return zone.speaker
        able = [one for one in self._mouths.values() if one.zone == zone.name and self._able(one)]
        return min(able, key=lambda one: (one.rank, one is not zone.speaker, one.name, one.key), default=None)

    def _able(self, mouth: Mouth) -> bool:
        return mouth.sound == "works" and self._seconds() - mouth.heard <= FRESH_S

    def _tell_roles(self, zone: Zone) -> None:
        for one in [one for one in self._mouths.values() if one.zone == zone.name]:
            role = {"speaks": one is zone.speaker, "voiced": zone.speaker is not None}
            if zone.told.get(one.key) != role:
                zone.told[one.key] = role
                one.tell("speaker", role)

    def _give(self, zone: Zone, mouth: Mouth) -> None:
        times = 1 if len(zone.waiting) > BUSY else self._repeat()
        ring = zone.waiting.pop(0)
        zone.order = Order(next(self._ids), ring, mouth, times, self._seconds() + BEGIN_S)
        mouth.tell("say", {"say": zone.order.id, "seq": ring.seq, "times": times})

    def _withdraw(self, seq: int) -> None:
        for zone in self._zones.values():
            zone.withdraw(seq)
            self._move(zone)

    def _note(self, zone: Zone, ring: Ring, how: str, order: Order | None = None) -> None:
        mouth = order.mouth if order else None
        if not zone.used:
            return  # a hall without voices misses none
        self._outcomes.append(Outcome(
            ring.seq, zone.name, how, mouth.device if mouth else None, mouth.name if mouth else "",
            order.began_at if order else None, self.now(),
        ))  # fmt: skip
