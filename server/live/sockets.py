"""Socket.IO: it only tells. The server chooses a client's stream from its identity; a client names none."""

from __future__ import annotations

import logging
import socket
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import request
from flask_socketio import SocketIO, join_room

from ..identity import Identities, Identity
from .pages import Pages
from .streams import HEARTBEAT_S, Streams

log = logging.getLogger(__name__)
OPTIONS = {
    "async_mode": "threading", "transports": ["websocket"], "ping_interval": 5, "ping_timeout": 5,
    "max_http_buffer_size": 16_384, "manage_session": False, "always_connect": False,
}  # fmt: skip
STREAM_OF = {"kiosk": "hints", "desk": "hints", "paper": "paper", "supervisor": "hints", "lead": "lead"}
SUPERVISORS = "supervisors"  # the room of all their open pages
LEADS = "leads"


def desk_room(desk: str) -> str:
    """The screens of one desk, for what concerns no other."""
    return f"desk:{desk}"


def _ending(wire: Any) -> Any:
    """A closed connection is over for its thread too: it would else read on until the other side hangs up, which one
    that only keeps its line open never does."""
    say_goodbye = wire.close

    def close() -> None:
        say_goodbye()
        with suppress(OSError, AttributeError):
            wire.ws.sock.shutdown(socket.SHUT_RD)

    wire.close = close
    return wire


class Sockets:
    """The open sockets of this process, by the identity they came with."""

    def __init__(self, identities: Identities, streams: Streams) -> None:
        self.io = SocketIO(**OPTIONS)
        self._identities, self._streams = identities, streams
        self._sids: dict[str, Identity] = {}
        self._hears: dict[str, str] = {}  # sid → stream
        self._audience: Counter[str] = Counter()
        self.pages = Pages()  # consoles and call bars
        self.display_stream: Callable[[str], str] = lambda display: "board"  # a screen's stream by its name
        self.on_receipt: Callable[[Identity, object], None] = lambda screen, receipt: None
        self.at_beat: list[Callable[[], None]] = []  # what else is looked after with each heartbeat
        self.at_join: list[Callable[[str, Identity], None]] = []  # (sid, identity) of a socket let in
        self.at_leave: list[Callable[[str], None]] = []
        self._stopping = threading.Event()
        self._nameless: set[str] = set()  # connections that had said no name at the last beat
        self._fallen: set[Callable[[], None]] = set()  # looks that fell at the last beat
        streams.heard = lambda stream: self._audience[stream] > 0
        streams.emit = lambda event, payload, stream: self.io.emit(event, payload, to=stream)
        self.io.on_event("connect", self._connect)
        self.io.on_event("disconnect", self._disconnect)
        self.io.on_event("receipt", self._receipt)

    def bound_frames(self) -> None:
        """A frame too large ends its socket before it is in memory: engine.io would look at its length afterwards."""
        engine = self.io.server.eio
        make, most = engine._async["websocket"], OPTIONS["max_http_buffer_size"]  # noqa: SLF001
        engine._async = engine._async | {
            "websocket": lambda handler, server, **more: _ending(make(handler, server, max_message_size=most, **more))
        }  # fmt: skip

    def _connect(self, auth: object = None) -> bool:
        role = auth.get("as") if isinstance(auth, dict) else None
        identity = self._identities.of_cookies(request.cookies, "officer" if role == "desk" else str(role))
        if identity is None or role not in (*STREAM_OF, "display"):
            return False
        stream = STREAM_OF.get(role) or self.display_stream(identity.name)
        sid = request.sid  # type: ignore[attr-defined]
        self._sids[sid] = identity
        self._listens(sid, stream)
        join_room(stream)
        if role == "supervisor":
            join_room(SUPERVISORS)
        elif role == "lead":
            join_room(LEADS)
        elif identity.desk:
            join_room(desk_room(identity.desk))
            self.pages.join(sid, auth)
        self._streams.freshen(stream)
        self.io.emit("hello", self._streams.where(stream), to=sid)
        for tell in self.at_join:
            tell(sid, identity)
        return True

    def _disconnect(self, reason: object = None) -> None:
        sid = request.sid  # type: ignore[attr-defined]
        self._sids.pop(sid, None)
        self._listens(sid, None)
        self.pages.leave(sid)
        for tell in self.at_leave:
            tell(sid)

    def _listens(self, sid: str, stream: str | None) -> None:
        """Counts who hears which stream; None: this one hears none any more."""
        with self._streams.hearing:
            before = self._hears.pop(sid, None)
            if before is not None:
                self._audience[before] -= 1
            if stream is not None:
                self._hears[sid] = stream
                self._audience[stream] += 1

    def _receipt(self, receipt: object = None) -> None:
        """What a screen says it has shown; see receipts.py."""
        screen = self._sids.get(request.sid)  # type: ignore[attr-defined]
        if screen is not None and screen.role == "display":
            self.on_receipt(screen, receipt)

    def counts(self) -> dict[str, int]:
        """Open sockets by role."""
        return dict(Counter(one.role for one in list(self._sids.values())))

    def drop(self, token_hash: str | None = None) -> None:
        """Ends the sockets of one identity, or all of them: a revoked screen goes blank at once."""
        for sid, owner in list(self._sids.items()):
            if token_hash is None or owner.token_hash == token_hash:
                try:
                    self.io.server.disconnect(sid)
                except KeyError:
                    log.debug("socket %s was gone already", sid)

    def drop_ended(self) -> None:
        """Ends the sockets of who may not enter any more: idle, past its time, revoked from another process."""
        owners = {owner.token_hash for owner in list(self._sids.values())}
        for ended in owners - self._identities.living() if owners else ():
            self.drop(ended)

    def drop_nameless(self) -> None:
        """Ends connections that are nobody's from one beat to the next: each holds a thread of the server's, and who
        has been refused need not go by itself."""
        engine, known = self.io.server.eio, self.io.server.manager.eio_sid_from_sid
        named = {known(sid, "/") for sid in list(self._sids)}
        nameless = set(engine.sockets.copy()) - named
        for one in nameless & self._nameless:
            if found := engine.sockets.get(one):
                found.close(wait=False)
        self._nameless = nameless - self._nameless

    def start_heartbeat(self) -> None:
        threading.Thread(target=self._beat, name="heartbeat", daemon=True).start()

    def _beat(self) -> None:
        while not self._stopping.wait(HEARTBEAT_S):
            try:
                self.beat()
            except Exception:
                log.exception("a heartbeat failed; the next follows in %s s", HEARTBEAT_S)

    def beat(self) -> None:
        """One heartbeat. A look that falls is logged, and the next one follows."""
        self._streams.beat()
        for look in self.at_beat:
            try:
                look()
                self._fallen.discard(look)
            except Exception as fault:
                if look in self._fallen:  # the same again every five seconds would fill the log of a full disk
                    log.debug("%s fell again: %s", look, fault)
                    continue
                self._fallen.add(look)
                log.exception("%s fell at a heartbeat; the others go on, and it is tried again", look)

    def stop(self) -> None:
        """Disconnects everyone first: one open websocket would hold the server's stop while screens look alive."""
        self._stopping.set()
        self.drop()
