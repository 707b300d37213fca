"""python -m server run: the whole hall on one machine — the server and its print agent as supervised children."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from . import hallfile
from .accounts import add_officers, sample_passwords
from .clock import HallClock
from .core.devices import AGENT
from .hall import Hall
from .identity import Identities
from .serve import AlreadyLed, take_lead
from .settings import ROOT, Settings
from .store.sqlite import CorruptStore, SqliteStore

STOP_S = 2.2  # children that have not stopped by then are killed
CALM_S = 30  # a child that lived this long may be restarted at once
MAX_PAUSE_S = 10
PR_SET_PDEATHSIG = 1
LOOPBACK = ("127.0.0.1", "localhost", "::1")
AGENT_TOKEN = "agent-token"  # where hardware/hall_client.py looks for it


class PortTaken(RuntimeError):
    """Something else listens where the hall would."""


def run(settings: Settings, fresh: bool = False) -> int:
    """Until Ctrl-C or SIGTERM. Prints the links of all screens once the hall is up."""
    stopping = _Stop()
    try:
        _make_ready(settings, fresh)
        links = prepare(settings)
    except (AlreadyLed, PortTaken, CorruptStore, hallfile.PlanError) as refused:
        print(f"lượt: {refused}", file=sys.stderr)
        return 1
    children = [
        Child("server", [sys.executable, "-m", "server", "serve", *_server_arguments(settings)]),
        Child("print agent", [sys.executable, "-m", "hardware", "agent", "--server", settings.url,
                              "--data", str(settings.data / "agent")]),
    ]  # fmt: skip
    try:
        children[0].start()
        if not _wait_until_up(settings, children[0], stopping):
            return 1 if not stopping.asked else 0
        children[1].start()
        print(links.text(settings), flush=True)
        while not stopping.wait(0.5):
            for child in children:
                child.keep_alive()
    finally:
        for child in reversed(children):
            child.ask_to_stop()
        deadline = time.monotonic() + STOP_S
        for child in children:
            child.end(deadline)
    return 0


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

    def start(self) -> None:
        self.born = time.monotonic()
        log = self.log.open("ab") if self.log else None
        self.process = subprocess.Popen(  # noqa: S603
            self.command, cwd=ROOT, stderr=log, start_new_session=True, preexec_fn=_die_with_parent  # noqa: PLW1509
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


@dataclass
class Links:
    """What the person at the terminal needs: one-time links, and the first sign-in."""

    screens: list[tuple[str, str]] = field(default_factory=list)
    first_token: str | None = None
    sample: Path | None = None

    def text(self, settings: Settings) -> str:
        rows = [f"  {what:<34} {settings.url}{path}" for what, path in self.screens]
        lines = [
            "", f"Lượt is up at {settings.url}", "",
            "One-time links, 10 minutes each (open and press the button; new ones at every start):", *rows, "",
            f"  {'Desk · Bàn gọi số':<34} {settings.url}/desk/",
        ]  # fmt: skip
        if self.sample:
            lines.append(f"    officers' names and passwords of the sample hall: {self.sample}")
        if self.first_token:
            lines += [f"  {'Supervisor, first sign-in':<34} {settings.url}/admin/first?token={self.first_token}"]
        else:
            lines += [f"  {'Supervisor · Phụ trách':<34} {settings.url}/admin/"]
        if settings.host not in LOOPBACK:
            name = socket.gethostname()
            lines += ["", f"On other machines write this one's name or address instead of 127.0.0.1: {name}"]
            if not settings.public_url:
                lines.append("The slips' QR says 127.0.0.1, which no phone reaches: start with --public-url http://…")
        return "\n".join([*lines, "", "Ctrl-C stops the hall.", ""])


def prepare(settings: Settings) -> Links:
    """Everything a start needs in the data folder: hall file, accounts, one-time codes."""
    store = SqliteStore(settings.database)
    try:
        clock = HallClock.begin(settings.clock_start, settings.clock_speed)
        with store.reading() as db:
            new = db.execute("SELECT 1 FROM plans LIMIT 1").fetchone() is None
        if new:
            Hall(store, clock).configure(hallfile.read(settings.hall_file))
        with store.reading() as db:
            plan = store.plan_of(db)[1]
        identities = Identities(store, clock)
        add_officers(identities, plan)
        sample = sample_passwords(identities, plan, settings.data)
        links = Links(first_token=identities.first_token(), sample=sample)
        screens = [("Kiosk · Máy lấy số", "kiosk", one.id) for one in plan.kiosks]
        screens += [("Board · Màn hình gọi số", "display", one.id) for one in plan.displays]
        screens.append(("Virtual paper · Giấy in thử", "paper", "paper"))
        for what, kind, name in screens:
            links.screens.append((f"{what} ({name})", f"/enrol?code={identities.new_code(kind, name)}"))
        _pair_agent(identities, settings.data / "agent")
        return links
    finally:
        store.close()


def _need_port(settings: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as taken:
            raise PortTaken(
                f"cannot listen on {settings.host}:{settings.port} ({taken.strerror}); "
                "stop what runs there, or choose another with --port"
            ) from taken


def _make_ready(settings: Settings, fresh: bool) -> None:
    """Refuses before anything is touched: AlreadyLed, PortTaken. `fresh` moves only data that nobody leads."""
    lead = take_lead(settings)
    try:
        _need_port(settings)
        if fresh:
            _put_aside(settings.data)
    finally:
        lead.close()


def _pair_agent(identities: Identities, folder: Path) -> None:
    """The print agent beside the server gets its token by hand: no code stands in a process list, no reply is lost."""
    path = folder / AGENT_TOKEN
    if path.exists():
        return
    token = identities.enrol(identities.new_code("agent", AGENT))[0]
    folder.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(token + "\n")
    part.rename(path)


def _put_aside(data: Path) -> None:
    """--fresh begins anew but deletes nothing: the old folder keeps its content under a dated name."""
    if any(one.name != "hall.lock" for one in data.iterdir()):
        aside = data.with_name(f"{data.name}.before-{time.strftime('%Y%m%d-%H%M%S')}")
        data.rename(aside)
        print(f"lượt: the old data is kept in {aside}", flush=True)


def _server_arguments(settings: Settings) -> list[str]:
    found = [
        "--data", str(settings.data), "--host", settings.host, "--port", str(settings.port), "--hours", settings.hours,
        "--clock-speed", str(settings.clock_speed), "--hall-file", str(settings.hall_file),
        "--public-url", settings.public_url,
    ]  # fmt: skip
    found += ["--clock-start", settings.clock_start] if settings.clock_start else []
    return found if settings.voice else [*found, "--no-voice"]


def _wait_until_up(settings: Settings, server: Child, stopping: _Stop) -> bool:
    until = time.monotonic() + 60
    while time.monotonic() < until and not stopping.asked:
        if server.process is not None and server.process.poll() is not None:
            print("lượt: the server did not start; its message stands above", file=sys.stderr)
            return False
        try:
            with urllib.request.urlopen(f"{settings.url}/health", timeout=2) as reply:  # noqa: S310
                if reply.status == 200:
                    return True
        except OSError:
            stopping.wait(0.1)
    return False
