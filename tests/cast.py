"""The people and places every test knows by name: a small hall with three departments and five desks.

An, Bình work in Land; Chi works in Civil and must see nothing of Land; Dũng is new and has no desk of his own.
"""

from __future__ import annotations

from server.core.plan import HallPlan

LAND, CIVIL, TAX = "dat-dai", "tu-phap", "thue"
LAND_1, LAND_2, CIVIL_1, TAX_1, BOTH = "1", "2", "3", "4", "5"
AN, BINH, CHI, DUNG = "an", "binh", "chi", "dung"
LAND_BOOK, LAND_MAP = "dat-dai.so-do", "dat-dai.do-dac"
BIRTH, TAX_FORM = "tu-phap.khai-sinh", "thue.le-phi"

_WEEK = {day: ["07:30-11:30", "13:30-17:00"] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")}


def _service(slug: str, vi: str, en: str, *fields: str) -> dict:
    return {"id": slug, "name_vi": vi, "name_en": en, "fields": list(fields)}


def _department(own: str, letter: str, vi: str, en: str, *services: dict) -> dict:
    return {
        "id": own, "letter": letter, "agency": vi, "name_vi": vi, "name_en": en, "short_vi": vi, "short_en": en,
        "services": list(services),
    }  # fmt: skip


def hall_document() -> dict:
    """The small hall as a hall file's tables; tests change a copy of it."""
    return {
        "format": 1, "id": "thu-nghiem", "sample": True, "kiosk_seconds": 0,
        "name_vi": "Trung tâm thử nghiệm", "name_en": "Test centre",
        "short_vi": "Thử nghiệm", "short_en": "Test",
        "address_vi": "Số 1, đường Thử", "address_en": "1 Test Street",
        "hours": {"last_ticket_minutes": 15, **_WEEK},
        "departments": [
            _department(LAND, "A", "Đất đai", "Land",
                        _service("so-do", "Sổ đỏ", "Land book", "Đất đai"),
                        _service("do-dac", "Đo đạc", "Survey", "Đo đạc và bản đồ")),
            _department(CIVIL, "B", "Tư pháp", "Civil status",
                        _service("khai-sinh", "Khai sinh", "Birth registration", "Hộ tịch")),
            _department(TAX, "C", "Thuế", "Tax", _service("le-phi", "Lệ phí", "Fees", "Thuế")),
        ],
        "desks": {
            "1": {"departments": [LAND]}, "2": {"departments": [LAND]}, "3": {"departments": [CIVIL]},
            "4": {"departments": [TAX]}, "5": {"departments": [LAND, CIVIL]},
        },
        "officers": {
            AN: {"name": "Nguyễn Văn An", "desk": 1}, BINH: {"name": "Trần Thị Bình", "desk": 2},
            CHI: {"name": "Lê Thị Chi", "desk": 3}, DUNG: {"name": "Phạm Dũng"},
        },
        "kiosks": {"kiosk-1": {"name_vi": "Máy lấy số 1", "name_en": "Kiosk 1", "printer": "printer-1"},
                   "kiosk-2": {"name_vi": "Máy lấy số 2", "name_en": "Kiosk 2"}},
        "displays": {"display-1": {"name_vi": "TV 1", "name_en": "TV 1", "voice": True},
                     "display-2": {"name_vi": "TV 2", "name_en": "TV 2"}},
        "printers": {"printer-1": {"name_vi": "Máy in 1", "name_en": "Printer 1", "address": "virtual://"}},
    }  # fmt: skip


def hall_plan() -> HallPlan:
    return HallPlan.from_dict(hall_document())


def rush_document() -> dict:
    """The small hall with 28 desks that all serve every department."""
    document = hall_document()
    document["desks"] = {str(n): {"departments": [LAND, CIVIL, TAX]} for n in range(1, 29)}
    document["officers"] = {f"quay{n:02d}": {"name": f"Cán bộ {n}", "desk": n} for n in range(1, 29)}
    return document
