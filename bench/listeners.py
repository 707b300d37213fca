"""Many display sockets in one process of their own: when did each receive each message?

python -m bench.listeners reads a spec (JSON, one line) on stdin: groups of sockets. It prints `{"ready": true}` once
all are connected, then a line for every message that all sockets of a group have received. It ends with its stdin.
"""

from __future__ import annotations

import json
import selectors
import sys
import time
from dataclasses import dataclass, field

import websocket

PING, PONG, HELLO = "2", "3", "40"
EVENT, REFUSED = "42", "44"


@dataclass
class Group:
    """`size` sockets at one server. `got` is per message seq: when each socket had it (monotonic ns)."""

    name: str
    port: int
    cookie: str
    size: int
    role: str = "display"
    got: dict[int, list[int]] = field(default_factory=dict)

    def connect(self) -> list[websocket.WebSocket]:
        return [self._one() for _ in range(self.size)]

    def _one(self) -> websocket.WebSocket:
        socket = websocket.create_connection(
            f"ws://127.0.0.1:{self.port}/socket.io/?EIO=4&transport=websocket", cookie=self.cookie or None, timeout=10,
            skip_utf8_validation=True,  # in pure Python it would take longer than the message itself
        )  # fmt: skip
        socket.recv()  # Engine.IO: open
        socket.send(HELLO + json.dumps({"as": self.role}))
        while not (reply := socket.recv()).startswith(HELLO):  # the first word may come before the welcome
            if reply.startswith(REFUSED):
                raise ConnectionError(f"{self.name}: the server let no {self.role} in: {reply!r}")
        return socket

    def take(self, text: str, at: int) -> int | None:
        """The seq of an `entry` that has now reached all sockets of this group."""
        event, payload = json.loads(text[len(EVENT) :])
        if event != "entry":
            return None
        times = self.got.setdefault(payload["seq"], [])
        times.append(at)
        return payload["seq"] if len(times) == self.size else None


def listen(groups: list[Group]) -> None:
    selector = selectors.DefaultSelector()
    selector.register(sys.stdin, selectors.EVENT_READ)
    for group in groups:
        for socket in group.connect():
            selector.register(socket.sock, selectors.EVENT_READ, (group, socket))
    _say({"ready": True})
    heard: list[tuple[Group, websocket.WebSocket, str, int]] = []
    while True:
        # What was received is read with its moment first and understood when no socket is waiting: no receipt is
        # late because another was being parsed.
        ready = selector.select(0 if heard else None)
        for key, _ in ready:
            if key.data is None:
                return
            group, socket = key.data
            text = socket.recv()
            heard.append((group, socket, text, time.monotonic_ns()))
        if not ready:
            for group, socket, text, at in heard:
                _understand(group, socket, text, at)
            heard.clear()


def _understand(group: Group, socket: websocket.WebSocket, text: str, at: int) -> None:
    if text == PING:
        socket.send(PONG)
    elif text.startswith(EVENT):
        seq = group.take(text, at)
        if seq is not None:
            _say({"group": group.name, "seq": seq, "at": group.got.pop(seq)})


def _say(what: dict) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    listen([Group(**one) for one in json.loads(sys.stdin.buffer.raw.readline())])
