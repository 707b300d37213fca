"""The board's picture at the sizes TVs have: digits that reach ten metres, nothing cut, nothing on top of anything."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from browser import RunningHall

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
DIGIT = 0.714  # height of a digit in em, Noto Sans
SIZES = [(1920, 1080), (1080, 1920), (1280, 1024)]
MORE_SIZES = [(3840, 2160), (1366, 768), (768, 1366)] if os.environ.get("LUOT_LONG") == "1" else []
HALL = {
    "vi": "Trung tâm Phục vụ hành chính công tỉnh Thái Nguyên",
    "en": "Thái Nguyên Provincial Public Service Centre",
}
LONGEST = {
    "vi": "Văn phòng Đăng ký đất đai, Trung tâm Phát triển quỹ đất và Quỹ Bảo vệ môi trường",
    "en": "Land registration office",
}
DRAW = """async ([picture, link]) => {
  if (!document.querySelector("link[href$='board.css']")) {
    document.body.replaceChildren();
    document.querySelector("link[href$='base.css']").remove();
    const sheet = document.createElement("link");
    Object.assign(sheet, { rel: "stylesheet", href: "/display/static/board.css" });
    await new Promise((done) => { sheet.onload = done; document.head.append(sheet); });
  }
  const { view } = await import("/display/static/board-view.js");
  const { render } = await import("/static/vendor.js");
  render(view({ now: 1795398064943, sound: null, display: "display-1", ...picture, link }, {}), document.body);
  await document.fonts.ready;
}"""
CUT = """() => [...document.querySelectorAll(".board *")].filter((one) => {
  const { width, left, right, top, bottom } = one.getBoundingClientRect();
  const outside = right > innerWidth + 1 || bottom > innerHeight + 1 || left < -1 || top < -1;
  const wide = one.matches(".newest, .last li, header") && one.scrollWidth > one.clientWidth + 1;
  const high = one.matches(".newest, header") && one.scrollHeight > one.clientHeight + 1;
  return width && (outside || wide || high);
}).map((one) => `${one.tagName}.${one.className}: ${one.textContent}`)"""
OVERLAP = """() => {
  const parts = [...document.querySelectorAll(".last li > *, .call > p:not(.department), h1, .clock")];
  const found = [];
  for (const one of parts) for (const other of parts) {
    if (one === other || one.parentElement !== other.parentElement) continue;
    const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
    const across = a.left < b.right - 1 && b.left < a.right - 1;
    if (across && a.top < b.bottom - 1 && b.top < a.bottom - 1) found.push(`${one.textContent} / ${other.textContent}`);
  }
  return found;
}"""


def call(seq: int, number: str, desk: int) -> dict:
    return {
        "seq": seq, "number": number, "desk": str(desk), "desk_name": {"vi": f"Quầy {desk}", "en": f"Desk {desk}"},
        "department": LONGEST, "at": 1795398064943 - 1000 * seq,
    }  # fmt: skip


def state(*numbers: str, desk: int = 128) -> dict:
    return {"hall": HALL, "calls": [call(9 - place, number, desk) for place, number in enumerate(numbers)]}


PICTURES = {
    "idle": state(),
    "one": state("Q128"),
    "two": state("Q128", "A001", desk=8),
    "eight": state("Q128", "M888", "W999", "A001", "Q777", "M001", "B012", "C100"),
    "eight-letters": state("AA128", "AW888", "A1012", "MM001", "Q777", "W9999", "B012", "C100", desk=999),
    "six-letters": state("MW1288", "MW1288", desk=999),
}


@pytest.fixture
def canvas(hall: RunningHall, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """draw(size, picture, link, sound): the pure view on a page of the hall."""

    def draw(size: tuple[int, int], picture: str, link: str = "live", sound: str | None = None) -> Page:
        page = open_page(*size)
        page.goto(f"{hall.url}/enrol")
        page.evaluate(DRAW, [{"state": PICTURES[picture], "sound": sound}, link])
        return page

    return draw


@pytest.mark.parametrize("size", SIZES + MORE_SIZES, ids=str)
def test_nothing_is_cut_and_nothing_covers_anything(canvas: Callable[..., Page], size: tuple[int, int]) -> None:
    page = canvas(size, "idle")
    for name, picture in PICTURES.items():
        for link, sound in (("live", None), ("live", "blocked"), ("lost", None), ("dark", None), ("refused", None)):
            page.evaluate(DRAW, [{"state": picture, "sound": sound}, link])
            assert page.evaluate(CUT) == [], (name, link, sound)
            assert page.evaluate(OVERLAP) == [], (name, link, sound)


def test_numbers_reach_ten_metres(canvas: Callable[..., Page]) -> None:
    page = canvas((1920, 1080), "eight")
    font = "(one) => parseFloat(getComputedStyle(one).fontSize)"
    newest = page.locator(".newest .number").evaluate(font) * DIGIT
    last = [one.evaluate(font) * DIGIT for one in page.locator(".last .number").all()]
    desks = [one.evaluate(font) * DIGIT for one in page.locator(".last .desk").all()]
    assert newest >= 130
    assert len(last) == 7
    assert min(last) >= 75  # 48 mm on a 55-inch TV
    assert min(desks) >= 55
    page.evaluate(DRAW, [{"state": PICTURES["six-letters"]}, "live"])
    assert page.locator(".newest .number").evaluate(font) * DIGIT >= 130


def test_yesterdays_numbers_are_not_shown_in_the_morning(canvas: Callable[..., Page]) -> None:
    page = canvas((1920, 1080), "eight")
    page.evaluate(DRAW, [{"state": PICTURES["eight"], "now": 1795398064943 + 14 * 3600_000}, "live"])
    assert page.locator(".number").count() == 0
    assert "Chưa gọi số nào" in page.locator(".newest").inner_text()


def test_the_light_of_a_new_call_is_slow_and_the_call_stays(canvas: Callable[..., Page]) -> None:
    page = canvas((1920, 1080), "one")
    style = page.locator(".call").evaluate(
        "(one) => { const { animationDuration, animationIterationCount } = getComputedStyle(one, '::before');"
        " return [parseFloat(animationDuration), Number(animationIterationCount)]; }"
    )
    duration, times = style
    assert duration >= 1  # far below three flashes a second
    assert times <= 3
    assert page.locator(".newest .number").inner_text() == "Q128"
