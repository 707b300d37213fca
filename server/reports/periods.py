"""Which days a report is about, and which days before them it is compared with. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ..core.errors import BadInput

LONGEST = timedelta(days=11 * 366)
FIRST, LAST = date(2000, 1, 1), date(2999, 12, 31)
BAD_DATE = "Ngày viết dạng 2026-11-23, từ năm 2000 đến 2999. Mời chọn lại."
BAD_MONTH = "Tháng viết dạng 2026-11. Mời chọn lại."
BAD_ORDER = "Ngày đầu phải trước ngày cuối, và một báo cáo không quá 11 năm. Mời chọn lại."


@dataclass(frozen=True)
class Period:
    """From `first` to `last`, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def is_month(self) -> bool:
        return self == month_of(self.first)

    @property
    def is_year(self) -> bool:
        return (self.first, self.last) == (date(self.first.year, 1, 1), date(self.first.year, 12, 31))

    def before(self) -> Period:
        """The month before a month, the year before a year, else as many days right before."""
        if self.is_month:
            return month_of(self.first - timedelta(1))
        if self.is_year:
            return Period(date(self.first.year - 1, 1, 1), date(self.first.year - 1, 12, 31))
        return Period(self.first - timedelta(self.days), self.first - timedelta(1))

    def after(self) -> Period:
        if self.is_month:
            return month_of(self.last + timedelta(1))
        if self.is_year:
            return Period(date(self.first.year + 1, 1, 1), date(self.first.year + 1, 12, 31))
        return Period(self.last + timedelta(1), self.last + timedelta(self.days))

    def title(self) -> tuple[str, str]:
        """Vietnamese and English: "tháng 11 năm 2026", "November 2026"."""
        if self.is_month:
            return f"tháng {self.first.month} năm {self.first.year}", self.first.strftime("%m/%Y")
        if self.is_year:
            return f"năm {self.first.year}", f"{self.first.year}"
        first, last = (one.strftime("%d/%m/%Y") for one in (self.first, self.last))
        if first == last:
            return f"ngày {first}", first
        return f"từ {first} đến {last}", f"{first} to {last}"


def month_of(day: date) -> Period:
    return Period(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


def asked_period(asked: Mapping[str, str], today: date) -> Period:
    """`from` and `to`, or `month`, or `year`; this month where nothing is asked. Raises BadInput."""
    if asked.get("month"):
        return asked_month(asked["month"])
    if asked.get("year"):
        day = asked_month(f"{asked['year']}-01").first
        return Period(day, date(day.year, 12, 31))
    if not asked.get("from") and not asked.get("to"):
        return month_of(today)
    first = _date(asked.get("from") or asked["to"])
    last = _date(asked.get("to") or today.isoformat())
    if last < first or last - first > LONGEST:
        raise BadInput("the first day comes before the last one, and a report is of 11 years at most", BAD_ORDER)
    return Period(first, last)


def asked_month(text: str) -> Period:
    """Of "2026-11". Raises BadInput."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}", text):
        raise BadInput("a month is written like 2026-11", BAD_MONTH)
    return month_of(_date(f"{text}-01"))


def _date(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise BadInput("a date is written like 2026-11-23", BAD_DATE) from None
    if len(text) != 10 or not FIRST < found < LAST - LONGEST:
        raise BadInput("a date lies between 2000 and 2988", BAD_DATE)
    return found
