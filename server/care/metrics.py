"""Figures of this process for Prometheus; docs/operations.md lists them. Nothing here is a source of truth.

What happens is counted as the publisher tells it; what stands is looked up when somebody asks.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from collections import Counter as Count
from collections.abc import Iterator, Mapping
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

from ..core.events import Entry, Kind
from ..staff.alarms import today
from ..store import queries
from . import machine
from . import warnings as care
from .health import FINE

BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)  # seconds


class Metrics:
    """One registry an application, so that two in one process do not count together. `house` is `app.extensions`."""

    def __init__(self, house: Mapping[str, Any]) -> None:
        self.registry = CollectorRegistry()
        self._issued = Counter("luot_tickets_issued", "Tickets given out since the start", ["department"],
                               registry=self.registry)  # fmt: skip
        self._entries = Counter("luot_entries", "Journal entries since the start", ["kind"], registry=self.registry)
        self._deeds = Histogram("luot_deed_seconds", "From a request that changes something to its answer", ["deed"],
                                buckets=BUCKETS, registry=self.registry)  # fmt: skip
        self._errors = Counter("luot_errors", "Answers of 500 and above", ["status"], registry=self.registry)
        self._logged = Counter("luot_logged_errors", "Lines of level error and above", registry=self.registry)
        self.registry.register(_Now(house))  # type: ignore[arg-type]
        self.handler = _Counting(self._logged)

    def on_entry(self, entry: Entry) -> None:
        """Publisher's listener."""
        self._entries.labels(str(entry.kind)).inc()
        if entry.kind is Kind.ISSUED:
            self._issued.labels(str(entry.body.get("department", ""))).inc()

    def answered(self, endpoint: str, method: str, status: int, seconds: float) -> None:
        if method == "POST" and endpoint != "agent.claim" and endpoint != "agent.listen":  # those wait on purpose
            self._deeds.labels(endpoint).observe(seconds)
        if status >= 500:
            self._errors.labels(str(status)).inc()

    def text(self) -> bytes:
        return generate_latest(self.registry)


class _Counting(logging.Handler):
    def __init__(self, counter: Counter) -> None:
        super().__init__(logging.ERROR)
        self._counter = counter

    def emit(self, record: logging.LogRecord) -> None:
        self._counter.inc()


class _Now:
    """What stands at the moment of asking. A file that cannot be read leaves its figures out, not the others."""

    def __init__(self, house: Mapping[str, Any]) -> None:
        self._house = house

    def collect(self) -> Iterator[Metric]:
        with contextlib.suppress(sqlite3.Error):
            yield from list(self._of_the_file())
        yield from self._of_the_process()

    def _of_the_file(self) -> Iterator[Metric]:
        house = self._house
        store, now = house["store"], house["hall"].clock.now()
        with store.reading() as db:
            plan, waiting = store.plan_of(db)[1], queries.waiting_counts(db, today(db, now))
        rows = {one.id: waiting.get(one.id, (0, now)) for one in plan.departments}
        yield _many("luot_waiting", "People who wait", "department", {name: n for name, (n, _) in rows.items()})
        longest = {name: (now - at) / 1000 if n else 0 for name, (n, at) in rows.items()}
        yield _many("luot_longest_wait_seconds", "Of whoever waits longest", "department", longest)
        jobs = house["outbox"].waiting()
        yield GaugeMetricFamily("luot_outbox_waiting", "Print jobs nobody has taken", jobs["waiting"])
        yield GaugeMetricFamily("luot_outbox_oldest_seconds", "How long the oldest of them waits", jobs["oldest_s"])
        ready = {one["id"]: int(one["state"] in FINE) for one in house["outbox"].printers()}
        yield _many("luot_printer_ready", "1 where it would print now", "printer", ready)
        heard = Count("heard" if one["heard"] else "silent" for one in house["control"].screens(plan))
        yield _many("luot_screens", "Paired kiosks and displays", "state", heard)

    def _of_the_process(self) -> Iterator[Metric]:
        house = self._house
        path, backups, beat = house["store"].path, house["backups"].state(), house["pulse"].last()
        yield _many("luot_sockets", "Open sockets", "role", house["sockets"].counts())
        for end, what in (("", "database"), ("-wal", "log")):
            file = path.with_name(path.name + end)
            size = file.stat().st_size if file.exists() else 0
            yield GaugeMetricFamily(f"luot_{what}_bytes", f"The hall's {what} on the disk", size)
        free, _ = machine.space(path.parent)
        found = {"luot_disk_free_bytes": free, "luot_memory_bytes": machine.own_memory(),
                 "luot_memory_available_bytes": machine.memory()[0], "luot_backup_age_seconds": backups.age_s,
                 "luot_write_seconds": beat.took_ms / 1000 if beat else None}  # fmt: skip
        for name, value in found.items():
            if value is not None:
                yield GaugeMetricFamily(name, name.removeprefix("luot_").replace("_", " "), value)
        shut = house["pulse"].fault is not None or house["hall"].is_behind()
        yield GaugeMetricFamily("luot_can_issue", "1 while numbers can be given out", int(not shut))
        told = {one["id"]: 1 + one["grave"] for one in care.warnings(house)}
        yield _many("luot_warning", "1 for an early warning, 2 for a grave one", "id", told)


def _many(name: str, text: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(name, text, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family
