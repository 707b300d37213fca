"""What a hall begins from: the one that stands, the sample as a pattern, or nothing at all."""

from __future__ import annotations

from typing import Any

KIOSK = {"name_vi": "Máy lấy số 1", "name_en": "Kiosk 1", "orientation": "portrait", "printer": "", "px_per_mm": 4.03}
BOARD = {"name_vi": "Màn hình sảnh", "name_en": "Hall board", "voice": True, "zone": "", "department": "", "desk": 0,
         "arrows": {}, "languages": []}  # fmt: skip


def pattern(document: dict[str, Any]) -> dict[str, Any]:
    """The sample hall becomes a hall of one's own: all of it stays until it is changed."""
    return {"sample": False}


def empty(document: dict[str, Any]) -> dict[str, Any]:
    """One kiosk and one board; no departments, desks, officers or printers yet."""
    pairs = [f"{name}_{language}" for name in ("name", "short", "address") for language in ("vi", "en")]
    return dict.fromkeys(["id", "logo", *pairs], "") | {
        "sample": False, "departments": [], "desks": {}, "officers": {}, "staff": {}, "zones": {}, "notices": [],
        "printers": {}, "loudspeakers": {}, "kiosks": {"kiosk-1": KIOSK}, "displays": {"display-1": BOARD},
    }  # fmt: skip
