"""Chromium as a kiosk PC or a TV box runs it: its flags, its process, and the private pipe through which it is watched.

The pipe (file descriptors 3 and 4) speaks the DevTools protocol: JSON messages, each ended by a zero byte. Nobody but
the process that started Chromium holds it; no port is opened. When that process dies, Chromium ends by itself.
"""

from __future__ import annotations

import fcntl
import json
import os
import queue
import shutil
import signal
import socket
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
END_S = 1.2  # a friendly end; then by force, so that a stop is over within 2 s
FEATURES_OFF = (
    "OverscrollHistoryNavigation",  # a swipe from the edge must not go back
    "Translate", "MediaRouter", "GlobalMediaControls", "InterestFeedContentSuggestions", "AutofillServerCommunication",
)  # fmt: skip
LOCKED = (
    "--no-first-run", "--no-default-browser-check",  # no questions at the first start
    "--noerrdialogs", "--disable-session-crashed-bubble", "--hide-crash-restore-bubble", "--disable-infobars",
    "--disable-pinch", "--overscroll-history-navigation=0",  # fingers press, they don't zoom or leaf
    "--autoplay-policy=no-user-gesture-required",  # the voice speaks without a touch
    "--deny-permission-prompts", "--disable-notifications", "--disable-extensions", "--disable-background-mode",
    "--disable-component-update", "--disable-background-networking", "--disable-sync", "--disable-domain-reliability",
    "--disable-breakpad", "--no-pings", "--check-for-update-interval=31536000", "--password-store=basic",
    f"--disable-features={','.join(FEATURES_OFF)}",
)  # fmt: skip
FALLS = {"Target.targetCrashed": "the page crashed", "Target.targetDestroyed": "the window was closed"}


class Gone(Exception):
    """The browser or its page is no more; the text says how."""


class Silent(Exception):
    """The browser did not answer in time."""


def find(named: str | None = None) -> str | None:
    """The path of the Chromium `named`, else of the first on the path."""
    return next((found for found in map(shutil.which, (named,) if named else NAMES) if found), None)


def flags(server: str, profile: Path, size: tuple[int, int] | None) -> list[str]:
    """What locks it down to `server`. `size` (CSS px) shows a window of that size instead of the whole screen."""
    shape = ["--kiosk"] if size is None else [f"--window-size={size[0]},{size[1]}"]
    # Another host has no address here, whatever a page, a QR or a stray key asks for. Ports and paths: docs/kiosk.md.
    only = f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {urlsplit(server).hostname}"
    return [*shape, f"--user-data-dir={profile}", *LOCKED, only, "--remote-debugging-pipe"]


def forget_other_hosts_lock(profile: Path) -> None:
    """A PC that was renamed would find its own profile "in use on another computer", and never start again."""
    lock = profile / "SingletonLock"
    try:
        host, _, _ = os.readlink(lock).rpartition("-")
    except OSError:
        return
    if host != socket.gethostname():
        for name in ("SingletonLock", "SingletonSocket", "SingletonCookie"):
            (profile / name).unlink(missing_ok=True)


class Chromium:
    """One run of the browser and its one page."""

    def __init__(self, path: str, arguments: Sequence[str], address: str) -> None:
        to_read, self._write = _pipe()
        self._read, to_write = _pipe()
        self.pid = os.posix_spawn(
            path, [path, *arguments, address], os.environ, setpgroup=0,
            file_actions=[(os.POSIX_SPAWN_DUP2, to_read, 3), (os.POSIX_SPAWN_DUP2, to_write, 4)],
        )  # fmt: skip
        os.close(to_read)
        os.close(to_write)
        self._ended = False
        self._asked = 0
        self._page = self._session = ""
        self._said: queue.SimpleQueue[dict | None] = queue.SimpleQueue()
        threading.Thread(target=self._listen, name="chromium", daemon=True).start()

    def attach(self, seconds: float) -> None:
        """Finds the page. Raises Silent where there is none in time, Gone where the browser ended."""
        self.ask("Target.setDiscoverTargets", seconds, discover=True)
        until = time.monotonic() + seconds
        while not self._page:
            found = self.ask("Target.getTargets", seconds).get("targetInfos", [])
            self._page = next((one["targetId"] for one in found if one["type"] == "page"), "")
            if not self._page:
                if time.monotonic() > until:
                    raise Silent("no page")
                self.rest(0.2)
        said = self.ask("Target.attachToTarget", seconds, targetId=self._page, flatten=True)
        if "sessionId" not in said:
            raise Gone("a browser policy (DeveloperToolsAvailability, RemoteDebuggingAllowed) forbids watching")
        self._session = said["sessionId"]

    def set_cookie(self, server: str, name: str, value: str, days: int, seconds: float) -> None:
        """The device's cookie, as the server itself would set it."""
        cookie = {
            "name": name, "value": value, "url": server + "/", "path": "/", "httpOnly": True, "sameSite": "Strict",
            "secure": server.startswith("https:"), "expires": time.time() + days * 86_400,
        }  # fmt: skip
        self.ask("Storage.setCookies", seconds, cookies=[cookie])

    def address(self, seconds: float) -> str:
        """Where the page is; "" while it is on its way. Raises Silent where the page hangs."""
        said = self.ask("Runtime.evaluate", seconds, self._session, expression="location.href")
        return str(said.get("result", {}).get("value", ""))

    def go(self, address: str, seconds: float) -> None:
        self.ask("Page.navigate", seconds, self._session, url=address)

    def ask(self, method: str, seconds: float, session: str = "", **params: object) -> dict:
        """One command and its result, {} where the browser refuses it. Raises Silent or Gone."""
        self._asked += 1
        message = {"id": self._asked, "method": method, "params": params} | ({"sessionId": session} if session else {})
        try:
            os.write(self._write, json.dumps(message).encode() + b"\0")
        except OSError:
            raise Gone("the browser ended") from None
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            said = self._next(left)
            if said is not None and said.get("id") == self._asked:
                return said.get("result", {})
        raise Silent(f"no answer to {method} for {seconds:g} s")

    def rest(self, seconds: float) -> None:
        """Waits, and raises Gone as soon as something falls."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._next(left)

    def end(self) -> None:
        """Ends the browser and all its processes, at the latest by force."""
        if not self._ended:
            self._signal(signal.SIGTERM)
            until = time.monotonic() + END_S
            while not self._ended and time.monotonic() < until:
                self._ended = os.waitpid(self.pid, os.WNOHANG)[0] == self.pid
                time.sleep(0.02)
        self._signal(signal.SIGKILL)  # whatever of its group is left
        if not self._ended:
            os.waitpid(self.pid, 0)
            self._ended = True
        os.close(self._write)

    def _signal(self, sign: int) -> None:
        try:
            os.killpg(self.pid, sign)
        except ProcessLookupError:
            pass

    def _next(self, seconds: float) -> dict | None:
        try:
            said = self._said.get(timeout=seconds)
        except queue.Empty:
            return None
        if said is None:
            self._said.put(None)  # for who asks again
            raise Gone("the browser ended")
        fall = FALLS.get(str(said.get("method")))
        if fall and said["params"]["targetId"] == self._page:
            raise Gone(fall)
        return said

    def _listen(self) -> None:
        rest = b""
        while chunk := os.read(self._read, 65_536):
            *whole, rest = (rest + chunk).split(b"\0")
            for text in whole:
                self._said.put(json.loads(text))
        os.close(self._read)
        self._said.put(None)


def _pipe() -> tuple[int, int]:
    """(read end, write end), both above 10: 3 and 4 are Chromium's."""
    ends = os.pipe()
    high = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends)
    for end in ends:
        os.close(end)
    return high[0], high[1]
