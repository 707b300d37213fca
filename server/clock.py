"""The hall's clock: a UTC anchor taken once and moved on by the monotonic clock. A wall jump changes no duration."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .trust import trusting


def ask_health(url: str, ca: Path | None = None) -> dict:
    """What the hall at `url` says of itself, well or failing. Raises OSError or ValueError where none answers.

    `ca`: whom to believe, where the hall has a certificate of its own; after its end too: whoever watches over the hall
    or checks it on its own machine asks whether it is up, and a restart would mend no date.
    """
    trust = trusting(ca, over_too=True)
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=2, context=trust) as reply:  # nosec B310 # http(s)
            return json.load(reply)
    except urllib.error.HTTPError as failing:  # 503 is an answer too: the hall is up, and gives out no numbers
        with failing:
            return json.load(failing)


@dataclass
class HallClock:
    """`start_ms` is the hall's time at the monotonic second `anchor`; `speed` is hall seconds a real second."""

    start_ms: int
    anchor: float
    speed: float = 1.0

    def __post_init__(self) -> None:
        self._base = (self.start_ms, self.anchor)  # read and replaced whole, whatever thread is at it

    @classmethod
    def begin(cls, start: str | None = None, speed: float = 1.0) -> HallClock:
        """From now, or from `start` (ISO 8601; without an offset it is UTC). Raises ValueError for anything else."""
        if not speed > 0:
            raise ValueError(f"the clock's speed must be above 0, not {speed}")
        if start is None:
            return cls(time.time_ns() // 1_000_000, time.monotonic(), speed)
        moment = datetime.fromisoformat(start)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return cls(int(moment.timestamp() * 1000), time.monotonic(), speed)

    @classmethod
    def of_running(cls, url: str, ca: Path | None = None) -> HallClock | None:
        """The clock of the hall that answers at `url`; None where none does. `ca`: whom to believe."""
        try:
            return cls.told(ask_health(url, ca))
        except (OSError, ValueError, KeyError):
            return None

    @classmethod
    def told(cls, health: Mapping[str, Any]) -> HallClock:
        """The clock of the hall that answered so just now. Raises ValueError or KeyError where it is no hall's."""
        return cls(int(health["now"]), time.monotonic(), float(health["speed"]))

    def now(self) -> int:
        """UTC milliseconds on the hall's clock."""
        start_ms, anchor = self._base
        return start_ms + int((time.monotonic() - anchor) * 1000 * self.speed)

    def follow(self, now_ms: int) -> None:
        """It is `now_ms` from now on: a person, or the clock watch, has found the time to be that."""
        self._base = (now_ms, time.monotonic())


class TestClock:
    """Stands until it is moved: the clock of the tests."""

    __test__ = False  # not a test case, whatever its name
    speed = 1.0

    def __init__(self, start: str = "2026-11-23T01:00:00+00:00") -> None:
        self.ms = int(datetime.fromisoformat(start).timestamp() * 1000)

    def now(self) -> int:
        return self.ms

    def follow(self, now_ms: int) -> None:
        self.ms = now_ms

    def forward(self, minutes: float = 0, seconds: float = 0) -> None:
        self.ms += int((minutes * 60 + seconds) * 1000)
