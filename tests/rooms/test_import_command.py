"""`python -m server import`: a catalogue or a hall file, into a hall that may be running."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from server.cli import main
from server.settings import ROOT
from server.store.sqlite import SqliteStore

CATALOGUE = ROOT.parent / "shared" / "data" / "procedures.csv"
SMALL = """code,name,field,agency,short,documents
1.000001,Cấp sổ đỏ lần đầu,Đất đai,Sở Nông nghiệp và Môi trường,Sổ đỏ lần đầu,Đơn; Bản đồ
1.000002,,Đất đai,Sở Nông nghiệp và Môi trường,,
x,Tên có mã lạ,Đất đai,Sở Nông nghiệp và Môi trường,,
1.000003,Đăng ký biến động,Đất đai,Bộ Không Có,,
1.000004,Đăng ký khai sinh,Hộ tịch,Sở Tư pháp,,
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def rows(data: Path, sql: str) -> list[tuple]:
    store = SqliteStore(data / "hall.db")
    with store.reading() as db:
        found = [tuple(row) for row in db.execute(sql)]
    store.close()
    return found


def run_import(data: Path, file: Path) -> int:
    return main(["import", "--data", str(data), str(file)])


@pytest.mark.skipif(not CATALOGUE.exists(), reason="the real catalogue lies beside the checkout and is not here")
def test_the_real_catalogue_is_taken_whole_and_twice_changes_nothing(data: Path, capsys) -> None:
    assert run_import(data, CATALOGUE) == 0
    assert "1397 procedures read (174 fields of 16 agencies): 1397 new, 0 changed" in capsys.readouterr().out
    before = rows(data, "SELECT * FROM procedures")
    assert run_import(data, CATALOGUE) == 0
    assert "0 new, 0 changed, 1397 as before; 0 left out" in capsys.readouterr().out
    assert rows(data, "SELECT * FROM procedures") == before
    assert max(len(row[1]) for row in before) == 1094


def test_bad_rows_are_told_with_their_line_and_the_rest_is_taken(data: Path, tmp_path: Path, capsys) -> None:
    file = tmp_path / "small.csv"
    file.write_text(SMALL, encoding="utf-8")
    assert run_import(data, file) == 1
    told = capsys.readouterr()
    assert "2 procedures read" in told.out and "3 left out" in told.out
    for line in (3, 4, 5):
        assert str(line) in told.err
    assert [row[0] for row in rows(data, "SELECT code FROM procedures ORDER BY code")] == ["1.000001", "1.000004"]


def test_a_changed_row_is_changed_and_the_others_stay(data: Path, tmp_path: Path, capsys) -> None:
    file = tmp_path / "small.csv"
    file.write_text(SMALL, encoding="utf-8")
    run_import(data, file)
    file.write_text(SMALL.replace("Cấp sổ đỏ lần đầu", "Cấp giấy chứng nhận lần đầu"), encoding="utf-8")
    capsys.readouterr()
    run_import(data, file)
    assert "0 new, 1 changed, 1 as before" in capsys.readouterr().out


def test_a_kiosk_sees_by_the_menu_that_the_catalogue_is_new(app, device, tmp_path: Path) -> None:
    from server.imports import import_file
    from server.settings import Settings

    kiosk, data = device("kiosk", "kiosk-1"), app.extensions["store"].path.parent
    file = tmp_path / "small.csv"
    file.write_text("code,name,field,agency\n1.000001,Cấp sổ đỏ,Đất đai,Đất đai\n", encoding="utf-8")
    before = kiosk.get("/kiosk/menu.json").json["catalogue"]
    assert import_file(Settings(data=data), file) == 0
    new = kiosk.get("/kiosk/menu.json").json["catalogue"]
    assert new != before
    assert import_file(Settings(data=data), file) == 0
    assert kiosk.get("/kiosk/menu.json").json["catalogue"] == new, "nothing was new"


def test_a_file_that_is_not_there_is_said(data: Path, capsys) -> None:
    assert run_import(data, data / "nowhere.csv") == 1
    assert "is not there" in capsys.readouterr().err


def test_a_hall_file_becomes_a_dated_configuration_and_twice_changes_nothing(data: Path, tmp_path, capsys) -> None:
    sample = (ROOT / "halls" / "thai-nguyen.toml").read_text(encoding="utf-8")
    file = tmp_path / "hall.toml"
    file.write_text(sample, encoding="utf-8")
    assert run_import(data, file) == 0
    file.write_text(sample.replace("Trung tâm Phục vụ", "Trung tâm mới Phục vụ"), encoding="utf-8")
    assert run_import(data, file) == 0
    assert run_import(data, file) == 0
    assert "nothing to change" in capsys.readouterr().out
    plans = rows(data, "SELECT document FROM plans ORDER BY id")
    assert len(plans) == 2
    assert "mới" in json.loads(plans[1][0])["name_vi"] and "mới" not in json.loads(plans[0][0])["name_vi"]
    assert len(rows(data, "SELECT 1 FROM journal WHERE kind = 'plan-changed'")) == 2
    assert len(rows(data, "SELECT 1 FROM accounts WHERE role = 'officer'")) == 28


def test_a_broken_hall_file_changes_nothing_and_names_every_finding(data: Path, tmp_path: Path, capsys) -> None:
    file = tmp_path / "hall.toml"
    file.write_text('format = 1\nid = "Bad Id"\nname_vi = "x"\n', encoding="utf-8")
    assert run_import(data, file) == 1
    assert "name_en" in capsys.readouterr().err
    assert rows(data, "SELECT * FROM plans") == []
