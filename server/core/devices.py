"""Desks' machines in the hall file: kiosks, displays and printers, each named by its own key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.core.departments import SLUG, SLUG_HINT
from server.core.desks import Desk
from server.core.form import Form
from server.core.naming import Name

if TYPE_CHECKING:
    from server.core.plan import HallPlan

ORIENTATIONS = ("portrait", "landscape")
ADDRESS = r"(tcp|usb|serial|file|lp|virtual)://\S*"
ADDRESS_HINT = (
    "write tcp://host:9100, usb://04b8:0e15, serial:///dev/ttyS0, file:///dev/usb/lp0, lp://queue or virtual://"
)
WIDTHS_MM = (80, 58)
PX_PER_MM = 4.03  # a 21.5-inch screen of 1920 × 1080
WAYS = ("left", "right", "up", "down")
DISPLAY_KINDS = ("hall", "zone", "department", "panel")
AGENT = "server"  # the print agent that `./run` starts beside the server
LANGUAGES = ("vi", "en")


@dataclass(frozen=True)
class KioskPlan:
    """A touch kiosk; `printer` is the printer's id, empty where it prints nothing.

    `px_per_mm`: CSS pixels a millimetre of its glass; browsers don't know it, and hands and eyes depend on it.
    """

    id: str
    name: Name
    orientation: str = "portrait"
    printer: str = ""
    px_per_mm: float = PX_PER_MM

    @classmethod
    def from_form(cls, own: str, form: Form) -> KioskPlan:
        return cls(
            id=device_id(own, form),
            name=Name.from_form(form),
            orientation=form.choice("orientation", ORIENTATIONS, default="portrait"),
            printer=form.text("printer", default=""),
            px_per_mm=form.number("px_per_mm", 1, 20, default=PX_PER_MM),
        )

    def to_dict(self) -> dict:
        return {
            **self.name.to_dict(),
            "orientation": self.orientation,
            "printer": self.printer,
            "px_per_mm": self.px_per_mm,
        }


def concerns(kind: str, place: str, plan: HallPlan, at_desk: str, department: str) -> bool:
    """Whether a screen of that kind and place shows a call of `department` to `at_desk`. Also of desks and departments
    that the plan no longer has: their calls still stand."""
    if kind == "zone":
        zone = next((one for one in plan.zones if one.id == place), None)
        area = next((one.area for one in plan.desks if one.id == at_desk), "")
        return zone is not None and zone.concerns(at_desk, area, department)
    return {"hall": True, "department": department == place, "panel": at_desk == place}[kind]


@dataclass(frozen=True)
class DisplayPlan:
    """A screen that shows calls: of the whole hall, of one zone, of one department, or the panel of one desk.

    `voice` is true where it may speak the calls, `languages` in which (empty: the hall's); `arrows` are (desk or area,
    direction) as seen from this screen.
    """

    id: str
    name: Name
    voice: bool = False
    zone: str = ""
    department: str = ""
    desk: str = ""
    arrows: tuple[tuple[str, str], ...] = ()
    languages: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """One of DISPLAY_KINDS."""
        return "zone" if self.zone else "department" if self.department else "panel" if self.desk else "hall"

    @property
    def stream(self) -> str:
        """The stream of the live door that this screen hears; screens of the same kind and place share one."""
        return stream_name(self.kind, self.place)

    @property
    def place(self) -> str:
        return self.zone or self.department or self.desk

    def arrow(self, desk: Desk) -> str | None:
        """The way from this screen to `desk`, where one is set; the desk's own wins over its area's."""
        ways = dict(self.arrows)
        return ways.get(desk.id) or ways.get(desk.area) if desk.area else ways.get(desk.id)

    @classmethod
    def from_form(cls, own: str, form: Form) -> DisplayPlan:
        desk = form.integer("desk", 0, 999, default=0)
        plan = cls(
            device_id(own, form), Name.from_form(form), form.flag("voice", default=False),
            form.text("zone", default=""), form.text("department", default=""), str(desk) if desk else "",
            tuple(sorted(form.words("arrows").items())), languages(form),
        )  # fmt: skip
        if sum(map(bool, (plan.zone, plan.department, plan.desk))) > 1:
            form.finding("", "is for one thing: a zone, a department or a desk")
        for place, way in plan.arrows:
            if way not in WAYS:
                form.finding(f"arrows.{place}", f"'{way}' is none of {', '.join(WAYS)}")
        return plan

    def to_dict(self) -> dict:
        return {
            **self.name.to_dict(), "voice": self.voice, "zone": self.zone, "department": self.department,
            "desk": int(self.desk or 0), "arrows": dict(self.arrows), "languages": list(self.languages),
        }  # fmt: skip


@dataclass(frozen=True)
class PrinterPlan:
    """A ticket printer; `agent` names the print agent whose machine it is wired to."""

    id: str
    name: Name
    address: str
    width_mm: int = 80  # of the paper
    agent: str = AGENT

    @classmethod
    def from_form(cls, own: str, form: Form) -> PrinterPlan:
        return cls(
            id=device_id(own, form),
            name=Name.from_form(form),
            address=form.text("address", ADDRESS, hint=ADDRESS_HINT),
            width_mm=form.choice("width_mm", WIDTHS_MM, default=80),
            agent=form.text("agent", SLUG, default=AGENT, hint=SLUG_HINT),
        )

    def to_dict(self) -> dict:
        return {**self.name.to_dict(), "address": self.address, "width_mm": self.width_mm, "agent": self.agent}


def device_id(own: str, form: Form) -> str:
    """The device's own key, checked for its form."""
    form.check("", own, SLUG, SLUG_HINT)
    return own


def stream_name(kind: str, place: str = "") -> str:
    """"board" for the whole hall, "board:zone:east", "board:department:thue", "panel:5"."""
    return {"hall": "board", "panel": f"panel:{place}"}.get(kind, f"board:{kind}:{place}")


def languages(form: Form) -> tuple[str, ...]:
    """The spoken languages in their order; empty where none are named."""
    named = form.texts("languages", default=())
    for place, one in enumerate(named, 1):
        if one not in LANGUAGES or one in named[: place - 1]:
            form.finding(f"languages[{place}]", f"'{one}' won't do; 'vi' and 'en' are spoken, each once")
    return tuple(dict.fromkeys(one for one in named if one in LANGUAGES))
