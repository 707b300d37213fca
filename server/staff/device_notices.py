"""Printers that need a hand, in words for staff: what is wrong, and the cure. Pure.

A notice stands while the printer's own last word does, and goes when its sensor says so.
"""

from __future__ import annotations

import re
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
LOST = ("mất liên lạc với chương trình in", "has lost its print agent", *SILENT[2:])
CALM = ("near-end",)  # nothing is lost yet
# what a probe found out → what the printer can tell (vi, en)
FINDINGS: dict[str, tuple[str, str]] = {
    "full": ("Báo được: hết giấy, mở nắp, kẹt giấy, mất kết nối.", "Tells of paper, cover, jam and lost connection."),
    "paper-only": ("Chỉ báo được về giấy, không báo mở nắp hay kẹt giấy.", "Tells of paper only, not of cover or jam."),
    "write-only": (
        "Không báo tình trạng: không biết chắc phiếu đã in ra chưa.",
        "Tells nothing: nobody can know if a slip came out.",
    ),
}  # fmt: skip
UNPROBED = ("Chưa dò máy in này: mở Thiết lập, bước Máy in.", "Not probed yet: see Set-up, Printers.")
WELL = {
    "ready": ("sẵn sàng", "is ready"),
    "write-only": ("nhận lệnh in, không báo tình trạng", "prints, but tells no state"),
}
_COUNTED = re.compile(r"about (\d+) tickets left")  # the agent's word on the roll


def notices(plan: HallPlan, printers: Iterable[Mapping]) -> list[dict]:
    """`printers`: rows with id and state, their last word, and detail and silent where known; one of the plan's that
    has no row was never heard of.

    The gravest first: `{id, state, grave, name: {vi, en}, text: {vi, en}, cure: {vi, en}}`.
    """
    names = {one.id: one.name.to_json() for one in plan.printers}
    rows = {row["id"]: row for row in printers}
    found = []
    for printer in sorted({*names, *rows}):
        row = rows.get(printer, {})
        state = row.get("state", "no-agent")
        if state in FINE:
            continue
        name = names.get(printer) or _name(printer)
        vi, en, cure_vi, cure_en = _words(row)
        left_vi, left_en = _left(row)
        found.append(
            {
                "id": printer, "state": state, "grave": state not in CALM, "name": name,
                "text": {"vi": f"{name['vi']} {vi}{left_vi}.", "en": f"{name['en']} {en}{left_en}."},
                "cure": {"vi": cure_vi, "en": cure_en},
            }
        )  # fmt: skip
    return sorted(found, key=lambda one: not one["grave"])


def printer_list(plan: HallPlan, printers: Iterable[Mapping]) -> list[dict]:
    """All printers by id, fine or not: `{id, name, address, text, finding}`, the last two pairs of what is said."""
    names = {one.id: one.name.to_json() for one in plan.printers}
    addresses, rows = {one.id: one.address for one in plan.printers}, {row["id"]: row for row in printers}
    found = []
    for printer in sorted({*names, *rows}):
        row = rows.get(printer, {})
        said, left = WELL.get(row.get("state", "")) or _words(row)[:2], _left(row)
        finding = FINDINGS.get(row.get("finding") or "", UNPROBED)
        found.append(
            {
                "id": printer, "name": names.get(printer) or _name(printer),
                "address": row.get("address") or addresses.get(printer, ""),
                "text": {"vi": said[0] + left[0], "en": said[1] + left[1]},
                "finding": dict(zip(("vi", "en"), finding, strict=True)),
            }
        )  # fmt: skip
    return found


def prints(row: Mapping | None) -> bool:
    """Whether a slip would come out now, as far as the printer and its agent say."""
    return row is not None and not row.get("silent") and row["state"] in (*FINE, *CALM)


def _name(printer: str) -> dict[str, str]:
    return {"vi": f"Máy in {printer}", "en": f"Printer {printer}"}


def _words(row: Mapping) -> tuple[str, str, str, str]:
    if not row:
        return SILENT
    return LOST if row.get("silent") else WORDS.get(row["state"], OTHER)


def _left(row: Mapping) -> tuple[str, str]:
    """How many slips the roll is still good for, where the agent has counted."""
    counted = _COUNTED.fullmatch(row.get("detail") or "")
    return (f", còn khoảng {counted[1]} phiếu", f", about {counted[1]} tickets left") if counted else ("", "")
