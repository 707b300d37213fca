"""A real hall in its own process and a real Chromium before it: what every browser journey stands on."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from server.clock import HallClock, ask_health
from server.identity import Identities
from server.settings import ROOT, SAMPLE_HALL
from server.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SOUND_UNASKED = "--autoplay-policy=no-user-gesture-required"  # how a TV's Chromium is started
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    SOUND_UNASKED,
]  # fmt: skip
MORNING = "2026-11-23T08:00:00+07:00"
PATIENCE_S = 60


def find_chromium() -> str | None:
    """The one `./test` found, or the first on the path."""
    named = os.environ.get("LUOT_CHROMIUM")
    return named or next((path for path in map(shutil.which, CHROMIUMS) if path), None)


def until(true: Callable[[], object], seconds: float = PATIENCE_S, what: str = "it") -> None:
    """Waits for a condition, with a deadline: long, for a machine may be busy and what comes true costs no waiting."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"{what} did not come true within {seconds} s"
        time.sleep(0.02)


@dataclass
class RunningHall:
    """`python -m server` on its own data folder and port. `agent` also starts the print agent (the `run` command);
    `voice` the speech."""

    data: Path
    agent: bool = False
    voice: bool = False
    hall_file: Path = SAMPLE_HALL
    kiosk_seconds: float = 0  # between two numbers of a kiosk; tests touch faster than visitors can
    clock_start: str = MORNING  # empty: the machine's
    environment: dict[str, str] = field(default_factory=dict)  # beside the tests' own
    options: tuple[str, ...] = ()
    program: tuple[str, ...] = ("-m", "server")
    port: int = field(default_factory=lambda: free_port())
    name: str = "127.0.0.1"  # by which its browsers know it
    process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://{self.name}:{self.port}"

    @property
    def log(self) -> Path:
        return self.data.with_name(self.data.name + ".log")

    def start(self) -> RunningHall:
        """Starts it and waits until it answers. The data, if there, are those of before."""
        hall_file = self.data.with_name(self.data.name + ".toml")
        as_written = self.hall_file.read_text(encoding="utf-8")
        hall_file.write_text(f"kiosk_seconds = {self.kiosk_seconds}\n{as_written}", encoding="utf-8")
        command = [
            sys.executable, *self.program, "run" if self.agent else "serve", "--data", str(self.data),
            "--port", str(self.port), "--hall-file", str(hall_file), *self.options,
            *(["--clock-start", self.clock_start] if self.clock_start else []),
            *([] if self.voice else ["--no-voice"]),
        ]  # fmt: skip
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603
                command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True, env=os.environ | self.environment
            )
        until(self._is_up, what="the hall")
        return self

    def _is_up(self) -> bool:
        assert self.process is not None and self.process.poll() is None, self.log.read_text(errors="replace")
        try:
            return bool(ask_health(f"http://127.0.0.1:{self.port}")["epoch"])
        except (OSError, ValueError):
            return False

    def kill(self) -> None:
        """As a power cut would: the whole group at once."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: int) -> None:
        if self.process is None:
            return
        if self.process.poll() is None:
            os.killpg(self.process.pid, how)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait(5)
        self.process = None

    def code(self, kind: str, name: str) -> str:
        """A one-time code for a device, straight into the hall's file, as `python -m server pair` does."""
        store = SqliteStore(self.data / "hall.db")
        try:
            return Identities(store, self._clock()).new_code(kind, name)
        finally:
            store.close()

    def _clock(self) -> HallClock:
        """The hall's own, which may run fast: a code lives ten minutes on it."""
        return HallClock.of_running(self.url) or HallClock.begin(self.clock_start or None)

    def token(self, kind: str, name: str) -> str:
        """A paired device's token, without a page."""
        store = SqliteStore(self.data / "hall.db")
        try:
            identities = Identities(store, self._clock())
            return identities.enrol(identities.new_code(kind, name))[0]
        finally:
            store.close()

    def pair(self, page: Page, kind: str, name: str) -> Page:
        """Opens the one-time link on `page` and presses its button, as the person who sets up the device does."""
        page.goto(f"{self.url}/enrol?code={self.code(kind, name)}")
        page.locator("form button").click()
        page.wait_for_url(lambda url: "/enrol" not in url)
        return page

    def rows(self, sql: str) -> list[tuple]:
        """What the hall's file says, however it is; an empty list while there is no such file."""
        file = self.data / "hall.db"
        if not file.exists():
            return []
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=10)) as db:
            return db.execute(sql).fetchall()


PORTS = range(20_000, 32_000)  # below those that connections get: a hall that starts again finds its own still free
_ports = itertools.count(os.getpid() * 997)  # test runs beside each other begin far apart


def free_port() -> int:
    """Each one is given once a run."""
    while True:
        port = PORTS[next(_ports) % len(PORTS)]
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
