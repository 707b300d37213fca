"""Devices: what is planned and not there, what is there and not planned, and printers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..staff.device_notices import FINE
from .facts import Facts
from .found import Found, found, named


def of_devices(facts: Facts) -> Iterator[Found]:
    paired = {(one["kind"], one["name"]) for one in facts.devices if one["revoked_at"] is None}
    plan = facts.plan
    kiosks = [one.name.vi for one in plan.kiosks if ("kiosk", one.id) not in paired]
    displays = [one.name.vi for one in plan.displays if ("display", one.id) not in paired]
    if kiosks:
        yield found("HALL-W201", kiosks=named(kiosks))
    if displays:
        yield found("HALL-W202", displays=named(displays))
    known = {("kiosk", one.id) for one in plan.kiosks} | {("display", one.id) for one in plan.displays}
    strange = [name for kind, name in sorted(paired) if kind in ("kiosk", "display") and (kind, name) not in known]
    if strange:
        yield found("HALL-N207", devices=named(strange))
    yield from _printers(facts)


def _printers(facts: Facts) -> Iterator[Found]:
    planned = facts.plan.printers
    virtual = [one.name.vi for one in planned if one.address.startswith("virtual:")]
    if virtual and not facts.plan.sample:
        yield found("HALL-W206", printers=named(virtual))
    if facts.printers is None:
        return
    rows = {one["id"]: one for one in facts.printers}
    real = [one for one in planned if not one.address.startswith("virtual:")]
    for kind, names in (
        ("HALL-W203", [one.name.vi for one in real if not rows.get(one.id, {}).get("finding")]),
        ("HALL-W204", [one.name.vi for one in planned if _is_silent(rows.get(one.id))]),
        ("HALL-W205", [one.name.vi for one in planned if _needs_a_hand(rows.get(one.id))]),
        ("HALL-W208", [one.name.vi for one in real if rows.get(one.id, {}).get("finding") == "write-only"]),
    ):
        if names:
            yield found(kind, printers=named(names))


def _is_silent(row: Mapping[str, Any] | None) -> bool:
    return row is None or bool(row.get("silent"))


def _needs_a_hand(row: Mapping[str, Any] | None) -> bool:
    return not _is_silent(row) and row is not None and row["state"] not in FINE
