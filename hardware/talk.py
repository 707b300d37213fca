"""The ESC/POS conversation on one link: questions out, answers sorted as they come."""

from __future__ import annotations

import time
from collections.abc import Sequence

from hardware.faults import State, state_of
from hardware.links import Link
from hardware.raster import BAND_BYTES

QUERY_BEHIND = b"\x1dr\x01"  # GS r 1: queued, so its answer comes after the ticket was taken in
QUESTIONS = (1, 2, 4)  # DLE EOT n
CHUNK = 4096
CLEARED = 0x37  # the first byte of a printer's answer to "clear your buffers"

# Empty the buffers at once, heard even off line: what is left of a ticket must not come out with the next roll.
CLEAR_NOW = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
# The same for a printer that is ready again: fill up a picture cut short, leave the error, clear.
CLEAN = b"\0" * BAND_BYTES + b"\x10\x05\x02" + CLEAR_NOW + b"\x1b@"
CUT_OFF = b"\x1dVB\0"  # what had come of that ticket; it feeds paper
MEND = CLEAN + CUT_OFF


class Talk:
    """Knows apart the three kinds of bytes a printer sends: real-time status, answers to GS r, and the rest."""

    def __init__(self, link: Link) -> None:
        self.link = link
        self.answers: dict[int, int] = {}  # DLE EOT n → byte
        self.taken = False  # the query behind the ticket was answered
        self._asked: int | None = None
        self._skip = 0
        self.garbage: int | None = None  # a byte that is no status; it means nothing and is passed over

    def state(self, seconds: float, questions: Sequence[int] = QUESTIONS) -> State:
        """Asks DLE EOT 1, then 2 and 4 of a printer that answers; "write-only" where nothing sensible came back.

        `seconds` is for each answer; `questions` are those this printer is known to answer. One at a time: a clone
        that leaves one out must not shift the others.
        """
        self.answers.clear()
        for query in questions:
            self.ask(query, seconds)
            if not self.answers:
                break
        return self.known()

    def known(self) -> State:
        """What the answers so far say."""
        return state_of(self.answers)

    def ask_behind(self) -> None:
        """Queue the question whose answer means: all before it was taken in."""
        self.taken = False
        self.link.send(QUERY_BEHIND)

    def listen(self, seconds: float) -> None:
        """Until the queued question is answered, at most so long."""
        until = time.monotonic() + seconds
        while not self.taken and (left := until - time.monotonic()) > 0:
            self._sort(self.link.receive(left))

    def ask(self, query: int, seconds: float) -> None:
        """One DLE EOT question; its answer, if there is one, stands in `answers`."""
        self._asked = query
        self.link.send(b"\x10\x04" + bytes([query]))
        until = time.monotonic() + seconds
        while self._asked is not None and (left := until - time.monotonic()) > 0:
            self._sort(self.link.receive(left))
        self._asked = None

    def _sort(self, received: bytes) -> None:
        for byte in received:
            if self._skip:
                self._skip -= 1
            elif byte == CLEARED:
                self._skip = 2  # 37 25 00 hex: its second byte looks like an answer to GS r
            elif byte & 0x93 == 0x12:
                if self._asked is not None:  # else an answer that came too late to mean anything
                    self.answers[self._asked] = byte
                    self._asked = None
            elif byte & 0x93 == 0x10:
                self._skip = 3  # automatic status: four bytes, the later ones look like answers to GS r
            elif byte & 0x90 == 0:
                self.taken = True
            else:
                self.garbage = byte
