"""What every reply carries: security headers, CSRF, and errors as a sentence for the reader."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from flask import Flask, Request, Response, current_app, jsonify, render_template, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException

from .care.pulse import is_storage
from .core.errors import CannotWrite, HallError
from .identity.jar import Jar
from .identity.known import COOKIE

log = logging.getLogger(__name__)

PAGE_HEADERS = {
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
NO_DOCUMENTS = ("text/javascript", "text/css", "font/woff2")  # nobody puts them in a frame
TLS_ONLY_S = 30 * 24 * 3600  # a hall that gives TLS up again is not shut out for ever
SPARED = ("Content-Disposition", "Last-Modified")  # of a static file: its ETag says it all
WORDS = {
    400: ("Dữ liệu gửi lên chưa đúng. Mời thử lại từ đầu.", "The request was not understood. Please start again."),
    401: ("Thiết bị này chưa được ghép với hệ thống.", "This device has not been paired with the hall yet."),
    403: ("Tài khoản này không được mở trang này.", "This account may not open this page."),
    404: ("Không tìm thấy trang này.", "There is no such page."),
    405: ("Không dùng được theo cách này.", "This cannot be used in this way."),
    413: (
        "Tệp hoặc dữ liệu gửi lên lớn hơn 2 MB. Mời chia nhỏ rồi gửi lại.",
        "What was sent is larger than 2 MB. Please split it and send it again.",
    ),
    500: ("Hệ thống gặp lỗi. Mời báo cán bộ kỹ thuật.", "Something went wrong. Please tell the technician."),
    503: (
        "Máy chủ tạm thời chưa ghi được. Mời thử lại sau ít phút.",
        "The server cannot write for the moment. Please try again in a few minutes.",
    ),
}


OTHER_ORIGIN = (
    "Yêu cầu này đến từ một trang khác nên không được nhận. Mời mở lại trang của trung tâm.",
    "This request came from another site and was not taken. Please open the hall's own page again.",
)


class NoNeedlessSession(SecureCookieSessionInterface):
    """Devices and phones bring no session cookie: for them no signer is built, a twentieth of a kiosk's touch."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)


def protect(app: Flask, jar: Jar) -> CSRFProtect:
    """CSRF, same origin for unsafe methods, headers, and error pages for `app`."""
    app.config.update(
        MAX_CONTENT_LENGTH=2 * 1024 * 1024, WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_ENABLED=True,
        SESSION_COOKIE_NAME=jar.name(f"{COOKIE}_csrf"), SESSION_COOKIE_SECURE=jar.tls, SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Strict",
    )  # fmt: skip
    app.session_interface = NoNeedlessSession()
    csrf = CSRFProtect(app)

    @app.before_request
    def same_origin() -> Response | None:
        origin = request.headers.get("Origin")
        if request.method in ("GET", "HEAD", "OPTIONS") or origin is None or urlsplit(origin).netloc == request.host:
            return None
        log.warning("%s %s refused from %s: another site's page", request.method, request.endpoint, request.remote_addr)
        return _answer("other-origin", 403, OTHER_ORIGIN)

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", _policy(response))
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        for name, value in PAGE_HEADERS.items() if response.mimetype == "text/html" else ():
            response.headers.setdefault(name, value)
        for name in SPARED if (request.endpoint or "").endswith(("static", "vendor")) else ():
            response.headers.remove(name)
        if request.is_secure:  # elsewhere browsers only complain of it
            response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
            response.headers.setdefault("Strict-Transport-Security", f"max-age={TLS_ONLY_S}")
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response

    app.register_error_handler(HallError, lambda error: _hall_error(error))
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, lambda error: _answer("http", error.code or 500))
    for odd in (OverflowError, UnicodeEncodeError, RecursionError):  # numbers, letters, nestings nobody means
        app.register_error_handler(odd, lambda error: _answer("bad-input", 400))
    app.register_error_handler(Exception, _unexpected)
    app.register_error_handler(413, lambda error: _too_long())
    return csrf


def _policy(response: Response) -> str:
    """What a page may load. The rest loads nothing, said briefly: a kiosk's first load is some forty small answers."""
    if response.mimetype in NO_DOCUMENTS:
        return "default-src 'none'"
    if response.mimetype != "text/html":
        return "default-src 'none'; frame-ancestors 'none'"
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; "
        f"font-src 'self'; connect-src 'self' ws://{request.host} wss://{request.host}; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    )


def _forged(error: CSRFError) -> Response:
    log.warning("%s %s refused from %s: not our page's token", request.method, request.endpoint, request.remote_addr)
    return _answer("csrf", 400)


def _unexpected(error: Exception) -> Response:
    if is_storage(error):
        log.error("the database cannot be written: %s", error)
        if pulse := current_app.extensions.get("pulse"):
            pulse.doubt()
        issuing = (request.endpoint or "").endswith(".issue")
        return _answer("storage", 503, (CannotWrite.vi, CannotWrite.en) if issuing else None)
    log.exception("unexpected")
    return _answer("unexpected", 500)


def hall_error_json(error: HallError) -> dict:
    return {"error": {"id": error.id, "vi": error.vi, "en": error.en}}


TOO_LONG = (
    "Nội dung gửi lên quá dài. Mời mở lại trang rồi thử lại.",
    "What was sent is too long. Please open the page again and try once more.",
)


def _too_long() -> Response:
    """Where less than elsewhere was too much, the words of elsewhere would be none."""
    elsewhere = current_app.config["MAX_CONTENT_LENGTH"]
    return _answer("http", 413, TOO_LONG if (request.max_content_length or elsewhere) < elsewhere else None)


def _hall_error(error: HallError) -> Response:
    if _wants_page():
        return _page(error.status, error.vi, error.en)
    answer = jsonify(hall_error_json(error))
    answer.status_code = error.status
    return answer


def _answer(error_id: str, status: int, words: tuple[str, str] | None = None) -> Response:
    vi, en = words or WORDS.get(status, WORDS[500])
    if _wants_page():
        return _page(status, vi, en)
    answer = jsonify(error={"id": error_id, "vi": vi, "en": en})
    answer.status_code = status
    return answer


def _wants_page() -> bool:
    return request.accept_mimetypes.best_match(["application/json", "text/html"], "application/json") == "text/html"


def _page(status: int, vi: str, en: str) -> Response:
    return Response(render_template("error.html", vi=vi, en=en, status=status), status)
