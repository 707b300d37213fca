"""An officer's call until a TV in Chromium has painted the number, and until the first sample of its chime sounds.

The baseline is a page that paints one emitted number out of a raw websocket and then plays a made sound: call by call
in turn, in the same browser.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

from server.demo.door import Door, new_key

from . import glass
from .call import Desk, call_one, like_the_last, seat
from .figures import percentile, table
from .people import invite, kiosk_door
from .processes import bare_server, hall_server
from .wire import Wire, request_bytes

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TV = {"width": 1920, "height": 1080}
SAID_S = 30  # until a call has been said to its end
UNASKED = "--autoplay-policy=no-user-gesture-required"  # how a TV's Chromium is started
SOUNDS = """
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    const heard = () => (window.sounded = performance.timeOrigin + performance.now());
    this.addEventListener("playing", heard, { once: true });
    return play.call(this);
  };
"""
WAIT = """(selector) => {
  const before = document.querySelector(selector)?.textContent;
  Object.assign(window, { told: null, sounded: null });
  const watch = new MutationObserver(async () => {
    const now = document.querySelector(selector)?.textContent;
    if (!now || now === before) return;
    watch.disconnect();
    window.told = performance.timeOrigin + (await window.painted());
  });
  watch.observe(document, { subtree: true, childList: true, characterData: true });
}"""
BARE = """() => {
  document.body.innerHTML = '<p id="number"></p>';
  const wav = new DataView(new ArrayBuffer(44 + 32_000));
  [..."RIFF"].forEach((letter, i) => wav.setUint8(i, letter.charCodeAt(0)));
  [..."WAVEfmt "].forEach((letter, i) => wav.setUint8(8 + i, letter.charCodeAt(0)));
  [..."data"].forEach((letter, i) => wav.setUint8(36 + i, letter.charCodeAt(0)));
  const long = [[4, 36 + 32_000], [16, 16], [24, 16_000], [28, 32_000], [40, 32_000]];
  for (const [at, value] of long) wav.setUint32(at, value, true);
  for (const [at, value] of [[20, 1], [22, 1], [32, 2], [34, 16]]) wav.setUint16(at, value, true);
  const sound = new Audio(URL.createObjectURL(new Blob([wav], { type: "audio/wav" })));
  const line = new WebSocket(`ws://${location.host}/socket.io/?EIO=4&transport=websocket`);
  line.onmessage = ({ data }) => {
    if (data[0] === "0") line.send("40");
    if (data.startsWith("40")) window.joined = true;
    if (data === "2") line.send("3");
    if (!data.startsWith("42")) return;
    document.querySelector("#number").textContent = JSON.parse(data.slice(2))[1].seq;
    sound.currentTime = 0;
    sound.play();
  };
}"""


def measure(folder: Path, quick: bool) -> str:
    rounds = 3 if quick else 20
    try:
        with glass.chromium(UNASKED) as browser, hall_server(folder / "hall") as port:
            return _measured(browser, folder, port, rounds)
    except glass.NoBrowser as none:
        return f"board: not measured, {none}."


def _measured(browser: Browser, folder: Path, port: int, rounds: int) -> str:
    people = invite(folder / "hall", 1)
    kiosk, display = kiosk_door(port, people.kiosk_code), Door(f"http://127.0.0.1:{port}")
    display.enrol(people.display_code)
    desk = seat(port, people, next(iter(people.passwords)))
    tv = _page(browser, f"http://127.0.0.1:{port}", "/display/", display.http.cookies["luot_display"])
    _until(tv, "document.body.dataset.speaks === 'true'")
    _called(tv, kiosk, desk)
    payload = folder / "payload.json"
    payload.write_text(json.dumps(like_the_last(display)), encoding="utf-8")
    found: dict[str, list[float]] = {"painted": [], "sounded": [], "bare painted": [], "bare sounded": []}
    with bare_server(folder / "bare", "--payload", str(payload)) as bare_port:
        bare, wire = _page(browser, f"http://127.0.0.1:{bare_port}", "/"), Wire(bare_port)
        bare.evaluate(BARE)
        _until(bare, "window.joined")
        for turn in range(rounds + 1):
            took = [*_called(tv, kiosk, desk), *_emitted(bare, wire, desk, turn)]
            if turn:  # both sides warm
                for name, ms in zip(found, took, strict=True):
                    found[name].append(ms)
    return _told(found)


def _page(browser: Browser, url: str, path: str, token: str | None = None) -> Page:
    context = browser.new_context(viewport=TV)
    if token:
        context.add_cookies([{"name": "luot_display", "value": token, "url": url}])
    context.add_init_script(glass.CLOCK + SOUNDS)
    page = context.new_page()
    page.goto(url + path)
    return page


def _called(tv: Page, kiosk: Door, desk: Desk) -> tuple[float, float]:
    """Milliseconds from just before an officer's Next to the painted number, and to the sound's beginning."""
    tv.bring_to_front()
    said = tv.evaluate("Number(document.body.dataset.spokenCount ?? 0)")
    tv.evaluate(WAIT, ".newest .number")
    sent = call_one(kiosk, desk)
    _until(tv, f"Number(document.body.dataset.spokenCount) > {said}")
    return _since(tv, sent)


def _emitted(bare: Page, wire: Wire, desk: Desk, turn: int) -> tuple[float, float]:
    bare.bring_to_front()
    bare.evaluate(WAIT, "#number")
    wire.open()
    request = request_bytes("POST", "/emit", json.dumps({"seq": turn, "key": new_key()}).encode(), desk.headers)
    sent = time.monotonic_ns()
    wire.ask(request)
    _until(bare, "window.told && window.sounded")
    return _since(bare, sent)


def _until(page: Page, true: str) -> None:
    """Asked from outside: a screen's policy lets nothing be evaluated inside."""
    until = time.monotonic() + SAID_S
    while not page.evaluate(true):
        if time.monotonic() > until:
            raise RuntimeError(f"not within {SAID_S} s: {true}")
        page.wait_for_timeout(20)


def _since(page: Page, sent_ns: int) -> tuple[float, float]:
    since_1970 = (time.time_ns() - time.monotonic_ns() + sent_ns) / 1e6
    return page.evaluate("window.told") - since_1970, page.evaluate("window.sounded") - since_1970


def _told(found: dict[str, list[float]]) -> str:
    rows = []
    for what, name in (("call → number painted on a TV", "painted"), ("call → first sample of its sound", "sounded")):
        ours, bare = found[name], found[f"bare {name}"]
        ratio = percentile(ours, 0.5) / percentile(bare, 0.5)
        rows.append([what, len(ours), percentile(ours, 0.5), percentile(ours, 0.95), ratio])
        rows.append(["  bare emit, bare page", len(bare), percentile(bare, 0.5), percentile(bare, 0.95), ""])
    return table(("board", "calls", "p50 ms", "p95 ms", "of bare"), rows) + (
        "\nthe sound waits for the number to be painted, for its file, and for the server's yes to this screen"
    )
