"""The paper end of a touch: a real print agent, and a printer on a socket that notes when a ticket's last byte came."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hardware.tcp_printer import FakePrinter
from hardware.virtual import VirtualPrinter
from server.settings import ROOT

from .processes import end

WAIT_S = 20


class NotingEngine(VirtualPrinter):
    """Notes, in seconds since 1970, when the bytes that ended a ticket arrived; `ticket` are those of the last one."""

    def __init__(self) -> None:
        super().__init__(80)
        self.ended: list[float] = []
        self.ticket = b""
        self._came = b""

    def new_connection(self) -> None:
        self._came = b""
        super().new_connection()

    def feed(self, data: bytes) -> bytes:
        arrived = time.time()
        self._came += data
        answers = super().feed(data)
        if self.take_papers():
            self.ticket, self._came = self._came, b""
            self.ended.append(arrived)
        return answers


class NotingPrinter(FakePrinter):
    def __init__(self) -> None:
        super().__init__()
        self.engine: NotingEngine = NotingEngine()

    def ended(self, number: int) -> float:
        """When the `number`th ticket, counted from 1, had come whole."""
        until = time.monotonic() + WAIT_S
        while len(self.engine.ended) < number:
            if time.monotonic() > until:
                raise RuntimeError(f"ticket {number} did not reach the printer within {WAIT_S} s")
            time.sleep(0.002)
        return self.engine.ended[number - 1]

    def bare_sends(self, times: int) -> list[float]:
        """Milliseconds from connecting to the last byte here, of the last ticket's bytes sent by a bare socket."""
        data, took = self.engine.ticket, []
        host, port = self.address.removeprefix("tcp://").split(":")
        for _ in range(times):
            before = len(self.engine.ended)
            begun = time.time()
            with socket.create_connection((host, int(port)), timeout=WAIT_S) as line:
                line.sendall(data)
                took.append(1000 * (self.ended(before + 1) - begun))
        return took


@contextmanager
def agent(folder: Path, port: int, code: str, printer_id: str, printer: NotingPrinter) -> Iterator[None]:
    """`python -m hardware agent` with that one printer."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [
        sys.executable, "-m", "hardware", "agent", "--server", f"http://127.0.0.1:{port}", "--data", str(folder),
        "--code", code, "--printer", f"{printer_id}={printer.address}",
    ]  # fmt: skip
    with (folder / "agent.log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)  # noqa: S603
        try:
            yield
        finally:
            end(process)
