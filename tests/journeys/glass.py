"""A kiosk's glass in Chromium: touched by fingers, waited for, and measured in millimetres."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from browser import PATIENCE_S, RunningHall, until

if TYPE_CHECKING:
    from playwright.sync_api import Page

MM = 4.03  # CSS pixels
BUTTON_MM, GAP_MM, KEY_GAP_MM, CAPITAL_MM = 20, 5, 3, 5.2
SETTLE_MS = 410  # of a new screen
CAPITAL_EM = 0.714  # of Noto Sans
SLACK_PX = 0.6  # browsers lay out in fractions of a pixel

MEASURE = """() => {
  const shown = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0;
  const box = (one) => {
    const { left, top, right, bottom } = one.getBoundingClientRect();
    return { name: one.textContent.trim().slice(0, 40), key: one.classList.contains("key"), left, top, right, bottom };
  };
  const all = [...document.querySelectorAll("#kiosk *")].filter(shown);
  const wordy = all.filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
  return {
    width: innerWidth, height: innerHeight,
    wide: Math.max(document.documentElement.scrollWidth, document.body.scrollWidth),
    buttons: all.filter((one) => one.matches("button")).map(box),
    hidden: [...document.querySelectorAll(".scroll")].some((one) => one.scrollHeight > one.clientHeight + 1),
    further: all.some((one) => one.matches("#actions button") && ["Xem tiếp", "Read on"].includes(one.textContent)),
    head: document.querySelector(".hall").getBoundingClientRect().bottom,
    foot: document.querySelector(".foot").getBoundingClientRect().top || innerHeight, // hidden on small glass
    inside: all.filter((one) => one.closest(".stage") && !one.parentElement.closest(".scroll")).map(box),
    small: wordy.filter((one) => !one.closest(".only-read"))
      .map((one) => [one.textContent.trim().slice(0, 40), parseFloat(getComputedStyle(one).fontSize)]),
    cut: all.filter((one) => !one.matches("input, .clamp, .official, .only-read, .scroll, svg *"))
      .filter((one) => (getComputedStyle(one).display !== "inline" && one.scrollWidth > one.clientWidth + 1)
        || (getComputedStyle(one).overflowY !== "visible" && one.scrollHeight > one.clientHeight + 1)
        || (one.matches("button") && one.scrollHeight > one.clientHeight + 1)) // its words leave it
      .map((one) => one.className + ": " + one.textContent.trim().slice(0, 60)),
  };
}"""


class Glass:
    def __init__(self, hall: RunningHall, page: Page, token: str) -> None:
        self.hall, self.page = hall, page
        page.context.add_cookies([{"name": "luot_kiosk", "value": token, "url": hall.url}])
        page.clock.install()  # so that waiting costs no time
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))

    def open(self) -> Glass:
        self.page.goto(f"{self.hall.url}/kiosk/")
        return self.wait("home")

    def step(self) -> str | None:
        return self.page.locator("#kiosk").get_attribute("data-step")

    def wait(self, step: str, seconds: float = PATIENCE_S) -> Glass:
        until(lambda: self.step() == step, seconds, f"the screen '{step}' (it is '{self.step()}')")
        assert not self.faults, self.faults
        return self

    def wait_for(self, selector: str) -> Glass:
        self.page.wait_for_selector(selector)
        return self

    def settle(self) -> Glass:
        """Until the new screen takes touches."""
        self.page.clock.run_for(SETTLE_MS)
        until(lambda: self.page.evaluate("!document.getElementById('kiosk').inert"), what="touchable")
        return self

    def tap(self, selector: str) -> Glass:
        self.settle()
        self.page.locator(selector).first.tap()
        return self

    def drum(self, selector: str, times: int) -> None:
        """Several quick touches on one spot, whatever stands there meanwhile."""
        self.settle()
        box = self.page.locator(selector).bounding_box()
        assert box is not None
        for _ in range(times):
            self.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def hold_time(self) -> Glass:
        """From now on the page's clock goes only as it is told: by itself a busy machine's goes on too."""
        self.page.clock.pause_at(self.page.evaluate("Date.now()") + SETTLE_MS)
        return self

    def pass_time(self, seconds: float, until_step: str | None = None) -> Glass:
        """Runs the page's own clock on; to a step where one is named."""
        if until_step is None:
            self.page.clock.run_for(seconds * 1000)
            return self
        until(lambda: self.page.clock.run_for(seconds * 500) or self.step() == until_step, what=until_step)
        return self

    def number(self) -> str:
        return self.page.locator(".number").inner_text()

    def reached_from(self, px: float) -> Glass:
        """Every control lies below this line of the glass."""
        boxes = [(one["name"], one["top"]) for one in self.page.evaluate(MEASURE)["buttons"]]
        assert boxes and all(top >= px - SLACK_PX for _, top in boxes), f"{self.step()}: too high: {boxes}"
        return self

    def check(self, key_mm: float = 0) -> Glass:
        """Hands: targets and gaps. Eyes: letters, nothing cut, nothing off the glass, no scrolling sideways."""
        seen = self.page.evaluate(MEASURE)
        assert seen["wide"] <= seen["width"], f"{self.step()}: {seen['wide']} px wide on {seen['width']}"
        for one in seen["buttons"]:
            least = key_mm if one["key"] else BUTTON_MM
            wide, high = one["right"] - one["left"], one["bottom"] - one["top"]
            size = f"{wide:.0f} × {high:.0f} px"
            assert min(wide, high) >= least * MM - SLACK_PX, f"{self.step()}: {one['name']} is {size}"
        for one, other in combinations(seen["buttons"], 2):
            least = KEY_GAP_MM if one["key"] and other["key"] else GAP_MM
            assert _gap(one, other) >= least * MM - SLACK_PX, f"{self.step()}: {one['name']} touches {other['name']}"
        for one in seen["inside"]:
            across = one["left"] >= 0 and one["right"] <= seen["width"] + 1
            down = one["top"] >= seen["head"] - 1 and one["bottom"] <= seen["foot"] + 1
            assert across and down, f"{self.step()}: {one['name']} leaves the screen"
        for text, size in seen["small"]:
            assert size * CAPITAL_EM >= CAPITAL_MM * MM - SLACK_PX, f"{self.step()}: '{text}' is too small ({size} px)"
        assert seen["further"] or not seen["hidden"], f"{self.step()}: nothing says that the text goes on"
        assert not seen["cut"], f"{self.step()}: cut off: {seen['cut']}"
        return self


def _gap(one: dict, other: dict) -> float:
    """Pixels between two boxes along the axis that parts them best; negative where they overlap."""
    across = max(one["left"] - other["right"], other["left"] - one["right"])
    down = max(one["top"] - other["bottom"], other["top"] - one["bottom"])
    return max(across, down)
