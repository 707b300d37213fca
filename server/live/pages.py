"""Which consoles and call bars are alive: by their open sockets, each with the name its page gave itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

NAME = r"[0-9A-Za-z_-]{8,64}"
CONSOLE, BAR = "console", "bar"


@dataclass(frozen=True)
class Page:
    """`page` is kept over a reload and shared by a console and its own call bar; `load` is new each time."""

    page: str
    view: str
    load: str


def page_of(told: object) -> Page | None:
    """What a page told of itself, where that is whole."""
    if not isinstance(told, dict):
        return None
    page, view, load = (told.get(name) for name in ("page", "view", "load"))
    named = all(isinstance(one, str) and re.fullmatch(NAME, one) for one in (page, load))
    return Page(str(page), view, str(load)) if named and view in (CONSOLE, BAR) else None


class Pages:
    """One process's open pages, by the id of their socket."""

    def __init__(self) -> None:
        self._open: dict[str, Page] = {}

    def join(self, sid: str, told: object) -> None:
        page = page_of(told)
        if page is not None:
            self._open[sid] = page

    def leave(self, sid: str) -> None:
        self._open.pop(sid, None)

    def is_alive(self, page: str) -> bool:
        return any(one.page == page for one in list(self._open.values()))

    def has_twin(self, mine: Page) -> bool:
        """Whether another console goes by the same name: a tab that was doubled, or one that is just closing."""
        if mine.view != CONSOLE:
            return False
        return any(
            one.page == mine.page and one.view == CONSOLE and one.load != mine.load for one in list(self._open.values())
        )
