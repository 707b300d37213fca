"""The print agent: owns the printers of this machine and does the server's print jobs on them."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hardware.address import Address
from hardware.errands import Errands
from hardware.findings import read_findings
from hardware.hall_client import HallAway, HallClient, NotPaired
from hardware.opening import open_printer
from hardware.printers import Patience
from hardware.worker import FIRST_PAUSE_S, LONGEST_PAUSE_S, Greeting, PrinterWorker

log = logging.getLogger("luot.agent")

UNPAIRED = (
    "the server does not know this agent: make a code under Admin → Devices (kind: agent), "
    "then start once with --code CODE"
)
LET_GO_S = 15  # longer than a worker's long poll
LAST_WORDS_S = 0.7  # for a ticket under way when the agent is told to stop


@dataclass(frozen=True)
class PrinterSetting:
    """One printer as it was given: on the command line or by the server."""

    id: str
    address: str
    width_mm: int = 80

    @classmethod
    def parse(cls, text: str) -> PrinterSetting:
        """`front=tcp://192.168.1.20:9100,58` (80 mm where no width is given); ValueError with what is wrong."""
        name, equals, rest = text.partition("=")
        if not (name and equals and rest):
            raise ValueError(f"{text!r} is not of the form ID=ADDRESS[,WIDTH]")
        address, comma, width = rest.rpartition(",")
        if comma and width.isdecimal():
            return cls(name, address, int(width))
        return cls(name, rest)


class Agent:
    """Runs until `stop()`. Without settings of its own it takes the printers the server gives it."""

    def __init__(
        self, hall: HallClient, folder: Path, settings: list[PrinterSetting], patience: Patience | None = None
    ) -> None:
        self.workers: list[PrinterWorker] = []
        self._hall = hall
        self._folder = folder
        self._settings = settings
        self._patience = patience
        self._greeting = Greeting(self._hello)
        self._given = not settings  # by the server, which may change its mind
        self._stop = threading.Event()
        self._workers_stop = threading.Event()
        self._unpaired = threading.Event()

    def run(self) -> int:
        """0 after `stop()`, 3 when the server does not know this agent. ValueError for a setting that is none."""
        for setting in self._settings:
            open_printer(setting.address, setting.width_mm)  # complain before anything is claimed
        Errands(self._hall, self._greeting, self._folder, self._worker_at, self._take_printers, self._stop).start()
        try:
            if self._first_hello():
                self._start_workers()
                self._stop.wait()
        except NotPaired:
            self._unpaired.set()
        if self._unpaired.is_set():
            log.error(UNPAIRED)
            return 3
        until = time.monotonic() + LAST_WORDS_S
        while any(worker.busy for worker in self.workers) and time.monotonic() < until:
            time.sleep(0.02)
        return 0

    def stop(self) -> None:
        self._workers_stop.set()
        self._stop.set()

    def _worker_at(self, address: str) -> PrinterWorker | None:
        named = {one.id for one in self._settings if one.address == address}
        return next((worker for worker in self.workers if worker.id in named), None)

    def _take_printers(self, given: list[dict[str, Any]]) -> None:
        """The hall gives this agent other printers: the old ones finish what they are doing, the new ones begin."""
        settings = _settings(given)
        if not self._given or not settings or not self.workers or settings == self._settings or self._stop.is_set():
            return
        log.info("the hall has changed this agent's printers: %s", ", ".join(one.id for one in settings))
        self._workers_stop.set()
        for worker in self.workers:
            worker.join(LET_GO_S)
        self.workers, self._settings, self._workers_stop = [], settings, threading.Event()
        self._greeting.lost()
        self._start_workers()

    def _first_hello(self) -> bool:
        pause = FIRST_PAUSE_S
        while not self._stop.is_set():
            try:
                self._greeting.ensure()
                if self._settings:
                    return True
                log.warning("the server has no printer for this agent; asking again")
                self._greeting.lost()
                self._stop.wait(LONGEST_PAUSE_S)
            except HallAway as away:
                log.warning("%s; trying again", away)
                self._stop.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE_S)
        return False

    def _hello(self) -> None:
        reply = self._hall.post("/agent/hello", {"printers": [self._introduce(one) for one in self._settings]})
        if reply.status == 403:
            raise NotPaired("the token is not an agent's")
        if reply.status != 200:
            raise HallAway(f"the server refused the hello ({reply.status})")
        if not self._settings:
            self._settings = _settings(reply.body.get("printers", []))
            if any(self._introduce(one)["finding"] for one in self._settings):
                return self._hello()  # now that it is known which, tell what was found out about them
        log.info("paired with %s; printers: %s", self._hall.server, ", ".join(s.id for s in self._settings) or "none")

    def _introduce(self, setting: PrinterSetting) -> dict[str, Any]:
        finding = read_findings(self._folder).get(setting.address)
        level = finding.level if finding else ""  # "": never probed
        return {"id": setting.id, "address": setting.address, "width_mm": setting.width_mm, "finding": level}

    def _start_workers(self) -> None:
        findings = read_findings(self._folder)
        for setting in self._settings:
            try:
                finding = findings.get(setting.address)
                printer = open_printer(setting.address, setting.width_mm, self._patience, finding)
            except ValueError as fault:
                log.error("%s: %s; this printer is left out", setting.id, fault)
                continue
            roll_mm = Address.parse(setting.address).roll(setting.width_mm)
            worker = PrinterWorker(
                setting.id, printer, self._hall, self._greeting, self._folder, roll_mm, self._workers_stop,
                self._lost_pairing,
            )
            self.workers.append(worker)
            worker.start()

    def _lost_pairing(self) -> None:
        self._unpaired.set()
        self.stop()


def _settings(given: list[dict[str, Any]]) -> list[PrinterSetting]:
    return [PrinterSetting(str(one["id"]), str(one["address"]), int(one.get("width_mm", 80))) for one in given]
