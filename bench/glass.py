"""What a visitor's finger and eye meet, timed inside Chromium: from the event's own time stamp to after the frame."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from server.screens.chromium import find

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PORTRAIT = {"width": 1080, "height": 1920}
LOADED_S = 15
QUIET_S = 0.7  # nothing more to come of a first load
# `touched` is the finger's own moment; a message posted in a frame is taken up once that frame has been made.
CLOCK = """
  window.touched = 0;
  addEventListener("pointerdown", (event) => (window.touched = event.timeStamp), true);
  window.painted = () => new Promise((on) => requestAnimationFrame(() => {
    const line = new MessageChannel();
    line.port1.onmessage = () => on(performance.now());
    line.port2.postMessage(0);
  }));
  window.afterTap = (selector, seen) => new Promise((on) => {
    const watch = new MutationObserver(look);
    async function look() {
      if (!seen(document.querySelector(selector))) return;
      watch.disconnect();
      const at = await window.painted();
      on({ ms: at - window.touched, touched: performance.timeOrigin + window.touched });
    }
    watch.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  });
"""
OPEN_OFFICE = """(n) => {
  const all = document.querySelectorAll(".offices .tile");
  all[n % all.length].click();
}"""
TICKET = """() => { window.told = window.afterTap("#kiosk", (one) => one?.dataset.step === "ticket"); }"""
BARE = """() => {
  document.body.innerHTML = '<button id="touch" style="width:80mm;height:40mm">touch</button><p id="number"></p>';
  document.querySelector("#touch").addEventListener("click", async () => {
    const body = JSON.stringify({ key: crypto.getRandomValues(new Uint32Array(4)).join("") });
    const reply = await fetch("/row", { method: "POST", headers: { "Content-Type": "application/json" }, body });
    document.querySelector("#number").textContent = (await reply.json()).row;
  });
}"""
BARE_TAP = """() => {
  document.querySelector("#number").textContent = "";
  window.told = window.afterTap("#number", (one) => one.textContent !== "");
}"""
KEY_TAP = """() => {
  window.told = new Promise((on) => addEventListener("click", async () => {
    const at = await window.painted();
    on(at - window.touched);
  }, { once: true }));
}"""


class NoBrowser(Exception):
    """There is no Chromium here, or nothing to drive it; the text says which."""


@contextmanager
def chromium(*more: str) -> Iterator[Browser]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise NoBrowser("playwright is not installed (see requirements-dev.txt)") from None
    path = find(os.environ.get("LUOT_CHROMIUM"))
    if path is None:
        raise NoBrowser("there is no Chromium on this machine; LUOT_CHROMIUM may name one")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=[*ARGUMENTS, *more])
        try:
            yield browser
        finally:
            browser.close()


def page_of(browser: Browser, url: str, token: str | None = None) -> Page:
    """A touch screen of a kiosk's size with an empty cache."""
    context = browser.new_context(viewport=PORTRAIT, has_touch=True)
    if token:
        context.add_cookies([{"name": "luot_kiosk", "value": token, "url": url}])
    context.add_init_script(CLOCK)
    return context.new_page()


def first_load(page: Page, url: str) -> dict[str, int]:
    """Bytes over the wire, headers included, of each address the kiosk fetches until it is quiet."""
    bytes_of: dict[str, int] = {}
    address: dict[str, str] = {}
    last = time.monotonic()

    def finished(event: dict[str, Any]) -> None:
        nonlocal last
        path = address.get(event["requestId"], "").removeprefix(url)
        if path and path not in bytes_of:  # a later menu is no first load
            bytes_of[path], last = int(event["encodedDataLength"]), time.monotonic()

    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.requestWillBeSent", lambda event: address.update({event["requestId"]: event["request"]["url"]}))
    wire.on("Network.loadingFinished", finished)
    page.goto(f"{url}/kiosk/")
    until = time.monotonic() + LOADED_S
    while not _whole(bytes_of) or time.monotonic() - last < QUIET_S:
        if time.monotonic() > until:
            raise RuntimeError(f"the kiosk did not load whole; it has {sorted(bytes_of)}")
        page.wait_for_timeout(50)
    wire.detach()
    return bytes_of


def _whole(bytes_of: dict[str, int]) -> bool:
    awaited = ("catalogue.json", "menu.json", "socket.io", ".woff2")
    return all(any(part in path for path in bytes_of) for part in awaited)


def take_number(page: Page, office: int) -> tuple[float, float]:
    """(milliseconds from the finger to the painted number, the finger's moment in s since 1970). Ends at home."""
    page.wait_for_selector("#kiosk[data-step=home] .offices .tile")
    page.evaluate(OPEN_OFFICE, office)
    page.wait_for_selector("#kiosk[data-step=department]:not([inert]) .services .tile")
    page.evaluate(TICKET)
    _tap(page, ".services .tile")
    told = page.evaluate("window.told")
    page.evaluate("document.querySelector('#actions .main').click()")
    return told["ms"], told["touched"] / 1000


def bare_touch(page: Page) -> float:
    """Milliseconds of the same on a page that only posts and paints; `BARE` made the page."""
    page.evaluate(BARE_TAP)
    _tap(page, "#touch")
    return page.evaluate("window.told")["ms"]


def keystrokes(page: Page, queries: tuple[str, ...]) -> list[float]:
    """Milliseconds from each key of the on-screen keyboard to the results painted."""
    page.wait_for_selector("#kiosk[data-step=home] .find")
    page.evaluate("document.querySelector('.find').click()")
    page.wait_for_selector("#kiosk[data-step=search]:not([inert]) .keyboard")
    took = []
    for query in queries:
        for letter in query:
            page.evaluate(KEY_TAP)
            key = ".key.space" if letter == " " else f".key:not(.wide):not(.space):text-is('{letter}')"
            _tap(page, key)
            took.append(page.evaluate("window.told"))
        page.evaluate("document.querySelectorAll('.key.wide')[1].click()")  # clear
    return took


def _tap(page: Page, selector: str) -> None:
    box = page.locator(selector).first.bounding_box()
    if box is None:
        raise RuntimeError(f"{selector} cannot be touched")
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
