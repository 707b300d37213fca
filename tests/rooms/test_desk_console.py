"""What stands on the console: held visitors, the usual time, what an undo takes back, an idle desk, a resting one."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from cast import AN, CIVIL, LAND, LAND_1, LAND_BOOK
from flask.testing import FlaskClient

keys = itertools.count(1)


class Console:
    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    @property
    def seen(self) -> dict:
        return self.client.get("/desk/snapshot.json").json

    def press(self, *deeds: str, **wish: object) -> dict:
        for deed in deeds:
            body = {"key": f"console-{next(keys):06d}", "version": self.seen["desk"]["version"], **wish}
            reply = self.client.post(f"/desk/deeds/{deed}", json=body)
            assert reply.status_code == 200, (deed, reply.json)
        return reply.json


@pytest.fixture
def touch(device) -> Callable[..., str]:
    kiosk = device("kiosk", "kiosk-1")

    def one(**more: object) -> str:
        body = {"key": f"console-touch-{next(keys):05d}", "department": LAND, "service": LAND_BOOK, **more}
        return kiosk.post("/kiosk/tickets", json=body).json["number"]

    return one


@pytest.fixture
def an(officer) -> Console:
    return Console(officer(AN, LAND_1))


def serve(an: Console, touch: Callable[..., str], clock, minutes: float) -> None:
    touch()
    an.press("next", "start")
    clock.forward(minutes=minutes)
    an.press("finish")


def test_a_held_visitor_stays_in_sight_of_the_desk_with_the_reason(an, touch, clock) -> None:
    touch(), touch()
    an.press("next", "start"), an.press("hold", reason="copy")
    clock.forward(minutes=4)
    seen = an.press("next")
    (held,) = seen["held"]
    assert (held["number"], held["reason"]["vi"], seen["now"] - held["since"]) == ("A001", "Đi phô tô", 240_000)
    assert seen["current"]["number"] == "A002"


def test_the_service_clock_goes_on_where_it_was_after_a_hold(an, touch, clock) -> None:
    touch()
    an.press("next", "start")
    clock.forward(minutes=3)
    an.press("hold")
    clock.forward(minutes=20)
    seen = an.press("resume", number="A001")
    clock.forward(minutes=2)
    assert clock.ms - seen["current"]["clock_from"] == 5 * 60_000


def test_the_usual_time_is_the_departments_until_enough_were_measured_today(an, touch, clock) -> None:
    for minutes in (2, 4, 6, 8):
        serve(an, touch, clock, minutes)
    touch()
    assert an.press("next", "start")["current"]["usual_ms"] == 12 * 60_000
    clock.forward(minutes=5)
    an.press("finish")
    touch()
    assert an.press("next")["current"]["usual_ms"] == 5 * 60_000
    for minutes in (1, 1, 1, 1, 1, 1):  # another service of the same department changes nothing here
        touch(service="dat-dai.do-dac")
        an.press("no-show") if an.seen["current"]["state"] == "called" else an.press("finish")
        an.press("next", "start")
        clock.forward(minutes=minutes)
    assert an.seen["current"]["usual_ms"] == 60_000


def test_a_service_far_over_the_usual_time_is_shown_to_the_supervisor(an, touch, clock, supervisor) -> None:
    touch()
    an.press("next", "start")

    def shown() -> str:
        return supervisor.get("/admin/watch").text.partition('id="long"')[2].partition("</section>")[0]

    clock.forward(minutes=24)
    assert shown() == ""
    clock.forward(seconds=1)
    assert all(word in shown() for word in ("A001", "Quầy 1", "Nguyễn Văn An", "08:00", "12 phút"))
    an.press("finish")
    assert shown() == ""


def test_after_the_session_has_ended_the_service_is_found_again_with_its_clock(an, touch, clock, officer) -> None:
    touch()
    an.press("next", "start")
    began = clock.ms
    clock.forward(minutes=15 * 60)  # longer than a session
    assert an.client.get("/desk/snapshot.json").status_code == 401
    seen = Console(officer(AN, LAND_1)).seen
    assert (seen["current"]["number"], seen["current"]["state"]) == ("A001", "serving")
    assert seen["current"]["started_at"] == seen["current"]["clock_from"] == began


@pytest.mark.parametrize(
    ("deeds", "wish", "vi", "en"),
    [
        (["next"], {}, "gọi A001", "calling A001"),
        (["next", "came-next"], {}, "kết thúc A001, gọi A002", "finishing A001, calling A002"),
        (["next", "start", "transfer"], {"department": CIVIL}, "chuyển A001", "transferring A001"),
        (["next", "transfer"], {"department": CIVIL, "back": "desk"}, "chuyển A001", "transferring A001"),
        (["next", "add-leg"], {"department": CIVIL}, "thêm nơi đến cho A001", "a further line for A001"),
        (["next", "no-show"], {}, "vắng mặt A001", "no-show A001"),
        (["next", "priority"], {"priority": True}, "đổi ưu tiên của A001", "changing the priority of A001"),
    ],
)
def test_an_undo_says_what_it_will_take_back(an, touch, deeds, wish, vi, en) -> None:
    touch(), touch()
    an.press(*deeds[:-1]) if deeds[:-1] else None
    assert an.press(deeds[-1], **wish)["undo_what"] == {"vi": vi, "en": en}


def test_nothing_to_undo_says_nothing(an) -> None:
    assert (an.seen["undo_until"], an.seen["undo_what"]) == (None, None)


def test_a_desk_is_idle_since_it_was_free_and_somebody_waited(an, touch, clock) -> None:
    assert an.seen["idle_since"] is None
    clock.forward(minutes=1)
    touch()
    assert an.seen["idle_since"] == clock.ms  # the visitor came after the desk was opened
    touch()
    an.press("next", "no-show")
    freed = clock.ms
    clock.forward(minutes=2)
    assert an.seen["idle_since"] == freed
    an.press("break", reason="lunch")
    assert an.seen["idle_since"] is None


def test_a_resting_desk_says_why_and_since_when(an, clock) -> None:
    clock.forward(minutes=5)
    desk = an.press("break", reason="lunch")["desk"]
    assert (desk["state"], desk["reason"]["vi"], desk["since"]) == ("break", "Nghỉ trưa", clock.ms)
    desk = an.press("back-office")["desk"]
    assert (desk["state"], desk["reason"]) == ("back-office", None)


def test_dossiers_and_further_lines_stand_with_the_visitor_and_in_the_day(an, touch) -> None:
    touch()
    an.press("next", "start"), an.press("dossiers", dossiers=3), an.press("add-leg", department=CIVIL)
    current = an.seen["current"]
    assert (current["dossiers"], [one["department"]["vi"] for one in current["later"]]) == (3, ["Tư pháp"])
    assert an.press("finish")["day"]["dossiers"] == 3


def test_who_waits_under_a_service_that_was_taken_away_is_still_shown_and_called(an, touch, app) -> None:
    from cast import hall_document

    from server.core.plan import HallPlan

    touch()
    fewer = hall_document()
    fewer["departments"][0]["services"] = fewer["departments"][0]["services"][1:]  # the land book is gone
    app.extensions["hall"].configure(HallPlan.from_dict(fewer))
    assert an.seen["waiting"][0]["service"] == {"vi": "Sổ đỏ", "en": "Land book"}, "under the name they came for"
    seen = an.press("next", "start")
    assert (seen["current"]["number"], seen["current"]["service_id"]) == ("A001", LAND_BOOK)
    assert an.press("finish")["day"]["served"] == 1
