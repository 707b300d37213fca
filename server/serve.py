"""The web server process: gunicorn with threads, one worker, and a quick stop even with screens connected."""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import resource
import signal
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.errors import AppImportError

from . import app as house
from . import clean_start, logs, wire_errors
from .core.version import VERSION
from .patient_worker import PatientWorker
from .settings import Settings
from .store.upgrade import StoreRefused
from .tls_keeper import TlsKeeper

LAST_WORDS_S = 0.3  # for requests on their way when the stop came
THREADS = 800  # above the number of sockets plus requests
FILES = 8192  # open at once: all connections, and what each thread opens
OPTIONS: dict[str, Any] = {
    "worker_class": "server.patient_worker.PatientWorker", "workers": 1, "threads": THREADS,
    "worker_connections": 2000, "graceful_timeout": 1,
    "timeout": 60, "keepalive": 20, "accesslog": None, "loglevel": "warning", "proc_name": "luot-server",
    "limit_request_line": 4094, "limit_request_fields": 60, "limit_request_field_size": 8190,
}  # fmt: skip


log = logging.getLogger("luot.server")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
ADMIN = "SELECT 1 FROM accounts WHERE role = 'admin' AND password_hash IS NOT NULL AND NOT closed"
ANSWER_S = 0.5  # for the reply that tells the person what happens


def narrowed(settings: Settings) -> Settings:
    """As they are once the hall has an administrator; until then it listens to this machine alone, since whoever came
    first from the network could become it."""
    if settings.host in LOOPBACK or settings.database.exists() and has_admin(settings.database):
        return settings
    return replace(settings, host=LOOPBACK[0])


def has_admin(database: Path) -> bool:
    """Whether anybody can sign in to set this hall up."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=5)) as db:
        try:
            return db.execute(ADMIN).fetchone() is not None
        except sqlite3.OperationalError:
            return False  # a file so old or so new that it has no such table


def open_more_files() -> None:
    """A process begins with 1024 on most machines, fewer than a hall of phones needs; it may ask for more by itself."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def begin_anew() -> None:
    """From a request or a heartbeat: this process stops as if told to, and `serve` starts itself again."""
    threading.Timer(ANSWER_S, lambda: os.kill(os.getppid(), signal.SIGTERM)).start()


UNFINISHED = "restore.unfinished"  # in the data folder, while a restore's files change places


class CannotStart(RuntimeError):
    """The hall does not start on this data, and the sentence says what to do."""


class AlreadyLed(CannotStart):
    """Another server already leads the hall on this data."""


class RestoreUnfinished(CannotStart):
    """A restore was broken off while files changed places: half of the data are of the backup."""


def take_lead(settings: Settings) -> Any:
    """The lock file's handle, held as long as this process lives. A second server on the same data is refused."""
    try:
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = (settings.data / "hall.lock").open("w")
    except OSError as fault:
        raise disk_refuses(settings, fault) from fault
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        raise AlreadyLed(f"another server already runs on {settings.data}; stop it first") from None
    with contextlib.suppress(OSError):  # a full disk is no second server
        handle.write(f"{os.getpid()}\n")
        handle.flush()
    return handle


def disk_refuses(settings: Settings, fault: OSError) -> CannotStart:
    return CannotStart(
        f"{settings.data} cannot be written ({fault.strerror}): make room on the disk or have it looked at, then start "
        "again (docs/when/disk-full.md)"
    )


def need_whole_data(settings: Settings) -> None:
    """Raises RestoreUnfinished."""
    if (settings.data / UNFINISHED).exists():
        raise RestoreUnfinished(
            f"a restore of {settings.data} was broken off: run the same python -m server restore FILE once more "
            "(what was there before is kept in its aside-… folder)"
        )


class Server(BaseApplication):
    """gunicorn told everything by us: it reads no arguments and no file of its own.

    `wanted` is how the hall was to be started: where it may not listen so yet, it stops as soon as it may.
    """

    def __init__(self, settings: Settings, wanted: Settings, inner: Path | None = None) -> None:
        """`inner`: the unix socket behind the TLS door, where there is one."""
        self.settings, self.wanted, self.inner = settings, wanted, inner
        self.flask: Flask | None = None
        super().__init__()

    def load_config(self) -> None:
        wire_errors.install()
        for name, value in OPTIONS.items():
            self.cfg.set(name, value)
        self.cfg.set("bind", f"unix:{self.inner}" if self.inner else f"{self.settings.host}:{self.settings.port}")
        PatientWorker.sockets_of_one = self.settings.sockets_of_one
        self.cfg.set("proxy_protocol", "v1" if self.inner else "off")  # the TLS door says who calls
        self.cfg.set("post_worker_init", self._worker_ready)
        if "control_socket_disable" in self.cfg.settings:
            self.cfg.set("control_socket_disable", True)  # it would open a socket in the user's home

    def load(self) -> Flask:
        try:
            self.flask = house.create_app(self.settings)
            self._say_version()
        except StoreRefused as refused:  # told as a sentence, and not tried again
            raise AppImportError(f"lượt: {refused}") from refused
        except OSError as fault:
            raise AppImportError(f"lượt: {disk_refuses(self.settings, fault)}") from fault
        house.start(self.flask)
        self.flask.extensions["begin_anew"] = begin_anew
        if self.settings != self.wanted:
            self.flask.extensions["narrow"] = True
            self.flask.extensions["sockets"].at_beat.append(self._open_up)
        if self.inner:
            self.flask.wsgi_app = _over_tls(self.flask.wsgi_app)  # type: ignore[method-assign]
        return self.flask

    def _say_version(self) -> None:
        assert self.flask is not None
        store = self.flask.extensions["store"]
        what = f"; its data were upgraded: {', '.join(store.upgraded)}" if store.upgraded else ""
        log.info("Lượt %s%s", VERSION, what)

    def _open_up(self) -> None:
        if narrowed(self.wanted) == self.wanted:
            log.info("there is an administrator now: listening on %s from now on", self.wanted.host)
            begin_anew()

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


def _begin_clean(settings: Settings) -> None:
    aside = clean_start.perform(settings)
    if aside is not None:
        log.info("a clean start: what was before is kept in %s", aside)


def serve(settings: Settings) -> None:
    """Runs until SIGTERM or SIGINT; begins anew by itself for a clean start, and once it may listen to the network."""
    lead = take_lead(settings)
    need_whole_data(settings)
    open_more_files()
    try:
        logs.begin(settings.data)
        _begin_clean(settings)
        narrow = narrowed(settings)
        narrow.tell_where()
    except OSError as fault:
        lead.close()
        raise disk_refuses(settings, fault) from fault
    door, mine = TlsKeeper(narrow) if narrow.tls else None, os.getpid()
    try:
        if door:
            door.start()
        Server(narrow, settings, door.inner if door else None).run()
    finally:
        if os.getpid() == mine:  # a worker, forked in there, comes by here too when it falls: the house goes on
            if door:
                door.stop()
            lead.close()
            if clean_start.is_asked(settings) or narrow != settings and narrowed(settings) == settings:
                os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606
