"""Figures that cannot be true, in words for the supervisor: what was found, and what to do. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

# finding → what is wrong (vi, en)
WORDS: dict[str, tuple[str, str]] = {
    "outcomes": (
        "số lượt đã cấp không bằng tổng các kết quả", "tickets given out are not the sum of what became of them",
    ),
    "spans": ("tổng các khoảng thời gian không bằng thời gian cả lượt", "the spans do not sum to the whole"),
    "negative": ("có số đếm hoặc thời gian âm", "a count or a time is below zero"),
    "served": ("số lượt đã phục vụ không khớp số thời gian đo được", "served tickets and measured times do not agree"),
    "open": ("ngày đã kết thúc mà vẫn còn lượt chưa xong", "the day is over and a ticket is still open"),
    "levels": ("tổng theo cơ quan hoặc giờ không bằng toàn trung tâm", "departments or hours do not sum to the hall"),
    "legs": ("bảng tổng hợp thiếu hoặc thừa lượt", "the summary misses tickets, or has too many"),
    "numbers": ("bộ đếm đã cấp một số mà không có lượt nào mang", "the counter gave out a number no ticket has"),
}  # fmt: skip
OTHER = ("có số liệu cần xem lại", "a figure needs a look")
CURE = (
    "Mời cán bộ kỹ thuật chạy lệnh verify, rồi rebuild nếu sổ gốc còn nguyên.",
    "Ask the technician to run verify, then rebuild where the journal is whole.",
)


def figure_notices(found: Iterable[Mapping]) -> list[dict]:
    """Of rows `{day, finding}`, in the form of `device_notices.notices`."""
    notices = []
    for one in found:
        vi, en = WORDS.get(one["finding"], OTHER)
        day = "/".join(reversed(one["day"].split("-")))
        notices.append(
            {
                "id": f"figures-{one['day']}-{one['finding']}", "state": one["finding"], "grave": True,
                "name": {"vi": "Số liệu báo cáo", "en": "Report figures"},
                "text": {"vi": f"Số liệu ngày {day}: {vi}.", "en": f"Figures of {day}: {en}."},
                "cure": {"vi": CURE[0], "en": CURE[1]},
            }
        )  # fmt: skip
    return notices
