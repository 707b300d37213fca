"""The boards' pictures at the sizes screens have: digits that reach ten metres, nothing cut, nothing covered."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from board_pictures import DRAW, EIGHT, NOW, PICTURES, board, lines, screen
from browser import RunningHall

from server.settings import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.journey
LONG = os.environ.get("LUOT_LONG") == "1"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
DIGIT = 0.714  # height of a digit in em, Noto Sans
BOARDS = {name: one for name, one in PICTURES.items() if one["kind"] != "panel"}
PANELS = {name: one for name, one in PICTURES.items() if one["kind"] == "panel"}
SIZES = [(1920, 1080), (1080, 1920)]
MORE_SIZES = [(3840, 2160), (2160, 3840), (1280, 1024), (1366, 768), (768, 1366)] if LONG else []
PANEL_SIZES = [(1280, 800)] + ([(800, 1280), (1920, 1200), (1024, 768)] if LONG else [])
LOOKS = sorted(PICTURES) if LONG else ["mixed", "busy-lines", "calm-notice", "department", "closed-holiday", "lost",
                                       "sound-blocked", "panel-break", "panel-called"]  # fmt: skip
CUT = """() => [...document.querySelectorAll(".board *, .panel *")].filter((one) => {
  const { width, left, right, top, bottom } = one.getBoundingClientRect();
  const outside = right > innerWidth + 1 || bottom > innerHeight + 1 || left < -1 || top < -1;
  const boxes = ".newest, .last li, header, .beside, main, .panel footer, .closed";
  const wide = one.matches(boxes) && one.scrollWidth > one.clientWidth + 1;
  const high = one.matches(".newest, header, .beside, main") && one.scrollHeight > one.clientHeight + 1;
  return width && (outside || wide || high);
}).map((one) => `${one.tagName}.${one.className}: ${one.textContent}`)"""
OVERLAP = """() => {
  const all = ".last li > *, .call > p:not(.department), h1, .clock, main > *, .lines td";
  const parts = [...document.querySelectorAll(all)];
  const found = [];
  for (const one of parts) for (const other of parts) {
    if (one === other || one.parentElement !== other.parentElement) continue;
    const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
    const across = a.left < b.right - 1 && b.left < a.right - 1;
    if (across && a.top < b.bottom - 1 && b.top < a.bottom - 1) found.push(`${one.textContent} / ${other.textContent}`);
  }
  return found;
}"""
FONTS = "(all) => all.map((one) => parseFloat(getComputedStyle(one).fontSize))"
FONT = "(one) => parseFloat(getComputedStyle(one).fontSize)"


@pytest.fixture(scope="module")
def canvas(hall: RunningHall, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """A page of the hall to draw the pure views on, one for each size: canvas((1920, 1080))."""
    pages: dict[tuple[int, int], Page] = {}

    def of_size(size: tuple[int, int]) -> Page:
        if size not in pages:
            viewport = {"width": size[0], "height": size[1]}
            pages[size] = chromium.new_page(viewport=viewport, reduced_motion="reduce")
            pages[size].goto(f"{hall.url}/enrol")
        return pages[size]

    yield of_size
    for page in pages.values():
        page.close()


@pytest.mark.parametrize(
    ("size", "pictures"),
    [*((size, BOARDS) for size in SIZES + MORE_SIZES), *((size, PANELS) for size in PANEL_SIZES)],
    ids=lambda one: "x".join(map(str, one)) if isinstance(one, tuple) else "",
)
def test_nothing_is_cut_and_nothing_covers_anything(
    canvas: Callable[..., Page], size: tuple[int, int], pictures: dict[str, dict]
) -> None:
    page = canvas(size)
    for name, picture in pictures.items():
        page.evaluate(DRAW, picture)
        assert page.evaluate(CUT) == [], name
        assert page.evaluate(OVERLAP) == [], name


@pytest.mark.parametrize("link", ["lost", "dark"])
def test_no_trouble_makes_a_number_larger_than_its_place(canvas: Callable[..., Page], link: str) -> None:
    page = canvas((1920, 1080))
    for name in ("eight-letters", "six-letters", "calm-lines"):
        page.evaluate(DRAW, PICTURES[name] | {"link": link, "slide": None})
        assert page.evaluate(CUT) == [], name


@pytest.mark.parametrize("beside", [None, lines(3)], ids=["alone", "with the lines beside it"])
def test_numbers_reach_ten_metres(canvas: Callable[..., Page], beside: dict | None) -> None:
    page = canvas((1920, 1080))
    for numbers in (EIGHT, ("MW1288", "MW1288")):
        page.evaluate(DRAW, board(*numbers, desk=28, slide=beside, screen=screen()))
        assert page.locator(".newest .number").evaluate(FONT) * DIGIT >= 130
        assert page.locator(".newest .desk").evaluate(FONT) * DIGIT >= 90
    page.evaluate(DRAW, board(*EIGHT, desk=28, slide=beside, screen=screen()))
    last = page.locator(".last .number").evaluate_all(FONTS)
    assert len(last) == 7
    assert min(last) * DIGIT >= 75  # 48 mm on a 55-inch TV
    assert min(page.locator(".last .desk").evaluate_all(FONTS)) * DIGIT >= 55
    arrows = page.locator(".way").evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().height)")
    assert len(arrows) == 8 and min(arrows) >= 50


@pytest.mark.parametrize("name", LOOKS)
def test_axe_finds_nothing(canvas: Callable[..., Page], name: str) -> None:
    page = canvas((1280, 800) if name in PANELS else (1920, 1080))
    page.evaluate(DRAW, PICTURES[name])
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    assert not found, json.dumps([(one["id"], [node["html"] for node in one["nodes"]]) for one in found], indent=1)


def test_without_connection_nobody_is_called(canvas: Callable[..., Page]) -> None:
    page = canvas((1920, 1080))
    for name, state in (("lost", ".newest"), ("panel-lost", ".panel main")):
        page.evaluate(DRAW, PICTURES[name])
        assert "Đã gọi số" in page.locator(state).inner_text()
        assert page.locator(".fresh").count() == 0


def test_a_number_that_has_ended_does_not_look_like_a_call(canvas: Callable[..., Page]) -> None:
    page = canvas((1920, 1080))
    page.evaluate(DRAW, board("A001", "A002", "A003", "A004", states=("called", "serving", "absent", "over"), ago_s=3))
    look = "(one) => { const { textDecorationLine, fontWeight, color } = getComputedStyle(one);" \
           " return [textDecorationLine, fontWeight, color]; }"  # fmt: skip
    looks = {one.inner_text(): one.evaluate(look) for one in page.locator(".last .number").all()}
    assert set(looks) == {"A002", "A003"}, "the last one has had its time and is over"
    assert looks["A003"][0] == "line-through" and looks["A002"][0] == "none"
    assert "Đã gọi, vắng mặt" in page.locator(".last .absent").inner_text(), "never told by colour alone"
    page.evaluate(DRAW, board("A001", states=("serving",), ago_s=3))
    assert "Đang phục vụ số" in page.locator(".newest").inner_text()
    assert page.locator(".fresh").count() == 0


def test_a_board_needs_three_colours_and_red_only_for_trouble(canvas: Callable[..., Page]) -> None:
    page = canvas((1920, 1080))
    used = """() => [...new Set([...document.querySelectorAll(".board, .board *")].flatMap((one) => {
      const { color, backgroundColor } = getComputedStyle(one);
      return [color, backgroundColor];
    }))]"""
    for name, picture in BOARDS.items():
        if picture["link"] != "live" or picture["sound"]["trouble"]:
            continue
        page.evaluate(DRAW, picture)
        for colour in page.evaluate(used):
            red, green, blue = (int(part) for part in colour[colour.index("(") + 1 : -1].split(",")[:3])
            assert not (red > green + 20 and red > blue + 20), f"{name}: {colour} is a warning's"
            assert max(red, green, blue) - min(red, green, blue) < 20 or green > red, f"{name}: {colour}"


def test_the_room_of_a_number_that_is_not_there_goes_to_the_lines(canvas: Callable[..., Page]) -> None:
    page = canvas((1920, 1080))

    def beside() -> float:
        box = page.locator(".beside").bounding_box()
        return box["width"] * box["height"]

    sizes = []
    for name in ("busy-lines", "calm-lines", "calm-empty"):
        page.evaluate(DRAW, PICTURES[name])
        sizes.append(beside())
    assert sizes == sorted(sizes) and sizes[0] > 300_000 and sizes[2] > 1_700_000
    page.evaluate(DRAW, PICTURES["closed-evening"])
    assert "Mở cửa lúc 07:30 Thứ Hai, ngày 30/11/2026" in page.locator(".closed").inner_text()


@pytest.mark.parametrize("name", ["one", "one-lost", "one-lines", "one-letters", "one-six-letters"])
def test_a_number_alone_leaves_no_half_of_the_board_blank(canvas: Callable[..., Page], name: str) -> None:
    for size in SIZES:
        page = canvas(size)
        page.evaluate(DRAW, PICTURES[name])
        seen = page.locator(".newest, .beside").evaluate_all("(all) => all.map((one) => one.getBoundingClientRect())")
        used = sum(one["width"] * one["height"] for one in seen)
        whole = page.locator("main").bounding_box()
        assert whole is not None and used > 0.99 * whole["width"] * whole["height"], size


def test_a_number_still_at_a_desk_is_shown_after_hours(canvas: Callable[..., Page]) -> None:
    page = canvas((1920, 1080))
    evening = PICTURES["closed-evening"]
    late = board("A001", states=("serving",))["state"]["calls"][0] | {"at": evening["now"], "rings": [evening["now"]]}
    page.evaluate(DRAW, evening | {"state": evening["state"] | {"calls": [late]}})
    assert page.locator(".number").all_inner_texts() == ["A001"]
    assert page.locator(".closed").count() == 0


def test_yesterdays_numbers_are_not_shown_in_the_morning(canvas: Callable[..., Page]) -> None:
    page = canvas((1920, 1080))
    page.evaluate(DRAW, PICTURES["eight"] | {"now": NOW + 14 * 3600_000, "screen": None})
    assert page.locator(".number").count() == 0
    assert "Chưa gọi số nào" in page.locator(".newest").inner_text()


def test_the_light_of_a_new_call_is_slow_and_the_call_stays(canvas: Callable[..., Page]) -> None:
    page = canvas((1920, 1080))
    page.emulate_media(reduced_motion="no-preference")
    page.evaluate(DRAW, PICTURES["one"])
    style = page.locator(".fresh").evaluate(
        "(one) => { const { animationDuration, animationIterationCount } = getComputedStyle(one, '::before');"
        " return [parseFloat(animationDuration), Number(animationIterationCount)]; }"
    )
    duration, times = style
    assert duration >= 1  # far below three flashes a second
    assert times <= 3
    assert page.locator(".newest .number").inner_text() == "Q128"
    page.emulate_media(reduced_motion="reduce")
