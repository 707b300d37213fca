"""When the hall gives out numbers, and how a moment is written on a wall in Việt Nam.

Moments are UTC milliseconds; days and times of day are Asia/Ho_Chi_Minh, which has no summer time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from server.core.opening import Holiday, Hours, Session

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
LOOK_AHEAD_DAYS = 370  # a hall that doesn't open within a year has no next opening


@dataclass(frozen=True)
class Open:
    """Numbers are given out until `last_ticket_at_ms`; desks work until `closes_at_ms`."""

    last_ticket_at_ms: int
    closes_at_ms: int


@dataclass(frozen=True)
class Closed:
    """No numbers now. `opens_at_ms` is when they are given out again, None where no opening is in sight."""

    reason: str  # before-opening, lunch, after-hours, last-ticket, weekend, holiday
    opens_at_ms: int | None
    holiday: Holiday | None = None


def local(now_ms: int) -> datetime:
    """The moment on the hall's wall clock."""
    return datetime.fromtimestamp(now_ms // 1000, ZONE).replace(microsecond=now_ms % 1000 * 1000)


def business_date(now_ms: int) -> date:
    """The day a ticket's number belongs to: it changes at local midnight."""
    return local(now_ms).date()


def day_bounds(day: date) -> tuple[int, int]:
    """The day's first moment and the next day's, UTC milliseconds."""
    return _ms(day, 0), _ms(day + timedelta(1), 0)


def written(now_ms: int) -> str:
    """As people read it: "23/11/2026 08:41"."""
    return local(now_ms).strftime("%d/%m/%Y %H:%M")


def hour_of(now_ms: int) -> str:
    """The hall's hour: "08"."""
    return local(now_ms).strftime("%H")


def status(hours: Hours, now_ms: int) -> Open | Closed:
    """Whether numbers are given out at this moment; if not, why and until when."""
    today = business_date(now_ms)
    holiday = hours.holiday(today)
    if holiday:
        return Closed("holiday", _next_opening(hours, now_ms), holiday)
    sessions = hours.week[today.weekday()]
    if not sessions:
        return Closed("weekend", _next_opening(hours, now_ms))
    for session in sessions:
        start, last, end = _moments(today, session, hours.last_ticket_minutes)
        if start <= now_ms < last:
            return Open(last, end)
        if last <= now_ms < end:
            return Closed("last-ticket", _next_opening(hours, now_ms))
    return Closed(_gap(sessions, today, now_ms), _next_opening(hours, now_ms))


def _gap(sessions: tuple[Session, ...], day: date, now_ms: int) -> str:
    if now_ms < _ms(day, sessions[0].start):
        return "before-opening"
    return "lunch" if now_ms < _ms(day, sessions[-1].start) else "after-hours"


def _next_opening(hours: Hours, now_ms: int) -> int | None:
    today = business_date(now_ms)
    for ahead in range(LOOK_AHEAD_DAYS):
        day = today + timedelta(days=ahead)
        for session in hours.sessions(day):
            start = _ms(day, session.start)
            if start > now_ms:
                return start
    return None


def _moments(day: date, session: Session, last_ticket_minutes: int) -> tuple[int, int, int]:
    return _ms(day, session.start), _ms(day, session.end - last_ticket_minutes), _ms(day, session.end)


def _ms(day: date, minute: int) -> int:
    midnight = datetime.combine(day, time(), ZONE)
    return int((midnight + timedelta(minutes=minute)).timestamp() * 1000)
