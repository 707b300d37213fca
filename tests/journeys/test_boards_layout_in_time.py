"""Which calls stand on a board, second by second (display/static/rows.js, in Chromium): eight places, 20 seconds."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from server.settings import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.journey
STAY_S = 20
# For each moment the seqs on the board, in the state as the server would tell it then: only what has rung so far.
FILM = """async ([calls, moments, stay_ms, behind_ms]) => {
  const { rowsAt } = await import("/rows.js");
  return moments.map((now) => {
    const told = calls.filter((call) => call.rings[0] <= now).map((call) => {
      const rings = call.rings.filter((at) => at <= now);
      return { ...call, at: rings.at(-1), seq: rings.at(-1) * 100 + call.leg, rings,
        state: call.ended <= now ? call.fate : "called" };
    });
    return rowsAt({ calls: told.reverse(), stay_ms }, now - behind_ms).map((row) => row.leg);
  });
}"""


@pytest.fixture(scope="module")
def film(chromium: Browser) -> Iterator[Callable[[list[dict], int], list[list[int]]]]:
    """film(calls, seconds): for each second the legs on the board, from the top; `behind` so many seconds the hall's
    clock stands before its calls' own times. Pure: it needs no hall."""
    page = chromium.new_page()
    script = ROOT / "display" / "static" / "rows.js"
    page.route("**/*", lambda route: route.fulfill(path=script) if route.request.url.endswith("rows.js")
               else route.fulfill(body="<!doctype html>", content_type="text/html"))  # fmt: skip
    page.goto("http://board.example/")

    def run(calls: list[dict], seconds: int, behind: float = 0) -> list[list[int]]:
        moments = [1000 * n for n in range(seconds + 1)]
        return page.evaluate(FILM, [calls, moments, STAY_S * 1000, 1000 * behind])

    yield run
    page.close()


def call(leg: int, *rings_s: float, ended_s: float = 10**6, fate: str = "over") -> dict:
    return {"leg": leg, "rings": [round(1000 * at) for at in rings_s], "ended": round(1000 * ended_s),
            "fate": fate}  # fmt: skip


def test_ten_called_at_once_all_stand_for_twenty_seconds(film: Callable) -> None:
    seen = film([call(leg, 0.1) for leg in range(1, 11)], 90)
    assert seen[1] == [8, 7, 6, 5, 4, 3, 2, 1]
    assert set(seen[30]) >= {9, 10}
    for leg in range(1, 11):
        assert sum(leg in rows for rows in seen) >= STAY_S, leg
    assert len(seen[90]) == 8, "those that still stand stay on"


def test_twenty_eight_desks_at_once_come_in_the_order_they_rang(film: Callable) -> None:
    seen = film([call(leg, 1 + leg / 1000) for leg in range(1, 29)], 120)
    first = {leg: next(second for second, rows in enumerate(seen) if leg in rows) for leg in range(1, 29)}
    assert sorted(first, key=lambda leg: (first[leg], leg)) == list(range(1, 29))
    assert max(first.values()) <= 3 * (STAY_S + 2) + 2


def test_whoever_ended_leaves_before_whoever_stands(film: Callable) -> None:
    calls = [call(leg, 10 * leg) for leg in range(1, 9)]
    calls[4] = call(5, 50, ended_s=90)
    seen = film([*calls, call(9, 120)], 130)
    assert seen[71] == [7, 6, 5, 4, 3, 2, 1]
    assert seen[121] == [9, 8, 7, 6, 4, 3, 2, 1]


def test_an_ended_number_keeps_its_twenty_seconds_and_an_absent_one_ten_minutes(film: Callable) -> None:
    seen = film([call(1, 1, ended_s=3), call(2, 1, ended_s=3, fate="absent")], 620)
    assert sum(1 in rows for rows in seen) in range(STAY_S, STAY_S + 4)
    assert sum(2 in rows for rows in seen) == 600


def test_a_recall_comes_to_the_top_and_takes_no_second_place(film: Callable) -> None:
    seen = film([call(leg, leg) for leg in range(2, 9)] + [call(1, 1, 40)], 70)
    assert seen[39] == [8, 7, 6, 5, 4, 3, 2, 1]
    assert seen[41] == [1, 8, 7, 6, 5, 4, 3, 2]
    assert all(len(rows) == len(set(rows)) <= 8 for rows in seen)


def test_a_clock_that_stands_behind_the_calls_keeps_no_call_off_the_board(film: Callable) -> None:
    """The machine started three minutes slow. Each of twelve calls is the newest as soon as it is made."""
    seen = film([call(leg, 200 + leg) for leg in range(1, 13)], 215, behind=180)
    assert [rows[0] for rows in seen[201:213]] == list(range(1, 13))
    assert seen[215] == [12, 11, 10, 9, 8, 7, 6, 5]


def test_a_second_between_screen_and_hall_is_no_clock_that_stands_behind(film: Callable) -> None:
    assert film([call(leg, 10) for leg in range(1, 11)], 12, behind=1)[11] == [8, 7, 6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize("seed", range(8))
def test_whatever_rings_nothing_is_lost_and_nothing_is_cut_short(film: Callable, seed: int) -> None:
    dice = random.Random(seed)
    calls = []
    for leg in range(1, 40):
        at = dice.uniform(1, 90)
        rings = [at, *(at + dice.uniform(1, 60) for _ in range(dice.choice((0, 0, 1, 2))))]
        ended = dice.choice((10**6, max(rings) + dice.uniform(0, 40)))
        calls.append(call(leg, *sorted(rings), ended_s=ended, fate=dice.choice(("over", "absent"))))
    seen = film(sorted(calls, key=lambda one: one["rings"][0]), 400)
    assert all(len(rows) == len(set(rows)) <= 8 for rows in seen)
    for one in calls:
        spans = stretches([one["leg"] in rows for rows in seen])
        assert spans, f"{one['leg']} was never shown"
        assert max(spans) >= STAY_S, f"{one['leg']} stood for {spans} s"


def stretches(on: list[bool]) -> list[int]:
    """The lengths of its appearances, in samples."""
    text = "".join("x" if one else " " for one in on)
    return [len(part) for part in text.split()]
