"""Sums of answers: what is told, how sure it is, and what stays hidden."""

from __future__ import annotations

import pytest

from server.core.naming import Name
from server.core.satisfaction import Tally, interval, together


def tally(key: str, *counts: int, finished: int = 100, reasons: dict | None = None) -> Tally:
    """counts: from "very satisfied" down."""
    answered = sum(counts)
    levels = dict(zip((5, 4, 3, 2, 1), counts, strict=True))
    return Tally(key, Name(key, key), finished, finished - answered, levels, reasons or {})


@pytest.mark.parametrize(("hits", "of", "low", "high"), [
    (0, 0, 0.0, 1.0), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662), (1, 2, 0.0945, 0.9055),
])  # fmt: skip
def test_wilsons_interval_is_the_one_of_the_books(hits, of, low, high) -> None:
    assert interval(hits, of) == pytest.approx((low, high), abs=1e-4)


def test_no_answer_enters_no_share() -> None:
    few, many = tally("a", 3, 1, 1, 0, 0, finished=5), tally("a", 3, 1, 1, 0, 0, finished=900)
    assert (few.content, few.answered, few.range) == (many.content, many.answered, many.range) == (4, 5, few.range)
    assert many.silent == 895


def test_nobody_answered_is_no_content() -> None:
    silent = tally("a", 0, 0, 0, 0, 0)
    assert (silent.answered, silent.content, silent.silent, silent.shown) == (0, 0, 100, False)
    assert silent.range == (0.0, 1.0)


def test_four_answers_are_hidden_and_cannot_be_subtracted_from_the_whole() -> None:
    shown, hidden = tally("a", 5, 0, 0, 0, 0), tally("b", 0, 0, 0, 0, 4)
    assert (shown.shown, hidden.shown) == (True, False)
    whole = together("hall", Name("cả", "all"), [shown, hidden])
    assert (whole.answered, whole.levels[1], whole.finished) == (5, 0, 100)


def test_reasons_are_told_from_five_dissatisfied_on() -> None:
    four, five = tally("a", 9, 0, 0, 2, 2, reasons={"attitude": 4}), tally("b", 0, 0, 0, 2, 3, reasons={"other": 5})
    assert (four.reasons_shown, five.reasons_shown) == (False, True)
    assert together("hall", Name("cả", "all"), [four, five]).reasons == {"other": 5}
