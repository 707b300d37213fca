"""The hall through the Flask test client: the small hall of cast.py, a clock that stands until it is moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from cast import hall_plan
from flask import Flask
from flask.testing import FlaskClient

from hardware.speech import SilentVoice
from server.app import create_app, stop
from server.clock import TestClock
from server.core.plan import HallPlan
from server.identity import BEARERS, COOKIES
from server.settings import Settings
from server.store.sqlite import SqliteStore

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "mot-mat-khau-dai"


@pytest.fixture
def clock() -> TestClock:
    """Monday 23 November 2026, 08:00 in Thái Nguyên."""
    return TestClock("2026-11-23T08:00:00+07:00")


@pytest.fixture
def plan() -> HallPlan:
    return hall_plan()


@pytest.fixture
def app(tmp_path: Path, clock: TestClock, plan: HallPlan) -> Iterator[Flask]:
    """The whole house on a temporary store; its publisher is stepped by hand."""
    store = SqliteStore(tmp_path / "hall.db")
    with store.deed(clock.now()) as deed:
        deed.add_plan(plan.to_dict())
    app = create_app(Settings(data=tmp_path, voice=False), clock=clock, store=store, hasher=QUICK, voice=SilentVoice())
    app.config["WTF_CSRF_ENABLED"] = False  # its own test turns it on; elsewhere it would only be noise
    yield app
    stop(app)


@pytest.fixture
def device(app: Flask) -> Callable[[str, str], FlaskClient]:
    """A client paired as a device: device("kiosk", "kiosk-1")."""

    def pair(kind: str, name: str) -> FlaskClient:
        identities = app.extensions["identities"]
        token, _, _ = identities.enrol(identities.new_code(kind, name))
        client = app.test_client()
        if kind in BEARERS:
            client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        else:
            client.set_cookie(COOKIES[kind], token)
        return client

    return pair


@pytest.fixture
def officer(app: Flask, plan: HallPlan) -> Callable[..., FlaskClient]:
    """A signed-in officer, at a desk where one is named: officer("an", "1")."""
    identities = app.extensions["identities"]

    def sign_in(username: str, desk: str | None = None) -> FlaskClient:
        names = {one.username: one.name for one in plan.officers}
        if not identities.has_password(username):
            identities.add_account(username, names.get(username, username), "officer")
            identities.set_password(username, PASSWORD)
        client = app.test_client()
        assert client.post("/desk/sign-in", data={"username": username, "password": PASSWORD}).status_code == 303
        if desk is not None:
            assert client.post("/desk/choose", json={"desk": desk}).status_code == 200
        return client

    return sign_in


@pytest.fixture
def person(app: Flask) -> Callable[..., FlaskClient]:
    """Somebody signed in who sits at no desk: person("ly", "lead", LAND)."""
    identities = app.extensions["identities"]

    def sign_in(username: str, role: str, department: str | None = None) -> FlaskClient:
        if not identities.has_password(username):
            identities.add_account(username, "Phụ trách", role, department)
            identities.set_password(username, PASSWORD)
        client = app.test_client()
        assert client.post("/desk/sign-in", data={"username": username, "password": PASSWORD}).status_code == 303
        return client

    return sign_in


@pytest.fixture
def supervisor(person: Callable[..., FlaskClient]) -> FlaskClient:
    return person("supervisor", "supervisor")


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    client = app.test_client()
    token = app.extensions["identities"].first_token()
    reply = client.post("/admin/first", data={"token": token, "password": PASSWORD})
    assert reply.status_code == 303
    return client
