"""What the hall asks of this agent besides tickets: to probe a printer and print its test slip."""

from __future__ import annotations

import base64
import io
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hardware.faults import LinkLost
from hardware.findings import keep_finding
from hardware.hall_client import Greeting, HallAway, HallClient, NotPaired
from hardware.probe import PATIENCE, Probed, probe
from hardware.probe_slip import draw_probe
from hardware.worker import PrinterWorker

log = logging.getLogger("luot.agent")

WAIT_S = 10  # of one long poll
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.2, 5.0
NO_SUCH_DOOR = 404  # a hall older than this agent


class Errands(threading.Thread):
    """One thread. `worker_at` finds who owns the printer at an address; `on_printers` hears which printers are ours."""

    def __init__(
        self,
        hall: HallClient,
        greeting: Greeting,
        folder: Path,
        worker_at: Callable[[str], PrinterWorker | None],
        on_printers: Callable[[list[dict[str, Any]]], None],
        stop: threading.Event,
    ) -> None:
        super().__init__(daemon=True, name="errands")
        self._hall, self._greeting, self._folder = hall, greeting, folder
        self._worker_at, self._on_printers, self._stopping = worker_at, on_printers, stop

    def run(self) -> None:
        pause = FIRST_PAUSE_S
        while not self._stopping.is_set():
            try:
                reply = self._hall.post("/agent/errands", {"wait_s": WAIT_S}, read_s=WAIT_S + 5)
                if reply.status == NO_SUCH_DOOR:
                    return
                pause = FIRST_PAUSE_S
                self._on_printers(reply.body.get("printers") or [])
                if reply.body.get("errand"):
                    self._do(reply.body["errand"])
            except HallAway:
                self._stopping.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE_S)
            except NotPaired:
                return  # the workers tell it
            except Exception:
                log.exception("an error of the agent itself at an errand; going on")
                self._stopping.wait(LONGEST_PAUSE_S)

    def _do(self, errand: dict[str, Any]) -> None:
        result = self._probe(str(errand["address"]), int(errand["width_mm"]))
        self._hall.post(f"/agent/errands/{int(errand['id'])}/result", result)

    def _probe(self, address: str, width_mm: int) -> dict[str, Any]:
        worker = self._worker_at(address)
        try:
            if worker is None:
                found = probe(address, width_mm, PATIENCE)
            else:
                with worker.printer.lent():
                    found = probe(address, width_mm, PATIENCE, engine=worker.printer.virtual)
        except (LinkLost, ValueError) as fault:
            log.info("probed %s: %s", address, fault)
            return {"state": "failed", "reason": "offline" if isinstance(fault, LinkLost) else "address",
                    "detail": str(fault)[:300]}  # fmt: skip
        if found.slip_sent:
            keep_finding(self._folder, address, found.finding())
        if worker is not None and found.slip_sent:
            worker.learn(found.finding())
            self._greeting.lost()
            self._greeting.ensure()  # a hello tells the hall what the printer can say
        log.info("probed %s: %s", address, found.blocked or found.finding().level)
        return _told(found, address, width_mm)


def _told(found: Probed, address: str, width_mm: int) -> dict[str, Any]:
    if found.blocked:
        return {"state": "failed", "reason": found.blocked}
    png = io.BytesIO()
    draw_probe(address, width_mm).save(png, "PNG", optimize=True)
    answers = {str(question): ms for question, (_, ms) in found.answers.items()}
    return {
        "state": "done", "level": found.finding().level, "answers": answers, "behind_ms": found.behind_ms,
        "picture": base64.b64encode(png.getvalue()).decode("ascii"),
    }  # fmt: skip
