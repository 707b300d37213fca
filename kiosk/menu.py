"""What a kiosk offers: services + hours + lines → tiles. Pure."""

from __future__ import annotations

from server.core.hours import Closed, Open, business_date, local
from server.core.plan import HallPlan

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
    "paper-out": (
        "Máy hết giấy in. Mời ông/bà ghi lại số hiện trên màn hình.",
        "The printer is out of paper. Please note the number on the screen.",
    ),
    "none": (
        "Máy này không in phiếu. Mời ông/bà ghi lại số hiện trên màn hình.",
        "This kiosk prints no slips. Please note the number on the screen.",
    ),
}
BROKEN = (
    "Máy in đang tạm dừng. Mời ông/bà ghi lại số hiện trên màn hình.",
    "The printer is not working. Please note the number on the screen.",
)


def menu(plan: HallPlan, waiting: dict[str, int], status: Open | Closed, printer: str, now: int) -> dict:
    """The whole menu at `now` (UTC ms). `waiting`: department → people; `printer`: its state, "none" without one."""
    return {
        "hall": {"name": plan.name.to_json(), "short": plan.short.to_json()},
        "open": opening(status, now),
        "printer": {"state": printer, "text": _pair(PRINTER_WORDS.get(printer, BROKEN))},
        "departments": [
            {
                "id": one.id, "letter": one.letter, "name": one.name.to_json(), "short": one.short.to_json(),
                "desks": [desk.id for desk in plan.desks_serving(one.id)], "waiting": waiting.get(one.id, 0),
                "services": [{"id": service.id, "name": service.name.to_json()} for service in one.services],
            }
            for one in plan.departments
        ],
    }  # fmt: skip


def opening(status: Open | Closed, now: int) -> dict:
    """Open or not, in a citizen's words: one sentence why, one when to come back."""
    if isinstance(status, Open):
        return {"open": True, "reason": None, "text": _pair(("", ""))}
    vi, en = CLOSED_WORDS[status.reason]
    if status.holiday is not None:
        vi, en = vi.format(vi=status.holiday.name.vi), en.format(en=status.holiday.name.en)
    if status.opens_at_ms is not None:
        when_vi, when_en = _when(status.opens_at_ms, now)
        vi += f" Mời ông/bà trở lại từ {when_vi}."
        en += f" Please come back from {when_en}."
    return {"open": False, "reason": status.reason, "text": {"vi": vi, "en": en}}


def _when(at: int, now: int) -> tuple[str, str]:
    back = local(at)
    if business_date(at) == business_date(now):
        return f"{back:%H:%M} hôm nay", f"{back:%H:%M} today"
    vi, en = WEEKDAYS[back.weekday()]
    return f"{back:%H:%M} {vi}, ngày {back:%d/%m/%Y}", f"{back:%H:%M} on {en}, {back:%d/%m/%Y}"


def _pair(words: tuple[str, str]) -> dict[str, str]:
    return {"vi": words[0], "en": words[1]}
