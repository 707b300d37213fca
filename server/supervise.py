"""python -m server run: the whole hall on one machine — the server and its print agent as supervised children."""

from __future__ import annotations

import ctypes
import os
import signal
import ssl
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from . import hallfile
from .clock import ask_health
from .ready import PortTaken, make_ready, prepare
from .serve import CannotStart, narrowed
from .settings import ROOT, Settings
from .store.upgrade import StoreRefused
from .watchdog import Watchdog

UP_S = 240  # an upgrade, or a long look through a large file
STOP_S = 2.2  # children that have not stopped by then are killed
CALM_S = 30  # a child that lived this long may be restarted at once
MAX_PAUSE_S = 10
# Threads spread over many heaps, and each heap keeps what it once needed (docs/soak.md): all share two.
HEAPS = {"MALLOC_ARENA_MAX": "2"}
CANNOT_WORK = 2  # what a child ends with when its machine lacks what it needs
PR_SET_PDEATHSIG = 1


def run(settings: Settings, fresh: bool = False) -> int:
    """Until Ctrl-C or SIGTERM. Prints the links of all screens once the hall is up."""
    stopping = _Stop()
    try:
        make_ready(settings, fresh)
        links = prepare(settings)
    except (CannotStart, PortTaken, StoreRefused, hallfile.PlanError) as refused:
        print(f"lượt: {refused}", file=sys.stderr)
        return 1
    here = narrowed(settings)  # where it can be reached as long as nobody administers it
    children = [
        Child("server", [sys.executable, "-m", "server", "serve", *_server_arguments(settings)]),
        Child("print agent", [sys.executable, "-m", "hardware", "agent", *_where(settings)]),
    ]  # fmt: skip
    watchdog = Watchdog(settings.url, lambda url: ask_health(url, settings.tls_cert))
    try:
        children[0].start()
        if not _wait_until_up(here, children[0], stopping):
            return 1 if not stopping.asked else 0
        if links.loudspeaker:
            children.append(_loudspeaker(settings))
        for child in children[1:]:
            child.start()
        print(links.text(settings), flush=True)
        watchdog.start()
        while not stopping.wait(0.5):
            for child in children:
                child.keep_alive()
    finally:
        watchdog.stop()
        for child in reversed(children):
            child.ask_to_stop()
        deadline = time.monotonic() + STOP_S
        for child in children:
            child.end(deadline)
    return 0


def _loudspeaker(settings: Settings) -> Child:
    """Plays the calls on this machine's sound card, as the hall file asks."""
    return Child("loudspeaker", [sys.executable, "-m", "hardware", "loudspeaker", *_where(settings)], optional=True)


def _where(settings: Settings) -> list[str]:
    """Where a program of this machine finds the server, and whom it believes."""
    found = ["--server", settings.url, "--data", str(settings.data / "agent")]
    return [*found, "--ca", str(settings.tls_cert)] if settings.tls else found


class _Stop:
    """Ctrl-C and SIGTERM ask the same."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: object) -> None:
        self.asked = True

    def wait(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while not self.asked and time.monotonic() < until:
            time.sleep(0.05)
        return self.asked


@dataclass
class Child:
    """A process of the hall in its own group: it is asked to stop by us, not by the terminal, and dies when we die."""

    name: str
    command: list[str]
    log: Path | None = None  # where its messages go instead of our own
    process: subprocess.Popen | None = None
    born: float = 0.0
    pause: float = 0.5
    due: float = 0.0
    optional: bool = False  # the hall goes on without it: once it says that it can't work here (code 2), it is left

    def start(self) -> None:
        self.born = time.monotonic()
        log = self.log.open("ab") if self.log else None
        self.process = subprocess.Popen(  # noqa: S603
            self.command, cwd=ROOT, stderr=log, start_new_session=True, preexec_fn=_die_with_parent,  # noqa: PLW1509
            env=HEAPS | os.environ,
        )
        if log:
            log.close()

    def keep_alive(self) -> None:
        """Starts it again when it has fallen, after a pause that grows while it keeps falling."""
        if self.process is None or self.process.poll() is None:
            return
        now = time.monotonic()
        if self.due == 0.0:
            self.pause = 0.5 if now - self.born > CALM_S else min(MAX_PAUSE_S, self.pause * 2)
            self.due = now + self.pause
            code = self.process.returncode
            if self.optional and code == CANNOT_WORK:
                print(f"lượt: the {self.name} can't work on this machine, see above; it is left", file=sys.stderr)
                self.process = None
                return
            print(f"lượt: the {self.name} has stopped (code {code}); it is started again", file=sys.stderr)
        elif now >= self.due:
            self.due = 0.0
            self.start()

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def end(self, deadline: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(max(0.05, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(1)


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _server_arguments(settings: Settings) -> list[str]:
    found = [
        "--data", str(settings.data), "--host", settings.host, "--port", str(settings.port), "--hours", settings.hours,
        "--clock-speed", str(settings.clock_speed), "--hall-file", str(settings.hall_file),
        "--public-url", settings.public_url, "--backup-minutes", str(settings.backup_minutes),
        "--sockets-of-one", str(settings.sockets_of_one),
        *(["--backup-to", str(settings.backup_to)] if settings.backup_to else []),
    ]  # fmt: skip
    found += ["--clock-start", settings.clock_start] if settings.clock_start else []
    found += ["--tls-cert", str(settings.tls_cert), "--tls-key", str(settings.tls_key)] if settings.tls else []
    return found if settings.voice else [*found, "--no-voice"]


def _wait_until_up(settings: Settings, server: Child, stopping: _Stop) -> bool:
    until = time.monotonic() + UP_S
    while time.monotonic() < until and not stopping.asked:
        if server.process is not None and server.process.poll() is not None:
            print("lượt: the server did not start; its message stands above", file=sys.stderr)
            return False
        try:
            ask_health(settings.url, settings.tls_cert)
            return True
        except OSError as fault:
            if isinstance(getattr(fault, "reason", None), ssl.SSLCertVerificationError):
                print(f"lượt: the certificate does not name 127.0.0.1 (docs/tls.md): {fault.reason}",
                      file=sys.stderr)  # fmt: skip
                return False
            stopping.wait(0.1)
        except ValueError:
            stopping.wait(0.1)
    return False
