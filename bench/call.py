"""An officer's call until 50 display sockets have it, against a bare emit of such a payload; in turn, call by call."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from server.demo.door import Door, new_key
from server.settings import ROOT

from .figures import percentile, table
from .people import headers_of, invite, kiosk_door
from .processes import bare_server, hall_server
from .wire import Wire, request_bytes

AIM = 1.5
SOCKETS = 50
OFFICERS = 4
FIFTHS = 5
CONNECT_S = 180  # hundreds of sockets on a busy machine
LOST_S = 5.0  # a message not with all sockets by then is lost
REST_S = 0.02  # between two calls: a hall of 28 desks makes one in several seconds


@dataclass
class Desk:
    """One officer at a desk, pressing keys over one kept connection."""

    wire: Wire
    headers: dict[str, str]
    department: str
    service: str
    version: int
    state: dict = field(default_factory=dict)

    def press(self, deed: str) -> int:
        """Sends the deed; monotonic ns just before it was sent."""
        body = json.dumps({"key": new_key(), "version": self.version}).encode()
        request = request_bytes("POST", f"/desk/deeds/{deed}", body, self.headers)
        self.wire.open()
        sent = time.monotonic_ns()
        status, reply = self.wire.ask(request)
        self.state = json.loads(reply)
        if status != 200:
            raise RuntimeError(f"{deed}: {status} {self.state.get('error')}")
        self.version = self.state["desk"]["version"]
        return sent


class Listeners:
    """The socket process: `all_got` waits for one message to have reached every socket of a group."""

    def __init__(self, groups: list[dict]) -> None:
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "bench.listeners"], cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert self.process.stdin and self.process.stdout
        self._lines: queue.Queue[dict] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.process.stdin.write(json.dumps(groups) + "\n")
        self.process.stdin.flush()
        if not self._lines.get(timeout=CONNECT_S).get("ready"):
            raise RuntimeError("the sockets did not connect")

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self._lines.put(json.loads(line))
        self._lines.put({})

    def all_got(self, group: str, seq: int) -> list[int] | None:
        """When each socket had it (monotonic ns); None when some never got it."""
        until = time.monotonic() + LOST_S
        while (left := until - time.monotonic()) > 0:
            try:
                line = self._lines.get(timeout=left)
            except queue.Empty:
                return None
            if line.get("group") == group and line.get("seq") == seq:
                return line["at"]
        return None

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        try:
            self.process.wait(3)
        except subprocess.TimeoutExpired:
            self.process.kill()


@contextmanager
def listeners(groups: list[dict]) -> Iterator[Listeners]:
    ears = Listeners(groups)
    try:
        yield ears
    finally:
        ears.close()


def measure(folder: Path, quick: bool) -> str:
    rounds = 30 if quick else 250
    with hall_server(folder / "hall", "--no-voice") as port:
        people = invite(folder / "hall", OFFICERS)
        kiosk, display = kiosk_door(port, people.kiosk_code), Door(f"http://127.0.0.1:{port}")
        display.enrol(people.display_code)
        desks = [seat(port, people, username) for username in people.passwords]
        for turn in range(3 * OFFICERS):  # a board as full as in mid-morning
            call_one(kiosk, desks[turn % OFFICERS])
        payload = folder / "payload.json"
        payload.write_text(json.dumps(like_the_last(display)), encoding="utf-8")
        with bare_server(folder / "bare", "--payload", str(payload)) as bare_port:
            groups = [
                {"name": "hall", "port": port, "cookie": display.cookies(), "size": SOCKETS},
                {"name": "bare", "port": bare_port, "cookie": "", "size": SOCKETS},
            ]
            with listeners(groups) as ears:
                found = in_turn(rounds, ears, kiosk, desks, Wire(bare_port))
    return _told(found, payload.stat().st_size)


def seat(port: int, people, username: str) -> Desk:  # noqa: ANN001
    door = Door(f"http://127.0.0.1:{port}")
    door.sign_in(username, people.passwords[username])
    desk = people.plan.desk(next(one.desk for one in people.plan.officers if one.username == username))
    door.post("/desk/choose", {"desk": desk.id})
    department = people.plan.department(desk.departments[0])
    version = door.get("/desk/snapshot.json").body["desk"]["version"]
    return Desk(Wire(port), headers_of(door), department.id, department.services[0].id, version)


def call_one(kiosk: Door, desk: Desk) -> int:
    """A visitor for this desk, then its officer's Next: while serving, it finishes and calls. When that was sent."""
    start(desk)
    kiosk.post("/kiosk/tickets", {"key": new_key(), "department": desk.department, "service": desk.service})
    sent = desk.press("next")
    return sent


def start(desk: Desk) -> None:
    if desk.state and desk.state["current"]["state"] == "called":
        desk.press("start")


def like_the_last(display: Door) -> dict:
    """A message as the hall's own last one: same keys, same sizes."""
    snapshot = display.get("/display/snapshot.json").body
    call = snapshot["state"]["calls"][0]
    event = {"kind": "called", "voice": f"/display/voice/{call['seq']}.wav", **call}
    where = {name: snapshot[name] for name in ("epoch", "seq", "hash", "state")}
    return {**where, "prev": snapshot["seq"], "event": event}


def in_turn(rounds: int, ears: Listeners, kiosk: Door, desks: list[Desk], bare: Wire) -> dict[str, list[list[float]]]:
    found: dict[str, list[list[float]]] = {"hall": [], "bare": []}
    for turn in range(rounds):
        desk = desks[turn % len(desks)]
        start(desk)
        time.sleep(REST_S)
        found["hall"].append(latencies(call_one(kiosk, desk), ears.all_got("hall", desk.version)))
        time.sleep(REST_S)
        bare.open()
        request = request_bytes("POST", "/emit", json.dumps({"seq": turn}).encode(), desk.headers)
        sent = time.monotonic_ns()
        bare.ask(request)
        found["bare"].append(latencies(sent, ears.all_got("bare", turn)))
    return found


def latencies(sent: int, got: list[int] | None) -> list[float]:
    if got is None:
        raise RuntimeError(f"a message did not reach all sockets within {LOST_S} s")
    return [(at - sent) / 1e6 for at in got]


def _told(found: dict[str, list[list[float]]], size: int) -> str:
    rows = []
    for name, calls in found.items():
        last = [max(call) for call in calls]
        every = [_at(calls, 0.5), _at(calls, 0.99)]
        rows.append([name, len(calls), *every, percentile(last, 0.5), percentile(last, 0.99)])
    heads = (f"call → {SOCKETS} sockets", "calls", "p50 ms", "p99 ms", "last p50", "last p99")
    half, tails = _at(found["hall"], 0.5) / _at(found["bare"], 0.5), tail_ratios(found)
    middle = percentile(tails, 0.5)
    return "\n".join([
        table(heads, rows),
        f"every message reached every socket; payload {size} bytes; last: the last of the {SOCKETS}",
        f"{half:.2f} of a bare emit at p50; at p99 by fifths of the run {' '.join(f'{one:.2f}' for one in tails)}, "
        f"the middle one {middle:.2f} (aim ≤ {AIM}: {'met' if middle <= AIM else 'MISSED'})",
    ])  # fmt: skip


def _at(calls: list[list[float]], share: float) -> float:
    return percentile([ms for call in calls for ms in call], share)


def tail_ratios(found: dict[str, list[list[float]]]) -> list[float]:
    """The ratio at p99 of each fifth of the run: one hiccup of the machine spoils one of them, not the figure."""
    size = -(-len(found["hall"]) // FIFTHS)
    parts = [slice(start, start + size) for start in range(0, len(found["hall"]), size)]
    return [_at(found["hall"][part], 0.99) / _at(found["bare"][part], 0.99) for part in parts]
