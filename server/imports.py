"""python -m server import FILE: a catalogue of procedures (CSV) or a hall file (TOML). May run beside the server."""

from __future__ import annotations

import sys
from pathlib import Path

from . import catalogue, hallfile
from .accounts import follow_plan
from .clock import HallClock
from .core.plan import PlanError
from .hall import Hall
from .identity import Identities
from .settings import Settings
from .store.changes import KEPT, Change, Row
from .store.sqlite import SqliteStore


def import_file(settings: Settings, path: Path) -> int:
    """0 when all of it was taken, 1 when something was left out; the report says line by line what and why."""
    if not path.is_file():
        print(f"lượt: {path} is not there", file=sys.stderr)
        return 1
    store = SqliteStore(settings.database)
    hall = Hall(store, HallClock.begin(settings.clock_start, settings.clock_speed))
    if path.suffix.lower() == ".toml":
        return _import_hall(store, hall, path)
    return _import_catalogue(store, hall, settings, path)


def _import_hall(store: SqliteStore, hall: Hall, path: Path) -> int:
    try:
        plan = hallfile.read(path)
    except PlanError as wrong:
        print(wrong, file=sys.stderr)
        return 1
    changed = hall.configure(plan, how="command")
    follow_plan(Identities(store, hall.clock), plan)
    print("the hall's configuration has changed from now on" if changed else "nothing to change: the hall stands so")
    return 0


def _import_catalogue(store: SqliteStore, hall: Hall, settings: Settings, path: Path) -> int:
    with store.reading() as db:
        known = db.execute("SELECT 1 FROM plans LIMIT 1").fetchone()
    if known is None:  # the catalogue is filed under the hall's departments, so a new hall begins with its file
        hall.configure(hallfile.read(settings.hall_file), how="first")
    with store.reading() as db:
        plan = store.plan_of(db)[1]
    rows, findings = catalogue.read(path, plan)
    added, changed, same = _save(hall, rows)
    for finding in findings:
        print(finding, file=sys.stderr)
    fields, agencies = {(row.agency, row.field) for row in rows}, {row.agency for row in rows}
    print(
        f"{len(rows)} procedures read ({len(fields)} fields of {len(agencies)} agencies): "
        f"{added} new, {changed} changed, {same} as before; {len(findings)} left out"
    )
    return 1 if findings else 0


def _save(hall: Hall, rows: list[catalogue.Procedure]) -> tuple[int, int, int]:
    told = [0, 0, 0]

    def differing(present: dict[str, Row]) -> list[Change]:
        found = []
        for row in rows:
            after, before = {key: getattr(row, key) for key in KEPT}, present.get(row.code)
            told[0 if before is None else 1 if before != after else 2] += 1
            if before != after:
                found.append((row.code, before, after))
        return found

    hall.change_catalogue(differing, how="command")
    added, changed, same = told
    return added, changed, same
