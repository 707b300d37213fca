"""Route × role, as data, and the guard that holds it. A route without a line here is refused."""

from __future__ import annotations

from flask import Flask, Response, abort, current_app, g, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as WsgiResponse

from .identity import BEARERS, SESSION_COOKIE, Identities, Identity

PUBLIC = "public"

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
    "paper.page": ("paper", "supervisor"),
    "paper.slips": ("paper", "supervisor"),
    "paper.png": ("paper", "supervisor"),
    "paper.fault": ("paper", "supervisor"),
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
    "desk.sign_out": ("officer", "supervisor"),
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
    "reports.day": ("supervisor",),
    "reports.day_csv": ("supervisor",),
    "reports.legs_csv": ("supervisor",),
    "periods.page": ("supervisor",),
    "periods.as_json": ("supervisor",),
    "periods.as_csv": ("supervisor",),
    "periods.as_workbook": ("supervisor",),
    "periods.month": ("supervisor",),
    "forecast.page": ("supervisor",),
    "control.page": ("supervisor",),
    "control.state": ("supervisor",),
    "control.acknowledge": ("supervisor",),
    "control.static": (PUBLIC,),
    "ratings.page": ("supervisor",),
    "ratings.tally_csv": ("supervisor",),
    "admin.first": (PUBLIC,),
    "admin.first_post": (PUBLIC,),
    "admin.page": ("supervisor",),
    "admin.devices": ("supervisor",),
    "voice.page": ("supervisor",),
    "voice.try_out": ("supervisor",),
    "admin.new_code": ("supervisor",),
    "admin.revoke": ("supervisor",),
    "admin.confirm_clock": ("supervisor",),
    "calls.page": ("supervisor",),
    "calls.receipts": ("supervisor",),
}


def identify(identities: Identities, roles: tuple[str, ...]) -> Identity | None:
    """The first of `roles` that this request proves."""
    for role in roles:
        if role in BEARERS:
            scheme, _, token = request.headers.get("Authorization", "").partition(" ")
            found = identities.of_token(token, role) if scheme == "Bearer" and token else None
        else:
            found = identities.of_cookies(request.cookies, role)
        if found is not None:
            return found
    return None


def guard(app: Flask, identities: Identities) -> None:
    @app.before_request
    def enter() -> Response | None:
        endpoint = request.endpoint
        if endpoint is None:
            return None  # no such page: Flask answers 404
        roles = ROUTES.get(endpoint, ())
        if PUBLIC in roles:
            return None
        g.identity = identify(identities, roles)
        return None if g.identity is not None else _refuse(roles)


def _refuse(roles: tuple[str, ...]) -> Response:
    if not roles or (people := {"officer", "supervisor"} & set(roles)) and _is_somebody_else(people):
        abort(403)
    if request.method == "GET" and request.accept_mimetypes.accept_html and {"officer", "supervisor"} & set(roles):
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


def _is_somebody_else(people: set[str]) -> bool:
    """Whether a person is signed in whose role this is not: to sign in again would not help them."""
    found = [identities().of_cookies(request.cookies, role) for role in ("officer", "supervisor")]
    return any(one is not None and one.role not in people for one in found)


def me() -> Identity:
    """The identity of the present request. Only for routes that are not public."""
    return g.identity


def identities() -> Identities:
    return current_app.extensions["identities"]


def set_session(response: WsgiResponse, token: str) -> None:
    """The cookie of somebody who has signed in."""
    response.set_cookie(SESSION_COOKIE, token, httponly=True, samesite="Strict", secure=request.is_secure)
