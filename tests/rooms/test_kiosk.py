"""The kiosk's doors: what is offered, one touch one ticket, and what is said when something stands in the way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cast import AN, BIRTH, CIVIL, LAND, LAND_1, LAND_BOOK, hall_document
from flask import Flask
from flask.testing import FlaskClient

from kiosk.menu import opening, week
from server.clock import TestClock
from server.core.hours import Closed, business_date
from server.core.naming import Name
from server.core.opening import Holiday, Hours, Session
from server.core.plan import HallPlan

Device = Callable[[str, str], FlaskClient]
WISH = {"key": "touch-0001", "department": LAND, "service": LAND_BOOK}


@pytest.fixture
def kiosk(device: Device) -> FlaskClient:
    return device("kiosk", "kiosk-1")


RULE = {
    "vi": "Người ưu tiên được gọi sớm hơn: chờ 1 phút được tính như 3 phút.",
    "en": "Priority visitors are called sooner: each minute they wait counts as 3."
}  # fmt: skip
PLAIN = {"purpose": "submit", "often": False, "paused": False}


def menu(kiosk: FlaskClient) -> dict:
    return kiosk.get("/kiosk/menu.json").json


def office(kiosk: FlaskClient, own: str) -> dict:
    return next(one for one in menu(kiosk)["departments"] if one["id"] == own)


def test_the_menu_offers_each_office_with_its_desks_and_its_general_service_last(kiosk: FlaskClient) -> None:
    assert [one["letter"] for one in menu(kiosk)["departments"]] == ["A", "B", "C"]
    assert office(kiosk, LAND) == {
        "id": LAND, "letter": "A", "name": {"vi": "Đất đai", "en": "Land"}, "short": {"vi": "Đất đai", "en": "Land"},
        "desks": ["1", "2", "5"], "waiting": 0, "minutes": [0, 25], "full": False, "rule": RULE,
        "services": [
            {"id": "dat-dai.so-do", "name": {"vi": "Sổ đỏ", "en": "Land book"}} | PLAIN,
            {"id": "dat-dai.do-dac", "name": {"vi": "Đo đạc", "en": "Survey"}} | PLAIN,
            {"id": "dat-dai.khac", "name": {"vi": "Thủ tục khác", "en": "Other procedures"}} | PLAIN,
        ],
    }  # fmt: skip


def test_the_kiosk_tells_how_the_line_is_called(app: Flask, kiosk: FlaskClient) -> None:
    assert menu(kiosk)["rule"] == RULE  # all offices alike: known before one is chosen
    assert kiosk.post("/kiosk/tickets", json=WISH).json["rule"] == RULE
    document = hall_document()
    document["departments"][1]["discipline"] = "strict"
    app.extensions["hall"].configure(HallPlan.from_dict(document))
    assert menu(kiosk)["rule"] is None
    assert office(kiosk, CIVIL)["rule"]["vi"] == "Người ưu tiên được gọi trước."


def test_people_waiting_are_counted_until_they_are_called(kiosk: FlaskClient, officer: Callable) -> None:
    kiosk.post("/kiosk/tickets", json=WISH)
    kiosk.post("/kiosk/tickets", json=WISH | {"key": "touch-0002"})
    assert (office(kiosk, LAND)["waiting"], office(kiosk, CIVIL)["waiting"]) == (2, 0)
    desk = officer(AN, LAND_1)
    version = desk.get("/desk/snapshot.json").json["desk"]["version"]
    assert desk.post("/desk/deeds/next", json={"key": "press-0001", "version": version}).status_code == 200
    assert office(kiosk, LAND)["waiting"] == 1


def test_the_next_morning_begins_with_nobody_waiting(kiosk: FlaskClient, clock: TestClock) -> None:
    kiosk.post("/kiosk/tickets", json=WISH)
    clock.forward(minutes=24 * 60)
    assert office(kiosk, LAND)["waiting"] == 0


def test_a_touch_gives_the_number_the_desks_and_the_people_ahead(kiosk: FlaskClient) -> None:
    kiosk.post("/kiosk/tickets", json=WISH)
    reply = kiosk.post("/kiosk/tickets", json=WISH | {"key": "touch-0002", "language": "en"})
    assert reply.status_code == 201
    told = {name: reply.json[name] for name in ("number", "ahead", "where", "department", "service")}
    assert told == {
        "number": "A002", "ahead": 1, "where": {"vi": "Quầy 1, 2, 5", "en": "Desks 1, 2, 5"},
        "department": {"vi": "Đất đai", "en": "Land"}, "service": {"vi": "Sổ đỏ", "en": "Land book"},
    }  # fmt: skip


def test_the_same_touch_sent_again_gets_its_own_number_again(kiosk: FlaskClient) -> None:
    first = kiosk.post("/kiosk/tickets", json=WISH)
    again = kiosk.post("/kiosk/tickets", json=WISH)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json
    assert office(kiosk, LAND)["waiting"] == 1


def test_a_key_with_another_wish_is_refused_and_issues_nothing(kiosk: FlaskClient) -> None:
    kiosk.post("/kiosk/tickets", json=WISH)
    other = kiosk.post("/kiosk/tickets", json=WISH | {"department": CIVIL, "service": BIRTH})
    assert (other.status_code, other.json["error"]["id"]) == (409, "key-reused")
    assert office(kiosk, CIVIL)["waiting"] == 0


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("not an object", 400),
        ({}, 400),
        (WISH | {"key": ""}, 400),
        (WISH | {"key": "short"}, 400),
        (WISH | {"key": 12345678}, 400),
        (WISH | {"department": None}, 400),
        (WISH | {"procedure": 7}, 400),
        (WISH | {"priority": "yes"}, 400),
        (WISH | {"language": "fr"}, 400),
        (WISH | {"department": "khong-co"}, 404),
        (WISH | {"service": BIRTH}, 404),
        (WISH | {"procedure": "9.999999"}, 404),
    ],
)
def test_a_wrong_wish_is_refused_in_a_sentence_and_gets_nothing(kiosk: FlaskClient, body: object, status: int) -> None:
    reply = kiosk.post("/kiosk/tickets", json=body)
    assert reply.status_code == status
    assert all(reply.json["error"][language].endswith(".") for language in ("vi", "en"))
    assert all(one["waiting"] == 0 for one in menu(kiosk)["departments"])


@pytest.mark.parametrize(
    ("moment", "reason", "vi"),
    [
        ("2026-11-24T07:00+07:00", "before-opening",
         "Trung tâm chưa đến giờ làm việc. Mời ông/bà trở lại từ 07:30 hôm nay."),
        ("2026-11-23T11:20+07:00", "last-ticket",
         "Đã hết giờ lấy số của buổi này. Mời ông/bà trở lại từ 13:30 hôm nay."),
        ("2026-11-23T12:00+07:00", "lunch", "Trung tâm đang nghỉ trưa. Mời ông/bà trở lại từ 13:30 hôm nay."),
        ("2026-11-27T18:00+07:00", "after-hours",
         "Trung tâm đã hết giờ làm việc. Mời ông/bà trở lại từ 07:30 thứ Hai, ngày 30/11/2026."),
        ("2026-11-28T09:00+07:00", "weekend",
         "Hôm nay trung tâm nghỉ. Mời ông/bà trở lại từ 07:30 thứ Hai, ngày 30/11/2026."),
    ],
)  # fmt: skip
def test_outside_hours_the_menu_says_why_and_when_to_come_back(
    app: Flask, device: Device, clock: TestClock, moment: str, reason: str, vi: str
) -> None:
    app.extensions["hall"].real_hours = True
    clock.ms = TestClock(moment).ms
    kiosk = device("kiosk", "kiosk-1")
    opened = menu(kiosk)["open"]
    assert (opened["open"], opened["reason"], opened["text"]["vi"]) == (False, reason, vi)
    refused = kiosk.post("/kiosk/tickets", json=WISH)
    assert (refused.status_code, refused.json["error"]["id"]) == (409, "service-closed")


def test_inside_hours_numbers_are_given(app: Flask, kiosk: FlaskClient) -> None:
    app.extensions["hall"].real_hours = True
    assert menu(kiosk)["open"] == {"open": True, "reason": None, "text": {"vi": "", "en": ""}}
    assert kiosk.post("/kiosk/tickets", json=WISH).status_code == 201


def test_a_holiday_is_called_by_its_name() -> None:
    now = TestClock("2027-02-05T09:00+07:00").now()
    tet = Holiday(business_date(now), business_date(now), Name("Tết Nguyên đán", "Lunar New Year"))
    assert opening(Closed("holiday", None, tet), NEVER, now)["text"] == {
        "vi": "Hôm nay trung tâm nghỉ: Tết Nguyên đán.", "en": "The centre is closed today: Lunar New Year.",
    }  # fmt: skip


NEVER = Hours(((),) * 7, 0, ())
MORNING, AFTERNOON = Session(450, 690), Session(810, 1020)


@pytest.mark.parametrize(
    ("days", "vi"),
    [
        ([(MORNING, AFTERNOON)] * 5 + [()] * 2, ["Thứ Hai đến thứ Sáu: 07:30–11:30 và 13:30–17:00"]),
        ([(MORNING, AFTERNOON)] * 5 + [(MORNING,), ()],
         ["Thứ Hai đến thứ Sáu: 07:30–11:30 và 13:30–17:00", "Thứ Bảy: 07:30–11:30"]),
        ([(MORNING,), (), (MORNING,), (MORNING,), (), (), (AFTERNOON,)],
         ["Thứ Hai: 07:30–11:30", "Thứ Tư đến thứ Năm: 07:30–11:30", "Chủ nhật: 13:30–17:00"]),
        ([()] * 7, []),
    ],
)  # fmt: skip
def test_a_closed_hall_lists_its_week(days: list, vi: list[str]) -> None:
    assert [line["vi"] for line in week(Hours(tuple(days), 15, ()))] == vi


def test_a_closed_kiosk_is_told_the_week(app: Flask, device: Device, clock: TestClock) -> None:
    app.extensions["hall"].real_hours = True
    clock.ms = TestClock("2026-11-28T09:00+07:00").ms
    assert menu(device("kiosk", "kiosk-1"))["open"]["hours"] == week(app.extensions["store"].present_plan().hours) != []


def printers(device: Device) -> FlaskClient:
    agent = device("agent", "server")
    known = [{"id": "printer-1", "address": "virtual://", "width_mm": 80, "finding": "full"}]
    assert agent.post("/agent/hello", json={"printers": known}).status_code == 200
    return agent


@pytest.mark.parametrize(
    ("state", "said"),
    [("ready", False), ("near-end", False), ("write-only", False), ("paper-out", True), ("jam", True)],
)
def test_the_menu_tells_of_a_printer_that_will_not_print(device: Device, state: str, said: bool) -> None:
    agent = printers(device)
    assert agent.post("/agent/printers/printer-1/state", json={"state": state}).status_code == 204
    told = menu(device("kiosk", "kiosk-1"))["printer"]
    assert (told["state"], "ghi lại số" in told["text"]["vi"], told["text"]["en"] != "") == (state, said, said)


def test_a_kiosk_whose_agent_is_silent_or_that_has_no_printer_says_so(device: Device) -> None:
    assert menu(device("kiosk", "kiosk-1"))["printer"]["state"] == "offline"
    told = menu(device("kiosk", "kiosk-2"))["printer"]
    assert (told["state"], told["text"]["vi"]) == (
        "none",
        "Máy này không in phiếu. Ông/bà vẫn lấy được số: mời ghi lại số hoặc quét mã QR trên màn hình.",
    )  # fmt: skip


def test_the_slip_is_followed_to_its_end_and_by_its_own_kiosk_only(device: Device, kiosk: FlaskClient) -> None:
    agent = printers(device)
    job = kiosk.post("/kiosk/tickets", json=WISH).json["job"]
    assert job["state"] == "queued"
    assert agent.post("/agent/claim", json={"printers": ["printer-1"], "wait_s": 0}).json["job"]["id"] == job["id"]
    agent.post(f"/agent/jobs/{job['id']}/result", json={"state": "failed", "reason": "cable"})
    told = kiosk.get(f"/kiosk/jobs/{job['id']}").json
    assert (told["state"], "Số vẫn có hiệu lực" in told["text"]["vi"]) == ("failed", True)
    assert device("kiosk", "kiosk-2").get(f"/kiosk/jobs/{job['id']}").status_code == 404


def test_a_slip_nobody_printed_in_a_minute_is_told_as_not_printed(kiosk: FlaskClient, clock: TestClock) -> None:
    job = kiosk.post("/kiosk/tickets", json=WISH).json["job"]
    clock.forward(seconds=61)
    assert kiosk.get(f"/kiosk/jobs/{job['id']}").json["state"] == "expired"


def test_a_kiosk_without_printer_follows_no_slip(device: Device) -> None:
    assert device("kiosk", "kiosk-2").post("/kiosk/tickets", json=WISH).json["job"] == {"id": None, "state": "none"}


def test_the_qr_of_a_number_is_drawn_for_its_own_kiosk_only(device: Device, kiosk: FlaskClient) -> None:
    ticket = kiosk.post("/kiosk/tickets", json=WISH).json["ticket"]
    drawn = kiosk.get(f"/kiosk/tickets/{ticket}/qr.svg")
    assert (drawn.status_code, drawn.mimetype, b"<path" in drawn.data) == (200, "image/svg+xml", True)
    assert device("kiosk", "kiosk-2").get(f"/kiosk/tickets/{ticket}/qr.svg").status_code == 404


def test_short_texts_are_read_aloud_and_nothing_else(kiosk: FlaskClient) -> None:
    spoken = kiosk.get("/kiosk/aloud.wav", query_string={"text": "Mời ông/bà", "language": "vi"})
    assert (spoken.status_code, spoken.data[:4]) == (200, b"RIFF")
    for wrong in ({"text": ""}, {"text": "a\0"}, {"text": "…"}, {"text": "x" * 301}, {"text": "x", "language": "fr"}):
        assert kiosk.get("/kiosk/aloud.wav", query_string=wrong).status_code == 400


def test_the_menu_has_the_words_for_what_cannot_be_taken(kiosk: FlaskClient) -> None:
    words = menu(kiosk)["refusals"]
    assert set(words) == {"quota-reached", "service-paused"}
    assert all("quầy hướng dẫn" in one["vi"] for one in words.values())


def test_a_glass_can_be_set_with_a_bank_card(kiosk: FlaskClient) -> None:
    assert 'id="card"' in kiosk.get("/kiosk/?setup").text


def test_the_catalogue_comes_whole_once_and_then_only_when_it_changed(kiosk: FlaskClient) -> None:
    first = kiosk.get("/kiosk/catalogue.json")
    assert first.json == {"procedures": []}
    unchanged = kiosk.get("/kiosk/catalogue.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (unchanged.status_code, unchanged.data) == (304, b"")


def test_the_page_knows_its_glass(kiosk: FlaskClient) -> None:
    assert 'data-px-per-mm="4.03"' in kiosk.get("/kiosk/").text


def test_a_kiosk_the_hall_file_does_not_name_works_without_paper(device: Device) -> None:
    stranger = device("kiosk", "kiosk-9")
    assert 'data-px-per-mm="4.03"' in stranger.get("/kiosk/").text
    assert stranger.post("/kiosk/tickets", json=WISH).json["job"]["state"] == "none"
