"""One printer: what state it is in, and one ticket printed at most once."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from hardware.faults import BLOCKED, LinkLost, PrinterFault, State
from hardware.links import EscposLink, FileLink, Link, TcpLink
from hardware.paper import DOTS_WIDE, draw
from hardware.raster import to_escpos
from hardware.talk import CHUNK, Talk
from hardware.virtual import VirtualLink, VirtualPrinter
from server.core.slip import Slip

log = logging.getLogger("luot.printer")


@dataclass(frozen=True)
class Patience:
    """How long to wait, in real seconds."""

    connect_s: float = 1.5
    status_s: float = 1.0  # for one answer to DLE EOT
    send_s: float = 3.0  # for the printer to take any more bytes at all
    answer_s: float = 10.0  # for the query behind the cut
    mute_s: float = 2.0  # the same, of a printer that answered nothing before
    look_s: float = 1.0  # while waiting, look this often for paper out, cover, jam


class Printer:
    """A printer at an address. One connection a job; a job and a look never overlap."""

    def __init__(
        self,
        open_link: Callable[[], Link],
        width_mm: int,
        patience: Patience,
        virtual: VirtualPrinter | None = None,
    ) -> None:
        self.width_mm = width_mm
        self.virtual = virtual  # the engine behind virtual://, to break and to take papers from
        self.last_state: State = "offline"
        self._open_link = open_link
        self._patience = patience
        self._lock = threading.Lock()
        self._stalled = False
        self._complained = False

    def status(self) -> State:
        """Looks at the printer; while a ticket is being printed, the last state known."""
        if not self._lock.acquire(blocking=False):
            return self.last_state
        try:
            self.last_state = self._look()
        finally:
            self._lock.release()
        return self.last_state

    def print_slip(self, slip: Slip) -> None:
        """Returns when the printer has answered behind the ticket; PrinterFault in every other case."""
        try:
            data = to_escpos(draw(slip, self.width_mm))
        except Exception as fault:
            raise PrinterFault(f"the slip cannot be drawn: {fault}", True, self.last_state, "not-drawn") from fault
        with self._lock:
            try:
                self.last_state = self._print(data)
                self._stalled = False
            except PrinterFault as fault:
                self.last_state = fault.state
                self._stalled = fault.state == "stalled"
                raise

    def _look(self) -> State:
        try:
            link = self._open_link()
        except LinkLost:
            return "offline"
        try:
            talk = Talk(link)
            state = talk.state(self._patience.status_s)
            self._complain_once(talk)
            if self._stalled and state not in BLOCKED:  # only the printer's own answer ends a stall
                talk.ask_behind()
                talk.listen(self._patience.status_s)
                self._stalled = not talk.taken
                return "stalled" if self._stalled else state
            return state
        except LinkLost:
            return "offline"
        finally:
            link.close()

    def _complain_once(self, talk: Talk) -> None:
        if talk.garbage is not None and not self._complained:
            self._complained = True
            log.warning("a printer sends bytes that are no status (0x%02x): they are passed over", talk.garbage)

    def _print(self, data: bytes) -> State:
        try:
            link = self._open_link()
        except LinkLost as fault:
            raise PrinterFault(str(fault), True, "offline", "offline") from fault
        sent = 0
        try:
            talk = Talk(link)
            before = talk.state(self._patience.status_s)
            if before in BLOCKED:
                raise PrinterFault(f"the printer is not ready: {before}", True, before, before)
            while sent < len(data):
                sent += link.send(data[sent : sent + CHUNK])
            talk.ask_behind()
            return self._await_answer(talk, before)
        except LinkLost as fault:
            if not sent and not fault.reached:
                raise PrinterFault(str(fault), True, "offline", "offline") from fault
            raise PrinterFault(f"lost in mid-ticket: {fault}", False, "offline", "connection-lost") from fault
        finally:
            link.close()

    def _await_answer(self, talk: Talk, before: State) -> State:
        """Never sends the ticket again: what was not answered is unknown, unless the printer names its trouble."""
        if before == "write-only":
            talk.listen(self._patience.mute_s)
            if talk.taken:
                return before
            raise PrinterFault("this printer never answers", False, "write-only", "no-answer")
        until = time.monotonic() + self._patience.answer_s
        while (left := until - time.monotonic()) > 0:
            talk.listen(min(left, self._patience.look_s))
            if talk.taken:
                return before
            state = talk.state(self._patience.status_s)
            if talk.taken:
                return before
            if state in BLOCKED:
                # Only an ended roll surely holds half a ticket; a cover or a cutter may have a whole one behind it.
                raise PrinterFault(f"stopped in mid-ticket: {state}", state == "paper-out", state, state)
        raise PrinterFault("the ticket was taken and never answered for", False, "stalled", "stalled")


def open_printer(address: str, width_mm: int = 80, patience: Patience | None = None) -> Printer:
    """The printer at `tcp://host:9100`, `usb://04b8:0e15`, `serial:///dev/ttyS0?baud=19200`, `file:///path` or
    `virtual://`. Opens nothing yet; ValueError for an address or a paper width it does not know."""
    if width_mm not in DOTS_WIDE:
        raise ValueError(f"paper {width_mm} mm is not known: {', '.join(map(str, DOTS_WIDE))}")
    patience = patience or Patience()
    if address.startswith("virtual://"):
        engine = VirtualPrinter(width_mm)
        return Printer(lambda: VirtualLink(engine), width_mm, patience, engine)
    return Printer(_opener(address, patience), width_mm, patience)


def _opener(address: str, patience: Patience) -> Callable[[], Link]:
    parts = urlsplit(address)
    if parts.scheme == "tcp" and parts.hostname:
        host, port = parts.hostname, parts.port or 9100
        return lambda: TcpLink(host, port, patience.connect_s, patience.send_s)
    if parts.scheme == "file" and parts.path:
        return lambda: FileLink(parts.path)
    if parts.scheme == "serial" and parts.path:
        baud = int(parse_qs(parts.query).get("baud", ["9600"])[0])
        return lambda: EscposLink(_serial(parts.path, baud))
    if parts.scheme == "usb":
        vendor, _, product = parts.netloc.partition(":")
        numbers = int(vendor, 16), int(product, 16)
        return lambda: EscposLink(_usb(*numbers, patience.send_s))
    raise ValueError(f"printer address {address!r} is none of tcp://, usb://, serial://, file://, virtual://")


def _serial(device: str, baud: int) -> object:
    from escpos.printer import Serial

    return Serial(devfile=device, baudrate=baud, timeout=0.1)


def _usb(vendor: int, product: int, send_s: float) -> object:
    from escpos.printer import Usb

    return Usb(idVendor=vendor, idProduct=product, timeout=round(send_s * 1000))
