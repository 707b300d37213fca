"""What surrounds the numbers on a board: whether the hall is open, the lines, the notices, the rule. Pure.

None of it is the truth a visitor acts on within seconds, so it goes beside the calls' stream and changes with the
heartbeat, not with every ticket.
"""

from __future__ import annotations

from dataclasses import dataclass

from server.core.hours import Closed, Open, business_date, local
from server.core.line import public_rule
from server.core.naming import Name
from server.core.opening import Hours
from server.core.plan import Department, HallPlan

SOON_MS = 60 * 60_000
CLOSED_WORDS = {
    "before-opening": ("Ngoài giờ làm việc", "Closed"),
    "lunch": ("Nghỉ trưa", "Lunch break"),
    "after-hours": ("Đã hết giờ làm việc", "Closed for today"),
    "weekend": ("Hôm nay Trung\u00a0tâm nghỉ", "Closed today"),
    "holiday": ("Hôm nay Trung\u00a0tâm nghỉ", "Closed today"),
}
SOON = ("Sắp mở cửa", "Opening soon")
WEEKDAYS = (
    ("Thứ Hai", "Monday"), ("Thứ Ba", "Tuesday"), ("Thứ Tư", "Wednesday"), ("Thứ Năm", "Thursday"),
    ("Thứ Sáu", "Friday"), ("Thứ Bảy", "Saturday"), ("Chủ Nhật", "Sunday"),
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A department's line: people waiting, the range of minutes for who comes now, its open desks."""

    waiting: int
    minutes: tuple[int, int]
    desks: int


def around(
    plan: HallPlan, departments: list[Department], lines: dict[str, Line], status: Open | Closed | None, now: int
) -> dict:
    """`status` is None in a hall that gives out numbers at any hour; `departments` are those the board is about."""
    return {
        "closed": closed(plan.hours, status, now) if isinstance(status, Closed) else None,
        "lines": [_line(one, lines[one.id]) for one in departments if one.id in lines],
        "notices": [one.text.to_json() for one in plan.notices if one.stands_on(business_date(now))],
        "rules": [rule.to_json() for rule in dict.fromkeys(map(public_rule, departments))],
    }


def _line(department: Department, line: Line) -> dict:
    return {
        "id": department.id, "letter": department.letter, "name": department.short.to_json(), "waiting": line.waiting,
        "minutes": list(line.minutes), "desks": line.desks,
    }  # fmt: skip


def closed(hours: Hours, status: Closed, now: int) -> dict | None:
    """None while desks still work, though no more numbers are given out."""
    if status.reason == "last-ticket":
        return None
    vi, en = CLOSED_WORDS[status.reason]
    opens = status.opens_at_ms
    if status.reason == "before-opening" and opens is not None and opens - now <= SOON_MS:
        vi, en = SOON
    name = status.holiday.name if status.reason == "holiday" and status.holiday else Name("", "")
    return {
        "title": {"vi": vi, "en": en}, "why": name.to_json(), "opens": opens,
        "when": _when(opens, now) if opens is not None else None, "hours": _sessions(hours, opens),
    }  # fmt: skip


def _when(at: int, now: int) -> dict[str, str]:
    back = local(at)
    if business_date(at) == business_date(now):
        return {"vi": f"Mở cửa lúc {back:%H:%M} hôm nay", "en": f"We open at {back:%H:%M} today"}
    vi, en = WEEKDAYS[back.weekday()]
    return {
        "vi": f"Mở cửa lúc {back:%H:%M} {vi}, ngày {back:%d/%m/%Y}",
        "en": f"We open at {back:%H:%M} on {en}, {back:%d/%m/%Y}",
    }


def _sessions(hours: Hours, opens: int | None) -> list[str]:
    """That day's hours: ["07:30–11:30", "13:30–17:00"]."""
    return [str(one).replace("-", "–") for one in hours.sessions(business_date(opens))] if opens is not None else []
