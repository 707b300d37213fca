"""Opening hours as the hall file writes them: `monday = ["07:30-11:30", "13:30-17:00"]`, and days off by date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from server.core.form import Form
from server.core.naming import Name

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")


@dataclass(frozen=True)
class Session:
    """One stretch of work: minutes since local midnight, the end not included."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.start // 60:02d}:{self.start % 60:02d}-{self.end // 60:02d}:{self.end % 60:02d}"


@dataclass(frozen=True)
class Holiday:
    """Days off from `first` to `last`, both included. A hall has one that begins on a day."""

    first: date
    last: date
    name: Name


@dataclass(frozen=True)
class Hours:
    """`week` holds seven days from Monday; numbers stop `last_ticket_minutes` before the end of each session."""

    week: tuple[tuple[Session, ...], ...]
    last_ticket_minutes: int
    holidays: tuple[Holiday, ...]

    def holiday(self, day: date) -> Holiday | None:
        return next((off for off in self.holidays if off.first <= day <= off.last), None)

    def sessions(self, day: date) -> tuple[Session, ...]:
        """The day's sessions, none on a holiday."""
        return () if self.holiday(day) else self.week[day.weekday()]

    @classmethod
    def from_form(cls, form: Form) -> Hours:
        last = form.integer("last_ticket_minutes", 0, 120, default=0)
        week = tuple(_day(form, weekday, last) for weekday in WEEKDAYS)
        holidays = sorted(map(_holiday, form.forms("holidays", default=())), key=lambda off: (off.first, off.last))
        longest = {off.first: off for off in holidays}  # of two that begin on one day the other adds nothing
        return cls(week, last, tuple(longest.values()))

    def to_dict(self) -> dict:
        days = {weekday: [str(one) for one in day] for weekday, day in zip(WEEKDAYS, self.week, strict=True)}
        offs = [{"first": f"{off.first}", "last": f"{off.last}", **off.name.to_dict()} for off in self.holidays]
        return {"last_ticket_minutes": self.last_ticket_minutes, **days, "holidays": offs}


def day_typed(text: str) -> date | None:
    """The day in "2026-09-02", or in "2/9/2026" as people here write it; None where it is none."""
    text = text.strip()
    if found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text):
        text = f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}"
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
    except ValueError:
        return None


def _day(form: Form, weekday: str, last_ticket_minutes: int) -> tuple[Session, ...]:
    sessions: list[Session] = []
    for text in form.texts(weekday, default=()):
        found = _SPAN.fullmatch(text)
        if not found:
            form.finding(weekday, f"'{text}' is not a time span; write it as \"07:30-11:30\"")
            continue
        h1, m1, h2, m2 = (int(part) for part in found.groups())
        session = Session(h1 * 60 + m1, h2 * 60 + m2)
        if session.end > 24 * 60 or session.start >= session.end:
            form.finding(weekday, f"'{text}' must end after it starts, by 24:00")
        elif sessions and session.start < sessions[-1].end:
            form.finding(weekday, f"'{text}' starts before '{sessions[-1]}' has ended")
        elif session.end - session.start <= last_ticket_minutes:
            form.finding(weekday, f"'{text}' is no longer than last_ticket_minutes: it would give out no number")
        else:
            sessions.append(session)
    return tuple(sessions)


def _holiday(form: Form) -> Holiday:
    first = form.day("first")
    last = form.day("last", default=first)
    if last < first:
        form.finding("last", f"{last} is before the first day, {first}")
    return Holiday(first, last, Name.from_form(form))
