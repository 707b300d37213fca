"""A pretend number pad: a pseudo-terminal that carries the kernel's own input_event structs both ways.

It answers no ioctl, so it is not kept for one program; the rest of the path is the real one.
"""

from __future__ import annotations

import os
import pty
import select
import time
import tty
from pathlib import Path

from hardware.input_device import EV_KEY, EV_LED, EVENT

ENTER, PLUS, MINUS, STAR, SLASH, BACKSPACE, ONE, SEVEN = 96, 78, 74, 55, 98, 14, 79, 71
UP, DOWN, HELD = 0, 1, 2


class PretendPad:
    """`path` stays the same through unplugging, as /dev/input/by-id/… does."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._ours = self._theirs = -1
        self._light: bool | None = None

    def plug_in(self) -> PretendPad:
        self._ours, self._theirs = pty.openpty()
        tty.setraw(self._theirs)
        self.path.unlink(missing_ok=True)
        self.path.symlink_to(os.ttyname(self._theirs))
        return self

    def unplug(self) -> None:
        """What the pad's reader gets then is end of file or an error, as from a real one."""
        self.path.unlink(missing_ok=True)
        for file in (self._theirs, self._ours):
            if file >= 0:
                os.close(file)
        self._ours = self._theirs = -1

    def event(self, code: int, value: int, ago: float = 0.0, kind: int = EV_KEY) -> bytes:
        at = time.time() - ago
        return EVENT.pack(int(at), int(at % 1 * 1e6), kind, code, value) + EVENT.pack(int(at), 0, 0, 0, 0)

    def send(self, data: bytes) -> None:
        os.write(self._ours, data)

    def press(self, code: int, ago: float = 0.0) -> None:
        """Down and up."""
        self.send(self.event(code, DOWN, ago) + self.event(code, UP, ago))

    @property
    def lit(self) -> bool | None:
        """The Num Lock light as it was set last; None while nobody has."""
        while select.select([self._ours], [], [], 0)[0]:
            for _, _, kind, _, value in EVENT.iter_unpack(os.read(self._ours, EVENT.size * 64)):
                self._light = bool(value) if kind == EV_LED else self._light
        return self._light
