"""Sockets of the play: a TV that checks what it is told, and the officers' screens that hear of new tickets."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable

from simple_websocket import Client, ConnectionClosed, ConnectionError
from wsproto.utilities import ProtocolError

from ..live.streams import state_hash
from ..trust import trusting
from .door import Door
from .tally import Tally

PING, PONG, WELCOME, REFUSED, EVENT = "2", "3", "40", "44", "42"
QUIET_S = 12  # the server pings every 5 s: after this long without a word the line is dead
AGAIN_S = 0.5


class Ear(threading.Thread):
    """One socket, opened again whenever it ends. `on_event(name, payload)` is called in this thread, `on_open` before
    the first word of each connection."""

    def __init__(
        self, door: Door, role: str, on_event: Callable[[str, dict], None], on_open: Callable[[], None] = lambda: None
    ) -> None:
        super().__init__(name=f"ear-{role}", daemon=True)
        self._door, self._role = door, role
        self._on_event, self._on_open = on_event, on_open
        self._stopping = threading.Event()
        self.open = threading.Event()  # set once the server has let this socket in

    def run(self) -> None:
        url = self._door.url.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
        while not self._stopping.is_set():
            try:
                socket = Client.connect(
                    url, headers={"Cookie": self._door.cookies()}, ssl_context=trusting(self._door.ca)
                )
            except (ConnectionClosed, ConnectionError, ProtocolError, OSError):  # also a hall that dies as it answers
                self._stopping.wait(AGAIN_S)
                continue
            try:
                self._hear(socket)
            except (ConnectionClosed, ProtocolError, OSError):
                self._stopping.wait(AGAIN_S)
            finally:
                self.open.clear()
                _close(socket)

    def _hear(self, socket: Client) -> None:
        socket.receive(timeout=QUIET_S)  # Engine.IO's own opening
        socket.send(WELCOME + json.dumps({"as": self._role}))
        self._on_open()
        heard = time.monotonic()
        while not self._stopping.is_set() and time.monotonic() - heard < QUIET_S:
            text = socket.receive(timeout=0.5)
            if text is None:
                continue
            heard = time.monotonic()
            if text == PING:
                socket.send(PONG)
            elif text.startswith(WELCOME):
                self.open.set()
            elif text.startswith(REFUSED):
                raise ConnectionClosed
            elif text.startswith(EVENT):
                self._on_event(*json.loads(text[len(EVENT) :]))

    def stop(self) -> None:
        self._stopping.set()
        if self.is_alive():
            self.join(3)


def _close(socket: Client) -> None:
    try:
        socket.close()
    except (ConnectionClosed, OSError):
        return  # gone already


class Television:
    """What a TV would show, and whether it was told in order, whole, and true to its hash."""

    def __init__(self, door: Door, tally: Tally, patience_s: float = 3) -> None:
        self._door, self._tally, self._patience_s = door, tally, patience_s
        self._seq: int | None = None  # of the last message or snapshot
        self._told = 0  # seq of the last message on this connection
        self._greeted = False  # on this connection: a message may come before the hello, which tells what was missed
        self._rings: set[int] = set()
        self._whole = True  # no message can have passed while this TV was not connected
        self.ear = Ear(door, "display", self.hear, self._opened)

    @property
    def seq(self) -> int | None:
        """The entry up to which this TV knows the hall; None before its first word."""
        return self._seq

    def _opened(self) -> None:
        self._told, self._greeted = 0, False
        if self._seq is not None:
            self._whole = False

    def hear(self, name: str, payload: dict) -> None:
        """One message, in the order it came."""
        if name == "hello":
            self._greeted = True
            self._settle(payload["seq"])
        elif name == "entry":
            self._entry(payload)
        elif name == "heartbeat" and self._seq is not None and payload["seq"] > self._seq:
            self._tally.error(f"TV: a heartbeat at {payload['seq']}, the last message told was {self._seq}")
            self._fetch()

    def _settle(self, seq: int) -> None:
        if self._seq is not None and seq != self._seq:
            self._fetch()
        elif self._seq is None:
            self._seq = seq

    def _entry(self, payload: dict) -> None:
        seq, event = payload["seq"], payload.get("event")
        if seq <= self._told:
            self._tally.error(f"TV: message {seq} came after {self._told}")
        if self._greeted and self._seq is not None and payload["prev"] > self._seq:
            self._tally.error(f"TV: message {seq} follows {payload['prev']}, which was never told")
        if state_hash(payload["state"]) != payload["hash"]:
            self._tally.error(f"TV: the picture of message {seq} is not what its hash says")
        self._told = seq
        self._seq = max(seq, self._seq or 0)
        if event is not None:
            self._rings.add(event["seq"])
            self._tally.count("told")

    def _fetch(self) -> None:
        self._tally.count("board fetched anew")
        answer = self._door.get("/display/snapshot.json")
        if answer.status == 200:
            self._seq = answer.body["seq"]

    def check(self, rings: set[int]) -> None:
        """All of `rings` (seqs of the officers' calls) must have been told, unless this TV was cut off meanwhile."""
        until = time.monotonic() + self._patience_s
        while not rings <= self._rings and time.monotonic() < until:
            time.sleep(0.05)
        missed = len(rings - self._rings)
        if missed and self._whole:
            self._tally.error(f"TV: {missed} of {len(rings)} calls were never told")
        elif missed:
            self._tally.count("missed while cut off", missed)
