"""Reception: an officer takes a number for a visitor; and printers that need a hand are told to staff."""

from __future__ import annotations

import pytest
from cast import AN, BIRTH, CHI, CIVIL, LAND, LAND_1, LAND_BOOK, hall_document, hall_plan
from flask import Flask
from flask.testing import FlaskClient

from server.core.plan import HallPlan
from server.live.outbox import PRINTER_STATES
from server.staff.device_notices import WORDS, notices

URL = "/desk/issue"


@pytest.fixture
def desk(officer) -> FlaskClient:
    """An officer who has opened no desk."""
    return officer(AN)


def ask(client: FlaskClient, key: str = "key-00001", **more) -> dict:
    asked = {"key": key, "department": LAND, "service": LAND_BOOK, "printer": "printer-1", **more}
    reply = client.post(f"{URL}/tickets", json=asked)
    assert reply.status_code == 201, reply.json
    return reply.json


def test_an_officer_without_a_desk_issues_a_number_and_its_slip(app: Flask, desk, device) -> None:
    answer = ask(desk, priority=True)
    assert answer["number"] == "A001" and answer["priority"] and answer["where"]["vi"] == "Quầy 1, 2, 5"
    agent = device("agent", "server")
    agent.post("/agent/hello", json={})
    job = agent.post("/agent/claim", json={"printers": ["printer-1"], "wait_s": 0}).json["job"]
    assert job["number"] == "A001" and job["slip"]["priority"] is True
    assert desk.get(f"{URL}/jobs/{job['id']}").json["state"] == "claimed"
    agent.post(f"/agent/jobs/{job['id']}/result", json={"state": "printed"})
    assert desk.get(f"{URL}/jobs/{job['id']}").json["text"]["vi"] == "Phiếu đã in."


def test_the_journal_says_at_whose_reception_it_was_issued(app: Flask, desk) -> None:
    ask(desk)
    with app.extensions["store"].reading() as db:
        assert [row["channel"] for row in db.execute("SELECT channel FROM tickets")] == [f"reception:{AN}"]


def test_the_same_key_is_one_number(desk) -> None:
    first = ask(desk)
    again = desk.post(f"{URL}/tickets", json={
        "key": "key-00001", "department": LAND, "service": LAND_BOOK, "printer": "printer-1",
    })  # fmt: skip
    assert again.status_code == 200 and again.json["ticket"] == first["ticket"]
    other = desk.post(f"{URL}/tickets", json={"key": "key-00001", "department": CIVIL, "service": BIRTH})
    assert other.status_code == 409 and other.json["error"]["id"] == "key-reused"


def test_a_number_that_never_reached_the_screen_is_not_called(desk, officer) -> None:
    lost, seen = ask(desk, "key-00001", printer=None), ask(desk, "key-00002", printer=None)
    assert lost["job"]["id"] is None
    assert desk.post(f"{URL}/tickets/{seen['ticket']}/shown").status_code == 204
    caller = officer(AN, LAND_1)
    version = caller.get("/desk/snapshot.json").json["desk"]["version"]
    called = caller.post("/desk/deeds/next", json={"key": "press-001", "version": version}).json["current"]
    assert called["number"] == seen["number"]


def test_a_slip_is_printed_again_where_the_officer_chooses(app: Flask, desk, device) -> None:
    answer = ask(desk)
    again = f"{URL}/tickets/{answer['ticket']}/reprint"
    early = desk.post(again, json={"printer": "printer-1"})
    assert early.status_code == 409 and early.json["error"]["id"] == "still-printing"
    agent = device("agent", "server")
    agent.post("/agent/hello", json={})
    job = agent.post("/agent/claim", json={"printers": ["printer-1"], "wait_s": 0}).json["job"]
    agent.post(f"/agent/jobs/{job['id']}/result", json={"state": "failed", "reason": "paper-out"})
    assert desk.get(f"{URL}/jobs/{job['id']}").json["state"] == "failed"
    assert desk.post(again, json={"printer": "printer-1"}).status_code == 202
    second = agent.post("/agent/claim", json={"printers": ["printer-1"], "wait_s": 0}).json["job"]
    assert second["slip"]["reprint"] is True and second["number"] == answer["number"]


def test_another_officers_tickets_are_not_ones_own(desk, officer) -> None:
    answer, chi = ask(desk), officer(CHI)
    assert chi.post(f"{URL}/tickets/{answer['ticket']}/shown").status_code == 404
    assert chi.post(f"{URL}/tickets/{answer['ticket']}/reprint", json={"printer": "printer-1"}).status_code == 404
    assert chi.get(f"{URL}/jobs/{answer['job']['id']}").status_code == 404


@pytest.mark.parametrize("wrong", [
    {"department": ""}, {"service": None}, {"priority": "yes"}, {"language": "fr"}, {"printer": 1}, {"procedure": 5},
])  # fmt: skip
def test_what_is_not_understood_issues_nothing(app: Flask, desk, wrong) -> None:
    asked = {"key": "key-00001", "department": LAND, "service": LAND_BOOK, **wrong}
    assert desk.post(f"{URL}/tickets", json=asked).status_code == 400
    assert desk.post(f"{URL}/tickets", json=["no object"]).status_code == 400
    with app.extensions["store"].reading() as db:
        assert db.execute("SELECT count(*) FROM tickets").fetchone()[0] == 0


def test_an_unknown_printer_is_refused_before_a_number_is_spent(app: Flask, desk) -> None:
    reply = desk.post(f"{URL}/tickets", json={
        "key": "key-00001", "department": LAND, "service": LAND_BOOK, "printer": "printer-9",
    })  # fmt: skip
    assert reply.status_code == 404
    assert ask(desk, "key-00002")["number"] == "A001"


def test_the_menu_tells_lines_services_and_printers(desk) -> None:
    ask(desk, printer=None)
    menu = desk.get(f"{URL}/menu.json").json
    land = menu["departments"][0]
    assert land["id"] == LAND and [one["id"] for one in land["services"]][0] == LAND_BOOK
    assert len(land["minutes"]) == 2 and menu["printers"] == [
        {"id": "printer-1", "name": {"vi": "Máy in 1", "en": "Printer 1"}}
    ]
    assert {"epoch", "seq", "now", "speed"} <= set(menu)


def test_the_catalogue_comes_once_while_it_does_not_change(desk) -> None:
    reply = desk.get(f"{URL}/catalogue.json")
    assert reply.json == {"procedures": []}
    assert desk.get(f"{URL}/catalogue.json", headers={"If-None-Match": reply.headers["ETag"]}).status_code == 304


class TestRush:
    @pytest.fixture
    def plan(self) -> HallPlan:
        return HallPlan.from_dict(hall_document() | {"kiosk_seconds": 3, "kiosk_burst": 2})

    def test_a_reception_gives_out_numbers_no_faster_than_a_kiosk(self, desk, clock, officer) -> None:
        for n in range(2):
            ask(desk, f"key-0000{n}", printer=None)
        asked = {"key": "key-00009", "department": LAND, "service": LAND_BOOK}
        assert desk.post(f"{URL}/tickets", json=asked).json["error"]["id"] == "too-fast"
        ask(officer(CHI), "key-00009", printer=None)  # another officer's is another channel
        clock.forward(seconds=3)
        ask(desk, "key-00010", printer=None)


# -- printers that need a hand ---------------------------------------------------------------------------------------


def rows(**states: str) -> list[dict]:
    return [{"id": printer.replace("_", "-"), "state": state} for printer, state in states.items()]


@pytest.mark.parametrize("state", [one for one in PRINTER_STATES if one not in ("ready", "write-only")])
def test_every_state_that_needs_a_hand_has_its_cure(state: str) -> None:
    assert state in WORDS
    [notice] = notices(hall_plan(), rows(printer_1=state))
    assert notice["text"]["vi"].startswith("Máy in 1 ") and notice["cure"]["vi"] and notice["cure"]["en"]
    assert notice["grave"] is (state != "near-end")


def test_a_fine_printer_is_not_spoken_of() -> None:
    assert notices(hall_plan(), rows(printer_1="ready")) == []
    assert notices(hall_plan(), rows(printer_1="write-only")) == []


def test_a_printer_nobody_ever_heard_of_is_told_too_and_the_gravest_comes_first() -> None:
    assert [one["state"] for one in notices(hall_plan(), [])] == ["no-agent"]
    found = notices(hall_plan(), rows(printer_1="near-end", a_printer_of_its_own="jam"))
    assert [one["state"] for one in found] == ["jam", "near-end"]
    assert "a-printer-of-its-own" in found[0]["text"]["vi"]


def test_consoles_and_the_devices_page_hear_of_a_printer_until_its_sensor_is_content(
    app: Flask, officer, device, admin
) -> None:
    console, agent = officer(AN, LAND_1), device("agent", "server")
    agent.post("/agent/hello", json={})
    socket = app.extensions["sockets"].io.test_client(app, flask_test_client=console, auth={"as": "desk"})
    for state, told in (("ready", 0), ("paper-out", 1), ("near-end", 1), ("ready", 0)):
        socket.get_received()
        assert agent.post("/agent/printers/printer-1/state", json={"state": state}).status_code == 204
        assert [one["name"] for one in socket.get_received()] == ["news"]
        devices = console.get("/desk/snapshot.json").json["devices"]
        assert [one["state"] for one in devices] == [state] * told
        assert ("Máy in cần xem" in admin.get("/admin/").text) is bool(told)
        assert (WORDS[state][2] in admin.get("/admin/").text) if told else True
