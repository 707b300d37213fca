"""What the hall asks of an agent besides tickets: a probe with its test slip, and other printers without a restart."""

from __future__ import annotations

import base64
import io
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zxingcpp
from hall_stand_in import TOKEN, StandInHall, until
from PIL import Image

from hardware.agent import Agent, PrinterSetting
from hardware.findings import read_findings
from hardware.hall_client import HallClient
from hardware.printers import Patience
from hardware.probe_slip import QR_SAYS
from hardware.tcp_printer import FakePrinter
from server.core.slip import Slip

SHORT = Patience(connect_s=0.5, status_s=0.2, send_s=0.5, answer_s=0.6, mute_s=0.2, look_s=0.2)
SLIP = Slip("Trung tâm", "A012", "Sở Tư pháp", "Hộ tịch", "Quầy 3", 5, "23/11/2026 08:41", "http://hall/t/x").to_json()


@pytest.fixture
def hall() -> Iterator[StandInHall]:
    stand_in = StandInHall()
    yield stand_in
    stand_in.stop()


@pytest.fixture
def start(hall: StandInHall, tmp_path: Path) -> Iterator[Callable[..., Agent]]:
    started: list[tuple[Agent, threading.Thread]] = []

    def run(*settings: PrinterSetting) -> Agent:
        agent = Agent(HallClient(hall.url, TOKEN), tmp_path, list(settings), SHORT)
        thread = threading.Thread(target=agent.run, daemon=True)
        thread.start()
        started.append((agent, thread))
        return agent

    yield run
    for agent, thread in started:
        agent.stop()
        thread.join(30)


def answer(hall: StandInHall) -> dict:
    until(lambda: hall.told("errand"))
    return hall.told("errand")[-1][1]


def given(address: str, printer: str = "front") -> list[dict]:
    return [{"id": printer, "address": address, "width_mm": 80, "name": "Máy in"}]


def test_a_printer_is_probed_because_the_hall_asks_and_its_test_slip_comes_out(hall, start, tmp_path) -> None:
    with FakePrinter() as fake:
        hall.give_printers(given(fake.address))
        start()
        until(lambda: hall.told("state"))
        hall.ask(7, fake.address)
        told = answer(hall)
        assert (told["state"], told["level"], set(told["answers"])) == ("done", "full", {"1", "2", "4"})
        [paper] = fake.papers
        assert zxingcpp.read_barcodes(paper.convert("L"))[0].text == QR_SAYS
        shown = Image.open(io.BytesIO(base64.b64decode(told["picture"])))
        assert shown.size[0] == paper.size[0], "the page shows what should have come out"
        assert read_findings(tmp_path)[fake.address].level == "full"
        until(lambda: any(one["finding"] == "full" for hello in hall.told("hello") for one in hello[0]))


@pytest.mark.parametrize(("fault", "reason"), [("paper-out", "paper-out"), ("cover", "cover"), ("cable", "offline")])
def test_a_printer_that_is_not_ready_is_told_by_its_cause(hall, start, fault, reason) -> None:
    with FakePrinter() as fake:
        hall.give_printers(given(fake.address))
        start()
        until(lambda: hall.told("state"))
        fake.fault = fault
        hall.ask(8, fake.address)
        told = answer(hall)
        assert (told["state"], told["reason"]) == ("failed", reason) and not fake.papers


def test_an_address_that_is_not_in_force_yet_is_probed_all_the_same(hall, start) -> None:
    with FakePrinter() as fake:
        start(PrinterSetting("front", "virtual://"))
        hall.ask(9, fake.address)
        assert answer(hall)["state"] == "done" and len(fake.papers) == 1


def test_the_test_slip_of_a_virtual_printer_stands_among_its_papers(hall, start) -> None:
    start(PrinterSetting("front", "virtual://"))
    until(lambda: hall.told("state"))
    hall.ask(10, "virtual://")
    assert answer(hall)["state"] == "done"
    until(lambda: hall.told("paper"))
    assert hall.told("paper")[0][2].startswith(b"\x89PNG")


def test_an_agent_takes_the_printers_that_changed_without_a_restart(hall, start) -> None:
    with FakePrinter() as old, FakePrinter() as new:
        hall.give_printers(given(old.address))
        agent = start()
        until(lambda: hall.told("state"))
        hall.give_printers(given(new.address, "side"))
        until(lambda: [worker.id for worker in agent.workers] == ["side"])
        hall.give(1, SLIP, "side")
        until(lambda: hall.told("result"))
        assert (len(old.papers), len(new.papers)) == (0, 1)


def test_an_agent_with_printers_of_its_own_keeps_them(hall, start) -> None:
    agent = start(PrinterSetting("front", "virtual://"))
    until(lambda: agent.workers)
    hall.give_printers(given("tcp://192.0.2.10:9100", "side"))
    hall.ask(11, "virtual://")
    answer(hall)
    assert [worker.id for worker in agent.workers] == ["front"]
