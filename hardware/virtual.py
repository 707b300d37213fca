"""The virtual printer: takes the bytes a real one takes, gives paper as pictures, and breaks on request."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import dataclass, field

from PIL import Image

from hardware.escpos_reader import EscPosReader, Query
from hardware.faults import LinkLost
from hardware.paper import DOTS_WIDE
from hardware.talk import CLEAR_NOW

FAULTS = (
    "cable",  # pulled out: nothing at the address, a ticket under way is lost
    "paper-out",
    "cover",
    "jam",
    "near-end",
    "mute",  # prints, answers nothing
    "garbage",  # prints, answers with bytes that are no status
    "slow",
    "stall",  # says it is ready, takes bytes, prints nothing
    "half-close",  # takes and prints, but its answers are cut off from the ticket's first byte on
    "hang-up",  # drops the connection in the middle of a ticket
    "late",  # answers right, but later than anybody waits
)
MID = "-mid"  # behind a fault's name: it strikes in the middle of the next ticket
HOLDING = ("paper-out", "cover", "jam", "stall", "hang-up")  # answers real-time questions, prints nothing
LINE_FAULTS = ("cable", "half-close", "hang-up")
FIXED = 0x12  # the bits every DLE EOT answer carries
REAL_TIME = re.compile(rb"\x10\x04([\x01-\x04])")
CLEARED = b"\x37\x25\x00"
MID_BYTES = 10_000  # well inside every ticket that is a picture


@dataclass
class VirtualPrinter:
    """The engine; `VirtualLink` and the TCP fake only carry bytes to it. Safe to use from several threads.

    `keeps` makes it hold on to unprinted bytes over connections, as printers with a large memory do; it then drops
    them when told to clear, if it `obeys_clear`. It answers the DLE EOT questions in `answered` and, if it
    `answers_behind`, the one queued behind a ticket. `late_s` is how long the fault "late" holds an answer back.
    """

    width_mm: int = 80
    slow_bytes_s: int = 20_000
    late_s: float = 5.0
    keeps: bool = False
    obeys_clear: bool = True
    answered: tuple[int, ...] = (1, 2, 3, 4)
    answers_behind: bool = True
    papers: list[Image.Image] = field(default_factory=list)
    ticket_bytes: int = 0  # of the connection open now, status questions not counted

    def __post_init__(self) -> None:
        self.reader = EscPosReader(DOTS_WIDE[self.width_mm])
        self._fault: str | None = None
        self._break_at: tuple[int, str] | None = None
        self._held = b""
        self._lock = threading.RLock()

    @property
    def fault(self) -> str | None:
        return self._fault

    @fault.setter
    def fault(self, fault: str | None) -> None:
        """Breaks the printer, or mends it with None; ValueError for a fault it cannot have."""
        if fault is not None and fault not in FAULTS:
            raise ValueError(f"{fault!r} is none of {', '.join(FAULTS)}")
        self._fault = fault

    def wish(self, fault: str | None) -> None:
        """As `fault`; a name with "-mid" behind it strikes in the middle of the next ticket, not before."""
        name, mid, rest = (fault or "").partition(MID)
        if not mid:
            self._break_at = None
            self.fault = fault
        elif name not in FAULTS or rest:
            raise ValueError(f"{fault!r} is none of {', '.join(FAULTS)}, each also with {MID}")
        else:
            self.fault = None
            self.break_after(MID_BYTES, name)

    def break_after(self, ticket_bytes: int, fault: str) -> None:
        """The fault comes by itself once so many bytes of the next ticket are in."""
        self._break_at = (ticket_bytes, fault)

    def feed(self, data: bytes) -> bytes:
        """Takes bytes in; what the printer answers."""
        with self._lock:
            if self._break_at and self.ticket_bytes + len(data) >= self._break_at[0]:
                (limit, fault), self._break_at = self._break_at, None
                cut = max(0, limit - self.ticket_bytes)
                answers = self._take(data[:cut])
                self.fault = fault
                return answers + self._take(data[cut:])
            return self._take(data)

    def take_papers(self) -> list[Image.Image]:
        """The papers in the tray, oldest first, and empties it."""
        with self._lock:
            taken, self.papers = self.papers, []
            return taken

    def new_connection(self) -> None:
        """What an earlier connection left behind is gone: no old ticket bursts out when paper returns."""
        with self._lock:
            self.ticket_bytes = 0
            if not self.keeps:
                self._held = b""
                self.reader.forget()

    def drops_line(self) -> str | None:
        """The fault of the line that strikes now, once a ticket is under way (a pulled cable: at any time)."""
        if self.fault == "cable" or (self.fault in LINE_FAULTS and self.ticket_bytes):
            return self.fault
        return None

    def _take(self, data: bytes) -> bytes:
        self.ticket_bytes += len(_of_tickets(data))
        if CLEAR_NOW in data and self.obeys_clear:
            before, _, data = data.rpartition(CLEAR_NOW)
            answers = b"".join(self._status(int(n[0])) for n in REAL_TIME.findall(before))
            self._held = b""
            self.reader.clear()
            return answers + CLEARED + self._take_in(data)
        return self._take_in(data)

    def _take_in(self, data: bytes) -> bytes:
        if self.fault == "slow":
            time.sleep(len(data) / self.slow_bytes_s)
        if self.fault == "cable":
            return b""
        if self.fault in HOLDING:
            self._held += REAL_TIME.sub(b"", data)
            return b"".join(self._status(int(n[0])) for n in REAL_TIME.findall(data))
        answers = b""
        for met in self.reader.feed(self._held + data):
            if isinstance(met, Query):
                answers += self._status(met.n) if met.kind == "real-time" else self._behind()
            else:
                self.papers.append(met)
        self._held = b""
        if self.fault == "mute":
            return b""
        return b"\xff" * len(answers) if self.fault == "garbage" else answers

    def _status(self, n: int) -> bytes:
        if n not in self.answered:
            return b""
        on = {
            "paper-out": {1: 0x08, 2: 0x20, 4: 0x6C},
            "cover": {1: 0x08, 2: 0x04},
            "jam": {1: 0x08, 2: 0x40, 3: 0x08},
            "near-end": {4: 0x0C},
        }.get(self.fault or "", {})
        return bytes([FIXED | on.get(n, 0)])

    def _behind(self) -> bytes:
        if not self.answers_behind:
            return b""
        return b"\x03" if self.fault == "near-end" else b"\x00"


def _of_tickets(data: bytes) -> bytes:
    """`data` without questions and clean-up: what a ticket under way is made of."""
    return REAL_TIME.sub(b"", data.replace(CLEAR_NOW, b""))


class VirtualLink:
    """A connection to an engine in the same process, with the manners of a socket."""

    answers = True

    def __init__(self, engine: VirtualPrinter) -> None:
        if engine.fault == "cable":
            raise LinkLost("the virtual printer's cable is out")
        self._engine = engine
        self._answers = b""
        self._heard_at = 0.0  # when a late answer arrives
        engine.new_connection()

    def send(self, data: bytes) -> int:
        if self._engine.fault == "cable":
            raise LinkLost("the virtual printer's cable is out")
        self._answers += self._engine.feed(data)
        self._heard_at = time.monotonic() + (self._engine.late_s if self._engine.fault == "late" else 0)
        if self._engine.drops_line() in ("cable", "hang-up"):
            raise LinkLost("the virtual printer dropped the connection", reached=True)
        return len(data)

    def finish(self) -> None: ...

    def receive(self, seconds: float) -> bytes:
        if self._engine.drops_line():
            raise LinkLost("the virtual printer hung up")
        wait = self._heard_at - time.monotonic() if self._answers else seconds
        if wait > 0:
            time.sleep(min(seconds, wait))
        if wait > seconds:
            return b""
        answers, self._answers = self._answers, b""
        return answers

    def close(self) -> None:
        self._engine.new_connection()
