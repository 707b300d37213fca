"""A rehearsal: the hall once more, beside the real one, with an address and data of its own: nothing of it is counted.

It has the same plan, with "(Diễn tập)" in its name on every screen and slip, and a virtual printer. It ends with the
server.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field, replace

from ..accounts import read_sample
from ..clock import HallClock
from ..core.desks import FIRST_ADMIN
from ..core.naming import Name
from ..core.plan import HallPlan
from ..hall import Hall
from ..identity import Identities
from ..settings import ROOT, Settings
from ..store.sqlite import SqliteStore
from .play_along import PlayAlong

MARK = "this-is-a-rehearsal"  # a folder without it is never emptied
UP_S = 90
LOOK_S = 0.3
STOP_S = 6
COOKIES = "LUOT_COOKIES"  # browsers keep cookies by host, not by port: the real hall's must not be overwritten
SIGN = Name("(Diễn tập)", "(Rehearsal)")


@dataclass
class Rehearsal:
    """`state`: off, starting, up or failed. One thread owns the child process, since it dies with who started it."""

    settings: Settings
    state: str = "off"
    port: int = 0
    play: PlayAlong = field(default_factory=PlayAlong)
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def own(self) -> Settings:
        return replace(self.settings, data=self.settings.data / "rehearsal", port=self.port, public_url="")

    def begin(self, plan: HallPlan) -> None:
        """Does nothing while one is on its way or up."""
        with self._lock:
            if self.state in ("starting", "up"):
                return
            self.state, self._stop = "starting", threading.Event()
            try:
                self.port = _free_port(self.settings)
                self._empty(plan)
            except BaseException:
                self.state = "failed"  # and not for ever on its way: the next press tries again
                raise
            self._thread = threading.Thread(target=self._keep, daemon=True, name="rehearsal")
            self._thread.start()

    def play_along(self) -> None:
        """Visitors and officers come by themselves for a while. Does nothing while it is not up."""
        if self.state == "up":
            self.play.begin(self.own)

    def end(self) -> None:
        self.play.end(wait_s=0.5)  # the hall they play in goes too: nobody's desk needs to be left in order
        self._stop.set()
        thread = self._thread
        if thread is not None and thread.is_alive():
            thread.join(STOP_S + 2)

    def code(self, kind: str, name: str) -> str:
        """A one-time code of the rehearsal's own."""
        store = SqliteStore(self.own.database)
        try:
            clock = HallClock.of_running(self.own.url, self.own.tls_cert) or HallClock.begin(None)
            return Identities(store, clock).new_code(kind, name)
        finally:
            store.close()

    def accounts(self) -> dict[str, str]:
        """Username → password, of the rehearsal alone."""
        try:
            return read_sample(self.own.data)
        except OSError:
            return {}

    def _empty(self, plan: HallPlan) -> None:
        folder = self.own.data
        if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
            raise FileExistsError(f"{folder} holds something else than a rehearsal")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, mode=0o700)
        (folder / MARK).touch()
        store = SqliteStore(self.own.database)
        try:
            clock = HallClock.begin(None)
            Hall(store, clock).configure(rehearsed(plan))
            identities = Identities(store, clock)
            identities.first_token()
            identities.draw_password(FIRST_ADMIN)  # nobody's: without an administrator it would stay on this machine
        finally:
            store.close()

    def _keep(self) -> None:
        try:
            with (self.own.data / "rehearsal.log").open("ab") as log:
                child = subprocess.Popen(  # noqa: S603
                    self._command(), cwd=ROOT, stdout=log, stderr=log, start_new_session=True,
                    env=os.environ | {COOKIES: "luot_dien_tap"},
                )  # fmt: skip
        except OSError:
            self.state = "failed"
            raise
        try:
            self._watch(child)
        finally:
            child.terminate()
            try:
                child.wait(STOP_S)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait(STOP_S)

    def _command(self) -> list[str]:
        own = self.own
        return [sys.executable, "-m", "server", "run", "--data", str(own.data), "--host", own.host, "--port",
                str(own.port), *([] if own.voice else ["--no-voice"]), *_tls(own)]  # fmt: skip

    def _watch(self, child: subprocess.Popen) -> None:
        until = time.monotonic() + UP_S
        while not self._stop.is_set():
            if child.poll() is not None or self.state == "starting" and time.monotonic() > until:
                self.state = "failed"
                return
            if self.state == "starting" and HallClock.of_running(self.own.url, self.own.tls_cert) is not None:
                self.state = "up"
            self._stop.wait(LOOK_S)
        self.state = "off"


def rehearsed(plan: HallPlan) -> HallPlan:
    """The plan as it is rehearsed: marked on every screen and slip, printed on virtual paper, no amplifier."""

    def marked(name: Name, longest: int) -> Name:
        vi = f"{SIGN.vi} {name.vi}"[:longest].strip()
        return Name(vi, f"{SIGN.en} {name.en}"[:longest].strip() if name.en != name.vi else vi)

    printers = tuple(replace(one, address="virtual://", agent="server") for one in plan.printers)
    return replace(
        plan, sample=True, name=marked(plan.name, 120), short=marked(plan.short, 60), printers=printers,
        loudspeakers=(), kiosk_seconds=0.0,
    )  # fmt: skip


def _tls(own: Settings) -> list[str]:
    """Where the hall speaks TLS, browsers insist on it for its host, whatever the port."""
    return ["--tls-cert", str(own.tls_cert), "--tls-key", str(own.tls_key)] if own.tls else []


def _free_port(settings: Settings) -> int:
    """The one after the hall's own, or any that is free."""
    for port in (settings.port + 1, settings.port + 10, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((settings.host, port))
            except (OSError, OverflowError):
                continue
            return probe.getsockname()[1]
    return 0
