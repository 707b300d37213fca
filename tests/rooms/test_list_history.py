"""Who changed what and when, and undoing it: always one more change, never over somebody's later one."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable

import pytest
from cast import CIVIL, LAND_BOOK
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.store.verify import rebuild, verify

AT = "/admin/lists"


def words(reply) -> str:
    return re.sub(r"\s+", " ", reply.get_data(as_text=True))


@pytest.fixture
def hoa(person) -> FlaskClient:
    return person("hoa", "admin")


@pytest.fixture
def rename(app: Flask) -> Callable[..., int]:
    """Gives a service another name: rename(client, "Sổ hồng")."""

    def one(client: FlaskClient, name: str, key: str = LAND_BOOK) -> int:
        look = app.extensions["book"].look("services")
        held = {one.key: one.write(look.rows[key][one.key]) for one in look.listed.columns}
        client.post(f"{AT}/services/row", data=held | {"key": key, "seen": look.seen, "name_vi": name})
        return newest(app)

    return one


def newest(app: Flask) -> int:
    return app.extensions["history"].newest(1)[0].seq


def undo(client: FlaskClient, seq: int) -> TestResponse:
    return client.post(f"{AT}/history/{seq}/undo")


def name_now(app: Flask) -> str:
    return app.extensions["book"].look("services").rows[LAND_BOOK]["name_vi"]


def test_the_history_tells_who_when_and_what_field_by_field(app, hoa, rename, clock) -> None:
    for _ in range(4):
        clock.forward(minutes=18.5)
        hoa.get(f"{AT}/history", headers={"Accept": "text/html"})  # somebody at work is not signed out
    rename(hoa, "Sổ hồng")
    page = words(hoa.get(f"{AT}/history"))
    assert "<time>23/11/2026 09:14</time> <b>Phụ trách</b>" in page
    assert "Đổi tên dịch vụ “Sổ đỏ” thành “Sổ hồng”." in page and "<td>Sổ đỏ</td><td>Sổ hồng</td>" in page
    assert "Đặt cấu hình đầu tiên của trung tâm." in page
    with app.extensions["store"].reading() as db:
        entry = db.execute("SELECT officer, kind FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    assert tuple(entry) == ("hoa", "plan-changed")


def test_a_change_is_undone_by_a_new_one_and_that_one_too(app, hoa, rename) -> None:
    seq = rename(hoa, "Sổ hồng")
    told = hoa.get(undo(hoa, seq).location)
    assert name_now(app) == "Sổ đỏ" and "Đã hoàn tác." in words(told) and "đã hoàn tác" in words(told)
    again = undo(hoa, seq)
    assert again.status_code == 409 and "đã được hoàn tác" in words(again)
    undo(hoa, newest(app))
    assert name_now(app) == "Sổ hồng", "an undo is a change like any other"
    undo(hoa, seq)
    assert name_now(app) == "Sổ đỏ", "and what was done again can be undone again"


def test_an_undo_is_refused_where_somebody_has_built_on_it(app, hoa, rename) -> None:
    first = rename(hoa, "Sổ hồng")
    rename(hoa, "Sổ xanh")
    refused = undo(hoa, first)
    assert refused.status_code == 409 and name_now(app) == "Sổ xanh"
    assert "thành “Sổ hồng”, sau đó mục ấy lại được đổi. Mời hoàn tác thay đổi sau đó trước" in words(refused)


def test_an_older_change_is_undone_and_the_later_ones_of_others_stay(app, hoa, rename) -> None:
    first = rename(hoa, "Sổ hồng")
    rename(hoa, "Khai sinh mới", f"{CIVIL}.khai-sinh")
    undo(hoa, first)
    rows = app.extensions["book"].look("services").rows
    assert (rows[LAND_BOOK]["name_vi"], rows[f"{CIVIL}.khai-sinh"]["name_vi"]) == ("Sổ đỏ", "Khai sinh mới")


def test_procedures_have_a_history_and_an_undo_as_well(app, hoa) -> None:
    look = app.extensions["book"].look
    new = {"code": "1.000010", "name": "Cấp sổ", "agency": "Đất đai"}
    hoa.post(f"{AT}/procedures/row", data=new)
    added = newest(app)
    hoa.post(f"{AT}/procedures/row", data=new | {"key": "1.000010", "seen": look("procedures").seen, "name": "Cấp đổi"})
    changed = newest(app)
    assert "Đổi tên thủ tục “Cấp sổ” thành “Cấp đổi”." in words(hoa.get(f"{AT}/history"))
    assert "thủ tục 1.000010 sau đó lại được đổi" in words(undo(hoa, added))
    undo(hoa, changed)
    assert look("procedures").rows["1.000010"]["name"] == "Cấp sổ"
    undo(hoa, added)
    assert look("procedures").rows == {}


def test_the_first_configuration_and_a_change_that_never_was_are_not_undone(app, hoa) -> None:
    with app.extensions["store"].reading() as db:
        first = db.execute("SELECT min(seq) FROM changes").fetchone()[0]
    assert undo(hoa, first).status_code == 409 and undo(hoa, 99_999).status_code == 404
    assert len(app.extensions["history"].newest(9)) == 1


def test_journal_history_and_catalogue_agree_and_can_be_made_anew(app, hoa, rename) -> None:
    store = app.extensions["store"]
    undo(hoa, rename(hoa, "Sổ hồng"))
    hoa.post(f"{AT}/procedures/row", data={"code": "1.000010", "name": "Cấp sổ", "agency": "Đất đai"})
    assert verify(store).equal
    with store.writing() as db:
        db.execute("DELETE FROM changes")
    assert not verify(store).equal
    assert rebuild(store).equal and verify(store).equal
    assert [one.undone for one in app.extensions["history"].newest(9)] == [False, False, True, False]


@pytest.mark.parametrize(
    ("forged", "said"),
    [("UPDATE changes SET officer = 'an' WHERE plan = 2", "change"),
     ("UPDATE plans SET document = replace(document, 'Sổ hồng', 'Sổ giả') WHERE id = 2", "plan 2"),
     ("UPDATE procedures SET name = 'Tên giả'", "procedure 1.000010"),
     ("INSERT INTO procedure_changes SELECT seq, '2.000001', NULL, after FROM procedure_changes", "change")],
)  # fmt: skip
def test_a_history_that_was_tampered_with_shows(app, hoa, rename, forged: str, said: str) -> None:
    store = app.extensions["store"]
    rename(hoa, "Sổ hồng")
    hoa.post(f"{AT}/procedures/row", data={"code": "1.000010", "name": "Cấp sổ", "agency": "Đất đai"})
    with store.writing() as db:
        db.execute(forged)
    assert any(said in one for one in verify(store).differences)


def test_what_changed_a_procedure_is_never_altered(app, hoa) -> None:
    hoa.post(f"{AT}/procedures/row", data={"code": "1.000010", "name": "Cấp sổ", "agency": "Đất đai"})
    for sql in ("DELETE FROM procedure_changes", "UPDATE procedure_changes SET after = NULL"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"), app.extensions["store"].writing() as db:
            db.execute(sql)
