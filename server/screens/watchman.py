"""Keeps the screen alive: opens it when the hall answers, brings it back when it falls, and never in a mad circle."""

from __future__ import annotations

import logging
import threading
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ..trust import trusting
from .chromium import Chromium, Gone, Silent
from .machine import Machine
from .pairing import Pairing

log = logging.getLogger("luot.screens")
COOKIE_DAYS = 400  # the longest Chromium keeps one; it is set anew at each start


class Restarts:
    """At most `limit` restarts within `window_s` seconds."""

    def __init__(self, limit: int = 5, window_s: float = 600) -> None:
        self._limit, self._window_s = limit, window_s
        self._at: deque[float] = deque()

    def allowed(self, now: float) -> bool:
        while self._at and self._at[0] <= now - self._window_s:
            self._at.popleft()
        return len(self._at) < self._limit

    def count(self, now: float) -> None:
        self._at.append(now)


class HallAnswers:
    """Whether the hall's server answers, asked every few seconds by a thread of its own: a dead name server can hold
    a question for long, and a stop must not wait for it."""

    def __init__(self, server: str, every_s: float = 2, ca: Path | None = None) -> None:
        self._url, self._every_s, self._trust = f"{server}/health", every_s, trusting(ca)
        self._answers = False
        threading.Thread(target=self._ask, name="hall", daemon=True).start()

    def __bool__(self) -> bool:
        return self._answers

    def _ask(self) -> None:
        while True:
            try:
                with urllib.request.urlopen(self._url, timeout=3, context=self._trust) as reply:  # nosec B310 # http(s), the hall's own
                    self._answers = reply.status == 200
            except urllib.error.HTTPError as failing:  # a hall that gives out no numbers still has boards to show
                self._answers = failing.code == 503
                failing.close()
            except (OSError, ValueError):
                self._answers = False
            time.sleep(self._every_s)


class Watchman:
    """`start(address)` starts a browser there."""

    start_s, answer_s, look_s = 60.0, 20.0, 2.0
    pause_s = 1.0  # before a browser that fell is started again
    help_pause_s = 30.0  # the same, when even the help page fell

    def __init__(
        self, start: Callable[[str], Chromium], machine: Machine, server: str, pairing: Pairing, hall: HallAnswers,
        restarts: Restarts | None = None, first: str = "",
    ) -> None:  # fmt: skip
        """`first` is put behind the screen's address when it is opened for the first time, e.g. "?setup"."""
        self._start, self._machine, self._server, self._pairing, self._hall = start, machine, server, pairing, hall
        self._screen = server + pairing.screen
        self._restarts = restarts or Restarts()
        self._first = first

    def run(self) -> None:
        """For ever; a signal handler that raises ends it, and the browser with it."""
        self._watch(self._machine.starting)
        while True:
            helped = not self._restarts.allowed(time.monotonic())
            if helped:
                log.error("the browser falls again and again: showing the help page until it may be tried anew")
            else:
                self._restarts.count(time.monotonic())
            self._watch(self._machine.help if helped else self._machine.starting)

    def _watch(self, page: Path) -> None:
        browser = self._start(page.as_uri())
        log.info("browser %s started", browser.pid)
        pause = self.pause_s
        try:
            browser.attach(self.start_s)
            if page == self._machine.help:
                while not self._restarts.allowed(time.monotonic()):
                    browser.rest(self.look_s)
                return
            self._keep_open(browser)
        except (Gone, Silent) as fall:
            log.warning("%s; starting it again", fall)
            pause = self.help_pause_s if page == self._machine.help else pause
        finally:
            browser.end()
        time.sleep(pause)

    def _keep_open(self, browser: Chromium) -> None:
        """The hall's page stays on the glass. It copes with a lost server by itself; only where the browser shows
        something else (its own error page after a reload, a link away) it is brought back."""
        name = self._pairing.cookie(self._server)
        browser.set_cookie(self._server, name, self._pairing.token, COOKIE_DAYS, self.answer_s)
        while True:
            address = browser.address(self.answer_s)
            if not address.startswith(self._screen):
                self._bring_back(browser, address)
            browser.rest(self.look_s)

    def _bring_back(self, browser: Chromium, address: str) -> None:
        if self._hall:
            target, self._first = self._screen + self._first, ""
            log.info("opening %s", target)
        elif address == self._machine.starting.as_uri():
            return
        else:
            log.info("the hall does not answer: waiting for it")
            target = self._machine.starting.as_uri()
        with suppress(Silent):  # a server that answers slowly is no reason to start the browser anew
            browser.go(target, self.answer_s)
