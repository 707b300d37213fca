"""One call to 10, 100 and 500 display sockets against a bare emit, and what they cost the server; then how a hall's
screens weigh in memory, and how fast 500 of them are back after a restart."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from server.demo.door import Door
from server.settings import ROOT

from .burden import Burden
from .call import AIM, OFFICERS, call_one, in_turn, like_the_last, listeners, seat, tail_ratios
from .figures import percentile, table
from .people import invite, kiosk_door
from .processes import bare_server, end, hall_command, hall_server, wait_for_page
from .wire import Wire

SIZES, ROUNDS = (10, 100, 500), (150, 100, 60)
DISPLAYS, DESKS, STORM = 50, 28, 500


def measure(folder: Path, quick: bool) -> str:
    sizes, rounds = ((10, 40), (10, 10)) if quick else (SIZES, ROUNDS)
    rows = [row for one in zip(sizes, rounds, strict=True) for row in _one_size(folder / str(one[0]), *one)]
    heads = ("call → sockets", "calls", "p50 ms", "p99 ms", "CPU ms a call", "of bare p50", "of bare p99")
    return "\n".join([
        table(heads, rows),
        f"of bare p99: the middle one of five parts of the run (aim ≤ {AIM})",
        _weight_and_storm(folder / "weight", 40 if quick else STORM),
    ])  # fmt: skip


def _one_size(folder: Path, size: int, rounds: int) -> list[list[object]]:
    with ExitStack() as stack:
        port = stack.enter_context(hall_server(folder / "hall", "--no-voice"))
        people = invite(folder / "hall", OFFICERS)
        kiosk, display = kiosk_door(port, people.kiosk_code), Door(f"http://127.0.0.1:{port}")
        display.enrol(people.display_code)
        desks = [seat(port, people, username) for username in people.passwords]
        for turn in range(3 * OFFICERS):
            call_one(kiosk, desks[turn % OFFICERS])
        payload = folder / "payload.json"
        payload.write_text(json.dumps(like_the_last(display)), encoding="utf-8")
        bare_port = stack.enter_context(bare_server(folder / "bare", "--payload", str(payload)))
        groups = [{"name": "hall", "port": port, "cookie": display.cookies(), "size": size},
                  {"name": "bare", "port": bare_port, "cookie": "", "size": size}]  # fmt: skip
        ears = stack.enter_context(listeners(groups))
        burdens = {"hall": Burden.of_hall(folder / "hall"), "bare": Burden(int((folder / "bare" / "pid").read_text()))}
        before = {name: burden.cpu_s() for name, burden in burdens.items()}
        found = in_turn(rounds, ears, kiosk, desks, Wire(bare_port))
        cost = {name: 1000 * (burden.cpu_s() - before[name]) / rounds for name, burden in burdens.items()}
    half = _at(found["hall"], 0.5) / _at(found["bare"], 0.5)
    ratios = {"hall": [half, percentile(tail_ratios(found), 0.5)], "bare": ["", ""]}
    return [[f"{name}, {size}", len(calls), _at(calls, 0.5), _at(calls, 0.99), cost[name], *ratios[name]]
            for name, calls in found.items()]  # fmt: skip


def _at(calls: list[list[float]], share: float) -> float:
    return percentile([ms for call in calls for ms in call], share)


def _weight_and_storm(data: Path, storm: int) -> str:
    with hall_server(data, "--no-voice") as port:
        people = invite(data, OFFICERS)
        kiosk, display = kiosk_door(port, people.kiosk_code), Door(f"http://127.0.0.1:{port}")
        display.enrol(people.display_code)
        desks = [seat(port, people, username) for username in people.passwords]
        for turn in range(5 * OFFICERS):
            call_one(kiosk, desks[turn % OFFICERS])
        burden = Burden.of_hall(data)
        empty = burden.memory_mb()
        officer = desks[0].headers["Cookie"]
        groups = [{"name": "hall", "port": port, "cookie": display.cookies(), "size": DISPLAYS},
                  {"name": "desks", "port": port, "cookie": officer, "size": DESKS, "role": "desk"}]  # fmt: skip
        with listeners(groups):
            full = burden.memory_mb()
    told = f"resident memory {empty:.0f} MB before, {full:.0f} MB with {DISPLAYS} displays and {DESKS} desks connected"
    process = subprocess.Popen(hall_command(data, port, "--no-voice"), cwd=ROOT)  # noqa: S603
    try:
        wait_for_page(process, port)
        spec = {"port": port, "cookie": display.cookies(), "size": storm}
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "bench.storm"], cwd=ROOT, input=json.dumps(spec), capture_output=True, text=True,
            timeout=120, check=True,
        )  # fmt: skip
    finally:
        end(process)
    back = json.loads(done.stdout)["took"]
    return (
        f"{told}\n{storm} screens back in one moment after a restart, until each has its picture: p50 "
        f"{percentile(back, 0.5):.0f} ms, p95 {percentile(back, 0.95):.0f} ms, last {max(back):.0f} ms"
    )
