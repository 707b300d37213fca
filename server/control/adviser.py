"""Plays the advice beside the hall's work: one thread, a quarter of a core at most, and only for lines in need."""

from __future__ import annotations

import logging
import random
import threading
import time

from ..core.plan import HallPlan
from ..store.sqlite import SqliteStore
from .advice import Advice, Line, one_round, sum_up, unknowable

log = logging.getLogger(__name__)
ROUNDS, FEWEST_ROUNDS = 100, 20
CPU_S = 1.0  # of a line's rounds; whatever was played by then is what is told
REST = 3  # times as long as it works it sleeps: an officer's call waits for nothing
FRESH_S = 60.0  # an advice is told so long
HOUR_MS = 3_600_000


class Adviser:
    def __init__(self, store: SqliteStore) -> None:
        self._store = store
        self._told: dict[str, tuple[float, Advice | str]] = {}
        self._wanted: dict[str, Line] = {}
        self._lock, self._bell, self._stopping = threading.Lock(), threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def want(self, lines: list[Line]) -> None:
        """These lines are in need now; others' advice is forgotten. Returns at once."""
        names, now = {one.department for one in lines}, time.monotonic()
        with self._lock:
            self._told = {name: one for name, one in self._told.items() if name in names}
            stale = [one for one in lines if now - self._told.get(one.department, (-FRESH_S, ""))[0] >= FRESH_S]
            self._wanted = {one.department: one for one in stale}
        if stale:
            self._bell.set()

    def told(self) -> dict[str, Advice | str]:
        """Department → its advice, or why none can be given."""
        with self._lock:
            return {name: advice for name, (_, advice) in self._told.items()}

    def start(self) -> None:
        self._thread = threading.Thread(target=self._work, name="adviser", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._bell.set()
        if self._thread is not None:
            self._thread.join(2)

    def _work(self) -> None:
        while not self._stopping.is_set():
            self._bell.wait()
            self._bell.clear()
            try:
                self.work_off()
            except Exception:
                log.exception("an advice could not be worked out")

    def work_off(self) -> None:
        """All that is wanted, one line after the other."""
        while not self._stopping.is_set():
            with self._lock:
                line = self._wanted.pop(next(iter(self._wanted), ""), None)
            if line is None:
                return
            advice = unknowable(line) or self._play(line)
            with self._lock:
                self._told[line.department] = time.monotonic(), advice

    def _play(self, line: Line) -> Advice | str:
        rounds, spent = [], 0.0
        while len(rounds) < ROUNDS and spent < CPU_S and not self._stopping.is_set():
            began = time.thread_time()
            rounds.append(one_round(line, random.Random(f"{line.department}:{len(rounds)}")))  # nosec B311 # a play, no secret
            took = time.thread_time() - began
            spent += took
            time.sleep(REST * took)
        return sum_up(line.department, rounds) if len(rounds) >= FEWEST_ROUNDS else "too-slow"


def line_of(store: SqliteStore, plan: HallPlan, date: str, department: str, now: int) -> Line:
    """How that line stands, for the simulator."""
    desks = [one.id for one in plan.desks_serving(department, day=date)]
    marks = ", ".join("?" * len(desks))
    with store.reading() as db:
        own = (date, department)
        waited = [now - row[0] for row in db.execute(
            "SELECT credited_at FROM legs WHERE business_date = ? AND department = ? AND state = 'waiting'", own)]
        services = [row[0] for row in db.execute(
            "SELECT walking_ms + service_ms FROM legs WHERE business_date = ? AND department = ? AND state = 'done'"
            " AND NOT derived_start AND NOT derived_end ORDER BY ended_at DESC LIMIT 200", own)]
        opened = [row[0] for row in db.execute(
            "SELECT opened_at FROM legs WHERE business_date = ? AND department = ? AND state <> 'void'", own)]
        ends = dict(db.execute(
            "SELECT state, count(*) FROM legs WHERE business_date = ? AND department = ? GROUP BY 1", own).fetchall())
        busy = [now - row[0] for row in db.execute(
            f"SELECT since FROM legs WHERE state IN ('called', 'serving') AND desk IN ({marks})", desks)]
        count = f"SELECT count(*) FROM desk_states WHERE state = 'open' AND desk IN ({marks})"
        open_desks = db.execute(count, desks).fetchone()[0]
    seen = min(1.0, (now - min(opened, default=now)) / HOUR_MS)
    over = ends.get("done", 0) + ends.get("no-show", 0)
    return Line(
        department, tuple(waited), tuple(services), sum(now - one < HOUR_MS for one in opened), seen,
        ends.get("no-show", 0) / over if over else 0.0, open_desks, tuple(sorted(busy)),
    )  # fmt: skip
