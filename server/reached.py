"""Under which address other machines of the network reach the hall, for what is handed out: codes, first passwords."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

from flask import current_app, request

HERE = ("127.0.0.1", "localhost", "::1")
NOWHERE = ("192.0.2.1", 9)  # a documentation address: nothing is sent, only the way there is asked for


def reached_at() -> str:
    """As whoever reads this page does; where that is this machine itself and the hall listens to the network, by the
    machine's own address on it. Devices come by the hall's address, not by the one for phones."""
    settings = current_app.extensions["settings"]
    if urlsplit(request.host_url).hostname not in HERE or settings.host in HERE:
        return request.host_url.rstrip("/")
    return f"{request.scheme}://{own_address()}:{settings.port}"


def only_here() -> bool:
    """Whether the hall listens to this machine alone: then what is handed out leads nowhere on any other."""
    return current_app.extensions["settings"].host in HERE and urlsplit(request.host_url).hostname in HERE


def own_address() -> str:
    """Of this machine on its network, as far as it can tell; else its name."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        try:
            way.connect(NOWHERE)
            return way.getsockname()[0]
        except OSError:
            return socket.gethostname()
