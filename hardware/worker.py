"""One printer's work: claim a job, print it, tell what became of it; and watch its state meanwhile."""

from __future__ import annotations

import io
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from hardware.faults import PrinterFault
from hardware.findings import Finding
from hardware.hall_client import Greeting, HallAway, HallClient, NotPaired, Reply
from hardware.notebook import Notebook
from hardware.printers import Printer
from hardware.roll import Roll
from server.core.slip import Slip

log = logging.getLogger("luot.agent")

WAIT_S = 10  # of one long poll
LOOK_S = 1.0  # real time between two looks at the printer; with the time for an answer, at most 2 s
LET_GO_S = 0.3
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.2, 5.0


class PrinterWorker:
    """Two threads for one printer. `stop` ends both; NotPaired in either calls `on_unpaired`."""

    def __init__(
        self,
        printer_id: str,
        printer: Printer,
        hall: HallClient,
        greeting: Greeting,
        folder: Path,
        roll_mm: int,
        stop: threading.Event,
        on_unpaired: Callable[[], None],
    ) -> None:
        self.id = printer_id
        self.printer = printer
        self.busy = False  # between taking a job and the server knowing its result
        self._hall = hall
        self._greeting = greeting
        self._notebook = Notebook(folder, printer_id)
        self._roll = Roll(folder, printer_id, roll_mm)
        self._stop = stop
        self._on_unpaired = on_unpaired
        self._look_now = threading.Event()
        self._told: tuple[int, str, str] | None = None
        self._wished: str | None = None
        self._telling = threading.Lock()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        for name, loop in (("work", self._work), ("watch", self._watch)):
            thread = threading.Thread(target=loop, daemon=True, name=f"{name}-{self.id}")
            self._threads.append(thread)
            thread.start()

    def learn(self, finding: Finding) -> None:
        """What a probe found out about this printer; the paper it printed meanwhile goes to the hall."""
        self.printer.heed(finding)
        self._post_papers("PHIẾU THỬ")
        self._look_now.set()

    def join(self, seconds: float) -> None:
        """Waits until its threads have ended, once it was told to stop."""
        until = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _work(self) -> None:
        pause = FIRST_PAUSE_S
        while not self._stop.is_set():
            try:
                self._greeting.ensure()
                if self._told and self._told[0] != self._greeting.count:
                    self._look_now.set()  # a hall that has just come back knows no states
                if left := self._notebook.read():  # a result the server has not heard, of an agent before this one
                    self._settle(*left)
                asked, wished = time.monotonic(), self._wished
                reply = self._hall.post("/agent/claim", self._claim(), read_s=WAIT_S + 5)
                pause = FIRST_PAUSE_S
                if reply.status != 200:
                    log.error("%s: the server refused the claim (%s)", self.id, reply.status)
                    self._stop.wait(LONGEST_PAUSE_S)
                    continue
                self._break_or_mend(reply.body.get("faults") or {})
                job = reply.body.get("job")
                if job:
                    self._do(job)
                elif self._wished == wished and time.monotonic() - asked < WAIT_S / 2:
                    self._stop.wait(LET_GO_S)  # the hall's configuration has changed: perhaps this printer is no more
            except HallAway as away:
                if pause == FIRST_PAUSE_S and not self._stop.is_set():
                    log.warning("%s: %s; trying again", self.id, away)
                self._greeting.lost()
                self._stop.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE_S)
            except NotPaired:
                self._on_unpaired()
                return
            except Exception:
                log.exception("%s: an error of the agent itself; going on", self.id)
                self._stop.wait(LONGEST_PAUSE_S)

    def _watch(self) -> None:
        while not self._stop.is_set():
            try:
                if self._greeting.count:
                    self._tell_state(self.printer.status())
            except NotPaired:
                self._on_unpaired()
                return
            except HallAway as away:
                log.debug("%s: state not told: %s", self.id, away)
            except Exception:
                log.exception("%s: an error of the agent itself; going on", self.id)
            self._look_now.wait(LOOK_S)
            self._look_now.clear()

    def _claim(self) -> dict[str, Any]:
        """`faults` is what the hall last wished the virtual printer: one that wishes otherwise now need not wait."""
        claim: dict[str, Any] = {"printers": [self.id], "wait_s": WAIT_S}
        if self.printer.virtual:
            claim["faults"] = {self.id: self._wished}
        return claim

    def _break_or_mend(self, faults: dict[str, str | None]) -> None:
        engine = self.printer.virtual
        if engine is None or self.id not in faults or faults[self.id] == self._wished:
            return
        self._wished = faults[self.id]
        try:
            engine.wish(self._wished or None)
            log.info("%s: virtual printer: %s", self.id, self._wished or "mended")
        except ValueError as fault:
            log.warning("%s: %s", self.id, fault)
        self._look_now.set()

    def _do(self, job: dict[str, Any]) -> None:
        self.busy = True
        try:
            result = self._print(job)
            self._notebook.write(job["id"], result)
            self._post_papers(str(job.get("number", "")))
            self._tell_state(self.printer.last_state, quietly=True)
            self._settle(job["id"], result)
        finally:
            self.busy = False
        self._look_now.set()

    def _print(self, job: dict[str, Any]) -> dict[str, str]:
        number = job.get("number", "?")
        if job["expires_at"] <= self._hall.clock.now():
            log.warning("%s: %s is too old to print", self.id, number)
            return {"state": "failed", "reason": "expired"}
        self._notebook.write(job["id"], {"state": "unknown", "reason": "agent-stopped"})
        try:
            self.printer.print_slip(Slip.from_json(job["slip"]))
            result = {"state": "printed"}
        except PrinterFault as fault:
            state = "failed" if fault.can_retry else "unknown"
            result = {"state": state, "reason": fault.reason, "detail": str(fault)[:300]}
        except TypeError as fault:  # a slip without its number is no slip
            result = {"state": "failed", "reason": "not-drawn", "detail": str(fault)[:300]}
        self._roll.fed(self.printer.fed_mm)
        what = result["state"], result.get("detail", ""), job["id"], job.get("deed") or "-"
        log.info("%s: %s %s %s (job %s, deed %s)", self.id, number, *what)
        return result

    def _post_papers(self, number: str) -> None:
        for paper in self.printer.virtual.take_papers() if self.printer.virtual else ():
            png = io.BytesIO()
            paper.save(png, "PNG")
            self._until_answered(f"{self._path()}/paper", png=png.getvalue(), number=number)

    def _settle(self, job: Any, result: dict[str, str]) -> None:
        reply = self._until_answered(f"/agent/jobs/{quote(str(job), safe='')}/result", json=result)
        if reply is None:
            return  # stopped: the notebook keeps it for the next start
        if reply.status >= 300:
            log.warning("%s: the server did not take the result of job %s (%s)", self.id, job, reply.status)
        self._notebook.clear()

    def _until_answered(
        self, path: str, json: dict[str, str] | None = None, png: bytes | None = None, number: str = ""
    ) -> Reply | None:
        """Posts until the server answers, whatever it answers; None when the agent is stopped before."""
        headers = {"X-Ticket-Number": quote(number)} if png is not None else None
        pause = FIRST_PAUSE_S
        while True:
            try:
                return self._hall.post(path, json, png, headers)
            except HallAway as away:
                if pause == FIRST_PAUSE_S and not self._stop.is_set():
                    log.warning("%s: %s; the news of the last ticket waits", self.id, away)
                self._greeting.lost()
                if self._stop.wait(pause):
                    return None
                pause = min(pause * 2, LONGEST_PAUSE_S)

    def _tell_state(self, seen: str, quietly: bool = False) -> None:
        """Once for each change and after each hello. `quietly`: a server that is away only means later."""
        with self._telling:
            self._roll.seen(seen)
            state, detail = self._with_roll(seen)
            news = (self._greeting.count, state, detail)
            if news == self._told:
                return
            try:
                self._hall.post(f"{self._path()}/state", {"state": state} | ({"detail": detail} if detail else {}))
            except HallAway:
                self._greeting.lost()
                if quietly:
                    return
                raise
            if self._told is None or self._told[1] != state:
                log.info("%s: printer is %s", self.id, state)
            self._told = news

    def _with_roll(self, seen: str) -> tuple[str, str]:
        """The state and a word on the roll. What was counted never hides what a sensor or the line says."""
        left = self._roll.tickets_left()
        if left is None or seen not in ("ready", "near-end", "write-only"):
            return seen, ""
        return ("near-end" if seen == "ready" else seen), f"about {left} tickets left"

    def _path(self) -> str:
        return f"/agent/printers/{quote(self.id, safe='')}"
