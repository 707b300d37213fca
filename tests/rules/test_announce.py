"""What is said for a call: tables of numbers, letters and sentences."""

from __future__ import annotations

import pytest

from server.core.announce import (
    VI_DIGITS,
    VI_LETTERS,
    Announcement,
    clips,
    english_number,
    every_clip,
    sentence,
    vietnamese_number,
)


def keys(announcement: Announcement) -> list[str]:
    return [clip.key for clip in clips(announcement)]


def said(announcement: Announcement) -> str:
    return " ".join(clip.text for clip in clips(announcement))


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (0, "không"),
        (1, "một"),
        (4, "bốn"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (22, "hai mươi hai"),
        (24, "hai mươi tư"),
        (25, "hai mươi lăm"),
        (55, "năm mươi lăm"),
        (91, "chín mươi mốt"),
        (100, "một trăm"),
        (101, "một trăm linh một"),
        (104, "một trăm linh tư"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (111, "một trăm mười một"),
        (115, "một trăm mười lăm"),
        (121, "một trăm hai mươi mốt"),
        (500, "năm trăm"),
        (999, "chín trăm chín mươi chín"),
    ],
)
def test_a_number_is_counted_as_people_count(n: int, words: str) -> None:
    assert vietnamese_number(n) == words


def understood(words: str) -> int:
    """The number a listener makes of `words`, by a way of its own."""
    value, left = 0, words.split()
    if "trăm" in left:
        value, left = 100 * VI_DIGITS.index(left[0]), left[2:]
    if left[:1] == ["mười"]:
        value, left = value + 10, left[1:]
    elif left[1:2] == ["mươi"]:
        value, left = value + 10 * VI_DIGITS.index(left[0]), left[2:]
    elif left[:1] == ["linh"]:
        left = left[1:]
    units = {word: n for n, word in enumerate(VI_DIGITS)} | {"mốt": 1, "tư": 4, "lăm": 5}
    assert len(left) <= 1
    return value + (units[left[0]] if left else 0)


def test_every_number_is_understood_as_itself() -> None:
    assert [understood(vietnamese_number(n)) for n in range(1000)] == list(range(1000))


@pytest.mark.parametrize(
    ("n", "words"),
    [(5, "five"), (12, "twelve"), (20, "twenty"), (21, "twenty-one"), (100, "one hundred"),
     (105, "one hundred and five"), (115, "one hundred and fifteen")],
)  # fmt: skip
def test_a_number_is_counted_in_english(n: int, words: str) -> None:
    assert english_number(n) == words


@pytest.mark.parametrize(
    ("announcement", "written"),
    [
        (Announcement("A012", "5"), "Mời số A, không, một, hai, đến quầy số năm"),
        (Announcement("B115", "15"), "Mời số B, một, một, năm, đến quầy số mười lăm"),
        (Announcement("Đ105", "24"), "Mời số Đ, một, không, năm, đến quầy số hai mươi tư"),
        (Announcement("A1000", "1"), "Mời số A, một, không, không, không, đến quầy số một"),
        (Announcement("A012", "12A"), "Mời số A, không, một, hai, đến quầy số mười hai A"),
        (Announcement("A012", "", "Bộ phận trả kết quả"), "Mời số A, không, một, hai, đến Bộ phận trả kết quả"),
        (Announcement("A012", ""), "Mời số A, không, một, hai"),
        (Announcement("A012", "5", language="en"), "Number A zero one two, please go to desk five"),
        (Announcement("B9", "21", language="en"), "Number B nine, please go to desk twenty-one"),
    ],
)
def test_a_call_is_one_sentence(announcement: Announcement, written: str) -> None:
    assert sentence(announcement) == written


def test_a_call_is_said_clip_by_clip() -> None:
    assert keys(Announcement("A012", "5")) == [
        "vi/moi-so",
        "vi/letter-a",
        "vi/digit-0",
        "vi/digit-1",
        "vi/digit-2",
        "vi/den-quay",
        "vi/desk-5",
    ]
    assert said(Announcement("B015", "15")) == "Mời số bê không một năm đến quầy số mười lăm"


def test_a_letter_with_marks_is_another_letter() -> None:
    assert "vi/letter-d" in keys(Announcement("D001", "1"))
    assert "vi/letter-dd" in keys(Announcement("Đ001", "1"))
    decomposed = Announcement("E\u0302001", "1")
    assert "vi/letter-ee" in keys(decomposed)


def test_signs_between_the_digits_are_not_said() -> None:
    assert keys(Announcement("a-012.", "05")) == keys(Announcement("A012", "5"))


def test_numbers_in_a_desk_name_are_spelled_by_our_rules() -> None:
    assert said(Announcement("A1", "", "Phòng 215")).endswith("đến Phòng hai trăm mười lăm")


def test_a_desk_number_too_long_to_count_is_spelled() -> None:
    assert clips(Announcement("A1", "2015"))[-1].text == "hai không một năm"


def test_no_engine_ever_sees_a_digit() -> None:
    for language in ("vi", "en"):
        assert not [clip for clip in every_clip(language, 120) if any(ch.isdecimal() for ch in clip.text)]


def test_no_two_letters_share_a_name() -> None:
    assert len(set(VI_LETTERS.values())) == len(VI_LETTERS)


def test_the_bank_holds_every_clip_of_every_numbered_call() -> None:
    bank = set(every_clip("vi", 28))
    for letter in VI_LETTERS:
        for desk in range(1, 29):
            assert set(clips(Announcement(f"{letter}0123456789", str(desk)))) <= bank


def test_clip_keys_are_plain_file_names_and_never_shared() -> None:
    bank = every_clip("vi", 60)
    assert all(clip.key.isascii() and clip.key.count("/") == 1 and " " not in clip.key for clip in bank)
    assert len({clip.key for clip in bank}) == len({clip.key.lower() for clip in bank}) == len(bank)


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="tay"):
        clips(Announcement("A012", "5", language="tay"))
