"""Printers that need a hand, in words for staff: what is wrong, and the cure. Pure.

A notice stands while the printer's own last word does, and goes when its sensor says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..core.plan import HallPlan

FINE = ("ready", "write-only")
# state → what is wrong (vi, en), the cure (vi, en)
WORDS: dict[str, tuple[str, str, str, str]] = {
    "near-end": (
        "sắp hết giấy", "is almost out of paper",
        "Chuẩn bị sẵn cuộn giấy mới.", "Have a new roll ready.",
    ),
    "paper-out": (
        "hết giấy", "is out of paper",
        "Thay cuộn giấy rồi đóng nắp; ai còn chờ phiếu thì bấm In lại. Số đã cấp vẫn có hiệu lực.",
        "Change the roll, close the cover; who still waits for a slip presses Print again. Numbers stay valid.",
    ),
    "cover": ("đang mở nắp", "has its cover open", "Đóng nắp cho khớp.", "Close the cover until it clicks."),
    "jam": (
        "bị kẹt giấy", "is jammed",
        "Mở nắp, gỡ giấy kẹt ở dao cắt rồi đóng nắp.", "Open the cover, free the paper at the cutter, close it.",
    ),
    "offline": (
        "chưa kết nối", "is not connected",
        "Kiểm tra nguồn điện và dây cáp của máy in.", "Check its power and its cable.",
    ),
    "stalled": (
        "không phản hồi", "does not answer",
        "Tắt máy in 5 giây rồi bật lại.", "Switch it off for 5 seconds, then on again.",
    ),
}  # fmt: skip
OTHER = ("cần xem lại", "needs a look", "Xem đèn báo trên máy in.", "Look at its lights.")
SILENT = (
    "chưa có chương trình in", "has no print agent",
    "Bật máy tính nối với máy in này, hoặc báo cán bộ kỹ thuật.",
    "Switch on the computer it is wired to, or call the technician.",
)  # fmt: skip
CALM = ("near-end",)  # nothing is lost yet


def notices(plan: HallPlan, printers: Iterable[Mapping]) -> list[dict]:
    """`printers`: rows with id and state, their last word; one of the plan's that has no row was never heard of.

    The gravest first: `{id, state, grave, name: {vi, en}, text: {vi, en}, cure: {vi, en}}`.
    """
    names = {one.id: one.name.to_json() for one in plan.printers}
    states = {row["id"]: row["state"] for row in printers}
    found = []
    for printer in sorted({*names, *states}):
        state = states.get(printer, "no-agent")
        if state in FINE:
            continue
        name = names.get(printer, {"vi": f"Máy in {printer}", "en": f"Printer {printer}"})
        vi, en, cure_vi, cure_en = SILENT if state == "no-agent" else WORDS.get(state, OTHER)
        found.append(
            {
                "id": printer, "state": state, "grave": state not in CALM, "name": name,
                "text": {"vi": f"{name['vi']} {vi}.", "en": f"{name['en']} {en}."},
                "cure": {"vi": cure_vi, "en": cure_en},
            }
        )  # fmt: skip
    return sorted(found, key=lambda one: not one["grave"])
