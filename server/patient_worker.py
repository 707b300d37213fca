"""gunicorn's threads, and an end to the patience with who never finishes a request: each would hold one of them.

A thousand half-sent requests were else enough to shut the hall. While there is room only reading is cut off: an answer
that takes long (an agent waiting for paper) still goes out, and a websocket is left alone once it is one. And no
address holds more of the threads and connections than its share (server/shares.py), so that one neighbour cannot shut
the hall for the others.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import re
import socket
import threading
import time
from typing import Any

from gunicorn.workers.gthread import DEFAULT_WORKER_DATA_TIMEOUT, TConn, ThreadWorker

from . import wire_errors
from .shares import SOCKETS_OF_ONE, Share, Shares, caller_of, shares

log = logging.getLogger(__name__)
LOOK_S = 1.0
NOTHING_LEFT = (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS)
AT_ONCE = 100  # new callers between two rounds
REST_S = 0.1  # for connections to end, before the next is taken
PROXY_LINE = 108  # bytes, the longest of version 1


class Line(TConn):
    """A connection that knows who calls, and gives its place back when it is closed."""

    def __init__(self, cfg: Any, sock: socket.socket, client: Any, server: Any, place: Share | None) -> None:
        super().__init__(cfg, sock, client, server)
        self.place, self.closed = place, False
        self.came_from = caller_of(client[0]) if isinstance(client, tuple) else ""
        self.asked_who = bool(self.came_from)

    def ask_who(self) -> None:
        """Behind the TLS door the caller's address is the connection's first line, which the door sends at once."""
        if self.asked_who or not self.wait_for_data(DEFAULT_WORKER_DATA_TIMEOUT):
            return
        self.asked_who = True
        with contextlib.suppress(OSError):
            found = re.match(rb"PROXY TCP\d ([0-9a-fA-F.:]+) ", self.sock.recv(PROXY_LINE, socket.MSG_PEEK))
            self.came_from = caller_of(found[1].decode()) if found else ""

    def close(self, graceful: bool = False) -> None:
        if self.closed:
            return
        self.closed = True
        super().close(graceful)
        if self.place is not None:
            self.place.give_back(caller_of(self.client[0]))


class PatientWorker(ThreadWorker):
    patience_s = 30.0  # for all of a request to come in
    sockets_of_one = SOCKETS_OF_ONE

    def init_process(self) -> None:
        self._coming: dict[int, tuple[socket.socket, float]] = {}
        self._late: dict[int, socket.socket] = {}  # whose answer takes longer than a request may
        self.shares: Shares = shares(self.cfg.threads, self.worker_connections, self.sockets_of_one)
        threading.Thread(target=self._watch, name="slow-callers", daemon=True).start()
        super().init_process()

    def accept(self, listener: Any) -> None:
        """All who wait, where gunicorn takes one between two rounds of everybody else's requests: behind a flood of
        four hundred callers the next else waited for seven seconds."""
        for _ in range(AT_ONCE):
            if self.nr_conns >= self.worker_connections or not self._accept_one(listener):
                return

    def _accept_one(self, listener: Any) -> bool:
        """Whether somebody was there. An address that has its share of connections is hung up on. Behind the TLS door
        there is one address for all, which is bounded with all, and the door bounds each."""
        try:
            sock, client = listener.accept()
        except OSError as fault:
            if fault.errno in NOTHING_LEFT:  # gunicorn would let the whole server fall
                log.warning("no more connections can be taken: %s", fault.strerror)
                time.sleep(REST_S)
            elif fault.errno not in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
                raise
            return False
        if isinstance(client, tuple) and not self.shares.connections.take(caller_of(client[0])):
            sock.close()
            return True
        self.nr_conns += 1
        sock.setblocking(True)
        place = self.shares.connections if isinstance(client, tuple) else None
        self.enqueue_req(Line(self.cfg, sock, client, listener.getsockname(), place))
        return True

    def handle(self, conn: Any) -> Any:
        """Runs in a thread of the pool, from the first byte of a request to the end of its answer."""
        if self.cfg.proxy_protocol != "off":
            conn.ask_who()
        address = conn.came_from
        if not self.shares.threads.take(address):
            _refuse(conn)
            conn.close()
            return False
        self._coming[id(conn)] = conn.sock, time.monotonic() + self.patience_s
        try:
            goes_on = super().handle(conn)
            if goes_on is False:  # gunicorn would wait for a caller who does not hang up in the one thread that accepts
                conn.close(graceful=True)
            return goes_on
        finally:
            self._coming.pop(id(conn), None)
            self._late.pop(id(conn), None)
            self.shares.threads.give_back(address)

    def handle_request(self, req: Any, conn: Any) -> Any:
        if not any(name == "UPGRADE" for name, _ in req.headers):
            return super().handle_request(req, conn)
        self._coming.pop(id(conn), None)
        if not self.shares.sockets.take(conn.came_from):
            _refuse(conn)
            return False
        try:
            return super().handle_request(req, conn)
        finally:
            self.shares.sockets.give_back(conn.came_from)

    def _watch(self) -> None:
        while True:
            time.sleep(LOOK_S)
            now = time.monotonic()
            for one, (sock, until) in list(self._coming.items()):
                if now > until:
                    self._late[one] = sock
                    if self._coming.pop(one, None) is None:  # it has just ended
                        self._late.pop(one, None)
                    _shut(sock, socket.SHUT_RD)
            if self.shares.threads.is_crowded:  # an answer that nobody reads holds its thread for ever
                for sock in list(self._late.values()):
                    _shut(sock, socket.SHUT_RDWR)


def _shut(sock: socket.socket, how: int) -> None:
    with contextlib.suppress(OSError):
        sock.shutdown(how)


def _refuse(conn: Any) -> None:
    with contextlib.suppress(OSError):
        conn.sock.setblocking(True)
        wire_errors.write_error(conn.sock, 429, "Too Many Requests", "")

