"""What stands on the slip, whatever the names are."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.slip import WORDS, Slip, lines, printable

SLIP = Slip(
    centre="Trung tâm Phục vụ hành chính công tỉnh Thái Nguyên",
    number="A012",
    department="Sở Tư pháp",
    service="Hộ tịch, chứng thực",
    where="Quầy 3, 4",
    ahead=5,
    issued="23/11/2026 08:41",
    url="http://192.168.1.10:8000/t/k3JmQ0aV",
)


def texts(slip: Slip) -> list[str]:
    return [line.text for line in lines(slip) if line.text]


def test_a_slip_says_all_a_visitor_needs_in_this_order() -> None:
    assert texts(SLIP) == [
        "Trung tâm Phục vụ hành chính công tỉnh Thái Nguyên",
        "SỐ THỨ TỰ",
        "A012",
        "Sở Tư pháp",
        "Hộ tịch, chứng thực",
        "Quầy 3, 4",
        "Số người chờ trước: 5",
        "23/11/2026 08:41",
        "http://192.168.1.10:8000/t/k3JmQ0aV",
        "Quét mã để theo dõi lượt",
        "Vui lòng theo dõi màn hình",
    ]


def test_an_english_slip_has_no_vietnamese_words_of_its_own() -> None:
    laid = texts(replace(SLIP, language="en", ahead=0, code="1.013980", priority=True, reprint=True))
    assert "You are next" in laid and "PRIORITY" in laid and "REPRINT" in laid and "Procedure code: 1.013980" in laid
    assert not set(laid) & set(WORDS["vi"].values())


def test_an_unknown_language_falls_back_to_vietnamese() -> None:
    assert texts(replace(SLIP, language="tay")) == texts(SLIP)


def test_reprint_and_priority_stand_in_badges_and_only_when_they_are_true() -> None:
    marked = [line.text for line in lines(replace(SLIP, reprint=True, priority=True)) if line.kind == "badge"]
    assert marked == ["IN LẠI", "ƯU TIÊN"]
    assert not [line for line in lines(SLIP) if line.kind == "badge"]


def test_without_a_url_there_is_neither_a_code_to_scan_nor_words_about_it() -> None:
    laid = lines(replace(SLIP, url=""))
    assert not [line for line in laid if line.kind == "qr" or line.text == WORDS["vi"]["scan"]]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_body_is_at_least_10_points_and_the_number_at_least_40(language: str) -> None:
    for line in lines(replace(SLIP, language=language, code="1.013980", priority=True, reprint=True)):
        if line.kind == "number":
            assert line.points >= 40
        elif line.kind in ("text", "badge"):
            assert line.points >= 10


@given(st.text())
def test_nothing_that_could_steer_a_printer_is_left_in_any_name(name: str) -> None:
    for line in lines(replace(SLIP, centre=name, department=name, service=name, where=name, code=name, url=name)):
        assert all(ord(ch) >= 32 and not 127 <= ord(ch) < 160 for ch in line.text)


def test_a_name_typed_with_loose_marks_reads_as_the_same_letters() -> None:
    assert printable("Hộ tịch") == "Hộ tịch"
    assert printable("Hộ\ttịch\r\n\x1b@") == "Hộ tịch  @".strip()


def test_a_slip_comes_back_from_json_as_it_was_and_passes_over_what_is_newer() -> None:
    assert Slip.from_json(SLIP.to_json() | {"colour": "red"}) == SLIP
