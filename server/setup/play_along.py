"""The rehearsal plays by itself: visitors at its kiosks, officers at its desks, beside whoever tries it by hand.

`python -m server demo --join` does it, through the doors that people use. Desks that somebody holds stay theirs.
"""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import dataclass

from ..settings import ROOT, Settings

MINUTES = 10
BRISK = 6  # a service takes two minutes: something is to be seen at each desk
STOP_S = 15  # officers sign out and leave their desks
LOG = "play.log"


@dataclass
class PlayAlong:
    """`state`: off, on, over (all went as it should) or failed."""

    _child: subprocess.Popen | None = None
    _stopped: bool = False

    @property
    def state(self) -> str:
        if self._child is None or self._stopped:
            return "off"
        code = self._child.poll()
        return "on" if code is None else "over" if code == 0 else "failed"

    def begin(self, own: Settings) -> None:
        """Does nothing while it plays. `own`: where the rehearsal runs."""
        if self.state == "on":
            return
        seed = random.randrange(10_000)  # nosec B311 # a play, no secret
        with (own.data / LOG).open("wb") as log:
            self._child = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "server", "demo", "--join", "--data", str(own.data), "--brisk", str(BRISK),
                 "--minutes", str(MINUTES), "--seed", str(seed)],
                cwd=ROOT, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self._stopped = False

    def end(self, wait_s: float = STOP_S) -> None:
        """Everybody leaves in order, if the time suffices."""
        child, self._stopped = self._child, True
        if child is None or child.poll() is not None:
            return
        child.terminate()
        try:
            child.wait(wait_s)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
