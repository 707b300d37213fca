"""The promises of outer parts: what the rooms may ask of a clock, a voice and a printer, whoever keeps them."""

from __future__ import annotations

from typing import Protocol

from .core.announce import Announcement


class Clock(Protocol):
    """The hall's time. `speed` is hall seconds a real second (1 in a real hall)."""

    @property
    def speed(self) -> float: ...

    def now(self) -> int:
        """UTC milliseconds; never goes back within one process."""
        ...


class Voice(Protocol):
    """Turns a call into sound."""

    def wav(self, *said: Announcement, repeat: int = 1, percent: int = 100) -> bytes | None:
        """A WAV (22,050 Hz, mono, 16 bit): chime, then the sentences in order, all of them `repeat` times, `percent` as
        loud as can be. The chime alone where no sentence can be had, None where not even that.

        Never raises, and waits for an engine for less than half a second.
        """
        ...

    def say(self, text: str, language: str) -> bytes | None:
        """Any text read aloud, as a WAV; None where it cannot be had within two seconds. Never raises."""
        ...
