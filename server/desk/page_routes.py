"""What the console's pages ask beside the deeds: which of them commands the desk, what can be chosen, a number's story.

See docs/api.md, "Desk".
"""

from __future__ import annotations

import sqlite3

from flask import Blueprint, Response, current_app, jsonify, render_template, request

from ..auth import me
from ..core import numbering
from ..core.errors import BadInput, DeskNotOpen, NoSuchNumber, SatElsewhere, TooManyLooks, UnknownName
from ..core.hours import business_date
from ..core.plan import HallPlan
from ..core.ticket import OPEN, Leg, LegState, present
from ..live.pages import Page, Pages, page_of
from ..store import desk_look, queries
from ..store.look import Glance
from ..throttle import Buckets
from ..web import hall_error_json
from .choices import choices as choices_of
from .console import leg_json, notes

LOOK_S, LOOK_BURST = 2.0, 30  # numbers looked up by one officer, however often signed in: a visitor who asks has one


def blueprint() -> Blueprint:
    room = Blueprint("desk_page", __name__, url_prefix="/desk", template_folder="templates")

    @room.get("/bar")
    def bar() -> str:
        return render_template("desk/bar.html", me=me(), desk=_plan().desk(_desk()))

    @room.post("/sit")
    def sit() -> Response | tuple[Response, int]:
        body = request.get_json(silent=True)
        page = page_of(body)
        if page is None:
            raise BadInput("a page has a name, a load and a view")
        sitting = _sitting_of_mine(_desk())
        twin = _pages().has_twin(page)
        if twin or (_is_anothers(sitting, page) and body.get("takeover") is not True):
            return jsonify(hall_error_json(SatElsewhere()) | {"twin": twin}), SatElsewhere.status
        if sitting is not None and (sitting["page"], sitting["officer"]) == (page.page, me().name):
            return jsonify(page=page.page, since=sitting["since"])
        since = current_app.extensions["hall"].sit(_desk(), me().name, page.page)
        current_app.extensions["tell_desk"](_desk(), "sitting", page=page.page, since=since)
        return jsonify(page=page.page, since=since)

    @room.get("/choices.json")
    def choices() -> Response:
        return jsonify(choices_of(_plan()))

    looks = Buckets(LOOK_S, LOOK_BURST)

    @room.get("/numbers/<number>.json")
    def number(number: str) -> Response:
        """Anybody's state, for the visitor who asks at the wrong desk; notes only where they are of use."""
        if looks.wait_s(me().name):
            raise TooManyLooks
        written = numbering.read(number)
        if written is None:
            raise NoSuchNumber
        with current_app.extensions["store"].reading() as db:
            plan, now = _plan(), current_app.extensions["hall"].clock.now()
            leg = present(desk_look.number_look(db, queries.business_date(db) or "", written))
            if leg is None:
                raise NoSuchNumber
            ahead = Glance(db, plan, now).ahead_of(leg) if leg.state is LegState.WAITING else None
            told = notes(db, plan, leg.ticket) if _concerns(db, plan, leg) else []
            return jsonify(leg_json(db, plan, leg) | {"ahead": ahead, "notes": told})

    @room.post("/notes/<int:note>/erase")
    def erase_note(note: int) -> tuple[str, int]:
        with current_app.extensions["store"].writing() as db:
            if not _may_erase(db, note):
                raise UnknownName("note", note)
            db.execute("DELETE FROM notes WHERE id = ?", (note,))
        if me().desk:
            current_app.extensions["tell_desk"](me().desk, "note")
        return "", 204

    return room


def _sitting_of_mine(desk: str) -> sqlite3.Row | None:
    """The sitting at the desk, where the desk is open for this officer; else DeskNotOpen."""
    with current_app.extensions["store"].reading() as db:
        state, sitting = queries.desk_state(db, desk), desk_look.sitting(db, desk)
    if state.state == "closed" or state.officer != me().name:
        raise DeskNotOpen
    return sitting


def _is_anothers(sitting: sqlite3.Row | None, mine: Page) -> bool:
    """A page that lives and commands the desk in this officer's name. A dead one needs no asking."""
    if sitting is None or sitting["officer"] != me().name or sitting["page"] == mine.page:
        return False
    return _pages().is_alive(sitting["page"])


def _concerns(db: sqlite3.Connection, plan: HallPlan, leg: Leg) -> bool:
    """Whether this officer's desk serves the visitor now, or had them, or this officer wrote about them."""
    if me().desk is None:
        return False
    day = business_date(current_app.extensions["hall"].clock.now()).isoformat()
    serves = any(one.id == me().desk for one in plan.desks_serving(leg.department, day=day))
    had = any(one.desk == me().desk for one in queries.legs_of(db, leg.ticket))
    wrote = db.execute("SELECT 1 FROM notes n JOIN legs l ON l.id = n.leg WHERE l.ticket = ? AND n.officer = ?",
                       (leg.ticket, me().name)).fetchone()  # fmt: skip
    return serves or had or wrote is not None


def _may_erase(db: sqlite3.Connection, note: int) -> bool:
    """The supervisor, who wrote it, and the desk at which its visitor stands or is held."""
    row = db.execute("SELECT n.officer, l.ticket FROM notes n JOIN legs l ON l.id = n.leg WHERE n.id = ?", (note,))
    found = row.fetchone()
    if found is None or me().may("supervisor"):
        return found is not None
    here = any(leg.desk == me().desk and leg.state in OPEN for leg in queries.legs_of(db, found["ticket"]))
    return found["officer"] == me().name or (me().desk is not None and here)


def _desk() -> str:
    desk = me().desk
    if not desk or desk not in {one.id for one in _plan().desks}:
        raise DeskNotOpen
    return desk


def _pages() -> Pages:
    return current_app.extensions["sockets"].pages


def _plan() -> HallPlan:
    return current_app.extensions["store"].present_plan()
