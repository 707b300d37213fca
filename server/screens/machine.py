"""What sets one kind of machine apart from the other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Machine:
    """`kind` ("kiosk" or "display") is what its codes are made for; `pages` the folder of the pages shown while there
    is no hall: starting.html and help.html, files that need nothing from anywhere."""

    kind: str
    pages: Path
    can_set_up: bool = False  # its screen has a page that sets the size of the glass

    @property
    def starting(self) -> Path:
        return self.pages / "starting.html"

    @property
    def help(self) -> Path:
        return self.pages / "help.html"
