"""Who never finishes a request is let go; a slow answer and a websocket are not cut off."""

from __future__ import annotations

import resource
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from gunicorn.config import Config

from server.patient_worker import PatientWorker
from server.settings import ROOT
from server.shares import shares

PROGRAM = """
import os, sys, time
import server.patient_worker
from gunicorn.app.base import BaseApplication
from server.patient_worker import PatientWorker
PatientWorker.patience_s = float(sys.argv[3])
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
        self.cfg.set("bind", "127.0.0.1:" + sys.argv[1])
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

    def begin(threads: int, patience_s: float, files: int | None = None) -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        bound = (lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))) if files else None
        command = [sys.executable, str(program), str(port), str(threads), str(patience_s)]
        begun.append(subprocess.Popen(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, preexec_fn=bound))
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
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
    return start(4, 0.5)


def opened(port: int, start: bytes, address: str = "127.0.0.1") -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port), 10, (address, 0))
    line.sendall(start)
    return line


def answer_of(port: int, address: str = "127.0.0.9") -> bytes:
    heard = b""
    with opened(port, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", address) as line:
        while chunk := line.recv(1000):
            heard += chunk
    assert heard.endswith(b"done"), heard
    return heard.rpartition(b"\r\n")[2]


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


def test_answers_that_nobody_reads_are_let_go_when_others_wait(start: Start) -> None:
    port = start(4, 0.5)
    ask = b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n"
    unread = [opened(port, ask) for _ in range(4)]
    begun = time.monotonic()
    assert answer_of(port) and time.monotonic() - begun < 9
    [one.close() for one in unread]


def test_a_machine_without_a_file_to_give_takes_the_next_caller_when_it_has_one_again(start: Start) -> None:
    port = start(40, 60, files=64)
    before = answer_of(port)
    idle = [socket.create_connection(("127.0.0.1", port), 10) for _ in range(90)]
    time.sleep(0.5)
    [one.close() for one in idle]
    assert answer_of(port) == before, "the server fell, and another came"


def test_all_who_wait_at_the_door_come_in_before_the_next_round_of_requests() -> None:
    """One a round is too few: each round answers everybody who is in already."""
    worker = object.__new__(PatientWorker)
    worker.shares, worker.cfg, worker.worker_connections, worker.nr_conns = shares(8, 40), Config(), 40, 0
    came: list = []
    worker.enqueue_req = came.append
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        waiting = [socket.create_connection(listener.getsockname()) for _ in range(50)]
        worker.accept(listener)
        assert len(came) == worker.nr_conns == 40, "all, up to what the server takes"
    [one.close() for one in waiting]
    [one.close() for one in came]
