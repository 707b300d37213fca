"""The hall a demo starts for itself, and the invitations into any hall whose data is on this machine."""

from __future__ import annotations

import shutil
import socket
import sys
import time
from dataclasses import replace
from datetime import datetime
from types import TracebackType

from ..accounts import SAMPLE_FILE, read_sample
from ..clock import HallClock, ask_health
from ..core.hours import ZONE
from ..identity import Identities
from ..serve import AlreadyLed, take_lead
from ..settings import Settings
from ..store.sqlite import SqliteStore
from ..store.verify import verify
from ..supervise import Child
from .play import Invitation
from .tally import Tally

OPENS = (7, 20)  # Vietnamese time: officers take their seats before the first visitor
UP_S = 90  # a first start hashes the officers' passwords
STOP_S = 6
LOG = "demo.log"
MARK = "this-is-a-demo"  # a folder without it is never emptied


class CannotOpen(RuntimeError):
    """The demo's hall cannot be started; the text says what to do."""


class OwnHall:
    """`python -m server run` as a child, on fresh data in `<data>/demo`, on the morning of today."""

    def __init__(self, settings: Settings, speed: float) -> None:
        morning = datetime.now(ZONE).replace(hour=OPENS[0], minute=OPENS[1], second=0, microsecond=0)
        self.settings = replace(
            settings, data=settings.data / "demo", clock_start=morning.isoformat(), clock_speed=speed
        )
        self._child = Child("demo's hall", [
            sys.executable, "-m", "server", "run", "--data", str(self.settings.data), "--host", settings.host,
            "--port", str(settings.port), "--clock-start", morning.isoformat(), "--clock-speed", str(speed),
            "--hall-file", str(settings.hall_file), "--backup-minutes", "0",
            *([] if settings.voice else ["--no-voice"]),
        ], log=self.settings.data / LOG)  # fmt: skip

    def __enter__(self) -> OwnHall:
        self._empty_folder()
        self._need_port()
        self._child.start()
        try:
            self._wait()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, kind: type | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._stop()

    def _empty_folder(self) -> None:
        """The last demo's data goes; anything else stays untouched."""
        folder = self.settings.data
        if folder.exists() and any(folder.iterdir()):
            if not (folder / MARK).exists():
                raise CannotOpen(f"{folder} holds something else than a demo; choose another place with --data")
            try:
                take_lead(self.settings).close()
            except AlreadyLed as led:
                raise CannotOpen(f"{led}, or play in it with --join") from None
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARK).touch()

    def _need_port(self) -> None:
        try:
            with socket.create_connection(_address(self.settings), 0.5):
                pass
        except OSError:
            return
        raise CannotOpen(
            f"something already answers at {self.settings.url}: choose another --port, or play in that hall with --join"
        )

    def _wait(self) -> None:
        until = time.monotonic() + UP_S
        while time.monotonic() < until:
            if self._child.process is not None and self._child.process.poll() is not None:
                told = (self.settings.data / LOG).read_text(encoding="utf-8", errors="replace")
                raise CannotOpen(f"the hall did not start:\n{told[-2000:]}")
            try:
                ask_health(self.settings.url)
                return
            except (OSError, ValueError):
                time.sleep(0.1)
        raise CannotOpen("the hall did not come up in time")

    def _stop(self) -> None:
        self._child.ask_to_stop()
        self._child.end(time.monotonic() + STOP_S)

    def verify(self, tally: Tally) -> tuple[str, list[str]]:
        """After the hall has stopped: what verify says, and where journal and play do not tell the same."""
        store = SqliteStore(self.settings.database)
        try:
            verdict = verify(store)
            with store.reading() as db:
                done = dict(db.execute("SELECT state, count(*) FROM legs GROUP BY state").fetchall())
                issued = db.execute("SELECT count(*) FROM tickets").fetchone()[0]
        finally:
            store.close()
        differences = list(verdict.differences)
        for what, kept in (("issued", issued), ("served", done.get("done", 0)), ("no-show", done.get("no-show", 0))):
            if tally.counts[what] != kept:
                differences.append(f"the play counted {tally.counts[what]} {what}, the journal {kept}")
        return verdict.report(), differences


def _address(settings: Settings) -> tuple[str, int]:
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::", "") else settings.host
    return host, settings.port


def invitation(settings: Settings, kiosk_code: str | None = None) -> Invitation:
    """Into the hall that is up on this data: one-time codes made as `python -m server pair` makes them."""
    if not settings.database.exists() or not (settings.data / SAMPLE_FILE).exists():
        raise CannotOpen(f"no sample hall in {settings.data}: name the running hall's folder with --data")
    believed = settings.believed_where_it_runs
    health = ask_health(settings.where_it_runs(), believed)
    store = SqliteStore(settings.database)
    try:
        with store.reading() as db:
            plan = store.plan_of(db)[1]
        identities = Identities(store, HallClock(health["now"], time.monotonic(), health["speed"]))
        codes = [kiosk_code] if kiosk_code else [identities.new_code("kiosk", one.id) for one in plan.kiosks]
        return Invitation(plan, read_sample(settings.data), codes, identities.new_code("display", "demo"), believed)
    finally:
        store.close()
