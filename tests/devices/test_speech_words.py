"""How the engine reads our words: espeak's own phonemes, asked for in a process of their own."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from server.core.announce import EN_DIGITS, VI_DIGITS, VI_LETTERS, vietnamese_number

ASK = """
import ctypes, json, sys
import espeakng_loader

lib = ctypes.CDLL(espeakng_loader.get_library_path())
lib.espeak_TextToPhonemes.restype = ctypes.c_char_p
assert lib.espeak_Initialize(2, 0, espeakng_loader.get_data_path().encode(), 0) > 0
assert lib.espeak_SetVoiceByName(sys.argv[1].encode()) == 0

def phonemes(text):
    left, said = ctypes.c_char_p(text.encode()), []
    while left.value:
        said.append(lib.espeak_TextToPhonemes(ctypes.byref(left), 1, 2).decode())
    return " ".join(said)

print(json.dumps([phonemes(text) for text in json.load(sys.stdin)]))
"""


def read_aloud(texts: list[str], voice: str = "aav/vi") -> dict[str, str]:
    """Each text's phonemes without stress marks."""
    run = subprocess.run(
        [sys.executable, "-c", ASK, voice], input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    said = [spoken.replace("ˈ", "").replace("ˌ", "") for spoken in json.loads(run.stdout)]
    return dict(zip(texts, said, strict=True))


@pytest.fixture(scope="module")
def letters() -> dict[str, str]:
    spoken = read_aloud(list(VI_LETTERS.values()))
    return {letter: spoken[name] for letter, name in VI_LETTERS.items()}


def test_no_two_letters_sound_alike(letters: dict[str, str]) -> None:
    assert len(set(letters.values())) == len(VI_LETTERS)


@pytest.mark.parametrize(
    ("letter", "sound"),
    [("A", "aː"), ("B", "be"), ("C", "se"), ("D", "ze"), ("Đ", "ɗe"), ("G", "ɣəː2"), ("H", "haːɜt̪"), ("I", "i"),
     ("J", "zi"), ("K", "kaː"), ("L", "ɛ ləː2"), ("M", "ɛm məː2"), ("N", "ɛn nəː2"), ("P", "pe"), ("Q", "kwi"),
     ("R", "ɛ zəː2"), ("S", "ɛɜt̪ si2"), ("T", "t̪e"), ("V", "ve"), ("X", "iɜc si2"), ("Y", "i zaː2j")],
)  # fmt: skip
def test_a_letter_is_read_by_its_vietnamese_name(letters: dict[str, str], letter: str, sound: str) -> None:
    assert letters[letter] == sound


def test_nothing_is_read_in_another_language(letters: dict[str, str]) -> None:
    phrases = read_aloud([*VI_DIGITS, "Mời số", "đến quầy số", "đến", *map(vietnamese_number, range(200))])
    assert not [spoken for spoken in [*phrases.values(), *letters.values()] if "(" in spoken]


def test_each_digit_is_read_as_its_word() -> None:
    spoken = read_aloud(list(VI_DIGITS))
    assert list(spoken.values()) == [
        "xoŋ", "mo6t̪", "haːj", "baː", "boɜn", "nam", "saɜw", "ba4j", "t̪aːɜm", "tʃiɜn",
    ]  # fmt: skip


def test_a_number_is_read_word_by_word() -> None:
    texts = [vietnamese_number(n) for n in range(1, 1000)]
    words = sorted({word for text in texts for word in text.split()})
    spoken = read_aloud(texts + words)
    assert [spoken[text] for text in texts] == [" ".join(spoken[word] for word in text.split()) for text in texts]
    assert len({spoken[text] for text in texts}) == 999


def test_english_letters_are_read_as_letters() -> None:
    spoken = read_aloud([*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", *EN_DIGITS], voice="gmw/en")
    assert (spoken["A"], spoken["B"], spoken["W"]) == ("eɪ", "biː", "dʌbəljuː")
    assert len(set(spoken.values())) == 36
