"""Which desks are one department's own. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from .plan import HallPlan


def own_desks(plans: Iterable[HallPlan], department: str, day: str) -> frozenset[str]:
    """The desks that served nobody else's visitors on that day, under any of that day's configurations.

    What a desk that two departments share did with its hours says something of both: neither lead sees it.
    """
    found: frozenset[str] | None = None
    for plan in plans:
        own = {one.id for one in plan.desks if set(one.on(day).departments) == {department}}
        found = frozenset(own) if found is None else found & own
    return found or frozenset()
