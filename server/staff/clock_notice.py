"""A clock that is wrong, as staff read it: what happened, and what to do."""

from __future__ import annotations

from ..clock_watch import Trouble
from ..core.hours import written

NAME = {"vi": "Đồng hồ máy chủ", "en": "The server's clock"}
TEXTS = {
    "behind": (
        "Đồng hồ máy chủ chỉ {machine}, sớm hơn lần ghi cuối: tạm ngừng cấp số.",
        "The server's clock says {machine}, before the last entry: no numbers are given out.",
    ),
    "jumped": (
        "Đồng hồ máy chủ vừa nhảy sang {machine}; hệ thống vẫn theo giờ cũ, {hall}.",
        "The server's clock has jumped to {machine}; the hall goes on by its own time, {hall}.",
    ),
}
CURE = ("Mời phụ trách mở Phòng điều hành.", "Ask a supervisor to open the Control room.")


def clock_notices(trouble: Trouble | None) -> list[dict]:
    """In the form of `device_notices.notices`; empty while the clock is right."""
    if trouble is None:
        return []
    times = {"machine": written(trouble.machine), "hall": written(trouble.hall)}
    vi, en = (text.format(**times) for text in TEXTS[trouble.kind])
    return [
        {
            "id": "clock", "state": f"clock-{trouble.kind}", "grave": True, "name": NAME,
            "text": {"vi": vi, "en": en}, "cure": {"vi": CURE[0], "en": CURE[1]},
        }
    ]  # fmt: skip
