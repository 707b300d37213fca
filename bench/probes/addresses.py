"""Every address of the house with real values in it: for the probe, and for the tests (tests/rooms/every_address.py).

A parameter without a value is a KeyError: a new page is asked with what it is made for, not with "1".
"""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import NamedTuple

from flask import Flask
from werkzeug.routing import Rule

from server.care import sheets
from server.core.lists.registry import LISTS
from server.home.vendor import allowed
from server.setup.steps import BY_SLUG

QUESTIONS = {"kiosk.aloud": "?text=Mời+ông/bà&language=vi"}  # where a page has nothing to say without
WRONG_ROW = "code,name,field,agency\n1.000020,Đo đạc lại,Đo đạc,Sở Không Có\n".encode()  # its upload has a wrong.csv
Values = dict[str, list[str]]  # parameter → its values; "endpoint parameter" where it means another thing there


class Address(NamedTuple):
    endpoint: str
    method: str
    path: str


def every_address(app: Flask, values: Values, rows: dict[str, str], method: str = "") -> list[Address]:
    """What the house answers to, or to that method alone; reading first, since what is asked afterwards may put an end
    to it. `rows`: list → the key of one of its rows."""
    found = []
    for rule in app.url_map.iter_rules():
        asked = {one for one in (rule.methods or set()) - {"HEAD", "OPTIONS"} if method in ("", one)}
        for chosen in product(*(_values(rule, name, values) for name in sorted(rule.arguments))) if asked else ():
            filled = dict(zip(sorted(rule.arguments), chosen, strict=True))
            path = rule.build(filled)[1] + QUESTIONS.get(rule.endpoint, "")
            paths = [path, f"{path}?key={rows.get(filled['name'], '')}"] if rule.endpoint == "lists.row" else [path]
            found += [Address(rule.endpoint, how, one) for how in asked for one in paths]
    return sorted(found, key=lambda one: one.method)


def values_of_the_code(app: Flask) -> Values:
    """What no visitor has to bring about."""
    rooms = {"static": app.static_folder} | {
        f"{name}.static": room.static_folder for name, room in app.blueprints.items() if room.static_folder
    }
    return {
        "when.sheet name": sheets.names(), "home.vendor name": list(allowed()), "name": list(LISTS),
        "slug": list(BY_SLUG), **{f"{endpoint} filename": [_a_file_of(folder)] for endpoint, folder in rooms.items()},
    }  # fmt: skip


def _values(rule: Rule, name: str, values: Values) -> list[str]:
    """The endpoint's own, or what the name means everywhere."""
    own = f"{rule.endpoint} {name}"
    return values[own] if own in values else values[name]


def _a_file_of(folder: str) -> str:
    return min(one.name for one in Path(folder).iterdir() if one.is_file())
