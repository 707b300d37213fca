"""Departments with their services; and what else of the hall names them, when one goes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..refused import NotYet
from ..words import free_letter, pair, slug, text

MOST_SERVICES = 40
GENERAL = "khac"


def show(document: dict[str, Any], edit: str = "") -> dict[str, Any]:
    """The list, and the form: of the department `edit`, or of a new one."""
    departments = document["departments"]
    found = next((one for one in departments if one["id"] == edit), None)
    empty = {"id": "", "name_vi": "", "name_en": "", "short_vi": "", "short_en": "", "services": [],
             "letter": free_letter(one["letter"] for one in departments)}  # fmt: skip
    shown = found or empty
    lines = [
        one["name_vi"] if one["name_en"] == one["name_vi"] else f"{one['name_vi']} | {one['name_en']}"
        for one in shown["services"]
    ]
    return {"departments": departments, "shown": shown | {"lines": "\n".join(lines)}}


def take(form: Mapping[str, str], document: dict[str, Any]) -> dict[str, Any]:
    """Saves the department `id` of the form, or a new one; what the short form does not show is kept."""
    departments = list(document["departments"])
    place = next((at for at, one in enumerate(departments) if one["id"] == form.get("id")), None)
    before = departments[place] if place is not None else {}
    others = [one for one in departments if one is not before]
    vi = text(form, "name_vi", ("tên cơ quan", "department's name"))
    short = text(form, "short_vi", ("tên ngắn", "short name"), 40, needed=len(vi) > 40) or vi
    saved = before | {
        "id": before.get("id") or slug(vi, [one["id"] for one in others]),
        "letter": _letter(form, others), "name_vi": vi, "short_vi": short,
        "name_en": text(form, "name_en", ("tên tiếng Anh", "English name"), needed=False) or vi,
        "short_en": text(form, "short_en", ("tên ngắn tiếng Anh", "short English name"), 40, needed=False) or short,
        "services": _services(form.get("services", ""), before.get("services", [])),
    }  # fmt: skip
    saved["agency"] = before.get("agency") or vi
    if any(one["agency"].lower() == saved["agency"].lower() for one in others):
        raise NotYet(f"Đã có cơ quan tên {vi}.", f"There is a department named {vi} already.")
    if place is None:
        departments.append(saved)
    else:
        departments[place] = saved
    return {"departments": departments} | _without(document, _gone(before, saved))


def remove(own: str, document: dict[str, Any]) -> dict[str, Any]:
    """Takes it out, and out of the desks, zones and boards that name it."""
    left = [one for one in document["departments"] if one["id"] != own]
    return {"departments": left} | without_department(document, own)


def without_department(document: dict[str, Any], own: str) -> dict[str, Any]:
    return _without(document, lambda name: name == own or name.startswith(own + "."))


def _gone(before: dict, saved: dict) -> Any:
    """Which names of services are no more."""
    slugs = {one["id"] for one in saved["services"]} | {GENERAL}
    lost = {f"{saved['id']}.{one['id']}" for one in before.get("services", []) if one["id"] not in slugs}
    return lambda name: name in lost


def _without(document: dict[str, Any], gone: Any) -> dict[str, Any]:
    def kept(serving: dict) -> dict:
        lists = {key: [one for one in serving[key] if not gone(one)] for key in ("departments", "services", "prefer")}
        return serving | lists

    desks = {
        own: kept(one) | {"lent": [kept(spell) for spell in one["lent"]]} for own, one in document["desks"].items()
    }
    zones = {
        own: one | {"departments": [name for name in one["departments"] if not gone(name)]}
        for own, one in document["zones"].items()
    }
    displays = {
        own: one | {"department": "" if gone(one["department"]) else one["department"]}
        for own, one in document["displays"].items()
    }
    staff = {own: one for own, one in document["staff"].items() if not gone(one.get("department") or "")}
    return {"desks": desks, "staff": staff} | without_zones(document, zones, displays)


def without_zones(document: dict[str, Any], zones: dict[str, dict], displays: dict[str, dict]) -> dict[str, Any]:
    """Zones in which nothing is left go, and who showed or spoke them shows the whole hall."""
    left = {own: one for own, one in zones.items() if one["departments"] or one["desks"] or one["areas"]}
    sections: dict[str, Any] = {"zones": left}
    for section, devices in (("displays", displays), ("loudspeakers", document["loudspeakers"])):
        sections[section] = {
            own: one | {"zone": one["zone"] if one["zone"] in left else ""} for own, one in devices.items()
        }
    return sections


def _letter(form: Mapping[str, str], others: list[dict]) -> str:
    letter = form.get("letter", "").strip().upper() or free_letter(one["letter"] for one in others)
    if not re.fullmatch("[A-Z]{1,2}", letter):
        raise NotYet("Chữ cái của số phải từ A đến Z, một hoặc hai chữ.", "The letter is one of A to Z, or two.")
    taken = next((one for one in others if one["letter"] == letter), None)
    if taken:
        raise NotYet(f"Chữ {letter} đã dùng cho {taken['name_vi']}.", f"{taken['name_vi']} has the letter {letter}.")
    return letter


def _services(typed: str, before: list[dict]) -> list[dict]:
    """A line each, "tên" or "tên | English". One whose name stood there before keeps all else it had."""
    known = {one["name_vi"]: one for one in before}
    found: list[dict] = []
    for line in typed.splitlines():
        vi, en = pair(line)
        if not vi:
            continue
        if max(len(vi), len(en)) > 60:
            raise NotYet(f"Tên dịch vụ dài quá 60 ký tự: {vi[:70]}…", f"A service's name is too long: {vi[:70]}…")
        if vi in {one["name_vi"] for one in found}:
            raise NotYet(f"Dịch vụ {vi} có hai lần.", f"The service {vi} stands there twice.")
        named = {"name_vi": vi, "name_en": known[vi]["name_en"] if "|" not in line and vi in known else en}
        taken = [GENERAL, *(one["id"] for one in found), *(one["id"] for one in before)]
        found.append((known.get(vi) or _new_service(slug(vi, taken))) | named)
    if len(found) > MOST_SERVICES:
        raise NotYet(f"Nhiều nhất {MOST_SERVICES} dịch vụ.", f"At most {MOST_SERVICES} services.")
    return found


def _new_service(own: str) -> dict:
    return {"id": own, "fields": [], "purpose": "submit", "often": False, "paused": False, "also": []}
