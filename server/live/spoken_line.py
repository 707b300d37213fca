"""A zone's calls that wait for their voice: who may speak, what waits, what was given to whom and became of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ..core.events import Entry

WHOLE, CUT, FAILED, UNSAID = "whole", "cut", "failed", "unsaid"
Tell = Callable[[str, dict], None]  # (event, payload) to one screen


@dataclass
class Mouth:
    """A screen or loudspeaker that may speak. A loudspeaker (`rank` 0) comes before the screens (1)."""

    key: str
    device: int
    name: str
    zone: str
    tell: Tell
    rank: int = 1
    sound: str = ""  # as it told itself last; "" before that, "silent" after it did not do what it was told to
    heard: float = 0.0


@dataclass(frozen=True)
class Ring:
    """A call that waits for its voice."""

    seq: int
    leg: int | None
    at: int
    before: Ring | None = None  # the same number's earlier call, which waited too and is not said: this one is


@dataclass
class Order:
    """One call given to one mouth. `due`: when that one must have begun, or ended."""

    id: int
    ring: Ring
    mouth: Mouth
    times: int
    due: float
    began_at: int | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a call in a zone. `how`: whole; cut (begun, its end never reported); failed (a screen was told to
    say it and did not); unsaid (nobody could say it in time)."""

    call: int
    zone: str
    how: str
    device: int | None
    name: str
    began_at: int | None
    ended_at: int


@dataclass
class Zone:
    name: str
    waiting: list[Ring] = field(default_factory=list)
    speaker: Mouth | None = None
    order: Order | None = None
    told: dict[str, dict] = field(default_factory=dict)  # key → what it was told of its role last
    used: bool = False  # something that can speak has been here since the server started

    def ring(self, entry: Entry) -> None:
        """A number called again while it still waits for its voice is said once."""
        before = next((ring for ring in self.waiting if ring.leg == entry.leg), None)
        self.waiting = [ring for ring in self.waiting if ring is not before]
        self.waiting.append(Ring(entry.seq, entry.leg, entry.at, before))

    def withdraw(self, seq: int) -> None:
        """That call is taken back: it is not said, unless it has begun; the one it stood for is."""
        kept = [ring.before if ring.seq == seq else ring for ring in self.waiting]
        self.waiting = sorted((ring for ring in kept if ring is not None), key=lambda ring: ring.seq)
        if self.order is not None and self.order.ring.seq == seq and self.order.began_at is None:
            self.order = None
