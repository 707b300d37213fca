"""One printer: what state it is in, and one ticket printed at most once."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from hardware.faults import BLOCKED, LinkLost, PrinterFault, State
from hardware.findings import Finding
from hardware.links import Link
from hardware.talk import CHUNK, CLEAN, CLEAR_NOW, CUT_OFF, MEND, QUESTIONS, Talk
from hardware.tickets import Ticket
from hardware.virtual import VirtualPrinter
from server.core.slip import Slip

log = logging.getLogger("luot.printer")

TRIES = 3  # looks without any answer before a printer is taken for one that never answers
ASK_AGAIN = 20  # and it is asked again at each so manieth look only


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
        make: Callable[[Slip], Ticket],
        patience: Patience,
        finding: Finding | None = None,
        virtual: VirtualPrinter | None = None,
    ) -> None:
        """`make` draws a slip for this printer; `finding` is what a probe found out about it."""
        self.virtual = virtual  # the engine behind virtual://, to break and to take papers from
        self.last_state: State = "offline"
        self.fed_mm = 0.0  # of paper that the last ticket may have used
        self._open_link = open_link
        self._make = make
        self._patience = patience
        self._questions = QUESTIONS if finding is None else finding.questions
        self._answers_behind = finding is None or finding.behind
        self._lock = threading.Lock()
        self._unanswered = 0
        self._stalled = False
        self._half_done = False  # something of an earlier ticket may still be in the printer
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
        self.fed_mm = 0.0
        try:
            ticket = self._make(slip)
        except Exception as fault:
            raise PrinterFault(f"the slip cannot be drawn: {fault}", True, self.last_state, "not-drawn") from fault
        with self._lock:
            try:
                self.last_state = self._print(ticket)
                self._stalled = False
            except PrinterFault as fault:
                self.last_state = fault.state
                self._stalled = fault.state == "stalled"
                raise

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Nobody looks at it or prints on it meanwhile: many printers take one connection at a time."""
        with self._lock:
            yield

    def heed(self, finding: Finding) -> None:
        """What a probe has just found out counts from now on."""
        with self._lock:
            self._questions, self._answers_behind, self._unanswered = finding.questions, finding.behind, 0

    def _look(self) -> State:
        try:
            link = self._open_link()
        except LinkLost:
            return "offline"
        try:
            if not link.answers or not self._worth_asking():
                return "write-only"
            talk = Talk(link)
            state = talk.state(self._patience.status_s, self._questions)
            if self._half_done and state not in BLOCKED:
                state = self._mend(talk)
            self._unanswered = 0 if talk.answers else self._unanswered + 1
            self._complain_once(talk)
            if state in BLOCKED:
                return state
            if self._stalled and talk.answers:  # only the printer's own answer ends a stall
                talk.ask_behind()
                talk.listen(self._patience.status_s)
                self._stalled = not talk.taken
            return "stalled" if self._stalled else state
        except LinkLost:
            return "offline"
        finally:
            link.close()

    def _worth_asking(self) -> bool:
        if self._unanswered < TRIES:
            return bool(self._questions)
        self._unanswered += 1
        return self._unanswered % ASK_AGAIN == 0

    def _complain_once(self, talk: Talk) -> None:
        if talk.garbage is not None and not self._complained:
            self._complained = True
            log.warning("a printer sends bytes that are no status (0x%02x): they are passed over", talk.garbage)

    def _print(self, ticket: Ticket) -> State:
        try:
            link = self._open_link()
        except LinkLost as fault:
            raise PrinterFault(str(fault), True, "offline", "offline") from fault
        sent = 0
        try:
            talk = Talk(link)
            before: State = "write-only"
            if link.answers and self._worth_asking():
                before = talk.state(self._patience.status_s, self._questions)
            if before in BLOCKED:
                raise PrinterFault(f"the printer is not ready: {before}", True, before, before)
            data = (MEND if self._half_done else b"") + ticket.data
            while sent < len(data):
                sent += link.send(data[sent : sent + CHUNK])
                self.fed_mm = ticket.mm
            link.finish()
            state = self._await_answer(talk, before)
            self._half_done = False
            return state
        except LinkLost as fault:
            if not sent and not fault.reached:
                raise PrinterFault(str(fault), True, "offline", "offline") from fault
            self._half_done = True
            raise PrinterFault(f"lost in mid-ticket: {fault}", False, "offline", "connection-lost") from fault
        finally:
            link.close()

    def _await_answer(self, talk: Talk, before: State) -> State:
        """Never sends the ticket again: what was not answered is unknown, unless the printer names its trouble."""
        if not talk.link.answers:
            raise PrinterFault("nothing can come back from there", False, "write-only", "no-answer")
        if not self._answers_behind:
            self._stop_if_blocked(talk)
            raise PrinterFault("this printer cannot tell what it has printed", False, before, "no-answer")
        talk.ask_behind()
        if before == "write-only":
            talk.listen(self._patience.mute_s)
            if talk.taken:
                return before
            raise PrinterFault("this printer never answers", False, "write-only", "no-answer")
        until = time.monotonic() + self._patience.answer_s
        while (left := until - time.monotonic()) > 0:
            talk.listen(min(left, self._patience.look_s))
            if not talk.taken:
                self._stop_if_blocked(talk)
            if talk.taken:
                return before
        self._clear(talk.link)
        raise PrinterFault("the ticket was taken and never answered for", False, "stalled", "stalled")

    def _stop_if_blocked(self, talk: Talk) -> None:
        if not self._questions:
            return
        state = talk.state(self._patience.status_s, self._questions)
        if state not in BLOCKED or talk.taken:
            return
        self._clear(talk.link)
        # Only an ended roll surely holds half a ticket; a cover or a cutter may have a whole one behind it.
        raise PrinterFault(f"stopped in mid-ticket: {state}", state == "paper-out", state, state)

    def _clear(self, link: Link) -> None:
        """What the printer still holds of this ticket must never come out: the visitor has been told otherwise."""
        self._half_done = True
        try:
            link.send(CLEAR_NOW)
        except LinkLost:
            pass  # then MEND has to do it

    def _mend(self, talk: Talk) -> State:
        """Clears what an earlier ticket left, and asks again: before, the questions may have been taken for dots.

        A line that breaks at this has mended nothing. So the cut, which feeds paper, waits until that is known.
        """
        _send_all(talk.link, CLEAN)
        state = talk.state(self._patience.status_s, self._questions)
        if state not in BLOCKED:
            _send_all(talk.link, CUT_OFF)
            self._half_done = False
        return state


def _send_all(link: Link, data: bytes) -> None:
    sent = 0
    while sent < len(data):
        sent += link.send(data[sent:])
