"""Gathers the facts of the moment for `core/wellbeing.py`. One function for every page that shows warnings."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from ..core import wellbeing
from ..core.wellbeing import BackupFacts, Facts
from . import machine
from .last_day import last_day
from .tls_end import certificate

NAME = {"vi": "Máy chủ", "en": "The server"}
_STARTED = time.monotonic()


def warnings(house: Mapping[str, Any]) -> list[dict]:
    """What a person should know early, the gravest first, in the form of `staff/device_notices.notices`, with `page`, a
    sheet of docs/when/, and `href`, where it is read: `{id, state, grave, name, text, cure, page, href}`.

    `house` is `app.extensions`.
    """
    return [
        {
            "id": one.id, "state": one.id, "grave": one.grave, "name": NAME, "text": one.text.to_json(),
            "cure": one.cure.to_json(), "page": one.page, "href": f"/admin/when/{one.page}",
        }
        for one in wellbeing.warnings(facts(house))
    ]  # fmt: skip


def facts(house: Mapping[str, Any]) -> Facts:
    """How the hall's machine stands now."""
    free, total = machine.space(house["settings"].data)
    memory_free, memory_total = machine.memory()
    state = house["backups"].state()
    moved, restored = last_day(house["store"], house["hall"].clock.now())
    return Facts(
        write_fault=house["pulse"].fault, free=free, total=total, memory_free=memory_free, memory_total=memory_total,
        clock_moved_ms=moved, damaged=bool(house["keeper"].damage or state.damaged),
        backup=BackupFacts(state.age_s, state.every_s, state.fault, state.same_disk),
        up_s=time.monotonic() - _STARTED, voice=house["voice_status"]().get("state", "off"), restored=restored,
        certificate=certificate(house["settings"]),
    )  # fmt: skip
