"""The way back from a backup: nothing deleted, no number twice, and every screen draws itself anew.

All is made ready beside the present data; then the files change places, with a marker that keeps the hall from starting
on half of it. Broken off at any moment, the same command once more ends it.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ..clean_start import ASKED
from ..core.events import Entry, Kind
from ..core.hours import business_date
from ..serve import UNFINISHED
from ..store import journal
from ..store.copying import flush_folder
from ..store.sqlite import SqliteStore
from . import archive
from .archive import DATABASE, BadBackup, Manifest
from .mirror import bring_back
from .numbers import Known, Series, known_of, raised, unseen

WORK, ASIDE = ".restoring", "aside-"
SHUT_OUT = ("revoked", "ended", "closed")  # of `Known`
LOGS = (f"{DATABASE}-wal", f"{DATABASE}-shm")  # they belong to the file they were written with, and to no other


@dataclass(frozen=True)
class Restored:
    """What a restore did, for the person who asked for it."""

    manifest: Manifest
    aside: Path | None
    raised: dict[Series, tuple[int, int]]  # (date, letter) → last number in the backup, last number taken now
    sure: bool  # the data before go on from the backup and could be read: the numbers are known, not guessed


def restore(
    data: Path, file: Path, now: int, last: dict[str, int], step: Callable[[str], None] = lambda name: None
) -> Restored:
    """Puts the hall of `file` into `data`. The caller leads the hall (nobody else runs on it).

    `now` is UTC ms; `last` the highest number of today somebody has seen, by letter; `step` is told of each step
    (tests end the process there). Raises BadBackup before anything is touched.
    """
    manifest = archive.check(file)
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    work = data / WORK
    shutil.rmtree(work, ignore_errors=True)
    _unpack(file, manifest, work)
    step("unpacked")
    today = max(business_date(now).isoformat(), manifest.business_date)
    known = _known(data, work, (manifest.seq, manifest.last_hash))
    for letter, n in last.items():
        known.take((today, letter), n)
    up = _make_ready(work / DATABASE, file.name, manifest, known, now, today)
    shutil.rmtree(work / "before-upgrade", ignore_errors=True)  # the backup itself is that copy
    step("ready")
    aside = _change_places(data, work, known, step)
    bring_back(file.parent, data)
    return Restored(manifest, aside, up, known.readable)


def _unpack(file: Path, manifest: Manifest, work: Path) -> None:
    work.mkdir(mode=0o700)
    with zipfile.ZipFile(file) as whole:
        for name in [DATABASE, *(f"files/{one}" for one in manifest.files)]:
            target = work / name.removeprefix("files/")
            if not target.resolve().is_relative_to(work.resolve()):
                raise BadBackup(f"{file.name} names a file outside the hall's folder: {name}")
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with whole.open(name) as inside, os.fdopen(os.open(target, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as file_:
                shutil.copyfileobj(inside, file_)
                file_.flush()
                os.fsync(file_.fileno())


def _known(data: Path, work: Path, last: tuple[int, str]) -> Known:
    """All that the present data, and those put aside before, tell of numbers given out. No data at all tell nothing.

    Nor is a hall that began anew (on a new machine, after a clean start) a witness of what the lost one gave out.
    """
    present, *before = data / DATABASE, *data.glob(f"{ASIDE}*/{DATABASE}*")
    known = known_of(present, work / "look", last) if present.exists() else Known(readable=False)
    holds, restored = known.holds, known.restored
    for path in before:
        if not path.name.endswith(("-wal", "-shm")):
            one = known_of(path, work / "look", last)
            holds = holds or (restored and one.holds)
            known.merge(one)
    known.readable = known.readable and holds
    marker = _read_marker(data)
    if marker is not None:
        for date, letter, n in marker["highest"]:
            known.take((date, letter), n)
        known.readable = marker["readable"]
        for who in SHUT_OUT:
            getattr(known, who).update(marker.get(who, ()))
    return known


def _make_ready(
    database: Path, name: str, manifest: Manifest, known: Known, now: int, today: str
) -> dict[Series, tuple[int, int]]:
    """Raises the counters, ends what had been ended since, and journals it, all in one deed."""
    store = SqliteStore(database)
    try:
        with store.reading() as db:
            last = journal.last(db)
            if last is None or (last["seq"], journal.row_hash(last)) != (manifest.seq, manifest.last_hash):
                raise BadBackup(f"{name}: its journal does not end where the backup says")
            own = {(row["business_date"], row["series"]): row["last"] for row in db.execute("SELECT * FROM counters")}
            letters = [one.letter for one in store.plan_of(db)[1].departments]
        made = int(datetime.fromisoformat(manifest.made_at).timestamp() * 1000)
        up = raised(own, known, unseen(now, made), today, letters)
        changed = {one: (own.get(one, 0), n) for one, n in sorted(up.items()) if n > own.get(one, 0)}
        _write_down(store, name, manifest, known, changed, now)
        return changed
    finally:
        store.close()


def _write_down(
    store: SqliteStore, name: str, manifest: Manifest, known: Known, changed: dict[Series, tuple[int, int]], now: int
) -> None:
    body = {
        "backup": name, "made_at": manifest.made_at, "upto": manifest.seq, "sure": known.readable,
        "raised": [[date, letter, before, after] for (date, letter), (before, after) in changed.items()],
    }  # fmt: skip
    with store.deed(now) as deed:
        for (date, letter), (_, after) in changed.items():
            deed.raise_counter(date, letter, after)
        deed.end_tokens(known.revoked, known.ended if known.readable else None)
        deed.close_accounts(known.closed)
        deed.record(Entry(Kind.RESTORED, deed.now, deed.date or deed.business_date(), body=body))
    with store.writing() as db:
        db.execute("UPDATE print_jobs SET state = 'expired', reason = 'restored' WHERE state = 'queued'")
    folded = sqlite3.connect(store.path, isolation_level=None)
    folded.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    folded.close()


def _change_places(data: Path, work: Path, known: Known, step: Callable[[str], None]) -> Path | None:
    """The present files step aside, those that were made ready take their places: the hall's file last of all."""
    marker = _read_marker(data)
    aside = data / (marker["aside"] if marker else f"{ASIDE}{time.strftime('%Y%m%d-%H%M%S')}")
    _write_marker(data, aside, known)
    step("marked")
    ready = sorted((one.name for one in work.iterdir()), key=lambda one: one == DATABASE)
    for name in (*LOGS, ASKED, *ready):  # a clean start asked for before was of the hall that goes
        if (data / name).exists():
            aside.mkdir(exist_ok=True, mode=0o700)
            os.replace(data / name, _free(aside / name))
            step(f"aside {name}")
    for name in ready:
        os.replace(work / name, data / name)
        step(f"in place {name}")
    flush_folder(data)
    (data / UNFINISHED).unlink()
    flush_folder(data)
    shutil.rmtree(work, ignore_errors=True)
    return aside if aside.exists() else None


def _free(path: Path) -> Path:
    """Nothing that was put aside is written over."""
    while path.exists():
        path = path.with_name(path.name + ".again")
    return path


def _write_marker(data: Path, aside: Path, known: Known) -> None:
    """With what is known, for a database and its log that are torn apart by a kill tell less than they did together."""
    told = {"aside": aside.name, "readable": known.readable, "highest": [[*one, n] for one, n in known.highest.items()]}
    told |= {who: sorted(getattr(known, who)) for who in SHUT_OUT}
    part = data / f"{UNFINISHED}.part"
    with part.open("w", encoding="utf-8") as file:
        json.dump(told, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, data / UNFINISHED)
    flush_folder(data)


def _read_marker(data: Path) -> dict | None:
    try:
        return json.loads((data / UNFINISHED).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
