"""How a ticket's number is written, and which letters a hall's series may carry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count, product
from string import ascii_uppercase


def write(letter: str, n: int) -> str:
    """The n-th number (n ≥ 1) of a series: A012, and A1000 after A999. It never wraps: a day has no number twice."""
    if n < 1:
        raise ValueError(f"numbers start at 1, not {n}")
    return f"{letter}{n:03d}"


def read(text: str) -> str | None:
    """A number as people say or type it ("a12", "A 012") as it is written; None where it is none."""
    found = re.fullmatch(r"([A-Z]{1,2})[ -]?([0-9]{1,6})", text.strip().upper())
    return write(found[1], int(found[2])) if found and int(found[2]) else None


def series_letters() -> Iterator[str]:
    """A … Z, AA, AB … without end, for halls with more departments than letters."""
    for length in count(1):
        for letters in product(ascii_uppercase, repeat=length):
            yield "".join(letters)
