"""Why what is saved is not in force yet, in the words of who fills it in, each with the step that mends it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ..core.form import Finding


@dataclass(frozen=True)
class Missing:
    step: str
    vi: str
    en: str


def missing(document: dict[str, Any], findings: Iterable[Finding]) -> list[Missing]:
    """What is known by name first; anything else as the hall file's reader says it."""
    known = list(_known(document))
    told = [] if known else [Missing("start", f"{one.path}: {one.text}", f"{one.path}: {one.text}") for one in findings]
    return known + told


def _known(document: dict[str, Any]) -> Iterator[Missing]:
    if not document["name_vi"]:
        yield Missing("centre", "Chưa có tên trung tâm.", "The centre has no name yet.")
    if not document["departments"]:
        yield Missing("departments", "Chưa có cơ quan nào.", "There are no departments yet.")
    desks = document["desks"]
    for one in document["departments"]:
        served = (name for desk in desks.values() for name in [*desk["departments"], *desk["services"]])
        if not any(name == one["id"] or name.startswith(one["id"] + ".") for name in served):
            yield Missing("desks", f"Chưa có quầy cho {one['name_vi']}.", f"No desk for {one['name_en']} yet.")
    idle = sorted((own for own, one in desks.items() if not one["departments"] and not one["services"]), key=int)
    if idle:
        yield Missing("desks", f"Quầy chưa có cơ quan: {', '.join(idle)}.", f"No department at: {', '.join(idle)}.")


SECTIONS = {
    "name_vi": "tên trung tâm", "name_en": "tên trung tâm", "short_vi": "tên trung tâm", "short_en": "tên trung tâm",
    "logo": "biểu trưng", "hours": "giờ làm việc", "departments": "cơ quan, dịch vụ", "desks": "quầy",
    "officers": "cán bộ", "staff": "phụ trách, quản trị", "printers": "máy in", "kiosks": "máy lấy số",
    "displays": "màn hình", "voice": "tiếng gọi số", "zones": "khu vực", "loudspeakers": "loa", "notices": "thông báo",
}  # fmt: skip
OTHER = "thông tin chung"


def section_names(sections: Iterable[str]) -> list[str]:
    """Each once, in the order of the steps; what has no name of its own last."""
    saved = set(sections)
    named = [name for key, name in SECTIONS.items() if key in saved]
    return list(dict.fromkeys(named + [OTHER] * bool(saved - SECTIONS.keys())))
