"""How much of the server one address may hold at once: its threads and connections are for the whole hall.

A hall behind one address (NAT, a proxy) has some 60 screens and desks, each one websocket, and phones that ask and go:
the bounds lie well above that, and what is left serves everybody else.
"""

from __future__ import annotations

import ipaddress
import threading
from collections import Counter
from dataclasses import dataclass, field

SOCKETS_OF_ONE = 300  # as many websockets as one process is built for
# This machine's programs, or a proxy on it that stands for everybody: only bounded with all.
OWN = ("127.0.0.1", "::1", "::ffff:127.0.0.1")


@dataclass
class Share:
    """A count by address, with a bound for each and one for all."""

    of_one: int
    of_all: int
    _all: int = 0
    _held: Counter[str] = field(default_factory=Counter)
    _counting: threading.Lock = field(default_factory=threading.Lock)

    def take(self, address: str) -> bool:
        """Whether there is a place for one more of that address; if so it is taken."""
        with self._counting:
            if (self._held[address] >= self.of_one and address not in OWN) or self._all >= self.of_all:
                return False
            self._held[address] += 1
            self._all += 1
            return True

    @property
    def is_crowded(self) -> bool:
        """Whether three quarters of all places are taken."""
        return self._all >= self.of_all * 3 // 4

    def give_back(self, address: str) -> None:
        with self._counting:
            self._held[address] -= 1
            self._all -= 1
            if self._held[address] <= 0:
                del self._held[address]


@dataclass
class Shares:
    """`connections`: open ones, most of them idle. `threads`: requests being read, answered or sent, websockets too.
    `sockets`: websockets alone, for each holds its thread as long as it lives."""

    connections: Share
    threads: Share
    sockets: Share


def shares(threads: int, connections: int, sockets_of_one: int = SOCKETS_OF_ONE) -> Shares:
    """For a server of so many threads and connections: a quarter of both is out of one address's reach, and a quarter
    of the threads is for requests, however many websockets there are. Beside its websockets an address has a quarter of
    the threads for what it asks, or what is left of three quarters."""
    most = threads * 3 // 4
    sockets = min(sockets_of_one, most)
    return Shares(
        connections=Share(connections * 3 // 4, connections),
        threads=Share(min(most, sockets + threads // 4), threads),
        sockets=Share(sockets, most),
    )


def caller_of(address: str) -> str:
    """Whom an address speaks for: one machine has as many IPv6 addresses as it likes, all in its /64."""
    if ":" not in address or address in OWN:
        return address
    try:
        return str(ipaddress.ip_network((address.split("%")[0], 64), strict=False))
    except ValueError:
        return address
