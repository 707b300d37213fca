"""Sessions live in the server and end there; who is signed in stands on a page; hashes are few at once."""

from __future__ import annotations

import sys
import threading
import time

import pytest
from argon2 import PasswordHasher
from cast import AN, BINH, LAND, LAND_1
from flask import Flask
from flask.testing import FlaskClient

from server.accounts import SAMPLE_FILE
from server.checks import facts
from server.identity import SESSION_COOKIE, Identities, TooBusy, WrongSignIn, digest
from server.identity.common import _counted
from server.identity.known import DrawnTooLongAgo

PASSWORD = "mot-mat-khau-dai"
NEW = "mat-khau-moi-cua-toi"
PAGE = {"Accept": "text/html"}


def token_of(client: FlaskClient) -> str:
    cookie = client.get_cookie(SESSION_COOKIE)
    assert cookie is not None
    return cookie.value


def socket(app: Flask, client: FlaskClient, name: str):  # noqa: ANN201
    return app.extensions["sockets"].io.test_client(app, auth={"as": name}, flask_test_client=client)


def change(client: FlaskClient, old: str = PASSWORD, new: str = NEW, again: str | None = None):  # noqa: ANN201
    return client.post("/account/password", data={"old": old, "new": new, "new_again": new if again is None else again})


def test_the_admin_sees_who_is_signed_in_and_ends_one_session_whose_page_stops_at_once(app, officer, admin) -> None:
    an, binh = officer(AN, LAND_1), officer(BINH)
    page = admin.get("/admin/people").text
    assert "Nguyễn Văn An" in page and "Trần Thị Bình" in page and "phiên này" in page
    assert token_of(an) not in page and digest(token_of(an)) not in page, "neither a token nor all of its hash"
    console = socket(app, an, "desk")
    reply = admin.post(f"/admin/people/sessions/{digest(token_of(an))[:16]}/end")
    assert (reply.status_code, reply.location) == (303, "/admin/people")
    assert not console.is_connected() and an.get("/desk/snapshot.json").status_code == 401
    assert binh.get("/desk/choices.json").status_code == 200 and "Nguyễn Văn An" not in _signed_in(admin)
    assert admin.post("/admin/people/sessions/0123456789abcdef/end").status_code == 404


def _signed_in(admin: FlaskClient) -> str:
    return admin.get("/admin/people").text.split('id="sessions"')[1].split("</table>")[0]


def test_all_sessions_of_one_account_end_together_and_it_may_sign_in_again(app, officer, admin) -> None:
    one, other = officer(AN), officer(AN)
    assert admin.post(f"/admin/people/{AN}/end").status_code == 303
    assert [each.get("/desk/choices.json").status_code for each in (one, other)] == [401, 401]
    assert officer(AN).get("/desk/choices.json").status_code == 200


def test_a_new_password_is_shown_once_and_the_old_one_and_its_sessions_are_over(app, officer, admin) -> None:
    an = officer(AN)
    page = admin.post(f"/admin/people/{AN}/password").text
    drawn = page.split('class="big"><code>')[1].split("</code>")[0]
    assert drawn not in admin.get("/admin/people").text and an.get("/desk/choices.json").status_code == 401
    identities = app.extensions["identities"]
    with pytest.raises(WrongSignIn):
        identities.sign_in(AN, PASSWORD)
    assert identities.sign_in(AN, drawn)
    assert admin.post("/admin/people/khong-ai/password").status_code == 404


def drawn_for(app: Flask, username: str) -> str:
    return app.extensions["identities"].draw_password(username)[0]


def test_who_comes_with_a_drawn_password_chooses_another_before_any_other_door_opens(app, officer, clock) -> None:
    officer(AN)
    drawn, client = drawn_for(app, AN), app.test_client()
    assert client.post("/desk/sign-in", data={"username": AN, "password": drawn}).status_code == 303
    led = client.get("/desk/", headers={"Accept": "text/html"})
    assert led.status_code == 303 and led.location == "/account"
    assert "Mời đặt mật khẩu của riêng ông/bà" in client.get("/account").text
    assert client.get("/desk/choices.json").status_code == 403
    refused = client.post("/desk/choose", json={"desk": LAND_1})
    assert refused.status_code == 403 and refused.json["error"]["id"] == "own-password-first"
    assert not socket(app, client, "desk").is_connected()
    pin = {"password": drawn, "pin": "830271", "pin_again": "830271"}
    for own, form in (("/account/pin", pin), ("/account/second-factor/begin", {"password": drawn})):
        closed = client.post(own, data=form, headers={"Accept": "application/json"})
        assert closed.status_code == 403, f"{own}: what is set up with it would be whose who saw it on the sheet"
    same = change(client, old=drawn, new=drawn)
    assert same.status_code == 400 and "giống mật khẩu cũ" in same.text
    own = change(client, old=drawn)
    assert 'href="/desk/"' in own.text and "Mời đặt mật khẩu" not in own.text
    assert client.get("/desk/choices.json").status_code == 200, "the same session goes on"
    clock.forward(minutes=60 * 24 * 15)
    assert app.extensions["identities"].sign_in(AN, NEW), "what somebody has chosen does not end"


def test_a_drawn_password_that_nobody_has_used_for_two_weeks_is_no_longer_good(app, officer, clock) -> None:
    officer(AN)
    drawn, identities = drawn_for(app, AN), app.extensions["identities"]
    clock.forward(minutes=14 * 24 * 60)
    assert identities.sign_in(AN, drawn)
    clock.forward(minutes=1)
    with pytest.raises(DrawnTooLongAgo):
        identities.sign_in(AN, drawn)
    assert [one["is_over"] for one in identities.accounts() if one["username"] == AN] == [True]
    with pytest.raises(WrongSignIn):
        identities.sign_in(AN, "doan-mo-cho-vui")


def test_the_admin_sees_who_has_not_chosen_a_password_yet(app, officer, admin, clock) -> None:
    officer(AN)
    drawn_for(app, AN)
    [one] = [one for one in app.extensions["identities"].accounts() if one["username"] == AN]
    assert one["drawn_at"] == clock.now() and not one["is_over"]
    assert "chưa đổi" in admin.get("/admin/people").text
    app.extensions["identities"].set_password(AN, NEW)
    assert "chưa đổi" not in admin.get("/admin/people").text


def test_a_changed_password_ends_all_other_sessions_and_not_this_one(app, officer) -> None:
    here, elsewhere = officer(AN, LAND_1), officer(AN)
    console = socket(app, elsewhere, "desk")
    assert "Đã đổi mật khẩu" in change(here).text
    assert here.get("/desk/snapshot.json").status_code == 200
    assert elsewhere.get("/desk/choices.json").status_code == 401 and not console.is_connected()
    reply = app.test_client().post("/desk/sign-in", data={"username": AN, "password": NEW})
    assert reply.status_code == 303


def test_a_page_left_open_changes_no_password_for_a_passer_by(app, officer) -> None:
    an = officer(AN)
    wrong = change(an, old="doan-mo")
    assert wrong.status_code == 400 and "Mật khẩu đang dùng chưa đúng" in wrong.text
    assert change(an, again="khac").status_code == change(an, new="ngan").status_code == 400
    for n in range(5):
        change(an, old=f"doan-lan-{n}")
    assert change(an).status_code == 429, "who guesses here waits as at the front door"


def test_an_admin_who_walked_away_is_signed_out_after_half_an_hour_though_a_page_still_asks(app, admin, clock) -> None:
    for _ in range(4):
        clock.forward(minutes=10)
        asked = admin.get("/control/state.json", headers={"Accept": "application/json"}).status_code
    assert asked == 401
    page = admin.get("/admin/", headers=PAGE)
    assert (page.status_code, page.location) == (303, "/desk/sign-in")


def test_an_admin_at_work_stays_and_a_restart_forgets_no_work(app, admin, clock, plan) -> None:
    for _ in range(6):
        clock.forward(minutes=20)
        assert admin.get("/admin/", headers=PAGE).status_code == 200
    clock.forward(minutes=20)
    admin.get("/admin/", headers=PAGE)
    app.extensions["sockets"].beat()  # writes down who did something
    clock.forward(minutes=20)
    restarted = Identities(app.extensions["store"], clock)
    assert restarted.of_session(token_of(admin)) is not None


def test_the_control_room_stands_open_all_day_and_not_all_night(person, clock) -> None:
    supervisor, lead = person("son", "supervisor"), person("ly", "lead", LAND)
    clock.forward(minutes=13 * 60)
    assert [one.get("/control/state.json").status_code for one in (supervisor, lead)] == [200, 200]
    clock.forward(minutes=61)
    assert [one.get("/control/state.json").status_code for one in (supervisor, lead)] == [401, 401]


def test_the_socket_of_a_session_that_ended_by_itself_or_in_another_process_is_dropped(
    app, person, admin, officer, device, clock
) -> None:
    an, screen = officer(AN, LAND_1), device("display", "display-1")
    open_ones = {
        "desk": socket(app, an, "desk"), "admin": socket(app, admin, "supervisor"),
        "screen": socket(app, screen, "display"), "son": socket(app, person("son", "supervisor"), "supervisor"),
    }  # fmt: skip
    elsewhere = Identities(app.extensions["store"], clock)  # the command line, say
    elsewhere.end_sessions_of(AN)
    elsewhere.revoke(next(one["id"] for one in elsewhere.devices() if one["kind"] == "display"))
    clock.forward(minutes=31)
    app.extensions["sockets"].beat()
    assert {name for name, one in open_ones.items() if one.is_connected()} == {"son"}


class Watched(PasswordHasher):
    """The real hasher, slowed down to be watched: how many verify at once, and how often it was asked."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.lock, self.now, self.most, self.asked = threading.Lock(), 0, 0, 0
        self.pause = 0.0

    def verify(self, *given) -> bool:  # noqa: ANN002
        with self.lock:
            self.now, self.asked = self.now + 1, self.asked + 1
            self.most = max(self.most, self.now)
        try:
            time.sleep(self.pause)
            return super().verify(*given)
        finally:
            with self.lock:
                self.now -= 1


@pytest.fixture
def watched(app: Flask, clock) -> tuple[Watched, Identities]:
    hasher = Watched()
    return hasher, Identities(app.extensions["store"], clock, hasher)


def test_two_passwords_are_hashed_at_once_whoever_asks_and_a_flood_leaves_threads_for_the_hall(watched) -> None:
    hasher, identities = watched
    hasher.pause = 0.05
    ends: list[str] = []

    def guess(n: int) -> None:
        try:
            identities.sign_in(f"ai-do-{n}", "doan-mo", f"10.0.0.{n % 20}")
        except (WrongSignIn, TooBusy) as refused:
            ends.append(refused.id)

    threads = [threading.Thread(target=guess, args=(n,)) for n in range(60)]
    [one.start() for one in threads]
    [one.join(20) for one in threads]
    assert hasher.most == 2
    assert ends.count("wrong-sign-in") >= 24 and ends.count("too-busy") >= 1
    assert len(ends) == 60


def test_a_look_at_what_is_left_of_the_sample_takes_its_turn_and_is_hashed_once(watched, tmp_path) -> None:
    hasher, identities = watched
    identities.add_account("an", "An", "officer")
    identities.set_password("an", "mat-khau-cua-mau")
    (tmp_path / SAMPLE_FILE).write_text("an mat-khau-cua-mau\n", encoding="utf-8")
    account = identities._store.row("SELECT * FROM accounts WHERE username = 'an'")
    for _ in range(3):
        assert facts._sample_left(tmp_path, [account], identities.passwords) == ["an"]
    assert hasher.asked == 1


def test_who_floods_from_one_address_keeps_nobody_else_out(watched) -> None:
    hasher, identities = watched
    identities.add_account("an", "An", "officer")
    identities.set_password("an", PASSWORD)
    hasher.pause = 0.05
    flood = [threading.Thread(target=lambda n=n: _try(identities, f"ai-do-{n}", "10.0.0.66")) for n in range(40)]
    [one.start() for one in flood]
    assert identities.sign_in("an", PASSWORD, "10.0.0.7")
    [one.join(20) for one in flood]


def _try(identities: Identities, name: str, address: str) -> None:
    try:
        identities.sign_in(name, "doan-mo", address)
    except (WrongSignIn, TooBusy):
        pass


def test_an_unknown_a_known_a_closed_and_a_new_account_cost_one_hash_each(watched) -> None:
    hasher, identities = watched
    for name in ("an", "cu", "moi"):
        identities.add_account(name, "Tên", "officer")
    identities.set_password("an", PASSWORD), identities.set_password("cu", PASSWORD)
    identities.follow([("cu", "Tên", "officer", None)]), identities.follow([])
    cost = {}
    for name in ("khong-ai", "an", "cu", "moi"):
        before = hasher.asked
        _try(identities, name, "10.0.0.1")
        cost[name] = hasher.asked - before
    assert cost == dict.fromkeys(cost, 1)
    with pytest.raises(WrongSignIn):
        identities.sign_in("cu", PASSWORD)


POOR = ["12345678", "aaaaaaaa", "Password123", "matkhau123", "Thai-Nguyen-2026", "admin1234", "an111111", "abcabcabc",
        "hgfedcba", "quantri2026", "luotluot",
        "trustno1", "1QAZ2wsx", "mật khẩu 2026", "Anh yêu em 123", "20 Trung tâm 26", "Corvette"]  # fmt: skip


@pytest.mark.parametrize("poor", POOR)
def test_a_password_that_is_tried_first_is_refused_in_words(officer, poor: str) -> None:
    reply = change(officer(AN), new=poor)
    assert reply.status_code == 400 and "dễ đoán" in reply.text


@pytest.mark.parametrize("good", ["bốn con mèo nâu", "x" * 60 + "yz", "correct horse 7", "ngựa-đúng-pin-kẹp"])
def test_any_other_password_of_any_signs_will_do(app, officer, good: str) -> None:
    assert change(officer(AN), new=good).status_code == 200
    assert app.extensions["identities"].sign_in(AN, good)


def test_a_password_is_compared_as_it_was_typed_to_its_last_sign(app, officer) -> None:
    officer(AN)
    identities, longest = app.extensions["identities"], "mật khẩu dài " * 9 + "mật khẩu dà"
    assert len(longest) == 128
    identities.set_password(AN, longest)
    for other in (longest + "i", longest[:-1], longest.upper(), longest + " "):
        with pytest.raises(WrongSignIn):
            identities.sign_in(AN, other, other[-3:])
    assert identities.sign_in(AN, longest)


def test_who_is_refused_is_written_into_the_log_and_no_secret_is(app, officer, caplog) -> None:
    officer(AN)
    for name, secret in ((AN, "doan-mo-mot-lan"), ("mat-khau-go-nham-o", "x-y-z-0123"), (AN, "hai\r\nFAKE line")):
        app.test_client().post("/desk/sign-in", data={"username": name, "password": secret})
    officer(AN).get("/reports/day")
    told = caplog.text
    assert told.count("sign-in refused (wrong-sign-in) from 127.0.0.1") == 3 and f"as {AN}" in told
    assert "GET reports.day refused from 127.0.0.1" in told
    for secret in ("doan-mo", "go-nham", "x-y-z", "FAKE"):
        assert secret not in told


def test_more_than_three_thousand_passwords_are_known_as_tried_first_and_cost_a_megabyte() -> None:
    known = _counted()
    assert len(known) > 10_000 and min(map(len, known)) == 8
    assert sum(map(sys.getsizeof, known)) + sys.getsizeof(known) < 1_500_000
    assert "zxcvbn.matching" not in sys.modules, "the list alone is read"
