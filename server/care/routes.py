"""GET /metrics, for a monitor with a token of its own. See docs/operations.md."""

from __future__ import annotations

import logging
import time

from flask import Blueprint, Flask, Response, current_app, g, request

from .metrics import Metrics

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def blueprint() -> Blueprint:
    room = Blueprint("metrics", __name__)

    @room.get("/metrics")
    def show() -> Response:
        return Response(current_app.extensions["metrics"].text(), content_type=CONTENT_TYPE)

    return room


def measure(app: Flask, metrics: Metrics) -> None:
    """Counts every answer of the application, and the log's errors."""
    logging.getLogger().addHandler(metrics.handler)

    @app.before_request
    def begin() -> None:
        g.begun = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        seconds = time.perf_counter() - g.get("begun", time.perf_counter())
        metrics.answered(request.endpoint or "none", request.method, response.status_code, seconds)
        return response
