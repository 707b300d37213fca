"""The servers under measure: the hall's own and the bare one, on free loopback ports, ended with the block."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.live.sockets import OPTIONS as SOCKET_OPTIONS
from server.serve import OPTIONS
from server.settings import ROOT

UP_S = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def hall_server(data: Path, *more: str) -> Iterator[int]:
    """`python -m server serve` on `data`: its port, once it answers."""
    port = free_port()
    with _served(hall_command(data, port, *more), port, data):
        yield port


def hall_command(data: Path, port: int, *more: str) -> list[str]:
    return [sys.executable, "-m", "server", "serve", "--data", str(data), "--port", str(port), *more]


@contextmanager
def bare_server(folder: Path, *more: str) -> Iterator[int]:
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    with _served(bare_command(folder, port, *more), port, folder):
        yield port


def bare_command(folder: Path, port: int, *more: str) -> list[str]:
    """Both servers are told the same options; the bare one also those of its sockets, where it has any."""
    found = [sys.executable, "-m", "bench.bare", "--port", str(port), "--db", str(folder / "bare.db")]
    return [*found, "--options", json.dumps(OPTIONS), "--socket-options", json.dumps(SOCKET_OPTIONS), *more]


@contextmanager
def _served(command: list[str], port: int, folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)  # noqa: S603
        (folder / "pid").write_text(str(process.pid))
        try:
            wait_for_page(process, port)
            yield
        except ServerDown as down:
            raise ServerDown(f"{down}\n{(folder / 'server.log').read_text()[-2000:]}") from None
        finally:
            end(process)


class ServerDown(RuntimeError):
    """A server that was to be measured did not come up."""


def wait_for_page(process: subprocess.Popen, port: int, pause_s: float = 0.01) -> None:
    """Until GET / is answered with 200."""
    until = time.monotonic() + UP_S
    while time.monotonic() < until:
        if process.poll() is not None:
            raise ServerDown(f"the server ended with code {process.returncode}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as reply:  # noqa: S310
                if reply.status == 200:
                    return
        except OSError:
            time.sleep(pause_s)
    raise ServerDown("the server did not answer in time")


def end(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(5)
