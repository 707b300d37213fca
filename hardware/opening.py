"""From an address to a printer."""

from __future__ import annotations

import sys
from collections.abc import Callable

from hardware.address import Address
from hardware.findings import Finding
from hardware.links import EscposLink, FileLink, Link, TcpLink
from hardware.paper import DOTS_WIDE
from hardware.printers import Patience, Printer
from hardware.system_queue import QueueLink, SystemQueue
from hardware.tickets import make_ticket
from hardware.virtual import VirtualLink, VirtualPrinter


def open_printer(
    text: str, width_mm: int = 80, patience: Patience | None = None, finding: Finding | None = None
) -> Printer:
    """The printer at an address such as `tcp://host:9100` (see `Address`). Opens nothing yet; ValueError for an
    address, a setting or a paper width it does not know."""
    check_width(width_mm)
    address, patience = Address.parse(text), patience or Patience()
    engine = VirtualPrinter(width_mm) if address.scheme == "virtual" else None
    open_link = (lambda: VirtualLink(engine)) if engine else opener(address, patience)
    return Printer(open_link, lambda slip: make_ticket(slip, address, width_mm), patience, finding, engine)


def check_width(width_mm: int) -> None:
    """ValueError for paper nobody sells."""
    if width_mm not in DOTS_WIDE:
        raise ValueError(f"paper {width_mm} mm is not known: {', '.join(map(str, DOTS_WIDE))}")


def opener(address: Address, patience: Patience) -> Callable[[], Link]:
    """What opens a connection to a real printer at that address."""
    match address.scheme:
        case "tcp":
            return lambda: TcpLink(address.host, address.port, patience.connect_s, patience.send_s)
        case "file":
            return lambda: FileLink(address.path, patience.send_s)
        case "serial":
            return lambda: EscposLink(_serial(address.path, address.baud))
        case "usb":
            return lambda: EscposLink(_usb(*address.usb, patience.send_s))
        case "lp" if sys.platform == "win32":
            return lambda: EscposLink(_windows(address.host), answers=False)
        case "lp":
            queue = SystemQueue(address.host)
            return lambda: QueueLink(queue)
    raise ValueError(f"{address.scheme}:// has no connection of its own")


def _serial(device: str, baud: int) -> object:
    from escpos.printer import Serial

    return Serial(devfile=device, baudrate=baud, timeout=0.1)


def _usb(vendor: int, product: int, send_s: float) -> object:
    from escpos.printer import Usb

    return Usb(idVendor=vendor, idProduct=product, timeout=round(send_s * 1000))


def _windows(queue: str) -> object:
    from escpos.printer import Win32Raw  # needs pywin32; not tried yet

    return Win32Raw(queue)
