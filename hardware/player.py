"""Plays a WAV file on this machine's sound card, by the program that the system has for it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from pathlib import Path

LINUX = (("aplay", "-q"), ("pw-play",), ("paplay",))
BEYOND_S = 3.0  # a player that has not ended so long after the sound is ended
INSTALL = {
    "linux": "no aplay, pw-play or paplay on this machine: apt-get install alsa-utils",
    "darwin": "no afplay on this machine: it is part of macOS, look at PATH",
}


class PlayerFault(Exception):
    """Nothing was heard, and why."""


class Player:
    """One sound at a time. `stop` ends the one that plays, from any thread."""

    def __init__(self, command: tuple[str, ...]) -> None:
        """`command` gets the file's path as its last argument, and ends when the sound has ended."""
        self.command = command
        self._child: subprocess.Popen | None = None
        self._stopped = threading.Event()

    def play(self, path: Path, seconds: float) -> None:
        """Until the sound has ended; PlayerFault where the program did not play it to its end."""
        if self._stopped.is_set():
            raise PlayerFault("stopped")
        try:
            self._child = subprocess.Popen(
                [*self.command, str(path)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
            )
            _, said = self._child.communicate(timeout=seconds + BEYOND_S)
        except OSError as fault:
            raise PlayerFault(f"{self.command[0]} could not be started: {fault.strerror}") from fault
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.communicate()
            raise PlayerFault(f"{self.command[0]} did not end") from None
        if self._child.returncode:
            reason = said.decode(errors="replace").strip().splitlines()
            raise PlayerFault(f"{self.command[0]}: {reason[-1] if reason else f'ended with {self._child.returncode}'}")

    def stop(self) -> None:
        self._stopped.set()
        if self._child is not None and self._child.poll() is None:
            self._child.kill()


class WindowsPlayer(Player):
    """Windows plays WAV files by itself, and cannot be interrupted."""

    def __init__(self) -> None:
        super().__init__(("winsound",))

    def play(self, path: Path, seconds: float) -> None:
        import winsound

        try:
            winsound.PlaySound(str(path), winsound.SND_FILENAME | winsound.SND_NODEFAULT)
        except RuntimeError as fault:
            raise PlayerFault(f"Windows did not play it: {fault}") from fault


def open_player(program: str | None = None, system: str = sys.platform) -> Player:
    """The program named, or this system's own. PlayerFault says what to install."""
    if program:
        found = shutil.which(program)
        if not found:
            raise PlayerFault(f"there is no program {program}")
        return Player((found,))
    if system == "win32":
        return WindowsPlayer()
    for command in (("afplay",),) if system == "darwin" else LINUX:
        found = shutil.which(command[0])
        if found:
            return Player((found, *command[1:]))
    raise PlayerFault(INSTALL.get(system, INSTALL["linux"]))
