"""The first sign-in, and devices with their one-time codes."""

from __future__ import annotations

import re

import pytest

from server.identity import COOKIES

LONG_ENOUGH = "mot-mat-khau-dai"


@pytest.fixture
def first_token(app) -> str:
    return app.extensions["identities"].first_token()


def words(reply) -> str:
    return reply.get_data(as_text=True)


def code_on(page: str) -> str:
    found = re.search(r'class="big"><code>(\w{4}) (\w{4})</code>', page)
    assert found, page
    return found[1] + found[2]


def test_the_first_sign_in_works_once(app, first_token) -> None:
    entered = app.test_client().post("/admin/first", data={"token": first_token, "password": LONG_ENOUGH})
    assert (entered.status_code, entered.location) == (303, "/admin/")
    again = app.test_client().post("/admin/first", data={"token": first_token, "password": "cua-ke-khac"})
    assert again.status_code == 403
    signed_in = app.test_client().post("/desk/sign-in", data={"username": "admin", "password": LONG_ENOUGH})
    assert (signed_in.status_code, signed_in.location) == (303, "/admin/")


def test_a_first_password_typed_wrong_once_is_not_taken(app, first_token) -> None:
    """Nobody sees what they type: a slip of the finger locked the hall's only administrator out."""
    client, both = app.test_client(), {"token": first_token, "password": LONG_ENOUGH}
    refused = client.post("/admin/first", data=both | {"password_again": LONG_ENOUGH + "x"})
    assert refused.status_code == 400 and "không giống nhau" in words(refused)
    assert client.post("/admin/first", data=both | {"password_again": LONG_ENOUGH}).status_code == 303


@pytest.mark.parametrize("poor", ["", "1234567", "x" * 129])
def test_a_poor_password_is_refused_in_words_and_the_code_stays_good(app, first_token, poor) -> None:
    client = app.test_client()
    refused = client.post("/admin/first", data={"token": first_token, "password": poor})
    assert refused.status_code == 400
    assert 'role="alert"' in words(refused) and f'value="{first_token}"' in words(refused)
    assert not poor or poor not in words(refused)
    assert client.post("/admin/first", data={"token": first_token, "password": LONG_ENOUGH}).status_code == 303


def test_a_wrong_first_code_sets_nothing(app, first_token) -> None:
    assert app.test_client().post("/admin/first", data={"token": "doan", "password": LONG_ENOUGH}).status_code == 403
    assert not app.extensions["identities"].has_password("admin")


def test_a_new_code_is_shown_once_with_its_link_and_pairs_a_device(app, admin) -> None:
    page = words(admin.post("/admin/codes", data={"kind": "display", "name": "display-1"}))
    code = code_on(page)
    assert f"http://localhost/enrol?code={code}" in page
    assert code not in words(admin.get("/admin/devices"))
    screen = app.test_client()
    screen.set_cookie(COOKIES["display"], screen.post("/enrol", json={"code": code}).json["token"])
    assert screen.get("/display/snapshot.json").status_code == 200


def test_an_agents_code_comes_with_the_command_to_run(admin) -> None:
    page = words(admin.post("/admin/codes", data={"kind": "agent", "name": "may-2"}))
    assert f"--code {code_on(page)}" in page and "/enrol" not in page


@pytest.mark.parametrize(("kind", "name"), [("toaster", "t-1"), ("kiosk", " "), ("kiosk", "k" * 41)])
def test_a_code_for_nothing_is_refused_in_words(admin, kind, name) -> None:
    refused = admin.post("/admin/codes", data={"kind": kind, "name": name})
    assert refused.status_code == 400 and 'role="alert"' in words(refused)
    assert 'class="big"' not in words(refused)


def test_what_was_typed_stays_where_it_was_typed(admin) -> None:
    page = words(admin.post("/admin/codes", data={"kind": "paper", "name": "p" * 41}))
    assert f'value="{"p" * 41}"' in page


def test_a_revoked_device_stands_there_as_revoked(app, admin) -> None:
    screen = app.test_client()
    code = code_on(words(admin.post("/admin/codes", data={"kind": "kiosk", "name": "kiosk-2"})))
    screen.set_cookie(COOKIES["kiosk"], screen.post("/enrol", json={"code": code}).json["token"])
    assert screen.get("/kiosk/menu.json").status_code == 200
    device = app.extensions["identities"].devices()[0]["id"]
    assert admin.post(f"/admin/devices/{device}/revoke").status_code == 303
    assert screen.get("/kiosk/menu.json").status_code == 401
    page = words(admin.get("/admin/devices"))
    assert "Đã thu hồi" in page and f"/admin/devices/{device}/revoke" not in page


def test_a_device_named_as_markup_is_text(app, admin) -> None:
    identities = app.extensions["identities"]
    identities.enrol(identities.new_code("kiosk", "<img src=x onerror=alert(1)>"))
    assert "<img" not in words(admin.get("/admin/devices"))


def test_a_code_for_a_device_the_hall_does_not_have_says_which_there_are(admin) -> None:
    """It pairs all the same (a machine may come before its name), but nobody shall wonder why it shows nothing."""
    told = "không có thiết bị nào mang mã “máy ngoài cửa”"
    strange = admin.post("/admin/codes", data={"kind": "kiosk", "name": "máy ngoài cửa"}).text
    assert told in strange and "Mã đang có: kiosk-1" in strange
    for kind, name in (("kiosk", "kiosk-1"), ("agent", "máy ngoài cửa")):
        assert "không có thiết bị nào mang mã" not in admin.post("/admin/codes", data={"kind": kind, "name": name}).text
    refused = admin.post("/admin/codes", data={"kind": "keypad", "name": "quay-5"})
    assert refused.status_code == 400 and "Quầy 5 là desk-5" in refused.text
