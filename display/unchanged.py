"""The short way for a phone whose answer has not changed: 304 before Flask has looked at the request.

Most looks of waiting phones end here: some 4 µs of the processor instead of 170 through Flask, or 700 for a new answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from server.throttle import Buckets

from .phone_answers import PhoneAnswers

PREFIX, SUFFIX = "/t/", ".json"
App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Unchanged:
    """WSGI around the whole house; everything that is not such a look goes on to `house`."""

    def __init__(self, house: App, answers: PhoneAnswers, links: Buckets) -> None:
        self._house, self._answers, self._links = house, answers, links

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        tag = environ.get("HTTP_IF_NONE_MATCH")
        path = environ.get("PATH_INFO", "")
        if tag and environ["REQUEST_METHOD"] == "GET" and path.startswith(PREFIX) and path.endswith(SUFFIX):
            secret = path[len(PREFIX) : -len(SUFFIX)]
            kept = self._answers.fresh(secret)
            if kept is not None and tag.removeprefix("W/").strip('"') == kept.etag:
                return self._answer(secret, kept.etag, start_response)
        return self._house(environ, start_response)

    def _answer(self, secret: str, etag: str, start_response: Callable[..., Any]) -> Iterable[bytes]:
        headers = [("ETag", f'"{etag}"'), ("Cache-Control", "private, no-cache")]
        wait = self._links.wait_s(secret)
        if wait:
            start_response("429 TOO MANY REQUESTS", [("Retry-After", str(wait)), ("Content-Length", "0")])
        else:
            start_response("304 NOT MODIFIED", headers)
        return []
