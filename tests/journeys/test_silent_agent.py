"""A print agent that dies without a word: its printer is not believed to be well for long."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from browser import ROOT, RunningHall, until
from doors import Caller

from hardware.tcp_printer import FakePrinter


def test_a_killed_agents_printer_is_offline_at_the_kiosk_and_well_again_with_the_next_agent(
    hall: RunningHall, tmp_path: Path
) -> None:
    kiosk = Caller(hall).be_device("kiosk", "kiosk-1")

    def state() -> str:
        return kiosk.get("/kiosk/menu.json")["printer"]["state"]

    def start(*more: str) -> subprocess.Popen:
        return subprocess.Popen(
            [
                sys.executable, "-m", "hardware", "agent", "--server", hall.url, "--data", str(tmp_path / "agent"),
                "--printer", f"kiosk-1={printer.address}", *more,
            ],
            cwd=ROOT, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    with FakePrinter() as printer:
        agent = start("--code", hall.code("agent", "agent-1"))
        try:
            until(lambda: state() == "ready", what="a ready printer")
            os.kill(agent.pid, signal.SIGKILL)
            agent.wait(5)
            assert state() == "ready", "nobody can know yet"
            until(lambda: state() == "offline", what="the silence")
            agent = start()
            until(lambda: state() == "ready", what="the next agent")
        finally:
            agent.kill()
            agent.wait(5)
