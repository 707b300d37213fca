"""One backup is one zip: the hall's file as of one moment, its keys, and a manifest that says what must be found in it.

It counts as a backup only once it has been read back whole from where it lies: until then its name ends in `.part`.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
import sqlite3
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from ..core.version import VERSION
from ..store import journal
from ..store.copying import copy_whole, flush_folder

NAME = re.compile(r"luot-(\d{8}-\d{6})-(\d+)\.zip")
DATABASE, MANIFEST = "hall.db", "manifest.json"
CHUNK = 1024 * 1024
REST_S = 0.002  # after each chunk: the hall's own threads come first
LEVEL = 1  # a fifth of the bytes for little work
ROOM = 16 * 1024 * 1024  # left over while a backup is made
LOCK, PATIENCE_S = ".making", 600.0  # one at a time: a backup clears away what a broken one left
SMALL = 4 * 1024 * 1024  # a larger file beside the hall's is media: `mirror.py`
# Not needed to run the hall again, or somebody else's: locks, logs, what was put aside, what can be made anew.
LEFT_OUT = re.compile(
    r"hall\.(db.*|new\..*|lock|url|started)|clean-start\.asked|before|rehearsal|.*\.part|logs|before-upgrade|aside-.*"
    r"|\.restoring|restore\.unfinished|voice-bank|voices|playlist|demo|.*-backups|sample-accounts\.txt|second-factor\.key"
)


class NoRoom(OSError):
    """The place for backups is too full for one more."""


class BadBackup(RuntimeError):
    """This file is no whole backup; the sentence says why."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. `made_at` is the machine's clock, `last_at` the hall's at its last entry."""

    made_at: str
    version: str
    seq: int
    last_at: int
    last_hash: str
    business_date: str
    sha256: str
    size: int
    files: dict[str, str] = field(default_factory=dict)  # name → SHA-256 of what else is in it


@dataclass(frozen=True)
class Backup:
    """A file in the folder, by its name alone."""

    path: Path
    made_at: datetime
    seq: int

    @property
    def size(self) -> int:
        return self.path.stat().st_size


def listed(folder: Path) -> list[Backup]:
    """The backups in the folder, the newest first. What has another name is not ours."""
    found = []
    for path in folder.glob("luot-*.zip") if folder.is_dir() else ():
        if named := NAME.fullmatch(path.name):
            made_at = datetime.strptime(named[1], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
            found.append(Backup(path, made_at, int(named[2])))
    return sorted(found, key=lambda one: (one.made_at, one.seq), reverse=True)


def make(data: Path, folder: Path, rest: Callable[[], None] = lambda: time.sleep(REST_S)) -> Backup:
    """A backup of the hall in `data`, checked. Raises CopyDamaged where the hall's own file is damaged, BadBackup
    where what was written does not read back, OSError where it can't be written."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(folder, rest):
        return _make(data, folder, rest)


@contextlib.contextmanager
def _alone(folder: Path, rest: Callable[[], None]) -> Iterator[None]:
    """The command and the running hall may want one at the same moment, into the same folder."""
    with (folder / LOCK).open("w") as lock:
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise
                rest()
                time.sleep(0.1)
        yield


def _make(data: Path, folder: Path, rest: Callable[[], None]) -> Backup:
    for left in folder.glob("*.part*"):
        left.unlink()
    copy, extra = folder / "hall.part.db", _extra(data)
    _need_room(data / DATABASE, folder)
    try:
        source = sqlite3.connect(data / DATABASE, isolation_level=None, timeout=10)
        try:
            copy_whole(source, copy)
        finally:
            source.close()
        manifest = _describe(copy, extra, rest)
        made_at = datetime.fromisoformat(manifest.made_at)
        target = folder / f"luot-{made_at.strftime('%Y%m%d-%H%M%S')}-{manifest.seq}.zip"
        part = target.with_name(target.name + ".part")
        _write(part, copy, extra, manifest, rest)
        check(part, rest)
        os.replace(part, target)
        flush_folder(folder)
        return Backup(target, made_at, manifest.seq)
    finally:
        copy.unlink(missing_ok=True)


def _need_room(database: Path, folder: Path) -> None:
    free, need = shutil.disk_usage(folder).free, 2 * database.stat().st_size + ROOM
    if free < need:
        raise NoRoom(f"{folder} has {free >> 20} MB free, and a backup needs {need >> 20} MB while it is made")


def _extra(data: Path) -> dict[str, bytes]:
    found = {}
    for path in beside(data):
        with contextlib.suppress(FileNotFoundError):  # the print agent's notes come and go
            found[path.relative_to(data).as_posix()] = path.read_bytes()
    return found


def beside(data: Path) -> Iterator[Path]:
    """What else is needed to run the hall again: keys and tokens, small files all."""
    for top in sorted(data.iterdir()):
        if LEFT_OUT.fullmatch(top.name):
            continue
        for path in [top] if top.is_file() else sorted(one for one in top.rglob("*") if one.is_file()):
            with contextlib.suppress(FileNotFoundError):  # gone since it was listed, as the print agent's notes go
                if path.stat().st_size <= SMALL and not path.name.endswith(".part"):
                    yield path


def _describe(copy: Path, extra: dict[str, bytes], rest: Callable[[], None]) -> Manifest:
    db = sqlite3.connect(copy)
    db.row_factory = sqlite3.Row
    try:
        last = journal.last(db)
        date = db.execute("SELECT value FROM meta WHERE key = 'business_date'").fetchone()
    finally:
        db.close()
    with copy.open("rb") as file:
        digest, size = _digest(file, rest)
    return Manifest(
        datetime.now(UTC).replace(microsecond=0).isoformat(), VERSION, last["seq"] if last else 0,
        last["at"] if last else 0, journal.row_hash(last) if last else journal.GENESIS, date["value"] if date else "",
        digest, size, {name: hashlib.sha256(content).hexdigest() for name, content in extra.items()},
    )  # fmt: skip


def _write(part: Path, copy: Path, extra: dict[str, bytes], manifest: Manifest, rest: Callable[[], None]) -> None:
    with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as whole:
            whole.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
            for name, content in extra.items():
                whole.writestr(f"files/{name}", content)
            with whole.open(DATABASE, "w", force_zip64=True) as inside, copy.open("rb") as database:
                while chunk := database.read(CHUNK):
                    inside.write(chunk)
                    rest()
        file.flush()
        os.fsync(file.fileno())


def check(path: Path, rest: Callable[[], None] = lambda: None) -> Manifest:
    """Reads all of it and compares with what it says of itself. Raises BadBackup."""
    try:
        with zipfile.ZipFile(path) as whole:
            manifest = Manifest(**json.loads(whole.read(MANIFEST)))
            with whole.open(DATABASE) as database:
                if _digest(database, rest) != (manifest.sha256, manifest.size):
                    raise BadBackup(f"{path.name}: the hall's file in it is not what was written")
            for name, digest in manifest.files.items():
                if hashlib.sha256(whole.read(f"files/{name}")).hexdigest() != digest:
                    raise BadBackup(f"{path.name}: {name} in it is not what was written")
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, EOFError, NotImplementedError) as broken:
        raise BadBackup(f"{path.name} is damaged or no backup of Lượt ({broken})") from broken
    return manifest


def _digest(file, rest: Callable[[], None]) -> tuple[str, int]:  # noqa: ANN001
    digest, size = hashlib.sha256(), 0
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
        rest()
    return digest.hexdigest(), size

