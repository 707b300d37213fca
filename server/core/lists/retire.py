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


def _from_desks(document: dict, is_gone: Callable[[str], bool]) -> list[str]:
    """Out of what desks serve. A desk that served nothing else is retired with it: the names of those."""
    idle = []
    for own, desk in list(document["desks"].items()):
        served = bool(desk["departments"] or desk["services"])
        for serving in (desk, *desk["lent"]):
            for key in ("departments", "services", "prefer"):
                serving[key] = [name for name in serving[key] if not is_gone(name)]
        desk["lent"] = [one for one in desk["lent"] if one["departments"] or one["services"]]
        if served and not (desk["departments"] or desk["services"]):
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
            del document["zones"][own]
            _from_tables(document, (), "zone", {own})
            for loud in document["loudspeakers"].values():
                loud["zone"] = "" if loud["zone"] == own else loud["zone"]
    for screen in document["displays"].values():
        if screen[single] in gone:
            screen[single] = 0 if single == "desk" else ""
        if single == "desk":
            screen["arrows"] = {place: way for place, way in screen["arrows"].items() if place not in gone}


def _holds(zone: dict) -> bool:
    return bool(zone["departments"] or zone["desks"] or zone["areas"])
