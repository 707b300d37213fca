"""The wires: how bytes get to a printer and back. Each link is one connection, for one job or one look."""

from __future__ import annotations

import socket
import time
from typing import Any, Protocol

from hardware.faults import LinkLost


class Link(Protocol):
    """One open connection."""

    def send(self, data: bytes) -> int:
        """Hand over the start of `data`; how many bytes went. LinkLost when the printer takes no more."""

    def receive(self, seconds: float) -> bytes:
        """What arrived within that time, b"" for nothing. LinkLost when the printer hung up."""

    def close(self) -> None: ...


class TcpLink:
    """A raw socket to a network printer, mostly port 9100."""

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


class FileLink:
    """A device file or a plain file: bytes go, nothing comes back."""

    def __init__(self, path: str) -> None:
        try:
            self._file = open(path, "ab", buffering=0)  # noqa: SIM115 - closed in close()
        except OSError as fault:
            raise LinkLost(f"cannot open {path} ({fault.strerror})") from fault

    def send(self, data: bytes) -> int:
        try:
            return self._file.write(data) or 0
        except OSError as fault:
            raise LinkLost(f"the device takes no more bytes ({fault})") from fault

    def receive(self, seconds: float) -> bytes:
        return b""

    def close(self) -> None:
        self._file.close()


class EscposLink:
    """A USB or serial printer through python-escpos's own drivers. Not tried on a real printer yet."""

    def __init__(self, driver: Any) -> None:
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
