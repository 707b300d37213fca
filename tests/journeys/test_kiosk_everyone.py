"""The kiosk for everyone: every screen in both languages, three sizes, stark colours and low, by ruler and by axe."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator
from itertools import product
from typing import TYPE_CHECKING

import pytest
from browser import RunningHall, until
from glass import MM, Glass

from server.imports import import_file
from server.settings import ROOT, SAMPLE_HALL, Settings

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey

PORTRAIT, LANDSCAPE = (1080, 1920), (1920, 1080)
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
LAND = "Sở Nông nghiệp và Môi trường"
LONGEST = ("Đăng ký biến động quyền sử dụng đất của thành viên hộ gia đình; " * 18)[:1094]
PAPERS = "Đơn đăng ký đất đai (Mẫu 15)\nGiấy tờ về quyền sử dụng đất\nSơ đồ thửa đất"
RULES = "{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }"
PURPOSES = {"ask_purpose": True}
CAPITALS_MM = (5.2, 6.8, 8.7)


@pytest.fixture(scope="module")
def stocked(hall: RunningHall, tmp_path_factory: pytest.TempPathFactory) -> RunningHall:
    folder, settings = tmp_path_factory.mktemp("stock"), Settings(data=hall.data, clock_start=hall.clock_start)
    plan, sheet = folder / "hall.toml", folder / "procedures.csv"
    plan.write_text("kiosk_seconds = 0\n" + SAMPLE_HALL.read_text(encoding="utf-8"), encoding="utf-8")
    with sheet.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([
            ("code", "name", "field", "agency", "documents"),
            ("1.012756", "Đăng ký đất đai lần đầu", "Đất đai", LAND, PAPERS),
            ("1.013980", LONGEST, "Đất đai", LAND, ""),
        ])  # fmt: skip
    assert [import_file(settings, one) for one in (plan, sheet)] == [0, 0]
    return hall


@pytest.fixture(scope="module")
def token(hall: RunningHall) -> Iterator[str]:
    yield hall.token("kiosk", "kiosk-1")


@pytest.fixture
def kiosk(stocked: RunningHall, token: str, open_page: Callable[..., Page]) -> Callable[..., Glass]:
    def stand_before(size: tuple[int, int] = PORTRAIT) -> Glass:
        return Glass(stocked, open_page(*size, has_touch=True, bypass_csp=True, reduced_motion="reduce"), token).open()

    return stand_before


def axe(glass: Glass) -> None:
    """axe-core finds nothing on this screen."""
    page = glass.page
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    page.clock.resume()
    found = page.evaluate(f"axe.run(document, {RULES}).then((told) => told.violations)")
    told = [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found]
    assert not told, f"{glass.step()}: {told}"


def walk(glass: Glass, look: Callable[[Glass], object]) -> None:
    """One visit over every screen, `look` at each."""
    look(glass)
    look(glass.tap(".offices .tile:not(.often)").wait("department"))
    look(glass.tap("#back").wait("home").tap(".priority").wait("priority"))
    glass.tap("#actions .main").wait("home").tap(".find").wait("search").settle()
    for query in ("", "dang ky"):
        glass.page.locator(".query").fill(query)
        look(glass)
    glass.page.locator(".query").fill("1.013980")
    look(glass.tap(".result").wait("choice"))
    look(glass.tap(".more"))
    look(glass.tap("#actions .main").wait("ticket"))


# Each value of each factor once, and the hardest (largest, stark, low) on both kinds of glass.
SOME = [(PORTRAIT, 2, True, True, "en"), (LANDSCAPE, 2, True, True, "vi"),
        (PORTRAIT, 0, False, False, "vi"), (LANDSCAPE, 1, False, False, "vi")]  # fmt: skip
ALL = list(product((PORTRAIT, LANDSCAPE), range(3), (False, True), (False, True), ("vi", "en")))


@pytest.mark.parametrize(
    ("glass_size", "size", "stark", "low", "language"), ALL if os.environ.get("LUOT_LONG") == "1" else SOME
)
def test_every_screen_holds_its_measures_in_every_size_and_mode(
    kiosk: Callable[..., Glass], glass_size: tuple, size: int, stark: bool, low: bool, language: str
) -> None:
    glass = kiosk(glass_size)  # with reduced motion: axe must not measure a colour halfway
    for _ in range(size):
        glass.tap("#aid-size")
    for wanted, aid in ((stark, "#aid-contrast"), (low, "#aid-low"), (language == "en", "#language")):
        if wanted:
            glass.tap(aid)
    assert glass.page.evaluate("matchMedia('(prefers-reduced-motion: reduce)').matches")
    least = glass_size[1] * 0.55 if low else 0

    def look(one: Glass) -> None:
        one.settle().check(key_mm=12.7).reached_from(least)
        axe(one)

    walk(glass, look)
    capital = glass.page.evaluate("parseFloat(getComputedStyle(document.querySelector('.facts dd')).fontSize)") * 0.714
    assert capital >= CAPITALS_MM[size] * MM - 0.6


def test_all_aids_are_undone_when_the_visit_ends(kiosk: Callable[..., Glass]) -> None:
    glass = kiosk()
    for aid in ("#aid-size", "#aid-contrast", "#aid-low", "#language"):
        glass.tap(aid)
    glass.tap(".priority").tap("#actions .main").wait("home").tap(".offices .tile:not(.often)").wait("department")
    glass.tap(".services .tile").wait("ticket").tap("#actions .main").wait("home").settle()
    pressed = glass.page.locator("[aria-pressed=true]")
    assert (pressed.count(), glass.page.locator("h1").inner_text()) == (0, "Mời ông/bà chọn cơ quan")
    assert glass.page.locator("#kiosk[data-low], :root[data-contrast]").count() == 0
    assert glass.hall.rows("SELECT class FROM tickets ORDER BY id DESC LIMIT 1") == [("priority",)]


BROKEN = """() => [...document.querySelectorAll(".name, .find, .priority, .actions button")].flatMap((one) => {
  const walker = document.createTreeWalker(one, NodeFilter.SHOW_TEXT), broken = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (const { index, 0: word } of node.data.matchAll(/\\S+/g)) {
      const range = document.createRange();
      range.setStart(node, index), range.setEnd(node, index + word.length);
      if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) broken.push(word);
    }
  }
  return broken;
})"""
SMALL, SMALL_WIDE, SQUARE = (768, 1366), (1366, 768), (1280, 1024)


@pytest.mark.parametrize("glass_size", [PORTRAIT, LANDSCAPE, SMALL, SMALL_WIDE, SQUARE])
def test_no_word_is_broken_and_what_is_left_is_counted_in_every_size(
    kiosk: Callable[..., Glass], glass_size: tuple
) -> None:
    glass = kiosk(glass_size)
    for aid in ("#aid-size", "#aid-size", "#language", "#aid-low", "#aid-size", "#language"):
        glass.tap(aid).settle()
        assert glass.page.evaluate(BROKEN) == [], aid
        told = glass.page.locator("#actions .main")
        tiles = glass.page.locator(".offices .tile").count()
        left = {whole - tiles for whole in (16, 19)}  # the offices, and perhaps what is asked most at their head
        said = {word for n in left for word in (f"Trang sau: còn {n}", f"Next: {n} more")}
        assert tiles == 16 or told.inner_text() in said, aid


# names on several lines that would have stood on one
PARTED = """() => [...document.querySelectorAll(".offices .name")].filter((one) => {
  const tall = one.getBoundingClientRect().height, kept = one.style.cssText, label = one.parentElement;
  one.style.whiteSpace = "nowrap";
  const room = label.parentElement.clientWidth - 2 * parseFloat(getComputedStyle(label.parentElement).paddingLeft);
  const alone = one.getBoundingClientRect().height, fits = one.scrollWidth <= room;
  one.style.cssText = kept;
  return tall > 1.5 * alone && fits;
}).map((one) => one.textContent)"""


@pytest.mark.parametrize("language", ["vi", "en"])
def test_low_small_and_wide_glass_holds_two_rows_of_offices_and_parts_no_name_that_fits(
    kiosk: Callable[..., Glass], language: str
) -> None:
    glass = kiosk(SMALL_WIDE).tap("#aid-low")
    if language == "en":
        glass.tap("#language")
    held = []
    for _ in range(3):
        held.append(glass.settle().page.locator(".offices .tile").count())
        assert glass.page.evaluate(PARTED) == []
        glass.check(key_mm=12.7).tap("#aid-size")
    assert held == [8, 4, 2]


def with_paper(glass: Glass) -> Glass:
    """Its printer is ready."""
    menu = glass.page.request.get(f"{glass.hall.url}/kiosk/menu.json").json()
    ready = {"printer": {"state": "ready", "text": {"vi": "", "en": ""}}}
    glass.page.route("**/kiosk/menu.json", lambda route: route.fulfill(json=menu | ready))
    glass.pass_time(2.5)
    until(lambda: glass.page.locator(".band").count() == 0, what="the printer is ready")
    return glass


def test_larger_letters_keep_every_office_and_what_is_asked_most_on_one_screen(kiosk: Callable[..., Glass]) -> None:
    glass = with_paper(kiosk())
    glass.tap("#aid-size").settle().check()
    shown = [glass.page.locator(one).count() for one in (".offices .tile", ".ways .often", "#actions button")]
    assert shown == [16, 3, 0]


def test_a_window_that_grows_to_the_whole_screen_is_laid_out_anew(kiosk: Callable[..., Glass]) -> None:
    shape = "[...document.querySelectorAll('button')].map((one) => [one.textContent, one.offsetLeft, one.offsetTop])"
    wanted = kiosk(PORTRAIT).settle().page.evaluate(shape)
    glass = kiosk(SMALL)
    glass.page.set_viewport_size({"width": PORTRAIT[0], "height": PORTRAIT[1]})
    until(lambda: glass.pass_time(1).settle().page.evaluate(shape) == wanted, what="laid out as a glass of that size")
    glass.check()


def test_priority_may_be_asked_for_when_the_service_is_already_chosen(kiosk: Callable[..., Glass]) -> None:
    glass = with_paper(kiosk())
    glass.tap(".often").wait("choice").tap("#actions .priority").wait("priority").settle().check()
    glass.tap("#back").wait("choice").tap("#actions .priority").wait("priority").tap("#actions .main").wait("choice")
    take = glass.page.locator("#actions .main")
    assert (take.inner_text(), glass.page.locator("#actions .priority").count()) == ("Lấy số ưu tiên", 0)
    glass.tap("#actions .main").wait("ticket")
    assert glass.hall.rows("SELECT class FROM tickets ORDER BY id DESC LIMIT 1") == [("priority",)]


def test_the_first_screen_shows_that_priority_is_chosen(kiosk: Callable[..., Glass]) -> None:
    glass = kiosk()
    assert glass.page.locator(".ways .priority").get_attribute("aria-pressed") == "false"
    glass.tap(".priority").wait("priority").tap("#actions .main").wait("home").settle()
    assert glass.page.locator(".ways .priority").get_attribute("aria-pressed") == "true"


def test_what_is_asked_most_is_two_touches_from_its_number(kiosk: Callable[..., Glass]) -> None:
    glass = kiosk()
    glass.tap(".often").wait("choice")
    assert "Dự kiến chờ" in glass.page.locator(".facts").inner_text()
    glass.tap("#actions .main").wait("ticket")
    assert glass.page.locator(".qr").evaluate("(one) => one.decode().then(() => one.naturalWidth > 0)")


def test_where_the_hall_asks_the_purpose_only_its_offices_follow(kiosk: Callable[..., Glass]) -> None:
    glass = kiosk()
    menu = glass.page.request.get(f"{glass.hall.url}/kiosk/menu.json").json()
    glass.page.route("**/kiosk/menu.json", lambda route: route.fulfill(json=menu | PURPOSES))
    glass.pass_time(2.5).wait("purpose").settle().check()
    glass.tap(".purposes .tile >> nth=1").wait("offices").settle().check()
    assert glass.page.locator(".offices .tile").count() == 3
    glass.tap(".offices .tile").wait("department")
    assert glass.page.locator(".services .name").all_inner_texts() == ["Nhận kết quả"]
    glass.tap("#back").wait("offices").tap("#back").wait("purpose")
    glass.tap(".purposes .tile >> nth=2").wait("department")  # one office guides: it is not asked which
    glass.tap(".services .tile").wait("ticket")
    assert glass.number().startswith("C")


def test_a_paused_service_a_full_office_and_a_flood_each_have_their_screen(kiosk: Callable[..., Glass]) -> None:
    glass = kiosk()
    menu = glass.page.request.get(f"{glass.hall.url}/kiosk/menu.json").json()
    menu["departments"][0]["services"][0]["paused"] = True
    menu["departments"][1]["full"] = True
    glass.page.route("**/kiosk/menu.json", lambda route: route.fulfill(json=menu))
    glass.pass_time(2.5).wait_for(".offices .closed")
    glass.tap(".offices .closed").wait("refused").settle().check()
    assert "Cơ quan này đã nhận đủ số lượt của hôm nay." in glass.page.locator("h1").inner_text()
    glass.tap("#actions .main").wait("home").tap(".offices .tile").wait("department").tap(".services .closed")
    glass.wait("refused").settle().check().tap("#actions .main").wait("department")
    error = {"id": "too-fast", "vi": "Máy vừa cấp nhiều số. Mời ông/bà chờ vài giây rồi bấm lại.", "en": "Wait. Again."}
    glass.page.route("**/kiosk/tickets", lambda route: route.fulfill(status=429, json={"error": error}))
    glass.tap(".services .tile >> nth=1").wait("refused").settle().check()
    glass.page.unroute("**/kiosk/tickets")
    glass.tap("#actions .main").wait("ticket")


def test_letters_typed_by_telex_are_composed_as_people_write_them(kiosk: Callable[..., Glass]) -> None:
    table = {
        "hoof sow": "hồ sơ", "ddaats ddai": "đất đai", "hooj khaaur": "hộ khẩu", "nguwowif": "người",
        "dduwowngf": "đường",
        "quyeets": "quyết", "giaays": "giấy", "thuyr": "thủy", "hoaf": "hòa", "hoangf": "hoàng", "tuaans": "tuấn",
        "xaay duwngj": "xây dựng", "as": "á", "ass": "as", "dat dai": "dat dai", "ho so": "ho so", "did": "đi",
        "muaw": "mưa", "khieeus naij": "khiếu nại", "1.012753": "1.012753", "toans": "toán", "asz": "a", "giof": "giò",
    }  # fmt: skip
    there = kiosk().page.evaluate(
        """async (typed) => {
          const { telex } = await import("/kiosk/static/telex.js");
          return typed.map((keys) => [...keys].reduce(telex, ""));
        }""",
        list(table),
    )
    assert dict(zip(table, there, strict=True)) == table


def test_before_a_letter_is_typed_the_search_shows_what_is_asked_most(kiosk: Callable[..., Glass]) -> None:
    glass = kiosk(SMALL)
    glass.tap("#aid-low").tap(".find").wait("search").settle().check(key_mm=12.7)
    glass.tap(".result").wait("choice").tap("#actions .main").wait("ticket")


NEAREST = {  # what people type before and around the thing → what is shown first; "" where nothing is guessed
    "gia hạn thẻ bảo hiểm y tế": "Thẻ BHYT, sổ BHXH", "doi the bao hiem": "Thẻ BHYT, sổ BHXH",
    "cap lai the": "Thẻ BHYT, sổ BHXH", "lam lai can cuoc": "Căn cước, định danh điện tử",
    "toi muon nhan luong huu": "Nhận lương hưu, trợ cấp", "mua ban xe may": "", "zzz qqq": "", "1.012757": "",
    "dat 1.012757": "",
}  # fmt: skip


def test_the_words_around_the_thing_do_not_hide_it(kiosk: Callable[..., Glass]) -> None:
    glass = kiosk()
    glass.tap(".find").wait("search").settle()
    first = {}
    for typed in NEAREST:
        glass.page.locator(".query").fill(typed)
        found = glass.page.locator(".result .name")
        first[typed] = found.first.inner_text() if found.count() else ""
        told = glass.page.locator(".count").inner_text()
        assert told.startswith("Không có tên nào đủ" if first[typed] else "Chưa tìm thấy"), (typed, told)
    assert first == NEAREST


def test_one_wrong_letter_still_finds(kiosk: Callable[..., Glass]) -> None:
    glass = kiosk()
    glass.tap(".find").wait("search").settle()
    for typed in ("khoang san", "khaong san", "khong san", "khoangg san", "koang san"):
        glass.page.locator(".query").fill(typed)
        assert "Địa chất, khoáng sản" in glass.page.locator(".result .name").all_inner_texts(), typed
    glass.page.locator(".query").fill("1.012757")
    assert glass.page.locator(".result").count() == 0  # a code is never guessed


def test_the_screen_is_read_aloud_in_the_visitors_language_until_stopped(kiosk: Callable[..., Glass]) -> None:
    glass = kiosk()
    asked: list[str] = []
    glass.page.on("request", lambda one: "aloud.wav" in one.url and asked.append(one.url))
    glass.tap("#language").tap("#aid-aloud").page.clock.resume()
    until(
        lambda: glass.step() and len(asked) >= 2, what="two parts read"
    )  # step(): the page's news are heard meanwhile
    assert "Choose+an+office" in asked[0] and "language=en" in asked[0]
    glass.page.locator("#aid-aloud").tap()
    assert glass.page.locator("#aid-aloud").inner_text() == "Read"
    assert glass.page.locator(".reading").count() == 0


def test_a_bank_card_sets_the_size_of_this_glass(kiosk: Callable[..., Glass]) -> None:
    glass = kiosk()
    page = glass.page
    page.goto(f"{glass.hall.url}/kiosk/?setup")
    before = page.locator("#card").bounding_box()
    for _ in range(5):
        page.locator("#more").click()
    after = page.locator("#card").bounding_box()
    assert before is not None and after is not None and after["width"] > before["width"]
    glass.open()
    mm = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--mm')")
    kept = page.evaluate("Number(localStorage['luot.px-per-mm'])")
    assert float(mm) == kept >= round(MM + 0.05, 2)  # five presses; a long one goes on
