"""What is shown and said for a call, per language.

Numbers are spelled by our own rules, never handed to an engine as digits: espeak reads "A012" as
"a không mười hai" and 15 as "mười năm". A call is a list of clips with stable keys; whoever speaks
(an engine or a folder of recordings) only has to know the clips.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Announcement:
    """One call: ticket `number` ("A012") goes to a desk.

    `desk_name` is said only where `desk_number` is empty, e.g. "Bộ phận trả kết quả".
    """

    number: str
    desk_number: str
    desk_name: str = ""
    language: str = "vi"


@dataclass(frozen=True)
class Clip:
    """One piece of sound. `text` is what an engine reads; `pause` is the silence before it, in seconds."""

    key: str
    text: str
    pause: float = field(default=0.0, compare=False)


LETTER_PAUSE = 0.05
DIGIT_PAUSE = 0.07
PHRASE_PAUSE = 0.25
WORD_PAUSE = 0.04

VI_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
# The names people use for ticket letters. Two differ from the school names, because a hall must hear them apart:
# G is "gờ" ("giê" sounds like D "dê"), Y is "y dài" (beside I). J is written "di": espeak reads "gi" without its vowel.
VI_LETTERS = {
    "A": "a", "Ă": "á", "Â": "ớ", "B": "bê", "C": "xê", "D": "dê", "Đ": "đê", "E": "e", "Ê": "ê", "F": "ép",
    "G": "gờ", "H": "hát", "I": "i", "J": "di", "K": "ca", "L": "e lờ", "M": "em mờ", "N": "en nờ", "O": "o",
    "Ô": "ô", "Ơ": "ơ", "P": "pê", "Q": "quy", "R": "e rờ", "S": "ét sì", "T": "tê", "U": "u", "Ư": "ư", "V": "vê",
    "W": "vê kép", "X": "ích xì", "Y": "y dài", "Z": "zét",
}  # fmt: skip

# Keys become file names, so letters with marks are written as people type them (Telex).
TELEX = {"Ă": "aw", "Â": "aa", "Đ": "dd", "Ê": "ee", "Ô": "oo", "Ơ": "ow", "Ư": "uw"}

EN_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
EN_TEENS = tuple("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split())
EN_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def vietnamese_number(n: int) -> str:
    """`n` (0-999) as a northern speaker counts it: mười lăm, hai mươi mốt, hai mươi tư, một trăm linh năm."""
    hundreds, rest = divmod(n, 100)
    tens, units = divmod(rest, 10)
    if hundreds and rest == 0:
        return f"{VI_DIGITS[hundreds]} trăm"
    if hundreds:
        below = vietnamese_number(rest) if tens else f"linh {'tư' if units == 4 else VI_DIGITS[units]}"
        return f"{VI_DIGITS[hundreds]} trăm {below}"
    if tens == 0:
        return VI_DIGITS[units]
    head = "mười" if tens == 1 else f"{VI_DIGITS[tens]} mươi"
    tail = {0: "", 5: "lăm"}.get(units, VI_DIGITS[units])
    if tens > 1:
        tail = {1: "mốt", 4: "tư"}.get(units, tail)
    return f"{head} {tail}".strip()


def english_number(n: int) -> str:
    """`n` (0-999) in words: twenty-one, one hundred and five."""
    hundreds, rest = divmod(n, 100)
    if hundreds:
        below = f" and {english_number(rest)}" if rest else ""
        return f"{EN_DIGITS[hundreds]} hundred{below}"
    if rest < 10:
        return EN_DIGITS[rest]
    if rest < 20:
        return EN_TEENS[rest - 10]
    tens, units = divmod(rest, 10)
    return EN_TENS[tens] + (f"-{EN_DIGITS[units]}" if units else "")


@dataclass(frozen=True)
class Tongue:
    """The words one language calls with."""

    call: Clip
    to_desk: Clip  # before a desk's number
    to_place: Clip  # before the name of a desk without a number
    digits: tuple[str, ...]
    letters: dict[str, str]
    counted: Callable[[int], str]
    comma: str  # between the spelled parts of a written sentence
    until: str  # between the ends of a range


TONGUES = {
    "vi": Tongue(
        call=Clip("vi/moi-so", "Mời số"),
        to_desk=Clip("vi/den-quay", "đến quầy số", PHRASE_PAUSE),
        to_place=Clip("vi/den", "đến", PHRASE_PAUSE),
        digits=VI_DIGITS,
        letters=VI_LETTERS,
        counted=vietnamese_number,
        comma=", ",
        until="đến",
    ),
    "en": Tongue(
        call=Clip("en/number", "Number"),
        to_desk=Clip("en/go-to-desk", "please go to desk", PHRASE_PAUSE),
        to_place=Clip("en/go-to", "please go to", PHRASE_PAUSE),
        digits=EN_DIGITS,
        letters={letter: letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
        counted=english_number,
        comma=" ",
        until="to",
    ),
}


def tongue(language: str) -> Tongue:
    """The words of `language`; ValueError where we have none."""
    try:
        return TONGUES[language]
    except KeyError:
        raise ValueError(f"no words to call with in language {language!r}") from None


def clips(announcement: Announcement) -> list[Clip]:
    """What is said for a call, in order, each clip with the pause before it."""
    language = announcement.language
    words = tongue(language)
    said = [words.call, *(_sign(sign, language) for sign in _signs(announcement.number, words))]
    desk = _desk_parts(announcement.desk_number, words)
    if desk:
        return [*said, words.to_desk, *(_counted(part, language) for part in desk)]
    name = _spell_out(announcement.desk_name, words)
    return [*said, words.to_place, Clip(f"{language}/name-{_slug(name)}", name, WORD_PAUSE)] if name else said


def sentence(announcement: Announcement) -> str:
    """The call as people read it: "Mời số A, không, một, hai, đến quầy số năm"."""
    words = tongue(announcement.language)
    number = words.comma.join(
        words.digits[int(sign)] if sign.isdecimal() else sign for sign in _signs(announcement.number, words)
    )
    called = f"{words.call.text} {number}".strip()
    desk = [_count(part, words) if part.isdecimal() else part for part in _desk_parts(announcement.desk_number, words)]
    if desk:
        return f"{called}, {words.to_desk.text} {' '.join(desk)}"
    name = announcement.desk_name.strip()
    return f"{called}, {words.to_place.text} {name}" if name else called


def every_clip(language: str, desks: int) -> list[Clip]:
    """All clips that calls to desks numbered 1 to `desks` can need."""
    return clips_for(language, tongue(language).letters, range(1, desks + 1))


def clips_for(language: str, letters: Iterable[str], desks: Iterable[int]) -> list[Clip]:
    """All clips that calls of tickets with these letters to these desks can need."""
    words = tongue(language)
    signs = [_sign(sign, language) for sign in (*"0123456789", *_signs("".join(letters), words))]
    called = [words.call, *signs, words.to_desk, *(_counted(str(n), language) for n in desks)]
    return list(dict.fromkeys(called))


def readable(text: str, language: str) -> str:
    """A screen's `text` as an engine should read it: ticket numbers letter by letter and digit by digit, other numbers
    counted, ranges with a word between, codes and years digit by digit."""
    words = tongue(language)

    def spelled(run: re.Match) -> str:
        return words.comma.join(
            words.digits[int(sign)] if sign.isdecimal() else words.letters[sign] for sign in _signs(run.group(), words)
        )

    text = unicodedata.normalize("NFC", text)
    text = re.sub(r"(?<=\d)\s*[–-]\s*(?=\d)", f" {words.until} ", text)
    text = re.sub(r"\b[A-ZĐ]{1,2}\d{3,4}\b", spelled, text)
    text = re.sub(r"[0-9]+", lambda run: _count(run.group(), words), text)
    return re.sub(r"\s*[·/|]\s*", ", ", text).strip()


def _signs(text: str, words: Tongue) -> list[str]:
    """The letters and digits of `text` that can be said; a letter unknown to the language loses its marks."""
    known = {*words.letters, *"0123456789"}
    signs = (sign if sign in known else _bare(sign).upper() for sign in unicodedata.normalize("NFC", str(text)).upper())
    return [sign for sign in signs if sign in known]


def _desk_parts(desk_number: str, words: Tongue) -> list[str]:
    """ "12A" as ["12", "A"]: runs of digits are counted, letters spelled; leading zeros are dropped."""
    runs = re.findall(r"\d+|\D", "".join(_signs(desk_number, words)))
    return [str(int(run)) if run.isdecimal() else run for run in runs]


def _sign(sign: str, language: str) -> Clip:
    words = tongue(language)
    if sign.isdecimal():
        return Clip(f"{language}/digit-{sign}", words.digits[int(sign)], DIGIT_PAUSE)
    return Clip(f"{language}/letter-{TELEX.get(sign, sign.lower())}", words.letters[sign], LETTER_PAUSE)


def _counted(part: str, language: str) -> Clip:
    if part.isdecimal():
        return Clip(f"{language}/desk-{part}", _count(part, tongue(language)), WORD_PAUSE)
    return _sign(part, language)


def _count(digits: str, words: Tongue) -> str:
    """A number in words; one with more than three digits is spelled."""
    return words.counted(int(digits)) if len(digits) <= 3 else " ".join(words.digits[int(d)] for d in digits)


def _spell_out(name: str, words: Tongue) -> str:
    return re.sub(r"[0-9]+", lambda run: _count(run.group(), words), unicodedata.normalize("NFC", name)).strip()


def _bare(text: str) -> str:
    """`text` in lower case without Vietnamese marks."""
    parts = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(ch for ch in parts if not unicodedata.combining(ch))


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", _bare(text))[:60].strip("-")
