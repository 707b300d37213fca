"""Streams: what each kind of screen is told, numbered so that a screen notices what it missed."""

from __future__ import annotations

import json
import secrets
import threading
import zlib
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from ..core.events import Entry

HEARTBEAT_S = 5
Emit = Callable[[str, dict, str], None]  # (event, payload, stream)


def state_hash(state: object) -> str:
    """CRC-32, hex, over the state's JSON (keys sorted, no spaces, UTF-8): microseconds here, and redone in a page."""
    text = json.dumps(state, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{zlib.crc32(text.encode()):08x}"


@dataclass(frozen=True)
class Told:
    """What a stream says of one entry. `state` is the whole picture, where the stream has one."""

    event: dict | None
    state: dict | None = None


LATER = Told(None)  # the picture may have changed, and nobody has to hear of this entry by itself


@dataclass
class Stream:
    """One stream; all of its screens share its numbering. `last` is the seq of its newest message."""

    name: str
    tell: Callable[[Entry], Told | None]
    last: int
    state: dict | None = None
    hash: str | None = field(default=None)
    body: bytes = b""  # the snapshot of `last` as JSON, but for its end; made when a first screen asks
    picture: Callable[[], dict] | None = None  # the state as of the last entry, where a stream has one
    pending: int | None = None  # the seq up to which a change of the picture is still to be told
    stale: bool = False  # nobody listened when something was told: the state is made when somebody comes

    def __post_init__(self) -> None:
        if self.state is not None:
            self.hash = state_hash(self.state)


class Streams:
    """All streams under one epoch (new at each server start), fed by the publisher."""

    def __init__(self, clock_now: Callable[[], int], speed: float) -> None:
        self.epoch = secrets.token_hex(6)
        self.speed = speed
        self._now = clock_now
        self._lock = threading.Lock()
        self._telling = threading.Lock()  # what is true and what is told change together: no heartbeat comes between
        self.hearing = threading.Lock()  # nobody begins to hear between a look whether anybody does and what follows
        self._streams: dict[str, Stream] = {}
        self._seq = 0
        self.emit: Emit = lambda event, payload, stream: None  # set when the sockets are wired
        self.heard: Callable[[str], bool] = lambda stream: True  # whether any screen listens to it
        self.still: Callable[[], AbstractContextManager] = nullcontext  # the publisher tells nothing meanwhile

    def add(self, stream: Stream) -> None:
        """At any time: a changed hall file may bring new boards."""
        with self._lock:
            self._streams = {**self._streams, stream.name: stream}  # a new one: others may be walking the old

    def on_entry(self, entry: Entry) -> None:
        """Publisher's listener: numbers and sends what each stream has to say.

        A hall has a board for every zone, department and desk, and screens for a few of them: who is not heard is
        not drawn, so that an officer's call waits for none of it.
        """
        self._seq = entry.seq
        for stream in self._streams.values():
            with self.hearing:
                if stream.picture is not None and not self.heard(stream.name):
                    stream.stale = True
                    continue
            told = stream.tell(entry)
            if told is LATER:
                stream.pending = entry.seq
            elif told is not None:
                self._send(stream, entry.seq, told)

    def _send(self, stream: Stream, seq: int, told: Told) -> None:
        payload: dict = {"epoch": self.epoch, "seq": seq, "event": told.event}
        digest = state_hash(told.state) if told.state is not None else None
        with self._telling:
            with self._lock:
                if told.state is not None:
                    stream.state, stream.hash = told.state, digest
                stream.pending = None  # this picture holds what was still to be told
                payload |= self._moved(stream, seq)
            self.emit("entry", payload, stream.name)

    def _moved(self, stream: Stream, seq: int) -> dict:
        """The stream stands at `seq` now."""
        before, stream.last, stream.body = stream.last, seq, b""
        return {"prev": before} | ({"state": stream.state, "hash": stream.hash} if stream.state is not None else {})

    def settle(self) -> None:
        """The publisher has read all there is: pictures that have changed without an event are told now, once.

        Next at a desk ends one visit and calls another: screens get one message for it, not two.
        """
        for stream in self._streams.values():
            seq, stream.pending = stream.pending, None
            if seq is None or stream.picture is None:
                continue
            state = stream.picture()
            if state != stream.state:
                self._send(stream, seq, Told(None, state))

    def freshen(self, name: str) -> None:
        """Makes the state of a stream that nobody heard. A screen counts as heard before this is asked."""
        stream = self._streams[name]
        if not stream.stale:
            return
        with self.still(), self._lock:
            if stream.stale and stream.picture is not None:
                stream.state, stream.last, stream.body, stream.stale = stream.picture(), self._seq, b"", False
                stream.hash = state_hash(stream.state)

    def snapshot(self, name: str) -> dict:
        """Where the stream stands: the truth a screen draws from."""
        self.freshen(name)
        stream = self._streams[name]
        with self._lock:
            found = self.where(name) | {"hash": stream.hash}
            return found | {"state": stream.state} if stream.state is not None else found

    def snapshot_json(self, name: str) -> bytes:
        """The same as JSON, written out once for each seq: screens that all come back at once ask for one thing."""
        self.freshen(name)
        stream = self._streams[name]
        with self._lock:
            where = self.where(name)
            if not stream.body:
                whole = {"epoch": self.epoch, "seq": stream.last, "hash": stream.hash}
                whole |= {"state": stream.state} if stream.state is not None else {}
                stream.body = json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()[:-1]
            return stream.body + f',"now":{where["now"]},"speed":{json.dumps(where["speed"])}}}'.encode()

    def where(self, name: str) -> dict:
        return {"epoch": self.epoch, "seq": self._streams[name].last, "now": self._now(), "speed": self.speed}

    def beat(self) -> None:
        """One heartbeat to every stream that is heard."""
        for name, stream in self._streams.items():
            if stream.stale or not self.heard(name):
                continue
            with self._telling:
                with self._lock:
                    payload = self.where(name) | {"hash": stream.hash}
                self.emit("heartbeat", payload, name)
