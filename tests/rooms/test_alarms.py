"""The quiet alarm and the messages: who hears of them, who may take them, and what stays written."""

from __future__ import annotations

import json
import sqlite3

import pytest
from cast import AN, BINH, BOTH, CHI, CIVIL_1, DUNG, LAND_1, LAND_2, TAX_1, hall_document
from flask import Flask
from flask.testing import FlaskClient
from officer import new_key

from server.core.desks import Desk, neighbours
from server.core.plan import HallPlan
from server.core.serving import Serving

EVERYBODY = Serving(("dat-dai",))


@pytest.fixture
def an(officer) -> FlaskClient:
    return officer(AN, LAND_1)


@pytest.fixture
def binh(officer) -> FlaskClient:
    return officer(BINH, LAND_2)


def alarm(client: FlaskClient, key: str | None = None) -> dict:
    reply = client.post("/desk/alarm", json={"key": key or new_key()})
    assert reply.status_code == 201, reply.text
    return reply.json["own"]


def state(client: FlaskClient) -> dict:
    return client.get("/desk/alarms.json").json


def send(client: FlaskClient, text: object, key: str | None = None):  # noqa: ANN201
    return client.post("/desk/message", json={"key": key or new_key(), "text": text})


def wait_for(app: Flask, **clients: FlaskClient) -> dict[str, object]:
    """Their sockets: who="desk" for an officer, "supervisor", or a device's kind with its client."""
    io = app.extensions["sockets"].io
    opened = {name: io.test_client(app, auth={"as": name.rstrip("123")}, flask_test_client=client)
              for name, client in clients.items()}  # fmt: skip
    for one in opened.values():
        assert one.is_connected()
        one.get_received()
    return opened


def heard(socket) -> list[str]:
    return [one["args"][0]["kind"] for one in socket.get_received() if one["name"] == "news"]


@pytest.mark.parametrize("number,near", [
    (1, [2, 9]), (2, [1, 9]), (3, []), (4, [2, 3, 5]), (5, [3, 4]), (9, [1, 2]),
])  # fmt: skip
def test_neighbours_stand_in_the_same_area_or_two_numbers_away(number: int, near: list[int]) -> None:
    areas = {1: "A", 2: "A", 3: "B", 4: "", 5: "", 9: "A"}
    hall = {n: Desk(n, EVERYBODY, area) for n, area in areas.items()}
    assert [one.number for one in neighbours(hall[number], hall.values())] == near


def test_an_alarm_reaches_supervisors_and_neighbours_only(app, an, binh, officer, supervisor, device) -> None:
    far = officer(DUNG, BOTH)  # desk 5: more than two numbers away
    sockets = wait_for(app, desk1=an, desk2=binh, desk3=far, supervisor=supervisor,
                       kiosk=device("kiosk", "kiosk-1"), display=device("display", "display-1"))  # fmt: skip
    raised = alarm(an)
    assert (raised["desk"], raised["officer_name"], raised["accepted_at"]) == (LAND_1, "Nguyễn Văn An", None)
    told = {name: heard(one) for name, one in sockets.items()}
    assert told == {"desk1": ["alarm"], "desk2": ["alarm"], "supervisor": ["alarm"],
                    "desk3": [], "kiosk": [], "display": []}  # fmt: skip
    assert [one["id"] for one in state(binh)["near"]] == [raised["id"]]
    assert state(far)["near"] == [] and state(binh)["own"] is None


def test_it_changes_nothing_of_the_hall_and_makes_no_press_stale(app, an, binh) -> None:
    with app.extensions["store"].reading() as db:
        before = db.execute("SELECT max(seq) FROM journal").fetchone()[0]
    seen = an.get("/desk/snapshot.json").json["desk"]["version"]
    alarm(an)
    with app.extensions["store"].reading() as db:
        assert db.execute("SELECT max(seq) FROM journal").fetchone()[0] == before
    reply = an.post("/desk/deeds/next", json={"key": new_key(), "version": seen})
    assert reply.json["error"]["id"] == "nobody-waiting"


def test_raised_again_while_it_stands_it_is_the_same_and_its_key_never_raises_a_second(an) -> None:
    key = new_key()
    first = alarm(an, key)
    assert alarm(an)["id"] == first["id"]
    an.post(f"/desk/alarms/{first['id']}/close", json={})
    assert an.post("/desk/alarm", json={"key": key}).json["own"] is None
    assert alarm(an)["id"] != first["id"]


def test_a_late_copy_of_a_press_that_joined_a_standing_alarm_raises_nothing(app, an, binh) -> None:
    first, joined = alarm(an), new_key()
    assert alarm(an, joined)["id"] == first["id"] == alarm(an, joined)["id"]
    an.post(f"/desk/alarms/{first['id']}/close", json={})
    copy = an.post("/desk/alarm", json={"key": joined})
    assert (copy.status_code, copy.json["own"]) == (201, None)
    second = alarm(an)
    assert second["id"] != first["id"], "a press of its own is heard"
    assert an.post("/desk/alarm", json={"key": joined}).json["own"]["id"] == second["id"], "what stands is what is told"
    assert binh.post("/desk/alarm", json={"key": joined}).status_code == 400, "it is another desk's"
    for damage in ("DELETE FROM alarm_presses", "UPDATE alarm_presses SET alarm = 9"):
        with pytest.raises(sqlite3.IntegrityError, match="stays"), app.extensions["store"].writing() as db:
            db.execute(damage)


def test_the_first_to_accept_is_named_and_the_second_is_told_so(an, binh, officer, supervisor, clock) -> None:
    chi, one = officer(CHI, CIVIL_1), alarm(an)["id"]
    clock.forward(seconds=9)
    assert binh.post(f"/desk/alarms/{one}/accept", json={}).json["near"][0]["accepted_by_name"] == "Trần Thị Bình"
    assert binh.post(f"/desk/alarms/{one}/accept", json={}).status_code == 200  # a lost reply asked for again
    second = chi.post(f"/desk/alarms/{one}/accept", json={})
    assert second.status_code == 409 and second.json["error"]["vi"] == "Trần Thị Bình đã nhận và đang đến."
    assert supervisor.post(f"/admin/watch/alarms/{one}/accept").status_code == 409
    own = state(an)["own"]
    assert own["accepted_at"] - own["at"] == 9000


def test_only_those_who_hear_of_it_may_take_it_and_only_its_desk_may_close_it(an, binh, officer) -> None:
    far, one = officer(DUNG, BOTH), alarm(an)["id"]
    assert far.post(f"/desk/alarms/{one}/accept", json={}).status_code == 404
    assert binh.post(f"/desk/alarms/{one}/close", json={}).status_code == 404
    assert an.post(f"/desk/alarms/{one}/accept", json={}).status_code == 404
    assert an.post(f"/desk/alarms/{one}/close", json={}).json["own"] is None
    assert binh.post(f"/desk/alarms/{one}/accept", json={}).json["error"]["id"] == "alarm-over"


def test_what_nobody_has_accepted_stands_first(an, binh, officer, supervisor) -> None:
    first, second = alarm(an)["id"], alarm(officer(CHI, CIVIL_1))["id"]
    supervisor.post(f"/admin/watch/alarms/{first}/accept")
    page = supervisor.get("/admin/watch").text
    assert page.index(f"alarm-{second}") < page.index(f"alarm-{first}")


def test_the_supervisor_accepts_and_closes_and_finds_it_on_todays_list(an, binh, supervisor) -> None:
    one = alarm(an)["id"]
    page = supervisor.get("/admin/watch").text
    assert "Chưa ai nhận" in page and "Nguyễn Văn An" in page
    for step in ("accept", "close"):
        reply = supervisor.post(f"/admin/watch/alarms/{one}/{step}", headers={"Accept": "text/html"})
        assert (reply.status_code, reply.location) == (303, "/admin/watch")
    listed = supervisor.get("/admin/watch").text.split("Báo khẩn đã kết thúc hôm nay")[1]
    assert "08:00, Nguyễn Văn An" in listed and "08:00, Phụ trách" in listed
    assert state(binh)["near"] == [] and state(an)["own"] is None


DAMAGES = (
    "DELETE FROM alarms", "UPDATE alarms SET officer = 'chi'", "UPDATE alarms SET at = at + 1",
    "UPDATE alarms SET accepted_by = 'chi'", "UPDATE alarms SET accepted_at = NULL", "UPDATE alarms SET key = 'other'",
)  # fmt: skip


def test_what_was_written_of_an_alarm_stays(app, an, binh) -> None:
    one = alarm(an)["id"]
    binh.post(f"/desk/alarms/{one}/accept", json={})
    an.post(f"/desk/alarms/{one}/close", json={})
    for damage in (*DAMAGES, "UPDATE alarms SET closed_at = NULL"):
        with pytest.raises(sqlite3.IntegrityError, match="stays"):
            with app.extensions["store"].writing() as db:
                db.execute(damage)


def test_a_flood_of_alarms_ends_and_one_that_stands_is_never_refused(an, clock) -> None:
    for _ in range(6):
        one = alarm(an)["id"]
        assert alarm(an)["id"] == one
        an.post(f"/desk/alarms/{one}/close", json={})
    refused = an.post("/desk/alarm", json={"key": new_key()})
    assert (refused.status_code, refused.json["error"]["id"]) == (429, "too-many")
    clock.forward(minutes=11)
    assert alarm(an)


def test_a_message_is_seen_and_answered(app, an, supervisor, clock) -> None:
    sockets = wait_for(app, desk1=an, supervisor=supervisor)
    sent = send(an, "  Máy in ở quầy hết giấy,\n nhờ anh/chị mang giúp cuộn mới. ").json["messages"][0]
    assert sent["text"] == "Máy in ở quầy hết giấy, nhờ anh/chị mang giúp cuộn mới."
    assert sent["seen_at"] is None and heard(sockets["supervisor"]) == ["message"] and heard(sockets["desk1"]) == []
    assert sent["text"] in supervisor.get("/admin/watch").text
    assert state(an)["messages"][0]["seen_at"] is None  # opening the page changes nothing
    clock.forward(seconds=5)
    assert supervisor.post("/admin/watch/messages/seen", data={"upto": sent["id"]}).status_code == 204
    assert heard(sockets["desk1"]) == ["message"]
    supervisor.post(f"/admin/watch/messages/{sent['id']}/answer", data={"text": "Tôi đến ngay."})
    told = state(an)["messages"][0]
    assert (told["answer"], told["answered_by_name"]) == ("Tôi đến ngay.", "Phụ trách")
    assert told["seen_at"] - told["at"] == 5000


def test_nobody_else_reads_an_officers_messages(an, binh) -> None:
    send(an, "Cần một phút.")
    assert state(binh)["messages"] == []


def test_the_same_message_told_twice_is_one(an) -> None:
    key = new_key()
    send(an, "Cần một phút.", key)
    assert len(send(an, "Cần một phút.", key).json["messages"]) == 1


NO_MESSAGES = [
    ("", "bad-input"), ("   ", "bad-input"), ("a" * 201, "bad-input"), (7, "bad-input"), (None, "bad-input"),
    ("Gọi khách 0912 345 678 giúp", "personal-data"), ("thư gửi an@example.vn", "personal-data"),
]  # fmt: skip


def test_what_is_no_message(an) -> None:
    for text, error in NO_MESSAGES:
        assert send(an, text).json["error"]["id"] == error, text


def test_a_flood_of_messages_is_held_back(an, binh, clock) -> None:
    assert [send(an, f"lần {n}").status_code for n in range(6)] == [201] * 5 + [429]
    assert send(binh, "của tôi").status_code == 201
    clock.forward(minutes=1.1)
    assert send(an, "nữa").status_code == 201


def test_words_are_kept_a_week(app, an, officer, clock) -> None:
    send(an, "Cần một phút.")
    clock.forward(minutes=8 * 24 * 60)
    send(officer(AN, LAND_1), "Hôm khác.")
    with app.extensions["store"].reading() as db:
        assert [row["text"] for row in db.execute("SELECT text FROM messages ORDER BY id")] == [None, "Hôm khác."]


def test_yesterdays_list_is_not_todays_but_an_alarm_that_stands_still_stands(an, supervisor, officer, clock) -> None:
    send(an, "Cần một phút."), alarm(an)
    clock.forward(minutes=12 * 60)
    assert supervisor.get("/admin/watch/state.json").json["urgent"] == [1]  # the supervisor's session is as old
    clock.forward(minutes=12 * 60)
    again = officer(AN, LAND_1)
    assert state(again)["messages"] == [] and state(again)["own"]["id"] == 1


def test_without_a_desk_there_is_no_alarm(officer) -> None:
    reply = officer(DUNG).post("/desk/alarm", json={"key": new_key()})
    assert reply.json["error"]["id"] == "desk-not-open"


def test_a_desk_taken_out_of_the_hall_file_still_shows_its_alarm(app, officer, supervisor) -> None:
    officer(CHI, TAX_1).post("/desk/alarm", json={"key": new_key()})
    document = json.loads(json.dumps(hall_document()))
    del document["desks"][TAX_1]
    document["desks"]["5"]["departments"].append("thue")
    app.extensions["hall"].configure(HallPlan.from_dict(document))
    assert supervisor.get("/admin/watch").status_code == 200


def test_another_officers_key_is_refused_in_words_and_no_fault_of_ours(an, binh) -> None:
    key = new_key()
    send(an, "Cần một phút.", key)
    assert send(binh, "Cần giúp.", key).status_code == 400 and state(binh)["messages"] == []
    alarm(an, key)
    assert binh.post("/desk/alarm", json={"key": key}).status_code == 400
