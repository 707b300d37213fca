"""A department's lead sees what they would see if nobody had come to any other department: not a figure more."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from cast import AN, BINH, BIRTH, BOTH, CHI, CIVIL, CIVIL_1, DUNG, LAND, LAND_1, LAND_2, LAND_BOOK, hall_document
from flask import Flask
from flask.testing import FlaskClient
from officer import Officer, touch

from hardware.speech import SilentVoice
from server.accounts import follow_plan
from server.app import create_app, stop
from server.clock import TestClock
from server.core.plan import HallPlan
from server.reports.rows import BY
from server.settings import Settings
from server.store.sqlite import SqliteStore

PASSWORD = "mot-mat-khau-dai"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
TODAY = "2026-11-23"
FIGURES = (
    f"/reports/day?date={TODAY}", f"/reports/day.csv?date={TODAY}", f"/reports/legs.csv?date={TODAY}",
    "/reports/period?month=2026-11", f"/reports/period?from={TODAY}&to={TODAY}",
    *(f"/reports/period.{kind}?by={by}&month=2026-11" for kind in ("json", "csv") for by in (*BY, "line")),
    "/ratings/", "/ratings/tally.csv", "/control/",
)  # fmt: skip


def document() -> dict:
    found = hall_document()
    found["departments"][0] |= {"alert_wait_minutes": 20, "alert_line": 1, "alert_idle_minutes": 1}
    found["departments"][1] |= {"alert_wait_minutes": 20, "alert_line": 1, "alert_idle_minutes": 1}
    found["staff"] = {
        "ly": {"name": "Đỗ Thị Ly", "role": "lead", "department": LAND},
        "son": {"name": "Vũ Sơn", "role": "supervisor"},
    }
    return found


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Callable[[str], Flask]]:
    made: list[Flask] = []

    def make(name: str) -> Flask:
        clock, folder = TestClock("2026-11-23T08:00:00+07:00"), tmp_path / name
        folder.mkdir()
        store = SqliteStore(folder / "hall.db")
        with store.deed(clock.now()) as deed:
            deed.add_plan(document_plan().to_dict())
        settings = Settings(data=folder, voice=False)
        app = create_app(settings, clock=clock, store=store, hasher=QUICK, voice=SilentVoice())
        app.config["WTF_CSRF_ENABLED"] = False
        follow_plan(app.extensions["identities"], store.present_plan())
        made.append(app)
        return app

    yield make
    for app in made:
        stop(app)


def document_plan() -> HallPlan:
    return HallPlan.from_dict(document())


def sign_in(app: Flask, username: str) -> FlaskClient:
    app.extensions["identities"].set_password(username, PASSWORD)
    client = app.test_client()
    assert client.post("/desk/sign-in", data={"username": username, "password": PASSWORD}).status_code == 303
    return client


def rate_at_panel(app: Flask, desk: str) -> None:
    ratings = app.extensions["ratings"]
    ratings.at_panel(desk, ratings.offer(desk)["leg"], f"quay-{desk}-{app.extensions['hall'].clock.now()}", 5)


def play(app: Flask, others: bool) -> None:
    """A morning in Land; with `others` also in Civil, some of it at the desk the two share."""
    hall, clock, keys = app.extensions["hall"], app.extensions["hall"].clock, itertools.count(1)
    an, binh = Officer(hall, AN, LAND_1).sit(), Officer(hall, BINH, LAND_2).sit()
    both = Officer(hall, DUNG, BOTH).sit()
    chi = Officer(hall, CHI, CIVIL_1).sit() if others else None
    land: list[str] = []

    def serve(officer: Officer, minutes: int) -> None:
        officer.press("next"), officer.press("start")
        clock.forward(minutes=minutes)
        officer.press("finish")

    for n in range(6):
        land.append(touch(hall, LAND, LAND_BOOK)["url"].rsplit("/t/", 1)[1])
        clock.forward(minutes=3)
        serve(an if n % 2 else both, 4)
        if others:
            touch(hall, CIVIL, BIRTH), touch(hall, CIVIL, BIRTH)
        serve(chi, 2) if chi else clock.forward(minutes=2)
        if chi:
            rate_at_panel(app, CIVIL_1)
        serve(both, 1) if others else clock.forward(minutes=1)
        if others:
            rate_at_panel(app, BOTH)
    for secret in land:
        form = {"level": 2, "key": f"khach-tra-loi-{next(keys):04}", "reason": "long-wait"}
        reply = app.test_client().post(f"/t/{secret}/rate", data=form, headers={"Accept": "application/json"})
        assert reply.status_code < 300, reply.text
    hall.close_desk(BOTH, DUNG)
    touch(hall, LAND, LAND_BOOK)
    if others:
        touch(hall, CIVIL, BIRTH), touch(hall, CIVIL, BIRTH)
    clock.forward(minutes=25)
    binh.press("next")
    touch(hall, LAND, LAND_BOOK)
    clock.forward(minutes=2)
    app.extensions["control"].look()


def seen_by(client: FlaskClient) -> dict[str, object]:
    found: dict[str, object] = {}
    for address in FIGURES:
        reply = client.get(address)
        assert reply.status_code == 200, (address, reply.text)
        found[address] = reply.text.split("csrf-token", 1)[0] + reply.text.split("csrf-token", 1)[-1].split(">", 1)[-1]
    state = client.get("/control/state.json").json
    found["control"] = state["html"], len(state["loud"])
    sheets = zipfile.ZipFile(io.BytesIO(client.get("/reports/period.xlsx?month=2026-11").data))
    found["workbook"] = {name: sheets.read(name) for name in sheets.namelist() if "docProps" not in name}
    return found


def without_ids(found: dict[str, object]) -> dict[str, str]:
    """An alert's id counts those of the whole hall, and a form's token is new each time."""
    changing = re.compile(r"alerts?[-/]\d+|name=\"csrf_token\" value=\"[^\"]*\"")
    return {key: changing.sub("", str(one)) for key, one in found.items()}


def test_what_a_lead_sees_does_not_change_by_what_others_did(house) -> None:
    quiet, busy = house("quiet"), house("busy")
    play(quiet, others=False), play(busy, others=True)
    lead, alone = seen_by(sign_in(busy, "ly")), seen_by(sign_in(quiet, "ly"))
    supervisor = seen_by(sign_in(busy, "son"))
    lead_words, alone_words = without_ids(lead), without_ids(alone)
    for place, words in lead_words.items():
        assert words == alone_words[place], place
        assert "Tư pháp" not in words and "Lê Thị Chi" not in words and "B00" not in words, place
    assert all(str(one) != str(supervisor[place]) for place, one in lead.items() if "by=" not in place)
    assert "A001" in str(lead[f"/reports/legs.csv?date={TODAY}"]) and "Nguyễn Văn An" in str(lead[FIGURES[3]])
    assert "hàng chờ quá dài" in lead_words["/control/"] and "rảnh trong khi có người chờ" in lead_words["/control/"]


def test_a_lead_acknowledges_their_own_alerts_and_knows_of_no_others(house) -> None:
    app = house("busy")
    play(app, others=True)
    lead, alerts = sign_in(app, "ly"), app.extensions["control"].alerts.of_today()
    assert {one["subject"] for one in alerts} >= {LAND, CIVIL}
    for one in (one for one in alerts if one["ended_at"] is None):
        reply = lead.post(f"/control/alerts/{one['id']}/acknowledge", data={"level": "1"})
        own = one["subject"] == LAND or one["kind"] == "idle" and one["subject"] in (LAND_1, LAND_2)
        assert reply.status_code == (204 if own else 404), one
    assert lead.post("/control/alerts/9999/acknowledge", data={"level": "1"}).status_code == 404


def test_a_desk_shared_with_others_tells_a_lead_only_that_it_works(house) -> None:
    app = house("busy")
    hall = app.extensions["hall"]
    both = Officer(hall, DUNG, BOTH).sit()
    touch(hall, CIVIL, BIRTH)
    both.press("next"), both.press("start")
    hall.clock.forward(minutes=55)
    lead, supervisor = (sign_in(app, one).get("/control/").text for one in ("ly", "son"))
    assert "B001" in supervisor and "55 ph" in supervisor
    assert "Đang phục vụ" in lead and "B001" not in lead and "55 ph" not in lead and "quá lâu" not in lead


def test_a_year_is_the_longest_a_lead_may_ask_for(house) -> None:
    app = house("quiet")
    lead = sign_in(app, "ly")
    assert lead.get("/reports/period?from=2025-01-01&to=2025-12-31").status_code == 200
    refused = lead.get("/reports/period?from=2024-01-01&to=2025-12-31", headers={"Accept": "text/html"})
    assert (refused.status_code, "không quá một năm" in refused.text) == (400, True)


def test_who_has_another_role_in_a_new_hall_file_is_signed_out_and_who_left_it_is_shut_out(house) -> None:
    app = house("quiet")
    lead, son = sign_in(app, "ly"), sign_in(app, "son")
    socket = app.extensions["sockets"].io.test_client(app, auth={"as": "lead"}, flask_test_client=lead)
    changed = document()
    changed["staff"] = {"ly": {"name": "Đỗ Thị Ly", "role": "lead", "department": CIVIL}}
    app.extensions["hall"].configure(HallPlan.from_dict(changed))
    app.extensions["publisher"].publish_new()
    assert not socket.is_connected()
    assert [one.get("/control/state.json").status_code for one in (lead, son)] == [401, 401]
    again = app.test_client()
    reply = again.post("/desk/sign-in", data={"username": "son", "password": PASSWORD})
    assert reply.status_code == 401
    again.post("/desk/sign-in", data={"username": "ly", "password": PASSWORD})
    assert again.get("/control/").status_code == 200
    app.extensions["hall"].configure(document_plan())
    app.extensions["publisher"].publish_new()
    back = app.test_client().post("/desk/sign-in", data={"username": "son", "password": PASSWORD})
    assert back.status_code == 401, "who has that name now gets a password of their own"
    sign_in(app, "son")


def test_the_admin_of_an_old_hall_is_no_hall_files_to_demote(house) -> None:
    app = house("quiet")
    identities = app.extensions["identities"]
    identities.add_account("supervisor", "Phụ trách", "admin")
    changed = document()
    changed["staff"]["supervisor"] = {"name": "Ai đó", "role": "lead", "department": LAND}
    app.extensions["hall"].configure(HallPlan.from_dict(changed))
    app.extensions["publisher"].publish_new()
    row = app.extensions["store"].row("SELECT role, closed FROM accounts WHERE username = 'supervisor'")
    assert tuple(row) == ("admin", 0)


@pytest.mark.parametrize(
    ("staff", "where"),
    [
        ({"ly": {"name": "Ly", "role": "lead"}}, "staff.ly.department"),
        ({"ly": {"name": "Ly", "role": "supervisor", "department": LAND}}, "staff.ly.department"),
        ({"ly": {"name": "Ly", "role": "lead", "department": "khong-co"}}, "staff.ly.department"),
        ({"ly": {"name": "Ly", "role": "king"}}, "staff.ly.role"),
        ({"admin": {"name": "Ly", "role": "admin"}}, "staff.admin"),
        ({AN: {"name": "An", "role": "admin"}}, f"staff.{AN}"),
    ],
)
def test_a_hall_file_with_a_wrong_person_is_refused_in_words(staff: dict, where: str) -> None:
    from server.core.plan import PlanError

    with pytest.raises(PlanError) as refused:
        HallPlan.from_dict(hall_document() | {"staff": staff})
    assert where in str(refused.value)
