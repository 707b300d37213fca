"""What of the control room a department's lead may see and acknowledge. Pure."""

from __future__ import annotations

from dataclasses import replace

from ..core.own_desks import own_desks
from .look import DeskNow, HallNow


def of_department(hall: HallNow, department: str) -> HallNow:
    """Its line and the desks that serve it. Of a desk shared with others, only what it does for this department."""
    own = own_desks((hall.plan,), department, hall.date)
    desks = [one if one.desk.id in own else _shared(one, department)
             for one in hall.desks if department in one.desk.departments]  # fmt: skip
    return replace(hall, desks=desks, lines=[one for one in hall.lines if one.department.id == department])


def _shared(desk: DeskNow, department: str) -> DeskNow:
    if desk.department == department:
        return desk
    return replace(desk, number=None, officer="", spent_ms=0, usual_ms=None, idle_ms=0)


def is_own(hall: HallNow, department: str, kind: str, subject: str) -> bool:
    """Whether an alert is the lead's: their department's line, or a desk that is its alone."""
    if kind in ("wait", "line"):
        return subject == department
    return kind == "idle" and subject in own_desks((hall.plan,), department, hall.date)
