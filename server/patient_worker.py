"""gunicorn's threads, and an end to the patience with who never finishes a request: each would hold one of them.

A thousand half-sent requests were else enough to shut the hall, or a thousand answers that nobody reads. While there is
room only reading is cut off: an answer that takes long (an agent waiting for paper) still goes out. A websocket is left
alone once it is one.

And the worker's one main thread, which takes all new connections, waits for nobody: gunicorn itself waits there, up to
two seconds, for each caller to hang up.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import socket
import threading
import time
from dataclasses import dataclass
from typing import Any

from gunicorn import util
from gunicorn.workers.gthread import TConn, ThreadWorker

from .shares import FEW, Shares, caller_of

log = logging.getLogger(__name__)
LOOK_S = 1.0
DOOR_S, DOOR_LINE = 1.0, 120  # the TLS door's first line says who calls, and is there at once
NOTHING_LEFT = (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS)
REST_S = 0.1  # for connections to end, before the next is taken
LINGER_S = 1.0  # for a caller to hang up after the last answer, so that none of it is lost


class Caller(TConn):
    """A connection that gives its place back when it is closed, wherever gunicorn closes it."""

    places: Shares | None = None
    who = ""

    def close(self, graceful: bool = False) -> None:
        """Runs in the main thread: the grace was given before, see `PatientWorker.handle`."""
        places, self.places = self.places, None
        if places is not None:
            places.leave(self.who)
        super().close()


@dataclass
class Held:
    """A thread's connection. `websocket`: it may stay."""

    sock: socket.socket
    who: str
    since: float
    reading: bool = True
    websocket: bool = False


class PatientWorker(ThreadWorker):
    patience_s = 30.0  # for all of a request to come in
    few = FEW

    def init_process(self) -> None:
        self._places, self._threads = Shares(self.worker_connections, self.few), Shares(self.cfg.threads, self.few)
        self._held: dict[int, Held] = {}
        threading.Thread(target=self._watch, name="slow-callers", daemon=True).start()
        super().init_process()

    def accept(self, listener: Any) -> None:
        """As gunicorn's, but who holds many connections takes none of the last, and a machine that has no more to give
        is waited for: gunicorn's own would let the whole server fall."""
        try:
            sock, address = listener.accept()
        except OSError as fault:
            if fault.errno in NOTHING_LEFT:
                log.warning("no connection more can be taken: %s", fault.strerror)
                time.sleep(REST_S)
            elif fault.errno not in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
                raise
            return
        who = caller_of(address[0]) if isinstance(address, tuple) else ""  # behind the TLS door: see `handle`
        if who and not self._places.enter(who):
            sock.close()
            return
        self.nr_conns += 1
        conn = Caller(self.cfg, sock, address, listener.getsockname())
        conn.who, conn.places = who, self._places if who else None
        self.enqueue_req(conn)

    def handle(self, conn: Any) -> Any:
        """Runs in a thread of the pool, from the first byte of a request to the end of its answer."""
        conn.who = conn.who or _told_by_door(conn)
        if not self._threads.enter(conn.who):
            return False
        self._held[id(conn)] = Held(conn.sock, conn.who, time.monotonic())
        try:
            goes_on = super().handle(conn)
            if not goes_on:
                util.close_graceful(conn.sock, LINGER_S)
            return goes_on
        finally:
            self._held.pop(id(conn), None)
            self._threads.leave(conn.who)

    def handle_request(self, req: Any, conn: Any) -> Any:
        if any(name == "UPGRADE" for name, _ in req.headers) and (held := self._held.get(id(conn))):
            held.reading, held.websocket = False, True
        return super().handle_request(req, conn)

    def _watch(self) -> None:
        while True:
            time.sleep(LOOK_S)
            now = time.monotonic()
            for held in list(self._held.values()):
                if now > held.since + self.patience_s and not held.websocket:
                    with contextlib.suppress(OSError):
                        self._let_go(held)

    def _let_go(self, held: Held) -> None:
        if self._threads.is_greedy(held.who):
            held.sock.shutdown(socket.SHUT_RDWR)  # an answer that nobody reads, too, while others wait for a thread
        elif held.reading:
            held.reading = False
            held.sock.shutdown(socket.SHUT_RD)


def _told_by_door(conn: Any) -> str:
    """Who calls through the TLS door: its first line says so (the PROXY protocol), and is only looked at here."""
    if isinstance(conn.client, tuple) or not conn.wait_for_data(DOOR_S):
        return ""
    with contextlib.suppress(OSError):
        line = conn.sock.recv(DOOR_LINE, socket.MSG_PEEK).split(b"\r\n")[0].decode("ascii", "replace").split(" ")
        return caller_of(line[2]) if line[0] == "PROXY" and len(line) > 2 else ""
    return ""
