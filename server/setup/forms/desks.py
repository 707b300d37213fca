"""At which desks each department sits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..refused import NotYet
from ..words import numbers, spans
from .departments import without_zones


def show(document: dict[str, Any]) -> dict[str, Any]:
    rows = [
        {"id": one["id"], "vi": one["name_vi"], "en": one["name_en"], "letter": one["letter"],
         "numbers": spans(int(own) for own, desk in document["desks"].items() if one["id"] in desk["departments"])}
        for one in document["departments"]
    ]  # fmt: skip
    narrowed = sorted((own for own, desk in document["desks"].items() if desk["services"]), key=int)
    return {"rows": rows, "narrowed": spans(map(int, narrowed))}


def take(form: Mapping[str, str], document: dict[str, Any]) -> dict[str, Any]:
    """Areas, single services, preferences and lent days of a desk stay while they still make sense."""
    wanted: dict[int, list[str]] = {}
    for one in document["departments"]:
        for number in numbers(form.get(f"desks_{one['id']}", "")):
            wanted.setdefault(number, []).append(one["id"])
    before = document["desks"]
    alone = [int(own) for own, desk in before.items() if desk["services"] and int(own) not in wanted]
    chosen = sorted([*wanted, *alone])
    desks = {str(number): _desk(before.get(str(number)), wanted.get(number, [])) for number in chosen}
    if len(desks) > 400:
        raise NotYet("Nhiều nhất 400 quầy.", "At most 400 desks.")
    return {"desks": desks} | _without_desks(document, desks)


def _desk(before: dict | None, departments: list[str]) -> dict:
    if before is None:
        return {"area": "", "departments": departments, "services": [], "prefer": [], "lent": []}
    if sorted(before["departments"]) == sorted(departments):
        return before
    services = [one for one in before["services"] if one.partition(".")[0] not in departments]
    served = {*departments, *services}
    prefer = [one for one in before["prefer"] if one in served or one.partition(".")[0] in departments]
    return before | {"departments": departments, "services": services, "prefer": prefer}


def _without_desks(document: dict[str, Any], desks: dict[str, dict]) -> dict[str, Any]:
    areas = {one["area"] for one in desks.values()} - {""}
    officers = {
        own: one | {"desk": one["desk"] if str(one["desk"]) in desks else 0}
        for own, one in document["officers"].items()
    }
    zones = {
        own: one | {"desks": [number for number in one["desks"] if number in desks],
                    "areas": [area for area in one["areas"] if area in areas]}
        for own, one in document["zones"].items()
    }  # fmt: skip
    displays = {
        own: one | {"arrows": {place: way for place, way in one["arrows"].items() if place in {*desks, *areas}}}
        for own, one in document["displays"].items() if not one["desk"] or str(one["desk"]) in desks
    }  # fmt: skip
    return {"officers": officers} | without_zones(document, zones, displays)
