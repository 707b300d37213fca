"""A printer that fails is told apart from one that prints, over a real socket and in the same process."""

import os
import threading
import time
import tty
from collections.abc import Callable, Iterator

import pytest

from hardware.faults import PrinterFault, State, state_of
from hardware.opening import open_printer
from hardware.printers import Patience, Printer
from hardware.talk import Talk
from hardware.tcp_printer import FakePrinter
from hardware.virtual import FAULTS, VirtualPrinter
from server.core.slip import Slip

SLIP = Slip("Trung tâm", "A012", "Sở Tư pháp", "Hộ tịch", "Quầy 3", 5, "23/11/2026 08:41", "http://hall/t/x")
SHORT = Patience(connect_s=0.5, status_s=0.2, send_s=0.5, answer_s=0.6, mute_s=0.2, look_s=0.2)
RASTER = b"\x1dv"

# fault: (state seen, result, reason, papers that come out)
PROMISED: dict[str | None, tuple[State, str, str, int]] = {
    None: ("ready", "printed", "", 1),
    "near-end": ("near-end", "printed", "", 1),
    "slow": ("ready", "printed", "", 1),
    "paper-out": ("paper-out", "failed", "paper-out", 0),
    "cover": ("cover", "failed", "cover", 0),
    "jam": ("jam", "failed", "jam", 0),
    "cable": ("offline", "failed", "offline", 0),
    "mute": ("write-only", "unknown", "no-answer", 1),
    "garbage": ("write-only", "unknown", "no-answer", 1),
    "stall": ("stalled", "unknown", "stalled", 0),
    "half-close": ("offline", "unknown", "connection-lost", 1),
    "hang-up": ("offline", "unknown", "connection-lost", 0),
    "late": ("write-only", "unknown", "no-answer", 1),
}


@pytest.fixture
def fake() -> Iterator[FakePrinter]:
    with FakePrinter() as printer:
        yield printer


def outcome(printer: Printer) -> tuple[str, str]:
    try:
        printer.print_slip(SLIP)
    except PrinterFault as fault:
        return ("failed" if fault.can_retry else "unknown"), fault.reason
    return "printed", ""


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    limit = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < limit, "waited in vain"
        time.sleep(0.01)


def test_every_fault_the_virtual_printer_can_have_is_promised_something() -> None:
    assert set(PROMISED) == {None, *FAULTS}


@pytest.mark.parametrize("fault", PROMISED)
@pytest.mark.parametrize("way", ["tcp", "virtual"])
def test_each_fault_ends_in_its_own_honest_state(way: str, fault: str | None, fake: FakePrinter) -> None:
    printer = open_printer(fake.address if way == "tcp" else "virtual://", 80, SHORT)
    broken = fake if way == "tcp" else printer.virtual
    assert broken is not None
    (fake.engine if way == "tcp" else broken).slow_bytes_s = 300_000
    broken.fault = fault
    state, result, reason, papers = PROMISED[fault]
    assert outcome(printer) == (result, reason)
    assert printer.last_state == state
    until(lambda: len(broken.papers) >= papers)
    assert len(broken.papers) == papers


@pytest.mark.parametrize("fault", ["paper-out", "cover", "jam", "near-end", "cable", "mute"])
def test_a_look_sees_the_fault_and_sees_it_mended(fault: str, fake: FakePrinter) -> None:
    printer = open_printer(fake.address, 80, SHORT)
    assert printer.status() == "ready"
    fake.fault = fault
    assert printer.status() == PROMISED[fault][0]
    fake.fault = None
    assert printer.status() == "ready"
    assert outcome(printer) == ("printed", "")


def test_paper_that_ends_in_mid_ticket_fails_the_job_and_no_old_ticket_comes_out_with_the_new_roll(
    fake: FakePrinter,
) -> None:
    printer = open_printer(fake.address, 80, SHORT)
    fake.break_after(20_000, "paper-out")
    assert outcome(printer) == ("failed", "paper-out")
    fake.fault = None
    assert printer.status() == "ready"
    assert fake.papers == []
    assert outcome(printer) == ("printed", "")
    assert len(fake.papers) == 1


def test_a_cover_opened_in_mid_ticket_leaves_it_unknown(fake: FakePrinter) -> None:
    fake.break_after(20_000, "cover")
    assert outcome(open_printer(fake.address, 80, SHORT)) == ("unknown", "cover")


@pytest.mark.parametrize("fault", ["hang-up", "cable"])
def test_a_line_lost_in_mid_ticket_is_unknown_and_nothing_is_sent_again(fault: str, fake: FakePrinter) -> None:
    fake.break_after(20_000, fault)
    assert outcome(open_printer(fake.address, 80, SHORT)) == ("unknown", "connection-lost")
    assert fake.connections == 1
    assert fake.papers == []


@pytest.mark.parametrize("fault", ["hang-up", "half-close"])
def test_a_printer_whose_line_breaks_at_the_cleaning_up_too_is_not_well_until_it_holds(
    fault: str, fake: FakePrinter
) -> None:
    printer = open_printer(fake.address, 80, SHORT)
    fake.break_after(20_000, fault)
    assert outcome(printer) == ("unknown", "connection-lost")
    assert [printer.status() for _ in range(5)] == ["offline"] * 5
    assert len(fake.papers) == sum(one.startswith(b"\x1dV") for one in fake.commands), "a look must feed no paper"
    fake.fault = None
    assert printer.status() == "ready"


def test_a_line_lost_before_the_ticket_is_a_plain_failure(fake: FakePrinter) -> None:
    fake.break_after(0, "cable")  # strikes at the first status question
    assert outcome(open_printer(fake.address, 80, SHORT)) == ("failed", "offline")


def test_a_stall_ends_by_the_printers_own_answer_not_by_its_status(fake: FakePrinter) -> None:
    printer = open_printer(fake.address, 80, SHORT)
    fake.fault = "stall"
    assert outcome(printer) == ("unknown", "stalled")
    assert printer.status() == "stalled"  # it says "ready" to DLE EOT all the while
    fake.fault = None
    assert printer.status() == "ready"
    assert fake.commands.count(RASTER) == 0  # the ticket was not sent a second time


def test_a_job_is_one_connection_and_one_ticket(fake: FakePrinter) -> None:
    assert outcome(open_printer(fake.address, 80, SHORT)) == ("printed", "")
    assert fake.connections == 1
    assert fake.commands[:4] == [b"\x10\x04", b"\x10\x04", b"\x10\x04", b"\x1b@"]  # asked before
    assert fake.commands[-2:] == [b"\x1dV", b"\x1dr"]  # and behind the cut
    assert fake.engine.reader.unknown == []


def test_a_slip_that_cannot_be_drawn_fails_without_touching_the_printer(fake: FakePrinter) -> None:
    broken = Slip(**SLIP.to_json() | {"number": 12})  # type: ignore[arg-type]
    with pytest.raises(PrinterFault) as fault:
        open_printer(fake.address, 80, SHORT).print_slip(broken)
    assert (fault.value.can_retry, fault.value.reason, fake.connections) == (True, "not-drawn", 0)


def test_a_file_takes_the_bytes_and_can_tell_no_more(tmp_path: os.PathLike) -> None:
    path = f"{os.fspath(tmp_path)}/lp0.escpos"
    printer = open_printer(f"file://{path}", 58, SHORT)
    assert outcome(printer) == ("unknown", "no-answer")
    assert printer.status() == "write-only"
    with open(path, "rb") as file:
        engine = VirtualPrinter(58)
        engine.feed(file.read())
    assert len(engine.papers) == 1


def test_a_serial_line_speaks_both_ways() -> None:
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
    printer = open_printer(f"serial://{os.ttyname(theirs)}?baud=115200", 80, SHORT)
    assert outcome(printer) == ("printed", "")
    assert len(engine.papers) == 1
    os.close(theirs)
    os.close(ours)


@pytest.mark.parametrize(
    "address", ["", "front", "tcp://", "http://x:9100", "usb://zz", "tcp://host:port", "serial://", "file://"]
)
def test_an_address_nobody_knows_is_refused_at_once(address: str) -> None:
    with pytest.raises(ValueError):
        open_printer(address)


def test_a_paper_width_nobody_sells_is_refused() -> None:
    with pytest.raises(ValueError, match="80, 58"):
        open_printer("virtual://", 70)


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({}, "write-only"),
        ({1: 0x12, 2: 0x12, 4: 0x12}, "ready"),
        ({1: 0x1A, 2: 0x32, 4: 0x7E}, "paper-out"),  # as real printers were seen to answer
        ({1: 0x12, 2: 0x12, 4: 0x1E}, "near-end"),
        ({1: 0x1A, 2: 0x16, 4: 0x12}, "cover"),
        ({1: 0x1A, 2: 0x36, 4: 0x7E}, "cover"),  # an open cover often hides the paper too
        ({1: 0x1A, 2: 0x52}, "jam"),
        ({1: 0x1A}, "offline"),
        ({1: 0x12}, "ready"),  # a clone that knows the first question only
        ({4: 0x7E}, "paper-out"),
    ],
)
def test_status_bytes_mean_what_the_makers_say(answers: dict[int, int], state: str) -> None:
    assert state_of(answers) == state


class Wire:
    """A link whose printer says exactly what the test tells it to, whatever it is asked."""

    def __init__(self, *said: bytes) -> None:
        self.said = list(said)

    answers = True

    def send(self, data: bytes) -> int:
        return len(data)

    def finish(self) -> None: ...

    def receive(self, seconds: float) -> bytes:
        return self.said.pop(0) if self.said else b""

    def close(self) -> None: ...


NOISE = [b"\xff\x80\x93", b"\x10\x00\x00\x00", b"\x14\x0c\x0f\x00", b"\x11", b"\x12"]
CLEARED = b"\x37\x25\x00"


@pytest.mark.parametrize("noise", [*NOISE, CLEARED])
def test_noise_automatic_status_and_cleared_buffers_are_never_the_answer_behind_the_ticket(noise: bytes) -> None:
    talk = Talk(Wire(noise))
    talk.ask_behind()
    talk.listen(0.05)
    assert not talk.taken


def test_the_answer_behind_the_ticket_is_found_among_other_bytes() -> None:
    talk = Talk(Wire(b"\xff\x10\x00", b"\x00\x00", b"\x03"))
    talk.ask_behind()
    talk.listen(0.5)
    assert talk.taken


def test_an_answer_from_before_the_question_does_not_count() -> None:
    talk = Talk(Wire(b"\x12\x00", b"\x12", b"\x12"))
    assert talk.state(0.05) == "ready"
    talk.ask_behind()
    talk.listen(0.05)
    assert not talk.taken
