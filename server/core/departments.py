"""Departments and the services visitors ask for, as the hall file writes them."""

from __future__ import annotations

from dataclasses import dataclass

from server.core.form import Form
from server.core.naming import Name
from server.core.rules import DISCIPLINES, Rule
from server.core.search import fold

SLUG = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
SLUG_HINT = "use small letters without marks, digits and single hyphens, such as 'tu-phap'"
PURPOSES = ("submit", "collect", "guide")  # nộp hồ sơ, nhận kết quả, hướng dẫn
GENERAL = "khac"
GENERAL_NAME = Name("Thủ tục khác", "Other procedures")


@dataclass(frozen=True)
class Service:
    """What a visitor asks for. `fields` are the catalogue's lĩnh vực that it covers."""

    id: str  # "<department>.<slug>"
    name: Name
    fields: tuple[str, ...] = ()
    purpose: str = "submit"  # one of PURPOSES
    often: bool = False  # asked so often that it stands on the kiosk's first screen
    paused: bool = False  # not taken in for now
    also: tuple[str, ...] = ()  # other words people ask for it with: the search finds it by them

    def covers(self, field: str) -> bool:
        """Case, marks and spacing don't matter: catalogues write both "hoá" and "hóa"."""
        return fold(field) in map(fold, self.fields)


@dataclass(frozen=True)
class Department:
    """`services` come most asked first; the last is always the general one, "<department>.khac"."""

    id: str
    letter: str  # its series: A012
    agency: str  # as the procedure catalogue writes it
    name: Name
    short: Name  # fits a kiosk tile
    services: tuple[Service, ...]
    discipline: str = "accumulating"
    priority_rate: float = 3.0  # a priority minute counts as this many; only where accumulating
    interleave: int = 3  # after so many ordinary calls one priority call; only where interleave
    usual_minutes: float = 12.0  # of a visit at the desk, for forecasts while few have been served
    daily_quota: int = 0  # numbers a day; 0: no end
    service_level_minutes: float = 15.0  # reports tell which share was called within so many
    # When the control room alerts; 0: never
    alert_wait_minutes: int = 45  # the longest wait
    alert_line: int = 20  # people waiting
    alert_idle_minutes: int = 5  # a desk free while its line waits

    @property
    def rule(self) -> Rule:
        return Rule(self.discipline, self.priority_rate, self.interleave)

    @classmethod
    def from_form(cls, form: Form) -> Department:
        own = form.text("id", SLUG, longest=40, hint=SLUG_HINT)
        return cls(
            id=own,
            letter=form.text("letter", "[A-Z]{1,2}", hint="use one capital letter A to Z, or two"),
            agency=form.text("agency", longest=200),
            name=Name.from_form(form),
            short=Name.from_form(form, "short", longest=40),
            discipline=form.choice("discipline", DISCIPLINES, default="accumulating"),
            priority_rate=form.number("priority_rate", 1, 20, default=3.0),
            interleave=form.integer("interleave", 1, 20, default=3),
            usual_minutes=form.number("usual_minutes", 1, 240, default=12.0),
            daily_quota=form.integer("daily_quota", 0, 9999, default=0),
            service_level_minutes=form.number("service_level_minutes", 1, 240, default=15.0),
            alert_wait_minutes=form.integer("alert_wait_minutes", 0, 600, default=45),
            alert_line=form.integer("alert_line", 0, 9999, default=20),
            alert_idle_minutes=form.integer("alert_idle_minutes", 0, 600, default=5),
            services=(*_services(form, own), Service(f"{own}.{GENERAL}", GENERAL_NAME)),
        )

    def to_dict(self) -> dict:
        return {
            "id": self.id,
            "letter": self.letter,
            "agency": self.agency,
            **self.name.to_dict(),
            **self.short.to_dict("short"),
            "discipline": self.discipline,
            "priority_rate": self.priority_rate,
            "interleave": self.interleave,
            "usual_minutes": self.usual_minutes,
            "daily_quota": self.daily_quota,
            "service_level_minutes": self.service_level_minutes,
            "alert_wait_minutes": self.alert_wait_minutes,
            "alert_line": self.alert_line,
            "alert_idle_minutes": self.alert_idle_minutes,
            "services": [
                {
                    "id": one.id.partition(".")[2], **one.name.to_dict(), "fields": list(one.fields),
                    "purpose": one.purpose, "often": one.often, "paused": one.paused, "also": list(one.also),
                }  # fmt: skip
                for one in self.services[:-1]
            ],
        }


def _services(form: Form, department: str) -> list[Service]:
    read: list[Service] = []
    for one in form.forms("services", default=()):
        slug = one.text("id", SLUG, longest=40, hint=SLUG_HINT)
        service = Service(
            f"{department}.{slug}", Name.from_form(one, longest=60), one.texts("fields", default=()),
            one.choice("purpose", PURPOSES, default="submit"), one.flag("often", default=False),
            one.flag("paused", default=False), one.texts("also", default=()),
        )  # fmt: skip
        if slug == GENERAL:
            one.finding("id", f"'{GENERAL}' is kept for the general service, which every department gets by itself")
        elif any(service.id == other.id for other in read):
            one.finding("id", f"'{slug}' is already a service of this department")
        for field in service.fields:
            taken = next((other.id for other in read if other.covers(field)), None)
            if taken:
                one.finding("fields", f"'{field}' is already covered by '{taken.partition('.')[2]}'")
        read.append(service)
    return read
