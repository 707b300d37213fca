"""How a ticket's number is written, and which letters a hall's series may carry."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, product
from string import ascii_uppercase


def write(letter: str, n: int) -> str:
    """The n-th number (n ≥ 1) of a series: A012, and A1000 after A999. It never wraps: a day has no number twice."""
    if n < 1:
        raise ValueError(f"numbers start at 1, not {n}")
    return f"{letter}{n:03d}"


def series_letters() -> Iterator[str]:
    """A … Z, AA, AB … without end, for halls with more departments than letters."""
    for length in count(1):
        for letters in product(ascii_uppercase, repeat=length):
            yield "".join(letters)
