"""What GET /health tells, also to strangers: states, counts and the ids of findings; no names, paths or process ids."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Mapping
from typing import Any

from ..checks.of_machine import kind_of
from ..core.errors import ClockBehind
from . import warnings as care

FINE = ("ready", "near-end", "write-only")
SLOWLY_S = 5.0  # each kiosk and TV asks every other second: what changes slowly is gathered this often


class Health:
    """`house` is `app.extensions`."""

    def __init__(self, house: Mapping[str, Any]) -> None:
        self._house = house
        self._gathered: tuple[float, dict] = (-SLOWLY_S, {})

    def now(self) -> tuple[dict, int]:
        """(answer, HTTP status): 503 where the hall can give out no number now, and `why` says for which cause."""
        house, streams, pulse = self._house, self._house["streams"], self._house["pulse"]
        told: dict[str, Any] = {"epoch": streams.epoch, "speed": streams.speed, "now": streams.where("hints")["now"]}
        why = "storage" if pulse.fault else ClockBehind.id if house["hall"].is_behind() else None
        try:
            told |= {"seq": house["store"].row("SELECT max(seq) AS seq FROM journal")["seq"]} | self._slowly()
        except sqlite3.Error:
            why = "storage"
        beat = pulse.last()
        told |= {
            "status": "failing" if why else "ok", "why": why,
            "write": {"ok": pulse.fault is None, "ms": round(beat.took_ms, 1) if beat else None,
                      "age_s": round(time.monotonic() - beat.at) if beat else None},
            "voice": {"state": house["voice_status"]().get("state", "off")},
        }  # fmt: skip
        return told, 503 if why else 200

    def _slowly(self) -> dict:
        at, told = self._gathered
        if time.monotonic() - at >= SLOWLY_S:
            told = self._gather()
            self._gathered = time.monotonic(), told
        return told

    def _gather(self) -> dict:
        house = self._house
        found, age = care.warnings(house), house["backups"].state().age_s
        screens, printers = house["control"].screens(house["store"].present_plan()), house["outbox"].printers()
        return {
            "outbox": house["outbox"].waiting(),
            "devices": {"screens": len(screens), "heard": sum(one["heard"] for one in screens),
                        "printers": len(printers), "ready": sum(one["state"] in FINE for one in printers)},
            "backup": {"age_s": None if age is None else round(age)},
            "warnings": {"grave": sum(one["grave"] for one in found), "all": len(found),
                         "ids": [kind_of(one["id"], one["grave"]) for one in found]},
        }  # fmt: skip
