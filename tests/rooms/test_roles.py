"""Route × role: deny by default, walked over the whole url_map."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from cast import AN, DUNG, LAND, LAND_1, hall_document
from every_address import ROWS, document_with_everything, values_of, with_huge_numbers
from flask import Flask
from flask.testing import FlaskClient
from flask_socketio.test_client import SocketIOTestClient

from bench.probes.addresses import Address, every_address
from server.auth import PUBLIC, ROUTES
from server.core.plan import HallPlan
from server.identity import PEOPLE
from server.live.sockets import STREAM_OF

ROLES = ("nobody", "kiosk", "display", "panel", "paper", "agent", "keypad", "metrics", "officer", "lead", "supervisor",
         "admin")  # fmt: skip
ALSO = {"admin": "supervisor", "panel": "display"}  # role → in whose place it may stand
PAGE = {"Accept": "text/html"}


@pytest.fixture
def clients(app: Flask, device, officer, person, supervisor, admin) -> dict[str, FlaskClient]:
    return {
        "nobody": app.test_client(), "kiosk": device("kiosk", "kiosk-1"), "display": device("display", "display-1"),
        "panel": device("display", "panel-1"), "paper": device("paper", "paper"), "agent": device("agent", "server"),
        "keypad": device("keypad", "desk-1"), "metrics": device("metrics", "prometheus"),
        "officer": officer(AN, LAND_1), "lead": person("ly", "lead", LAND), "supervisor": supervisor, "admin": admin,
    }  # fmt: skip


@pytest.fixture
def plan() -> HallPlan:
    return HallPlan.from_dict(document_with_everything(hall_document()))


@pytest.fixture
def values(app: Flask, clients, officer) -> dict[str, list[str]]:
    officer(DUNG)
    return values_of(app, clients)


@pytest.fixture
def addresses(app: Flask, values) -> list[Address]:
    return every_address(app, values, ROWS)


def may(role: str, endpoint: str) -> bool:
    return role in ROUTES[endpoint] or ALSO.get(role) in ROUTES[endpoint]


def readers(endpoint: str) -> list[str]:
    return [role for role in ROLES if PUBLIC in ROUTES[endpoint] or may(role, endpoint)]


def test_every_route_has_its_line_and_every_line_its_route(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(ROUTES)


def test_nobody_enters_where_the_table_does_not_say_so(clients, addresses) -> None:
    for endpoint, method, address in addresses:
        if PUBLIC in ROUTES[endpoint] or endpoint == "agent.claim":
            continue
        for role in ROLES:
            if may(role, endpoint):
                continue
            status = clients[role].open(address, method=method, json={} if method == "POST" else None).status_code
            assert status in (401, 403, 303), f"{role} got {status} from {method} {address}"


def test_who_may_enter_gets_in(clients, addresses) -> None:
    for endpoint, method, address in addresses:
        for role in (role for role in ROLES if may(role, endpoint)):
            if endpoint in ("desk.sign_out", "agent.claim"):
                continue  # ends the session; waits
            status = clients[role].open(address, method=method, json={} if method == "POST" else None).status_code
            assert status not in (401, 403, 500), f"{role} got {status} from {method} {address}"


def test_every_page_is_met_as_itself_and_not_as_one_that_is_not_there(clients, addresses) -> None:
    for endpoint, method, address in addresses:
        if method == "GET":
            met = {role: clients[role].get(address).status_code for role in readers(endpoint)}
            assert 200 in met.values(), f"{address}: {met}"


# Said once more, apart from the table: a row that lets in too many would else be believed.
PLACES = {
    "/kiosk/": {"kiosk"}, "/display/": {"display"}, "/agent/": {"agent"}, "/keypad/": {"keypad"}, "/desk/": {"officer"},
    "/reports/": {"supervisor", "lead"}, "/control/": {"supervisor", "lead"}, "/ratings/": {"supervisor", "lead"},
    "/paper/": {"paper", "admin"}, "/admin/watch": {"supervisor"}, "/admin/calls": {"supervisor"}, "/admin/": {"admin"},
    "/account": set(PEOPLE), "/admin/when/": set(PEOPLE),
}  # fmt: skip
OPEN_TO_ALL = ("/desk/sign-in/code", "/admin/first", "/desk/sign-in")
WIDER = {"desk.sign_out": set(PEOPLE), "desk_page.erase_note": {"officer", "supervisor"}}


def test_no_row_lets_in_more_than_its_place_is_for(addresses) -> None:
    for endpoint, _, address in addresses:
        roles = set(ROUTES[endpoint])
        if "/static/" in address or address in OPEN_TO_ALL:
            continue
        place = max((one for one in PLACES if (address + "/").startswith(one)), key=len, default=None)
        if place is not None:
            assert roles <= WIDER.get(endpoint, PLACES[place]), f"{endpoint}: {roles}"
        else:
            assert roles <= {PUBLIC, "metrics"}, f"{endpoint} has no place: {roles}"


def test_a_route_without_a_line_is_refused(app: Flask) -> None:
    app.add_url_rule("/new", "new", lambda: "hello")
    assert app.test_client().get("/new").status_code == 403


def test_no_get_changes_the_hall(app: Flask, clients, addresses) -> None:
    """That a file was taken out is written down (test_privacy.py); nothing else is."""
    store = app.extensions["store"]

    def fingerprint() -> list[str]:
        with store.reading() as db:
            return [line for line in db.iterdump() if "sqlite_stat" not in line and "access_log" not in line
                    and "sqlite_sequence" not in line]  # fmt: skip

    before = fingerprint()
    for endpoint, method, address in addresses:
        if method == "GET" and "static" not in endpoint:
            for client in clients.values():
                client.get(address)
    assert fingerprint() == before


def test_no_state_changing_post_without_the_pages_token(app: Flask, clients, addresses) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    for endpoint, method, address in addresses:
        if method != "POST" or endpoint.startswith(("agent.", "keypad.")) or endpoint == "home.enrol_post":
            continue
        for role in ROUTES[endpoint]:
            client = clients["nobody" if role == PUBLIC else role]
            reply = client.post(address, json={})
            assert reply.status_code == 400 and reply.json["error"]["id"] == "csrf", f"{role} {address}"


def test_a_pairing_form_without_the_token_is_refused_and_keeps_its_code(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    code = app.extensions["identities"].new_code("kiosk", "kiosk-1")
    assert app.test_client().post("/enrol", data={"code": code}).status_code == 400
    assert app.test_client().post("/enrol", json={"code": code}).status_code == 200


def test_another_origin_is_refused(app: Flask, clients, caplog) -> None:
    reply = clients["kiosk"].post("/kiosk/tickets", json={}, headers={"Origin": "http://elsewhere.example"})
    assert reply.status_code == 403
    assert "POST kiosk.issue refused from 127.0.0.1: another site's page" in caplog.text
    assert clients["kiosk"].post("/kiosk/tickets", json={}, headers={"Origin": "http://localhost"}).status_code == 400


def test_a_revoked_device_is_out_at_once(app: Flask, device) -> None:
    kiosk = device("kiosk", "kiosk-1")
    identities = app.extensions["identities"]
    identities.revoke(next(one["id"] for one in identities.devices() if one["kind"] == "kiosk"))
    assert kiosk.get("/kiosk/menu.json").status_code == 401


def test_every_page_carries_the_strict_policy(clients, addresses) -> None:
    pages = [(readers(endpoint)[-1], address) for endpoint, method, address in addresses if method == "GET"]
    for role, address in [*pages, ("nobody", "/nowhere"), ("nobody", "/desk/"), ("officer", "/admin/")]:
        reply = clients[role].get(address, headers=PAGE)
        policy = reply.headers["Content-Security-Policy"]
        if reply.mimetype == "text/html":
            assert "default-src 'none'" in policy and "script-src 'self';" in policy, f"{address}: {policy}"
        assert "unsafe" not in policy, address


EVIL = ("//evil.example", "https://evil.example", "/\\evil.example")
ONWARD = ("next", "url", "return", "redirect", "continue")


def leads_away(reply) -> bool:  # noqa: ANN001
    """Or takes any part of what was asked on: that Werkzeug writes `/\\evil.example` as `/%5Cevil.example`, which leads
    nowhere, is not our doing."""
    where = reply.headers.get("Location", "/")
    return not where.startswith("/") or where.startswith(("//", "/\\")) or "evil.example" in where


@pytest.mark.parametrize("elsewhere", EVIL)
def test_no_page_sends_anybody_elsewhere_whatever_its_address_asks(clients, addresses, elsewhere: str) -> None:
    asked = urlencode(dict.fromkeys(ONWARD, elsewhere))
    for endpoint, method, address in addresses:
        if method == "GET":
            for role in {"nobody", readers(endpoint)[-1]}:
                reply = clients[role].get(f"{address}{'&' if '?' in address else '?'}{asked}", headers=PAGE)
                assert not leads_away(reply), f"{role} at {address} is sent to {reply.location}"


@pytest.mark.parametrize("elsewhere", EVIL)
def test_no_sign_in_sends_anybody_elsewhere_whatever_its_form_asks(app: Flask, clients, elsewhere: str) -> None:
    asked = dict.fromkeys(ONWARD, elsewhere)
    for username in (AN, "ly", "supervisor", "admin", "nobody-of-this-name"):
        form = {"username": username, "password": "mot-mat-khau-dai", **asked}
        reply = app.test_client().post("/desk/sign-in", data=form, query_string=asked)
        assert reply.status_code == (401 if username.startswith("nobody") else 303), username
        assert not leads_away(reply), f"{username} is sent to {reply.location}"


def test_who_is_signed_in_under_another_role_is_told_so_and_a_stranger_signs_in(clients) -> None:
    for role, address in (("officer", "/reports/day"), ("supervisor", "/admin/"), ("lead", "/admin/watch")):
        refused = clients[role].get(address, headers=PAGE)
        assert (refused.status_code, "Tài khoản này không được mở trang này." in refused.text) == (403, True)
    assert clients["nobody"].get("/reports/day", headers=PAGE).status_code == 303


def test_no_page_links_to_what_its_reader_may_not_open(app: Flask, clients, addresses) -> None:
    adapter = app.url_map.bind("localhost")
    for role in ("officer", "lead", "supervisor", "admin"):
        for endpoint, method, address in addresses:
            if method != "GET" or not may(role, endpoint) or PUBLIC in ROUTES[endpoint]:
                continue
            reply = clients[role].get(address, headers=PAGE)
            for link in re.findall(r'<a[^>]* href="(/[^"?#]*)', reply.text) if reply.mimetype == "text/html" else ():
                target = adapter.match(link)[0]
                assert PUBLIC in ROUTES[target] or may(role, target), f"{role} at {address} is sent to {link}"


# role → the names under which its socket is let in; a socket's news is for the room of that name alone
SOCKETS = {"kiosk": {"kiosk"}, "display": {"display"}, "panel": {"display"}, "paper": {"paper"}, "officer": {"desk"},
           "lead": {"lead"}, "supervisor": {"supervisor"}, "admin": {"supervisor"}}  # fmt: skip
SOCKET_NAMES = ("kiosk", "display", "paper", "agent", "keypad", "desk", "officer", "lead", "supervisor", "admin",
                "hints", "leads", "board", "desk:1", "", None, ["desk"], {"as": "desk"})  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_a_socket_is_let_in_under_its_own_name_alone(app: Flask, clients, role: str) -> None:
    io = app.extensions["sockets"].io
    for name in SOCKET_NAMES:
        socket = io.test_client(app, auth={"as": name}, flask_test_client=clients[role])
        assert socket.is_connected() is (isinstance(name, str) and name in SOCKETS.get(role, ())), f"{role} as {name}"


EVENTS = {"connect", "disconnect", "receipt", "sound", "begin", "spoken"}
# room → who is put into it, in the hall of cast.py with an officer at desk 1
ROOMS = {"hints": {"kiosk", "officer", "supervisor", "admin"}, "board": {"display"}, "panel:1": {"panel"},
         "paper": {"paper"}, "lead": {"lead"}, "leads": {"lead"}, "supervisors": {"supervisor", "admin"},
         "desk:1": {"officer"}}  # fmt: skip


@pytest.fixture
def sockets(app: Flask, clients) -> dict[str, SocketIOTestClient]:
    """One open socket of each role that may have one."""
    io = app.extensions["sockets"].io
    return {role: io.test_client(app, auth={"as": next(iter(names))}, flask_test_client=clients[role])
            for role, names in SOCKETS.items()}  # fmt: skip


def test_every_socket_event_and_every_name_has_its_line(app: Flask) -> None:
    server = app.extensions["sockets"].io.server
    assert {space: set(heard) for space, heard in server.handlers.items()} == {"/": EVENTS}
    assert server.namespace_handlers == {}
    assert {*STREAM_OF, "display"} == set().union(*SOCKETS.values())


def test_every_room_and_every_stream_has_its_line_and_holds_whom_it_is_for(app: Flask, sockets) -> None:
    named = {one.eio_sid: role for role, one in sockets.items()}
    alone = {None, *app.extensions["sockets"].io.server.manager.rooms["/"][None]}  # all of them, and each one's own
    rooms = {room: {named[one] for one in members.values()}
             for room, members in app.extensions["sockets"].io.server.manager.rooms["/"].items() if room not in alone}
    assert rooms == ROOMS
    streams = app.extensions["streams"]._streams  # noqa: SLF001
    assert {one.partition(":")[0] for one in streams} <= {one.partition(":")[0] for one in ROOMS}
    assert {role for room in ROOMS.keys() & streams.keys() for role in ROOMS[room]} == set(SOCKETS)


NEWS = {"tell_supervisors": {"supervisor", "admin"}, "tell_leads": {"lead"}, "tell_paper": {"paper"},
        "tell_desks": {"officer", "supervisor", "admin", "kiosk"}}  # fmt: skip


def test_news_are_heard_by_those_they_are_for(app: Flask, sockets) -> None:
    for tell, wanted in NEWS.items():
        [one.get_received() for one in sockets.values()]
        app.extensions[tell]("x")
        assert {role for role, one in sockets.items() if any(e["name"] == "news" for e in one.get_received())} == wanted
    app.extensions["tell_desk"](LAND_1, "x")
    assert {role for role, one in sockets.items() if one.get_received()} == {"officer"}


def test_no_client_names_a_room_or_speaks_for_another(app: Flask, clients) -> None:
    """Events that are not ours are heard by nobody, and do not end the socket."""
    io = app.extensions["sockets"].io
    lead = io.test_client(app, auth={"as": "lead"}, flask_test_client=clients["lead"])
    for event in ("join", "join_room", "subscribe", "news", "entry"):
        lead.emit(event, {"room": "supervisors"})
    lead.get_received()
    app.extensions["tell_supervisors"]("alarm")
    assert lead.get_received() == [] and lead.is_connected()


def test_what_is_no_page_may_load_nothing_and_stand_in_no_frame(clients) -> None:
    for address in ("/health", "/static/icon.svg", "/static/clock.js", "/static/base.css", "/nowhere"):
        reply = clients["nobody"].get(address)
        framed = "" if address.endswith((".js", ".css")) else "; frame-ancestors 'none'"  # text, wherever it is opened
        assert reply.headers["Content-Security-Policy"] == f"default-src 'none'{framed}", address
        assert reply.headers["X-Content-Type-Options"] == "nosniff"


def test_a_code_works_once_and_for_ten_minutes(app: Flask, clock) -> None:
    identities, client = app.extensions["identities"], app.test_client()
    code = identities.new_code("kiosk", "kiosk-1")
    assert client.post("/enrol", json={"code": code}).status_code == 200
    assert client.post("/enrol", json={"code": code}).status_code == 403
    late = identities.new_code("kiosk", "kiosk-1")
    clock.forward(minutes=11)
    assert client.post("/enrol", json={"code": late}).status_code == 403


def test_a_kiosks_token_is_no_displays(app: Flask) -> None:
    identities, client = app.extensions["identities"], app.test_client()
    token = identities.enrol(identities.new_code("kiosk", "kiosk-1"))[0]
    client.set_cookie("luot_display", token)
    assert client.get("/display/snapshot.json").status_code == 401


def test_a_devices_own_page_carries_its_own_token_and_no_other_devices_will_do(app: Flask, device) -> None:
    app.config["WTF_CSRF_ENABLED"] = True

    def token_of(client: FlaskClient) -> str:
        return re.search(r'csrf-token" content="([^"]+)"', client.get("/kiosk/").text)[1]  # type: ignore[index]

    def touch(client: FlaskClient, token: str) -> str:
        return client.post("/kiosk/tickets", json={}, headers={"X-CSRFToken": token}).json["error"]["id"]

    one, other = device("kiosk", "kiosk-1"), device("kiosk", "kiosk-2")
    assert touch(one, token_of(one)) == "bad-input", "the token is good, the empty wish is not"
    for wrong in ("", token_of(other), "x" * 64):
        assert touch(one, wrong) == "csrf"
    assert len({token_of(one) for _ in range(3)}) == 1, "the device's own, not one of a session"
    assert one.get_cookie("luot_csrf") is None, "no session is opened for a device"


ODD = ["[1]", '"x"', "1", "null", "true", '{"code": "\\ud800"}', "[" * 100_000, "{}", '{"key": [], "department": {}}',
       '{"key": "touch-0001", "department": "dat-dai", "service": "dat-dai.so-do", "procedure": "\\ud800"}',
       '{"id": 1e999}', '{"printers": ["\\ud800"], "wait_s": 0}', '{"printers": ["x"], "wait_s": NaN}',
       '{"printers": [{"id": "\\ud800", "address": "\\ud800"}]}']  # fmt: skip


@pytest.mark.parametrize("body", ODD, ids=lambda body: body[:30])
def test_no_body_however_odd_is_a_fault_of_ours(clients, addresses, body: str) -> None:
    for endpoint, _, address in {one.endpoint: one for one in addresses if one.method == "POST"}.values():
        if endpoint == "desk.sign_out":
            continue
        for role in set(ROUTES[endpoint]):
            client = clients["nobody" if role == PUBLIC else role]
            reply = client.post(address, data=body, content_type="application/json")
            assert reply.status_code < 500, f"{role} {address}: {reply.status_code}"


def test_nobody_has_a_large_form_read_that_no_public_page_has(clients, addresses) -> None:
    large = "&".join(f"a{n}=1" for n in range(20_000))
    for endpoint, method, address in addresses:
        if method == "POST" and PUBLIC in ROUTES[endpoint]:
            said = clients["nobody"].post(address, data=large, content_type="application/x-www-form-urlencoded")
            assert said.status_code == 413 and "too long" in said.json["error"]["en"], address


def test_no_number_in_an_address_however_large_is_a_fault_of_ours(app: Flask, clients, values) -> None:
    for endpoint, method, address in with_huge_numbers(app, values):
        for role in readers(endpoint):
            assert clients[role].open(address, method=method, json={}).status_code < 500, f"{role} {address}"


def test_a_machine_with_many_ipv6_addresses_is_one_guesser(app: Flask) -> None:
    def guess(address: str) -> int:
        wrong, here = {"code": "ZZZZ9999"}, {"REMOTE_ADDR": address}
        return app.test_client().post("/enrol", json=wrong, environ_base=here).status_code

    assert [guess(f"fd00:1:2:3::{n:x}") for n in range(12)] == [403] * 10 + [429] * 2
    assert guess("fd00:1:2:4::1") == 403, "the house next door"
    tried = [
        app.test_client().post("/desk/sign-in", data={"username": "an", "password": f"sai-{n}-roi"},
                               environ_base={"REMOTE_ADDR": f"fd00:9::{n:x}"}).status_code
        for n in range(8)
    ]  # fmt: skip
    assert tried[:5] == [401] * 5 and tried[-1] == 429


def test_who_guesses_codes_is_held_up_even_before_a_good_one_and_nobody_else_is(app: Flask) -> None:
    client, good = app.test_client(), app.extensions["identities"].new_code("display", "display-1")
    tried = [client.post("/enrol", json={"code": f"ZZZZ{n:04}"}).status_code for n in range(12)]
    assert tried == [403] * 10 + [429] * 2
    assert client.post("/enrol", json={"code": good}).status_code == 429
    elsewhere = {"REMOTE_ADDR": "10.0.0.9"}
    assert client.post("/enrol", json=["no", "code"], environ_base=elsewhere).status_code == 400
    assert client.post("/enrol", json={"code": good}, environ_base=elsewhere).status_code == 200
