"""gunicorn's threads, and an end to the patience with who never finishes a request: each would hold one of them.

A thousand half-sent requests were else enough to shut the hall. Only reading is cut off: an answer that takes long (an
agent waiting for paper) still goes out, and a websocket is left alone once it is one.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

LOOK_S = 1.0


class PatientWorker(ThreadWorker):
    patience_s = 30.0  # for all of a request to come in

    def init_process(self) -> None:
        self._coming: dict[int, tuple[socket.socket, float]] = {}
        threading.Thread(target=self._watch, name="slow-callers", daemon=True).start()
        super().init_process()

    def handle(self, conn: Any) -> Any:
        """Runs in a thread of the pool, from the first byte of a request to the end of its answer."""
        self._coming[id(conn)] = conn.sock, time.monotonic() + self.patience_s
        try:
            return super().handle(conn)
        finally:
            self._coming.pop(id(conn), None)

    def handle_request(self, req: Any, conn: Any) -> Any:
        if any(name == "UPGRADE" for name, _ in req.headers):
            self._coming.pop(id(conn), None)
        return super().handle_request(req, conn)

    def _watch(self) -> None:
        while True:
            time.sleep(LOOK_S)
            now = time.monotonic()
            for one, (sock, until) in list(self._coming.items()):
                if now > until:
                    self._coming.pop(one, None)
                    with contextlib.suppress(OSError):
                        sock.shutdown(socket.SHUT_RD)
