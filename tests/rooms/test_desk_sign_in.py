"""Signing in, choosing and leaving, as pages."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher, extract_parameters
from cast import AN, BINH, CHI, DUNG, LAND_1, LAND_2
from werkzeug.test import TestResponse

from server.identity import SESSION_COOKIE, Identities, TooManyTries, WrongSignIn

PASSWORD = "mot-mat-khau-dai"


def sign_in(client, username: str, password: str = PASSWORD) -> TestResponse:
    return client.post("/desk/sign-in", data={"username": username, "password": password})


def words(reply) -> str:
    return reply.get_data(as_text=True)


def alert(reply) -> str:
    return words(reply).split('role="alert">')[1].split("</p>")[0]


def cookie(reply) -> str:
    return next(one for one in reply.headers.getlist("Set-Cookie") if one.startswith(SESSION_COOKIE))


def test_an_unknown_name_and_a_wrong_password_get_the_same_words(app, officer) -> None:
    officer(AN)
    known, unknown = (sign_in(app.test_client(), name, "sai-mat-khau") for name in (AN, "khong-ai"))
    assert (known.status_code, unknown.status_code) == (401, 401)
    assert alert(known) == alert(unknown)


def test_an_account_without_a_password_looks_like_an_unknown_one(app) -> None:
    app.extensions["identities"].add_account("moi", "Người Mới", "officer")
    assert alert(sign_in(app.test_client(), "moi", "")) == alert(sign_in(app.test_client(), "khong-ai", ""))


class Costly(PasswordHasher):
    """Counts what its work costs, kilobytes times rounds: what a caller could measure with a watch."""

    spent = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:
        self.spent += cost(hash)
        return super().verify(hash, password)


def cost(hashed: str | bytes) -> int:
    told = extract_parameters(hashed if isinstance(hashed, str) else hashed.decode())
    return told.time_cost * told.memory_cost


def test_a_drawn_password_is_kept_quickly_and_refused_no_sooner_than_an_unknown_name(app, clock, plan) -> None:
    hasher = Costly()  # as slow as in a real hall
    careful = Identities(app.extensions["store"], clock, hasher)
    careful.add_account(AN, plan.officers[0].name, "officer")
    careful.set_password(AN, PASSWORD, True)
    spent = []
    for username in ("khong-ai", AN):
        hasher.spent = 0
        with pytest.raises(WrongSignIn):
            careful.sign_in(username, "sai-mat-khau")
        spent.append(hasher.spent)
    unknown, known = spent
    row = app.extensions["store"].row("SELECT password_hash FROM accounts WHERE username = ?", (AN,))
    assert 0 < cost(row["password_hash"]) < unknown / 2 and known >= unknown
    assert careful.sign_in(AN, PASSWORD)


def test_what_was_typed_stays_but_never_the_password(app, officer) -> None:
    officer(AN)
    page = words(sign_in(app.test_client(), AN, "sai-mat-khau"))
    assert f'value="{AN}"' in page
    assert "sai-mat-khau" not in page


def test_a_name_typed_as_markup_stays_text(app) -> None:
    page = words(sign_in(app.test_client(), '"><script>alert(1)</script>'))
    assert "<script" not in page


@pytest.mark.parametrize("name", [AN, "khong-ai"])
def test_guessing_is_held_back_and_never_for_good(name, app, officer, clock) -> None:
    officer(AN)
    client = app.test_client()
    statuses = [sign_in(client, name, f"doan-lan-{n}").status_code for n in range(20)]
    assert statuses[:5] == [401] * 5
    assert statuses[-1] == 429
    clock.forward(minutes=1, seconds=1)
    assert sign_in(client, name, "doan-nua").status_code == 401
    clock.forward(minutes=1, seconds=1)
    assert sign_in(client, AN).status_code == 303


def test_held_back_even_the_right_password_waits(app, officer) -> None:
    officer(AN)
    client = app.test_client()
    for n in range(7):
        sign_in(client, AN, f"doan-lan-{n}")
    held = sign_in(client, AN)
    assert held.status_code == 429
    assert "Nhập sai nhiều lần" in alert(held)


def test_a_neighbour_who_guesses_holds_nobody_else_back(app, officer) -> None:
    officer(AN)
    neighbour = app.test_client()
    for n in range(10):
        neighbour.post("/desk/sign-in", data={"username": AN, "password": f"doan-{n}"},
                       environ_base={"REMOTE_ADDR": "10.0.0.66"})  # fmt: skip
    assert sign_in(app.test_client(), AN).status_code == 303


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(app, officer) -> None:
    officer(AN)
    plain = cookie(sign_in(app.test_client(), AN))
    assert "HttpOnly" in plain and "SameSite=Strict" in plain and "Path=/" in plain
    assert "Secure" not in plain  # a hall without TLS must be able to sign in at all


def test_each_sign_in_is_a_new_session_whatever_cookie_came_along(app, officer) -> None:
    officer(AN)
    client = app.test_client()
    client.set_cookie(SESSION_COOKIE, "planted")
    first, second = cookie(sign_in(client, AN)), cookie(sign_in(client, AN))
    assert "planted" not in first and first != second


def test_signing_out_ends_the_session_on_the_server_and_frees_the_desk(app, officer) -> None:
    an = officer(AN, LAND_1)
    stolen = app.test_client()
    stolen.set_cookie(SESSION_COOKIE, an.get_cookie(SESSION_COOKIE).value)
    assert stolen.get("/desk/snapshot.json").status_code == 200
    assert an.post("/desk/sign-out").status_code == 303
    assert stolen.get("/desk/snapshot.json").status_code == 401
    assert officer(BINH).post("/desk/choose", json={"desk": LAND_1}).status_code == 200


def test_signing_out_with_a_visitor_at_the_desk_loses_nobody(app, officer, device) -> None:
    body = {"key": "touch-0001", "department": "dat-dai", "service": "dat-dai.so-do"}
    device("kiosk", "kiosk-1").post("/kiosk/tickets", json=body)
    an = officer(AN, LAND_1)
    version = an.get("/desk/snapshot.json").json["desk"]["version"]
    an.post("/desk/deeds/next", json={"key": "press-0001", "version": version})
    an.post("/desk/sign-out")
    back = officer(AN, LAND_1)
    assert back.get("/desk/snapshot.json").json["current"]["number"] == "A001"


def test_a_session_ends_with_the_working_day(officer, clock) -> None:
    an = officer(AN, LAND_1)
    clock.forward(minutes=14 * 60 + 1)
    assert an.get("/desk/snapshot.json").status_code == 401
    page = an.get("/desk/", headers={"Accept": "text/html"})
    assert (page.status_code, page.location) == (303, "/desk/sign-in")


def test_the_own_desk_is_offered_first(officer) -> None:
    chosen = words(officer(BINH).get("/desk/")).split(" checked")[0].rsplit("<input", 1)[1]
    assert f'value="{LAND_2}"' in chosen
    assert " checked" not in words(officer(DUNG).get("/desk/"))


def test_a_taken_desk_names_who_holds_it_and_asks_before_it_changes_hands(officer) -> None:
    officer(AN, LAND_1)
    chi = officer(CHI)
    assert "Nguyễn Văn An đang mở" in words(chi.get("/desk/"))
    asked = chi.post("/desk/choose", data={"desk": LAND_1})
    assert asked.status_code == 409
    assert "Nguyễn Văn An" in alert(asked) and 'name="takeover" value="1"' in words(asked)
    assert chi.post("/desk/choose", data={"desk": LAND_1, "takeover": "1"}).status_code == 303
    assert 'data-officer="chi"' in words(chi.get("/desk/"))


def test_another_desk_may_be_looked_for_while_one_is_open(officer) -> None:
    an = officer(AN, LAND_1)
    page = words(an.get("/desk/?choose=1"))
    assert "Về bàn gọi số" in page and f'value="{LAND_2}"' in page


def test_a_right_guess_in_a_burst_of_wrong_ones_is_told_to_wait_like_them(app, officer, clock, monkeypatch) -> None:
    """Sent all at once, none had failed yet when each was let on."""
    people = app.extensions["identities"]
    officer(AN)
    right = people.passwords.is_right  # noqa: SLF001

    def others_fail_meanwhile(*given) -> bool:  # noqa: ANN002
        for _ in range(6):
            people._tries.failed((AN, "10.0.0.9"), clock.now())  # noqa: SLF001
        return right(*given)

    monkeypatch.setattr(people.passwords, "is_right", others_fail_meanwhile)  # noqa: SLF001
    with pytest.raises(TooManyTries):
        people.sign_in(AN, PASSWORD, "10.0.0.9")
    monkeypatch.undo()
    assert people.sign_in(AN, PASSWORD, "10.0.0.8"), "nobody else waits for it"
