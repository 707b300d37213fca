"""The virtual paper: what came out of which printer, and the switches that break it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from display.paper import FAULTS

PNG = b"\x89PNG\r\n\x1a\n-a-slip"


@pytest.fixture
def agent(device: Callable) -> FlaskClient:
    """An agent that owns one virtual and one real printer."""
    agent = device("agent", "server")
    printers = [{"id": "printer-1", "address": "virtual://"}, {"id": "epson", "address": "tcp://192.0.2.7:9100"}]
    assert agent.post("/agent/hello", json={"printers": printers}).status_code == 200
    return agent


@pytest.fixture
def viewer(device: Callable) -> FlaskClient:
    return device("paper", "paper")


def test_paper_is_shown_newest_first(agent: FlaskClient, viewer: FlaskClient) -> None:
    for number in ("A001", "A002"):
        agent.post("/agent/printers/printer-1/paper", data=PNG + number.encode(), headers={"X-Ticket-Number": number})
    slips = viewer.get("/paper/slips.json").json["slips"]
    assert [(one["printer"], one["number"]) for one in slips] == [("printer-1", "A002"), ("printer-1", "A001")]
    picture = viewer.get(slips[0]["png"])
    assert (picture.mimetype, picture.data) == ("image/png", PNG + b"A002")


def test_a_printer_has_its_name_and_its_state_in_words(agent: FlaskClient, viewer: FlaskClient) -> None:
    agent.post("/agent/printers/printer-1/state", json={"state": "paper-out"})
    printers = {one["id"]: one for one in viewer.get("/paper/slips.json").json["printers"]}
    assert printers["printer-1"]["name"] == "Máy in 1"
    assert printers["printer-1"]["text"] == {"vi": "Hết giấy", "en": "Out of paper"}
    assert printers["epson"]["name"] == "epson"  # the hall file does not know it


def test_a_virtual_printer_breaks_and_mends_on_request(agent: FlaskClient, viewer: FlaskClient) -> None:
    claim = {"printers": ["printer-1"], "wait_s": 0}
    assert viewer.post("/paper/printers/printer-1/fault", json={"fault": "cable"}).status_code == 204
    assert agent.post("/agent/claim", json=claim).json["faults"] == {"printer-1": "cable"}
    assert viewer.post("/paper/printers/printer-1/fault", json={"fault": None}).status_code == 204
    assert agent.post("/agent/claim", json=claim).json["faults"] == {"printer-1": None}


@pytest.mark.parametrize(
    ("printer", "fault", "status"),
    [("printer-1", "hammer", 400), ("printer-1", 7, 400), ("epson", "cable", 404), ("nowhere", "cable", 404)],
)
def test_nothing_else_breaks(agent: FlaskClient, viewer: FlaskClient, printer: str, fault: object, status: int) -> None:
    assert viewer.post(f"/paper/printers/{printer}/fault", json={"fault": fault}).status_code == status


def test_viewers_hear_of_paper_and_faults(agent: FlaskClient, viewer: FlaskClient) -> None:
    app = viewer.application
    listener = app.extensions["sockets"].io.test_client(app, flask_test_client=viewer, auth={"as": "paper"})
    listener.get_received()
    agent.post("/agent/printers/printer-1/paper", data=PNG, headers={"X-Ticket-Number": "A001"})
    viewer.post("/paper/printers/printer-1/fault", json={"fault": "cover"})
    news = [one["args"][0]["kind"] for one in listener.get_received() if one["name"] == "news"]
    assert news == ["slip", "printer"]


def test_every_fault_on_offer_has_a_word_on_the_page() -> None:
    script = (Path(__file__).parents[2] / "display/static/paper.js").read_text(encoding="utf-8")
    missing = [fault for fault in FAULTS if f'{fault}: [' not in script and f'"{fault}": [' not in script]
    assert missing == []
