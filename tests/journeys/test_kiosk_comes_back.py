"""A kiosk that stood there while the server was started again is heard again: nobody is told that it is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser import RunningHall, until

if TYPE_CHECKING:
    from playwright.sync_api import WebSocket

pytestmark = pytest.mark.journey


def test_a_kiosks_socket_comes_back_after_an_orderly_stop(hall: RunningHall, open_page) -> None:
    """A server that stops says goodbye to its sockets, and a socket that was told so never comes back by itself."""
    page, sockets = open_page(), []
    page.on("websocket", lambda one: sockets.append(one))
    hall.pair(page, "kiosk", "kiosk-1")
    for _ in range(2):
        wait_for(page, sockets, "the kiosk's socket")
        hall.stop()
        until(lambda: told_to_go(page, sockets), what="the goodbye")
        hall.start()
        wait_for(page, sockets, "the kiosk's socket after the server's return")


def told_to_go(page, sockets: list[WebSocket]) -> bool:
    page.wait_for_timeout(50)
    return sockets[-1].is_closed()


def wait_for(page, sockets: list[WebSocket], what: str) -> None:
    def open_now() -> bool:
        page.wait_for_timeout(100)
        return any(not one.is_closed() for one in sockets)

    until(open_now, what=what)
