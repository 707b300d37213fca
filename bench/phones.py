"""Calls to 50 sockets while 2,000 visitors' phones look at their pages, against the same calls without phones.

Blocks in the order without, with, with, without; officers call at a pace many times a hall's all the while.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.clock import HallClock
from server.deeds.request import Channel, Request
from server.demo.door import Door, new_key
from server.hall import Hall
from server.settings import ROOT
from server.store.sqlite import SqliteStore

from .burden import Burden
from .call import AIM, OFFICERS, SOCKETS, Desk, Listeners, latencies, listeners, seat, start
from .figures import percentile, table
from .people import People, invite, kiosk_door, wishes
from .processes import hall_server

PHONES = 2000
REST_S = 0.15  # between two calls: some six a second, sixty times a busy hall's
FIRST_S = 20  # in which the phones look for the first time: visitors do not come all at once
ORDER = (False, True, True, False)


def measure(folder: Path, quick: bool) -> str:
    phones, calls, first = (200, 15, 2) if quick else (PHONES, 100, FIRST_S)
    with hall_server(folder / "hall", "--no-voice") as port:
        people = invite(folder / "hall", OFFICERS)
        paths = take_numbers(folder / "hall", people, phones)
        kiosk, display = kiosk_door(port, people.kiosk_code), Door(f"http://127.0.0.1:{port}")
        display.enrol(people.display_code)
        desks = [seat(port, people, username) for username in people.passwords]
        burden = Burden.of_hall(folder / "hall")
        group = {"name": "hall", "port": port, "cookie": display.cookies(), "size": SOCKETS}
        with listeners([group]) as ears, phoning(port, paths, first) as visitors:
            begin(visitors, first + 2)  # from here on each phone has an answer and knows its pace
            _end(visitors)
            blocks = []
            for on in ORDER:
                begin(visitors, 1 if quick else 5) if on else time.sleep(1)
                blocks.append(_block(calls, ears, kiosk, desks, burden))
                blocks[-1] |= {"on": on, "met": _end(visitors) if on else None}
    return _told(blocks, phones)


def take_numbers(data: Path, people: People, count: int) -> list[str]:
    """So many waiting visitors over all departments; the addresses their phones look at."""
    store = SqliteStore(data / "hall.db")
    try:
        hall, asked = Hall(store, HallClock.begin()), wishes(people.plan)
        found = []
        for turn in range(count):
            wish = asked[turn % len(asked)]
            answer, _ = hall.issue(new_key(), Request(wish["department"], wish["service"]), Channel("bench"))
            found.append(f"/t/{answer['url'].rpartition('/t/')[2]}.json")
        return found
    finally:
        store.close()


@contextmanager
def phoning(port: int, paths: list[str], first: float) -> Iterator[subprocess.Popen]:
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "bench.phoning"], cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        _say(process, json.dumps({"port": port, "paths": paths, "first": first}))
        yield process
    finally:
        assert process.stdin
        process.stdin.close()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def begin(visitors: subprocess.Popen, settle_s: float) -> None:
    _say(visitors, "on")
    time.sleep(settle_s)


def _end(visitors: subprocess.Popen) -> dict:
    _say(visitors, "off")
    assert visitors.stdout
    return json.loads(visitors.stdout.readline())


def _say(process: subprocess.Popen, line: str) -> None:
    assert process.stdin
    process.stdin.write(line + "\n")
    process.stdin.flush()


def _block(calls: int, ears: Listeners, kiosk: Door, desks: list[Desk], burden: Burden) -> dict:
    found, cpu, begun = [], burden.cpu_s(), time.monotonic()
    for turn in range(calls):
        desk = desks[turn % len(desks)]
        start(desk)
        time.sleep(REST_S)
        kiosk.post("/kiosk/tickets", {"key": new_key(), "department": desk.department, "service": desk.service})
        sent = desk.press("next")
        found.append(latencies(sent, ears.all_got("hall", desk.version)))
    seconds = time.monotonic() - begun
    return {"calls": found, "cpu": (burden.cpu_s() - cpu) / seconds, "per_s": calls / seconds}


def _told(blocks: list[dict], phones: int) -> str:
    rows = []
    for block in blocks:
        every = [ms for call in block["calls"] for ms in call]
        name = f"with {phones} phones" if block["on"] else "without"
        figures = [percentile(every, 0.5), percentile(every, 0.99)]
        rows.append([name, len(block["calls"]), block["per_s"], *figures, 100 * block["cpu"]])
    heads = (f"call → {SOCKETS} sockets", "calls", "calls/s", "p50 ms", "p99 ms", "hall CPU %")
    ratios = [_pooled(blocks, True, share) / _pooled(blocks, False, share) for share in (0.5, 0.99)]
    met = "met" if ratios[1] <= AIM else "MISSED"
    return "\n".join([
        table(heads, rows),
        f"with phones {ratios[0]:.2f} of without at p50, {ratios[1]:.2f} at p99 (aim ≤ {AIM}: {met})",
        *(_phones_told(block["met"]) for block in blocks if block["on"]),
    ])  # fmt: skip


def _pooled(blocks: list[dict], on: bool, share: float) -> float:
    return percentile([ms for one in blocks if one["on"] is on for call in one["calls"] for ms in call], share)


def _phones_told(met: dict) -> str:
    looks, unchanged = len(met["took"]), met["statuses"].get("304", 0)
    half, tail = (percentile(met["took"], share) for share in (0.5, 0.99))
    odd = {status: count for status, count in met["statuses"].items() if status not in ("200", "304")}
    return (
        f"phones: {looks / met['seconds']:.0f} looks/s, {100 * unchanged / max(1, looks):.0f} % unchanged, "
        f"p50 {half:.1f} ms, p99 {tail:.0f} ms, {met['bytes'] / max(1, looks):.0f} bytes each; {met['failed']} failed, "
        f"other answers {odd or 'none'}; their own process used {100 * met['cpu_s'] / met['seconds']:.0f} % of a core"
    )
