"""An officer's key: to the new number on the console and on 50 sockets; and the same deed before a long line."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from server.clock import HallClock
from server.core.plan import HallPlan
from server.deeds.request import Channel, Request
from server.demo.door import Door, new_key
from server.hall import Hall
from server.store.sqlite import SqliteStore

from . import glass
from .call import SOCKETS, Desk, Listeners, listeners
from .figures import percentile, table
from .people import People, headers_of, invite, kiosk_door
from .processes import bare_server, hall_server
from .wire import Wire

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SHORT, LONG = 50, 5000
AIM = 1.5
REST_MS = 320  # the console takes a second press of the same key within 300 ms for a double tap
SCREEN = {"width": 1366, "height": 768}
KEYS = 'addEventListener("keydown", (event) => (window.touched = event.timeStamp), true);'
NUMBER = """() => {
  const before = document.querySelector(".now .number")?.textContent;
  window.told = window.afterTap(".now.called .number", (one) => one && one.textContent !== before);
}"""
BARE = """() => {
  document.body.innerHTML = '<p id="number"></p>';
  addEventListener("keydown", async () => {
    const body = JSON.stringify({ key: crypto.getRandomValues(new Uint32Array(4)).join("") });
    const reply = await fetch("/row", { method: "POST", headers: { "Content-Type": "application/json" }, body });
    document.querySelector("#number").textContent = (await reply.json()).row;
  });
}"""


def measure(folder: Path, quick: bool) -> str:
    return "\n\n".join([_line(folder / "line", quick), _keys(folder / "keys", quick)])


# -- the deed before a short and a long line -----------------------------------------------------------------------


def _line(folder: Path, quick: bool) -> str:
    rounds, long_line = (20, 500) if quick else (200, LONG)
    with hall_server(folder / "short", "--no-voice") as short, hall_server(folder / "long", "--no-voice") as long:
        sides = {}
        for name, port, people in (("short", short, SHORT), ("long", long, long_line)):
            invited = invite(folder / name, 1)
            _fill(folder / name, people)
            sides[name] = _Side(port, invited)
        for turn in range(rounds):
            for name in ("short", "long") if turn % 2 else ("long", "short"):
                sides[name].round()
    return _told_line(sides, rounds, long_line)


def _fill(data: Path, people: int) -> None:
    """So many people in the line of the first officer's desk, every eleventh of them with priority."""
    store = SqliteStore(data / "hall.db")
    try:
        hall = Hall(store, HallClock.begin())
        plan = store.present_plan()
        services = [one.id for one in plan.department(_department(plan)).services]
        for n in range(people):
            wish = Request(_department(plan), services[n % len(services)], priority=n % 11 == 0)
            hall.issue(f"bench-{n:08d}", wish, Channel("bench"))
    finally:
        store.close()


def _department(plan: HallPlan) -> str:
    return plan.desk(plan.officers[0].desk).departments[0]


class _Side:
    """One hall, one desk, one kiosk that brings a visitor for each one called."""

    def __init__(self, port: int, people: People) -> None:
        self.desk, self._door = _seat(port, people)
        self._kiosk = kiosk_door(port, people.kiosk_code)
        self.next_ms: list[float] = []
        self.picture_ms: list[float] = []

    def round(self) -> None:
        wish = {"key": new_key(), "department": self.desk.department, "service": self.desk.service}
        self._kiosk.post("/kiosk/tickets", wish)
        sent = self.desk.press("next")
        self.next_ms.append((time.monotonic_ns() - sent) / 1e6)
        begun = time.monotonic_ns()
        self._door.get("/desk/snapshot.json")
        self.picture_ms.append((time.monotonic_ns() - begun) / 1e6)
        self.desk.press("start")


def _seat(port: int, people: People) -> tuple[Desk, Door]:
    username, password = next(iter(people.passwords.items()))
    door = Door(f"http://127.0.0.1:{port}")
    door.sign_in(username, password)
    desk = people.plan.desk(people.plan.officers[0].desk)
    door.post("/desk/choose", {"desk": desk.id})
    department = people.plan.department(desk.departments[0])
    version = door.get("/desk/snapshot.json").body["desk"]["version"]
    return Desk(Wire(port), headers_of(door), department.id, department.services[0].id, version), door


def _told_line(sides: dict[str, _Side], rounds: int, long_line: int) -> str:
    rows = []
    for what, of in (("next", "next_ms"), ("the console's picture", "picture_ms")):
        short, long = getattr(sides["short"], of), getattr(sides["long"], of)
        ratio = percentile(long, 0.5) / percentile(short, 0.5)
        rows.append([f"{what}, {SHORT} waiting", rounds, percentile(short, 0.5), percentile(short, 0.95), ""])
        rows.append([f"{what}, {long_line} waiting", rounds, percentile(long, 0.5), percentile(long, 0.95), ratio])
    ratio = rows[1][-1]
    met = "met" if isinstance(ratio, float) and ratio <= AIM else "MISSED"
    return table(("desk: one deed", "times", "p50 ms", "p95 ms", "of short"), rows) + (
        f"\nnext before {long_line} waiting takes {ratio:.2f} of the same before {SHORT} (aim ≤ {AIM}: {met})"
    )


# -- a key in the browser ------------------------------------------------------------------------------------------


def _keys(folder: Path, quick: bool) -> str:
    rounds = 5 if quick else 60
    try:
        with glass.chromium() as browser, hall_server(folder / "hall", "--no-voice") as port:
            people = invite(folder / "hall", 1)
            with bare_server(folder / "bare", "--reply-bytes", "9000") as bare_port:
                return _pressed(browser, port, bare_port, people, rounds)
    except glass.NoBrowser as none:
        return f"desk: key presses not measured, {none}."


def _pressed(browser: Browser, port: int, bare_port: int, people: People, rounds: int) -> str:
    display, kiosk = Door(f"http://127.0.0.1:{port}"), kiosk_door(port, people.kiosk_code)
    display.enrol(people.display_code)
    desk, door = _seat(port, people)
    console = _page(browser, f"http://127.0.0.1:{port}", "/desk/", door.http.cookies["luot_session"])
    console.wait_for_selector(".buttons")
    bare = _page(browser, f"http://127.0.0.1:{bare_port}", "/")
    bare.evaluate(BARE)
    shown, bare_shown, heard = [], [], []
    groups = [{"name": "hall", "port": port, "cookie": display.cookies(), "size": SOCKETS}]
    with listeners(groups) as ears:
        for turn in range(rounds + 2):
            kiosk.post("/kiosk/tickets", {"key": new_key(), "department": desk.department, "service": desk.service})
            ms, sockets = _one_key(console, door, ears)
            bare_ms = _bare_key(bare)
            if turn > 1:  # both sides warm
                shown.append(ms)
                bare_shown.append(bare_ms)
                heard.append(sockets)
    return _told_keys(shown, bare_shown, heard)


def _page(browser: Browser, url: str, path: str, session: str | None = None) -> Page:
    context = browser.new_context(viewport=SCREEN)
    if session:
        context.add_cookies([{"name": "luot_session", "value": session, "url": url}])
    context.add_init_script(glass.CLOCK + KEYS)
    page = context.new_page()
    page.goto(url + path)
    return page


def _one_key(console: Page, door: Door, ears: Listeners) -> tuple[float, list[float]]:
    """Enter: who is served is finished and the next is called. (ms to the number painted, ms to each socket)."""
    console.bring_to_front()
    console.wait_for_selector(".total b:not(:text-is('0'))")
    console.wait_for_timeout(REST_MS)
    console.evaluate(NUMBER)
    console.keyboard.press("Enter")
    told = console.evaluate("window.told")
    seq = door.get("/desk/snapshot.json").body["desk"]["version"]
    got = ears.all_got("hall", seq)
    if got is None:
        raise RuntimeError(f"a call did not reach all {SOCKETS} sockets")
    since_1970 = (time.time_ns() - time.monotonic_ns()) / 1e6
    sockets = [at / 1e6 + since_1970 - told["touched"] for at in got]
    console.wait_for_timeout(REST_MS)
    console.keyboard.press("s")
    console.wait_for_selector(".now.serving")
    return told["ms"], sockets


def _bare_key(bare: Page) -> float:
    bare.bring_to_front()
    bare.evaluate(glass.BARE_TAP)
    bare.keyboard.press("Enter")
    return bare.evaluate("window.told")["ms"]


def _told_keys(shown: list[float], bare_shown: list[float], heard: list[list[float]]) -> str:
    every, last = [ms for one in heard for ms in one], [max(one) for one in heard]
    ratio = percentile(shown, 0.5) / percentile(bare_shown, 0.5)
    rows = [
        ["key → number on the console", len(shown), percentile(shown, 0.5), percentile(shown, 0.95), ratio],
        ["  bare page: post, paint", len(shown), percentile(bare_shown, 0.5), percentile(bare_shown, 0.95), ""],
        [f"key → {SOCKETS} sockets", len(every), percentile(every, 0.5), percentile(every, 0.95), ""],
        ["  the last of them", len(last), percentile(last, 0.5), percentile(last, 0.95), ""],
    ]
    return table(("desk: a key", "times", "p50 ms", "p95 ms", "of bare"), rows)
