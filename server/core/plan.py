"""A hall as its hall file sets it: departments, services, desks, officers, hours, devices. Frozen, and checked whole.

`HallPlan.from_dict` reports everything that is wrong at once; `to_dict` is its exact opposite and is what the server
keeps as a dated document. Every key is told in docs/hall-file.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from server.core.boards import Notice, ZonePlan, with_ids
from server.core.departments import SLUG, SLUG_HINT, Department, Service
from server.core.desks import FIRST_ADMIN, Desk, OfficerPlan, StaffPlan
from server.core.devices import DisplayPlan, KioskPlan, PrinterPlan
from server.core.errors import UnknownName
from server.core.form import Finding, Form
from server.core.keeping import KeepPlan
from server.core.naming import Name
from server.core.opening import Holiday, Hours, Session
from server.core.search import fold
from server.core.voices import LoudspeakerPlan, VoicePlan

__all__ = [
    "Department",
    "Desk",
    "DisplayPlan",
    "Finding",
    "HallPlan",
    "Holiday",
    "Hours",
    "KioskPlan",
    "LoudspeakerPlan",
    "Name",
    "Notice",
    "OfficerPlan",
    "PlanError",
    "PrinterPlan",
    "Service",
    "StaffPlan",
    "Session",
    "VoicePlan",
    "ZonePlan",
]

FORMAT = 1
BASE64 = r"[A-Za-z0-9+/]+={0,2}"
LOGO_LENGTH = 200_000
ENDS_OF_DAY = ("expire", "carry")
Named = TypeVar("Named", Department, Service, Desk, KioskPlan, DisplayPlan, PrinterPlan, ZonePlan, LoudspeakerPlan)


class PlanError(ValueError):
    """The hall file can't be used. `findings` tells all that must be mended, `source` where it was read."""

    def __init__(self, findings: list[Finding], source: str = "hall file") -> None:
        self.findings = findings
        self.source = source
        count = "1 finding" if len(findings) == 1 else f"{len(findings)} findings"
        super().__init__("\n".join([f"{source}: {count}", *(f"  {one}" for one in findings)]))


@dataclass(frozen=True)
class HallPlan:
    """The whole hall on one day."""

    id: str
    name: Name
    short: Name
    address: Name
    hours: Hours
    departments: tuple[Department, ...]  # in the order the kiosk shows them
    desks: tuple[Desk, ...]  # by number
    officers: tuple[OfficerPlan, ...]  # by username
    staff: tuple[StaffPlan, ...] = ()  # who leads, supervises, sets up; by username
    kiosks: tuple[KioskPlan, ...] = ()
    displays: tuple[DisplayPlan, ...] = ()
    printers: tuple[PrinterPlan, ...] = ()
    zones: tuple[ZonePlan, ...] = ()
    notices: tuple[Notice, ...] = ()
    loudspeakers: tuple[LoudspeakerPlan, ...] = ()
    voice: VoicePlan = VoicePlan()
    keep: KeepPlan = KeepPlan()
    sample: bool = False
    ask_purpose: bool = False  # the kiosk asks first: hand in, collect, or guidance
    kiosk_seconds: float = 3.0  # a kiosk gives at most a number each so many seconds; 0: no limit
    kiosk_burst: int = 5  # and so many in a row
    late_return_tickets: int = 5  # so many more numbers may have been called when a missed visitor may still come back
    end_of_day: str = "expire"  # what becomes of those who still wait: "expire", or "carry" to the next day
    call_seconds: float = 20.0  # a called number stays on the boards at least so long
    playlist_seconds: float = 12.0  # a picture beside the numbers stands so long
    alert_near_end: bool = True  # the control room alerts when a printer is almost out of paper
    alert_screen_minutes: int = 2  # and when a screen or kiosk is not heard for so long; 0: never
    logo: str = ""  # base64 of a PNG, empty where there is none
    gone: frozenset[str] = frozenset()  # services of earlier configurations that it has no more; the store knows them

    def department(self, department_id: str) -> Department:
        """Raises UnknownName, as every look-up here does."""
        return _find("department", department_id, self.departments)

    @property
    def offered(self) -> frozenset[str]:
        """The ids of all services, paused or not."""
        return frozenset(one.id for department in self.departments for one in department.services)

    def offers(self, service_id: str) -> bool:
        return service_id in self.offered

    def service(self, department_id: str, service_id: str) -> Service:
        return _find("service", service_id, self.department(department_id).services)

    def desk(self, desk_id: str) -> Desk:
        return _find("desk", desk_id, self.desks)

    def kiosk(self, kiosk_id: str) -> KioskPlan:
        return _find("kiosk", kiosk_id, self.kiosks)

    def display(self, display_id: str) -> DisplayPlan:
        return _find("display", display_id, self.displays)

    def zone(self, zone_id: str) -> ZonePlan:
        return _find("zone", zone_id, self.zones)

    def printer(self, printer_id: str) -> PrinterPlan:
        return _find("printer", printer_id, self.printers)

    def officer_name(self, username: str | None) -> str:
        """The name the hall file gives that account; the username itself where it gives none any more."""
        return next((one.name for one in (*self.officers, *self.staff) if one.username == username), username or "")

    def desks_serving(self, department_id: str, service_id: str | None = None, day: str = "") -> tuple[Desk, ...]:
        """By desk number, each as it serves on that day ("2026-11-24"; without one: when nobody is lent).

        Every service has at least one; without a service, the desks that serve any of the department's.
        """
        return tuple(desk for one in self.desks if (desk := one.on(day)).serves(department_id, service_id))

    def service_for(self, agency: str, field: str) -> tuple[str, str] | None:
        """(department id, service id) for a catalogue row: the general service where no other covers the field.

        None where the agency is no department's.
        """
        department = next((one for one in self.departments if fold(one.agency) == fold(agency)), None)
        if department is None:
            return None
        covering = (one for one in department.services if one.covers(field))
        return department.id, next(covering, department.services[-1]).id

    @classmethod
    def from_dict(cls, data: object, source: str = "hall file") -> HallPlan:
        """Reads the hall file's tables. Raises PlanError with all findings."""
        form = Form(data)
        form.choice("format", (FORMAT,))
        plan = cls(
            id=form.text("id", SLUG, longest=40, hint=SLUG_HINT),
            name=Name.from_form(form),
            short=Name.from_form(form, "short", longest=60),
            address=Name.from_form(form, "address"),
            sample=form.flag("sample", default=False),
            ask_purpose=form.flag("ask_purpose", default=False),
            kiosk_seconds=form.number("kiosk_seconds", 0, 600, default=3.0),
            kiosk_burst=form.integer("kiosk_burst", 1, 1000, default=5),
            late_return_tickets=form.integer("late_return_tickets", 0, 999, default=5),
            end_of_day=form.choice("end_of_day", ENDS_OF_DAY, default="expire"),
            call_seconds=form.number("call_seconds", 0, 120, default=20.0),
            playlist_seconds=form.number("playlist_seconds", 3, 600, default=12.0),
            alert_near_end=form.flag("alert_near_end", default=True),
            alert_screen_minutes=form.integer("alert_screen_minutes", 0, 600, default=2),
            logo=form.text("logo", BASE64, default="", longest=LOGO_LENGTH, hint="it must be a PNG in base64"),
            hours=Hours.from_form(form.form("hours")),
            departments=tuple(Department.from_form(one) for one in form.forms("departments")),
            desks=tuple(sorted((Desk.from_form(*one) for one in form.table("desks")), key=lambda one: one.number)),
            officers=tuple(sorted((OfficerPlan.from_form(*one) for one in form.table("officers")), key=_username)),
            staff=tuple(sorted((StaffPlan.from_form(*one) for one in form.table("staff", default={})), key=_username)),
            kiosks=_by_id(KioskPlan.from_form(*one) for one in form.table("kiosks", default={})),
            displays=_by_id(DisplayPlan.from_form(*one) for one in form.table("displays", default={})),
            printers=_by_id(PrinterPlan.from_form(*one) for one in form.table("printers", default={})),
            zones=_by_id(ZonePlan.from_form(*one) for one in form.table("zones", default={})),
            notices=_by_id(with_ids(map(Notice.from_form, form.forms("notices", default=())))),
            loudspeakers=_by_id(LoudspeakerPlan.from_form(*one) for one in form.table("loudspeakers", default={})),
            voice=VoicePlan.from_form(form.form("voice", default={})),
            keep=KeepPlan.from_form(form.form("keep", default={})),
        )
        form.close()
        _check_together(plan, form)
        if form.findings:
            raise PlanError(form.findings, source)
        return plan

    def to_dict(self) -> dict:
        """JSON-able, always the same for the same plan, with every key written out."""
        return {
            "format": FORMAT,
            "id": self.id,
            **self.name.to_dict(),
            **self.short.to_dict("short"),
            **self.address.to_dict("address"),
            "sample": self.sample,
            "ask_purpose": self.ask_purpose,
            "kiosk_seconds": self.kiosk_seconds,
            "kiosk_burst": self.kiosk_burst,
            "late_return_tickets": self.late_return_tickets,
            "end_of_day": self.end_of_day,
            "call_seconds": self.call_seconds,
            "playlist_seconds": self.playlist_seconds,
            "alert_near_end": self.alert_near_end,
            "alert_screen_minutes": self.alert_screen_minutes,
            "logo": self.logo,
            "hours": self.hours.to_dict(),
            "departments": [one.to_dict() for one in self.departments],
            "desks": {one.id: one.to_dict() for one in self.desks},
            "officers": {one.username: one.to_dict() for one in self.officers},
            "staff": {one.username: one.to_dict() for one in self.staff},
            "kiosks": {one.id: one.to_dict() for one in self.kiosks},
            "displays": {one.id: one.to_dict() for one in self.displays},
            "printers": {one.id: one.to_dict() for one in self.printers},
            "zones": {one.id: one.to_dict() for one in self.zones},
            "notices": [one.to_dict() for one in self.notices],
            "loudspeakers": {one.id: one.to_dict() for one in self.loudspeakers},
            "voice": self.voice.to_dict(),
            "keep": self.keep.to_dict(),
        }


def spoken_languages(plan: HallPlan) -> tuple[str, ...]:
    """Every language some screen or loudspeaker of the hall speaks, the hall's own first."""
    devices = (*plan.displays, *plan.loudspeakers)
    return tuple(dict.fromkeys((*plan.voice.languages, *(one for device in devices for one in device.languages))))


def _check_together(plan: HallPlan, form: Form) -> None:
    """What no single table can know: doubles, and names that point at nothing."""
    for place, one in enumerate(plan.departments, 1):
        at = f"departments[{place}]"
        for other in plan.departments[: place - 1]:
            if one.id and one.id == other.id:
                form.finding(f"{at}.id", f"'{one.id}' is already a department")
            if one.letter and one.letter == other.letter:
                form.finding(f"{at}.letter", f"'{one.letter}' is already the letter of '{other.id}'")
            if one.agency and fold(one.agency) == fold(other.agency):
                form.finding(f"{at}.agency", f"'{one.agency}' is already the agency of '{other.id}'")
    if not plan.departments:
        form.finding("departments", "a hall needs at least one")
    _check_desks(plan, form)
    for officer in plan.officers:
        if officer.desk and officer.desk not in {desk.id for desk in plan.desks}:
            form.finding(f"officers.{officer.username}.desk", f"there is no desk {officer.desk}")
    _check_staff(plan, form)
    for kiosk in plan.kiosks:
        if kiosk.printer and kiosk.printer not in {printer.id for printer in plan.printers}:
            form.finding(f"kiosks.{kiosk.id}.printer", f"there is no printer '{kiosk.printer}'")
    _check_screens(plan, form)


def _check_staff(plan: HallPlan, form: Form) -> None:
    officers, departments = {one.username for one in plan.officers}, {one.id for one in plan.departments}
    for one in plan.staff:
        if one.username in officers:
            form.finding(f"staff.{one.username}", "is already an officer: one account has one role")
        if one.department and one.department not in departments:
            form.finding(f"staff.{one.username}.department", f"there is no department '{one.department}'")
    for table, people in (("officers", plan.officers), ("staff", plan.staff)):
        if FIRST_ADMIN in {one.username for one in people}:
            form.finding(f"{table}.{FIRST_ADMIN}", "is the account of the first sign-in: choose another name")


def _check_screens(plan: HallPlan, form: Form) -> None:
    known = {
        "department": {one.id for one in plan.departments}, "desk": {one.id for one in plan.desks},
        "area": {one.area for one in plan.desks} - {""}, "zone": {one.id for one in plan.zones},
    }  # fmt: skip

    def check(at: str, what: str, named: Iterable[str]) -> None:
        for one in named:
            if one and one not in known[what]:
                form.finding(at, f"there is no {what} '{one}'")

    for zone in plan.zones:
        for what, named in (("department", zone.departments), ("desk", zone.desks), ("area", zone.areas)):
            check(f"zones.{zone.id}.{what}s", what, named)
    for place, notice in enumerate(plan.notices):
        if notice.id in {one.id for one in plan.notices[:place]}:
            form.finding("notices", f"'{notice.id}' stands there twice")
    for loud in plan.loudspeakers:
        check(f"loudspeakers.{loud.id}.zone", "zone", [loud.zone])
    for screen in plan.displays:
        for what in ("zone", "department", "desk"):
            check(f"displays.{screen.id}.{what}", what, [getattr(screen, what)])
        for place, _ in screen.arrows:
            if place not in known["desk"] | known["area"]:
                form.finding(f"displays.{screen.id}.arrows", f"there is no desk or area '{place}'")


def _check_desks(plan: HallPlan, form: Form) -> None:
    """What they serve is known, and on no day is anybody left without a desk."""
    departments = [one.id for one in plan.departments]
    services = [service.id for one in plan.departments for service in one.services]
    for desk in plan.desks:
        lent = [(f"desks.{desk.id}.lent[{place}]", one.serving) for place, one in enumerate(desk.lent, 1)]
        for at, serving in [(f"desks.{desk.id}", desk.serving), *lent]:
            for key, text in serving.unknown(departments, services):
                form.finding(f"{at}.{key}", text)
    for place, one in enumerate(plan.departments, 1):
        for day in ["", *_days_of_change(plan)]:
            left_out = [service.id for service in one.services if not plan.desks_serving(one.id, service.id, day)]
            if one.id and left_out:
                whole = len(left_out) == len(one.services)
                names = f"'{one.id}'" if whole else ", ".join(f"'{name}'" for name in left_out)
                when = f" on {day}" if day else ""
                form.finding(f"departments[{place}]", f"no desk serves {names}{when}: its visitors would wait for ever")
                break


def _days_of_change(plan: HallPlan) -> list[str]:
    """The days on which a desk begins or ends to serve something else: between them nothing changes."""
    spells = [one for desk in plan.desks for one in desk.lent]
    ends = [one.last + timedelta(days=1) for one in spells if one.last < date.max]
    return sorted({f"{day}" for day in [*(one.first for one in spells), *ends]})


def _username(person: OfficerPlan | StaffPlan) -> str:
    return person.username


def _by_id(devices: Iterable[Named]) -> tuple[Named, ...]:
    return tuple(sorted(devices, key=lambda one: one.id))


def _find(what: str, wanted: str, among: Iterable[Named]) -> Named:
    found = next((one for one in among if one.id == wanted), None)
    if found is None:
        raise UnknownName(what, wanted)
    return found
