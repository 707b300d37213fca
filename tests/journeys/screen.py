"""A hall TV in Chromium, and what its loudspeaker was given."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from browser import PATIENCE_S, RunningHall, until

if TYPE_CHECKING:
    from playwright.sync_api import Page, WebSocketRoute

# Writes down each call's sound as it begins and ends, and which number stood on the screen then.
LISTEN = """
window.heard = [];
window.heardAt = []; // the same in milliseconds, on the one clock that all pages of a test share
const Sound = window.Audio;
window.Audio = function (url) {
  const sound = new Sound(url);
  if (url.startsWith("blob:")) return sound;
  const seq = Number(url.match(/(\\d+)\\.wav/)[1]);
  const note = (what) => {
    heard.push([what, seq, document.querySelector(".newest .number")?.textContent ?? null]);
    heardAt.push(Date.now());
  };
  sound.addEventListener("play", () => note("begins"));
  sound.addEventListener("ended", () => note("ends"));
  return sound;
};
"""


class Screen:
    """One paired TV. Opened twice on the same page it is the same TV after a reload."""

    def __init__(
        self, hall: RunningHall, page: Page, name: str = "display-1", wire: list[str] | None = None
    ) -> None:
        self.hall, self.page = hall, page
        self.fetched = 0  # snapshots
        self.since = hall.rows("SELECT coalesce(max(seq), 0) FROM journal")[0][0]
        page.on("request", lambda request: self._count(request.url))
        page.add_init_script(LISTEN)
        hall.pair(page, "display", name)
        self.wait_link("live")
        if wire is not None:  # until it hears what happens, not only what had happened
            until(lambda: self.data("link") == "live" and "hello" in wire, what="a hello")

    def _count(self, url: str) -> None:
        self.fetched += url.endswith("/display/snapshot.json")

    def numbers(self) -> list[str]:
        """Newest first."""
        return self.page.locator(".number").all_inner_texts()

    def data(self, name: str) -> str | None:
        return self.page.locator("body").get_attribute(f"data-{name}")

    def wait_link(self, status: str, seconds: float = PATIENCE_S) -> None:
        until(lambda: self.data("link") == status, seconds, f"link {status}")

    def wait_numbers(self, *numbers: str, seconds: float = PATIENCE_S) -> None:
        """Until these are the newest."""
        until(lambda: self.numbers()[: len(numbers)] == list(numbers), seconds, f"{numbers} on the screen")

    def wait_spoken(self, count: int, seconds: float = PATIENCE_S) -> None:
        """Until so many sounds have ended on this page."""
        ended = lambda: sum(what == "ends" for what, _, _ in self.heard())  # noqa: E731
        until(lambda: ended() == count, seconds, f"{count} spoken calls")

    def heard(self) -> list[list]:
        """What this page's loudspeaker was given, of the calls made since the screen was set up: a hall that nobody
        could speak in before says what is not yet too old."""
        return [one for one in self.page.evaluate("() => window.heard") if one[1] > self.since]

    def spells(self) -> list[tuple[int, int, int]]:
        """(from, to, seq) of each sound that has ended, in milliseconds."""
        notes = self.page.evaluate("() => heard.map(([what, seq], i) => [what, seq, heardAt[i]])")
        begun: dict[int, int] = {}
        found = []
        for what, seq, at in notes:
            if what == "begins":
                begun[seq] = at
            elif seq > self.since:
                found.append((begun[seq], at, seq))
        return found

    def spoken(self) -> list[int]:
        """The seqs of the calls whose sound began, in that order."""
        return [seq for what, seq, _ in self.heard() if what == "begins"]


def news_of(message: str | bytes) -> tuple[str, dict]:
    """(event, payload) of a Socket.IO frame; ("", {}) for any other."""
    if isinstance(message, str) and message.startswith("42"):
        event, payload = json.loads(message[2:])
        return event, payload
    return "", {}


def tamper(page: Page, pass_on: Callable[[WebSocketRoute, str | bytes], None]) -> list[str]:
    """Every frame from the server goes through `pass_on(route, message)`; it sends on what it wants by `route.send`.

    The events that came so far stand in the list.
    """
    came: list[str] = []

    def handle(route: WebSocketRoute) -> None:
        server = route.connect_to_server()

        def on_message(message: str | bytes) -> None:
            came.append(news_of(message)[0])
            pass_on(route, message)

        server.on_message(on_message)

    page.route_web_socket("**/socket.io/**", handle)
    return came
