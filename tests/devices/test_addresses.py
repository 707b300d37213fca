"""Where a printer can be, and the system's queue as the last resort."""

import os
import stat
import threading
import tty
from pathlib import Path

import pytest

from hardware import system_queue
from hardware.address import Address
from hardware.faults import PrinterFault
from hardware.opening import open_printer
from hardware.printers import Patience
from hardware.virtual import VirtualPrinter
from server.core.slip import Slip

SLIP = Slip("Trung tâm", "A012", "Sở Tư pháp", "Hộ tịch", "Quầy 3", 5, "23/11/2026 08:41", "http://hall/t/x")
SHORT = Patience(connect_s=0.5, status_s=0.2, send_s=0.5, answer_s=0.6, mute_s=0.2, look_s=0.2)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("tcp://10.0.0.2", Address("tcp", "10.0.0.2", 9100)),
        ("tcp://10.0.0.2:9101?roll_mm=80000", Address("tcp", "10.0.0.2", 9101, roll_mm=80_000)),
        ("tcp://[fe80::1]:9100?blank=send", Address("tcp", "fe80::1", 9100, feed_blank=False)),
        ("usb://04b8:0e15", Address("usb", usb=(0x04B8, 0x0E15))),
        ("serial:///dev/ttyS0?baud=19200&mode=small", Address("serial", path="/dev/ttyS0", baud=19200, mode="small")),
        ("file:///dev/usb/lp0", Address("file", path="/dev/usb/lp0")),
        ("lp://front_desk", Address("lp", "front_desk")),
        ("virtual://", Address("virtual")),
        (
            "serial:///dev/ttyS0?baud=19200&mode=text&model=TM-T20II",
            Address("serial", path="/dev/ttyS0", baud=19200, mode="text", model="TM-T20II"),
        ),
    ],
)
def test_an_address_reads_as_it_is_written(text: str, address: Address) -> None:
    assert Address.parse(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "", "printer", "tcp://", "tcp://:9100", "tcp://host:port", "usb://04b8", "usb://zz:1", "serial://ttyS0", "lp://",
        "tcp://host?baud=9600", "serial:///dev/ttyS0?baud=fast", "tcp://host?mode=picture", "tcp://host?roll_mm=50",
        "tcp://host?rol_mm=50000", "tcp://host?blank", "http://host:9100",
    ],
)  # fmt: skip
def test_an_address_with_a_mistake_is_refused_with_the_address_in_the_words(text: str) -> None:
    with pytest.raises(ValueError, match=f"printer address {text!r}".replace("?", r"\?")):
        Address.parse(text)


@pytest.fixture
def cups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Small programs of our own under the names of CUPS's; what they were given lies in the folder."""
    programs = {
        "lpstat": 'test -e "$HERE/no-queue" && exit 1; test -e "$HERE/off" && echo "printer front disabled"; exit 0',
        "lp": 'test -e "$HERE/refuses" && { echo "lp: not accepting" >&2; exit 1; }\n'
        'echo "$@" >> "$HERE/lp-said"; cat >> "$HERE/paper"; echo "request id is front-12 (1 file(s))"',
        "cancel": 'echo "$@" >> "$HERE/cancelled"',
    }
    for name, does in programs.items():
        path = tmp_path / name
        path.write_text(f'#!/bin/sh\nHERE="{tmp_path}"\n{does}\n')
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return tmp_path


def outcome(address: str) -> tuple[str, str, str]:
    printer = open_printer(address, 80, SHORT)
    try:
        printer.print_slip(SLIP)
    except PrinterFault as fault:
        return ("failed" if fault.can_retry else "unknown"), fault.reason, printer.last_state
    return "printed", "", printer.last_state


def test_a_ticket_in_the_systems_queue_is_whole_and_never_said_to_be_printed(cups: Path) -> None:
    assert outcome("lp://front") == ("unknown", "no-answer", "write-only")
    engine = VirtualPrinter(80)
    sent = (cups / "paper").read_bytes()
    assert engine.feed(sent) == b""  # no question that a queue could only print as letters
    assert len(engine.papers) == 1
    assert (cups / "lp-said").read_text().split() == ["-d", "front", "-o", "raw", "-"]
    assert open_printer("lp://front", 80, SHORT).status() == "write-only"


@pytest.mark.parametrize("trouble", ["no-queue", "off", "refuses"])
def test_a_queue_that_takes_nothing_is_a_plain_failure(trouble: str, cups: Path) -> None:
    (cups / trouble).touch()
    assert outcome("lp://front") == ("failed", "offline", "offline")
    assert not (cups / "paper").exists()


def test_a_ticket_that_lies_in_the_queue_too_long_is_taken_back(cups: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_queue, "LIFE_S", 0.0)
    printer = open_printer("lp://front", 80, SHORT)
    with pytest.raises(PrinterFault):
        printer.print_slip(SLIP)
    assert not (cups / "cancelled").exists()
    printer.status()
    assert (cups / "cancelled").read_text().split() == ["front-12"]


def test_a_device_file_is_read_as_well_as_written() -> None:
    ours, theirs = os.openpty()
    tty.setraw(ours)
    tty.setraw(theirs)
    engine = VirtualPrinter(80)

    def serve() -> None:
        try:
            while True:
                os.write(ours, engine.feed(os.read(ours, 4096)))
        except OSError:
            pass  # the line was closed

    threading.Thread(target=serve, daemon=True).start()
    address = f"file://{os.ttyname(theirs)}"
    assert outcome(address) == ("printed", "", "ready")
    assert len(engine.papers) == 1
    engine.fault = "paper-out"
    assert open_printer(address, 80, SHORT).status() == "paper-out"
    os.close(theirs)
    os.close(ours)


def test_no_address_that_somebody_sends_writes_into_a_file_of_the_machine(tmp_path: Path) -> None:
    mine, new = tmp_path / "hall.db", tmp_path / "new"
    mine.write_text("precious")
    for path in (mine, new, tmp_path):
        with pytest.raises(PrinterFault, match="no device"):
            open_printer(f"file://{path}", 80, SHORT).print_slip(SLIP)
    assert mine.read_text() == "precious" and not new.exists()


def test_a_plain_file_is_sent_no_questions(tmp_path: Path) -> None:
    path = tmp_path / "lp0.escpos"
    assert outcome(f"file://{path}") == ("unknown", "no-answer", "write-only")
    assert open_printer(f"file://{path}", 80, SHORT).status() == "write-only"
    assert b"\x10\x04" not in path.read_bytes()
