"""A receipt of the voice: what became of one call in one zone."""

from __future__ import annotations

from dataclasses import dataclass

WHOLE, CUT, FAILED, UNSAID = "whole", "cut", "failed", "unsaid"


@dataclass(frozen=True)
class Receipt:
    """`call` is the seq of its entry. `how`: whole; cut (begun, its end never reported); failed (a screen was told to
    say it and did not); unsaid (nobody could say it in time)."""

    call: int
    zone: str
    how: str
    device: int | None
    name: str
    times: int
    began_at: int | None
    ended_at: int
