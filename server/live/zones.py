"""Where a call is heard: a screen speaks what it shows, so all screens of one board share one voice."""

from __future__ import annotations

from ..core.devices import stream_name
from ..core.events import Entry
from ..core.plan import HallPlan, LoudspeakerPlan


def zone_of_display(plan: HallPlan, display: str) -> str:
    """Named as the stream of the board it shows; a screen the hall file does not know shows the whole hall."""
    return next((one.stream for one in plan.displays if one.id == display), stream_name("hall"))


def zone_of_loudspeaker(loudspeaker: LoudspeakerPlan) -> str:
    return stream_name("zone", loudspeaker.zone) if loudspeaker.zone else stream_name("hall")


def zones_hearing(plan: HallPlan, call: Entry) -> tuple[str, ...]:
    """Every board that shows this call."""
    department = call.body["department"]
    area = next((one.area for one in plan.desks if one.id == call.desk), "")
    zones = (one.id for one in plan.zones if one.concerns(call.desk or "", area, department))
    return (
        stream_name("hall"), *(stream_name("zone", one) for one in zones),
        stream_name("department", department), stream_name("panel", call.desk or ""),
    )  # fmt: skip
