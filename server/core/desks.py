"""Desks and the officers' accounts, as the hall file writes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from server.core.form import Form
from server.core.naming import Name
from server.core.serving import Lent, Serving

USERNAME = r"[a-z][a-z0-9._-]{1,31}"
STAFF_ROLES = ("lead", "supervisor", "admin")
FIRST_ADMIN = "admin"  # the account of the one-time first sign-in
USERNAME_HINT = "use 2 to 32 small letters, digits, dots, hyphens or underscores, a letter first"


@dataclass(frozen=True)
class Desk:
    """A numbered desk and whom it serves; `area` is where in the hall it stands."""

    number: int
    serving: Serving
    area: str = ""
    lent: tuple[Lent, ...] = ()

    @property
    def id(self) -> str:
        return str(self.number)

    @property
    def name(self) -> Name:
        return Name(f"Quầy {self.number}", f"Desk {self.number}")

    @property
    def area_name(self) -> Name | None:
        return Name(f"Khu {self.area}", f"Area {self.area}") if self.area else None

    @property
    def departments(self) -> tuple[str, ...]:
        """The departments whose visitors it serves, all or some; `on` a day it may be lent to others."""
        return self.serving.lines

    def serves(self, department: str, service: str | None = None) -> bool:
        """Whether visitors of that service may be called here; without one, any of that department's."""
        return self.serving.serves(department, service)

    def on(self, day: str) -> Desk:
        """This desk as it serves on that day, "2026-11-24"."""
        lent = next((one for one in self.lent if one.on(day)), None)
        return self if lent is None else replace(self, serving=lent.serving)

    @classmethod
    def from_form(cls, own: str, form: Form) -> Desk:
        form.check("", own, "[1-9][0-9]{0,2}", "a desk's key is its number, 1 to 999")
        number = int(own) if own.isascii() and own.isdigit() else 0
        area = form.text("area", "[A-Z0-9]{1,3}", default="", hint="write it as 'A' or 'B2'")
        lent = tuple(Lent.from_form(one) for one in form.forms("lent", default=()))
        return cls(number, Serving.from_form(form), area, lent)

    def to_dict(self) -> dict:
        return {"area": self.area, **self.serving.to_dict(), "lent": [one.to_dict() for one in self.lent]}


NEAR = 2  # numbers to each side, where the hall file says no area


def neighbours(desk: Desk, desks: Iterable[Desk]) -> tuple[Desk, ...]:
    """Who can be there in a few steps: the desks of the same area, or the two numbers to each side of one without."""
    if desk.area:
        return tuple(one for one in desks if one.area == desk.area and one != desk)
    return tuple(one for one in desks if 0 < abs(one.number - desk.number) <= NEAR)


@dataclass(frozen=True)
class OfficerPlan:
    """An account. `desk` is the one offered first at sign-in; empty: none is. No password stands in the hall file."""

    username: str
    name: str
    desk: str = ""

    @classmethod
    def from_form(cls, own: str, form: Form) -> OfficerPlan:
        form.check("", own, USERNAME, USERNAME_HINT)
        desk = form.integer("desk", 0, 999, default=0)
        return cls(own, form.text("name", longest=60), str(desk) if desk else "")

    def to_dict(self) -> dict:
        return {"name": self.name, "desk": int(self.desk or 0)}


@dataclass(frozen=True)
class StaffPlan:
    """An account of somebody who sits at no desk. `department`: whose figures a lead may see."""

    username: str
    name: str
    role: str
    department: str | None = None

    @classmethod
    def from_form(cls, own: str, form: Form) -> StaffPlan:
        form.check("", own, USERNAME, USERNAME_HINT)
        role = form.choice("role", STAFF_ROLES)
        department = form.text("department", default="", longest=40)
        if bool(department) != (role == "lead"):
            form.finding("department", "a lead has one, nobody else")
        return cls(own, form.text("name", longest=60), role, department or None)

    def to_dict(self) -> dict:
        return {"name": self.name, "role": self.role} | ({"department": self.department} if self.department else {})
