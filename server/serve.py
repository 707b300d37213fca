"""The web server process: gunicorn with threads, one worker, and a quick stop even with screens connected."""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from . import app as house
from . import wire_errors
from .settings import Settings
from .tls_keeper import TlsKeeper

LAST_WORDS_S = 0.3  # for requests on their way when the stop came
THREADS = 800  # above the number of sockets plus requests
OPTIONS: dict[str, Any] = {
    "worker_class": "gthread", "workers": 1, "threads": THREADS, "worker_connections": 2000, "graceful_timeout": 1,
    "timeout": 60, "keepalive": 20, "accesslog": None, "loglevel": "warning", "proc_name": "luot-server",
    "limit_request_line": 4094, "limit_request_fields": 60, "limit_request_field_size": 8190,
}  # fmt: skip


class AlreadyLed(RuntimeError):
    """Another server already leads the hall on this data."""


def take_lead(settings: Settings) -> Any:
    """The lock file's handle, held as long as this process lives. A second server on the same data is refused."""
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = (settings.data / "hall.lock").open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        raise AlreadyLed(f"another server already runs on {settings.data}; stop it first") from None
    handle.write(f"{os.getpid()}\n")
    handle.flush()
    return handle


class Server(BaseApplication):
    """gunicorn told everything by us: it reads no arguments and no file of its own."""

    def __init__(self, settings: Settings, inner: Path | None = None) -> None:
        """`inner`: the unix socket behind the TLS door, where there is one."""
        self.settings, self.inner = settings, inner
        self.flask: Flask | None = None
        super().__init__()

    def load_config(self) -> None:
        wire_errors.install()
        for name, value in OPTIONS.items():
            self.cfg.set(name, value)
        self.cfg.set("bind", f"unix:{self.inner}" if self.inner else f"{self.settings.host}:{self.settings.port}")
        self.cfg.set("proxy_protocol", "v1" if self.inner else "off")  # the TLS door says who calls
        self.cfg.set("post_worker_init", self._worker_ready)
        if "control_socket_disable" in self.cfg.settings:
            self.cfg.set("control_socket_disable", True)  # it would open a socket in the user's home

    def load(self) -> Flask:
        self.flask = house.create_app(self.settings)
        house.start(self.flask)
        if self.inner:
            self.flask.wsgi_app = _over_tls(self.flask.wsgi_app)  # type: ignore[method-assign]
        return self.flask

    def _worker_ready(self, worker: Any) -> None:
        """On SIGTERM the screens are let go first: one open websocket would hold the worker for the whole grace."""
        gently = signal.getsignal(signal.SIGTERM)

        def stop(number: int, frame: Any) -> None:
            threading.Thread(target=self._stop_house, daemon=True).start()
            if callable(gently):
                gently(number, frame)

        signal.signal(signal.SIGTERM, stop)

    def _stop_house(self) -> None:
        if self.flask is not None:
            house.stop(self.flask)
            time.sleep(LAST_WORDS_S)
            self.flask.extensions["store"].close()  # the last connection to close folds the log into the file


def _over_tls(app: Callable) -> Callable:
    """Everything that comes through the door came over TLS."""

    def enter(environ: dict, start_response: Callable) -> Any:
        environ["wsgi.url_scheme"] = "https"
        return app(environ, start_response)

    return enter


def serve(settings: Settings) -> None:
    """Runs until SIGTERM or SIGINT."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    lead = take_lead(settings)
    settings.tell_where()
    door = TlsKeeper(settings) if settings.tls else None
    try:
        if door:
            door.start()
        Server(settings, door.inner if door else None).run()
    finally:
        if door:
            door.stop()
        lead.close()
