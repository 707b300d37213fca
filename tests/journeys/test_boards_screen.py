"""Zone boards, desk panels, playlist and receipts in Chromium, before a real hall."""

from __future__ import annotations

import copy
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from browser import MORNING, RunningHall, until
from cast import BIRTH, CIVIL, LAND, hall_document
from doors import new_key
from PIL import Image
from screen import Screen
from test_display_screen import PASSWORD, Morning

from server.accounts import follow_plan
from server.clock import HallClock, TestClock
from server.core.plan import HallPlan
from server.hall import Hall
from server.identity import Identities
from server.store.sqlite import SqliteStore

pytestmark = pytest.mark.journey
NAME = {"name_vi": "TV", "name_en": "TV"}
DISPLAYS = {
    "tv-hall": {**NAME, "arrows": {"1": "left", "3": "up"}}, "tv-civil": {**NAME, "department": CIVIL},
    "tv-east": {**NAME, "zone": "east"}, "panel-1": {**NAME, "desk": 1},
}  # fmt: skip
EAST = {"name_vi": "Khu Đông", "name_en": "East wing", "desks": ["1"]}


def document() -> dict:
    return hall_document() | {"displays": copy.deepcopy(DISPLAYS), "zones": {"east": EAST}, "call_seconds": 0}


def configure(hall: RunningHall, plan: HallPlan) -> None:
    """What `python -m server import` does."""
    store = SqliteStore(hall.data / "hall.db")
    Hall(store, HallClock.begin(MORNING)).configure(plan)
    store.close()


@pytest.fixture(scope="module")
def morning(chromium: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Morning]:
    hall = RunningHall(tmp_path_factory.mktemp("boards") / "data")
    store = SqliteStore(hall.data / "hall.db")
    plan = HallPlan.from_dict(document())
    with store.deed(TestClock(MORNING).now()) as deed:
        deed.add_plan(plan.to_dict())
    identities = Identities(store, TestClock(MORNING), PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    follow_plan(identities, plan)
    for officer in plan.officers:
        identities.set_password(officer.username, PASSWORD)
    store.close()
    (hall.data / "playlist").mkdir()
    yield Morning(hall.start())
    hall.kill()


def test_each_board_shows_what_concerns_it_and_says_that_it_did(morning: Morning, open_page: Callable) -> None:
    boards = ("tv-hall", "tv-civil", "tv-east")
    whole, civil, east = (Screen(morning.hall, open_page(1920, 1080), name) for name in boards)
    panel = Screen(morning.hall, open_page(1280, 800), "panel-1")
    assert civil.page.locator("h1").inner_text().startswith("Tư pháp")
    assert east.page.locator("h1").inner_text().startswith("Khu Đông")
    land = morning.call(morning.an)
    birth = morning.call(morning.chi, CIVIL, BIRTH)
    whole.wait_numbers(birth, land)
    civil.wait_numbers(birth)
    east.wait_numbers(land)
    panel.wait_numbers(land)
    assert whole.page.locator(".newest .way").get_attribute("aria-label") == "phía trước"
    assert (civil.numbers(), east.numbers(), panel.numbers()) == ([birth], [land], [land])
    assert "Mời số" in panel.page.locator("main").inner_text()
    morning.press(morning.an, "start")
    until(lambda: "Đang phục vụ" in panel.page.locator("main").inner_text(), what="the panel's state")
    morning.press(morning.an, "finish")
    until(lambda: "Quầy đang mở" in panel.page.locator("main").inner_text(), what="the panel of a free desk")
    assert panel.numbers() == []
    receipts = {(land, "tv-hall"), (land, "tv-east"), (land, "panel-1"), (birth, "tv-hall"), (birth, "tv-civil")}
    asked = (
        "SELECT json_extract(j.body, '$.number'), r.name FROM receipts r JOIN journal j USING (seq)"
        " WHERE what = 'shown' AND r.at BETWEEN j.at AND j.at + 10000"
    )
    until(lambda: set(morning.hall.rows(asked)) == receipts, what="every screen's receipt")


def test_a_screen_with_another_task_in_the_hall_file_takes_it_up(morning: Morning, open_page: Callable) -> None:
    tv = Screen(morning.hall, open_page(1920, 1080), "tv-civil")
    land = morning.call(morning.an)
    changed = document()
    changed["displays"]["tv-civil"] = {**NAME, "department": LAND}
    with tv.page.expect_navigation(timeout=20_000):
        configure(morning.hall, HallPlan.from_dict(changed))
    tv.wait_numbers(land)
    assert tv.page.locator("h1").inner_text().startswith("Đất đai")
    with tv.page.expect_navigation(timeout=20_000):
        configure(morning.hall, HallPlan.from_dict(document()))
    tv.wait_link("live")
    assert tv.page.locator("h1").inner_text().startswith("Tư pháp")
    morning.press(morning.an, "no-show")


def test_pictures_stand_beside_the_numbers_and_a_broken_video_is_skipped(morning: Morning, open_page: Callable) -> None:
    folder: Path = morning.hall.data / "playlist"
    picture = io.BytesIO()
    Image.new("RGB", (1600, 900), "#0b5d3b").save(picture, "PNG")
    (folder / "01 broken.mp4").write_bytes(b"\0\0\0\x18ftypisom" + b"not a video" * 50)
    (folder / "02.png").write_bytes(picture.getvalue())
    page = open_page(1920, 1080)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.install()
    tv = Screen(morning.hall, page, "tv-hall")
    number = morning.call(morning.an)
    tv.wait_numbers(number)
    listed = "async () => (await (await fetch('/display/screen.json')).json()).playlist.items.length"
    until(lambda: page.evaluate(listed) == 2, what="the folder read again")  # in the hall's time, not in the page's
    for _ in range(30):
        if page.locator("img.media").count():
            break
        page.clock.run_for(4000)
        page.wait_for_timeout(50)
    assert any("broken.mp4" in url for url in asked), "it was tried"
    assert page.locator("video").count() == 0
    one, other = page.locator("img.media").bounding_box(), page.locator(".newest").bounding_box()
    assert one["y"] >= other["y"] + other["height"] - 1 or one["x"] >= other["x"] + other["width"] - 1
    assert page.locator("img.media").evaluate("(one) => one.naturalWidth") == 1600
    for file in folder.iterdir():
        file.unlink()


def test_a_panel_says_when_its_desk_pauses(morning: Morning, open_page: Callable) -> None:
    panel = Screen(morning.hall, open_page(800, 1280), "panel-1")
    seen = morning.an.get("/desk/snapshot.json")
    if seen["current"]:
        morning.press(morning.an, "no-show")
    version = morning.an.get("/desk/snapshot.json")["desk"]["version"]
    pause = {"key": new_key("press"), "version": version, "reason": "lunch"}
    assert morning.an.post("/desk/deeds/break", pause)[0] == 200
    until(lambda: "Nghỉ trưa" in panel.page.locator("main").inner_text(), what="the break on the panel")
