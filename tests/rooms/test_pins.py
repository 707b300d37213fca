"""A PIN is good at an enrolled desk alone; guessing it there ends with the password."""

from __future__ import annotations

import pytest
from cast import AN, BINH
from flask.testing import FlaskClient

from server.identity import COOKIES

PASSWORD, PIN = "mot-mat-khau-dai", "830271"


@pytest.fixture
def with_pin(officer) -> FlaskClient:
    an = officer(AN)
    reply = an.post("/account/pin", data={"password": PASSWORD, "pin": PIN, "pin_again": PIN})
    assert reply.status_code == 200 and "Đã đặt mã PIN" in reply.text
    return an


def at(app, device, desk: str = "desk-1") -> FlaskClient:
    """The browser of a paired desk computer."""
    return device("desk", desk)


def sign_in(client: FlaskClient, secret: str = PIN, username: str = AN) -> int:
    return client.post("/desk/sign-in", data={"username": username, "password": secret}).status_code


def test_a_pin_opens_the_console_at_a_paired_desk_and_nowhere_else(app, device, with_pin) -> None:
    desk = at(app, device)
    assert "Mật khẩu hoặc mã PIN" in desk.get("/desk/sign-in").text
    assert "mã PIN" not in app.test_client().get("/desk/sign-in").text
    assert sign_in(desk) == 303
    assert sign_in(app.test_client()) == 401
    for kind in ("kiosk", "display", "paper"):
        assert sign_in(device(kind, f"{kind}-1")) == 401, kind


def test_the_password_works_at_a_paired_desk_too(app, device, with_pin) -> None:
    assert sign_in(at(app, device), PASSWORD) == 303


def test_a_revoked_desk_takes_no_pin_any_more(app, device, with_pin) -> None:
    desk, identities = at(app, device), app.extensions["identities"]
    identities.revoke(next(one["id"] for one in identities.devices() if one["kind"] == "desk"))
    assert sign_in(desk) == 401


def test_a_forged_desk_cookie_is_no_desk(app, with_pin) -> None:
    client = app.test_client()
    client.set_cookie(COOKIES["desk"], "x" * 43)
    assert sign_in(client) == 401


def test_who_guesses_pins_is_held_back_at_that_desk_and_nobody_at_another(app, device, with_pin, clock) -> None:
    desk, other = at(app, device), at(app, device, "desk-2")
    assert [sign_in(desk, f"95170{n}") for n in range(8)][-1] == 429
    assert sign_in(other) == 303
    clock.forward(minutes=1, seconds=1)
    assert sign_in(desk) == 303, "held back, never for good"


def test_after_ten_wrong_pins_the_password_is_asked_for_and_brings_the_pin_back(app, device, with_pin, clock) -> None:
    desk = at(app, device)
    for n in range(10):
        clock.forward(minutes=1, seconds=1)
        assert sign_in(desk, f"95170{n}") == 401
    clock.forward(minutes=1, seconds=1)
    assert sign_in(desk) == 401, "even the right one"
    clock.forward(minutes=1, seconds=1)
    assert sign_in(desk, PASSWORD) == 303 and sign_in(desk) == 303


@pytest.mark.parametrize("pin", ["12345", "1234567890123", "111111", "123456", "987654", "121212", "123123", "12345a",
                                 "१२३४५६", "890123"])  # fmt: skip
def test_a_pin_that_everybody_tries_first_is_refused_in_words(officer, pin: str) -> None:
    reply = officer(AN).post("/account/pin", data={"password": PASSWORD, "pin": pin, "pin_again": pin})
    assert reply.status_code == 400 and "Mã PIN gồm 6 đến 12 chữ số" in reply.text


def test_a_pin_needs_the_password_and_goes_when_it_is_left_empty(app, device, with_pin) -> None:
    wrong = with_pin.post("/account/pin", data={"password": "doan-mo", "pin": "640925", "pin_again": "640925"})
    assert wrong.status_code == 400
    gone = with_pin.post("/account/pin", data={"password": PASSWORD, "pin": "", "pin_again": ""})
    assert "Đã bỏ mã PIN" in gone.text and sign_in(at(app, device)) == 401


def test_a_drawn_password_takes_the_pin_with_it(app, device, with_pin, admin) -> None:
    admin.post(f"/admin/people/{AN}/password")
    assert sign_in(at(app, device)) == 401


def test_only_officers_have_pins(person) -> None:
    reply = person("son", "supervisor").post("/account/pin", data={"password": PASSWORD, "pin": PIN, "pin_again": PIN})
    assert reply.status_code == 400 and 'name="pin"' not in reply.text


def test_a_desk_without_the_pins_owner_learns_nothing_of_who_has_one(app, device, officer, with_pin) -> None:
    officer(BINH)  # has none
    desk = at(app, device)
    replies = [desk.post("/desk/sign-in", data={"username": one, "password": "951703"}) for one in (AN, BINH, "ai-do")]
    assert {one.status_code for one in replies} == {401}
    assert len({one.text.split('role="alert">')[1].split("</p>")[0] for one in replies}) == 1


def test_a_desk_computer_is_named_for_its_desk(app, admin) -> None:
    assert admin.post("/admin/codes", data={"kind": "desk", "name": "may-cua-toi"}).status_code == 400
    assert admin.post("/admin/codes", data={"kind": "desk", "name": "desk-3"}).status_code == 200
