"""Names are found however they are typed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.search import fold, matches, normal


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đăng ký đất đai", "dang ky dat dai"),
        ("ĐƯỜNG  bộ,\tđường\nsắt", "duong bo duong sat"),
        ("Hộ cá thể – cấp thẻ căn cước", "ho ca the cap the can cuoc"),
        ("1.012753.H19", "1 012753 h19"),
        (unicodedata.normalize("NFD", "Thừa Thiên Huế"), "thua thien hue"),
        ("hoá / hóa", "hoa hoa"),
        ("", ""),
    ],
)
def test_marks_case_and_signs_fold_away(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="aăâeêioôơuưyđạảãàáẤẨẪẦẬĐữựởỹ bcXZ019"))
def test_both_normal_forms_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def test_stored_text_is_nfc_with_single_spaces_and_no_control_characters() -> None:
    assert normal(unicodedata.normalize("NFD", "  Đất \u00a0\n đai\x1b[2J\x00 ")) == "Đất đai[2J"
    assert normal("\ufeffSở\u200b Thu\u00adế\u202e 1\u2066A\ue000\ud800") == "Sở Thuế 1A", "what nobody sees goes"


@pytest.mark.parametrize("query", ["dat dai", "đất đai", "dai dat", "DA Đ", "dang ky", "1.0127", "012753", "h19"])
def test_words_in_any_order_match_by_their_beginnings(query: str) -> None:
    assert matches(query, fold("1.012753.H19 Đăng ký đất đai lần đầu"))


@pytest.mark.parametrize("query", ["nhà", "dat x", "at dai", "", "  ", "…", "2753"])
def test_other_words_and_no_words_match_nothing(query: str) -> None:
    assert not matches(query, fold("1.012753.H19 Đăng ký đất đai lần đầu"))


@given(st.text())
def test_what_is_stored_once_is_stored_alike_ever_after(text: str) -> None:
    once = normal(text)
    assert normal(once) == once and once.strip() == once and "  " not in once
