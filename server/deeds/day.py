"""The business day: it begins with its first deed, which ends what the day before left open."""

from __future__ import annotations

from ..core.events import Kind
from ..core.ticket import AT_DESK
from ..store.deed import Deed
from .entry import entry

FORGOTTEN_MS = 12 * 3600 * 1000  # at a desk this long on an earlier date: nobody is there any more


def today(deed: Deed) -> str:
    """The business date, begun if it is new."""
    last = deed.last_date()
    date = deed.business_date(last)
    if last != date:
        deed.begin_day(date)
        for leg in deed.open_legs_before(date):
            if leg.state in AT_DESK and deed.now - leg.since < FORGOTTEN_MS:
                continue  # still with an officer past midnight: it ends on its start date
            deed.record(entry(deed, Kind.EXPIRED, leg, reason="end-of-day"), leg)
    return date
