"""A TCP proxy before the hall that can be a bad network: it cuts, freezes, half-closes, plays with websocket frames.

It stands between the browser and the server as a switch or a Wi-Fi would: neither knows of it.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import replace

from browser import RunningHall

Send = Callable[[bytes], None]
Frames = Callable[[bytes, Send], None]  # (a whole frame as it came, how to pass bytes on to the screen)


def payload_of(frame: bytes) -> str:
    """The text of a server's frame, which is never masked."""
    short = frame[1] & 127
    return frame[{126: 4, 127: 10}.get(short, 2) :].decode("utf-8", "replace")


class Proxy:
    """`frames` gets every websocket frame from the server; `as_hall` is the hall under this proxy's address."""

    def __init__(self, hall: RunningHall) -> None:
        self.hall, self.frames = hall, _pass_on
        self._open = threading.Event()  # cleared: bytes stay where they are, connections stay open
        self._open.set()
        self._refusing, self._closed = False, False
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        threading.Thread(target=self._welcome, daemon=True).start()

    @property
    def as_hall(self) -> RunningHall:
        return replace(self.hall, port=self.port)

    # -- what a network does ------------------------------------------------------------------------------------------

    def cut(self) -> None:
        """The plug is pulled where both ends notice: connections are reset, new ones too."""
        self._refusing = True
        for pair in self._pairs:
            for end in pair:
                with contextlib.suppress(OSError):
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    end.shutdown(socket.SHUT_RDWR)
        self._pairs.clear()

    def freeze(self) -> None:
        """The plug is pulled where nobody notices: no byte passes, no connection ends."""
        self._open.clear()

    def half_close(self) -> None:
        """The server's side says that nothing more will come; what the screen sends still goes through. No new ones."""
        self._refusing = True
        for screen, _ in self._pairs:
            with contextlib.suppress(OSError):
                screen.shutdown(socket.SHUT_WR)

    def mend(self) -> None:
        self._refusing = False
        self._open.set()

    def close(self) -> None:
        self._closed = True
        self.mend()
        self._door.close()
        self.cut()

    # -- how it does it -----------------------------------------------------------------------------------------------

    def _welcome(self) -> None:
        while not self._closed:
            try:
                screen, _ = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(screen,), daemon=True).start()

    def _carry(self, screen: socket.socket) -> None:
        try:
            if self._refusing:
                raise ConnectionError
            server = socket.create_connection(("127.0.0.1", self.hall.port), 5)
        except OSError:
            screen.close()
            return
        self._pairs.append((screen, server))
        wire = _Conversation(self, screen, server)
        with selectors.DefaultSelector() as selector, contextlib.suppress(OSError):
            selector.register(screen, selectors.EVENT_READ, wire.from_screen)
            selector.register(server, selectors.EVENT_READ, wire.from_server)
            while all(key.data() for key, _ in selector.select(1)):
                self._open.wait()
        for end in (screen, server):
            end.close()


class _Conversation:
    """One connection: the first request is looked at, and after a change to websocket each frame from the server."""

    def __init__(self, proxy: Proxy, screen: socket.socket, server: socket.socket) -> None:
        self._proxy, self._screen, self._server = proxy, screen, server
        self._asked, self._told = b"", b""
        self._websocket = False

    def from_screen(self) -> bool:
        data = self._screen.recv(65536)
        self._proxy._open.wait()  # noqa: SLF001  (read before the freeze is not passed on in it)
        if self._asked is not None and data:
            self._asked += data
            head, end, rest = self._asked.partition(b"\r\n\r\n")
            if not end:
                return True
            self._websocket = b"upgrade: websocket" in head.lower()
            lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"sec-websocket-extensions")]
            data, self._asked = b"\r\n".join(lines) + end + rest, None  # uncompressed, a frame stands by itself
        self._server.sendall(data)
        return bool(data)

    def from_server(self) -> bool:
        data = self._server.recv(65536)
        self._proxy._open.wait()  # noqa: SLF001
        if not self._websocket:
            self._screen.sendall(data)
            return bool(data)
        self._told += data
        if self._told.startswith(b"HTTP/"):
            head, end, rest = self._told.partition(b"\r\n\r\n")
            if not end:
                return bool(data)
            self._screen.sendall(head + end)
            self._told = rest
        while (size := _frame_size(self._told)) is not None:
            frame, self._told = self._told[:size], self._told[size:]
            self._proxy.frames(frame, self._screen.sendall)
        return bool(data)


def _frame_size(data: bytes) -> int | None:
    """How long the frame is that `data` begins with; None while it is not whole."""
    if len(data) < 2:
        return None
    short = data[1] & 127
    more = {126: ("!H", 4), 127: ("!Q", 10)}.get(short)
    if more and len(data) < more[1]:
        return None
    size = more[1] + struct.unpack(more[0], data[2 : more[1]])[0] if more else 2 + short
    return size if len(data) >= size else None


def _pass_on(frame: bytes, send: Send) -> None:
    send(frame)
