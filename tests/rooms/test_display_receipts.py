"""Display receipts: which screen showed a call and when."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cast import AN, LAND_1
from flask import Flask
from officer import Officer
from test_display_live import Hall

from server.live.receipts import KEPT_MS, MOST_AT_ONCE, PRUNE_EVERY


@pytest.fixture
def live(app: Flask) -> Hall:
    return Hall(app)


@pytest.fixture
def seq(live: Hall) -> int:
    """A call's."""
    live.call(Officer(live.hall, AN, LAND_1).sit())
    return live.picture()["calls"][0]["seq"]


def kept(live: Hall) -> list[tuple]:
    live.app.extensions["receipts"].write()
    with live.app.extensions["store"].reading() as db:
        return [tuple(row) for row in db.execute("SELECT seq, what, name, at FROM receipts ORDER BY at, name")]


def test_each_screen_says_what_it_showed(live: Hall, device: Callable, seq: int, clock) -> None:  # noqa: ANN001
    at = clock.now()
    clock.forward(seconds=10)
    for name, after in (("display-1", 80), ("display-2", 120)):
        listener = live.listen(device("display", name), "display")
        listener.emit("receipt", {"what": "shown", "calls": [[seq, at + after]]})
    assert kept(live) == [(seq, "shown", "display-1", at + 80), (seq, "shown", "display-2", at + 120)]


def test_the_first_word_counts_and_a_screens_odd_clock_is_not_believed(
    live: Hall, device: Callable, seq: int, clock  # noqa: ANN001
) -> None:
    at = clock.now()
    clock.forward(seconds=2)
    early, late = (live.listen(device("display", name), "display") for name in ("display-1", "display-2"))
    early.emit("receipt", {"what": "shown", "calls": [[seq, 5]]})
    late.emit("receipt", {"what": "shown", "calls": [[seq, at + 3_600_000]]})
    early.emit("receipt", {"what": "shown", "calls": [[seq, at + 1500]]})
    assert kept(live) == [(seq, "shown", "display-1", at), (seq, "shown", "display-2", at + 2000)]
    early.emit("receipt", {"what": "shown", "calls": [[seq, at + 1999]]})
    assert len(kept(live)) == 2


def test_only_calls_have_receipts_and_only_displays_give_them(
    live: Hall, device: Callable, officer: Callable, seq: int, clock  # noqa: ANN001
) -> None:
    now = clock.now()
    tv = live.listen(device("display", "display-1"), "display")
    tv.emit("receipt", {"what": "shown", "calls": [[seq - 1, now], [seq + 999, now]]})
    for odd in (
        None, [], "x", {}, {"what": "eaten", "calls": [[seq, now]]}, {"what": "shown", "calls": seq},
        {"what": "shown", "calls": [seq, [seq], [seq, "now"], [str(seq), now], [True, now], [-seq, now], [2**63, now]]},
    ):  # fmt: skip
        tv.emit("receipt", odd)
    live.listen(device("kiosk", "kiosk-1"), "kiosk").emit("receipt", {"what": "shown", "calls": [[seq, now]]})
    live.listen(officer(AN, LAND_1), "desk").emit("receipt", {"what": "shown", "calls": [[seq, now]]})
    assert kept(live) == []
    assert tv.is_connected()


def test_one_message_holds_so_many_and_no_more(live: Hall, device: Callable, seq: int, clock) -> None:  # noqa: ANN001
    tv = live.listen(device("display", "display-1"), "display")
    tv.emit("receipt", {"what": "shown", "calls": [[10**6 + n, 1] for n in range(MOST_AT_ONCE)] + [[seq, 1]]})
    assert kept(live) == []


def test_receipts_are_written_with_the_heartbeat_and_not_kept_for_ever(
    live: Hall, device: Callable, seq: int, clock  # noqa: ANN001
) -> None:
    receipts = live.app.extensions["receipts"]
    tv = live.listen(device("display", "display-1"), "display")
    tv.emit("receipt", {"what": "shown", "calls": [[seq, clock.now()]]})
    live.app.extensions["sockets"].beat()
    with live.app.extensions["store"].reading() as db:
        assert db.execute("SELECT count(*) FROM receipts").fetchone()[0] == 1
    clock.forward(seconds=KEPT_MS // 1000 + 1)
    receipts._written = PRUNE_EVERY  # noqa: SLF001
    receipts.note(9, "display-9", "shown", seq, clock.now())
    assert [name for _, _, name, _ in kept(live)] == ["display-9"]
