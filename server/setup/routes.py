"""The set-up's pages: an overview, a page for each step, and saving. See docs/api.md, "Set-up"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, abort, current_app, redirect, request
from werkzeug.wrappers import Response

from ..auth import me
from ..core.errors import HallError
from .forms import centre, departments, desks, devices, hours, officers, voice
from .pages import draft, next_address, overview, page
from .steps import BY_SLUG

Take = Callable[[Mapping[str, str], dict[str, Any]], dict[str, Any]]
Answer = Response | tuple[str, int]

TAKES: dict[str, Take] = {
    "centre": centre.take, "hours": hours.take, "holidays": hours.add_holiday, "departments": departments.take,
    "desks": desks.take, "officers": officers.take, "printers": devices.take_printer, "kiosks": devices.take_kiosk,
    "boards": devices.take_board, "voice": voice.take,
}  # fmt: skip
LISTS = ("holidays", "departments", "officers", "printers", "kiosks", "boards")  # saving one row leads back to the list
SECTIONS = {"printers": "printers", "kiosks": "kiosks", "boards": "displays"}


def blueprint() -> Blueprint:
    room = Blueprint(
        "setup", __name__, url_prefix="/admin/setup", template_folder="templates", static_folder="static"
    )  # fmt: skip

    @room.get("/")
    def home() -> str:
        return overview()

    @room.get("/<slug>")
    def step(slug: str) -> str:
        if slug not in BY_SLUG:
            abort(404)
        return page(slug)

    @room.post("/<slug>")
    def save(slug: str) -> Answer:
        take = TAKES.get(slug)
        if take is None:
            abort(404)
        return keep(slug, lambda document: take(request.form, document))

    @room.post("/<slug>/remove")
    def remove(slug: str) -> Answer:
        own = request.form.get("id", "")
        if slug == "holidays":
            place = int(own) if own.isascii() and own.isdecimal() and len(own) < 6 else -1
            return keep(slug, lambda document: hours.remove_holiday(place, document))
        if slug == "departments":
            return keep(slug, lambda document: departments.remove(own, document))
        if slug not in SECTIONS:
            abort(404)
        return keep(slug, lambda document: devices.remove(SECTIONS[slug], own, document))

    @room.post("/<slug>/done")
    def done(slug: str) -> Response:
        """Nothing to change here: the step is looked at, on to the next."""
        if slug not in BY_SLUG:
            abort(404)
        draft().mark(me().name, slug)
        return redirect(next_address(BY_SLUG[slug]), 303)

    @room.post("/drop")
    def drop() -> Response:
        draft().drop()
        return redirect("/admin/setup/", 303)

    @room.post("/mine")
    def mine() -> Response:
        """What waits counts, not what was changed elsewhere meanwhile."""
        if draft().keep_mine(me().name, request.form.get("shown", "")):
            current_app.extensions["follow_people"]()
        return redirect("/admin/setup/", 303)

    return room


def keep(slug: str, change: Callable[[dict[str, Any]], dict[str, Any]], stay: bool = False) -> Answer:
    """Saves what `change` makes of the document and goes on; a form that must be mended comes back as it was typed.
    `stay` shows the step once more, for what must be looked at. A save that makes the hall whole says so."""
    kept = draft()
    waited, made_from = bool(kept.waiting()), current_app.extensions["store"].present_plan()
    try:
        in_force = kept.save(me().name, slug, change(kept.document()), made_from)
    except HallError as refused:
        return page(slug, error=refused, typed=request.form), refused.status
    if in_force:
        current_app.extensions["follow_people"]()
    step = BY_SLUG[slug]
    address = step.address if slug in LISTS or stay else next_address(step)
    return redirect(f"{address}?applied=1" if in_force and waited else address, 303)
