"""The kiosk in Chromium, touched as people touch it: large enough, one touch one number, honest in faults."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from browser import RunningHall, until
from glass import MM, Glass

from server.clock import HallClock
from server.core.search import fold, matches
from server.identity import Identities
from server.imports import import_file
from server.settings import SAMPLE_HALL, Settings
from server.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = pytest.mark.journey

PORTRAIT, LANDSCAPE = (1080, 1920), (1920, 1080)
LAND = "Sở Nông nghiệp và Môi trường"
LONGEST = ("Đăng ký biến động quyền sử dụng đất của thành viên hộ gia đình; " * 18)[:1094]
UNBROKEN = "1.012345/QĐ-UBND" * 12
PROCEDURES = [
    ("1.012756", "Đăng ký đất đai lần đầu", "Đất đai", LAND),
    ("1.013980", LONGEST, "Đất đai", LAND),
    ("1.000001", UNBROKEN, "Đất đai", LAND),
    ("2.000815", "Chứng thực bản sao từ bản chính", "Chứng thực", "Sở Tư pháp"),
]
PAPER_LOST = {"id": 1, "state": "failed", "text": {"vi": "Phiếu chưa in được.", "en": "Not printed."}}


@pytest.fixture(scope="module")
def stocked(hall: RunningHall, tmp_path_factory: pytest.TempPathFactory) -> RunningHall:
    """The sample hall with a small catalogue, its longest name as long as the longest real one; tests are no visitors,
    so its kiosks have no limit of numbers a minute."""
    folder, settings = tmp_path_factory.mktemp("stock"), Settings(data=hall.data, clock_start=hall.clock_start)
    plan = folder / "hall.toml"
    plan.write_text("kiosk_seconds = 0\n" + SAMPLE_HALL.read_text(encoding="utf-8"), encoding="utf-8")
    sheet = folder / "procedures.csv"
    with sheet.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("code", "name", "field", "agency"), *PROCEDURES])
    assert [import_file(settings, one) for one in (plan, sheet)] == [0, 0]
    return hall


@pytest.fixture(scope="module")
def token(hall: RunningHall) -> Iterator[str]:
    yield enrol(hall)


@pytest.fixture
def kiosk(stocked: RunningHall, token: str, open_page: Callable[..., Page]) -> Callable[..., Glass]:
    """A paired kiosk before its home screen: kiosk(PORTRAIT)."""

    def stand_before(size: tuple[int, int] = PORTRAIT, prepare: Callable[[Page], Any] = lambda page: None) -> Glass:
        page = open_page(*size, has_touch=True)
        prepare(page)
        return Glass(stocked, page, token).open()

    return stand_before


def enrol(hall: RunningHall) -> str:
    store = SqliteStore(hall.data / "hall.db")
    try:
        identities = Identities(store, HallClock.begin(hall.clock_start))
        return identities.enrol(identities.new_code("kiosk", "kiosk-1"))[0]
    finally:
        store.close()


def tickets(hall: RunningHall) -> int:
    return hall.rows("SELECT count(*) FROM tickets")[0][0]


# -- hands and eyes ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
def test_every_screen_is_made_for_hands_and_eyes_whatever_the_names(kiosk: Callable[..., Glass], size: tuple) -> None:
    glass = kiosk(size)
    assert glass.page.locator(".offices .tile").count() == 16
    glass.check()
    glass.tap(".offices .tile >> nth=0").wait("department").check()
    glass.tap("#language").check()
    glass.tap("#back").wait("home").check()
    glass.tap(".find").wait("search").check(key_mm=12.7)
    for query in ("dang ky", "qd ubnd"):
        glass.page.locator(".query").fill(query)
        glass.check(key_mm=12.7)
    glass.page.locator(".query").fill("1.013980")
    glass.tap(".result").wait("choice").check()
    glass.tap(".more")
    assert glass.page.locator("h1").inner_text() == LONGEST
    glass.check()
    glass.tap(".main").wait("ticket").check()


def test_a_notice_about_the_printer_leaves_all_offices_on_the_screen(kiosk: Callable[..., Glass]) -> None:
    glass = kiosk(LANDSCAPE)
    glass.wait_for(".band")  # no agent runs here: the printer is offline
    assert "ghi lại số" in glass.page.locator(".band").inner_text()
    assert glass.page.locator(".offices .tile").count() == 16
    glass.check()


# -- finding -----------------------------------------------------------------------------------------------------------


def test_words_without_marks_or_a_code_find_a_procedure_on_the_keys_of_the_screen(kiosk: Callable[..., Glass]) -> None:
    glass = kiosk()
    glass.tap(".find").wait("search")
    for key in ("d", "a", "t", "Dấu cách", "d", "a", "i"):
        glass.page.get_by_role("button", name=key, exact=True).tap()
    assert glass.page.locator(".query").input_value() == "dat dai"
    names = glass.page.locator(".result .name").all_inner_texts()
    assert names[:2] == ["Đất đai, đo đạc", "Công sản, tài chính đất đai"]  # what is asked most stands first
    assert names[2] == "Đăng ký đất đai lần đầu"
    for query, found in (("lan dau đất", "1.012756"), ("2.000815", "2.000815"), ("2000815", "2.000815")):
        glass.page.locator(".query").fill(query)
        assert glass.page.locator(".result").count() == 1, query
        assert found in glass.page.locator(".result").inner_text()
    glass.tap(".result").wait("choice").tap(".main").wait("ticket")
    assert glass.number().startswith("C")
    assert glass.hall.rows("SELECT procedure FROM legs ORDER BY id DESC LIMIT 1") == [("2.000815",)]


def test_the_page_folds_and_matches_as_the_server_does(kiosk: Callable[..., Glass]) -> None:
    texts = [
        "Đăng ký  đất đai", "ĐƯỜNG bộ,\tđường\nsắt", "Hộ cá thể – cấp thẻ", "1.012753.H19", "hoá / hóa", "", "…",
        "Thu\u031b\u0300a Thie\u0302n", "a-b_c", "½ m² №5", "ẤẦẨẪẬ ờỡợ ỳỷỹỵ", *(name for _, name, _, _ in PROCEDURES),
    ]  # fmt: skip
    queries = ["dat dai", "đai đất", "ky d", "1.0127", "H19", "x", " ", "ba"]
    page = kiosk().page
    there = page.evaluate(
        """async ([texts, queries]) => {
          const { fold, matches } = await import("/static/search.js");
          return [texts.map(fold), texts.map((text) => queries.map((query) => matches(query, fold(text))))];
        }""",
        [texts, queries],
    )
    assert there == [[fold(one) for one in texts], [[matches(q, fold(one)) for q in queries] for one in texts]]


# -- one touch, one number ---------------------------------------------------------------------------------------------


EVERYDAY = {  # what people type → the service it is first of all
    "khai sinh": "tu-phap.ho-tich", "giay khai sinh": "tu-phap.ho-tich", "lam giay khai sinh": "tu-phap.ho-tich",
    "khai sihn": "tu-phap.ho-tich", "giay kha sihn": "tu-phap.ho-tich", "ket hon": "tu-phap.ho-tich",
    "so do": "nong-nghiep-moi-truong.dat-dai", "cap lai so do": "nong-nghiep-moi-truong.dat-dai",
    "ho khau": "cong-an.can-cuoc", "cccd": "cong-an.can-cuoc",
    "bang lai": "cong-an.giay-phep-lai-xe", "ho chieu": "cong-an.xuat-nhap-canh",
}  # fmt: skip


def test_everyday_words_lead_to_the_service_they_mean(kiosk: Callable[..., Glass]) -> None:
    """The services of the sample hall alone: a catalogue may name more procedures, none may stand for another."""
    found = kiosk().page.evaluate(
        """async (queries) => {
          const { find, index } = await import("/static/search.js");
          const menu = await (await fetch("/kiosk/menu.json")).json();
          const all = index(menu.departments, []);
          return Object.fromEntries(queries.map((query) => [query, find(all, query).map((one) => one.service)]));
        }""",
        list(EVERYDAY),
    )
    assert {query: services[:1] for query, services in found.items()} == {q: [one] for q, one in EVERYDAY.items()}
    assert found["giay khai sinh"] == ["tu-phap.ho-tich"]  # and nothing that is only alike


def test_five_touches_in_200_ms_take_one_number_and_leave_it_on_the_screen(kiosk: Callable[..., Glass]) -> None:
    glass = kiosk()
    before = tickets(glass.hall)
    held: list[Route] = []
    glass.page.route("**/kiosk/tickets", lambda route: held.append(route))  # no answer before the last touch
    glass.tap(".offices .tile >> nth=1").wait("department")
    glass.drum(".tile >> nth=0", 5)
    until(lambda: glass.step() == "taking", what="taking")
    for route in held:
        route.continue_()
    glass.wait("ticket")
    assert glass.number() == glass.hall.rows("SELECT number FROM tickets ORDER BY id DESC LIMIT 1")[0][0]
    assert tickets(glass.hall) == before + 1


def test_a_double_tap_on_an_office_takes_no_number(kiosk: Callable[..., Glass]) -> None:
    glass = kiosk()
    before = tickets(glass.hall)
    glass.drum(".offices .tile >> nth=6", 2)
    glass.wait("department").settle()
    assert (glass.step(), tickets(glass.hall)) == ("department", before)


def test_a_reply_lost_on_its_way_is_asked_for_again_with_the_same_key(kiosk: Callable[..., Glass]) -> None:
    glass = kiosk()
    before = tickets(glass.hall)
    lost = []

    def lose_first(route: Route) -> None:
        if lost:
            return route.continue_()
        lost.append(route.fetch().json()["number"])
        return route.abort()

    glass.page.route("**/kiosk/tickets", lose_first)
    glass.tap(".offices .tile >> nth=2").wait("department").tap(".tile >> nth=0").wait("ticket")
    assert ([glass.number()], tickets(glass.hall)) == (lost, before + 1)


def test_a_page_reloaded_before_the_answer_goes_on_with_its_touch(kiosk: Callable[..., Glass]) -> None:
    glass = kiosk()
    before = tickets(glass.hall)
    held: list[Route] = []

    def never_answer_the_first(route: Route) -> None:
        if held:
            return route.continue_()
        held.append(route)
        route.fetch()
        return None

    glass.page.route("**/kiosk/tickets", never_answer_the_first)
    glass.tap("#language").tap(".offices .tile >> nth=3").wait("department").tap(".tile >> nth=0")
    until(lambda: tickets(glass.hall) == before + 1, what="the ticket")
    glass.page.reload()
    glass.wait("ticket")
    assert (tickets(glass.hall), glass.page.locator(".hero .over").inner_text()) == (before + 1, "Your number")
    glass.tap(".main").wait("home").page.reload()
    glass.wait("home")  # a number that has been seen does not come again


def test_a_server_killed_under_the_finger_is_told_and_gives_one_number_when_it_is_back(
    start_hall: Callable[..., RunningHall], open_page: Callable[..., Page]
) -> None:
    hall = start_hall()
    glass = Glass(hall, open_page(*PORTRAIT, has_touch=True), enrol(hall)).open()
    glass.tap(".offices .tile >> nth=0").wait("department")
    hall.kill()
    glass.hold_time().tap(".tile >> nth=0").pass_time(4.5)
    assert glass.step() == "taking"
    glass.pass_time(1).wait("late", seconds=20)
    assert "Máy tạm thời chưa lấy được số." in glass.page.locator(".words").inner_text()
    hall.start()
    glass.pass_time(4).wait("ticket")
    assert hall.rows("SELECT number FROM tickets") == [(glass.number(),)] == [("A001",)]


def test_a_refusal_is_said_in_the_servers_sentence_and_leads_home(kiosk: Callable[..., Glass]) -> None:
    glass = kiosk()
    error = {"id": "service-closed", "vi": "Hiện ngoài giờ lấy số. Mời ông/bà quay lại.", "en": "Closed."}
    glass.page.route("**/kiosk/tickets", lambda route: route.fulfill(status=409, json={"error": error}))
    glass.tap(".offices .tile >> nth=0").wait("department").tap(".tile >> nth=0").wait("refused").check()
    assert "Hiện ngoài giờ lấy số." in glass.page.locator("h1").inner_text()
    glass.tap(".main").wait("home")


# -- the time a screen stays -------------------------------------------------------------------------------------------


def test_after_40_s_the_screen_asks_and_20_s_later_the_next_visitor_finds_home(kiosk: Callable[..., Glass]) -> None:
    glass = kiosk()
    glass.tap("#language").pass_time(1).tap(".offices .tile >> nth=0").wait("department")
    glass.pass_time(39)
    assert glass.page.locator(".ask").is_hidden()
    glass.pass_time(2)
    glass.page.locator(".ask .main").tap()
    assert glass.page.locator(".ask").is_hidden()
    glass.pass_time(42)
    assert glass.page.locator(".ask p").inner_text().startswith("The screen starts again in 1")
    glass.pass_time(20).wait("home")
    assert glass.page.locator("#language").inner_text() == "English"


def test_a_page_that_stood_still_for_minutes_asks_before_it_goes_home(kiosk: Callable[..., Glass]) -> None:
    glass = kiosk()
    glass.tap(".offices .tile >> nth=0").wait("department")
    glass.page.clock.fast_forward(180_000)  # the machine was busy: for the visitor it was a blink
    glass.pass_time(1)
    assert (glass.step(), glass.page.locator(".ask").is_hidden()) == ("department", True)
    until(lambda: glass.pass_time(2).page.locator(".ask").is_visible(), what="the question before it goes home")
    assert glass.step() == "department"


@pytest.mark.parametrize(("mm", "step"), [(7, "department"), (8, "home")])
def test_an_old_hand_that_slips_a_little_on_a_tile_still_touches_it(
    kiosk: Callable[..., Glass], mm: float, step: str
) -> None:
    glass = kiosk().settle()
    box = glass.page.locator(".offices .tile").first.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 - mm * MM / 2
    finger = glass.page.context.new_cdp_session(glass.page)
    for kind, moved in (("touchStart", 0.0), ("touchMove", mm * MM / 2), ("touchMove", mm * MM)):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y + moved}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    glass.pass_time(1)
    assert glass.step() == step


def test_a_number_without_paper_stays_20_s_and_the_next_visit_begins_in_vietnamese(kiosk: Callable[..., Glass]) -> None:
    glass = kiosk()
    glass.page.route("**/kiosk/jobs/*", lambda route: route.fulfill(json=PAPER_LOST))
    glass.tap("#language").pass_time(1).tap(".offices .tile >> nth=0").pass_time(1).tap(
        ".services .tile >> nth=0"
    ).wait("ticket")
    glass.wait_for(".paper[data-state=failed]")
    glass.pass_time(19)
    assert (glass.step(), glass.page.locator(".paper").inner_text()) == ("ticket", "Not printed.")
    glass.pass_time(3).wait("home")
    assert glass.page.locator("h1").inner_text() == "Mời ông/bà chọn cơ quan"


# -- when the hall cannot give numbers ---------------------------------------------------------------------------------


def test_without_any_socket_the_kiosk_starts_and_gives_numbers(kiosk: Callable[..., Glass]) -> None:
    def no_socket(page: Page) -> None:
        page.route("**/vendor/**/socket.io*", lambda route: route.abort())
        page.route("**/static/socket.js", lambda route: route.abort())

    kiosk(prepare=no_socket).tap(".offices .tile >> nth=4").wait("department").tap(".tile >> nth=0").wait("ticket")


def test_a_new_number_elsewhere_is_counted_here_at_once(kiosk: Callable[..., Glass]) -> None:
    here, there = kiosk(), kiosk()
    count = here.page.locator(".offices .tile >> nth=8").locator(".waiting")
    assert count.inner_text() == "0 người chờ"
    there.tap(".offices .tile >> nth=8").wait("department").tap(".tile >> nth=0").wait("ticket")
    until(lambda: count.inner_text() == "1 người chờ", what="the count")


def test_a_closed_hall_and_an_absent_server_each_have_their_screen(kiosk: Callable[..., Glass]) -> None:
    glass = kiosk()
    menu = glass.page.request.get(f"{glass.hall.url}/kiosk/menu.json").json()
    text = {"vi": "Trung tâm đang nghỉ trưa. Mời ông/bà trở lại từ 13:30 hôm nay.", "en": "Closed for lunch."}
    week = [{"vi": "Thứ Hai đến thứ Sáu: 07:30–11:30 và 13:30–17:00", "en": "Monday to Friday: 07:30–11:30"}]
    closed = menu | {"open": {"open": False, "reason": "lunch", "text": text, "hours": week}}
    glass.page.route("**/kiosk/menu.json", lambda route: route.fulfill(json=closed))
    glass.pass_time(5).wait("closed").check()
    assert glass.page.locator("h1").inner_text() == "Trung tâm đang nghỉ trưa."
    assert glass.page.locator(".stage p").all_inner_texts()[-1] == week[0]["vi"]
    glass.page.unroute("**/kiosk/menu.json")
    glass.page.route("**/kiosk/menu.json", lambda route: route.abort())
    glass.pass_time(6, "away").check()
    glass.page.unroute("**/kiosk/menu.json")
    glass.pass_time(2, "home")
