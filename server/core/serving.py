"""Whom a desk serves, in which order of preference, and the days on which its officer is lent elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from server.core.form import Form


@dataclass(frozen=True)
class Serving:
    """`departments` (ids) are served whole; `services` ("department.service") are single ones of other departments.

    Without `prefer` all of it is one line. What stands in `prefer`, departments or services, is called before the rest,
    in that order, while anyone waits there.
    """

    departments: tuple[str, ...]
    services: tuple[str, ...] = ()
    prefer: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """The departments whose visitors are served, all or some."""
        return tuple(dict.fromkeys([*self.departments, *map(department_of, self.services)]))

    def serves(self, department: str, service: str | None = None) -> bool:
        """Whether that service is served; without one, any of that department's."""
        return department in (self.lines if service is None else self.departments) or service in self.services

    def tier(self, department: str, service: str) -> int:
        """How early its preference comes: 0 before 1; what is not preferred comes last."""
        places = [place for place, one in enumerate(self.prefer) if one in (service, department)]
        return min(places, default=len(self.prefer))

    @classmethod
    def from_form(cls, form: Form) -> Serving:
        departments, services, prefer = (form.texts(one, default=()) for one in ("departments", "services", "prefer"))
        for key, listed in (("departments", departments), ("services", services), ("prefer", prefer)):
            for one in sorted({one for one in listed if listed.count(one) > 1}):
                form.finding(key, f"'{one}' stands there twice")
        if not departments and not services:
            form.finding("departments", "a desk serves at least one department or service")
        for one in map(department_of, services):
            if one in departments:
                form.finding("services", f"'{one}' is served whole; take it out of departments to narrow it")
        for one in prefer:
            if not (one in departments or one in services or department_of(one) in departments):
                form.finding("prefer", f"the desk does not serve '{one}'")
        return cls(departments, services, prefer)

    def to_dict(self) -> dict:
        return {
            "departments": list(self.departments), "services": list(self.services), "prefer": list(self.prefer)
        }  # fmt: skip

    def unknown(self, departments: Iterable[str], services: Iterable[str]) -> list[tuple[str, str]]:
        """(key, finding) for each name that no department and no service of the hall has."""
        known = {*departments, *services}
        found = [("departments", f"there is no department '{one}'") for one in self.departments if one not in known]
        found += [("services", f"there is no service '{one}'") for one in self.services if one not in services]
        return found + [("prefer", f"there is nothing called '{one}'") for one in self.prefer if one not in known]


@dataclass(frozen=True)
class Lent:
    """Days on which a desk serves something else instead, because its officer is lent."""

    first: date
    last: date  # included
    serving: Serving

    def on(self, day: str) -> bool:
        """Whether "2026-11-24" is one of them."""
        return self.first.isoformat() <= day <= self.last.isoformat()

    @classmethod
    def from_form(cls, form: Form) -> Lent:
        first = form.day("first")
        last = form.day("last", default=first)
        if last < first:
            form.finding("last", "is before the first day")
        return cls(first, last, Serving.from_form(form))

    def to_dict(self) -> dict:
        return {"first": f"{self.first}", "last": f"{self.last}", **self.serving.to_dict()}


def department_of(service: str) -> str:
    return service.partition(".")[0]
