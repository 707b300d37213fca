"""A screen read aloud: in words people say, quickly the second time, never in anybody's way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hardware.aloud import Reader
from hardware.wav import duration
from server.core.announce import readable
from server.core.voices import Tone


@pytest.mark.parametrize(
    ("language", "shown", "said"),
    [
        ("vi", "Số A012", "Số a, không, một, hai"),
        ("vi", "Quầy 3, 14 · 21 người chờ", "Quầy ba, mười bốn, hai mươi mốt người chờ"),
        ("vi", "Dự kiến chờ 10–25 phút", "Dự kiến chờ mười đến hai mươi lăm phút"),
        ("vi", "Không quá 105 phút.", "Không quá một trăm linh năm phút."),
        ("en", "Number B105", "Number B one zero five"),
        ("en", "about 10–25 minutes", "about ten to twenty-five minutes"),
    ],
)
def test_numbers_are_read_as_a_clerk_says_them(language: str, shown: str, said: str) -> None:
    assert readable(shown, language) == said


@pytest.fixture
def reader() -> Iterator[Reader]:
    one = Reader({"vi": Tone("vi", "aav/vi"), "en": Tone("en", "gmw/en")})
    yield one
    one.close()


def heard(reader: Reader, text: str, language: str) -> bytes:
    """What is read once it is there: the engine's first start may take longer than a screen waits."""
    for _ in range(10):
        sound = reader.read(text, language)
        if sound:
            return sound
    raise AssertionError("no voice came")


def test_a_text_is_read_in_both_languages_and_the_same_again(reader: Reader) -> None:
    vi, en = heard(reader, "Mời ông/bà chọn cơ quan", "vi"), heard(reader, "Choose an office", "en")
    assert vi != en and duration(vi) > 0.5 and duration(en) > 0.3
    assert reader.read("Mời ông/bà chọn cơ quan", "vi") is vi


def test_a_closed_reader_is_silent(reader: Reader) -> None:
    reader.close()
    assert reader.read("Xin chào", "vi") is None
