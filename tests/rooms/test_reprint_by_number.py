"""Reception prints any number of today again, wherever it was issued: nobody is left without a paper."""

from __future__ import annotations

import pytest
from cast import AN, BIRTH, CHI, CIVIL, LAND, LAND_1, LAND_BOOK
from flask.testing import FlaskClient

URL = "/desk/issue/numbers"
PRINTER = {"printer": "printer-1"}


@pytest.fixture
def desk(officer) -> FlaskClient:
    return officer(AN)


@pytest.fixture
def agent(device) -> FlaskClient:
    agent = device("agent", "server")
    agent.post("/agent/hello", json={})
    return agent


def claim(agent: FlaskClient) -> dict:
    return agent.post("/agent/claim", json={"printers": ["printer-1"], "wait_s": 0}).json["job"]


def without_paper(device, key: str = "key-00001", **more) -> dict:
    """A number from the kiosk that has no printer."""
    asked = {"key": key, "department": LAND, "service": LAND_BOOK, **more}
    return device("kiosk", "kiosk-2").post("/kiosk/tickets", json=asked).json


def test_a_number_issued_without_paper_gets_its_paper_at_the_reception(desk, device, agent, clock) -> None:
    without_paper(device)
    given = without_paper(device, "key-00002", priority=True)
    clock.forward(minutes=3)
    reply = desk.post(f"{URL}/A002/reprint", json=PRINTER)
    assert reply.status_code == 202 and (reply.json["ticket"], reply.json["number"]) == (given["ticket"], "A002")
    job = claim(agent)
    assert job["id"] == reply.json["job"]["id"]
    slip = job["slip"]
    assert (slip["number"], slip["reprint"], slip["priority"]) == ("A002", True, True)
    assert (slip["department"], slip["service"], slip["where"]) == ("Đất đai", "Sổ đỏ", "Quầy 1, 2, 5")
    # three minutes of a priority visitor outweigh three of A001, who came in the same moment
    assert (slip["ahead"], slip["issued"], slip["url"]) == (0, "23/11/2026 08:00", given["url"])
    agent.post(f"/agent/jobs/{job['id']}/result", json={"state": "printed"})
    assert desk.get(f"/desk/issue/jobs/{job['id']}").json["state"] == "printed"


def test_a_kiosks_paper_is_printed_again_as_it_was(desk, device, agent) -> None:
    device("kiosk", "kiosk-1").post(
        "/kiosk/tickets", json={"key": "key-00001", "department": CIVIL, "service": BIRTH, "language": "en"}
    )
    early = desk.post(f"{URL}/B001/reprint", json=PRINTER)
    assert early.status_code == 409 and early.json["error"]["id"] == "still-printing"
    first = claim(agent)
    agent.post(f"/agent/jobs/{first['id']}/result", json={"state": "failed", "reason": "jam"})
    assert desk.post(f"{URL}/B001/reprint", json=PRINTER).status_code == 202
    assert claim(agent)["slip"] == first["slip"] | {"reprint": True}


@pytest.mark.parametrize("typed", ["a1", "A 001", " a001 ", "A0001"])
def test_a_number_is_understood_as_it_is_said(desk, device, typed: str) -> None:
    without_paper(device)
    assert desk.post(f"{URL}/{typed}/reprint", json=PRINTER).json["number"] == "A001"


@pytest.mark.parametrize("typed", ["A002", "Z001", "A0", "001", "A", "A001;--", "Ａ００１"])
def test_a_number_nobody_was_given_today_is_refused_in_words(desk, device, typed: str) -> None:
    without_paper(device)
    reply = desk.post(f"{URL}/{typed}/reprint", json=PRINTER)
    assert reply.status_code == 404 and reply.json["error"]["id"] == "no-such-number"


def test_yesterdays_number_is_not_todays(device, officer, clock) -> None:
    without_paper(device)
    clock.forward(minutes=24 * 60)
    assert officer(AN).post(f"{URL}/A001/reprint", json=PRINTER).json["error"]["id"] == "no-such-number"


def test_a_number_whose_visit_is_over_is_not_printed(device, officer) -> None:
    without_paper(device)
    desk = officer(AN, LAND_1)

    def press(deed: str) -> None:
        version = desk.get("/desk/snapshot.json").json["desk"]["version"]
        assert desk.post(f"/desk/deeds/{deed}", json={"key": f"{deed}-press", "version": version}).status_code == 200

    for deed in ("next", "start"):
        press(deed)
    assert desk.post(f"{URL}/A001/reprint", json=PRINTER).status_code == 202, "at the desk is not over"
    press("finish")
    reply = desk.post(f"{URL}/A001/reprint", json=PRINTER)
    assert reply.status_code == 409 and reply.json["error"]["id"] == "ticket-over"


def test_without_a_printer_nothing_is_printed(desk, device) -> None:
    without_paper(device)
    assert desk.post(f"{URL}/A001/reprint", json={"printer": None}).status_code == 400


def test_only_who_asked_follows_the_paper(desk, device, officer) -> None:
    without_paper(device)
    job = desk.post(f"{URL}/A001/reprint", json=PRINTER).json["job"]["id"]
    assert desk.get(f"/desk/issue/jobs/{job}").json["state"] == "queued"
    assert officer(CHI).get(f"/desk/issue/jobs/{job}").status_code == 404
