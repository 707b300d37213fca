"""Opening hours and days off."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from ...core.form import Form
from ...core.opening import WEEKDAYS, Hours, day_typed
from ..refused import NotYet
from ..words import text

DAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
CLOCK = re.compile(r"(\d{1,2})\s*[:hg.]\s*(\d{2})?")
HALVES = ("am", "pm")


def show(document: dict[str, Any]) -> dict[str, Any]:
    hours = document["hours"]
    rows = []
    for weekday, name in zip(WEEKDAYS, DAYS, strict=True):
        spans = [one.split("-") for one in hours[weekday]][:2]
        if len(spans) == 1 and spans[0][0] >= "12:00":
            spans.insert(0, ["", ""])
        spans += [["", ""]] * (2 - len(spans))
        rows.append({"day": weekday, "vi": name, "en": weekday.capitalize(), "am": spans[0], "pm": spans[1]})
    more = [name for weekday, name in zip(WEEKDAYS, DAYS, strict=True) if len(hours[weekday]) > 2]
    return {"week": rows, "last_ticket_minutes": hours["last_ticket_minutes"], "more": more}


def take(form: Mapping[str, str], document: dict[str, Any]) -> dict[str, Any]:
    minutes = form.get("last_ticket_minutes", "0").strip() or "0"
    if not re.fullmatch("[0-9]{1,3}", minutes) or int(minutes) > 120:
        raise NotYet(
            "Số phút ngừng cấp số phải từ 0 đến 120.", "Minutes before the end of a session: a number from 0 to 120."
        )
    week = {weekday: _sessions(form, weekday, name) for weekday, name in zip(WEEKDAYS, DAYS, strict=True)}
    hours = document["hours"] | week | {"last_ticket_minutes": int(minutes)}
    _check(hours)
    return {"hours": hours}


def _sessions(form: Mapping[str, str], weekday: str, name: str) -> list[str]:
    found = []
    for half in HALVES:
        start, end = (_clock(form.get(f"{weekday}_{half}_{one}", ""), name) for one in ("from", "to"))
        if bool(start) != bool(end):
            raise NotYet(
                f"{name}: mời điền cả giờ bắt đầu và giờ kết thúc.",
                f"{weekday.capitalize()}: fill in both the beginning and the end.",
            )
        if start:
            found.append(f"{start}-{end}")
    return found


def _clock(typed: str, day: str) -> str:
    """"7h30", "7:30" and "07.30" are all 07:30; empty stays empty."""
    typed = typed.strip().lower()
    if not typed:
        return ""
    read = CLOCK.fullmatch(typed)
    if not read or int(read[1]) > 24 or int(read[2] or 0) > 59:
        raise NotYet(f"{day}: “{typed[:10]}” không phải giờ. Mời viết như 07:30.", f"“{typed[:10]}” is no time: 07:30.")
    return f"{int(read[1]):02d}:{int(read[2] or 0):02d}"


def _check(hours: dict[str, Any]) -> None:
    form = Form(hours)
    Hours.from_form(form)
    if form.findings:
        day = form.findings[0].path.partition(".")[0].partition("[")[0]
        name = dict(zip(WEEKDAYS, DAYS, strict=True)).get(day, "Giờ làm việc")
        raise NotYet(
            f"{name}: buổi sau phải bắt đầu sau khi buổi trước kết thúc, và dài hơn số phút ngừng cấp số.",
            str(form.findings[0]),
        )


def show_holidays(document: dict[str, Any], today: str) -> dict[str, Any]:
    """Those to come, and those that are over on `today` (2026-11-24); each with its place among all."""
    offs = [
        one | {"written": _written(one["first"], one["last"]), "place": place}
        for place, one in enumerate(document["hours"]["holidays"])
    ]
    over = [one for one in offs if one["last"] < today]
    return {"holidays": [one for one in offs if one not in over], "over": over}


def _written(first: str, last: str) -> str:
    days = ["/".join(reversed(one.split("-"))) for one in (first, last)]
    return days[0] if first == last else f"{days[0]} – {days[1]}"


def add_holiday(form: Mapping[str, str], document: dict[str, Any]) -> dict[str, Any]:
    first = _day(form.get("first", ""))
    last = _day(form["last"]) if form.get("last", "").strip() else first
    if last < first:
        raise NotYet("Ngày cuối phải sau ngày đầu.", "The last day must not be before the first.")
    vi = text(form, "name_vi", ("tên ngày nghỉ", "name of the day off"))
    en = text(form, "name_en", ("tên tiếng Anh", "English name"), needed=False) or vi
    off = {"first": first.isoformat(), "last": last.isoformat(), "name_vi": vi, "name_en": en}
    same = next((one for one in document["hours"]["holidays"] if one["first"] == off["first"]), None)
    if same:
        raise NotYet(
            f"Đã có ngày nghỉ bắt đầu từ ngày này: “{same['name_vi']}”. Mời bỏ ngày nghỉ ấy trước, rồi thêm lại.",
            f"A day off already begins then: “{same['name_en']}”. Remove it first, then add this one.",
        )
    offs = sorted([*document["hours"]["holidays"], off], key=lambda one: (one["first"], one["last"]))
    return {"hours": document["hours"] | {"holidays": offs}}


def remove_holiday(place: int, document: dict[str, Any]) -> dict[str, Any]:
    offs = [one for at, one in enumerate(document["hours"]["holidays"]) if at != place]
    return {"hours": document["hours"] | {"holidays": offs}}


def _day(typed: str) -> date:
    day = day_typed(typed)
    if day is None:
        raise NotYet("Mời chọn ngày.", "Please choose a day.")
    return day
