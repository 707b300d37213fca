"""Who never finishes a request is let go; a slow answer and a websocket are not cut off."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.settings import ROOT

PROGRAM = """
import sys, time
import server.patient_worker
from gunicorn.app.base import BaseApplication
from server.patient_worker import PatientWorker
PatientWorker.patience_s = 0.5
server.patient_worker.LOOK_S = 0.2

def app(environ, start_response):
    environ["wsgi.input"].read()
    if environ["PATH_INFO"] == "/slow":
        time.sleep(1.5)
    start_response("200 OK", [("Content-Length", "4")])
    return [b"done"]

class Server(BaseApplication):
    def load_config(self):
        self.cfg.set("worker_class", PatientWorker)
        self.cfg.set("threads", 4)
        self.cfg.set("bind", "127.0.0.1:" + sys.argv[1])
    def load(self):
        return app

Server().run()
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found = probe.getsockname()[1]
    program: Path = tmp_path_factory.mktemp("slow") / "program.py"
    program.write_text(PROGRAM)
    process = subprocess.Popen([sys.executable, str(program), str(found)], cwd=ROOT, env={"PYTHONPATH": str(ROOT)})
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", found), 1).close()
            break
        except OSError:
            time.sleep(0.05)
    yield found
    process.terminate()
    process.wait(10)


def opened(port: int, start: bytes) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port), 10)
    line.sendall(start)
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
