"""Millimetres printed on the roll that is in a printer now: staff hear before the end, sensor or not."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from urllib.parse import quote

WARN_AT = 0.1  # of a roll left
USUAL_TICKET_MM = 155.0


@dataclass(frozen=True)
class Used:
    """What is known of the roll: paper gone, tickets it went for, and whether its end has been seen."""

    mm: float = 0.0
    tickets: int = 0
    out: bool = False
    low: bool = False  # the printer's own sensor said "near end"


class Roll:
    """The counter of one printer, on disk at every change. Another process may start it anew (`new_roll`)."""

    def __init__(self, folder: Path, printer: str, roll_mm: int) -> None:
        self._path = folder / f"roll-{quote(printer, safe='')}.json"
        self._roll_mm = roll_mm
        self._lock = threading.Lock()

    def used(self) -> Used:
        try:
            return Used(**json.loads(self._path.read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return Used()

    def fed(self, mm: float) -> None:
        """A ticket of that length went out, or may have."""
        if mm:
            with self._lock:
                was = self.used()
                self._keep(replace(was, mm=round(was.mm + mm, 1), tickets=was.tickets + 1))

    def seen(self, state: str) -> None:
        """What the printer's sensors say: paper after its end, or plenty after "near end", is a new roll."""
        with self._lock:
            was = self.used()
            if state == "paper-out":
                now = replace(was, out=True)
            elif state in ("ready", "near-end"):
                low = state == "near-end"
                now = Used(low=low) if was.out or (was.low and not low) else replace(was, low=low)
            else:
                return  # cover, jam, off: nobody can see the paper
            if now != was:
                self._keep(now)

    def new_roll(self) -> None:
        """Somebody put a new roll in."""
        with self._lock:
            self._keep(Used())

    def tickets_left(self) -> int | None:
        """About how many more the roll holds, once it is nearly used up; None while there is plenty."""
        used = self.used()
        left = self._roll_mm - used.mm
        if left > self._roll_mm * WARN_AT:
            return None
        usual = used.mm / used.tickets if used.tickets else USUAL_TICKET_MM
        return max(0, int(left / usual))

    def _keep(self, used: Used) -> None:
        part = self._path.with_suffix(".part")
        part.write_text(json.dumps(asdict(used)), encoding="utf-8")
        os.replace(part, self._path)
