"""Many display sockets in one process of their own: when did each receive each message?

python -m bench.listeners reads a spec (JSON, one line) on stdin: groups of sockets. It prints `{"ready": true}` once
all are connected, then a line for every message that all sockets of a group have received. It ends with its stdin.
"""

from __future__ import annotations

import json
import queue
import selectors
import socket
import sys
import threading
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

    def connect(self) -> websocket.WebSocket:
        line = websocket.create_connection(
            f"ws://127.0.0.1:{self.port}/socket.io/?EIO=4&transport=websocket", cookie=self.cookie or None, timeout=10,
            skip_utf8_validation=True,  # in pure Python it would take longer than the message itself
        )  # fmt: skip
        line.recv()  # Engine.IO: open
        line.send(HELLO + json.dumps({"as": self.role}))
        while not (reply := line.recv()).startswith(HELLO):  # the first word may come before the welcome
            if reply.startswith(REFUSED):
                raise ConnectionError(f"{self.name}: the server let no {self.role} in: {reply!r}")
        return line

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
    arrivals: queue.SimpleQueue[tuple[Group, websocket.WebSocket] | None] = queue.SimpleQueue()
    bell, ring = socket.socketpair()
    selector.register(bell, selectors.EVENT_READ, arrivals)
    threading.Thread(target=_connect, args=(groups, arrivals, ring), daemon=True).start()
    awaited = sum(group.size for group in groups)
    heard: list[tuple[Group, websocket.WebSocket, str, int]] = []
    while True:
        # What was received is read with its moment first and understood when no socket is waiting: no receipt is
        # late because another was being parsed.
        ready = selector.select(0 if heard else None)
        for key, _ in ready:
            if key.data is None:
                return
            if key.data is arrivals:
                awaited -= _welcome(bell, arrivals, selector)
                if awaited == 0:
                    _say({"ready": True})
                continue
            group, line = key.data
            text = line.recv()
            heard.append((group, line, text, time.monotonic_ns()))
        if not ready:
            for group, line, text, at in heard:
                _understand(group, line, text, at)
            heard.clear()


def _connect(groups: list[Group], arrivals: queue.SimpleQueue, ring: socket.socket) -> None:
    """In a thread of its own: who has connected answers pings while the others still come."""
    try:
        for group in groups:
            for _ in range(group.size):
                arrivals.put((group, group.connect()))
                ring.send(b".")
    except Exception:
        arrivals.put(None)
        ring.send(b".")
        raise


def _welcome(bell: socket.socket, arrivals: queue.SimpleQueue, selector: selectors.BaseSelector) -> int:
    """How many have come."""
    count = len(bell.recv(1024))
    for _ in range(count):
        one = arrivals.get()
        if one is None:
            raise ConnectionError("not all sockets could connect")
        selector.register(one[1].sock, selectors.EVENT_READ, one)
    return count


def _understand(group: Group, line: websocket.WebSocket, text: str, at: int) -> None:
    if text == PING:
        line.send(PONG)
    elif text.startswith(EVENT):
        seq = group.take(text, at)
        if seq is not None:
            _say({"group": group.name, "seq": seq, "at": group.got.pop(seq)})


def _say(what: dict) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    listen([Group(**one) for one in json.loads(sys.stdin.buffer.raw.readline())])
