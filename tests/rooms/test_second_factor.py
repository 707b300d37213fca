"""A second factor: set up with a phone, asked for after the password, taken off; and what a wrong code costs."""

from __future__ import annotations

import re
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from argon2 import PasswordHasher
from cast import AN
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hardware.speech import SilentVoice
from server.app import create_app, stop
from server.backups.keeper import back_up
from server.clock import TestClock
from server.core.errors import HallError
from server.core.plan import HallPlan
from server.identity import SESSION_COOKIE
from server.identity.known import CodeNeeded
from server.identity.tries import FREE_TRIES
from server.settings import Settings
from server.store.sqlite import SqliteStore

PASSWORD, PIN = "mot-mat-khau-dai", "830271"
OWN = "/account/second-factor"


@pytest.fixture
def app(tmp_path: Path, clock: TestClock, plan: HallPlan) -> Iterator[Flask]:
    """The house of the other tests; its machine's clock is the hall's, so that a phone can be played."""
    store = SqliteStore(tmp_path / "hall.db")
    with store.deed(clock.now()) as deed:
        deed.add_plan(plan.to_dict())
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    settings = Settings(data=tmp_path, voice=False)
    app = create_app(settings, clock=clock, machine=clock.now, store=store, hasher=quick, voice=SilentVoice())
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    stop(app)


class Phone:
    """An authenticator app: it knows a secret and the time."""

    def __init__(self, secret: str, clock: TestClock) -> None:
        self._totp, self._clock = pyotp.TOTP(secret), clock

    def code(self, steps: int = 0) -> str:
        return self._totp.at(self._clock.now() // 1000 + 30 * steps)


def begin(client: FlaskClient, clock: TestClock) -> Phone:
    """As far as the picture; the key as one would type it."""
    page = client.post(f"{OWN}/begin", data={"password": PASSWORD})
    assert page.status_code == 200 and 'src="data:image/png;base64,' in page.text
    key = re.search(r"<details>.*?<code[^>]*>([A-Z2-7 ]+)</code>", page.text, re.DOTALL)
    assert key
    return Phone(key[1].replace(" ", ""), clock)


def turn_on(client: FlaskClient, clock: TestClock) -> tuple[Phone, list[str]]:
    """The phone and the ten codes on paper. The next code of the phone is a fresh one."""
    phone = begin(client, clock)
    page = client.post(f"{OWN}/confirm", data={"code": phone.code()})
    assert page.status_code == 200, page.text
    clock.forward(seconds=60)
    return phone, re.findall(r"<li><code[^>]*>([a-z0-9-]+)</code></li>", page.text)


def halfway(app: Flask, username: str = AN) -> tuple[FlaskClient, str]:
    """A browser that has shown the right password, and what its second page carries."""
    client = app.test_client()
    page = client.post("/desk/sign-in", data={"username": username, "password": PASSWORD})
    assert page.status_code == 200 and client.get_cookie(SESSION_COOKIE) is None
    half = re.search(r'name="half" value="([^"]+)"', page.text)
    assert half
    return client, half[1]


def second(app: Flask, code: str, username: str = AN) -> TestResponse:
    client, half = halfway(app, username)
    return client.post("/desk/sign-in/code", data={"half": half, "code": code})


def first(app: Flask, username: str = AN) -> TestResponse:
    return app.test_client().post("/desk/sign-in", data={"username": username, "password": PASSWORD})


# -- having one ----------------------------------------------------------------------------------------------


def test_a_phone_is_set_up_with_the_password_and_asked_for_ever_after(app, officer, clock) -> None:
    an = officer(AN)
    assert an.post(f"{OWN}/begin", data={"password": "khong-phai-no"}).status_code == 400
    phone, paper = turn_on(an, clock)
    assert len(set(paper)) == 10 and all(re.fullmatch(r"[a-z2-9]{5}-[a-z2-9]{5}", one) for one in paper)
    client, half = halfway(app)
    assert client.get("/desk/").status_code == 401, "the password alone opens nothing"
    entered = client.post("/desk/sign-in/code", data={"half": half, "code": phone.code()})
    assert entered.status_code == 303 and client.get("/desk/").status_code == 200


def test_until_the_phone_has_shown_a_right_code_nothing_is_asked(app, officer, clock) -> None:
    an = officer(AN)
    phone = begin(an, clock)
    assert an.post(f"{OWN}/confirm", data={"code": phone.code(5)}).status_code == 400
    assert first(app).status_code == 303


def test_only_the_session_that_showed_the_password_finishes_the_set_up(app, officer, clock) -> None:
    phone, other = begin(officer(AN), clock), officer(AN)
    assert other.post(f"{OWN}/confirm", data={"code": phone.code()}).status_code == 400
    assert "data:image" not in other.get(OWN).text


def test_a_set_up_left_lying_is_over_after_a_quarter_of_an_hour(officer, clock) -> None:
    an = officer(AN)
    phone = begin(an, clock)
    clock.forward(minutes=16)
    assert an.post(f"{OWN}/confirm", data={"code": phone.code()}).status_code == 400


# -- codes ---------------------------------------------------------------------------------------------------


def test_a_code_is_taken_once_and_none_before_it(app, officer, clock) -> None:
    phone, _ = turn_on(officer(AN), clock)
    assert second(app, phone.code()).status_code == 303
    assert second(app, phone.code()).status_code == 400, "somebody looked over the shoulder"
    assert second(app, phone.code(-1)).status_code == 400
    clock.forward(seconds=30)
    assert second(app, phone.code()).status_code == 303


def test_the_code_that_ended_the_set_up_signs_nobody_in(app, officer, clock) -> None:
    an = officer(AN)
    phone = begin(an, clock)
    an.post(f"{OWN}/confirm", data={"code": phone.code()})
    assert second(app, phone.code()).status_code == 400


@pytest.mark.parametrize(("steps", "status"), [(-2, 400), (-1, 303), (0, 303), (1, 303), (2, 400)])
def test_a_phone_may_be_one_step_off_and_no_more(app, officer, clock, steps: int, status: int) -> None:
    phone, _ = turn_on(officer(AN), clock)
    clock.forward(minutes=5)
    assert second(app, phone.code(steps)).status_code == status


def test_gaps_that_apps_show_do_no_harm_and_odd_text_is_only_wrong(app, officer, clock) -> None:
    phone, _ = turn_on(officer(AN), clock)
    for odd in ("", "١٢٣٤٥٦", "mã xác thực", "x" * 500):
        assert second(app, odd).status_code == 400
    code = phone.code()
    assert second(app, f" {code[:3]} {code[3:]} ").status_code == 303


def test_a_recovery_code_is_taken_once_however_it_is_written_and_told_to_the_admin(app, officer, admin, clock) -> None:
    an = officer(AN)
    _, paper = turn_on(an, clock)
    assert second(app, paper[0].upper().replace("-", " ")).status_code == 303
    assert second(app, paper[0]).status_code == 400
    assert second(app, paper[1]).status_code == 303
    assert "Còn 8 mã dự phòng" in an.get(OWN).text
    assert "đăng nhập bằng mã dự phòng, còn lại 9" in admin.get("/admin/privacy/exports").text


def test_each_sign_in_is_written_into_the_log_with_what_it_was_proved_by_and_no_code_is(
    app, officer, clock, caplog
) -> None:
    caplog.set_level("INFO")
    phone, paper = turn_on(officer(AN), clock)
    codes = phone.code(), "123456", paper[0]
    told = [second(app, one).status_code for one in codes]
    assert told == [303, 400, 303]
    said = [one.getMessage() for one in caplog.records if one.name == "server.desk.sign_in"]
    assert said == [
        f"signed in by one secret from 127.0.0.1 as {AN}",
        f"signed in by secret and code from 127.0.0.1 as {AN}",
        f"sign-in refused (wrong-code) from 127.0.0.1 as {AN}",
        f"signed in by secret and recovery code from 127.0.0.1 as {AN}",
    ]  # fmt: skip
    assert not any(one in caplog.text for one in codes)


def test_who_guesses_codes_waits_like_who_guesses_passwords_though_the_password_is_right_each_time(
    app, officer, clock
) -> None:
    phone, _ = turn_on(officer(AN), clock)
    tries = [second(app, "000000").status_code for _ in range(8)]
    assert tries == [400] * 6 + [429] * 2
    assert second(app, phone.code()).status_code == 429, "not even the right one, else the wait would hold back nobody"
    clock.forward(minutes=1)
    assert second(app, phone.code()).status_code == 303, "and never for longer than a minute"


def test_the_password_counts_for_five_minutes_and_for_one_sign_in(app, officer, clock) -> None:
    phone, _ = turn_on(officer(AN), clock)
    client, half = halfway(app)
    assert client.post("/desk/sign-in/code", data={"half": half, "code": phone.code()}).status_code == 303
    clock.forward(seconds=30)
    again = app.test_client().post("/desk/sign-in/code", data={"half": half, "code": phone.code()})
    assert again.status_code == 401 and 'name="password"' in again.text
    client, half = halfway(app)
    clock.forward(minutes=6)
    late = client.post("/desk/sign-in/code", data={"half": half, "code": phone.code()})
    assert late.status_code == 401 and "Đã quá 5 phút" in late.text
    assert app.test_client().post("/desk/sign-in/code", data={"half": "x" * 43, "code": "1"}).status_code == 401


def test_a_new_password_ends_what_was_begun_with_the_old_one(app, officer, admin, clock) -> None:
    phone, _ = turn_on(officer(AN), clock)
    client, half = halfway(app)
    admin.post(f"/admin/people/{AN}/password")
    assert client.post("/desk/sign-in/code", data={"half": half, "code": phone.code()}).status_code == 401


def test_a_pin_at_a_paired_desk_is_two_factors_already_and_the_password_is_one(app, officer, device, clock) -> None:
    an = officer(AN)
    an.post("/account/pin", data={"password": PASSWORD, "pin": PIN, "pin_again": PIN})
    turn_on(an, clock)
    desk = device("desk", "desk-1")
    assert desk.post("/desk/sign-in", data={"username": AN, "password": PIN}).status_code == 303
    asked = desk.post("/desk/sign-in", data={"username": AN, "password": PASSWORD})
    assert asked.status_code == 200 and 'name="half"' in asked.text


# -- without it again ----------------------------------------------------------------------------------------


def test_a_person_takes_the_own_one_off_with_password_and_code(app, officer, clock) -> None:
    an = officer(AN)
    phone, paper = turn_on(an, clock)
    assert an.post(f"{OWN}/off", data={"password": "khong-phai-no", "code": phone.code()}).status_code == 400
    assert an.post(f"{OWN}/off", data={"password": PASSWORD, "code": "000000"}).status_code == 400
    assert second(app, paper[0]).status_code == 303, "a slip takes nothing off"
    assert an.post(f"{OWN}/off", data={"password": PASSWORD, "code": phone.code()}).status_code == 200
    assert first(app).status_code == 303


def test_an_admin_takes_anothers_off_with_a_reason_that_is_written_down(app, officer, admin, clock) -> None:
    an = officer(AN)
    turn_on(an, clock)
    there = f"/admin/people/{AN}/second-factor"
    assert 'name="reason"' in admin.get("/admin/people").text
    assert admin.post(there, data={"reason": " "}).status_code == 400 and first(app).status_code == 200
    assert admin.post(there, data={"reason": "mất điện thoại ở chợ"}).status_code == 303
    assert an.get("/desk/").status_code == 401, "whoever has the phone may sit there"
    assert first(app).status_code == 303
    assert "gỡ, lý do mất điện thoại ở chợ" in admin.get("/admin/privacy/exports").text
    assert admin.post(there, data={"reason": "mất điện thoại"}).status_code == 404
    turn_on(admin, clock)
    assert admin.post("/admin/people/admin/second-factor", data={"reason": "của mình"}).status_code == 400


def test_a_closed_account_that_opens_again_has_none_of_the_old_persons(app, officer, clock) -> None:
    turn_on(officer(AN), clock)
    identities = app.extensions["identities"]
    identities.follow([(AN, "Nguyễn Văn An", "officer", None)])
    identities.follow([])
    identities.follow([(AN, "Một An khác", "officer", None)])
    identities.set_password(AN, PASSWORD)
    assert first(app).status_code == 303


# -- asked of admins -----------------------------------------------------------------------------------------


def test_where_admins_must_have_one_who_has_none_opens_the_own_account_alone(app, admin, person, clock) -> None:
    other = person("tran.admin", "admin")
    assert admin.post("/admin/people/second-factor-needed", data={"needed": "1"}).status_code == 400, "first one's own"
    turn_on(admin, clock)
    assert other.get("/admin/").status_code == 200
    assert admin.post("/admin/people/second-factor-needed", data={"needed": "1"}).status_code == 303
    led = other.get("/admin/", headers={"Accept": "text/html"})
    assert led.status_code == 303 and led.location == OWN
    for closed in ("/admin/people", "/control/state.json", "/reports/day"):
        assert other.get(closed, headers={"Accept": "application/json"}).status_code == 403, closed
    assert other.post("/admin/people/tran.admin/end").status_code == 403
    assert admin.get("/admin/").status_code == 200
    turn_on(other, clock)
    assert other.get("/admin/").status_code == 200
    other.post("/admin/people/second-factor-needed", data={"needed": ""})
    assert person("le.admin", "admin").get("/admin/").status_code == 200


def test_other_roles_are_not_asked_where_admins_are(app, admin, supervisor, clock) -> None:
    turn_on(admin, clock)
    admin.post("/admin/people/second-factor-needed", data={"needed": "1"})
    assert supervisor.get("/control/").status_code == 200


# -- what lies on the disk -----------------------------------------------------------------------------------


def test_neither_the_file_nor_a_backup_holds_what_a_code_is_made_of(app, officer, clock, tmp_path) -> None:
    phone, paper = turn_on(officer(AN), clock)
    back_up(app.extensions["settings"])
    newest = max((tmp_path.parent / f"{tmp_path.name}-backups").glob("luot-*.zip"))
    kept = b"".join(whole.read(one) for whole in [zipfile.ZipFile(newest)] for one in whole.namelist())
    key = (tmp_path / "second-factor.key").read_bytes()
    for secret in (key, phone._totp.secret.encode(), phone._totp.byte_secret(), paper[0].encode()):
        assert secret not in kept and secret not in (tmp_path / "hall.db").read_bytes()
    assert (tmp_path / "second-factor.key").stat().st_mode & 0o077 == 0


def test_after_a_restore_on_another_machine_the_paper_still_works_and_the_phone_says_why_not(
    app, officer, clock, tmp_path
) -> None:
    phone, paper = turn_on(officer(AN), clock)
    (tmp_path / "second-factor.key").unlink()
    del app.extensions["identities"]._key  # as the restored hall's process, which never read it
    refused = second(app, phone.code())
    assert refused.status_code == 409 and "khôi phục trên máy khác" in refused.text
    client, half = halfway(app)
    assert client.post("/desk/sign-in/code", data={"half": half, "code": paper[0]}).status_code == 303
    assert client.post(f"{OWN}/off", data={"password": PASSWORD, "code": paper[1]}).status_code == 200
    fresh, _ = turn_on(client, clock)
    assert second(app, fresh.code()).status_code == 303


def test_codes_sent_all_at_once_are_as_many_tries(app, officer, clock) -> None:
    """Else who knows the password has a hundred guesses a minute for the one that is allowed."""
    phone = begin(an := officer(AN), clock)
    assert an.post(f"{OWN}/confirm", data={"code": phone.code()}).status_code == 200
    clock.forward(seconds=90)
    people = app.extensions["identities"]
    with pytest.raises(CodeNeeded) as half:
        people.sign_in(AN, PASSWORD, "10.0.0.9")
    right, together, told = {phone.code(n) for n in (-1, 0, 1)}, threading.Barrier(40), []
    wrong = [one for n in range(60) if (one := f"{n:06}") not in right][:40]
    looked = people._tries.held_back  # noqa: SLF001

    def slowly(*given) -> bool:  # noqa: ANN002
        found = looked(*given)
        time.sleep(0.005)
        return found

    people._tries.held_back = slowly  # noqa: SLF001

    def guess(code: str) -> None:
        together.wait()
        try:
            people.sign_in_by_code(half.value.half, code)
        except HallError as refused:
            told.append(refused.id)

    every = [threading.Thread(target=guess, args=(one,)) for one in wrong]
    [one.start() for one in every], [one.join() for one in every]
    assert told.count("wrong-code") <= FREE_TRIES + 1 and len(told) == 40


def test_an_account_with_a_drawn_password_is_still_said_to_have_its_second_factor(app, admin, person, clock) -> None:
    turn_on(person("tran.admin", "admin"), clock)
    app.extensions["identities"].draw_password("tran.admin")
    row = admin.get("/admin/people").text.split('id="accounts"')[1].split("tran.admin")[1].split("</tr>")[0]
    assert "chưa đổi" in row and "xác thực hai lớp" in row, "who lost both is helped with both"
