"""python -m hardware probe ADDRESS: what this printer answers, a test slip, and what follows from both."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from hardware.address import Address
from hardware.faults import BLOCKED, LinkLost
from hardware.findings import Finding, keep_finding
from hardware.links import Link
from hardware.opening import check_width, opener
from hardware.plain_text import text_bytes
from hardware.printers import Patience
from hardware.probe_slip import draw_probe, probe_lines
from hardware.raster import to_escpos
from hardware.talk import CHUNK, QUESTIONS, Talk
from hardware.virtual import VirtualLink, VirtualPrinter

PATIENCE = Patience(connect_s=3.0, status_s=2.0, send_s=10.0, answer_s=15.0)

MEANS = {
    "full": "FULL STATUS: it says when paper is low or out, when its cover is open, when it is jammed.\n"
    "  Nothing more to do.",
    "paper-only": "PAPER ONLY: it tells of its paper, not of its cover or a jam.\n"
    "  An open cover will look like a printer that does not answer. Tell those who look after it.",
    "write-only": "WRITE ONLY: it takes tickets and tells nothing.\n"
    '  Every ticket will end as "unknown": the kiosk asks the visitor whether it came out. Paper is counted instead:\n'
    "  give roll_mm= in its address and run `python -m hardware new-roll` at each change of paper.\n"
    "  A printer on a network cable that answers is the better choice.",
}  # fmt: skip
BEHIND_NO = '  It does not answer behind a ticket, so nobody can know that one was printed: they end as "unknown".'


@dataclass(frozen=True)
class Probed:
    """`answers`: DLE EOT number → (byte, ms). `behind_ms`: of the answer behind the slip, None for none."""

    answers: dict[int, tuple[int, int]]
    behind_ms: int | None
    slip_sent: bool
    blocked: str = ""

    def finding(self) -> Finding:
        times = [ms for _, ms in self.answers.values()]
        at = time.strftime("%Y-%m-%d %H:%M")
        return Finding(tuple(self.answers), self.behind_ms is not None, max([*times, self.behind_ms or 0]), at)


def probe(
    text: str, width_mm: int, patience: Patience = PATIENCE, slip: bool = True, engine: VirtualPrinter | None = None
) -> Probed:
    """Asks all questions and prints the test slip. LinkLost when nothing is there, ValueError for a bad address.

    `engine`: of a virtual printer that somebody has already, so that the slip comes out there.
    """
    check_width(width_mm)
    address = Address.parse(text)
    if address.scheme == "virtual" and engine is None:
        engine = VirtualPrinter(width_mm)
    link = VirtualLink(engine) if engine else opener(address, patience)()
    try:
        return _ask(link, text, address, width_mm, patience, slip)
    finally:
        link.close()


def _ask(link: Link, text: str, address: Address, width_mm: int, patience: Patience, slip: bool) -> Probed:
    talk, answers = Talk(link), {}
    for question in QUESTIONS if link.answers else ():
        begun = time.monotonic()
        talk.ask(question, patience.status_s)
        if question in talk.answers:
            answers[question] = (talk.answers[question], _ms(begun))
    state = talk.known()
    if state in BLOCKED or not slip:
        return Probed(answers, None, False, state if state in BLOCKED else "")
    data, sent = _slip(text, address, width_mm), 0
    while sent < len(data):
        sent += link.send(data[sent : sent + CHUNK])
    link.finish()
    begun = time.monotonic()
    if link.answers:
        talk.ask_behind()
        talk.listen(patience.answer_s)
    return Probed(answers, _ms(begun) if talk.taken else None, True)


def _slip(text: str, address: Address, width_mm: int) -> bytes:
    if address.mode == "text":
        return text_bytes(probe_lines(text), width_mm, address.model)
    return to_escpos(draw_probe(text, width_mm), address.feed_blank)


def tell(text: str, found: Probed) -> str:
    """The finding in plain words, with what to do about it."""
    said = [f"{text}"]
    for question, name in ((1, "printer"), (2, "why off line"), (4, "paper")):
        if question in found.answers:
            byte, ms = found.answers[question]
            said.append(f"  asked about {name}: answered {byte:02x} after {ms} ms")
        else:
            said.append(f"  asked about {name}: no answer")
    if found.blocked:
        said.append(f"It is not ready ({found.blocked}): nothing was printed or kept. Mend it and probe again.")
        return "\n".join(said)
    if found.slip_sent:
        behind = "no answer" if found.behind_ms is None else f"answered after {found.behind_ms} ms"
        said.append(f"  asked behind the test slip: {behind}")
    finding = found.finding()
    said.append(MEANS[finding.level])
    if finding.level != "write-only" and not finding.behind:
        said.append(BEHIND_NO)
    return "\n".join([*said, LOOK])


LOOK = """Now look at the test slip:
  letters    every one with its marks, none a box. If not: tell us the model.
  1 ruler    reaches both edges of the print. If it is cut on the right: give the width of its paper (80 or 58).
  2 gaps     the two white gaps are equally high. If not: add blank=send to the address.
  3 QR       a phone reads "LUOT TEST".
  4 cut      the slip is cut through below the last line.
Pull out the paper and probe again: the printer must say so now, or it never will."""


def probe_command(text: str, width_mm: int, folder: Path, slip: bool = True) -> int:
    """Probes, prints the words, keeps the finding; the exit code."""
    try:
        found = probe(text, width_mm, slip=slip)
    except LinkLost as fault:
        print(f"{text}\n  {fault}\nNothing is there. Check power, cable, address; on Linux also the right to open it.")
        return 1
    print(tell(text, found))
    if found.blocked or not found.slip_sent:
        return 1 if found.blocked else 0
    keep_finding(folder, text, found.finding())
    print(f"Kept in {folder / 'probes.json'}; a print agent that uses this folder knows it from its next start.")
    return 0


def _ms(begun: float) -> int:
    return round((time.monotonic() - begun) * 1000)
