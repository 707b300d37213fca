"""What the hall's boards show beside the calls, in the hall file: zones, and notices with their days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import count

from server.core.departments import SLUG, SLUG_HINT
from server.core.form import Form
from server.core.naming import Name

NOTICE_LENGTH = 220  # characters that a board can show large
ALWAYS = (date.min, date.max)


@dataclass(frozen=True)
class ZonePlan:
    """A part of the hall that has screens of its own: a call concerns it by its department, its desk or its area."""

    id: str
    name: Name
    departments: tuple[str, ...] = ()
    desks: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()

    @classmethod
    def from_form(cls, own: str, form: Form) -> ZonePlan:
        form.check("", own, SLUG, SLUG_HINT)
        zone = cls(
            own, Name.from_form(form, longest=80), form.texts("departments", default=()),
            form.texts("desks", default=()), form.texts("areas", default=()),
        )  # fmt: skip
        if not (zone.departments or zone.desks or zone.areas):
            form.finding("", "is empty; give it departments, desks or areas")
        return zone

    def to_dict(self) -> dict:
        return {
            **self.name.to_dict(), "departments": list(self.departments), "desks": list(self.desks),
            "areas": list(self.areas),
        }  # fmt: skip

    def concerns(self, desk: str, area: str, department: str) -> bool:
        """Whether a call of `department` to `desk`, which stands in `area`, is of this zone."""
        return department in self.departments or desk in self.desks or area in self.areas


@dataclass(frozen=True)
class Notice:
    """A sentence or two for everybody, shown from the `first` to the `last` day, both included."""

    id: str
    text: Name
    first: date = date.min
    last: date = date.max

    @classmethod
    def from_form(cls, form: Form) -> Notice:
        """Without an id where the hall file gives none: see `with_ids`."""
        notice = cls(
            form.text("id", SLUG, default="", longest=40, hint=SLUG_HINT),
            Name.from_form(form, "text", longest=NOTICE_LENGTH), form.day("first", default=date.min),
            form.day("last", default=date.max),
        )  # fmt: skip
        if notice.last < notice.first:
            form.finding("last", f"{notice.last} is before the first day, {notice.first}")
        return notice

    def to_dict(self) -> dict:
        days = {"first": self.first, "last": self.last}
        dated = {key: f"{day}" for key, day in days.items() if day not in ALWAYS}
        return {"id": self.id, **self.text.to_dict("text"), **dated}

    def stands_on(self, day: date) -> bool:
        return self.first <= day <= self.last


def notice_id(place: int) -> str:
    """What the notice at that place, from 1, is called where none has a name: as they stand, so they are sorted."""
    return f"thong-bao-{place:02d}"


def with_ids(notices: Iterable[Notice]) -> list[Notice]:
    """Those without an id get the first ones that are free."""
    found = list(notices)
    taken = {one.id for one in found}
    free = (name for place in count(1) if (name := notice_id(place)) not in taken)
    return [one if one.id else replace(one, id=next(free)) for one in found]
