"""Which part of the hall hears and sees what. Until the hall file divides it, the whole hall is one zone."""

from __future__ import annotations

from ..core.events import Entry
from ..core.plan import HallPlan

HALL = "hall"


def zone_of(plan: HallPlan, device: str) -> str:
    """The zone a screen or loudspeaker hangs in."""
    return HALL


def zones_hearing(plan: HallPlan, call: Entry) -> tuple[str, ...]:
    """The zones in which a call is spoken."""
    return (HALL,)
