"""The hall that is soaked: a real `python -m server run` with its agent, printers on sockets, and a fast clock."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from argon2 import PasswordHasher
from browser import RunningHall
from cast import rush_document

from hardware.tcp_printer import FakePrinter
from server.accounts import follow_plan
from server.clock import TestClock
from server.core.hours import ZONE
from server.core.plan import HallPlan
from server.identity import Identities
from server.store.sqlite import SqliteStore

PASSWORD = "mot-mat-khau-dai"
SPEED = 60.0
SCREENS = 10


def document(printers: list[FakePrinter]) -> dict:
    """28 desks for all lines, two kiosks with a printer each, ten screens."""
    plan = rush_document() | {"sample": False}  # nobody else sets its people's passwords
    plan["printers"] = {
        f"printer-{n}": {"name_vi": f"Máy in {n}", "name_en": f"Printer {n}", "address": one.address}
        for n, one in enumerate(printers, 1)
    }
    for n in (1, 2):
        plan["kiosks"][f"kiosk-{n}"]["printer"] = f"printer-{n}"
    plan["displays"] = {f"display-{n}": {"name_vi": f"TV {n}", "name_en": f"TV {n}"} for n in range(1, SCREENS + 1)}
    return plan


class Place:
    """Starts, falls and rises again at the hall's own time, as a hall whose machine has a true clock."""

    def __init__(self, folder: Path, program: tuple[str, ...] = ("-m", "server"), speed: float = SPEED) -> None:
        self.printers = [FakePrinter(), FakePrinter()]
        for one in self.printers:
            one.engine.slow_bytes_s = 10**7
        self.papers = 0
        self._speed, self._start_ms, self._anchor = speed, 0, 0.0
        # `run` starts the server as a child by its own name: another program's server is started alone, without agent.
        self.hall = RunningHall(folder / "hall", agent=program == ("-m", "server"), program=program)
        self._prepare()

    def _prepare(self) -> None:
        plan, clock = HallPlan.from_dict(document(self.printers)), TestClock("2026-11-23T07:00:00+07:00")
        store = SqliteStore(self.hall.data / "hall.db")
        with store.deed(clock.now()) as deed:
            deed.add_plan(plan.to_dict())
        identities = Identities(store, clock, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        follow_plan(identities, plan)
        for officer in plan.officers:
            identities.set_password(officer.username, PASSWORD)
        store.close()

    def open(self, moment: str | None = None) -> None:
        """At that moment (ISO 8601), or where its time would be by now."""
        if moment is not None:
            self._start_ms, self._anchor = int(datetime.fromisoformat(moment).timestamp() * 1000), time.monotonic()
        start = datetime.fromtimestamp(self.now() / 1000, ZONE).isoformat()
        self.hall.clock_start, self.hall.options = start, ("--clock-speed", str(self._speed))
        self.hall.start()

    def now(self) -> int:
        return self._start_ms + round((time.monotonic() - self._anchor) * 1000 * self._speed)

    def close(self) -> None:
        self.hall.stop()
        self.take_papers()
        for one in self.printers:
            one.close()

    def take_papers(self) -> None:
        """Counts what came out, and empties the trays: pictures are large."""
        self.papers += sum(len(one.engine.take_papers()) for one in self.printers)

    def process(self, word: str) -> int | None:
        """The pid of the hall's process whose command has this word ("serve", "agent"): of the server the worker."""
        if self.hall.process is None:
            return None
        found = [pid for pid in _family(self.hall.process.pid) if word in _command(pid)]
        return found[-1] if found else None

    def kill(self) -> None:
        """As a power cut would: every process at once, with no last words."""
        if self.hall.process is not None:
            for pid in _family(self.hall.process.pid):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        self.hall.kill()

    def tell(self, word: str, number: signal.Signals) -> bool:
        pid = self.process(word)
        if pid is None:
            return False
        os.kill(pid, number)
        return True


def _family(pid: int) -> list[int]:
    """A process and all below it, parents first."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += _family(int(child))
    return found


def _command(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []
