"""Importing a hall's list of procedures from CSV."""

import io
import unicodedata
from pathlib import Path

import pytest

from server import catalogue, hallfile
from server.core.search import matches

PROCEDURES = Path(__file__).resolve().parents[3] / "shared" / "data" / "procedures.csv"
PLAN = hallfile.read()
HEAD = "code,name,field,agency\n"
GOOD = "1.000001,Cấp thẻ,Thu BHXH,Bảo hiểm xã hội tỉnh\n"


def read(text: str | bytes) -> tuple[list[catalogue.Procedure], list[catalogue.BadRow]]:
    data = text.encode() if isinstance(text, str) else text
    return catalogue.read(io.BytesIO(data), PLAN)


def test_a_row_becomes_a_procedure_in_its_department() -> None:
    rows, findings = read(HEAD + '1.012753.h19,"Đăng ký  đất đai,\n lần đầu",Đất đai,Sở Nông nghiệp và Môi trường\n')
    assert findings == []
    assert rows == [
        catalogue.Procedure(
            code="1.012753.H19",
            name="Đăng ký đất đai, lần đầu",
            short="",
            field="Đất đai",
            agency="Sở Nông nghiệp và Môi trường",
            documents="",
            department="nong-nghiep-moi-truong",
            service="nong-nghiep-moi-truong.dat-dai",
            folded="1 012753 h19 dang ky dat dai lan dau dat dai",
        )
    ]


@pytest.mark.parametrize(
    ("line", "id"),
    [
        (",Cấp thẻ,Thuế,Thuế tỉnh", "no-code"),
        ("1.000002, ,Thuế,Thuế tỉnh", "no-name"),
        ("1.00002,Cấp thẻ,Thuế,Thuế tỉnh", "bad-code"),
        ("1.0000021,Cấp thẻ,Thuế,Thuế tỉnh", "bad-code"),
        ("1.000002.19,Cấp thẻ,Thuế,Thuế tỉnh", "bad-code"),
        ("1.000002,Cấp thẻ,Thuế,Sở Không Có", "unknown-agency"),
        ("1.000002,Cấp thẻ,Thuế,", "unknown-agency"),
        ("1.000001,Cấp thẻ,Thuế,Thuế tỉnh", "twice"),
        ("1.000002,Cấp thẻ,Thuế", "too-few"),
        ("1.000002,Cấp thẻ, đổi thẻ,Thuế,Thuế tỉnh", "too-many"),
        ('1.000002,"Cấp thẻ,Thuế,Thuế tỉnh', "open-quote"),
    ],
)
def test_a_bad_row_is_told_and_the_rest_goes_on(line: str, id: str) -> None:
    rows, findings = read(HEAD + GOOD + line + "\n" + GOOD.replace("001", "009") + '1.000010,"A, B",T,Thuế tỉnh\n')
    assert [(one.line, one.id) for one in findings] == [(3, id)]
    assert findings[0].vi and findings[0].en and "3" in str(findings[0])
    assert [one.code for one in rows] == ["1.000001", "1.000009", "1.000010"]


def test_unreadable_bytes_spoil_only_their_row() -> None:
    rows, findings = read((HEAD + GOOD).encode() + b"1.000002,C\xe2p,T,Thu\xff\n" + GOOD.replace("001", "003").encode())
    assert [(one.line, one.id) for one in findings] == [(3, "not-utf-8")]
    assert [one.code for one in rows] == ["1.000001", "1.000003"]


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    _, findings = read(HEAD + '1.000001,"hai\ndòng",T,Thuế tỉnh\n\n\nxấu,Tên,T,Thuế tỉnh\n')
    assert [one.line for one in findings] == [6]


@pytest.mark.parametrize("text", ["", "\n", "code,name,field\n" + GOOD, "mã,tên,lĩnh vực,cơ quan\n" + GOOD])
def test_a_file_without_the_heading_is_told_once(text: str) -> None:
    rows, findings = read(text)
    assert rows == [] and [(one.line, one.id) for one in findings] == [(1, "no-heading")]


def test_a_spreadsheets_ways_of_saving_are_read() -> None:
    plain, _ = read(HEAD + GOOD)
    assert read("\ufeff" + HEAD + GOOD)[0] == plain
    assert read((HEAD + GOOD).replace(",", ";"))[0] == plain
    assert read((HEAD + GOOD).replace("\n", "\r\n"))[0] == plain
    assert read("Code,Name,Field,Agency,,\n" + GOOD.strip() + ",,\n")[0] == plain
    assert read(unicodedata.normalize("NFD", HEAD + GOOD))[0] == plain
    assert [one.id for one in read((HEAD + GOOD).encode("utf-16"))[1]] == ["not-utf-8"]


def test_short_names_and_documents_are_kept_and_short_names_are_found() -> None:
    text = 'documents,agency,short,field,name,code\n"Đơn\n\n  Căn cước ",Thuế tỉnh,Mã số thuế,Thuế,Đăng ký,1.000001\n'
    (row,), findings = read(text)
    assert findings == [] and row.documents == "Đơn\nCăn cước" and row.short == "Mã số thuế"
    assert matches("ma so", row.folded) and matches("1.0000", row.folded)


@pytest.mark.skipif(not PROCEDURES.exists(), reason="../shared/data/procedures.csv is not here")
def test_a_list_of_the_real_halls_size_is_read_whole() -> None:
    rows, findings = catalogue.read(PROCEDURES, PLAN)
    assert len(rows) == 1397 and findings == []
    assert {row.department for row in rows} == {one.id for one in PLAN.departments}
    assert max(len(row.name) for row in rows) > 1000
    assert any("đất đai" in row.name.lower() for row in rows if matches("dat dai", row.folded))
    assert catalogue.read(PROCEDURES, PLAN)[0] == rows
