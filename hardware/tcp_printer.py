"""A printer on a real socket, made of the virtual one: for tests, demos and trying an agent by hand."""

from __future__ import annotations

import socket
import struct
import threading
from typing import Self

from PIL import Image

from hardware.virtual import VirtualPrinter


class FakePrinter:
    """Listens on 127.0.0.1 and serves one client at a time, as most port-9100 printers do.

    `papers` are the pictures of what came out, `fault` breaks it, `commands` are the ESC/POS commands it met.
    Use as a context manager, or call `close()`.
    """

    def __init__(self, port: int = 0, width_mm: int = 80, host: str = "127.0.0.1") -> None:
        self.engine = VirtualPrinter(width_mm)
        self.connections = 0
        self._at = (host, port)
        self._listener: socket.socket | None = None
        self._client: socket.socket | None = None
        self._closed = False
        self._plug_in()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def address(self) -> str:
        return f"tcp://{self._at[0]}:{self._at[1]}"

    @property
    def papers(self) -> list[Image.Image]:
        return self.engine.papers

    @property
    def commands(self) -> list[bytes]:
        return self.engine.reader.commands

    @property
    def fault(self) -> str | None:
        return self.engine.fault

    @fault.setter
    def fault(self, fault: str | None) -> None:
        was, self.engine.fault = self.engine.fault, fault
        if fault == "cable":
            self._pull_out()
        elif was == "cable":
            self._plug_in()

    def break_after(self, ticket_bytes: int, fault: str) -> None:
        """See `VirtualPrinter.break_after`."""
        self.engine.break_after(ticket_bytes, fault)

    def close(self) -> None:
        self._closed = True
        self._pull_out()

    def _plug_in(self) -> None:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(self._at)
        listener.listen(8)
        self._at = listener.getsockname()[:2]
        self._listener = listener
        threading.Thread(target=self._serve, args=(listener,), daemon=True, name="fake-printer").start()

    def _pull_out(self) -> None:
        listener, self._listener = self._listener, None
        for open_socket in (listener, self._client):
            if open_socket is not None:
                try:
                    open_socket.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits in accept or recv
                except OSError:
                    pass
                open_socket.close()

    def _serve(self, listener: socket.socket) -> None:
        while not self._closed and listener is self._listener:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            self._client = client
            try:
                self._converse(client)
            except OSError:
                pass  # the other side went away, or the cable was pulled
            finally:
                client.close()
                self.engine.new_connection()

    def _converse(self, client: socket.socket) -> None:
        self.engine.new_connection()
        speaks = True
        while data := client.recv(4096):
            answers = self.engine.feed(data)
            match self.engine.drops_line():
                case "cable":
                    self._pull_out()
                    return
                case "hang-up":
                    # Linger 0 makes close() a reset, as a printer does that is switched off in mid-job.
                    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    return
                case "half-close":
                    if speaks:
                        client.shutdown(socket.SHUT_WR)
                    speaks = False
                case _ if speaks and self.engine.fault == "late":
                    threading.Timer(self.engine.late_s, _say, (client, answers)).start()
                case _ if speaks:
                    client.sendall(answers)


def _say(client: socket.socket, answers: bytes) -> None:
    try:
        client.sendall(answers)
    except OSError:
        pass  # nobody waited so long
