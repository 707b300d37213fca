"""A visitor's touch: to the number on the glass, to the printer's last byte; a key to its results; the first load."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from . import glass
from .catalogue import stock
from .figures import percentile, table
from .paper import NotingPrinter, agent
from .people import People, invite, kiosk_door
from .processes import bare_server, hall_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FRAME_MS = 1000 / 60
AIM_BYTES = 150_000
QUERIES = ("dat dai", "khai sinh", "giay phep xay dung", "cap lai", "1.0127", "chung thuc", "lao dong")


def measure(folder: Path, quick: bool) -> str:
    try:
        with glass.chromium() as browser, hall_server(folder / "hall", "--no-voice") as port:
            people = invite(folder / "hall")
            which = stock(folder / "hall", people.plan, folder)
            return _measured(browser, folder, port, people, quick) + f"\n({which}, no voice)"
    except glass.NoBrowser as none:
        return f"kiosk: not measured, {none}."


def _measured(browser: Browser, folder: Path, port: int, people: People, quick: bool) -> str:
    touches, queries = (4, QUERIES[:1]) if quick else (32, QUERIES)
    door = kiosk_door(port, people.kiosk_code)
    url, token = door.url, door.http.cookies["luot_kiosk"]
    page = glass.page_of(browser, url, token)
    load = glass.first_load(page, url)
    keys = glass.keystrokes(page, queries)
    page.goto(f"{url}/kiosk/")
    shown, bare_shown, papers = [], [], []
    printer_id = people.plan.kiosks[0].printer
    with (
        NotingPrinter() as printer,
        agent(folder / "agent", port, people.agent_code, printer_id, printer),
        bare_server(folder / "bare", "--reply-bytes", "600") as bare_port,
    ):
        bare = glass.page_of(browser, f"http://127.0.0.1:{bare_port}")
        bare.goto(f"http://127.0.0.1:{bare_port}/")
        bare.evaluate(glass.BARE)
        for turn in range(touches + 1):
            page.bring_to_front()
            ms, finger = glass.take_number(page, turn)
            paper = 1000 * (printer.ended(turn + 1) - finger)
            bare.bring_to_front()
            bare_ms = glass.bare_touch(bare)
            if turn == 0:  # the first one waits for the agent to come up, and warms both sides
                continue
            shown.append(ms)
            papers.append(paper)
            bare_shown.append(bare_ms)
        bare_papers = printer.bare_sends(touches)
        size = len(printer.engine.ticket)
    return "\n".join([_waits(shown, bare_shown, papers, bare_papers, keys), _notes(size, keys), _load(load)])


def _waits(
    shown: list[float], bare_shown: list[float], papers: list[float], bare_papers: list[float], keys: list[float]
) -> str:
    def row(name: str, took: list[float], base: list[float] | None = None) -> list[object]:
        middle = percentile(took, 0.5)
        ratio = middle / percentile(base, 0.5) if base else ""
        return [name, len(took), middle, percentile(took, 0.95), ratio]

    return table(
        ("kiosk", "times", "p50 ms", "p95 ms", "of bare"),
        [
            row("touch → number on the glass", shown, bare_shown),
            row("  bare page: post, paint", bare_shown),
            row("touch → last byte at the printer", papers, bare_papers),
            row("  bare socket, the same bytes", bare_papers),
            row("search key → results painted", keys),
        ],
    )


def _notes(size: int, keys: list[float]) -> str:
    frames = [math.ceil(percentile(keys, share) / FRAME_MS) for share in (0.5, 0.95)]
    return f"a ticket is {size} bytes for the printer; a search key takes {frames[0]} frames at p50, {frames[1]} at p95"


def _load(bytes_of: dict[str, int]) -> str:
    parts = {"fonts": 0, "catalogue": 0, "socket": 0, "the rest": 0}
    for path, size in bytes_of.items():
        kinds = {"fonts": ".woff2", "catalogue": "catalogue.json", "socket": "socket.io"}
        parts[next((name for name, sign in kinds.items() if sign in path), "the rest")] += size
    total = sum(parts.values())
    told = ", ".join(f"{name} {size / 1000:.1f}" for name, size in parts.items())
    aim = f"aim ≤ {AIM_BYTES // 1000} kB: {'met' if total <= AIM_BYTES else 'MISSED'}"
    return f"first load: {total / 1000:.1f} kB in {len(bytes_of)} answers ({told}); {aim}"
