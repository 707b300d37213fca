"""The probe: what a printer answers, in words, on paper and on disk, and the agent that heeds it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp

from hardware.__main__ import main
from hardware.findings import Finding, keep_finding, read_findings
from hardware.opening import open_printer
from hardware.printers import ASK_AGAIN, TRIES, Patience
from hardware.probe import MEANS, probe, tell
from hardware.probe_slip import LETTERS, QR_SAYS
from hardware.tcp_printer import FakePrinter
from server.core.slip import Slip

SLIP = Slip("Trung tâm", "A012", "Sở Tư pháp", "Hộ tịch", "Quầy 3", 5, "23/11/2026 08:41", "http://hall/t/x")
SHORT = Patience(connect_s=0.5, status_s=0.2, send_s=0.5, answer_s=0.6, mute_s=0.2, look_s=0.2)
ASKED = b"\x10\x04"


@pytest.fixture
def fake() -> Iterator[FakePrinter]:
    with FakePrinter() as printer:
        yield printer


def test_a_full_printer_is_timed_gets_its_slip_and_is_remembered(fake: FakePrinter, tmp_path: Path, capsys) -> None:
    assert main(["probe", fake.address, "--data", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert MEANS["full"] in said
    assert said.count(" ms") == 4
    finding = read_findings(tmp_path)[fake.address]
    assert (finding.level, finding.questions, finding.behind) == ("full", (1, 2, 4), True)
    [paper] = fake.papers
    assert zxingcpp.read_barcodes(paper.convert("L"))[0].text == QR_SAYS


@pytest.mark.parametrize(
    ("answered", "behind", "level"),
    [((1, 2, 4), True, "full"), ((1, 4), True, "paper-only"), ((4,), False, "paper-only"), ((1,), True, "paper-only"),
     ((1,), False, "write-only"), ((), False, "write-only")],
)  # fmt: skip
def test_each_way_of_answering_has_its_own_level(answered: tuple[int, ...], behind: bool, level: str) -> None:
    with FakePrinter() as printer:
        printer.engine.answered = answered
        printer.engine.answers_behind = behind
        found = probe(printer.address, 80, SHORT)
    finding = found.finding()
    assert (finding.level, finding.questions, finding.behind) == (level, answered, behind)
    assert MEANS[finding.level] in tell(printer.address, found)


def test_a_printer_without_paper_is_not_judged(fake: FakePrinter, tmp_path: Path, capsys) -> None:
    fake.fault = "paper-out"
    assert main(["probe", fake.address, "--data", str(tmp_path)]) == 1
    assert "paper-out" in capsys.readouterr().out
    assert read_findings(tmp_path) == {}
    assert fake.papers == []


def test_nothing_there_is_said_with_what_to_check(tmp_path: Path, capsys) -> None:
    with FakePrinter() as gone:
        address = gone.address
    assert main(["probe", address, "--data", str(tmp_path)]) == 1
    assert "cable" in capsys.readouterr().out
    assert main(["probe", "tcp//mistake"]) == 2


def test_the_test_slip_bears_all_146_letters() -> None:
    assert len(set("".join(LETTERS)) - {" "}) == 146


def test_a_probe_without_a_slip_prints_and_keeps_nothing(fake: FakePrinter, tmp_path: Path) -> None:
    assert main(["probe", fake.address, "--data", str(tmp_path), "--no-slip"]) == 0
    assert fake.papers == []
    assert read_findings(tmp_path) == {}


@pytest.mark.parametrize("page", ["", "[]", '{"x": 1}', '{"tcp://h": {"questions": "q"}}'])
def test_findings_that_cannot_be_read_are_none(page: str, tmp_path: Path) -> None:
    (tmp_path / "probes.json").write_text(page)
    assert read_findings(tmp_path) == {}
    keep_finding(tmp_path, "tcp://h", Finding((1,), True))
    assert json.loads((tmp_path / "probes.json").read_text())["tcp://h"]["questions"] == [1]


def test_a_printer_known_to_be_write_only_is_never_asked(fake: FakePrinter) -> None:
    fake.fault = "mute"
    printer = open_printer(fake.address, 80, SHORT, Finding((), False))
    for _ in range(5):
        assert printer.status() == "write-only"
    with pytest.raises(Exception, match="cannot tell"):
        printer.print_slip(SLIP)
    assert ASKED not in fake.commands
    fake.fault = "cable"
    assert printer.status() == "offline"  # that much shows even here


def test_a_printer_that_never_answers_is_soon_asked_only_now_and_then() -> None:
    printer = open_printer("virtual://", 80, Patience(status_s=0.01))
    assert printer.virtual is not None
    printer.virtual.fault = "mute"
    assert {printer.status() for _ in range(60)} == {"write-only"}
    assert printer.virtual.reader.commands.count(ASKED) <= TRIES + 60 // ASK_AGAIN
    printer.virtual.fault = None
    assert "ready" in [printer.status() for _ in range(ASK_AGAIN)]  # and is noticed when it learns to speak


def test_a_paper_only_printer_is_asked_what_it_answers_and_no_more() -> None:
    with FakePrinter() as fake:
        fake.engine.answered = (4,)
        printer = open_printer(fake.address, 80, SHORT, Finding((4,), True))
        assert printer.status() == "ready"
        fake.fault = "paper-out"
        assert printer.status() == "paper-out"
        fake.fault = None
        printer.print_slip(SLIP)
        assert printer.last_state == "ready"


def test_a_printer_that_does_not_answer_behind_a_ticket_is_not_waited_for_and_never_said_to_have_printed() -> None:
    with FakePrinter() as fake:
        fake.engine.answers_behind = False
        printer = open_printer(fake.address, 80, SHORT, Finding((1, 2, 4), False))
        with pytest.raises(Exception, match="cannot tell") as fault:
            printer.print_slip(SLIP)
        assert (fault.value.can_retry, fault.value.reason, printer.last_state) == (False, "no-answer", "ready")
        assert printer.status() == "ready"
