"""Tickets issued through the kiosk's route, against a bare route that commits one durable row; A B A B in turn."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path

from server.demo.door import new_key
from server.settings import ROOT

from .figures import percentile, table
from .load import Measured, Spec
from .people import headers_of, invite, kiosk_door, wishes
from .processes import bare_server, hall_server

AIM = 0.4
# Another queue system, FQM, measured on a like machine in another run: tickets/s as it is, and with its worst repaired.
FQM = {1: (13, 57), 8: (25, 89)}
TIMES_REPAIRED = 6


@dataclass
class Side:
    """All blocks of one server at one concurrency."""

    blocks: list[Measured] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return len(self.latencies) / sum(one.elapsed_s for one in self.blocks)

    @property
    def latencies(self) -> list[float]:
        return [ms for one in self.blocks for ms in one.latencies_ms]

    @property
    def client_ms(self) -> float:
        """The client's own processor time a request."""
        return 1000 * sum(one.cpu_s for one in self.blocks) / max(1, len(self.latencies))

    def row(self, name: str, concurrency: int) -> list[object]:
        times = [percentile(self.latencies, share) for share in (0.5, 0.95, 0.99)]
        return [name, concurrency, self.rate, *times, self.client_ms]


def measure(folder: Path, quick: bool) -> str:
    rounds, seconds = (2, 0.5) if quick else (5, 1.4)
    with hall_server(folder / "hall", "--no-voice") as port:
        people = invite(folder / "hall")
        door = kiosk_door(port, people.kiosk_code)
        bodies, headers = wishes(people.plan), headers_of(door)
        reply = door.http.post(f"{door.url}/kiosk/tickets", json=bodies[0] | {"key": new_key()}, timeout=15)
        size = len(reply.content)
        with bare_server(folder / "bare", "--reply-bytes", str(size)) as bare_port:
            real = Spec(port, "/kiosk/tickets", headers, bodies, 1, seconds)
            bare = Spec(bare_port, "/row", headers, bodies, 1, seconds)
            sides = {c: _in_turn(real, bare, c, rounds) for c in (1, 8)}
    return _told(sides, size)


def _in_turn(real: Spec, bare: Spec, concurrency: int, rounds: int) -> tuple[Side, Side]:
    sides = Side(), Side()
    for turn in range(rounds * 2):
        which = (0, 1, 1, 0)[turn % 4]  # A B B A: a steady drift of the machine cancels
        spec = (real, bare)[which]
        sides[which].blocks.append(_block(Spec(**asdict(spec) | {"concurrency": concurrency})))
    return sides


def _block(spec: Spec) -> Measured:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "bench.load"], input=json.dumps(asdict(spec)), capture_output=True, text=True, cwd=ROOT,
        timeout=60, check=True,
    )  # fmt: skip
    measured = Measured(**json.loads(done.stdout))
    if measured.errors:
        raise RuntimeError(f"{spec.path}: {measured.errors[0]}")
    return measured


def _told(sides: dict[int, tuple[Side, Side]], size: int) -> str:
    heads = ("ticket issue, durable", "at once", "per s", "p50 ms", "p95 ms", "p99 ms", "client ms")
    rows = []
    for c, (hall, bare) in sides.items():
        rows += [hall.row("hall", c), bare.row("bare row", c)]
    lines = [table(heads, rows), f"both replies {size} bytes; client ms: the client's own processor time a request"]
    for c, (hall, bare) in sides.items():
        ratio, (plain, repaired) = hall.rate / bare.rate, FQM[c]
        lines.append(f"at once {c}: {ratio:.2f} of bare (aim ≥ {AIM}: {'met' if ratio >= AIM else 'MISSED'})")
        lines.append(
            f"  for scale, other run: FQM {plain}/s, this is {hall.rate / plain:.0f} times that; its worst repaired "
            f"{repaired}/s, this is {hall.rate / repaired:.1f} times that (wanted: {TIMES_REPAIRED})"
        )
    return "\n".join(lines)
