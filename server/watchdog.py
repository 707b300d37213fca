"""Tells systemd that the hall is up, and while it answers that it still does (sd_notify; nothing elsewhere)."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable


def notify(word: str) -> bool:
    """`word` to systemd, where it waits for one."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return False
    if address.startswith("@"):
        address = "\0" + address[1:]
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.sendto(word.encode(), address)
        return True
    except OSError:
        return False


def every_s() -> float | None:
    """How often systemd wants to hear of us: half of its patience. None where it does not wait."""
    given = os.environ.get("WATCHDOG_USEC", "")
    return int(given) / 2_000_000 if given.isdecimal() and int(given) else None


class Watchdog:
    """Passes on that the hall answers, well or failing: a hall that cannot write still shows its boards, and a restart
    would not make room on the disk. One that hangs says nothing, and is started anew."""

    def __init__(self, url: str, ask: Callable[[str], dict]) -> None:
        self._url, self._ask = url, ask
        self._stopping = threading.Event()

    def start(self) -> None:
        notify("READY=1")
        pause = every_s()
        if pause is not None:
            threading.Thread(target=self._go_on, args=(pause,), name="watchdog", daemon=True).start()

    def stop(self) -> None:
        self._stopping.set()
        notify("STOPPING=1")

    def _go_on(self, pause: float) -> None:
        while not self._stopping.wait(pause):
            try:
                self._ask(self._url)
            except (OSError, ValueError):
                continue
            notify("WATCHDOG=1")
