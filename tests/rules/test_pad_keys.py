"""One table of keys for the console's page and the number pad."""

from __future__ import annotations

import re

import pytest

from hardware.pad_keys import CODES
from server.core import pad
from server.deeds.table import PRESSES
from server.settings import ROOT

KEYS = (ROOT / "server" / "desk" / "static" / "keys.js").read_text(encoding="utf-8")


def of_the_page(name: str) -> dict[str, str | None]:
    """Key → deed in that list of keys.js."""
    part = re.search(rf"export const {name} = \[(.*?)\n\];", KEYS, re.S)[1]  # type: ignore[index]
    rows = re.findall(r'deed: (?:"([\w-]+)"|null), keys: \[([^\]]*)\]', part)
    assert rows
    return {key: deed or None for deed, keys in rows for key in re.findall(r'"([^"]+)"', keys)}


def test_a_key_of_the_pad_does_the_same_in_the_console() -> None:
    page = of_the_page("DEEDS")
    assert {key: page.get(key) for key in pad.DEEDS} == pad.DEEDS


def test_it_answers_the_question_alike() -> None:
    page = of_the_page("ANSWERS")
    assert {key: page.get(key) for key in pad.ANSWERS} == pad.ANSWERS


def test_every_deed_of_the_pad_is_one_of_the_desk() -> None:
    assert pad.ASKED <= set(PRESSES)


def test_every_key_of_the_hardware_has_its_deed() -> None:
    assert set(CODES.values()) == {*pad.DEEDS, *pad.DIGITS}


@pytest.mark.parametrize("key,asking,deed", [
    ("enter", False, "next"), ("enter", True, "came-next"), ("-", False, "no-show"), ("-", True, "no-show-next"),
    ("+", True, "recall"), ("*", True, "start"), ("backspace", True, None), ("backspace", False, "undo"),
])  # fmt: skip
def test_what_a_key_asks_for(key: str, asking: bool, deed: str | None) -> None:
    assert pad.deed_of(key, asking) == deed
