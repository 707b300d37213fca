"""Two print agents that think the same printer theirs: every job is printed once, whoever is quicker."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from browser import ROOT, RunningHall, until
from doors import Caller, new_key

from hardware.tcp_printer import FakePrinter

JOBS = 30
PRINTER = "kiosk-1"


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[RunningHall]:
    hall = RunningHall(tmp_path / "data").start()
    yield hall
    hall.stop()


@pytest.fixture
def printers() -> Iterator[list[FakePrinter]]:
    """Two printers on sockets: whatever an agent prints comes out of its own."""
    with FakePrinter() as one, FakePrinter() as other:
        yield [one, other]


def start_agent(hall: RunningHall, folder: Path, name: str, printer: FakePrinter) -> subprocess.Popen:
    return subprocess.Popen(
        [
            sys.executable, "-m", "hardware", "agent", "--server", hall.url, "--data", str(folder / name),
            "--code", hall.code("agent", name), "--printer", f"{PRINTER}={printer.address}",
        ],
        cwd=ROOT, stderr=subprocess.DEVNULL, env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )  # fmt: skip


def test_thirty_jobs_and_two_agents_make_thirty_papers(
    hall: RunningHall, printers: list[FakePrinter], tmp_path: Path
) -> None:
    agents = [start_agent(hall, tmp_path, f"agent-{n}", printer) for n, printer in enumerate(printers)]
    try:
        until(lambda: all(printer.connections for printer in printers), what="both agents")
        kiosk = Caller(hall).be_device("kiosk", "kiosk-1")
        office = kiosk.get("/kiosk/menu.json")["departments"][0]
        given = [
            kiosk.post(
                "/kiosk/tickets",
                {"key": new_key("two"), "department": office["id"], "service": office["services"][0]["id"]},
            )[1]
            for _ in range(JOBS)
        ]
        ended = "SELECT COUNT(*) FROM print_jobs WHERE state NOT IN ('queued', 'claimed')"
        until(lambda: hall.rows(ended) == [(JOBS,)], 60, "the last job")
        assert hall.rows("SELECT state, COUNT(*) FROM print_jobs GROUP BY state") == [("printed", JOBS)]
        printed = [
            zxingcpp.read_barcodes(paper.convert("L"))[0].text for printer in printers for paper in printer.papers
        ]
        assert sorted(printed) == sorted(ticket["url"] for ticket in given)
        assert all(printer.papers for printer in printers), "both agents had work"
    finally:
        for agent in agents:
            agent.terminate()
            agent.wait(5)
