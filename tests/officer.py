"""An officer at a desk, pressing keys: reads the desk's version before each press, as a console does."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from server.core.ticket import Leg
from server.deeds.request import Channel, Command, Request, Wish
from server.hall import Hall
from server.store import queries

_keys = itertools.count(1)


@dataclass
class Officer:
    hall: Hall
    name: str
    desk: str

    def sit(self, takeover: bool = False) -> Officer:
        self.hall.open_desk(self.desk, self.name, takeover)
        return self

    def command(self, key: str | None = None, version: int | None = None) -> Command:
        return Command(self.desk, self.name, key or new_key(), self.version() if version is None else version)

    def press(self, deed: str, /, **wish: object) -> list[str]:
        """Presses e.g. "next" and returns what it did."""
        return self.hall.press(deed, self.command(), Wish(**wish))["did"]

    def version(self) -> int:
        with self.hall.store.reading() as db:
            return queries.desk_state(db, self.desk).version

    def here(self) -> Leg | None:
        """The leg at this desk."""
        with self.hall.store.reading() as db:
            return queries.leg_at(db, self.desk)


def new_key() -> str:
    return f"key-{next(_keys):08d}"


def touch(hall: Hall, department: str, service: str, priority: bool = False, channel: str = "kiosk-2") -> dict:
    """A visitor at a kiosk; the answer."""
    return hall.issue(new_key(), Request(department, service, priority=priority), Channel(channel))[0]
