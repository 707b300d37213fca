"""A person's hand never meets the brake on deeds, a script does; and loses nothing by it."""

from __future__ import annotations

import itertools

import pytest
from cast import AN, BINH, LAND, LAND_1, LAND_2, LAND_BOOK

keys = itertools.count()


def press(client, version: int, name: str = "next"):  # noqa: ANN201
    return client.post(f"/desk/deeds/{name}", json={"key": f"press-{next(keys):06d}", "version": version})


def seen(client) -> dict:
    return client.get("/desk/snapshot.json").json


@pytest.fixture
def waiting(device) -> list[str]:
    kiosk = device("kiosk", "kiosk-1")
    bodies = [{"key": f"touch-{n:06d}", "department": LAND, "service": LAND_BOOK} for n in range(2)]
    return [kiosk.post("/kiosk/tickets", json=one).json["number"] for one in bodies]


def test_three_hundred_presses_and_a_key_held_for_half_a_minute_meet_no_brake(officer) -> None:
    an = officer(AN, LAND_1)
    told = [press(an, -1).status_code for _ in range(300 + 30 * 20)]
    assert set(told) == {409}, "each was looked at, and refused for its stale version alone"


def test_a_script_is_told_so_in_words_loses_nothing_and_holds_up_nobody_else(officer, waiting, clock, caplog) -> None:
    an, binh = officer(AN, LAND_1), officer(BINH, LAND_2)
    first = press(an, seen(an)["desk"]["version"])
    assert first.status_code == 200
    told = next((one for one in (press(an, -1) for _ in range(1500)) if one.status_code != 409), first)
    assert press(an, -1).status_code == 429
    assert told.status_code == 429 and told.json["error"]["id"] == "too-many-deeds"
    assert "Không mất gì đã làm" in told.json["error"]["vi"]
    assert seen(an)["current"]["number"] == waiting[0], "to look is no deed"
    assert press(binh, seen(binh)["desk"]["version"]).status_code == 200
    assert officer(AN).post("/account/pin", data={}).status_code == 400, "a session of its own"
    clock.forward(seconds=2)
    assert press(an, seen(an)["desk"]["version"], "start").status_code == 200
    assert an.post("/desk/sign-out").status_code == 303
    assert caplog.text.count(f"{AN} presses faster than a person") == 1, "once a minute, however fast it is"


def test_a_number_pads_token_has_the_same_brake(device) -> None:
    pad = device("keypad", "desk-1")
    told = [pad.post("/keypad/press", json={}).status_code for _ in range(1002)]
    assert told[:1000] == [400] * 1000 and told[1001] == 429
