"""The visitor's own page behind the slip's QR: own number and state, nothing of anybody else, no cookie."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from flask import Blueprint, Flask, Response, current_app, jsonify, redirect, render_template, request, url_for

from server.core.errors import HallError, TicketOver
from server.core.events import Entry
from server.core.satisfaction import LEVELS, REASONS
from server.forgery import check_link, link_token
from server.shares import caller_of
from server.throttle import Buckets
from server.web import hall_error_json

from .phone_answers import Answer, PhoneAnswers
from .phone_look import NoSuchLink
from .unchanged import Unchanged

LINK_S, LINK_BURST = 1.0, 20  # a page looks every three seconds at most; people reload it
WRONG_S, WRONG_BURST = 2.0, 30  # wrong links from one address: an unguessable link is not typed by hand


class TooOften(HallError):
    """One link, or wrong links from one address, more often than any page asks."""

    id = "too-often"
    status = 429
    vi = "Trang được mở quá nhiều lần. Mời ông/bà chờ vài giây."
    en = "This page was opened too often. Please wait a few seconds."

    def __init__(self, wait_s: int) -> None:
        self.wait_s = wait_s
        super().__init__()


class TurnOver(HallError):
    """A deed on a page whose visit has ended."""

    id = "turn-over"
    vi = "Lượt này đã kết thúc. Nếu còn việc, mời ông/bà lấy số mới."
    en = "This turn is over. If something is left to do, please take a new number."


class Visitors:
    """The phones of this process: what they were told, and how often they ask."""

    def __init__(self, app: Flask) -> None:
        self.answers = PhoneAnswers(app.extensions["store"], app.extensions["hall"].clock)
        self.links, self.wrong = Buckets(LINK_S, LINK_BURST), Buckets(WRONG_S, WRONG_BURST)

    def answer(self, secret: str, address: str) -> Answer:
        """Raises NoSuchLink, DayOver and TooOften. A link that exists is never refused for its address."""
        try:
            found = self.answers.answer(secret)
        except NoSuchLink:
            _patience(self.wrong, address)
            raise
        _patience(self.links, secret)
        return found


def _patience(buckets: Buckets, key: str) -> None:
    if wait := buckets.wait_s(key):
        raise TooOften(wait)


def receive(app: Flask, listen: Callable[[Callable[[Entry], None]], None]) -> None:
    """Opens `app` to phones; `listen` is the publisher's."""
    visitors = app.extensions["visitors"] = Visitors(app)
    listen(visitors.answers.on_entry)
    app.wsgi_app = Unchanged(app.wsgi_app, visitors.answers, visitors.links)  # type: ignore[method-assign]


def blueprint() -> Blueprint:
    room = Blueprint("visitor", __name__, url_prefix="/t", template_folder="templates")

    @room.get("/<secret>")
    def page(secret: str) -> str:
        return _page(secret, _look(secret))

    @room.get("/<secret>.json")
    def state(secret: str) -> Response:
        """With an ETag: hundreds of waiting phones ask every few seconds, and mostly nothing has changed."""
        return _json(_look(secret))

    @room.post("/<secret>/leave")
    def leave(secret: str) -> Response:
        return _deed(secret, "leave_line")

    @room.post("/<secret>/come-back")
    def come_back(secret: str) -> Response:
        return _deed(secret, "come_back")

    @room.post("/<secret>/rate")
    def rate(secret: str) -> Response:
        """What the visitor thought of it; the same key again may add the reason."""
        check_link(current_app, secret)
        level, reason = request.form.get("level", ""), request.form.get("reason") or None
        one = int(level) if level in ("1", "2", "3", "4", "5") else None
        current_app.extensions["ratings"].by_phone(_look(secret).ticket, request.form.get("key"), one, reason)
        return _answered(secret)

    @room.errorhandler(HallError)
    def refused(refusal: HallError) -> Response:
        as_json = request.endpoint == "visitor.state" or not _wants_page()
        response = jsonify(hall_error_json(refusal)) if as_json else Response(_refusal_page(refusal))
        response.status_code = refusal.status
        if isinstance(refusal, TooOften):
            response.headers["Retry-After"] = str(refusal.wait_s)
        return response

    return room


def _look(secret: str) -> Answer:
    return current_app.extensions["visitors"].answer(secret, caller_of(request.remote_addr or ""))


def _json(answer: Answer) -> Response:
    response = Response(answer.body, mimetype="application/json")
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(answer.etag)
    return response.make_conditional(request)


def _deed(secret: str, name: str) -> Response:
    """A deed of the visitor's own, by the page's form or its script: the page again, or what is told now as JSON."""
    check_link(current_app, secret)
    answer, hall = _look(secret), current_app.extensions["hall"]
    try:
        getattr(hall, name)(answer.ticket, request.form.get("key"))
    except TicketOver as over:
        raise TurnOver from over
    return _answered(secret)


def _answered(secret: str) -> Response:
    told = current_app.extensions["visitors"].answers.renew(secret)
    if _wants_page():
        return redirect(url_for("visitor.page", secret=secret, lang=_language()), 303)  # type: ignore[return-value]
    return _json(told)


def _page(secret: str, answer: Answer) -> str:
    """`key` is of the next deed: pressed twice it is done once."""
    return render_template(
        "display/visitor.html", ticket=answer.state, etag=answer.etag, lang=_language(), secret=secret, hall=_hall(),
        token=link_token(current_app, secret), key=secrets.token_hex(12), levels=LEVELS, reasons=REASONS,
    )  # fmt: skip


def _refusal_page(refusal: HallError) -> str:
    words = {"vi": refusal.vi, "en": refusal.en}
    return render_template("display/visitor_gone.html", words=words, lang=_language(), hall=_hall())


def _hall() -> dict[str, str]:
    return current_app.extensions["store"].present_plan().short.to_json()


def _wants_page() -> bool:
    return request.method == "GET" or request.accept_mimetypes.best == "text/html"


def _language() -> str:
    """As asked for; else the phone's own: Vietnamese where it speaks it, or neither."""
    asked = request.args.get("lang")
    if asked in ("vi", "en"):
        return asked
    return request.accept_languages.best_match(["vi", "en"], "vi") or "vi"
