"""Text goes out gzip'd where the browser takes it: a kiosk's first load is fonts, and then almost nothing."""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict

from flask import Flask, Response, request

KINDS = frozenset({
    "text/html", "text/css", "text/javascript", "application/javascript", "application/json", "image/svg+xml",
})  # fmt: skip
FROM_BYTES = 500  # below this little is won
LEVEL, KEPT_LEVEL = 6, 9  # the second for what is compressed once and kept
KEPT_BYTES = 4 * 1024 * 1024


class Kept:
    """Compressed bodies of what has an ETag, the least used forgotten first. Safe for threads."""

    def __init__(self, most_bytes: int = KEPT_BYTES) -> None:
        self._most = most_bytes
        self._bodies: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: tuple[str, str]) -> bytes | None:
        with self._lock:
            body = self._bodies.get(key)
            if body is not None:
                self._bodies.move_to_end(key)
            return body

    def put(self, key: tuple[str, str], body: bytes) -> None:
        with self._lock:
            self._bytes += len(body) - len(self._bodies.pop(key, b""))
            self._bodies[key] = body
            while self._bytes > self._most:
                self._bytes -= len(self._bodies.popitem(last=False)[1])


def compress(app: Flask) -> None:
    """GET answers of the text kinds, whole and of half a kB or more, leave `app` gzip'd for browsers that accept it."""
    kept = Kept()

    @app.after_request
    def smaller(response: Response) -> Response:
        if request.method != "GET" or not (response.status_code == 304 or _is_text(response)):
            return response
        response.vary.add("Accept-Encoding")
        if response.status_code != 200 or not request.accept_encodings.quality("gzip") or _may_leak(response):
            return response
        etag = response.get_etag()[0]
        key = (request.path, etag) if etag else None
        body = kept.get(key) if key else None
        if body is None:
            response.direct_passthrough = False  # a file of send_file, read whole here
            body = gzip.compress(response.get_data(), KEPT_LEVEL if key else LEVEL, mtime=0)
            if key:
                kept.put(key, body)
        else:
            response.call_on_close(getattr(response.response, "close", lambda: None))  # the file nobody read
            response.direct_passthrough = False
        response.set_data(body)
        response.headers["Content-Encoding"] = "gzip"
        response.headers.pop("Accept-Ranges", None)
        if etag:
            response.set_etag(etag, weak=True)  # the same text, not the same bytes: If-None-Match takes it as before
        return response


def _is_text(response: Response) -> bool:
    """Of a kind and size worth it, its length known, and nobody's compressed bytes already."""
    length = response.calculate_content_length() if response.is_sequence else response.content_length
    return (
        response.mimetype in KINDS
        and "Content-Encoding" not in response.headers
        and (length or 0) >= FROM_BYTES
    )  # fmt: skip


def _may_leak(response: Response) -> bool:
    """A page holds the form token; beside words of the asker's choosing, its compressed length would tell of it."""
    return response.mimetype == "text/html" and bool(request.query_string)
