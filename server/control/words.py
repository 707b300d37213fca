"""What an alert, a state and an advice are called. Pure."""

from __future__ import annotations

from ..core.naming import Name
from ..core.plan import HallPlan
from .advice import Advice

STATES = {
    "open": Name("Đang rảnh", "Free"),
    "called": Name("Đang gọi", "Calling"), "serving": Name("Đang phục vụ", "Serving"),
    "break": Name("Tạm nghỉ", "Break"), "back-office": Name("Xử lý hồ sơ", "Back office"),
    "closed": Name("Chưa mở", "Closed"),
}  # fmt: skip
ALERTS = {
    "wait": Name("có người chờ quá lâu", "somebody waits too long"),
    "line": Name("hàng chờ quá dài", "the line is too long"),
    "idle": Name("rảnh trong khi có người chờ", "is free while people wait"),
    "printer": Name("cần xem máy in", "the printer needs a hand"), "screen": Name("mất tín hiệu", "is not heard"),
}  # fmt: skip
WORSE = {2: Name("đã gấp rưỡi ngưỡng", "half as much again"), 3: Name("đã gấp đôi ngưỡng", "twice the threshold")}
UNKNOWN = {
    "few-services": Name(
        "chưa đủ lượt phục vụ hôm nay để tính.", "too few services today to work anything out."),
    "no-desk": Name("chưa có quầy nào mở: cần mở một quầy.", "no desk is open: open one."),
    "too-slow": Name("máy chủ đang bận, chưa tính được.", "the server is too busy to work it out."),
}  # fmt: skip


def subject(plan: HallPlan, kind: str, own: str) -> Name:
    places = {"wait": plan.departments, "line": plan.departments, "idle": plan.desks, "printer": plan.printers}
    among = places.get(kind, (*plan.displays, *plan.kiosks))
    found = next((one for one in among if one.id == own), None)
    return getattr(found, "short", found.name) if found else Name(own, own)


def advice(told: Advice | str, name: Name) -> Name:
    """One sentence; with how sure it is, where something is known."""
    if isinstance(told, str):
        return Name(f"{name.vi}: {UNKNOWN[told].vi}", f"{name.en}: {UNKNOWN[told].en}")
    (now, _, _), (then, low, high), rounds = told.now, told.then, told.rounds
    if not told.sure:
        return Name(f"{name.vi}: mở thêm 1 quầy chưa chắc đã giúp được (thử {rounds} lần).",
                    f"{name.en}: one more desk may not help ({rounds} rounds).")  # fmt: skip
    return Name(
        f"Mở thêm 1 quầy {name.vi}: p90 chờ từ {now} xuống {then} phút ({low} đến {high} trong 9 trên 10 lần thử;"
        f" {rounds} lần).",
        f"One more desk for {name.en}: p90 wait from {now} down to {then} min ({low} to {high} in 9 of 10; {rounds}"
        " rounds).",
    )
