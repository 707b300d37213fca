"""python -m server import FILE: a catalogue of procedures (CSV) or a hall file (TOML). May run beside the server."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path

from . import catalogue, hallfile
from .accounts import follow_plan
from .clock import HallClock
from .core.plan import PlanError
from .hall import Hall
from .identity import Identities
from .settings import Settings
from .store.sqlite import SqliteStore

COLUMNS = ("code", "name", "short", "field", "agency", "documents", "department", "service", "folded")


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
    changed = hall.configure(plan)
    follow_plan(Identities(store, hall.clock), plan)
    print("the hall's configuration has changed from now on" if changed else "nothing to change: the hall stands so")
    return 0


def _import_catalogue(store: SqliteStore, hall: Hall, settings: Settings, path: Path) -> int:
    with store.reading() as db:
        known = db.execute("SELECT 1 FROM plans LIMIT 1").fetchone()
    if known is None:  # the catalogue is filed under the hall's departments, so a new hall begins with its file
        hall.configure(hallfile.read(settings.hall_file))
    with store.reading() as db:
        plan = store.plan_of(db)[1]
    rows, findings = catalogue.read(path, plan)
    added, changed, same = _save(store, rows)
    for finding in findings:
        print(finding, file=sys.stderr)
    fields, agencies = {(row.agency, row.field) for row in rows}, {row.agency for row in rows}
    print(
        f"{len(rows)} procedures read ({len(fields)} fields of {len(agencies)} agencies): "
        f"{added} new, {changed} changed, {same} as before; {len(findings)} left out"
    )
    return 1 if findings else 0


def _save(store: SqliteStore, rows: list) -> tuple[int, int, int]:
    added = changed = same = 0
    marks = ", ".join("?" * len(COLUMNS))
    with store.writing() as db:
        for row in rows:
            values = tuple(getattr(row, name) for name in COLUMNS)
            old = db.execute(f"SELECT {', '.join(COLUMNS)} FROM procedures WHERE code = ?", (row.code,)).fetchone()
            if old is not None and tuple(old) == values:
                same += 1
                continue
            added, changed = (added + 1, changed) if old is None else (added, changed + 1)
            db.execute(f"INSERT OR REPLACE INTO procedures ({', '.join(COLUMNS)}) VALUES ({marks})", values)
        if added or changed:  # kiosks that are up see by this that there is something new to fetch
            db.execute("INSERT OR REPLACE INTO meta VALUES ('catalogue', ?)", (secrets.token_hex(8),))
    return added, changed, same
