"""Route × role, as data, and the guard that holds it. A route without a line here is refused.

An admin enters wherever a supervisor may (`Identity.may`), without a word here. Where a lead enters, `own_department`
says whose figures alone may be shown.
"""

from __future__ import annotations

import logging

from flask import Flask, Response, abort, current_app, g, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as WsgiResponse

from .core.errors import HallError
from .identity import BEARERS, COOKIES, PEOPLE, SESSION_COOKIE, FactorFirst, Identities, Identity, OwnPasswordFirst
from .throttle import Buckets

log = logging.getLogger(__name__)
# Where a person begins.
HOME = {"officer": "desk.page", "lead": "control.page", "supervisor": "control.page", "admin": "admin.page"}
# All that is open to who came with a drawn password: whoever has seen it could set a PIN or a second factor with it.
BEFORE_OWN_PASSWORD = ("account.page", "account.password", "desk.sign_out", "when.index", "when.sheet")
# What somebody has to do before that: where, and what is said to a script.
FIRST = {"password": ("account.page", OwnPasswordFirst), "factor": ("factor.page", FactorFirst)}
PUBLIC = "public"
PRESSERS = (*PEOPLE, "keypad")
# Of a session or a number pad in a row, then one a second: thrice what a busy desk presses in a day.
PRESSES, PRESS_S = 1000, 1.0
SAFE = ("GET", "HEAD", "OPTIONS")
DEVICE_AGE_S = 5 * 365 * 24 * 3600  # which browsers shorten to 400 days: each page gives it anew


class TooManyDeeds(HallError):
    id = "too-many-deeds"
    status = 429
    vi = "Máy này đang bấm liên tục, nhanh hơn người bấm. Không mất gì đã làm. Mời chờ vài giây rồi bấm tiếp."
    en = "This computer presses on and on, faster than a person. Nothing done is lost. Wait a few seconds, then go on."


# endpoint → the roles that may enter, in the order they are tried
ROUTES: dict[str, tuple[str, ...]] = {
    "home.index": (PUBLIC,),
    "home.health": (PUBLIC,),
    "home.vendor": (PUBLIC,),
    "home.logo": (PUBLIC,),
    "home.enrol": (PUBLIC,),
    "home.enrol_post": (PUBLIC,),
    "static": (PUBLIC,),
    "kiosk.static": (PUBLIC,),
    "display.static": (PUBLIC,),
    "desk.static": (PUBLIC,),
    "voice.static": (PUBLIC,),
    "visitor.page": (PUBLIC,),
    "visitor.state": (PUBLIC,),
    "visitor.leave": (PUBLIC,),
    "visitor.come_back": (PUBLIC,),
    "visitor.rate": (PUBLIC,),
    "kiosk.page": ("kiosk",),
    "kiosk.menu": ("kiosk",),
    "kiosk.catalogue": ("kiosk",),
    "kiosk.issue": ("kiosk",),
    "kiosk.job": ("kiosk",),
    "kiosk.shown": ("kiosk",),
    "kiosk.reprint": ("kiosk",),
    "kiosk.qr": ("kiosk",),
    "kiosk.aloud": ("kiosk",),
    "display.page": ("display",),
    "display.screen": ("display",),
    "display.snapshot": ("display",),
    "display.playlist_file": ("display",),
    "display.voice": ("display",),
    "rating.offer": ("display",),
    "rating.answer": ("display",),
    "paper.page": ("paper", "admin"),
    "paper.slips": ("paper", "admin"),
    "paper.png": ("paper", "admin"),
    "paper.fault": ("paper", "admin"),
    "agent.hello": ("agent",),
    "agent.claim": ("agent",),
    "agent.result": ("agent",),
    "agent.printer_state": ("agent",),
    "agent.paper": ("agent",),
    "alarms.state": ("officer",),
    "alarms.alert": ("officer",),
    "alarms.accept": ("officer",),
    "alarms.close": ("officer",),
    "alarms.message": ("officer",),
    "watch.page": ("supervisor",),
    "watch.state": ("supervisor",),
    "watch.accept": ("supervisor",),
    "watch.close": ("supervisor",),
    "watch.seen": ("supervisor",),
    "watch.answer": ("supervisor",),
    "watch.static": (PUBLIC,),
    "agent.errands": ("agent",),
    "agent.errand_result": ("agent",),
    "agent.listen": ("agent",),
    "agent.call_sound": ("agent",),
    "agent.begin": ("agent",),
    "agent.spoken": ("agent",),
    "keypad.watch": ("keypad",),
    "keypad.press": ("keypad",),
    "desk.sign_in": (PUBLIC,),
    "desk.sign_in_post": (PUBLIC,),
    "desk.sign_in_code": (PUBLIC,),
    "desk.sign_out": PEOPLE,
    "desk.page": ("officer",),
    "desk.choose": ("officer",),
    "desk.snapshot": ("officer",),
    "desk.deed": ("officer",),
    "desk_page.bar": ("officer",),
    "desk_page.sit": ("officer",),
    "desk_page.choices": ("officer",),
    "desk_page.number": ("officer",),
    "desk_page.erase_note": ("officer", "supervisor"),
    "reception.page": ("officer",),
    "reception.menu": ("officer",),
    "reception.catalogue": ("officer",),
    "reception.issue": ("officer",),
    "reception.shown": ("officer",),
    "reception.reprint": ("officer",),
    "reception.reprint_number": ("officer",),
    "reception.job": ("officer",),
    "reports.day": ("supervisor", "lead"),
    "reports.day_csv": ("supervisor", "lead"),
    "reports.legs_csv": ("supervisor", "lead"),
    "periods.page": ("supervisor", "lead"),
    "periods.as_json": ("supervisor", "lead"),
    "periods.as_csv": ("supervisor", "lead"),
    "periods.as_workbook": ("supervisor", "lead"),
    "periods.month": ("supervisor",),
    "forecast.page": ("supervisor",),
    "control.page": ("supervisor", "lead"),
    "control.state": ("supervisor", "lead"),
    "control.acknowledge": ("supervisor", "lead"),
    "control.confirm_clock": ("supervisor",),
    "control.static": (PUBLIC,),
    "ratings.page": ("supervisor", "lead"),
    "ratings.tally_csv": ("supervisor", "lead"),
    "admin.first": (PUBLIC,),
    "admin.first_post": (PUBLIC,),
    "admin.page": ("admin",),
    "admin.devices": ("admin",),
    "setup.home": ("admin",),
    "setup.step": ("admin",),
    "setup.save": ("admin",),
    "setup.remove": ("admin",),
    "setup.done": ("admin",),
    "setup.drop": ("admin",),
    "setup.mine": ("admin",),
    "setup.static": (PUBLIC,),
    "setup_files.begin_with": ("admin",),
    "setup_files.take_logo": ("admin",),
    "setup_devices.new_code": ("admin",),
    "setup_devices.probe": ("admin",),
    "setup_devices.state": ("admin",),
    "setup_devices.verdict": ("admin",),
    "setup_people.passwords": ("admin",),
    "setup_begin.begin_rehearsal": ("admin",),
    "setup_begin.links": ("admin",),
    "setup_begin.end_rehearsal": ("admin",),
    "setup_begin.play": ("admin",),
    "setup_begin.rest": ("admin",),
    "setup_begin.state": ("admin",),
    "setup_begin.begin": ("admin",),
    "voice.page": ("admin",),
    "voice.try_out": ("admin",),
    "admin.new_code": ("admin",),
    "admin.revoke": ("admin",),
    "people.page": ("admin",),
    "people.new_password": ("admin",),
    "people.end_all": ("admin",),
    "people.end_one": ("admin",),
    "people.take_factor": ("admin",),
    "people.need_factor": ("admin",),
    "account.page": PEOPLE,
    "account.password": PEOPLE,
    "account.pin": PEOPLE,
    "account.sessions": PEOPLE,
    "factor.page": PEOPLE,
    "factor.begin": PEOPLE,
    "factor.confirm": PEOPLE,
    "factor.off": PEOPLE,
    "privacy.page": ("admin",),
    "privacy.exports": ("admin",),
    "privacy.erase": ("admin",),
    "metrics.show": ("metrics",),
    "backup.page": ("admin",),
    "backup.now": ("admin",),
    "when.index": PEOPLE,
    "when.sheet": PEOPLE,
    "calls.page": ("supervisor",),
    "lists.rows": ("admin",),
    "lists.page": ("admin",),
    "lists.row": ("admin",),
    "lists.save": ("admin",),
    "lists.retire": ("admin",),
    "lists.move": ("admin",),
    "lists_files.everything": ("admin",),
    "lists_files.as_csv": ("admin",),
    "lists_files.as_workbook": ("admin",),
    "lists_files.choose": ("admin",),
    "lists_files.send": ("admin",),
    "lists_files.preview": ("admin",),
    "lists_files.take": ("admin",),
    "lists_files.drop": ("admin",),
    "lists_files.wrong": ("admin",),
    "lists_all.choose": ("admin",),
    "lists_all.send": ("admin",),
    "lists_all.preview": ("admin",),
    "lists_all.take": ("admin",),
    "lists_all.drop": ("admin",),
    "lists_all.wrong": ("admin",),
    "list_history.page": ("admin",),
    "list_history.undo": ("admin",),
    "calls.receipts": ("supervisor",),
}


def identify(identities: Identities, roles: tuple[str, ...]) -> Identity | None:
    """The first of `roles` that this request proves. What is everybody's own is open to who has something to do there
    first."""
    if roles == PEOPLE:
        return identities.person(request.cookies)
    for role in roles:
        if role in BEARERS:
            scheme, _, token = request.headers.get("Authorization", "").partition(" ")
            found = identities.of_token(token, role) if scheme == "Bearer" and token else None
        else:
            found = identities.of_cookies(request.cookies, role)
        if found is not None:
            return found
    return None


STRANGERS_BYTES = 64 * 1024  # of a body that nobody has to answer for: two megabytes of fields take seconds to read


def guard(app: Flask, identities: Identities) -> None:
    app.jinja_env.globals["may_enter"] = may_enter
    clock = app.extensions["hall"].clock
    told = Buckets(60.0, 1)  # a script that is held back writes no log full
    presses = Buckets(PRESS_S, PRESSES, lambda: clock.now() / 1000)

    @app.before_request
    def enter() -> Response | None:
        endpoint = request.endpoint
        if endpoint is None:
            return None  # no such page: Flask answers 404
        roles = ROUTES.get(endpoint, ())
        if PUBLIC in roles:
            request.max_content_length = STRANGERS_BYTES
            return None
        g.identity = identify(identities, roles)
        if g.identity is None or g.identity.first == "password" and endpoint not in BEFORE_OWN_PASSWORD:
            return _refuse(roles)
        if g.identity.role in PEOPLE and not _looks_by_itself():
            identities.seen(g.identity)
        if g.identity.role in PRESSERS and request.method not in SAFE and endpoint != "desk.sign_out":
            if presses.wait_s(g.identity.token_hash):
                if not told.wait_s(g.identity.token_hash):
                    log.warning("%s presses faster than a person, from %s", g.identity.name, request.remote_addr)
                raise TooManyDeeds
        return None

    @app.after_request
    def keep_paired(response: Response) -> Response:
        for kind, plain in COOKIES.items() if response.mimetype == "text/html" else ():
            if not _gives(response, plain) and identities.of_cookies(request.cookies, kind):
                identities.jar.give_again(response, request.cookies, plain, DEVICE_AGE_S)
        return response

    def _gives(response: Response, plain: str) -> bool:
        """Whether it pairs the device anew."""
        return any(one.startswith(identities.jar.name(plain) + "=") for one in response.headers.getlist("Set-Cookie"))


def _looks_by_itself() -> bool:
    """A page that asks for news is no person who does something: it would keep a forgotten session alive."""
    return request.method == "GET" and not request.accept_mimetypes.accept_html


def _refuse(roles: tuple[str, ...]) -> Response:
    people = set(PEOPLE) & set(roles)
    who = identities().person(request.cookies) if people or not roles else None
    if who is not None and who.first and people:
        page, refused = FIRST[who.first]
        if request.method == "GET" and request.accept_mimetypes.accept_html:
            return redirect(url_for(page), 303)  # type: ignore[return-value]
        raise refused
    if not roles or who is not None:
        log.warning("%s %s refused from %s", request.method, request.endpoint, request.remote_addr)
        abort(403)  # somebody is signed in whose role this is not: to sign in again would not help them
    if request.method == "GET" and request.accept_mimetypes.accept_html and people:
        return redirect(url_for("desk.sign_in"), 303)  # type: ignore[return-value]
    if request.accept_mimetypes.best == "text/html" or request.accept_mimetypes.accept_html and request.method == "GET":
        abort(401)
    answer = jsonify(
        error={
            "id": "no-identity",
            "vi": "Thiết bị hoặc tài khoản này chưa được phép. Mời ghép thiết bị hoặc đăng nhập lại.",
            "en": "This device or account may not enter. Pair the device or sign in again.",
        }
    )
    answer.status_code = 401
    return answer


def me() -> Identity:
    """The identity of the present request. Only for routes that are not public."""
    return g.identity


def own_department() -> str | None:
    """The one department whose figures may be shown here; None: all of the hall's."""
    return me().department if me().role == "lead" else None


def may_enter(endpoint: str) -> bool:
    """Whether a page may link there for whoever reads it."""
    identity = g.get("identity")
    return identity is not None and any(identity.may(role) for role in ROUTES[endpoint])


def identities() -> Identities:
    return current_app.extensions["identities"]


def set_session(response: WsgiResponse, token: str) -> None:
    """The cookie of somebody who has signed in."""
    identities().jar.give(response, SESSION_COOKIE, token)
