"""Desks' machines in the hall file: kiosks, displays and printers, each named by its own key."""

from __future__ import annotations

from dataclasses import dataclass

from server.core.departments import SLUG, SLUG_HINT
from server.core.form import Form
from server.core.naming import Name

ORIENTATIONS = ("portrait", "landscape")
ADDRESS = r"(tcp|usb|serial|file|lp|virtual)://\S*"
ADDRESS_HINT = (
    "write tcp://host:9100, usb://04b8:0e15, serial:///dev/ttyS0, file:///dev/usb/lp0, lp://queue or virtual://"
)
WIDTHS_MM = (80, 58)
PX_PER_MM = 4.03  # a 21.5-inch screen of 1920 × 1080
AGENT = "server"  # the print agent that `./run` starts beside the server


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


@dataclass(frozen=True)
class DisplayPlan:
    """A hall TV; `voice` is true where it also speaks the calls."""

    id: str
    name: Name
    voice: bool = False

    @classmethod
    def from_form(cls, own: str, form: Form) -> DisplayPlan:
        return cls(device_id(own, form), Name.from_form(form), form.flag("voice", default=False))

    def to_dict(self) -> dict:
        return {**self.name.to_dict(), "voice": self.voice}


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
