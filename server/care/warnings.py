"""Gathers the facts of the moment for `core/wellbeing.py`. One function for every page that shows warnings."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..core import wellbeing
from ..core.hours import ZONE
from ..core.numbering import write
from ..core.wellbeing import BackupFacts, Facts, RestoreFacts
from ..store import journal
from . import machine

DAY_MS = 24 * 3600_000
NAME = {"vi": "Máy chủ", "en": "The server"}
_STARTED = time.monotonic()


def warnings(house: Mapping[str, Any]) -> list[dict]:
    """What a person should know early, the gravest first, in the form of `staff/device_notices.notices` and with
    `page`, a sheet of docs/when/: `{id, state, grave, name, text, cure, page}`. `house` is `app.extensions`."""
    return [
        {
            "id": one.id, "state": one.id, "grave": one.grave, "name": NAME, "text": one.text.to_json(),
            "cure": one.cure.to_json(), "page": one.page,
        }
        for one in wellbeing.warnings(facts(house))
    ]  # fmt: skip


def facts(house: Mapping[str, Any]) -> Facts:
    """How the hall's machine stands now."""
    free, total = machine.space(house["settings"].data)
    memory_free, memory_total = machine.memory()
    state = house["backups"].state()
    moved, restored = _told(house)
    return Facts(
        write_fault=house["pulse"].fault, free=free, total=total, memory_free=memory_free, memory_total=memory_total,
        clock_moved_ms=moved, damaged=bool(house["keeper"].damage or state.damaged),
        backup=BackupFacts(state.age_s, state.every_s, state.fault, state.same_disk),
        up_s=time.monotonic() - _STARTED, voice=house["voice_status"]().get("state", "off"), restored=restored,
    )  # fmt: skip


def _told(house: Mapping[str, Any]) -> tuple[int, RestoreFacts | None]:
    """What the journal's last day says of the clock and of a restore."""
    since = house["hall"].clock.now() - DAY_MS
    try:
        with house["store"].reading() as db:
            rows = journal.of_the_hall(db, since)
    except sqlite3.Error:
        return 0, None  # the write's own warning stands already
    moved, restored = 0, None
    for row in rows:
        body = json.loads(row["body"])
        if row["kind"] == "restored":
            restored = RestoreFacts(_read(body["made_at"]), _gaps(body["raised"]))
        elif not body.get("confirmed"):
            moved += abs(body["by_ms"])
    return moved, restored


def _gaps(raised: list[list]) -> tuple[str, ...]:
    newest = max((date for date, *_ in raised), default="")
    today = ((letter, before + 1, after) for date, letter, before, after in raised if date == newest)
    return tuple(f"{write(letter, first)}–{write(letter, last)}" for letter, first, last in today)


def _read(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(ZONE).strftime("%d/%m/%Y %H:%M")
