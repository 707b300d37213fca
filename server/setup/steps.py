"""The steps of the set-up, in their order. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """A page with one question."""

    slug: str
    vi: str
    en: str
    asks_vi: str
    asks_en: str

    @property
    def address(self) -> str:
        return f"/admin/setup/{self.slug}"


STEPS: tuple[Step, ...] = (
    Step("start", "Bắt đầu từ đâu", "Where to start", "Ông/bà muốn bắt đầu từ đâu?", "What do you start from?"),
    Step("centre", "Tên trung tâm", "The centre", "Trung tâm tên là gì, ở đâu?", "What is it called, and where is it?"),
    Step("logo", "Biểu trưng", "Logo", "Biểu trưng nào in trên phiếu?", "Which logo stands on the slips?"),
    Step("hours", "Giờ làm việc", "Opening hours", "Trung tâm làm việc giờ nào?", "When is the hall open?"),
    Step("holidays", "Ngày nghỉ", "Days off", "Những ngày nào nghỉ?", "Which days is it closed?"),
    Step("departments", "Cơ quan, dịch vụ", "Departments, services", "Những cơ quan nào tiếp dân, làm dịch vụ gì?",
         "Which departments receive visitors, and with what?"),
    Step("desks", "Quầy", "Desks", "Mỗi cơ quan ngồi ở quầy số mấy?", "At which desks does each department sit?"),
    Step("officers", "Cán bộ", "Officers", "Ai ngồi ở quầy nào?", "Who sits where?"),
    Step("printers", "Máy in", "Printers", "Phiếu in ra từ máy in nào?", "Which printers print the slips?"),
    Step("kiosks", "Máy lấy số", "Kiosks", "Người dân lấy số ở máy nào?", "Where do visitors take a number?"),
    Step("boards", "Màn hình gọi số", "Boards", "Số được gọi hiện ở màn hình nào?", "On which screens do calls stand?"),
    Step("voice", "Tiếng gọi số", "The voice", "Số được đọc bằng tiếng gì, mấy lần?", "How are calls spoken?"),
    Step("rehearsal", "Diễn tập", "Rehearsal", "Mọi người đã thử chưa?", "Has everybody tried it?"),
    Step("begin", "Mở cửa", "Opening day", "Bắt đầu thật từ số 001?", "Begin for good, at number 001?"),
)  # fmt: skip
BY_SLUG = {one.slug: one for one in STEPS}


def around(slug: str) -> tuple[Step | None, Step | None]:
    """The steps before and after."""
    place = STEPS.index(BY_SLUG[slug])
    return (STEPS[place - 1] if place else None), (STEPS[place + 1] if place + 1 < len(STEPS) else None)
