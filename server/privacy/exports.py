"""Every file a person takes out of the house is written down before they get it: who, when, which, of what period."""

from __future__ import annotations

from flask import Flask, Response, g, request

from ..identity import PEOPLE, Identity
from .log import EXPORT, AccessLog

ALSO = frozenset({"periods.as_json"})  # figures for a program: no file, and an export all the same
PERIOD = ("date", "from", "to", "month", "year", "first", "last", "by")
LONGEST = 20


def log_exports(app: Flask, log: AccessLog) -> None:
    """Refuses the file where it cannot be written down."""

    @app.after_request
    def note(response: Response) -> Response:
        who: Identity | None = g.get("identity")
        if who is None or who.role not in PEOPLE or response.status_code != 200 or request.method == "HEAD":
            return response
        if request.endpoint in ALSO or response.headers.get("Content-Disposition", "").startswith("attachment"):
            asked = {name: request.args[name][:LONGEST] for name in PERIOD if request.args.get(name)}
            only = {"department": who.department} if who.role == "lead" else {}
            log.note(who, EXPORT, report=request.endpoint, **asked, **only)
        return response
