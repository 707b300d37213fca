"""What goes with a row that is retired: every place in the document that names it lets go of it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable


def let_go(document: dict, listed: str, keys: Iterable[str]) -> dict:
    """The document without any mention of the rows `keys` of that list, which themselves are gone from it already."""
    gone, after = set(keys), copy.deepcopy(document)
    if not gone:
        return after
    if listed == "departments":
        idle = _from_desks(after, lambda name: name.partition(".")[0] in gone)
        _from_tables(after, ("departments",), "department", gone)
        after["staff"] = {key: one for key, one in after["staff"].items() if one.get("department") not in gone}
        after = let_go(after, "desks", idle)
    elif listed == "services":
        after = let_go(after, "desks", _from_desks(after, lambda name: name in gone))
    elif listed == "desks":
        _from_tables(after, ("desks",), "desk", {*gone, *(int(one) for one in gone)})
        _from_areas(after)
        for officer in after["officers"].values():
            officer["desk"] = 0 if str(officer["desk"]) in gone else officer["desk"]
    elif listed == "printers":
        for kiosk in after["kiosks"].values():
            kiosk["printer"] = "" if kiosk["printer"] in gone else kiosk["printer"]
    elif listed == "zones":
        _from_tables(after, (), "zone", gone)
        for loud in after["loudspeakers"].values():
            loud["zone"] = "" if loud["zone"] in gone else loud["zone"]
    return after


def without_idle(before: dict, after: dict) -> dict:
    """`after` without the desks that served somebody `before` and now serve nobody."""
    idle = [own for own, desk in after["desks"].items() if not _serves(desk) and _serves(before["desks"].get(own))]
    kept = {own: desk for own, desk in after["desks"].items() if own not in idle}
    return let_go(after | {"desks": kept}, "desks", idle)


def _serves(desk: dict | None) -> bool:
    return bool(desk and (desk["departments"] or desk["services"]))


def _from_desks(document: dict, is_gone: Callable[[str], bool]) -> list[str]:
    """Out of what desks serve. A desk that served nothing else is retired with it: the names of those."""
    idle = []
    for own, desk in list(document["desks"].items()):
        served = _serves(desk)
        for serving in (desk, *desk["lent"]):
            for key in ("departments", "services", "prefer"):
                serving[key] = [name for name in serving[key] if not is_gone(name)]
        desk["lent"] = [one for one in desk["lent"] if one["departments"] or one["services"]]
        if served and not _serves(desk):
            idle.append(own)
            del document["desks"][own]
    return idle


def _from_tables(document: dict, lists: tuple[str, ...], single: str, gone: set) -> None:
    """Out of zones and screens; a zone that holds nothing any more goes too, with the screens' mention of it."""
    for own, zone in list(document["zones"].items()):
        held = _holds(zone)
        for key in lists:
            zone[key] = [name for name in zone[key] if name not in gone]
        if held and not _holds(zone):
            _drop_zone(document, own)
    for screen in document["displays"].values():
        if screen[single] in gone:
            screen[single] = 0 if single == "desk" else ""


def _from_areas(document: dict) -> None:
    """An area is what desks say: without a desk there is none to point at."""
    there = {desk["area"] for desk in document["desks"].values()} | document["desks"].keys()
    for own, zone in list(document["zones"].items()):
        held, zone["areas"] = _holds(zone), [name for name in zone["areas"] if name in there]
        if held and not _holds(zone):
            _drop_zone(document, own)
    for screen in document["displays"].values():
        screen["arrows"] = {place: way for place, way in screen["arrows"].items() if place in there}


def _drop_zone(document: dict, own: str) -> None:
    del document["zones"][own]
    _from_tables(document, (), "zone", {own})
    for loud in document["loudspeakers"].values():
        loud["zone"] = "" if loud["zone"] == own else loud["zone"]


def _holds(zone: dict) -> bool:
    return bool(zone["departments"] or zone["desks"] or zone["areas"])
