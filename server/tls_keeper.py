"""Keeps the TLS door (tls_door.py) before the server: its listening socket, its process, a new one when it falls."""

from __future__ import annotations

import logging
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from .settings import ROOT, Settings

log = logging.getLogger(__name__)
LOOK_S, END_S = 0.5, 2.0
MAKE_S = 20.0  # longer than a process takes to be made
BACKLOG = 512


class TlsKeeper:
    """`inner` is the unix socket on which the server listens for the door. Raises OSError where the port is taken."""

    def __init__(self, settings: Settings) -> None:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        self._settings, self._listener = settings, socket.socket(family)
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind((settings.host, settings.port))
        self._listener.listen(BACKLOG)  # held here: who comes while the door is started anew waits, and is let in
        self._folder = Path(tempfile.mkdtemp(prefix="luot-"))  # a data folder's path may be too long for one
        self.inner = self._folder / "server"
        self._stopping, self._made = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._keep, name="tls-door", daemon=True)

    def start(self) -> None:
        """Returns once the door's process is there: the server forks its worker next, and a worker born while this one
        is being made would hold open the pipe on which its maker waits, who then watches no door."""
        self._thread.start()
        self._made.wait(MAKE_S)

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(END_S + 1)
        self._listener.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _keep(self) -> None:
        """Starts it from this one thread: the door ends with it, also when this process is killed."""
        process = self._start()
        self._made.set()
        while not self._stopping.wait(LOOK_S):
            if process.poll() is not None:
                log.error("the TLS door has fallen; it is started again")
                process = self._start()
        process.terminate()
        try:
            process.wait(END_S)
        except subprocess.TimeoutExpired:
            process.kill()

    def _start(self) -> subprocess.Popen:
        listener = self._listener.fileno()
        return subprocess.Popen(
            [sys.executable, "-m", "server.tls_door", "--listener", str(listener), "--inner", str(self.inner),
             "--cert", str(self._settings.tls_cert), "--key", str(self._settings.tls_key)],
            cwd=ROOT, pass_fds=[listener], start_new_session=True,
        )  # fmt: skip
