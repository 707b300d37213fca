"""The promises on printers, row by row of the fault table, each broken on purpose: agent, hall, printer on a socket.

Rows: 10 paper out before · 11 in mid-ticket · 12 near end · 13 cover, jam · 14 off · 15 stall · 16 half-close, reset ·
17 never answers · 18 backlog · 19 garbage. What visitors and staff see of them is tested with the screens.
"""

import random
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hall_stand_in import TOKEN, StandInHall, until

from hardware.agent import Agent, PrinterSetting
from hardware.faults import STATES
from hardware.hall_client import HallClient
from hardware.opening import open_printer
from hardware.printers import Patience
from hardware.tcp_printer import FakePrinter
from hardware.worker import LOOK_S
from server.core.slip import Slip

SLIP = Slip("Trung tâm", "A012", "Sở Tư pháp", "Hộ tịch", "Quầy 3", 5, "23/11/2026 08:41", "http://hall/t/x").to_json()
SHORT = Patience(connect_s=0.5, status_s=0.3, send_s=0.5, answer_s=0.8, mute_s=0.2, look_s=0.2)
RASTER = b"\x1dv"


@pytest.fixture
def hall() -> Iterator[StandInHall]:
    stand_in = StandInHall()
    yield stand_in
    stand_in.stop()


@pytest.fixture
def fake() -> Iterator[FakePrinter]:
    with FakePrinter() as printer:
        yield printer


@pytest.fixture
def start(hall: StandInHall, tmp_path: Path) -> Iterator[Callable[[str], Agent]]:
    started: list[tuple[Agent, threading.Thread]] = []

    def run(address: str, folder: str = "agent") -> Agent:
        (tmp_path / folder).mkdir(exist_ok=True)
        agent = Agent(HallClient(hall.url, TOKEN), tmp_path / folder, [PrinterSetting("front", address)], SHORT)
        thread = threading.Thread(target=agent.run, daemon=True)
        thread.start()
        started.append((agent, thread))
        return agent

    yield run
    for agent, thread in started:
        agent.stop()
        thread.join(30)
        assert not thread.is_alive()


def state(hall: StandInHall) -> str:
    said = hall.told("state")
    return said[-1][1] if said else ""


def results(hall: StandInHall) -> list[tuple]:
    return hall.told("result")


def height_of(slip: dict) -> int:
    """Of that slip on paper that never saw another."""
    printer = open_printer("virtual://")
    printer.print_slip(Slip.from_json(slip))
    assert printer.virtual is not None
    return printer.virtual.take_papers()[0].height


def test_every_change_is_known_within_two_seconds_by_arithmetic() -> None:
    assert LOOK_S + Patience().status_s <= 2
    assert LOOK_S + Patience().connect_s <= 5  # a printer that is not there at all


def test_row_10_paper_out_before_a_ticket_is_known_without_one_and_cleared_by_the_sensor(
    hall: StandInHall, fake: FakePrinter, start
) -> None:
    start(fake.address)
    until(lambda: state(hall) == "ready")
    fake.fault = "paper-out"
    until(lambda: state(hall) == "paper-out")
    fake.fault = None
    until(lambda: state(hall) == "ready")
    assert results(hall) == []


def test_row_11_paper_that_ends_in_mid_ticket_fails_the_job_and_the_reprint_comes_alone_and_marked(
    hall: StandInHall, fake: FakePrinter, start
) -> None:
    fake.engine.keeps = True  # a printer with a memory of its own
    fake.break_after(20_000, "paper-out")
    start(fake.address)
    hall.give(1, SLIP)
    until(lambda: results(hall) and state(hall) == "paper-out")
    assert results(hall) == [(1, "failed", "paper-out")]
    fake.fault = None
    until(lambda: state(hall) == "ready")
    hall.give(2, SLIP | {"reprint": True})
    until(lambda: len(results(hall)) == 2)
    assert results(hall)[1] == (2, "printed", "")
    stub, whole = fake.papers
    assert stub.height < whole.height / 2  # what had been printed when the roll ended, cut off from the next ticket
    assert whole.height > height_of(SLIP)  # "IN LẠI"


def test_row_12_near_end_still_prints_and_is_told_to_staff(hall: StandInHall, fake: FakePrinter, start) -> None:
    fake.fault = "near-end"
    start(fake.address)
    hall.give(1, SLIP)
    until(lambda: results(hall) and state(hall) == "near-end")
    assert results(hall) == [(1, "printed", "")]
    assert len(fake.papers) == 1


def test_row_12_without_a_sensor_near_end_is_counted_and_survives_a_restart(
    hall: StandInHall, fake: FakePrinter, start
) -> None:
    address = fake.address + "?roll_mm=1200"
    first = start(address)
    for job in range(1, 10):
        hall.give(job, SLIP)
    until(lambda: len(results(hall)) == 9)
    until(lambda: state(hall) == "near-end")
    first.stop()
    assert hall.details[-1] == "about 0 tickets left"
    hall.news.clear()
    start(address)
    until(lambda: state(hall) == "near-end")
    fake.fault = "paper-out"
    until(lambda: state(hall) == "paper-out")
    fake.fault = None
    until(lambda: state(hall) == "ready")  # a new roll


@pytest.mark.parametrize("fault", ["cover", "jam"])
def test_row_13_cover_and_jam_are_told_apart_and_cleared_by_the_sensor(
    fault: str, hall: StandInHall, fake: FakePrinter, start
) -> None:
    fake.fault = fault
    start(fake.address)
    until(lambda: state(hall) == fault)
    hall.give(1, SLIP)
    until(lambda: results(hall))
    assert results(hall) == [(1, "failed", fault)]
    fake.fault = None
    until(lambda: state(hall) == "ready")
    hall.give(2, SLIP)
    until(lambda: len(results(hall)) == 2)
    assert len(fake.papers) == 1


def test_row_14_a_printer_that_is_off_fails_at_once_and_comes_back_by_itself(
    hall: StandInHall, fake: FakePrinter, start
) -> None:
    start(fake.address)
    until(lambda: state(hall) == "ready")
    fake.fault = "cable"
    until(lambda: state(hall) == "offline")
    hall.give(1, SLIP)
    until(lambda: results(hall))
    assert results(hall) == [(1, "failed", "offline")]
    fake.fault = None
    until(lambda: state(hall) == "ready")
    assert fake.papers == []


def test_row_15_a_stall_is_unknown_and_the_old_ticket_does_not_come_when_the_printer_wakes(
    hall: StandInHall, fake: FakePrinter, start
) -> None:
    fake.engine.keeps = True
    fake.fault = "stall"
    start(fake.address)
    hall.give(1, SLIP)
    until(lambda: results(hall) and state(hall) == "stalled")
    assert results(hall) == [(1, "unknown", "stalled")]
    fake.fault = None
    until(lambda: state(hall) == "ready")
    hall.give(2, SLIP)
    until(lambda: len(results(hall)) == 2)
    assert [paper.height for paper in fake.papers] == [height_of(SLIP)]


@pytest.mark.parametrize("fault", ["half-close", "hang-up", "cable"])
def test_row_16_a_line_lost_in_mid_ticket_is_unknown_and_nothing_is_sent_again(
    fault: str, hall: StandInHall, fake: FakePrinter, start
) -> None:
    if fault == "half-close":
        fake.fault = fault
    else:
        fake.break_after(20_000, fault)
    start(fake.address)
    hall.give(1, SLIP)
    until(lambda: results(hall))
    assert results(hall) == [(1, "unknown", "connection-lost")]
    fake.fault = None
    until(lambda: state(hall) == "ready")
    assert len(fake.papers) == (1 if fault == "half-close" else 0)


def test_row_16_what_the_lost_line_left_in_the_printer_is_not_joined_to_the_next_ticket(
    hall: StandInHall, fake: FakePrinter, start
) -> None:
    fake.engine.keeps, fake.engine.obeys_clear = True, False  # the worst: it remembers and cannot be told to forget
    fake.break_after(20_000, "cable")
    start(fake.address)
    hall.give(1, SLIP)
    until(lambda: results(hall))
    fake.fault = None
    until(lambda: state(hall) == "ready")
    hall.give(2, SLIP)
    until(lambda: len(results(hall)) == 2)
    assert fake.papers[-1].height == height_of(SLIP)
    assert len(fake.papers) == 2  # the piece of the first, cut off by itself
    assert fake.engine.reader.unknown == []


def test_row_17_a_printer_that_never_answers_is_write_only_and_its_tickets_are_unknown(
    hall: StandInHall, fake: FakePrinter, start
) -> None:
    fake.fault = "mute"
    start(fake.address)
    until(lambda: state(hall) == "write-only")
    hall.give(1, SLIP)
    until(lambda: results(hall))
    assert results(hall) == [(1, "unknown", "no-answer")]


def test_row_18_no_old_tickets_burst_out_when_paper_returns(hall: StandInHall, fake: FakePrinter, start) -> None:
    fake.fault = "paper-out"
    for job in (1, 2, 3):
        hall.give(job, SLIP)
    hall.give(4, SLIP, expires_in_ms=-1)  # older than its 60 s
    start(fake.address)
    until(lambda: len(results(hall)) == 4)
    assert results(hall) == [(job, "failed", "paper-out") for job in (1, 2, 3)] + [(4, "failed", "expired")]
    fake.fault = None
    until(lambda: state(hall) == "ready")
    hall.give(5, SLIP)
    until(lambda: len(results(hall)) == 5)
    assert len(fake.papers) == 1


def test_row_19_garbage_is_passed_over_and_complained_of_once(
    hall: StandInHall, fake: FakePrinter, start, caplog: pytest.LogCaptureFixture
) -> None:
    fake.fault = "garbage"
    start(fake.address)
    hall.give(1, SLIP)
    until(lambda: results(hall) and fake.connections > 4)
    assert results(hall) == [(1, "unknown", "no-answer")]
    assert caplog.text.count("bytes that are no status") == 1
    fake.fault = None
    hall.give(2, SLIP)
    until(lambda: len(results(hall)) == 2)
    assert results(hall)[1] == (2, "printed", "")


def test_row_19_no_bytes_a_printer_can_send_end_the_agent(hall: StandInHall, start) -> None:
    class Babbler(FakePrinter):
        """Answers each question with the next of many kinds of noise."""

        noise = random.Random(19)

        def _converse(self, client) -> None:
            while client.recv(4096):
                client.sendall(self.noise.randbytes(self.noise.randint(1, 40)))

    with Babbler() as printer:
        agent = start(printer.address)
        for job in range(1, 9):
            hall.give(job, SLIP)
        until(lambda: len(results(hall)) == 8)
        assert {result for _, result, _ in results(hall)} <= {"printed", "failed", "unknown"}
        assert agent.workers[0].printer.last_state in STATES


def test_an_answer_that_comes_late_is_not_taken_for_another_questions(
    hall: StandInHall, fake: FakePrinter, start
) -> None:
    fake.engine.late_s = 0.5
    fake.fault = "late"
    start(fake.address)
    until(lambda: state(hall) == "write-only")
    hall.give(1, SLIP)
    until(lambda: results(hall))
    assert results(hall) == [(1, "unknown", "no-answer")]
    fake.fault = None
    until(lambda: state(hall) == "ready")
