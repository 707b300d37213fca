"""Ticket numbers."""

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.numbering import series_letters, write

letters = st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=2)
series = st.tuples(letters, st.integers(1, 100_000))


@pytest.mark.parametrize(
    ("n", "written"), [(1, "A001"), (12, "A012"), (999, "A999"), (1000, "A1000"), (12345, "A12345")]
)
def test_a_number_has_three_digits_and_grows_after_999(n: int, written: str) -> None:
    assert write("A", n) == written


def test_there_is_no_number_before_1() -> None:
    with pytest.raises(ValueError):
        write("A", 0)


@given(series, series)
def test_no_two_tickets_are_written_alike(one: tuple[str, int], other: tuple[str, int]) -> None:
    assert (write(*one) == write(*other)) == (one == other)


def test_letters_go_on_after_z() -> None:
    listed = list(islice(series_letters(), 26 + 26 * 26 + 1))
    assert listed[:2] == ["A", "B"] and listed[25:28] == ["Z", "AA", "AB"] and listed[-1] == "AAA"
    assert len(set(listed)) == len(listed)
