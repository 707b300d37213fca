"""The print agent against a hall on a real socket: one ticket for one job, and the truth about it."""

import io
import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from hall_stand_in import CODE, TOKEN, StandInHall, until
from PIL import Image

from hardware.agent import Agent, PrinterSetting
from hardware.findings import Finding, keep_finding
from hardware.hall_client import HallAway, HallClient, NotPaired, keep_token, pair, read_token
from hardware.notebook import Notebook
from hardware.printers import Patience
from hardware.tcp_printer import FakePrinter
from hardware.virtual import VirtualPrinter
from server.core.slip import Slip

SLIP = Slip("Trung tâm", "A012", "Sở Tư pháp", "Hộ tịch", "Quầy 3", 5, "23/11/2026 08:41", "http://hall/t/x").to_json()
SHORT = Patience(connect_s=0.5, status_s=0.2, send_s=0.5, answer_s=0.6, mute_s=0.2, look_s=0.2)
VIRTUAL = PrinterSetting("front", "virtual://")

StartAgent = Callable[..., Agent]


@pytest.fixture
def hall() -> Iterator[StandInHall]:
    stand_in = StandInHall()
    yield stand_in
    stand_in.stop()


@pytest.fixture
def start(hall: StandInHall, tmp_path: Path) -> Iterator[StartAgent]:
    started: list[tuple[Agent, threading.Thread]] = []

    def run(*settings: PrinterSetting, token: str = TOKEN, codes: list[int] | None = None) -> Agent:
        agent = Agent(HallClient(hall.url, token), tmp_path, list(settings), SHORT)
        ended = codes if codes is not None else []
        thread = threading.Thread(target=lambda: ended.append(agent.run()), daemon=True)
        thread.start()
        started.append((agent, thread))
        return agent

    yield run
    for agent, thread in started:
        agent.stop()
        thread.join(30)
        assert not thread.is_alive()


def test_one_job_gives_one_paper_and_the_paper_is_shown_before_the_result(hall: StandInHall, start: StartAgent) -> None:
    start(VIRTUAL)
    hall.give(7, SLIP)
    until(lambda: hall.told("result"))
    assert hall.told("result") == [(7, "printed", "")]
    [(printer, number, png)] = hall.told("paper")
    assert (printer, number) == ("front", "A012")
    assert zxingcpp.read_barcodes(Image.open(io.BytesIO(png)).convert("L"))[0].text == SLIP["url"]
    kinds = [news[0] for news in hall.news]
    assert kinds.index("hello") < kinds.index("claim") < kinds.index("paper") < kinds.index("result")


def test_the_hello_names_the_printers_and_a_claim_waits_for_its_own_alone(hall: StandInHall, start: StartAgent) -> None:
    start(VIRTUAL, PrinterSetting("back", "virtual://", 58))
    until(lambda: len(hall.told("claim")) >= 2)
    [(printers,)] = hall.told("hello")
    assert [(one["id"], one["address"], one["width_mm"]) for one in printers] == [
        ("front", "virtual://", 80),
        ("back", "virtual://", 58),
    ]
    assert sorted(printers for printers, wait in hall.told("claim")) == [["back"], ["front"]]


def test_the_hello_tells_what_a_probe_found_and_a_write_only_printer_is_not_asked(
    hall: StandInHall, start: StartAgent, tmp_path: Path
) -> None:
    with FakePrinter() as printer:
        keep_finding(tmp_path, printer.address, Finding((), False))
        start(PrinterSetting("front", printer.address), PrinterSetting("back", "virtual://"))
        until(lambda: ("state", "front", "write-only") in hall.news)
        hall.give(1, SLIP)
        until(lambda: hall.told("result"))
        assert [(one["id"], one["finding"]) for one in hall.told("hello")[0][0]] == [
            ("front", "write-only"),
            ("back", ""),
        ]
        assert hall.told("result") == [(1, "unknown", "no-answer")]
        until(lambda: printer.papers)
        assert b"\x10\x04" not in printer.commands


def test_an_agent_told_its_printers_by_the_server_tells_what_a_probe_found_of_them(
    hall: StandInHall, start: StartAgent, tmp_path: Path
) -> None:
    keep_finding(tmp_path, "virtual://", Finding((1, 2, 3, 4), True))
    hall.printers = [{"id": "front", "address": "virtual://", "width_mm": 80}]
    start()
    until(lambda: len(hall.told("hello")) == 2)
    assert [(one["id"], one["finding"]) for one in hall.told("hello")[1][0]] == [("front", "full")]


def test_a_fault_wished_for_the_middle_of_a_ticket_strikes_there(hall: StandInHall, start: StartAgent) -> None:
    start(VIRTUAL)
    hall.break_printer("front", "paper-out-mid")
    until(lambda: ("state", "front", "ready") in hall.news and len(hall.told("claim")) > 1)
    hall.give(1, SLIP)
    until(lambda: hall.told("result") and hall.told("state")[-1] == ("front", "paper-out"))
    assert hall.told("result") == [(1, "failed", "paper-out")]
    assert hall.told("paper") == []
    hall.break_printer("front", None)
    until(lambda: hall.told("state")[-1] == ("front", "ready"))
    hall.give(2, SLIP)
    until(lambda: len(hall.told("result")) == 2)
    assert hall.told("result")[1] == (2, "printed", "")


@pytest.mark.parametrize("wish", ["eaten-mid", "cover-mid-mid", "-mid"])
def test_a_wish_for_no_known_fault_is_refused(wish: str) -> None:
    with pytest.raises(ValueError, match="none of"):
        VirtualPrinter().wish(wish)


def test_an_agent_without_printers_of_its_own_takes_those_the_hall_gives(hall: StandInHall, start: StartAgent) -> None:
    hall.printers = [{"id": "cửa chính", "address": "virtual://", "width_mm": 58, "name": "Máy in cửa chính"}]
    start()
    hall.give(1, SLIP, printer="cửa chính")
    until(lambda: hall.told("result"))
    assert Image.open(io.BytesIO(hall.told("paper")[0][2])).width == 384


def test_a_broken_printer_does_not_hold_up_the_one_beside_it(hall: StandInHall, start: StartAgent) -> None:
    with FakePrinter() as stuck:
        stuck.fault = "mute"
        start(PrinterSetting("stuck", stuck.address), VIRTUAL)
        hall.give(1, SLIP, printer="stuck")
        hall.give(2, SLIP)
        until(lambda: len(hall.told("result")) == 2)
    assert [job for job, *_ in hall.told("result")] == [2, 1]
    assert ("state", "stuck", "write-only") in hall.news


def test_a_result_is_told_until_a_restarted_hall_has_it_and_the_ticket_is_not_printed_again(
    hall: StandInHall, start: StartAgent
) -> None:
    with FakePrinter() as printer:
        hall.on_claimed = lambda: threading.Thread(target=hall.stop).start()
        start(PrinterSetting("front", printer.address))
        hall.give(7, SLIP)
        until(lambda: printer.papers and hall._server is None)
        hall.on_claimed = lambda: None
        hall.start()
        until(lambda: hall.told("result"))
        until(lambda: len(hall.told("hello")) >= 2 and len(hall.told("state")) >= 2)
        hall.give(8, SLIP)
        until(lambda: (8, "printed", "") in hall.told("result"))
        assert set(hall.told("result")) == {(7, "printed", ""), (8, "printed", "")}
        assert len(printer.papers) == 2


def test_a_hall_that_cannot_store_the_result_is_told_again(hall: StandInHall, start: StartAgent) -> None:
    hall.refuse_results = 2
    start(VIRTUAL)
    hall.give(7, SLIP)
    until(lambda: hall.told("result"))
    assert len(hall.told("paper")) == 1


def test_a_job_past_its_life_on_the_halls_clock_is_not_printed(hall: StandInHall, start: StartAgent) -> None:
    start(VIRTUAL)
    hall.give(7, SLIP, expires_in_ms=-1)
    until(lambda: hall.told("result"))
    assert hall.told("result") == [(7, "failed", "expired")]
    assert hall.told("paper") == []


@pytest.mark.parametrize(("fault", "state"), [("cable", "offline"), ("paper-out", "paper-out"), ("cover", "cover")])
def test_a_fault_set_in_the_hall_breaks_the_next_job_and_mending_it_prints_again(
    fault: str, state: str, hall: StandInHall, start: StartAgent
) -> None:
    hall.faults = {"front": fault}  # known to the agent only through the claim that brings the job
    hall.give(7, SLIP)
    start(VIRTUAL)
    until(lambda: hall.told("result") and ("state", "front", state) in hall.news)
    assert hall.told("result") == [(7, "failed", state)]
    hall.break_printer("front", None)
    until(lambda: hall.told("state")[-1] == ("front", "ready"))
    hall.give(8, SLIP)
    until(lambda: len(hall.told("result")) == 2)
    assert hall.told("result")[1] == (8, "printed", "")
    assert len(hall.told("paper")) == 1


def test_a_fault_the_agent_does_not_know_breaks_nothing(hall: StandInHall, start: StartAgent) -> None:
    hall.faults = {"front": "eaten by a goat"}
    start(VIRTUAL)
    hall.give(7, SLIP)
    until(lambda: hall.told("result"))
    assert hall.told("result") == [(7, "printed", "")]


def test_the_state_is_told_once_for_each_change(hall: StandInHall, start: StartAgent) -> None:
    start(VIRTUAL)
    for job in (1, 2, 3):
        hall.give(job, SLIP)
    until(lambda: len(hall.told("result")) == 3)
    hall.break_printer("front", "near-end")
    until(lambda: ("state", "front", "near-end") in hall.news)
    assert hall.told("state") == [("front", "ready"), ("front", "near-end")]


def test_a_printer_without_a_sensor_is_near_its_end_by_what_was_counted(hall: StandInHall, start: StartAgent) -> None:
    start(PrinterSetting("front", "virtual://?roll_mm=1000"))
    for job in range(1, 8):
        hall.give(job, SLIP)
    until(lambda: len(hall.told("result")) == 7)
    until(lambda: ("front", "near-end") in hall.told("state"))
    assert hall.told("state")[0] == ("front", "ready")


def test_a_slip_that_is_none_fails_and_the_next_one_prints(hall: StandInHall, start: StartAgent) -> None:
    start(VIRTUAL)
    hall.give(1, {"centre": "only a name"})
    hall.give(2, replace(Slip.from_json(SLIP), language="xx").to_json() | {"newer": True})
    until(lambda: len(hall.told("result")) == 2)
    assert hall.told("result") == [(1, "failed", "not-drawn"), (2, "printed", "")]


def test_a_ticket_in_hand_when_the_agent_died_is_unknown_after_its_next_start(
    hall: StandInHall, start: StartAgent, tmp_path: Path
) -> None:
    Notebook(tmp_path, "front").write(7, {"state": "unknown", "reason": "agent-stopped"})
    start(VIRTUAL)
    until(lambda: hall.told("result"))
    assert hall.told("result") == [(7, "unknown", "agent-stopped")]
    hall.give(8, SLIP)
    until(lambda: len(hall.told("result")) == 2)
    assert len(hall.told("paper")) == 1
    until(lambda: Notebook(tmp_path, "front").read() is None)


def test_a_ticket_is_noted_as_unknown_before_the_printer_has_it_whole(
    hall: StandInHall, start: StartAgent, tmp_path: Path
) -> None:
    with FakePrinter() as printer:
        printer.fault, printer.engine.slow_bytes_s = "slow", 3000
        start(PrinterSetting("front", printer.address))
        hall.give(7, SLIP)
        until(lambda: printer.engine.ticket_bytes)
        assert Notebook(tmp_path, "front").read() == (7, {"state": "unknown", "reason": "agent-stopped"})
        printer.engine.slow_bytes_s = 1_000_000
        until(lambda: hall.told("result"))
        until(lambda: Notebook(tmp_path, "front").read() is None)


def test_an_agent_the_hall_no_longer_knows_ends(hall: StandInHall, start: StartAgent) -> None:
    codes: list[int] = []
    start(VIRTUAL, codes=codes)
    until(lambda: hall.told("claim"))
    hall.tokens.clear()
    hall.give(7, SLIP)  # ends the long poll; the next request is refused
    until(lambda: codes)
    assert codes == [3]


def test_pairing_spends_the_code_and_keeps_the_token_from_other_users(hall: StandInHall, tmp_path: Path) -> None:
    assert read_token(tmp_path) is None
    keep_token(tmp_path, pair(hall.url, CODE))
    assert read_token(tmp_path) == TOKEN
    assert stat.S_IMODE((tmp_path / "agent-token").stat().st_mode) == 0o600
    with pytest.raises(NotPaired):
        pair(hall.url, CODE)
    hall.stop()
    with pytest.raises(HallAway):
        pair(hall.url, CODE)


def hardware(*args: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "hardware", *args],
        cwd=Path(__file__).parents[2],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_the_program_pairs_prints_and_ends_inside_a_long_poll(
    sign: signal.Signals, hall: StandInHall, tmp_path: Path
) -> None:
    agent = hardware(
        "agent", "--server", hall.url, "--data", str(tmp_path), "--code", CODE, "--printer", "front=virtual://,58"
    )
    hall.give(7, SLIP)
    until(lambda: hall.told("result") and len(hall.told("claim")) == 2)
    agent.send_signal(sign)
    _, said = agent.communicate(timeout=8)  # the poll it sits in would last 10 s
    assert agent.returncode == 0
    assert "front" in said
    assert TOKEN not in said
    assert CODE not in said


def test_the_program_says_what_to_do_when_it_is_not_paired(hall: StandInHall, tmp_path: Path) -> None:
    agent = hardware("agent", "--server", hall.url, "--data", str(tmp_path))
    _, said = agent.communicate(timeout=30)
    assert agent.returncode == 3
    assert "--code" in said


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("front=tcp://10.0.0.2:9100,58", PrinterSetting("front", "tcp://10.0.0.2:9100", 58)),
        ("front=virtual://", PrinterSetting("front", "virtual://", 80)),
        ("k1=serial:///dev/ttyS0?baud=19200,80", PrinterSetting("k1", "serial:///dev/ttyS0?baud=19200", 80)),
    ],
)
def test_a_printer_on_the_command_line_reads_as_it_is_written(text: str, setting: PrinterSetting) -> None:
    assert PrinterSetting.parse(text) == setting


@pytest.mark.parametrize("text", ["", "front", "=tcp://x", "front="])
def test_a_printer_without_a_name_or_an_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="ID=ADDRESS"):
        PrinterSetting.parse(text)
