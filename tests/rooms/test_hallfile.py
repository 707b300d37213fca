"""The hall file: the sample hall, its doc, and what a writer is told."""

import csv
import re
from pathlib import Path

import pytest

from server import hallfile
from server.core.plan import HallPlan, PlanError

ROOT = Path(__file__).resolve().parents[2]
PROCEDURES = ROOT.parent / "shared" / "data" / "procedures.csv"
KEYED_BY_THE_HALL = {"desks", "officers", "staff", "kiosks", "displays", "printers", "loudspeakers", "zones", "arrows"}


def test_the_sample_hall_has_sixteen_departments_and_twenty_eight_staffed_desks() -> None:
    plan = hallfile.read()
    assert plan.sample and plan.name.vi == "Trung tâm Phục vụ hành chính công tỉnh Thái Nguyên"
    assert len(plan.departments) == 16
    assert [desk.number for desk in plan.desks] == list(range(1, 29))
    assert [officer.desk for officer in plan.officers] == [desk.id for desk in plan.desks]
    assert all(4 <= len(one.services) <= 9 for one in plan.departments)  # three to eight, and the general one
    assert len({one.letter for one in plan.departments}) == 16
    assert not {one.letter for one in plan.departments} & set("IO")
    assert {one.printer for one in plan.kiosks} == {"kiosk-1"} and any(one.voice for one in plan.displays)


def test_the_sample_hall_is_the_same_after_its_own_dictionary() -> None:
    plan = hallfile.read()
    assert HallPlan.from_dict(plan.to_dict()) == plan


@pytest.mark.skipif(not PROCEDURES.exists(), reason="../shared/data/procedures.csv is not here")
def test_every_agency_and_field_of_the_sample_stands_in_the_catalogue() -> None:
    with PROCEDURES.open(encoding="utf-8-sig", newline="") as file:
        pairs = {(row["agency"], row["field"]) for row in csv.DictReader(file)}
    plan = hallfile.read()
    assert {one.agency for one in plan.departments} == {agency for agency, _ in pairs}
    for department in plan.departments:
        for service in department.services:
            for field in service.fields:
                assert (department.agency, field) in pairs


def keys_in(table: dict, own_keys: bool = False) -> set[str]:
    """Every key of a plan's dictionary, all levels; keys that are numbers or names of the hall's own left out."""
    found: set[str] = set()
    for key, value in table.items():
        found |= set() if own_keys else {key}
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                found |= keys_in(one, own_keys=not own_keys and key in KEYED_BY_THE_HALL)
    return found


def test_every_key_is_in_the_doc_and_the_doc_names_no_other() -> None:
    doc = (ROOT / "docs" / "hall-file.md").read_text(encoding="utf-8")
    told = {key for row in re.findall(r"^\| (`.*?) \|", doc, re.MULTILINE) for key in re.findall(r"`(\w+)`", row)}
    assert told == keys_in(hallfile.read().to_dict())


def test_a_syntax_error_becomes_a_sentence_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "hall.toml"
    path.write_text('format = 1\nid = "x"\nname_vi = Trung tâm\n', encoding="utf-8")
    with pytest.raises(PlanError) as refused:
        hallfile.read(path)
    assert "hall.toml" in str(refused.value) and "line 3: is not TOML" in str(refused.value)


def test_an_unfinished_file_is_told_at_its_last_line(tmp_path: Path) -> None:
    path = tmp_path / "hall.toml"
    path.write_text('format = 1\ndesks = [\n', encoding="utf-8")
    with pytest.raises(PlanError, match="line 3: is not TOML"):
        hallfile.read(path)


def test_bytes_that_are_not_utf8_are_told_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "hall.toml"
    path.write_bytes(b'format = 1\nname_vi = "Trung t\xe2m"\n')
    with pytest.raises(PlanError, match="line 2: is not UTF-8"):
        hallfile.read(path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="can't be read"):
        hallfile.read(tmp_path / "none.toml")


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "hall.toml"
    path.write_bytes(b"\xef\xbb\xbf" + hallfile.SAMPLE.read_bytes())
    assert hallfile.read(path) == hallfile.read()
