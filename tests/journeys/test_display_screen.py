"""The hall's TV against a real server: right picture, in order, each call said once, or an honest banner."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Callable, Iterator

import pytest
from argon2 import PasswordHasher
from browser import ARGUMENTS, MORNING, SOUND_UNASKED, RunningHall, find_chromium, until
from cast import AN, BINH, BIRTH, CHI, CIVIL, CIVIL_1, LAND, LAND_1, LAND_2, LAND_BOOK, hall_document, hall_plan
from doors import Caller, new_key
from screen import Screen, news_of, tamper

from server.accounts import follow_plan
from server.clock import TestClock
from server.core.plan import HallPlan
from server.identity import Identities
from server.live.streams import state_hash
from server.store.sqlite import SqliteStore

pytestmark = pytest.mark.journey
LONG = os.environ.get("LUOT_LONG") == "1"
long = pytest.mark.skipif(not LONG, reason="only with ./test --long")
PASSWORD = "mot-mat-khau-dai"


class Morning:
    """The small hall of cast.py in a process of its own, a kiosk, and officers who call."""

    def __init__(self, hall: RunningHall) -> None:
        self.hall = hall
        self.kiosk = Caller(hall).be_device("kiosk", "kiosk-2")
        self.an = Caller(hall).be_officer(AN, PASSWORD, LAND_1)
        self.binh = Caller(hall).be_officer(BINH, PASSWORD, LAND_2)
        self.chi = Caller(hall).be_officer(CHI, PASSWORD, CIVIL_1)

    def issue(self, department: str = LAND, service: str = LAND_BOOK) -> str:
        status, ticket = self.kiosk.post(
            "/kiosk/tickets", {"key": new_key("touch"), "department": department, "service": service}
        )
        assert status == 201, ticket
        return ticket["number"]

    def call(self, officer: Caller, *issue: str) -> str:
        """A visitor comes and is called; the number. Nobody else waits there."""
        number = self.issue(*issue)
        assert self.press(officer, "next")["current"]["number"] == number
        return number

    def seqs(self, *numbers: str) -> list[int]:
        """The journal's seq of each number's first call."""
        rows = dict(self.hall.rows(
            "SELECT json_extract(body, '$.number'), min(seq) FROM journal WHERE kind = 'called' GROUP BY 1"
        ))  # fmt: skip
        return [rows[number] for number in numbers]

    def press(self, officer: Caller, deed: str) -> dict:
        seen = officer.get("/desk/snapshot.json")
        if deed == "next" and seen["current"]:
            deed = "no-show-next" if seen["current"]["state"] == "called" else "next"
        status, answer = officer.post(
            f"/desk/deeds/{deed}", {"key": new_key("press"), "version": seen["desk"]["version"]}
        )
        assert status == 200, answer
        return answer


def prepared(hall: RunningHall) -> RunningHall:
    """The cast's hall on disk, officers with passwords, before the first start."""
    store = SqliteStore(hall.data / "hall.db")
    with store.deed(TestClock(MORNING).now()) as deed:
        quick = {"voice": {"repeat": 1}, "call_seconds": 0.0}  # these tests call faster than a hall may
        deed.add_plan(HallPlan.from_dict(hall_document() | quick).to_dict())
    identities = Identities(store, TestClock(MORNING), PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    follow_plan(identities, hall_plan())
    for officer in hall_plan().officers:
        identities.set_password(officer.username, PASSWORD)
    store.close()
    return hall


@pytest.fixture(scope="module")
def morning(chromium: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Morning]:
    """One hall for the module: each test finds on the screens what the ones before it called."""
    hall = prepared(RunningHall(tmp_path_factory.mktemp("tv") / "data")).start()
    yield Morning(hall)
    hall.kill()


@pytest.fixture
def tv(morning: Morning, open_page: Callable) -> Screen:
    return Screen(morning.hall, open_page(1920, 1080))


def test_a_call_stands_on_the_screen_and_then_is_said(morning: Morning, tv: Screen) -> None:
    number = morning.call(morning.an)
    tv.wait_spoken(1)
    tv.wait_numbers(number)
    assert tv.page.locator(".newest .desk").inner_text().startswith("Quầy 1")
    assert tv.heard()[0][0] == "begins" and tv.heard()[0][2] == number
    assert tv.page.locator("[aria-live=polite] .number").inner_text() == number


@long
def test_a_silent_display_shows_and_says_nothing(morning: Morning, tv: Screen, open_page: Callable) -> None:
    other = Screen(morning.hall, open_page(1080, 1920), "display-2")
    number = morning.call(morning.an)
    tv.wait_spoken(1)
    other.wait_numbers(number)
    assert other.heard() == []


def test_two_calls_at_once_are_shown_in_order_and_said_one_after_the_other(morning: Morning, tv: Screen) -> None:
    morning.issue()
    morning.issue(CIVIL, BIRTH)
    ready = threading.Barrier(2)

    def press(officer: Caller) -> None:
        ready.wait()
        morning.press(officer, "next")

    both = [threading.Thread(target=press, args=(one,)) for one in (morning.an, morning.chi)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    called = [number for (number,) in morning.hall.rows(
        "SELECT json_extract(body, '$.number') FROM journal WHERE kind = 'called' ORDER BY seq DESC LIMIT 2"
    )]  # fmt: skip
    tv.wait_spoken(2)
    tv.wait_numbers(*called)
    heard = tv.heard()
    assert [what for what, _, _ in heard] == ["begins", "ends", "begins", "ends"], "one call at a time"
    assert heard[0][1] == heard[1][1] < heard[2][1] == heard[3][1]


@long
def test_a_call_taken_back_leaves_the_screen_unsaid_if_there_is_time(morning: Morning, tv: Screen) -> None:
    first = morning.call(morning.an)
    morning.call(morning.chi, CIVIL, BIRTH)  # waits for the first one's sound
    morning.press(morning.chi, "undo")
    last = morning.call(morning.binh)
    tv.wait_spoken(2)
    tv.wait_numbers(last, first)
    assert len({seq for _, seq, _ in tv.heard()}) == 2
    morning.press(morning.chi, "next")  # the one who waits again


def test_a_restarted_server_brings_the_right_picture_and_no_second_chime(morning: Morning, tv: Screen) -> None:
    first = morning.call(morning.an)
    tv.wait_spoken(1)
    epoch = tv.data("epoch")
    morning.hall.kill()
    morning.hall.start()
    until(lambda: tv.data("epoch") != epoch and tv.data("link") == "live", what="the new epoch on the screen")
    tv.wait_numbers(first)
    second = morning.call(morning.an)
    tv.wait_spoken(2)
    tv.wait_numbers(second, first)
    assert tv.spoken() == morning.seqs(first, second)


def test_a_screen_reloaded_in_mid_sentence_says_that_call_again_then_what_is_left(
    morning: Morning, tv: Screen
) -> None:
    first, second = morning.call(morning.an), morning.call(morning.binh)
    until(lambda: tv.spoken() == morning.seqs(first), what="the first sound")
    tv.page.reload()  # in mid-sentence
    tv.wait_link("live")
    tv.wait_numbers(second, first)
    third = morning.call(morning.chi, CIVIL, BIRTH)
    tv.wait_spoken(3)
    assert tv.spoken() == morning.seqs(first, second, third)


def test_a_lost_message_is_noticed_by_the_next_one_and_said_too(morning: Morning, open_page: Callable) -> None:
    page, lost = open_page(1920, 1080), []

    def lose_the_first_call(route: object, message: str | bytes) -> None:
        event, payload = news_of(message)
        if event == "entry" and payload["event"] and not lost:
            lost.append(payload)
        elif event != "heartbeat":  # which would tell sooner
            route.send(message)  # type: ignore[attr-defined]

    wire = tamper(page, lose_the_first_call)
    tv = Screen(morning.hall, page, wire=wire)
    fetched = tv.fetched
    first, second = morning.call(morning.an), morning.call(morning.binh)
    tv.wait_numbers(second, first)
    tv.wait_spoken(2)
    assert lost[0]["event"]["number"] == first
    assert tv.fetched > fetched, "a gap is no reason to trust what came after it"
    assert tv.spoken() == morning.seqs(first, second)


@long
def test_the_last_message_lost_is_noticed_by_the_heartbeat(morning: Morning, open_page: Callable) -> None:
    page = open_page(1920, 1080)
    wire = tamper(page, lambda route, message: None if news_of(message)[0] == "entry" else route.send(message))
    tv = Screen(morning.hall, page, wire=wire)
    number = morning.call(morning.an)
    tv.wait_numbers(number)
    tv.wait_spoken(1)


def test_a_message_told_twice_changes_nothing(morning: Morning, open_page: Callable) -> None:
    page = open_page(1920, 1080)

    def double(route: object, message: str | bytes) -> None:
        for _ in range(1 + (news_of(message)[0] == "entry")):
            route.send(message)  # type: ignore[attr-defined]

    wire = tamper(page, double)
    tv = Screen(morning.hall, page, wire=wire)
    fetched = tv.fetched
    first, second = morning.call(morning.an), morning.call(morning.binh)
    tv.wait_spoken(2)
    tv.wait_numbers(second, first)
    assert tv.spoken() == morning.seqs(first, second)
    assert tv.fetched == fetched


def test_a_journal_set_back_is_believed_for_it_has_another_epoch(morning: Morning, open_page: Callable) -> None:
    """A restored backup counts from where it was saved: its seqs are lower than those the screen has seen."""
    page, back = open_page(1920, 1080), [0]

    def as_restored(told: dict) -> dict:
        numbers = {key: told[key] - back[0] for key in ("seq", "prev") if key in told}
        return told | numbers | {"epoch": "restored"} if back[0] else told

    def pass_on(route: object, message: str | bytes) -> None:
        event, payload = news_of(message)
        if event != "heartbeat":  # which would tell too, later
            route.send(f"42{json.dumps([event, as_restored(payload)])}" if event else message)  # type: ignore[attr-defined]

    page.route("**/snapshot.json", lambda route: route.fulfill(json=as_restored(route.fetch().json())))
    tv = Screen(morning.hall, page, wire=tamper(page, pass_on))
    first = morning.call(morning.an)
    tv.wait_numbers(first)
    back[0] = int(tv.data("seq") or 0) - 1
    second = morning.call(morning.binh)
    tv.wait_numbers(second, first)
    assert tv.data("epoch") == "restored"


@long
def test_messages_out_of_order_are_shown_and_said_in_order(morning: Morning, open_page: Callable) -> None:
    page, held = open_page(1920, 1080), []

    def swap(route: object, message: str | bytes) -> None:
        if news_of(message)[0] != "entry":
            return route.send(message)  # type: ignore[attr-defined]
        held.append(message)
        if len(held) % 2 == 0:
            for one in (held[-1], held[-2]):
                route.send(one)  # type: ignore[attr-defined]
        return None

    wire = tamper(page, swap)
    tv = Screen(morning.hall, page, wire=wire)
    first, second = morning.call(morning.an), morning.call(morning.binh)
    tv.wait_spoken(2)
    tv.wait_numbers(second, first)
    assert tv.spoken() == morning.seqs(first, second)


def test_a_screen_that_silently_differs_is_put_right_by_the_hash(morning: Morning, open_page: Callable) -> None:
    page = open_page(1920, 1080)

    def forge(route: object, message: str | bytes) -> None:
        event, payload = news_of(message)
        if event == "entry" and payload["event"]:
            message = message.replace(f'"{payload["event"]["number"]}"', '"A777"')  # type: ignore[union-attr,arg-type]
        route.send(message)  # type: ignore[attr-defined]

    wire = tamper(page, forge)
    tv = Screen(morning.hall, page, wire=wire)
    number = morning.call(morning.an)
    tv.wait_numbers("A777")
    tv.wait_numbers(number)  # after the next heartbeat


@long
def test_a_call_older_than_30_seconds_is_listed_but_not_said(
    chromium: object, tmp_path_factory: pytest.TempPathFactory, open_page: Callable
) -> None:
    hall = prepared(RunningHall(tmp_path_factory.mktemp("tv") / "data", options=("--clock-speed", "10"))).start()
    try:
        morning, page, deaf = Morning(hall), open_page(1920, 1080), [False]
        wire = tamper(page, lambda route, message: None if deaf[0] else route.send(message))
        tv = Screen(hall, page, wire=wire)
        deaf[0] = True
        missed = morning.call(morning.an)
        ((at,),) = hall.rows("SELECT at FROM journal WHERE kind = 'called'")
        until(lambda: morning.kiosk.get("/health")["now"] - at > 31_000, what="31 seconds on the hall's clock")
        deaf[0] = False
        tv.wait_numbers(missed)
        fresh = morning.call(morning.binh)
        tv.wait_numbers(fresh, missed)
        tv.wait_spoken(1)
        assert tv.spoken() == morning.seqs(fresh)
    finally:
        hall.kill()


def test_a_frozen_server_is_not_taken_for_a_quiet_one(morning: Morning, open_page: Callable) -> None:
    page = open_page(1920, 1080)
    page.clock.install()
    tv = Screen(morning.hall, page)
    number = morning.call(morning.an)
    tv.wait_spoken(1)
    assert morning.hall.process is not None
    os.killpg(morning.hall.process.pid, signal.SIGSTOP)
    try:
        if not LONG:
            page.clock.run_for(12_500)  # the page's time alone; --long waits it out
        tv.wait_link("lost", 15)
        assert "Mất kết nối" in tv.page.locator("[role=alert]").inner_text()
    finally:
        os.killpg(morning.hall.process.pid, signal.SIGCONT)
    tv.wait_link("live")
    assert tv.page.locator("[role=alert]").count() == 0
    tv.wait_numbers(number)
    again = morning.call(morning.an)
    tv.wait_spoken(2)
    assert tv.spoken() == morning.seqs(number, again)


def test_after_a_minute_no_number_is_shown_at_all(morning: Morning, open_page: Callable) -> None:
    page, deaf = open_page(1920, 1080), [False]
    page.clock.install()
    wire = tamper(page, lambda route, message: None if deaf[0] else route.send(message))
    tv = Screen(morning.hall, page, wire=wire)
    tv.wait_numbers(morning.call(morning.an))
    deaf[0] = True
    page.context.route("**/snapshot.json", lambda route: route.abort())
    page.clock.run_for(12_500)
    tv.wait_link("lost")
    page.clock.run_for(48_000)
    tv.wait_link("dark")
    cover = page.locator(".cover")
    assert "Màn hình tạm thời mất kết nối" in cover.inner_text()
    assert cover.bounding_box() == {"x": 0, "y": 0, "width": 1920, "height": 1080}


def test_a_screen_no_longer_paired_shows_no_number(morning: Morning, tv: Screen) -> None:
    tv.wait_numbers(morning.call(morning.an))
    store = SqliteStore(morning.hall.data / "hall.db")
    identities = Identities(store, TestClock(MORNING))
    identities.revoke(max(one["id"] for one in identities.devices() if one["kind"] == "display"))
    store.close()
    morning.hall.kill()
    morning.hall.start()
    tv.wait_link("refused", 15)
    assert "chưa được ghép" in tv.page.locator(".cover").inner_text()


# How often a second the notice's ground changes and changes back, in three seconds that are led by hand.
FLASHES = """() => {
  const notice = document.querySelector(".sound"), seen = [];
  for (let ms = 0; ms < 3000; ms += 20) {
    for (const one of notice.getAnimations()) { one.pause(); one.currentTime = ms; }
    seen.push(getComputedStyle(notice).backgroundColor);
  }
  return seen.filter((colour, i) => i && colour !== seen[i - 1]).length / 2 / 3;
}"""


@long
def test_a_browser_that_forbids_sound_asks_for_a_touch(morning: Morning, chromium: object) -> None:
    from playwright.sync_api import Browser

    assert isinstance(chromium, Browser)
    quiet = [one for one in ARGUMENTS if one != SOUND_UNASKED]
    browser = chromium.browser_type.launch(executable_path=find_chromium(), args=quiet)
    try:
        tv = Screen(morning.hall, browser.new_page())
        tv.page.reload()  # the press on the pairing button counted as a touch
        button = tv.page.get_by_role("button", name="Chạm để bật âm thanh")
        button.wait_for()
        assert 0.5 <= tv.page.evaluate(FLASHES) <= 3, "seen from afar, and harmless: flashes a second"
        number = morning.call(morning.an)
        tv.wait_numbers(number)
        assert tv.heard() == []
        button.click()
        tv.wait_spoken(1)
        assert tv.spoken() == morning.seqs(number)
        assert button.count() == 0
    finally:
        browser.close()


STATES = [
    {},
    {"hall": {"vi": "Trung tâm Phục vụ hành chính công tỉnh Thái Nguyên", "en": "…"}, "calls": []},
    {"z": 1, "a": [True, False, None, -7, 1795398064943], "Đ": "đường", "é": {"b": "ệ ử ẵ", "a": "Ở"}},
    {"odd": 'quote " back \\ slash / \b\f\n\r\t \x00\x1f\x7f \u2028 🀄'},
]


def test_a_page_makes_the_same_hash_as_the_server(morning: Morning, tv: Screen) -> None:
    hash_in_page = "async (state) => (await import('/static/hash.js')).stateHash(state)"
    for state in STATES:
        assert tv.page.evaluate(hash_in_page, state) == state_hash(state)
