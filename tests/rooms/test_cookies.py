"""What browsers keep of a hall with TLS and of one without, and what a hall changes that turns TLS on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from cast import AN
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hardware.speech import SilentVoice
from server.app import create_app, stop
from server.identity import COOKIES, SESSION_COOKIE
from server.settings import Settings
from server.web import COOKIE

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "mot-mat-khau-dai"


@pytest.fixture
def safe(app: Flask, tmp_path: Path) -> Iterator[Callable[[], FlaskClient]]:
    """The same hall, started with a certificate: a browser that comes over TLS."""
    store, clock = app.extensions["store"], app.extensions["hall"].clock
    settings = Settings(data=tmp_path, voice=False, tls_cert=tmp_path / "hall.crt", tls_key=tmp_path / "hall.key")
    house = create_app(settings, clock=clock, store=store, hasher=QUICK, voice=SilentVoice())
    house.config["WTF_CSRF_ENABLED"] = False

    def browser() -> FlaskClient:
        client = house.test_client()
        client.environ_base["wsgi.url_scheme"] = "https"
        return client

    yield browser
    stop(house)


def given(reply) -> dict[str, str]:
    """Name → the whole line of each cookie that a reply gives."""
    return {one.split("=")[0]: one for one in reply.headers.getlist("Set-Cookie")}


def sign_in(client: FlaskClient, username: str = AN) -> TestResponse:
    return client.post("/desk/sign-in", data={"username": username, "password": PASSWORD})


def paired(app: Flask, kind: str, name: str) -> str:
    identities = app.extensions["identities"]
    return identities.enrol(identities.new_code(kind, name))[0]


def test_under_tls_every_cookie_is_bound_to_this_host_alone(app, safe, officer) -> None:
    officer(AN)
    code = app.extensions["identities"].new_code("kiosk", "kiosk-1")
    page = safe()
    form = page.get("/enrol")
    token = re.search(r'name="csrf_token" value="([^"]+)"', form.get_data(as_text=True))[1]
    own = {"Referer": "https://localhost/enrol"}
    pairing = page.post("/enrol", data={"code": code, "csrf_token": token}, headers=own)
    lines = given(form) | given(sign_in(page)) | given(pairing)
    assert set(lines) == {f"__Host-{one}" for one in (f"{COOKIE}_csrf", SESSION_COOKIE, COOKIES["kiosk"])}
    for line in lines.values():
        parts = {one.strip() for one in line.split(";")[1:]}
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"} <= parts and "Domain" not in line, line


def test_without_tls_browsers_would_refuse_the_prefix_so_the_names_are_plain(app, officer) -> None:
    officer(AN)
    page = app.test_client()
    lines = given(page.get("/desk/sign-in")) | given(sign_in(page))
    assert set(lines) == {f"{COOKIE}_csrf", SESSION_COOKIE} and not any("Secure" in one for one in lines.values())


def test_a_session_planted_under_the_plain_name_is_nobodys_under_tls(app, safe, officer) -> None:
    token = officer(AN).get_cookie(SESSION_COOKIE).value
    planted, own = safe(), safe()
    planted.set_cookie(SESSION_COOKIE, token)
    own.set_cookie(f"__Host-{SESSION_COOKIE}", token)
    assert planted.get("/desk/").status_code == 401 and own.get("/desk/").status_code == 200


def test_a_screen_paired_before_the_hall_had_tls_goes_on_and_its_cookie_moves(app, safe) -> None:
    plain, token = COOKIES["kiosk"], paired(app, "kiosk", "kiosk-1")
    screen = safe()
    screen.set_cookie(plain, token)
    reply = screen.get("/kiosk/")
    assert reply.status_code == 200
    lines = given(reply)
    assert lines[f"__Host-{plain}"].startswith(f"__Host-{plain}={token}; ") and "Max-Age=0" in lines[plain]
    assert screen.get_cookie(plain) is None and screen.get("/kiosk/").status_code == 200


def test_a_desks_computer_paired_before_tls_still_takes_the_pin(app, safe, officer) -> None:
    officer(AN).post("/account/pin", data={"password": PASSWORD, "pin": "837254", "pin_again": "837254"})
    computer = safe()
    computer.set_cookie(COOKIES["desk"], paired(app, "desk", "desk-1"))
    assert f"__Host-{COOKIES['desk']}" in given(computer.get("/desk/sign-in", headers={"Accept": "text/html"}))
    assert computer.post("/desk/sign-in", data={"username": AN, "password": "837254"}).status_code == 303


def test_a_page_makes_a_devices_cookie_last_as_long_again_and_a_revoked_one_gets_none(app) -> None:
    screen = app.test_client()
    screen.set_cookie(COOKIES["display"], paired(app, "display", "display-1"))
    assert "Max-Age=157680000" in given(screen.get("/display/"))[COOKIES["display"]]
    app.extensions["identities"].revoke(1)
    assert COOKIES["display"] not in given(screen.get("/display/", headers={"Accept": "text/html"}))


def test_signing_out_under_tls_takes_the_cookie_away(safe, officer) -> None:
    officer(AN)
    page = safe()
    sign_in(page)
    assert "Max-Age=0" in given(page.post("/desk/sign-out"))[f"__Host-{SESSION_COOKIE}"]
    assert page.get("/desk/").status_code == 401
