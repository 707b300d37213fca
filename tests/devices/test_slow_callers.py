"""Who never finishes a request is let go, who holds many places leaves some to others; a slow answer is not cut off."""

from __future__ import annotations

import resource
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from server.settings import ROOT

PROGRAM = """
import os, sys, time
import server.patient_worker
from gunicorn.app.base import BaseApplication
from server.patient_worker import PatientWorker
PatientWorker.patience_s = float(sys.argv[3])
PatientWorker.few = int(sys.argv[4])
server.patient_worker.LOOK_S = 0.2

def app(environ, start_response):
    environ["wsgi.input"].read()
    if environ["PATH_INFO"] == "/slow":
        time.sleep(1.5)
    body = b"%d done" % os.getpid() if environ["PATH_INFO"] != "/large" else b"x" * 30_000_000
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]

class Server(BaseApplication):
    def load_config(self):
        self.cfg.set("worker_class", PatientWorker)
        self.cfg.set("threads", int(sys.argv[2]))
        self.cfg.set("worker_connections", 100)
        self.cfg.set("bind", sys.argv[1])
        self.cfg.set("proxy_protocol", "v1" if sys.argv[1].startswith("unix:") else "off")
    def load(self):
        return app

Server().run()
"""
Start = Callable[..., int]


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """A server of its own: its port."""
    program: Path = tmp_path_factory.mktemp("slow") / "program.py"
    program.write_text(PROGRAM)
    begun: list[subprocess.Popen] = []

    def begin(threads: int, patience_s: float, few: int = 3, files: int | None = None, door: str = "") -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        bound = (lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))) if files else None
        command = [sys.executable, str(program), door or f"127.0.0.1:{port}", str(threads), str(patience_s), str(few)]
        begun.append(subprocess.Popen(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, preexec_fn=bound))
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                through(door).close() if door else socket.create_connection(("127.0.0.1", port), 1).close()
                return port
            except OSError:
                time.sleep(0.05)
        raise AssertionError("it did not start")

    yield begin
    for one in begun:
        one.terminate()
        one.wait(10)


@pytest.fixture(scope="module")
def port(start: Start) -> int:
    return start(4, 0.5, few=99)


def opened(port: int, start: bytes, address: str = "127.0.0.1") -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port), 10, (address, 0))
    line.sendall(start)
    return line


def through(door: str) -> socket.socket:
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(10)
    line.connect(door.removeprefix("unix:"))
    return line


def answer_of(port: int, address: str) -> bytes:
    heard = b""
    with opened(port, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", address) as line:
        while chunk := line.recv(1000):
            heard += chunk
    assert heard.endswith(b"done"), heard
    return heard.rpartition(b"\r\n")[2]


def seconds_of(port: int, address: str) -> float:
    """How long an ordinary request from there takes."""
    begun = time.monotonic()
    answer_of(port, address)
    return time.monotonic() - begun


def sent_quietly(port: int, start: bytes, address: str = "127.0.0.1") -> socket.socket:
    """The same; the server may hang up at once."""
    line = socket.create_connection(("127.0.0.1", port), 10, (address, 0))
    try:
        line.sendall(start)
    except OSError:
        pass
    return line


def test_half_requests_on_every_thread_are_let_go_and_the_next_caller_is_served(port: int) -> None:
    half = [opened(port, b"GET / HTTP/1.1\r\nHost: x\r\nX-A: ") for _ in range(4)]
    half += [opened(port, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc") for _ in range(4)]
    begun = time.monotonic()
    line = opened(port, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    heard = b""
    while chunk := line.recv(1000):
        heard += chunk
    assert heard.endswith(b"done") and time.monotonic() - begun < 9
    [one.close() for one in half]


def test_an_answer_that_takes_longer_still_comes_whole(port: int) -> None:
    line = opened(port, b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
    assert b"done" in line.recv(1000) + line.recv(1000)


def test_who_asks_and_never_hangs_up_holds_up_nobody(port: int) -> None:
    stay = [opened(port, b"GET / HTTP/1.0\r\n\r\n") for _ in range(3)]
    assert all(b"200 OK" in one.recv(1000) for one in stay)
    assert seconds_of(port, "127.0.0.1") < 0.9, "the one thread that takes callers waited for them to hang up"
    [one.close() for one in stay]


def test_one_address_that_takes_every_thread_leaves_some_to_others(start: Start) -> None:
    port = start(8, 60)
    half = [sent_quietly(port, b"GET / HTTP/1.1\r\nHost: x\r\nX-A: ") for _ in range(30)]
    assert max(seconds_of(port, "127.0.0.9") for _ in range(5)) < 2
    [one.close() for one in half]


def test_one_address_behind_the_tls_door_leaves_some_to_others(start: Start, tmp_path: Path) -> None:
    door = f"unix:{tmp_path / 'inner'}"
    start(8, 60, door=door)
    half = [through(door) for _ in range(30)]
    for one in half:
        one.sendall(b"PROXY TCP4 10.0.0.1 10.0.0.5 1 2\r\nGET / HTTP/1.1\r\nHost: x\r\nX-A: ")
    with through(door) as line:
        line.sendall(b"PROXY TCP4 10.0.0.2 10.0.0.5 1 2\r\nGET / HTTP/1.0\r\n\r\n")
        assert b"200 OK" in line.recv(1000)
    [one.close() for one in half]


def test_answers_that_nobody_reads_are_let_go_when_others_wait(start: Start) -> None:
    port = start(4, 0.5)
    ask = b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n"
    unread = [sent_quietly(port, ask, f"127.0.0.{5 + n // 4}") for n in range(8)]
    time.sleep(1.5)
    assert seconds_of(port, "127.0.0.9") < 5
    [one.close() for one in unread]


def test_one_address_that_takes_every_connection_leaves_some_to_others(start: Start) -> None:
    port = start(40, 60)
    idle = [sent_quietly(port, b"") for _ in range(150)]
    assert max(seconds_of(port, "127.0.0.9") for _ in range(5)) < 2
    [one.close() for one in idle]


def test_a_machine_without_a_file_to_give_takes_the_next_caller_when_it_has_one_again(start: Start) -> None:
    port = start(40, 60, files=64)
    before = answer_of(port, "127.0.0.9")
    idle = [sent_quietly(port, b"", f"127.0.0.{10 + n // 2}") for n in range(90)]
    time.sleep(0.5)
    [one.close() for one in idle]
    assert answer_of(port, "127.0.0.9") == before, "the server fell, and another came"
