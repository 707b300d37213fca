"""What happens to a hall in a week, at random by a printed seed: one trouble after another, each of them mended."""

from __future__ import annotations

import random
import resource
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from proxy import Proxy
from soak.place import Place

PRINTER = (
    "paper-out", "cover", "jam", "cable", "stall", "near-end", "paper-out-mid", "hang-up-mid", "half-close-mid",
    "stall-mid",
)  # fmt: skip
ANYWHERE = resource.RLIM_INFINITY


@dataclass(frozen=True)
class Happened:
    what: str
    begun: float  # monotonic seconds
    mended: float


class Trouble:
    """`all_well` is asked after each trouble that touched a screen: seconds until every screen knew all, or raises."""

    def __init__(self, place: Place, people: Proxy, screens: Proxy, seed: int, every_s: float) -> None:
        self._place, self._people, self._screens = place, people, screens
        self._chance, self._every_s = random.Random(seed), every_s
        self._enough = threading.Event()
        self.happened: list[Happened] = []
        self.fell: list[str] = []
        self.after: Callable[[Happened], None] = lambda one: None
        self.kinds: dict[str, Callable[[], None]] = {
            "killed": self._kill, "stopped": self._stop, "frozen": self._freeze,
            "screens cut off": self._cut(self._screens, 1, 5), "screens' network silent": self._silence,
            "people cut off": self._cut(self._people, 1, 4), "a printer": self._printer,
            "the agent killed": self._agent, "the disk full": self._disk,
            "a screen that does not read": self._deaf, "rubbish at the door": self._rubbish,
        }  # fmt: skip

    def run(self, until: Callable[[], bool], kinds: tuple[str, ...]) -> None:
        """Until then, in this thread."""
        while not until():
            if self._enough.wait(min(self._every_s * self._chance.uniform(0.5, 1.5), 5)) or until():
                return
            what = self._chance.choice(kinds)
            begun = time.monotonic()
            try:
                self.kinds[what]()
            except Exception as fault:  # the troublemaker's own fall is a finding too
                self.fell.append(f"{what}: {fault!r}")
            self.happened.append(Happened(what, begun, time.monotonic()))
            self.after(self.happened[-1])

    def _sleep(self, least: float, most: float) -> None:
        time.sleep(self._chance.uniform(least, most))

    def _kill(self) -> None:
        self._place.kill()
        self._sleep(0.3, 2)
        self._place.open()

    def _stop(self) -> None:
        self._place.hall.stop()
        self._place.open()

    def _freeze(self) -> None:
        self._place.tell("serve", signal.SIGSTOP)
        self._sleep(1, 6)
        self._place.tell("serve", signal.SIGCONT)

    def _cut(self, proxy: Proxy, least: float, most: float) -> Callable[[], None]:
        def cut() -> None:
            proxy.cut()
            self._sleep(least, most)
            proxy.mend()

        return cut

    def _silence(self) -> None:
        self._screens.freeze()
        self._sleep(3, 14)
        self._screens.mend()

    def _printer(self) -> None:
        printer, fault = self._chance.choice(self._place.printers), self._chance.choice(PRINTER)
        printer.engine.wish(fault) if fault != "cable" else setattr(printer, "fault", fault)
        self._sleep(3, 12)
        printer.engine.wish(None) if fault != "cable" else setattr(printer, "fault", None)

    def _agent(self) -> None:
        self._place.tell("agent", signal.SIGKILL)

    def _disk(self) -> None:
        """No file of the server's may grow: what a full disk says to a write, without filling anybody's disk."""
        pid = self._place.process("serve")
        if pid is not None:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, ANYWHERE))
            self._sleep(0.5, 3)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (ANYWHERE, ANYWHERE))

    def _deaf(self) -> None:
        with socket.create_connection(("127.0.0.1", self._place.hall.port), 5) as deaf:
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            head = "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
            head += "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            deaf.sendall(f"{head}Sec-WebSocket-Version: 13\r\n\r\n".encode())
            self._sleep(3, 8)

    def _rubbish(self) -> None:
        for _ in range(20):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self._place.hall.port), 5) as door:
                door.sendall(self._chance.randbytes(self._chance.choice((3, 300, 30_000))))
