"""Boards of a part of the hall: each hears what concerns it, numbered so that it notices what it missed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cast import AN, BIRTH, CHI, CIVIL, CIVIL_1, LAND, LAND_1, LAND_BOOK, TAX, TAX_FORM, hall_document
from flask import Flask
from flask.testing import FlaskClient
from officer import Officer, touch
from test_display_live import Hall, heard

from server.core.plan import HallPlan
from server.live.streams import state_hash

ZONES = {"east": {"name_vi": "Khu Đông", "name_en": "East wing", "departments": [TAX], "desks": ["3"]}}


def screen(name: str, **more: object) -> dict:
    return {"name_vi": name, "name_en": name, **more}


@pytest.fixture
def plan() -> HallPlan:
    document = hall_document()
    document["zones"] = ZONES
    document["displays"] |= {
        "tv-east": screen("TV Đông", zone="east"), "tv-land": screen("TV Đất", department=LAND),
        "panel-3": screen("Bảng quầy 3", desk=3),
    }  # fmt: skip
    return HallPlan.from_dict(document)


@pytest.fixture
def live(app: Flask) -> Hall:
    return Hall(app)


@pytest.fixture
def an(live: Hall) -> Officer:
    return Officer(live.hall, AN, LAND_1).sit()


@pytest.fixture
def chi(live: Hall) -> Officer:
    return Officer(live.hall, CHI, CIVIL_1).sit()


def numbers(picture: dict) -> list[str]:
    return [row["number"] for row in picture["calls"]]


def test_a_screen_of_another_part_of_the_hall_is_not_said_to_miss_a_call(
    live: Hall, an: Officer, chi: Officer, supervisor: FlaskClient
) -> None:
    for name in ("display-1", "tv-east", "tv-land", "panel-3"):
        live.pair(name)
    live.call(an)
    live.call(chi, CIVIL, BIRTH)
    calls = supervisor.get("/admin/calls/receipts.json").json["calls"]
    missing = {one["number"]: sorted(one["missing"]) for one in calls}
    assert missing == {"A001": ["display-1", "tv-land"], "B001": ["display-1", "panel-3", "tv-east"]}


def test_a_zone_hears_its_departments_and_desks_alone(live: Hall, an: Officer, chi: Officer) -> None:
    tax = Officer(live.hall, "dung", "4").sit()
    live.tell()
    east = live.listen(live.pair("tv-east"), "display")
    land = live.listen(live.pair("tv-land"), "display")
    live.call(an)
    live.call(chi, CIVIL, BIRTH)
    live.call(tax, TAX, TAX_FORM)
    assert [one["event"]["number"] for one in heard(east, "entry") if one["event"]] == ["B001", "C001"]
    assert [one["event"]["number"] for one in heard(land, "entry") if one["event"]] == ["A001"]
    assert numbers(live.picture("board:zone:east")) == ["C001", "B001"]
    assert live.picture("board:zone:east")["title"] == {"vi": "Khu Đông", "en": "East wing"}
    assert live.picture(f"board:department:{LAND}")["title"] == {"vi": "Đất đai", "en": "Land"}
    assert live.board() == ["C001", "B001", "A001"]


def test_prev_is_the_message_before_in_its_own_stream(live: Hall, an: Officer, chi: Officer) -> None:
    live.tell()
    tv = live.pair("tv-east")
    last = tv.get("/display/snapshot.json").json["seq"]
    listener = live.listen(tv, "display")
    for _ in range(2):
        live.call(an)  # not of this zone: it leaves a hole in the numbers, not in the stream
        live.call(chi, CIVIL, BIRTH)
        chi.press("finish")
        an.press("finish")
        live.tell()
    messages = heard(listener, "entry")
    assert len(messages) == 6
    for message in messages:
        assert message["prev"] == last
        last = message["seq"]


def test_a_screen_gets_the_snapshot_of_its_own_stream(live: Hall, an: Officer) -> None:
    live.call(an)
    east, land = (live.pair(one).get("/display/snapshot.json").json for one in ("tv-east", "tv-land"))
    assert (numbers(east["state"]), numbers(land["state"])) == ([], ["A001"])
    for one in (east, land):
        assert one["hash"] == state_hash(one["state"])
        assert one["epoch"] == live.app.extensions["streams"].epoch


def test_the_snapshot_is_written_out_once_for_each_seq(live: Hall, an: Officer) -> None:
    streams, tv = live.app.extensions["streams"], live.pair("tv-land")
    live.call(an)
    before = tv.get("/display/snapshot.json").json
    kept = streams._streams[f"board:department:{LAND}"].body  # noqa: SLF001
    live.app.extensions["hall"].clock.forward(seconds=3)
    again = tv.get("/display/snapshot.json").json
    assert streams._streams[f"board:department:{LAND}"].body is kept  # noqa: SLF001
    assert again == before | {"now": before["now"] + 3000}, "the hall's clock is not kept with it"
    an.press("finish")
    live.tell()
    assert tv.get("/display/snapshot.json").json["state"] != before["state"]


def states(live: Hall, stream: str = "board") -> list[str]:
    return [row["state"] for row in live.picture(stream)["calls"]]


def test_what_has_become_of_a_call_is_told(live: Hall, an: Officer, clock) -> None:  # noqa: ANN001
    touch(live.hall, LAND, LAND_BOOK)
    seen = []
    for press in ("next", "start", "finish"):
        an.press(press)
        live.tell()
        seen += states(live)
    assert seen == ["called", "serving", "over"]
    an.press("undo")
    live.tell()
    assert states(live) == ["serving"]
    an.press("finish")
    clock.forward(minutes=3)
    live.call(an)
    assert states(live) == ["serving"], "an ended number does not stand for ever"


def test_who_did_not_come_finds_the_number_for_ten_minutes(live: Hall, an: Officer, clock) -> None:  # noqa: ANN001
    touch(live.hall, LAND, LAND_BOOK)
    an.press("next")
    an.press("no-show")
    clock.forward(minutes=5)
    live.call(an)
    assert states(live) == ["serving", "absent"]
    an.press("finish")
    clock.forward(minutes=6)
    live.call(an)
    assert "absent" not in states(live)


def test_a_panel_knows_its_desk(live: Hall, chi: Officer) -> None:
    panel = live.listen(live.pair("panel-3"), "display")

    def state() -> tuple:
        live.tell()
        picture = live.picture("panel:3")
        return picture["state"], numbers(picture)

    assert state() == ("open", [])
    assert live.picture("panel:3")["name"] == {"vi": "Quầy 3", "en": "Desk 3"}
    touch(live.hall, CIVIL, BIRTH)
    chi.press("next")
    assert state() == ("called", ["B001"])
    chi.press("start")
    assert state() == ("serving", ["B001"])
    chi.press("finish")
    assert state() == ("open", [])
    live.hall.close_desk("3", CHI)
    assert state() == ("closed", [])
    assert len(heard(panel, "entry")) == 5


def test_a_changed_hall_file_brings_its_new_boards_at_once(live: Hall, plan: HallPlan, an: Officer) -> None:
    tv = live.pair("tv-later")
    live.call(an)
    assert numbers(tv.get("/display/snapshot.json").json["state"]) == ["A001"], "not planned yet: the whole hall"
    document = plan.to_dict()
    document["zones"]["west"] = {"name_vi": "Khu Tây", "name_en": "West wing", "desks": ["1"]}
    document["displays"]["tv-later"] = screen("TV Tây", zone="west")
    board = live.listen(live.pair("tv-east"), "display")
    live.hall.configure(HallPlan.from_dict(document))
    for door in ("snapshot", "screen"):  # committed, but not told yet
        assert tv.get(f"/display/{door}.json").status_code == 200
    assert live.listen(tv, "display").is_connected()
    live.tell()
    assert numbers(tv.get("/display/snapshot.json").json["state"]) == ["A001"]
    assert tv.get("/display/snapshot.json").json["state"]["title"]["vi"] == "Khu Tây"
    assert len(heard(board, "entry")) == 1, "every screen hears of a changed plan"


def test_all_pictures_are_the_same_after_a_restart(live: Hall, an: Officer, chi: Officer, device: Callable) -> None:
    from server.app import create_app, stop
    from server.clock import TestClock
    from server.settings import Settings

    live.call(an)
    live.call(chi, CIVIL, BIRTH)
    an.press("finish")
    touch(live.hall, LAND, LAND_BOOK)
    an.press("next")
    an.press("undo")
    live.tell()
    store, settings = live.app.extensions["store"], live.app.extensions["settings"]
    again = create_app(Settings(data=settings.data, voice=False), clock=TestClock(), store=store)
    try:
        streams = again.extensions["streams"]
        for name in ("board", "board:zone:east", f"board:department:{LAND}", "panel:1", "panel:3"):
            assert streams.snapshot(name)["state"] == live.picture(name), name
    finally:
        stop(again)


# -- who is not heard is not drawn -------------------------------------------------------------------------------------


def test_a_board_nobody_looks_at_is_drawn_when_somebody_comes(live: Hall, device: Callable) -> None:  # noqa: ANN001
    streams = live.app.extensions["streams"]
    before = streams.where("board")["seq"]
    live.call(Officer(live.hall, AN, LAND_1).sit())
    assert streams.where("board")["seq"] == before  # no screen, no picture
    tv = live.listen(device("display", "display-1"), "display")
    hello = next(one for one in tv.get_received() if one["name"] == "hello")["args"][0]
    assert [call["number"] for call in live.picture()["calls"]] == ["A001"]
    assert hello["seq"] == streams.where("board")["seq"] == live.app.extensions["publisher"].seq


def test_a_tv_that_was_away_does_not_take_the_hall_for_as_it_left_it(live: Hall, device: Callable) -> None:  # noqa: ANN001
    screen = device("display", "display-1")
    tv = live.listen(screen, "display")
    seen = live.app.extensions["streams"].where("board")["seq"]
    tv.disconnect()
    live.call(Officer(live.hall, AN, LAND_1).sit())
    again = live.listen(screen, "display")
    hello = next(one for one in again.get_received() if one["name"] == "hello")["args"][0]
    assert hello["seq"] > seen


def test_next_that_ends_one_visit_and_calls_another_is_one_message(live: Hall, device: Callable) -> None:  # noqa: ANN001
    an = Officer(live.hall, AN, LAND_1).sit()
    live.call(an)
    touch(live.hall, LAND, LAND_BOOK)
    tv = live.listen(device("display", "display-1"), "display")
    tv.get_received()
    assert an.press("next") == ["finished", "called"]
    live.tell()
    (entry,) = heard(tv, "entry")
    assert [(row["number"], row["state"]) for row in entry["state"]["calls"]] == [("A002", "called"), ("A001", "over")]
    assert entry["event"]["number"] == "A002" and entry["state"] == live.picture()


def test_what_changes_no_picture_is_no_message(live: Hall, device: Callable) -> None:  # noqa: ANN001
    an = Officer(live.hall, AN, LAND_1).sit()
    tv = live.listen(device("display", "display-1"), "display")
    tv.get_received()
    an.press("break", reason="short"), an.press("open")
    live.tell()
    assert heard(tv, "entry") == []
