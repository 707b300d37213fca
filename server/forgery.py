"""No page elsewhere can act in a visitor's or officer's name: every unsafe request carries a token of its own page.

People's pages carry Flask-WTF's token, kept in the signed session. A device has no session: its token is an HMAC of its
identity under the hall's key, which costs a touch at the kiosk a quarter less than opening a session for it.
"""

from __future__ import annotations

import hmac

from flask import Flask, g, request
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf

from .identity import COOKIES, Identity

SAFE = ("GET", "HEAD", "OPTIONS")
# Without a cookie identity there is nothing to forge: a program's bearer token, and a one-time code (the pairing form
# checks its own token, see server/home/routes.py). A visitor's link is a secret by itself, and its page has its own
# token (`link_token`).
EXEMPT = ("agent.", "keypad.", "home.enrol_post", "visitor.")


def guard_forms(app: Flask, csrf: CSRFProtect) -> None:
    """Checks after the route × role guard, so that the identity is known. `csrf` must not check by itself."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    # In the place of Flask-WTF's own, which is both a global and, stronger, a context processor.
    app.jinja_env.globals["csrf_token"] = lambda: page_token(app)
    app.context_processor(lambda: {"csrf_token": lambda: page_token(app)})

    @app.before_request
    def genuine() -> None:
        if request.method in SAFE or request.endpoint is None or request.endpoint.startswith(EXEMPT):
            return
        if app.config["WTF_CSRF_ENABLED"] and not _is_devices_own(app):
            csrf.protect()


def page_token(app: Flask) -> str:
    """The token of the page being rendered."""
    identity = _device()
    return device_token(app, identity) if identity else generate_csrf()


def device_token(app: Flask, identity: Identity) -> str:
    return _token(app, "csrf:" + identity.token_hash)


def link_token(app: Flask, secret: str) -> str:
    """What the forms on the page behind a visitor's link carry: no cookie is needed to know the page was ours."""
    return _token(app, "link:" + secret)


def check_link(app: Flask, secret: str) -> None:
    """Raises CSRFError where the request does not come from the page behind this link."""
    sent = request.headers.get("X-CSRFToken") or request.form.get("csrf_token", "")
    genuine = hmac.compare_digest(sent.encode("utf-8", "replace"), link_token(app, secret).encode())
    if app.config["WTF_CSRF_ENABLED"] and not genuine:
        raise CSRFError("The token is not this page's.")


def _token(app: Flask, of: str) -> str:
    key = app.secret_key if isinstance(app.secret_key, bytes) else str(app.secret_key).encode()
    return hmac.new(key, of.encode("utf-8", "replace"), "sha256").hexdigest()


def _is_devices_own(app: Flask) -> bool:
    identity, sent = _device(), request.headers.get("X-CSRFToken", "")
    return identity is not None and hmac.compare_digest(sent.encode(), device_token(app, identity).encode())


def _device() -> Identity | None:
    identity = g.get("identity")
    return identity if identity is not None and identity.role in COOKIES else None
