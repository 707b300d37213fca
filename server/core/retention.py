"""Which backups are kept: all of the last hours, then one a day, then one a month. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from .hours import ZONE

ALL_OF = timedelta(hours=8)  # a working day: whatever went wrong today, its morning is still there
DAYS, MONTHS = 30, 24


def kept(moments: Iterable[datetime], now: datetime) -> set[datetime]:
    """Those worth keeping: the newest of a day and of a month stands for it. Days are the hall's, in Việt Nam.

    The newest of all is always kept, and so is what claims to be of the future: the clock may be wrong today.
    """
    newest_first = sorted(moments, reverse=True)
    found = {one for one in newest_first[:1]} | {one for one in newest_first if now - one <= ALL_OF}
    days: set[str] = set()
    months: set[str] = set()
    for one in newest_first:
        local = one.astimezone(ZONE)
        day, month = local.strftime("%Y-%m-%d"), local.strftime("%Y-%m")
        if day not in days and now - one <= timedelta(days=DAYS):
            found.add(one)
        if month not in months and _months_between(local, now.astimezone(ZONE)) <= MONTHS:
            found.add(one)
        days.add(day)
        months.add(month)
    return found


def _months_between(then: datetime, now: datetime) -> int:
    return (now.year - then.year) * 12 + now.month - then.month
