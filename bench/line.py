"""Calling the next among 5,000 waiting against among 50: the whole deed, without the web."""

from __future__ import annotations

import itertools
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from server.clock import HallClock
from server.deeds.request import Channel, Command, Request, Wish
from server.hall import Hall
from server.hallfile import read
from server.store import queries
from server.store.sqlite import SqliteStore

from .figures import percentile, table

SIZES = (50, 5000)
CALLS, QUICK_CALLS = 1000, 100
KEYS = (f"bench-{n:08d}" for n in itertools.count())


def measure(folder: Path, quick: bool) -> str:
    presses = {size: _desk(folder / f"{size}.db", size) for size in SIZES}
    times: dict[int, list[float]] = {size: [] for size in SIZES}
    for _ in range(QUICK_CALLS if quick else CALLS):
        for size, press in presses.items():  # in turn, so that a busy moment strikes both alike
            begun = time.perf_counter()
            press("next")
            times[size].append((time.perf_counter() - begun) * 1000)
            press("put-back", place="last")
    rows = [(f"{size} waiting", len(t), *(percentile(t, share) for share in (0.5, 0.95))) for size, t in times.items()]
    few, many = (percentile(times[size], 0.5) for size in SIZES)
    heads = ("press next, durable", "calls", "p50 ms", "p95 ms")
    return f"{table(heads, rows)}\nratio at p50: {many / few:.2f}"


def _desk(path: Path, size: int) -> Callable[..., None]:
    """A desk of the sample hall in whose line `size` people wait; what presses a key there."""
    hall = Hall(SqliteStore(path), HallClock.begin())
    plan = read()
    hall.configure(plan)
    desk = plan.desks[0]
    department = plan.department(desk.departments[0])
    hall.open_desk(desk.id, "bench", False)
    hall.issue(next(KEYS), Request(department.id, department.services[0].id), Channel("bench"))
    with hall.store.writing() as db:
        crowd(db, size - 1)

    def press(deed: str, **wish: object) -> None:
        with hall.store.reading() as db:
            version = queries.desk_state(db, desk.id).version
        hall.press(deed, Command(desk.id, "bench", next(KEYS), version), Wish(**wish))  # type: ignore[arg-type]

    return press


def crowd(db: sqlite3.Connection, size: int) -> None:
    """`size` more people like the first ticket's who came before it: every other is priority, every eighth waits for
    desk 2 alone. Written past the journal: for measuring only.
    """
    own = {
        "id": "1000 + i", "ticket": "1000 + i", "number": "'X' || i", "credited_at": "credited_at - i",
        "klass": "iif(i % 2, 'ordinary', 'priority')", "for_desk": "iif(i % 8, NULL, '2')",
    }  # fmt: skip
    columns = [row["name"] for row in db.execute("PRAGMA table_info(legs)")]
    values = ", ".join(own.get(name, name) for name in columns)
    many = f"WITH RECURSIVE many (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM many WHERE i < {int(size)})"
    db.execute(
        f"{many} INSERT INTO tickets SELECT 1000 + i, business_date, 'X' || i, 'X', i, class, channel, issued_at"
        " FROM tickets, many WHERE id = 1"
    )
    db.execute(f"{many} INSERT INTO legs ({', '.join(columns)}) SELECT {values} FROM legs, many WHERE id = 1")
    db.execute("DELETE FROM lines")
    db.execute(
        "INSERT INTO lines SELECT business_date, department, service, klass, holder, count(*) FROM legs"
        " WHERE state = 'waiting' GROUP BY 1, 2, 3, 4, 5"
    )
