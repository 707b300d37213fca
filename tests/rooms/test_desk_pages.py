"""Which page commands a desk, and what the console asks beside its deeds."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import pytest
from cast import AN, BINH, CHI, CIVIL, CIVIL_1, DUNG, LAND, LAND_1, LAND_2, LAND_BOOK
from flask.testing import FlaskClient
from flask_socketio import SocketIOTestClient

keys = itertools.count(1)
DESK_PAGE, OTHER_PAGE = "page-one-0001", "page-two-0002"


def told(page: str, load: str = "load-0001", view: str = "console", **more: object) -> dict:
    return {"page": page, "load": load, "view": view, **more}


def press(client: FlaskClient, deed: str, page: str | None = None, **wish: object) -> dict:
    version = client.get("/desk/snapshot.json").json["desk"]["version"]
    body = {"key": f"page-press-{next(keys):05d}", "version": version, "page": page, **wish}
    reply = client.post(f"/desk/deeds/{deed}", json=body)
    return reply.json | {"status": reply.status_code}


@pytest.fixture
def touch(device) -> Callable[..., str]:
    kiosk = device("kiosk", "kiosk-1")

    def one(department: str = LAND, service: str = LAND_BOOK) -> str:
        body = {"key": f"page-touch-{next(keys):05d}", "department": department, "service": service}
        return kiosk.post("/kiosk/tickets", json=body).json["number"]

    return one


@pytest.fixture
def window(app) -> Iterator[Callable[..., SocketIOTestClient]]:
    """A page's living socket: window(client, "page-one-0001")."""
    io, opened = app.extensions["sockets"].io, []

    def open_one(client: FlaskClient, page: str, **more: str) -> SocketIOTestClient:
        one = io.test_client(app, flask_test_client=client, auth={"as": "desk", **told(page, **more)})
        opened.append(one)
        return one

    yield open_one
    for one in opened:
        if one.is_connected():
            one.disconnect()


def heard(socket: SocketIOTestClient) -> list[dict]:
    return [one["args"][0] for one in socket.get_received() if one["name"] == "news"]


def test_the_first_page_commands_the_desk_without_asking(officer) -> None:
    an = officer(AN, LAND_1)
    assert an.post("/desk/sit", json=told(DESK_PAGE)).status_code == 200
    assert an.get("/desk/snapshot.json").json["desk"]["sitting"]["page"] == DESK_PAGE


def test_a_living_page_is_taken_over_only_after_a_confirm_and_is_told_at_once(officer, window) -> None:
    an, elsewhere = officer(AN, LAND_1), officer(AN, LAND_1)
    socket = window(an, DESK_PAGE)
    an.post("/desk/sit", json=told(DESK_PAGE))
    asked = elsewhere.post("/desk/sit", json=told(OTHER_PAGE, "load-0002"))
    assert (asked.status_code, asked.json["error"]["id"]) == (409, "sat-elsewhere")
    assert "cửa sổ khác" in asked.json["error"]["vi"] and "another window" in asked.json["error"]["en"]
    socket.get_received()
    taken = elsewhere.post("/desk/sit", json=told(OTHER_PAGE, "load-0002", takeover=True))
    assert taken.status_code == 200
    assert heard(socket) == [{"kind": "sitting", "page": OTHER_PAGE, "since": taken.json["since"]}]


def test_a_deed_from_the_older_page_is_refused_with_the_present_state_and_does_nothing(officer, touch) -> None:
    number = touch()
    an = officer(AN, LAND_1)
    an.post("/desk/sit", json=told(DESK_PAGE))
    an.post("/desk/sit", json=told(OTHER_PAGE, "load-0002"))
    late = press(an, "next", DESK_PAGE)
    assert (late["status"], late["error"]["id"]) == (409, "older-sitting")
    assert late["snapshot"]["current"] is None and late["snapshot"]["desk"]["sitting"]["page"] == OTHER_PAGE
    assert press(an, "next", OTHER_PAGE)["current"]["number"] == number


def test_a_lost_reply_is_still_answered_alike_after_the_desk_was_taken_over(officer, touch) -> None:
    touch()
    an = officer(AN, LAND_1)
    an.post("/desk/sit", json=told(DESK_PAGE))
    body = {"key": "lost-reply-1", "version": an.get("/desk/snapshot.json").json["desk"]["version"], "page": DESK_PAGE}
    first = an.post("/desk/deeds/next", json=body).json
    an.post("/desk/sit", json=told(OTHER_PAGE, "load-0002"))
    again = an.post("/desk/deeds/next", json=body)
    assert (again.status_code, again.json["deed"]) == (200, first["deed"])


def test_what_is_no_page_presses_by_the_version_alone(officer, touch) -> None:
    touch()
    an = officer(AN, LAND_1)
    an.post("/desk/sit", json=told(DESK_PAGE))
    assert press(an, "next")["status"] == 200  # the number pad, a program


def test_a_dead_page_is_taken_over_without_asking(officer, window) -> None:
    an, elsewhere = officer(AN, LAND_1), officer(AN, LAND_1)
    socket = window(an, DESK_PAGE)
    an.post("/desk/sit", json=told(DESK_PAGE))
    socket.disconnect()  # a crash, a closed lid
    assert elsewhere.post("/desk/sit", json=told(OTHER_PAGE, "load-0002")).status_code == 200


def test_a_console_and_its_call_bar_are_one_sitting(officer, window, touch) -> None:
    touch()
    an = officer(AN, LAND_1)
    window(an, DESK_PAGE), window(an, DESK_PAGE, view="bar", load="load-0009")
    for one in (told(DESK_PAGE), told(DESK_PAGE, "load-0009", "bar")):
        assert an.post("/desk/sit", json=one).status_code == 200
    assert press(an, "next", DESK_PAGE)["did"] == ["called"]


def test_a_doubled_tab_is_no_second_hand_on_the_same_sitting(officer, window) -> None:
    an = officer(AN, LAND_1)
    window(an, DESK_PAGE)
    an.post("/desk/sit", json=told(DESK_PAGE))
    twin = an.post("/desk/sit", json=told(DESK_PAGE, "load-0002"))
    assert (twin.status_code, twin.json["twin"]) == (409, True)


def test_another_officer_who_took_the_desk_over_sits_down_without_a_second_question(officer, window) -> None:
    an, binh = officer(AN, LAND_1), officer(BINH)
    window(an, DESK_PAGE)
    an.post("/desk/sit", json=told(DESK_PAGE))
    binh.post("/desk/choose", json={"desk": LAND_1, "takeover": True})
    assert binh.post("/desk/sit", json=told(OTHER_PAGE)).status_code == 200
    assert an.post("/desk/sit", json=told(DESK_PAGE)).json["error"]["id"] == "desk-not-open"


def test_one_officer_holds_one_desk_and_is_asked_before_the_other_closes(officer) -> None:
    officer(AN, LAND_1)
    elsewhere = officer(AN)
    asked = elsewhere.post("/desk/choose", json={"desk": LAND_2})
    assert (asked.status_code, asked.json["error"]["id"]) == (409, "open-elsewhere")
    page = elsewhere.post("/desk/choose", data={"desk": LAND_2}).get_data(as_text=True)
    assert "Quầy 1 cũng đang mở" in page and 'name="takeover" value="1"' in page
    assert elsewhere.post("/desk/choose", json={"desk": LAND_2, "takeover": True}).status_code == 200
    assert officer(BINH).post("/desk/choose", json={"desk": LAND_1}).status_code == 200  # it is free now


def test_a_desk_with_a_visitor_is_not_left_from_elsewhere_either(officer, touch) -> None:
    touch()
    press(officer(AN, LAND_1), "next")
    moved = officer(AN).post("/desk/choose", json={"desk": LAND_2, "takeover": True})
    assert (moved.status_code, moved.json["error"]["id"]) == (409, "desk-busy")


@pytest.mark.parametrize("body", [None, [], {}, {"page": "x"}, told("short"), told("<script>alert(1)</script>"),
                                  told(DESK_PAGE, view="window"), {"page": 7, "load": 8, "view": "bar"}])  # fmt: skip
def test_a_page_that_tells_nothing_of_itself_does_not_sit(officer, body) -> None:
    assert officer(AN, LAND_1).post("/desk/sit", json=body).status_code == 400


def test_the_choices_hold_every_department_desk_and_reason(officer) -> None:
    told_us = officer(AN, LAND_1).get("/desk/choices.json").json
    assert [one["id"] for one in told_us["departments"]][:2] == [LAND, CIVIL]
    assert {"id": LAND_2, "name": {"vi": "Quầy 2", "en": "Desk 2"}, "departments": [LAND]} in told_us["desks"]
    assert {name: len(listed) for name, listed in told_us["reasons"].items()} == {
        "call": 5, "pause": 4, "hold": 4, "leave": 2, "place": 3
    }  # fmt: skip


def test_a_number_is_looked_up_in_any_line_however_it_is_typed(officer, touch) -> None:
    touch(), touch()
    an = officer(AN, LAND_1)
    found = an.get("/desk/numbers/a2.json").json
    assert (found["number"], found["state"], found["ahead"], found["notes"]) == ("A002", "waiting", 1, [])
    press(an, "next")
    assert officer(BINH, CIVIL_1).get("/desk/numbers/A001.json").json["desk"] == LAND_1
    for unknown in ("A099", "hello", "0"):
        reply = an.get(f"/desk/numbers/{unknown}.json")
        assert (reply.status_code, reply.json["error"]["id"]) == (404, "no-such-number")


def test_a_note_follows_the_visitor_to_the_next_desk_and_can_be_erased_there(officer, touch, app) -> None:
    touch()
    an = officer(AN, LAND_1)
    press(an, "next"), press(an, "start")
    press(an, "note", text="Thiếu bản sao")
    assert [one["text"] for one in an.get("/desk/snapshot.json").json["current"]["notes"]] == ["Thiếu bản sao"]
    press(an, "transfer", department=CIVIL)
    binh = officer(BINH, CIVIL_1)
    press(binh, "next")
    note = binh.get("/desk/snapshot.json").json["current"]["notes"][0]
    assert (note["text"], note["desk"], note["officer"]) == ("Thiếu bản sao", LAND_1, "Nguyễn Văn An")
    assert binh.post(f"/desk/notes/{note['id']}/erase").status_code == 204
    assert binh.get("/desk/snapshot.json").json["current"]["notes"] == []
    assert binh.post(f"/desk/notes/{note['id']}/erase").status_code == 404
    with app.extensions["store"].reading() as db:
        assert db.execute("SELECT count(*) FROM notes").fetchone()[0] == 0


def test_who_has_nothing_to_do_with_a_visitor_erases_no_note_but_the_supervisor_does(
    officer, supervisor, touch, app
) -> None:
    touch()
    an = officer(AN, LAND_1)
    press(an, "next"), press(an, "note", text="Thiếu bản sao")
    note = an.get("/desk/snapshot.json").json["current"]["notes"][0]["id"]
    assert officer(BINH, CIVIL_1).post(f"/desk/notes/{note}/erase").status_code == 404
    assert supervisor.post(f"/desk/notes/{note}/erase").status_code == 204


def test_notes_are_read_where_the_visitor_is_served_and_nowhere_else(officer, touch, app) -> None:
    """Chi works in Civil: she sees where A001 stands, for the visitor who asks, and no word about them."""
    an, chi, bao = officer(AN, LAND_1), officer(CHI, CIVIL_1), officer(BINH, LAND_2)
    touch()
    _press(an, "next"), _press(an, "start"), _press(an, "note", text="khách cần phiên dịch")
    seen = {name: who.get("/desk/numbers/A001.json").json for name, who in (("an", an), ("chi", chi), ("bình", bao))}
    assert [one["number"] for one in seen.values()] == ["A001"] * 3
    assert {name for name, one in seen.items() if one["notes"]} == {"an", "bình"}
    assert officer(DUNG).get("/desk/numbers/A001.json").json["notes"] == [], "at no desk"


def test_a_note_hides_no_number_and_turns_nothing_around(officer, touch) -> None:
    an = officer(AN, LAND_1)
    touch()
    _press(an, "next"), _press(an, "start"), _press(an, "note", text="khách\u202e\u200b cần\x00 phiên dịch\nở lại")
    assert an.get("/desk/numbers/A001.json").json["notes"][0]["text"] == "khách cần phiên dịch\nở lại"
    version = an.get("/desk/snapshot.json").json["desk"]["version"]
    for text, refused in (("gọi 09\u200b12\u200b345\u200b678", "personal-data"), ("\u200b", "bad-input")):
        said = an.post("/desk/deeds/note", json={"key": "k" * 16, "version": version, "text": text})
        assert said.json["error"]["id"] == refused


def test_who_leafs_through_all_numbers_is_held_up(officer, touch) -> None:
    an = officer(AN, LAND_1)
    touch()
    looks = [an.get("/desk/numbers/A001.json").status_code for _ in range(32)]
    assert looks[:30] == [200] * 30 and looks[-1] == 429
    assert officer(AN, LAND_1).get("/desk/numbers/A001.json").status_code == 429, "signed in once more"
    assert officer(BINH, LAND_2).get("/desk/numbers/A001.json").status_code == 200


def _press(client, deed: str, **wish) -> None:
    version = client.get("/desk/snapshot.json").json["desk"]["version"]
    _keys.append(deed)
    body = {"key": f"notes-{len(_keys):06}", "version": version, **wish}
    assert client.post(f"/desk/deeds/{deed}", json=body).status_code == 200


_keys: list[str] = []
