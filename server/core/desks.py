"""Desks and the officers' accounts, as the hall file writes them."""

from __future__ import annotations

from dataclasses import dataclass

from server.core.form import Form
from server.core.naming import Name

USERNAME = r"[a-z][a-z0-9._-]{1,31}"
USERNAME_HINT = "use 2 to 32 small letters, digits, dots, hyphens or underscores, a letter first"


@dataclass(frozen=True)
class Desk:
    """A numbered desk; `departments` are the ids of those it serves, `area` is where in the hall it stands."""

    number: int
    departments: tuple[str, ...]
    area: str = ""

    @property
    def id(self) -> str:
        return str(self.number)

    @property
    def name(self) -> Name:
        return Name(f"Quầy {self.number}", f"Desk {self.number}")

    def serves(self, department: str, service: str) -> bool:
        """Whether visitors of that service may be called here."""
        return department in self.departments

    @property
    def area_name(self) -> Name | None:
        return Name(f"Khu {self.area}", f"Area {self.area}") if self.area else None

    @classmethod
    def from_form(cls, own: str, form: Form) -> Desk:
        form.check("", own, "[1-9][0-9]{0,2}", "a desk's key is its number, 1 to 999")
        departments = form.texts("departments")
        for one in sorted({one for one in departments if departments.count(one) > 1}):
            form.finding("departments", f"'{one}' stands there twice")
        number = int(own) if own.isascii() and own.isdigit() else 0
        return cls(number, departments, form.text("area", "[A-Z0-9]{1,3}", default="", hint="write it as 'A' or 'B2'"))

    def to_dict(self) -> dict:
        return {"area": self.area, "departments": list(self.departments)}


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
