"""Who is next for a desk, decided in core among what the store's look-ups find."""

from __future__ import annotations

from ..core import line
from ..store.deed import Deed
from .day import today


def choose(deed: Deed, desk: str) -> line.Choice | None:
    """The leg this desk would call now, and why; None when nobody waits."""
    plan, date = deed.plan, today(deed)
    departments = plan.desk(desk).departments
    rules = {one: plan.department(one).rule for one in departments}
    return line.choose(deed.heads(date, departments), rules, deed.now)
