"""The wires: how bytes get to a printer and back. Each link is one connection, for one job or one look."""

from __future__ import annotations

import os
import select
import socket
import stat
import time
from typing import Any, Protocol

from hardware.faults import LinkLost


class Link(Protocol):
    """One open connection. `answers` is False where nothing can ever come back: no question is sent there."""

    answers: bool

    def send(self, data: bytes) -> int:
        """Hand over the start of `data`; how many bytes went. LinkLost when the printer takes no more."""

    def finish(self) -> None:
        """The ticket is whole. LinkLost when it could not be handed over."""

    def receive(self, seconds: float) -> bytes:
        """What arrived within that time, b"" for nothing. LinkLost when the printer hung up."""

    def close(self) -> None: ...


class TcpLink:
    """A raw socket to a network printer, mostly port 9100."""

    answers = True

    def __init__(self, host: str, port: int, connect_s: float, send_s: float) -> None:
        self._send_s = send_s
        try:
            self._socket = socket.create_connection((host, port), timeout=connect_s)
        except OSError as fault:
            raise LinkLost(f"nothing answers at {host}:{port} ({fault})") from fault

    def send(self, data: bytes) -> int:
        self._socket.settimeout(self._send_s)
        try:
            return self._socket.send(data)
        except OSError as fault:
            raise LinkLost(f"the printer takes no more bytes ({fault})") from fault

    def finish(self) -> None: ...

    def receive(self, seconds: float) -> bytes:
        self._socket.settimeout(max(seconds, 0.001))
        try:
            got = self._socket.recv(64)
        except TimeoutError:
            return b""
        except OSError as fault:
            raise LinkLost(f"the printer broke the connection ({fault})") from fault
        if not got:
            raise LinkLost("the printer hung up")
        return got

    def close(self) -> None:
        try:  # FIN before close: a bare close with unread answers resets the line and may cost the ticket
            self._socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        self._socket.close()


PLAIN = ".escpos"  # what a plain file's name ends in: an address can come over the network, and may write no other


class FileLink:
    """A device file (/dev/usb/lp0), read as well as written; no real one tried yet. A plain file for trying out takes
    bytes and gives none."""

    def __init__(self, path: str, send_s: float) -> None:
        self._send_s = send_s
        try:
            self.answers = stat.S_ISCHR(os.stat(path).st_mode) if os.path.exists(path) else False
            how = os.O_RDWR | os.O_NONBLOCK if self.answers else os.O_WRONLY | os.O_APPEND | os.O_CREAT
            if not self.answers and not path.endswith(PLAIN):
                raise PermissionError(0, f"no device; a plain file's name must end in {PLAIN}")
            self._file = os.open(path, how | getattr(os, "O_NOCTTY", 0), 0o644)
        except OSError as fault:
            raise LinkLost(f"cannot open {path} ({fault.strerror})") from fault

    def send(self, data: bytes) -> int:
        try:
            if self.answers and not select.select([], [self._file], [], self._send_s)[1]:
                raise LinkLost("the device takes no more bytes")
            return os.write(self._file, data)
        except BlockingIOError:
            return 0
        except LinkLost:
            raise
        except OSError as fault:
            raise LinkLost(f"the device takes no more bytes ({fault.strerror})") from fault

    def finish(self) -> None: ...

    def receive(self, seconds: float) -> bytes:
        if not self.answers:
            return b""
        try:
            if not select.select([self._file], [], [], max(seconds, 0))[0]:
                return b""
            got = os.read(self._file, 64)
        except BlockingIOError:
            got = b""
        except OSError as fault:
            raise LinkLost(f"the device went away ({fault.strerror})") from fault
        if not got:
            time.sleep(min(seconds, 0.05))  # some devices say "readable" and have nothing
        return got

    def close(self) -> None:
        os.close(self._file)


class EscposLink:
    """A USB or serial printer through python-escpos's own drivers. Not tried on a real printer yet."""

    def __init__(self, driver: Any, answers: bool = True) -> None:
        self.answers = answers
        self._driver = driver
        try:
            driver.open()
        except Exception as fault:  # each driver has its own family of errors
            raise LinkLost(f"cannot open the printer ({fault})") from fault

    def send(self, data: bytes) -> int:
        try:
            self._driver._raw(data)
        except Exception as fault:
            raise LinkLost(f"the printer takes no more bytes ({fault})", reached=True) from fault
        return len(data)

    def finish(self) -> None: ...

    def receive(self, seconds: float) -> bytes:
        until = time.monotonic() + seconds
        while True:
            try:
                got = bytes(self._driver._read() or b"")
            except Exception as fault:
                if "time" not in f"{type(fault).__name__} {fault}".lower():  # a USB time-out is only silence
                    raise LinkLost(f"the printer went away ({fault})") from fault
                got = b""
            left = until - time.monotonic()
            if got or left <= 0:
                return got
            time.sleep(min(0.05, left))

    def close(self) -> None:
        self._driver.close()
