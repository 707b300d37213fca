"""Signing in, by a password and, where somebody has one, a code of the second factor; and out. See docs/api.md."""

from __future__ import annotations

import logging

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ..auth import HOME, identities, me, set_session
from ..core.errors import HallError
from ..identity import SESSION_COOKIE, CodeNeeded, Identity, digest
from ..identity.factors import is_recovery
from ..identity.known import FactorLost, TooManyTries, WrongCode
from ..privacy.log import FACTOR

log = logging.getLogger(__name__)
Page = tuple[str, int]
# All of it under the room's url_prefix="/desk".


def add(room: Blueprint) -> None:
    @room.get("/sign-in")
    def sign_in() -> str:
        return _first_page()[0]

    @room.post("/sign-in")
    def sign_in_post() -> Response | Page:
        username, password = request.form.get("username", "").strip()[:80], request.form.get("password", "")
        try:
            token = identities().sign_in(username, password, request.remote_addr or "", _enrolled())
        except CodeNeeded as half:
            return _second_page(half.half)
        except HallError as refused:
            _log_refused(refused, username)
            return _first_page(refused, username)
        return _enter(token, "one secret")

    @room.post("/sign-in/code")
    def sign_in_code() -> Response | Page:
        half, code = request.form.get("half", "")[:80], request.form.get("code", "")
        username = identities().half_signed_in(half)
        try:
            token = identities().sign_in_by_code(half, code, request.remote_addr or "")
        except HallError as refused:
            _log_refused(refused, username or "")
            again = isinstance(refused, (WrongCode, TooManyTries, FactorLost))
            return _second_page(half, refused) if again else _first_page(refused, username or "")
        if is_recovery(code):
            _note_recovery(token)
        return _enter(token, "secret and recovery code" if is_recovery(code) else "secret and code")

    @room.post("/sign-out")
    def sign_out() -> Response:
        if me().desk:
            current_app.extensions["hall"].close_desk(me().desk, me().name)
        identities().end_session(me().token_hash)
        current_app.extensions["sockets"].drop(me().token_hash)
        response = redirect(url_for("desk.sign_in"), 303)
        identities().jar.take(response, SESSION_COOKIE)
        return response


def _note_recovery(token: str) -> None:
    """Somebody's paper was used: the admin sees it where passwords drawn and sessions ended are told."""
    who = identities().of_session(token)
    assert who is not None
    left = identities().recovery_left(who.name)
    current_app.extensions["access_log"].note(who, FACTOR, how="recovery", left=left)


def _enter(token: str, by: str) -> Response:
    before = identities().jar.read(request.cookies, SESSION_COOKIE)
    if before:  # another account signed in here: its session must not outlive it
        identities().end_session(digest(before))
        current_app.extensions["sockets"].drop(digest(before))
    found = identities().of_session(token)
    assert found is not None
    log.info("signed in by %s from %s as %s", by, request.remote_addr, found.name)
    response = redirect(url_for(HOME[found.role]), 303)
    set_session(response, token)
    return response


def _first_page(error: HallError | None = None, username: str = "") -> Page:
    page = render_template("desk/sign_in.html", hall=_hall_name(), error=error, username=username, enrolled=_enrolled())
    return page, error.status if error else 200


def _second_page(half: str, error: HallError | None = None) -> Page:
    page = render_template("desk/sign_in_code.html", hall=_hall_name(), half=half, error=error)
    return page, error.status if error else 200


def _hall_name() -> object:
    return current_app.extensions["store"].present_plan().name


def _log_refused(refused: HallError, username: str) -> None:
    log.warning("sign-in refused (%s) from %s as %s", refused.id, request.remote_addr, known_name(username))


def known_name(username: str) -> str:
    """An account's name. What is no account's may be a password typed into the wrong field: it is not written down."""
    return username if any(one["username"] == username for one in identities().accounts()) else "nobody we know"


def _enrolled() -> Identity | None:
    """The computer at a desk that has been paired as such: there a PIN will do."""
    return identities().of_cookies(request.cookies, "desk")
