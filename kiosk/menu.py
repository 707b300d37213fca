"""What a kiosk offers: services + hours + lines → tiles. Pure."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from server.core.errors import QuotaReached, ServicePaused
from server.core.hours import Closed, Open, business_date, local
from server.core.line import public_rule
from server.core.naming import Name
from server.core.opening import Hours
from server.core.plan import HallPlan, Service

CLOSED_WORDS = {
    "before-opening": ("Trung tâm chưa đến giờ làm việc.", "The centre is not open yet."),
    "lunch": ("Trung tâm đang nghỉ trưa.", "The centre is closed for lunch."),
    "last-ticket": ("Đã hết giờ lấy số của buổi này.", "No more numbers are given out in this session."),
    "after-hours": ("Trung tâm đã hết giờ làm việc.", "The centre is closed for today."),
    "weekend": ("Hôm nay trung tâm nghỉ.", "The centre is closed today."),
    "holiday": ("Hôm nay trung tâm nghỉ: {vi}.", "The centre is closed today: {en}."),
}
WEEKDAYS = (
    ("thứ Hai", "Monday"), ("thứ Ba", "Tuesday"), ("thứ Tư", "Wednesday"), ("thứ Năm", "Thursday"),
    ("thứ Sáu", "Friday"), ("thứ Bảy", "Saturday"), ("Chủ nhật", "Sunday"),
)  # fmt: skip
PRINTER_WORDS = {
    "ready": ("", ""),
    "near-end": ("", ""),
    "write-only": ("", ""),
    "paper-out": ("Máy hết giấy in.", "The printer is out of paper."),
    "cover": ("Máy in đang mở nắp.", "The printer's cover is open."),
    "none": ("Máy này không in phiếu.", "This kiosk prints no slips."),
}
BROKEN = ("Máy in đang tạm dừng.", "The printer is not working.")
PAPERLESS = (
    "Ông/bà vẫn lấy được số: mời ghi lại số hoặc quét mã QR trên màn hình.",
    "You can still take a number without paper: note it down or scan its QR code on the screen.",
)


@dataclass(frozen=True)
class Lines:
    """How the lines stand: department → people waiting, → range of minutes; and which have given out all for today."""

    waiting: dict[str, int]
    minutes: dict[str, tuple[int, int]]
    full: frozenset[str]


@dataclass(frozen=True)
class Paper:
    """This kiosk's printer ("none" without one), and another kiosk whose printer works."""

    state: str
    elsewhere: Name | None = None

    def text(self) -> dict[str, str]:
        vi, en = PRINTER_WORDS.get(self.state, BROKEN)
        if vi:
            vi, en = f"{vi} {PAPERLESS[0]}", f"{en} {PAPERLESS[1]}"
        if vi and self.elsewhere is not None:
            vi += f" Cần phiếu giấy, mời ông/bà sang {self.elsewhere.vi}."
            en += f" For a paper slip, please use {self.elsewhere.en}."
        return _pair((vi, en))


def menu(plan: HallPlan, lines: Lines, status: Open | Closed, paper: Paper, now: int) -> dict:
    """The whole menu at `now` (UTC ms). `rule` is how lines are called, where all are called alike."""
    day, rules = business_date(now).isoformat(), {public_rule(one) for one in plan.departments}
    return {
        "rule": rules.pop().to_json() if len(rules) == 1 else None,
        "hall": {"name": plan.name.to_json(), "short": plan.short.to_json()},
        "ask_purpose": plan.ask_purpose,
        "refusals": {error.id: _pair((error.vi, error.en)) for error in (QuotaReached, ServicePaused)},
        "open": opening(status, plan.hours, now),
        "printer": {"state": paper.state, "text": paper.text()},
        "departments": [
            {
                "id": one.id, "letter": one.letter, "name": one.name.to_json(), "short": one.short.to_json(),
                "desks": [desk.id for desk in plan.desks_serving(one.id, day=day)],
                "waiting": lines.waiting.get(one.id, 0), "rule": public_rule(one).to_json(),
                "minutes": lines.minutes.get(one.id), "full": one.id in lines.full,
                "services": [_service(service) for service in one.services],
            }
            for one in plan.departments
        ],
    }  # fmt: skip


def _service(one: Service) -> dict:
    return {
        "id": one.id, "name": one.name.to_json(), "purpose": one.purpose, "often": one.often, "paused": one.paused,
        **({"also": list(one.also)} if one.also else {}),
    }  # fmt: skip


def opening(status: Open | Closed, hours: Hours, now: int) -> dict:
    """Open or not, in a citizen's words: one sentence why, one when to come back, and the hours of a week."""
    if isinstance(status, Open):
        return {"open": True, "reason": None, "text": _pair(("", ""))}
    vi, en = CLOSED_WORDS[status.reason]
    if status.holiday is not None:
        vi, en = vi.format(vi=status.holiday.name.vi), en.format(en=status.holiday.name.en)
    if status.opens_at_ms is not None:
        when_vi, when_en = _when(status.opens_at_ms, now)
        vi += f" Mời ông/bà trở lại từ {when_vi}."
        en += f" Please come back from {when_en}."
    return {"open": False, "reason": status.reason, "text": _pair((vi, en)), "hours": week(hours)}


def week(hours: Hours) -> list[dict[str, str]]:
    """The working hours, a line for each run of days with the same ones: "Thứ Hai đến thứ Sáu: 07:30–11:30 và …"."""
    lines = []
    for sessions, run in itertools.groupby(range(7), key=lambda day: hours.week[day]):
        days = list(run)
        if sessions:
            spans = [str(one).replace("-", "–") for one in sessions]
            vi, en = (_days(days, language) for language in (0, 1))
            lines.append(_pair((f"{vi}: {' và '.join(spans)}", f"{en}: {' and '.join(spans)}")))
    return lines


def _days(days: list[int], language: int) -> str:
    """A run of weekdays as a line begins: "Thứ Hai đến thứ Sáu", "Saturday"."""
    first, last = WEEKDAYS[days[0]][language], WEEKDAYS[days[-1]][language]
    words = first if len(days) == 1 else f"{first} {('đến', 'to')[language]} {last}"
    return words[0].upper() + words[1:]


def _when(at: int, now: int) -> tuple[str, str]:
    back = local(at)
    if business_date(at) == business_date(now):
        return f"{back:%H:%M} hôm nay", f"{back:%H:%M} today"
    vi, en = WEEKDAYS[back.weekday()]
    return f"{back:%H:%M} {vi}, ngày {back:%d/%m/%Y}", f"{back:%H:%M} on {en}, {back:%d/%m/%Y}"


def _pair(words: tuple[str, str]) -> dict[str, str]:
    return {"vi": words[0], "en": words[1]}
