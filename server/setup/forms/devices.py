"""Printers, kiosks and boards: lists of a few, each shown with its form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ...core.devices import ADDRESS
from ..refused import NotYet
from ..words import slug, text

FIRST_WORDS = {"printers": ("may-in", "Máy in", "Printer"), "kiosks": ("kiosk", "Máy lấy số", "Kiosk"),
               "displays": ("display", "Màn hình", "Board")}  # fmt: skip


def rows(document: dict[str, Any], section: str) -> list[dict[str, Any]]:
    return [one | {"id": own} for own, one in document[section].items()]


def fresh(document: dict[str, Any], section: str) -> dict[str, str]:
    """The names that a further one is offered: "Máy in 2", "Printer 2"."""
    _, vi, en = FIRST_WORDS[section]
    count = len(document[section]) + 1
    return {"name_vi": f"{vi} {count}", "name_en": f"{en} {count}"}


def take_printer(form: Mapping[str, str], document: dict[str, Any]) -> dict[str, Any]:
    """The first printer of a hall is given to every kiosk that has none."""
    own, before = _own(form, document, "printers")
    width = form.get("width_mm", "80")
    saved = before | _names(form) | {
        "address": address(form.get("address", "")), "width_mm": int(width) if width in ("80", "58") else 80,
        "agent": _agent(form.get("agent", "")),
    }  # fmt: skip
    printers = document["printers"] | {own: saved}
    if document["printers"]:
        return {"printers": printers}
    kiosks = {name: one | {"printer": one["printer"] or own} for name, one in document["kiosks"].items()}
    return {"printers": printers, "kiosks": kiosks}


def address(typed: str) -> str:
    """What a technician types is enough: 192.168.1.50 is a network printer, 04b8:0e15 one on USB, /dev/… a device."""
    typed = typed.strip()
    if re.fullmatch(r"(\d{1,3}\.){3}\d{1,3}|[\w-]+(\.[\w-]+)+", typed):
        typed = f"tcp://{typed}:9100"
    elif re.fullmatch(r"([\w-]+\.)*[\w-]+:\d{2,5}", typed) and "." in typed:
        typed = f"tcp://{typed}"
    elif re.fullmatch(r"[0-9a-fA-F]{4}:[0-9a-fA-F]{4}", typed):
        typed = f"usb://{typed.lower()}"
    elif typed.startswith("/dev/tty"):
        typed = f"serial://{typed}"
    elif typed.startswith("/dev/"):
        typed = f"file://{typed}"
    if not re.fullmatch(ADDRESS, typed) or len(typed) > 200:
        raise NotYet(
            "Địa chỉ máy in chưa đúng. Máy in mạng: viết địa chỉ IP như 192.168.1.50; máy in USB: 04b8:0e15.",
            "This is no printer's address. On the network: its IP, such as 192.168.1.50; on USB: 04b8:0e15.",
        )
    return typed


def _agent(typed: str) -> str:
    own = typed.strip().lower() or "server"
    if slug(own) != own:
        raise NotYet(
            "Tên máy nối với máy in chỉ gồm chữ thường không dấu, số và gạch nối.",
            "The computer's name has small letters without marks, digits and hyphens.",
        )
    return own


def take_kiosk(form: Mapping[str, str], document: dict[str, Any]) -> dict[str, Any]:
    own, before = _own(form, document, "kiosks")
    printer, orientation = form.get("printer", ""), form.get("orientation", "")
    saved = {"px_per_mm": 4.03} | before | _names(form) | {
        "orientation": orientation if orientation == "landscape" else "portrait",
        "printer": printer if printer in document["printers"] else "",
    }  # fmt: skip
    return {"kiosks": document["kiosks"] | {own: saved}}


def take_board(form: Mapping[str, str], document: dict[str, Any]) -> dict[str, Any]:
    """`shows`: "" for the whole hall, "zone:east", "department:thue" or "desk:5"."""
    own, before = _own(form, document, "displays")
    what, _, place = form.get("shows", "").partition(":")
    known = {"zone": document["zones"], "department": {one["id"] for one in document["departments"]},
             "desk": document["desks"]}  # fmt: skip
    if what and place not in known.get(what, ()):
        raise NotYet("Mời chọn lại nơi màn hình này hiện số.", "Please choose again what this board shows.")
    shows = {"zone": "", "department": "", "desk": 0}
    if what:
        shows[what] = int(place) if what == "desk" else place
    saved = {"arrows": {}, "languages": []} | before | _names(form) | {"voice": form.get("voice") == "yes"} | shows
    return {"displays": document["displays"] | {own: saved}}


def remove(section: str, own: str, document: dict[str, Any]) -> dict[str, Any]:
    left = {name: one for name, one in document[section].items() if name != own}
    if section != "printers":
        return {section: left}
    kiosks = {name: one | {"printer": "" if one["printer"] == own else one["printer"]}
              for name, one in document["kiosks"].items()}  # fmt: skip
    return {"printers": left, "kiosks": kiosks}


def _own(form: Mapping[str, str], document: dict[str, Any], section: str) -> tuple[str, dict[str, Any]]:
    """The id that the form speaks of, or a new one: kiosk-3."""
    own = form.get("id", "")
    if own in document[section]:
        return own, document[section][own]
    word, count = FIRST_WORDS[section][0], 1
    while f"{word}-{count}" in document[section]:
        count += 1
    return f"{word}-{count}", {}


def _names(form: Mapping[str, str]) -> dict[str, str]:
    vi = text(form, "name_vi", ("tên thiết bị", "device's name"))
    return {"name_vi": vi, "name_en": text(form, "name_en", ("tên tiếng Anh", "English name"), needed=False) or vi}
