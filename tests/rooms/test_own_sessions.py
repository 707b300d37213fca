"""Everybody sees where they are signed in, and ends what is not theirs without having to find the admin first."""

from __future__ import annotations

import re

from cast import AN, BINH
from flask.testing import FlaskClient

PASSWORD = "mot-mat-khau-dai"


def listed(client: FlaskClient) -> list[str]:
    """The sessions one may end, as the page names them."""
    return re.findall(r'name="session" value="([0-9a-f]+)"', client.get("/account").text)


def end(client: FlaskClient, chosen: list[str], password: str = PASSWORD) -> int:
    return client.post("/account/sessions", data={"session": chosen, "sessions_password": password}).status_code


def test_a_person_sees_the_own_sessions_with_place_and_time_and_nobody_elses(officer) -> None:
    an, elsewhere, _ = officer(AN), officer(AN, "1"), officer(BINH)
    page = an.get("/account").text
    assert len(listed(an)) == 1 and "phiên này" in page and "quầy 1" in page and "từ 23/11/2026 08:00" in page
    assert "quầy 1, phiên này" in elsewhere.get("/account").text


def test_a_person_ends_the_chosen_ones_and_their_sockets(app, officer) -> None:
    an, left_open, third = officer(AN), officer(AN), officer(AN)
    socket = app.extensions["sockets"].io.test_client(app, flask_test_client=left_open, auth={"as": "desk"})
    assert socket.is_connected()
    hashes = {one["token_hash"][:16] for one in app.extensions["identities"].sessions()}
    mine = listed(third)
    assert set(mine) < hashes and end(third, mine) == 200
    assert [one.get("/desk/").status_code for one in (an, left_open, third)] == [401, 401, 200]
    assert not socket.is_connected()


def test_who_sits_at_a_page_left_open_ends_nothing_without_the_password(officer) -> None:
    an, other = officer(AN), officer(AN)
    assert end(an, listed(an), "khong-phai-no") == 400
    assert other.get("/desk/").status_code == 200


def test_nobody_ends_anothers_session_nor_this_one_by_its_name(app, officer) -> None:
    an, binh = officer(AN), officer(BINH)
    names = [one["token_hash"][:16] for one in app.extensions["identities"].sessions()]
    assert end(an, [*names, "", "0"]) == 200
    assert (an.get("/desk/").status_code, binh.get("/desk/").status_code) == (200, 200)
