"""What the hall knows of one ticket when its visitor's phone asks."""

from __future__ import annotations

from dataclasses import dataclass

from server.core.naming import Name
from server.core.ticket import Leg

SOON = 3  # people ahead: from here on "sắp đến lượt"; where more desks are open, as many as those


@dataclass(frozen=True)
class Facts:
    """What the hall knows of one ticket, in one moment. Names are those of the leg's own day."""

    leg: Leg  # the one that matters now
    department: Name
    service: Name
    came_from: Name | None = None  # the department whose leg ended before this one
    later: tuple[Name, ...] = ()  # departments of the legs that wait for this one to end
    where: Name | None = None  # the desks that serve it: "Khu A · Quầy 1, 2"
    desk: Name | None = None  # the leg's own desk
    ahead: int | None = None  # of a waiting leg
    minutes: tuple[int, int] | None = None  # of a waiting leg, while a desk is open for it
    why_later: str | None = None  # of a range that ends later than the slip said: forecast/later.py
    open_desks: int = 0
    may_leave: bool = False
    may_come_back: bool = False
    rated: bool = False  # of a leg that is done

    @property
    def soon_at(self) -> int:
        return max(SOON, self.open_desks)

    @property
    def soon(self) -> bool:
        return self.ahead is not None and self.ahead <= self.soon_at
