"""The operating system's print queue, the last resort: it takes bytes, keeps them as long as it likes and tells little.

What a queue calls "completed" has been handed to some other program. So every ticket given to one ends as "unknown".
"""

from __future__ import annotations

import re
import subprocess
import time

from hardware.faults import LinkLost, PrinterFault

COMMAND_S = 5.0
LIFE_S = 60.0  # a ticket still queued after so long is taken back: old tickets must not burst out


class SystemQueue:
    """A CUPS queue by its `lp`, `lpstat` and `cancel` commands."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._given: dict[str, float] = {}  # request id → when it must be gone

    def is_there(self) -> bool:
        """Whether the system knows the queue and it is not switched off."""
        said = _run(["lpstat", "-p", self.name])
        return said is not None and said.returncode == 0 and "disabled" not in said.stdout

    def give(self, data: bytes) -> None:
        """Puts one ticket into the queue. PrinterFault where the system refuses it, LinkLost where it says nothing."""
        said = _run(["lp", "-d", self.name, "-o", "raw", "-"], data)
        if said is None:
            raise LinkLost(f"the system's queue {self.name} did not answer")
        if said.returncode:
            why = f"the system's queue {self.name} refused the ticket ({said.stderr.strip()})"
            raise PrinterFault(why, True, "offline", "offline")
        if found := re.search(rf"\b{re.escape(self.name)}-\d+", said.stdout):
            self._given[found[0]] = time.monotonic() + LIFE_S

    def take_back_old(self) -> None:
        """Cancels tickets of ours that outlived LIFE_S; of those long printed the system has forgotten the id."""
        for request in [one for one, until in self._given.items() if until <= time.monotonic()]:
            del self._given[request]
            _run(["cancel", request])


class QueueLink:
    """One ticket's way into the queue: gathered, and given when it is whole."""

    answers = False

    def __init__(self, queue: SystemQueue) -> None:
        queue.take_back_old()
        if not queue.is_there():
            raise LinkLost(f"the system has no queue {queue.name} in use")
        self._queue = queue
        self._ticket = bytearray()

    def send(self, data: bytes) -> int:
        self._ticket += data
        return len(data)

    def finish(self) -> None:
        if self._ticket:
            self._queue.give(bytes(self._ticket))
            self._ticket.clear()

    def receive(self, seconds: float) -> bytes:
        return b""

    def close(self) -> None: ...


def _run(command: list[str], data: bytes = b"") -> subprocess.CompletedProcess[str] | None:
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=COMMAND_S, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    said = [part.decode(errors="replace") for part in (done.stdout, done.stderr)]
    return subprocess.CompletedProcess(command, done.returncode, *said)
