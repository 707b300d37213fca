"""What a system under probe has to offer. Everything happens on this machine: another address is refused."""

from __future__ import annotations

import ipaddress
import socket
import threading
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urljoin, urlsplit

import requests

ANSWER_S = 15


class NotHere(Exception):
    """The address is not this machine's own: a probe asks nobody else."""


class NotAsked(Exception):
    """The system has nothing of the kind, or this machine cannot ask; the text says which."""


def only_loopback(url: str) -> str:
    """The same. Raises NotHere unless its host is, by every address of its name, this machine."""
    host = urlsplit(url).hostname or ""
    try:
        found = {str(one[4][0]) for one in socket.getaddrinfo(host, None)}
    except OSError:
        found = set()
    if not found or not all(ipaddress.ip_address(one.split("%")[0]).is_loopback for one in found):
        raise NotHere(f"{url} is not on this machine: probes ask 127.0.0.1 alone")
    return url


@dataclass
class Caller:
    """Somebody with cookies and headers, or nobody. Follows no redirect and asks no other machine."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        only_loopback(self.url)
        self._own = threading.local()  # each thread keeps a connection of its own

    def ask(self, method: str, path: str, **how) -> requests.Response:  # noqa: ANN003
        asked = only_loopback(urljoin(self.url, path))
        if not hasattr(self._own, "session"):
            self._own.session = requests.Session()
            self._own.session.trust_env = False
        headers = {**self.headers, **how.pop("headers", {})}
        self._own.session.cookies.clear()
        return self._own.session.request(
            method, asked, cookies=self.cookies, headers=headers, timeout=ANSWER_S, allow_redirects=False, **how
        )


class Target(Protocol):
    """One system. `start` brings up a new one with an empty day, `again` the same after `kill`.

    Whatever a system has not: NotAsked.
    """

    name: str

    def start(self) -> str:
        """Its address, once it answers."""

    def stop(self) -> None: ...

    def kill(self) -> None:
        """As a power cut would."""

    def again(self) -> None: ...

    def freeze(self, frozen: bool) -> None:
        """Its processes stand still, or go on."""

    def version(self) -> str: ...

    def state(self) -> str:
        """All that visitors' and officers' work has changed, as text: tickets, queues, desks."""

    def numbers(self) -> list[str]:
        """Every number it has given out, as it remembers."""

    def paper(self) -> list[str]:
        """Every number that came out of a printer."""

    def callers(self) -> dict[str, Caller]:
        """Role → somebody who has it; nobody is "nobody"."""

    def pages(self) -> list[str]:
        """The path of every page and file a GET can ask for, its parameters filled with what is there."""

    def issue(self, caller: Caller, key: str) -> str | None:
        """A touch at the kiosk, `key` being that touch's; the number, or None where it was refused."""

    def hears(self, caller: Caller) -> bool:
        """Whether the live news let this caller in."""

    def started_with(self) -> list[tuple[str, str]]:
        """Names and passwords that stand in its code or papers for the first start."""

    def signs_in(self, name: str, password: str) -> bool: ...

    def tables(self, name: str) -> dict[str, str]:
        """Its CSV files, address → text, after something with figures in them was given that name."""

    def steered(self, elsewhere: str) -> dict[str, str]:
        """Requests that carry `elsewhere` wherever an address to go on to might be taken from → where they led."""

    def screen(self) -> tuple[str, Caller, str]:
        """(the path of a hall screen, who may see it, a CSS selector that matches once it says that it is stale)."""
