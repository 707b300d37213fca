"""The officer's keys over HTTP: pressed twice, too late, on an old screen or at another's desk."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from cast import AN, BINH, BIRTH, BOTH, CHI, CIVIL, CIVIL_1, DUNG, LAND, LAND_1, LAND_2, LAND_BOOK, hall_document
from werkzeug.test import TestResponse

from server.core.plan import HallPlan

keys = itertools.count(1)


class Desk:
    """An officer's client that remembers the version on its screen, as the console does."""

    def __init__(self, client) -> None:
        self.client = client
        self.look()

    def look(self) -> dict:
        self.seen = self.client.get("/desk/snapshot.json").json
        return self.seen

    def press(self, deed: str, key: str = "", version: int | None = None) -> TestResponse:
        body = {"key": key or f"press-{next(keys):06d}", "version": version or self.seen["desk"]["version"]}
        reply = self.client.post(f"/desk/deeds/{deed}", json=body)
        if reply.status_code == 200:
            self.seen = reply.json
        return reply


@pytest.fixture
def touch(device) -> Callable[..., str]:
    kiosk = device("kiosk", "kiosk-1")

    def one(department: str = LAND, service: str = LAND_BOOK, **more: object) -> str:
        body = {"key": f"touch-{next(keys):06d}", "department": department, "service": service, **more}
        return kiosk.post("/kiosk/tickets", json=body).json["number"]

    return one


@pytest.fixture
def an(officer, touch) -> Desk:
    """An at Land 1, with two people waiting."""
    touch(), touch()
    return Desk(officer(AN, LAND_1))


def test_the_same_key_gets_the_first_answer_and_calls_once(an) -> None:
    first = an.press("next", key="one-touch")
    again = an.press("next", key="one-touch", version=first.json["desk"]["version"] - 1)
    assert (again.status_code, again.json["deed"], again.json["did"]) == (200, first.json["deed"], ["called"])
    assert again.json["waiting_total"] == 1


def test_the_same_key_for_another_deed_is_refused(an) -> None:
    an.press("next", key="one-touch")
    again = an.press("recall", key="one-touch")
    assert (again.status_code, again.json["error"]["id"]) == (409, "key-reused")


def test_a_double_click_calls_one_number(an) -> None:
    version = an.seen["desk"]["version"]
    first, second = (an.press("next", version=version) for _ in range(2))
    assert (first.status_code, second.status_code, second.json["error"]["id"]) == (200, 409, "stale")
    assert second.json["snapshot"]["current"]["number"] == "A001"
    assert second.json["snapshot"]["waiting_total"] == 1


def test_an_old_screen_is_told_the_present_state_and_changes_nothing(an, officer) -> None:
    elsewhere = Desk(officer(AN, LAND_1))  # the same officer on a second screen
    elsewhere.press("next")
    late = an.press("next")
    assert (late.status_code, late.json["error"]["id"]) == (409, "stale")
    assert late.json["snapshot"]["desk"]["version"] == elsewhere.seen["desk"]["version"]
    assert late.json["error"]["vi"] and late.json["error"]["en"]


def test_next_with_nobody_waiting_is_a_calm_sentence(officer) -> None:
    reply = Desk(officer(AN, LAND_1)).press("next")
    assert (reply.status_code, reply.json["error"]["id"]) == (409, "nobody-waiting")
    assert reply.json["error"]["vi"] == "Hiện không còn ai chờ."


def test_next_while_serving_finishes_and_calls(an, clock) -> None:
    an.press("next"), an.press("start")
    clock.forward(minutes=5)
    reply = an.press("next").json
    assert reply["did"] == ["finished", "called"]
    assert (reply["current"]["number"], reply["day"]["served"]) == ("A002", 1)
    assert reply["day"]["service_p50_ms"] is None  # its end is derived: no measured service time


def test_next_while_called_asks_and_changes_nothing(an) -> None:
    before = an.press("next").json
    asked = an.press("next")
    assert (asked.status_code, asked.json["error"]["id"]) == (409, "came-or-not")
    assert an.look()["current"] == before["current"]


@pytest.mark.parametrize(
    ("answer", "did", "day"),
    [
        ("came-next", ["started", "finished", "called"], (1, 0)),
        ("no-show-next", ["no-show", "called"], (0, 1)),
    ],
)
def test_the_answer_ends_the_called_one_and_calls(an, answer, did, day) -> None:
    an.press("next")
    reply = an.press(answer).json
    assert reply["did"] == did
    assert (reply["day"]["served"], reply["day"]["no_show"]) == day
    assert reply["current"]["number"] == "A002"


def test_with_nobody_left_the_answer_still_ends_the_called_one(an) -> None:
    an.press("next"), an.press("came-next")
    assert an.press("came-next").json["did"] == ["started", "finished"]
    assert an.seen["current"] is None


@pytest.mark.parametrize("deed", ["recall", "start", "finish", "no-show", "came-next", "no-show-next"])
def test_a_free_desk_has_nobody_to_act_on(an, deed) -> None:
    reply = an.press(deed)
    assert (reply.status_code, reply.json["error"]["id"]) == (409, "nobody-at-desk")


@pytest.mark.parametrize("deed", ["recall", "start", "no-show", "came-next"])
def test_a_visitor_being_served_is_neither_called_nor_missing(an, deed) -> None:
    an.press("next"), an.press("start")
    assert an.press(deed).status_code == 409
    assert an.look()["current"]["state"] == "serving"


def test_undo_takes_the_last_deed_back_within_ten_seconds(an, clock) -> None:
    an.press("next")
    clock.forward(seconds=3)
    an.press("no-show")
    assert an.seen["undo_until"] == clock.ms + 10_000
    clock.forward(seconds=10)
    reply = an.press("undo").json
    assert (reply["current"]["number"], reply["current"]["state"], reply["day"]["no_show"]) == ("A001", "called", 0)
    assert reply["undo_until"] is None  # an undo is not undone


def test_undo_takes_back_all_that_one_press_did(an) -> None:
    an.press("next"), an.press("came-next")
    reply = an.press("undo").json
    assert (reply["current"]["number"], reply["current"]["state"]) == ("A001", "called")
    assert [leg["number"] for leg in reply["waiting"]] == ["A002"]


def test_undo_after_ten_seconds_is_refused_in_words(an, clock) -> None:
    an.press("next")
    clock.forward(seconds=10.001)
    reply = an.press("undo")
    assert (reply.status_code, reply.json["error"]["id"]) == (409, "undo-too-late")
    assert an.look()["current"]["number"] == "A001"


def test_the_line_tells_why_each_stands_where_it_stands(officer, touch, clock) -> None:
    touch()
    clock.forward(minutes=1)
    touch(), touch(priority=True)
    clock.forward(minutes=5)
    seen = Desk(officer(AN, LAND_1)).seen
    assert [(leg["number"], leg["why"]["vi"]) for leg in seen["waiting"]] == [
        ("A003", "Ưu tiên: 1 phút chờ tính bằng 3"), ("A001", "Theo thứ tự đến"), ("A002", "Theo thứ tự đến"),
    ]  # fmt: skip
    assert Desk(officer(AN, LAND_1)).press("next").json["current"]["number"] == "A003"


def test_the_order_in_sight_is_the_order_of_the_calls(officer, touch, clock) -> None:
    for place in range(12):
        touch(*((CIVIL, BIRTH) if place % 3 else (LAND, LAND_BOOK)), priority=place in (7, 8))
        clock.forward(minutes=2)
    desk = Desk(officer(CHI, BOTH))
    expected, called = [leg["number"] for leg in desk.seen["waiting"]], []
    called.append(desk.press("next").json["current"]["number"])
    while desk.seen["waiting"]:
        coming = desk.seen["waiting"][0]["number"]
        called.append(desk.press("no-show-next").json["current"]["number"])
        assert called[-1] == coming
    assert len(expected) == 8 and called[:8] == expected and len(called) == 12


def test_a_desk_sees_its_own_lines_only(officer, touch, clock) -> None:
    touch(), touch(CIVIL, BIRTH)
    clock.forward(minutes=3)
    seen = Desk(officer(CHI, CIVIL_1)).seen
    assert [leg["number"] for leg in seen["waiting"]] == ["B001"]
    assert [(one["department"], one["waiting"], one["longest_ms"]) for one in seen["lines"]] == [(CIVIL, 1, 180_000)]


def test_an_officer_without_a_desk_can_press_nothing(officer) -> None:
    reply = officer(DUNG).post("/desk/deeds/next", json={"key": "press-early", "version": 0})
    assert (reply.status_code, reply.json["error"]["id"]) == (409, "desk-not-open")


def test_after_a_takeover_the_first_officer_only_watches(an, officer) -> None:
    an.press("next")
    binh = officer(BINH)
    refused = binh.post("/desk/choose", json={"desk": LAND_1})
    assert (refused.status_code, refused.json["error"]["id"]) == (409, "desk-taken")
    assert binh.post("/desk/choose", json={"desk": LAND_1, "takeover": True}).status_code == 200
    late = an.press("start")
    assert (late.status_code, late.json["error"]["id"]) == (409, "desk-not-open")
    seen = an.look()["desk"]
    assert (seen["officer"], seen["officer_name"]) == (BINH, "Trần Thị Bình")
    assert Desk(binh).press("start").json["current"]["number"] == "A001"
    assert "Chọn quầy" in an.client.get("/desk/").get_data(as_text=True)


def test_nobody_walks_away_from_a_called_visitor(an) -> None:
    an.press("next")
    moved = an.client.post("/desk/choose", json={"desk": LAND_2})
    assert (moved.status_code, moved.json["error"]["id"]) == (409, "desk-busy")
    an.press("no-show")
    assert an.client.post("/desk/choose", json={"desk": LAND_2}).status_code == 200
    assert an.client.get("/desk/snapshot.json").json["desk"]["id"] == LAND_2


def test_the_desk_left_behind_is_closed_for_the_next_officer(an, officer) -> None:
    an.client.post("/desk/choose", json={"desk": LAND_2})
    assert officer(BINH).post("/desk/choose", json={"desk": LAND_1}).status_code == 200


def test_a_desk_that_is_gone_leads_back_to_the_choice(an, app) -> None:
    fewer = hall_document()
    del fewer["desks"]["1"]
    fewer["officers"][AN] = {"name": "Nguyễn Văn An", "desk": 2}
    app.extensions["hall"].configure(HallPlan.from_dict(fewer))
    page = an.client.get("/desk/")
    assert page.status_code == 200 and "Chọn quầy" in page.get_data(as_text=True)


def test_the_reader_of_the_console_is_told_what_the_visitor_came_for(an, app, officer, touch) -> None:
    with app.extensions["store"].writing() as db:
        columns = [row["name"] for row in db.execute("PRAGMA table_info(procedures)")]
        known = {"code": "1.0001", "name": "Cấp giấy " * 130, "department": LAND, "service": LAND_BOOK}
        values = [known.get(column, "") for column in columns]
        db.execute(f"INSERT INTO procedures VALUES ({', '.join('?' * len(columns))})", values)  # noqa: S608
    touch(procedure="1.0001")
    an.press("next"), an.press("came-next")
    current = an.press("came-next").json["current"]
    assert (current["procedure"], current["procedure_name"]) == ("1.0001", "Cấp giấy " * 130)


@pytest.mark.parametrize(
    "body", [None, [], {}, {"key": "press-0001"}, {"key": 5, "version": 1}, {"key": "press-0001", "version": "1"},
             {"key": "press-0001", "version": True}, {"key": "short", "version": 1}],
)  # fmt: skip
def test_a_press_that_is_none_is_refused(an, body) -> None:
    reply = an.client.post("/desk/deeds/next", json=body)
    assert (reply.status_code, reply.json["error"]["id"]) == (400, "bad-input")
    assert an.client.post("/desk/deeds/dance", json={"key": "press-0001", "version": 1}).status_code == 400


@pytest.mark.parametrize("body", [[], "1", {"desk": "99"}, {"desk": None}, {}])
def test_a_choice_that_is_none_is_refused(an, body) -> None:
    assert an.client.post("/desk/choose", json=body).status_code in (400, 404)
