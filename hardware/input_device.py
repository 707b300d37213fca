"""A key device of Linux (evdev): the kernel's input_event structs out of /dev/input/event*, without a library.

Kept for this program alone (EVIOCGRAB), so that what is pressed does not also type into the window in front.
"""

from __future__ import annotations

import errno
import os
import select
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass

EVENT = struct.Struct("@llHHi")  # seconds, microseconds, type, code, value
EV_KEY, EV_LED = 0x01, 0x11
DOWN = 1  # value: 0 up, 1 down, 2 held down
LED_NUM = 0x00
EVIOCGRAB, EVIOCSCLOCKID = 0x40044590, 0x400445A0
CLOCK_MONOTONIC = 1
NOT_EVDEV = (errno.ENOTTY, errno.EINVAL, errno.ENOSYS)  # a pretend device of the tests


class DeviceGone(OSError):
    """Not plugged in, unplugged, or not ours to open. The text says which, for the officer."""


@dataclass(frozen=True)
class KeyDown:
    """`at` is monotonic seconds of this machine: when the key went down, however late it is read."""

    code: int
    at: float


class InputDevice:
    """Open from the start. Every method raises DeviceGone once the device is."""

    def __init__(self, path: str) -> None:
        try:
            self._file = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)
        except OSError as fault:
            raise DeviceGone(_why(path, fault)) from fault
        self._rest = b""
        self._lit: bool | None = None
        try:
            self.is_evdev = self._ioctl(EVIOCGRAB, 1)
        except OSError as fault:
            self.close()
            raise DeviceGone(f"{path} đang do chương trình khác giữ ({fault.strerror})") from fault
        self._monotonic = self.is_evdev and self._ioctl(EVIOCSCLOCKID, struct.pack("@i", CLOCK_MONOTONIC))

    def _ioctl(self, request: int, argument: int | bytes) -> bool:
        """False where the file is no evdev device at all."""
        import fcntl  # Linux only; elsewhere this module is imported to say that it cannot

        try:
            fcntl.ioctl(self._file, request, argument)
        except OSError as fault:
            if fault.errno in NOT_EVDEV:
                return False
            raise
        return True

    def key_downs(self, seconds: float) -> list[KeyDown]:
        """The keys pressed, waiting up to that long for the first. A key held down counts once, its release not."""
        try:
            if not select.select([self._file], [], [], seconds)[0]:
                return []
            got = os.read(self._file, EVENT.size * 64)
        except BlockingIOError:
            return []
        except OSError as fault:
            raise DeviceGone("bàn phím số đã bị rút ra") from fault
        if not got:
            raise DeviceGone("bàn phím số đã bị rút ra")
        return list(self._read(got))

    def _read(self, got: bytes) -> Iterator[KeyDown]:
        data = self._rest + got
        whole = len(data) - len(data) % EVENT.size
        self._rest = data[whole:]
        for seconds, micros, kind, code, value in EVENT.iter_unpack(data[:whole]):
            if kind == EV_KEY and value == DOWN:
                yield KeyDown(code, self._on_our_clock(seconds + micros / 1e6))

    def _on_our_clock(self, at: float) -> float:
        """Never in the future: a wall clock that was set back makes no press young for ever."""
        now = time.monotonic()
        return min(now, at if self._monotonic else now - (time.time() - at))

    def light(self, on: bool) -> None:
        """The Num Lock light, where the pad has one: lit while the hall hears this pad."""
        if on == self._lit:
            return
        try:
            for event in ((EV_LED, LED_NUM, int(on)), (0, 0, 0)):
                os.write(self._file, EVENT.pack(0, 0, *event))
            self._lit = on
        except OSError:  # no light, or no device: reading tells which
            self._lit = on

    def close(self) -> None:
        os.close(self._file)


def _why(path: str, fault: OSError) -> str:
    if isinstance(fault, PermissionError):
        return f"không có quyền đọc {path}: cần luật udev trong docs/keypad.md"
    if isinstance(fault, FileNotFoundError):
        return f"chưa thấy bàn phím số ({path})"
    return f"không mở được {path} ({fault.strerror})"
