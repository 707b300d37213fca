"""Makes a backup every quarter of an hour, in a thread of its own, and remembers how the last one went."""

from __future__ import annotations

import logging
import os
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ..core import retention
from ..settings import Settings
from ..store.copying import CopyDamaged
from . import archive
from .archive import Backup, BadBackup
from .mirror import mirror

log = logging.getLogger(__name__)
FIRST_S = 60  # after the start, where the last one is old: the morning's first minute belongs to the screens
AGAIN_S = 120  # after one that failed
AHEAD_S = 300  # of a machine's clock that is being set right


@dataclass(frozen=True)
class BackupState:
    """How backups stand. `age_s` is of the newest that counts, None where there is none; `fault` of the last try."""

    folder: Path
    age_s: float | None
    every_s: float
    fault: str | None
    same_disk: bool
    damaged: str | None  # what a copy of the hall's own file showed to be wrong with it


class BackupKeeper:
    """`look` is called with each heartbeat and costs nothing between two backups."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._every_s = settings.backup_minutes * 60
        self._thread: threading.Thread | None = None
        self._working = threading.Lock()
        self._stopping = threading.Event()
        self._fault: str | None = None
        self._damaged: str | None = None
        self._due = time.monotonic() + min(FIRST_S, self._every_s)
        age = self._age_s()
        if age is not None and age < self._every_s:
            self._due = max(self._due, time.monotonic() + self._every_s - age)

    def look(self) -> None:
        with self._working:
            if self._every_s and time.monotonic() >= self._due and not self.busy:
                self._begin()

    def _begin(self) -> None:
        self._due = time.monotonic() + self._every_s
        self._thread = threading.Thread(target=self._work, name="backup", daemon=True)
        self._thread.start()

    def now(self) -> None:
        """One at once, because a person asked; not beside one that is under way."""
        with self._working:
            if not self.busy:
                self._begin()

    @property
    def busy(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def stop(self) -> None:
        """One that is under way leaves a `.part` behind, which the next one clears away."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(1)

    def state(self) -> BackupState:
        folder = self._settings.backups
        same = same_disk(self._settings.data, folder)
        return BackupState(folder, self._age_s(), self._every_s, self._fault, same, self._damaged)

    def _age_s(self) -> float | None:
        """Of the newest that is not of tomorrow: one made under a wrong clock would else stay fresh for years."""
        now = datetime.now(UTC)
        ages = ((now - one.made_at).total_seconds() for one in archive.listed(self._settings.backups))
        return next((max(0.0, age) for age in ages if age >= -AHEAD_S), None)

    def _work(self) -> None:
        try:
            begun = time.monotonic()
            made = back_up(self._settings, self._rest)
            log.info("backup %s: %d kB in %.1f s", made.path.name, made.size >> 10, time.monotonic() - begun)
            self._fault = self._damaged = None
        except _Stopped:
            log.info("a backup was broken off by the stop")
        except CopyDamaged as damage:
            self._damaged = self._fault = str(damage)
            log.critical("the hall's file is damaged (%s): stop the hall and restore a backup", damage)
        except (OSError, BadBackup, ValueError) as fault:
            self._fail(str(fault))
        except Exception as fault:  # nothing a backup meets may stop the hall
            log.exception("a backup fell")
            self._fail(str(fault))

    def _fail(self, fault: str) -> None:
        self._fault = fault
        self._due = time.monotonic() + min(AGAIN_S, self._every_s)
        log.error("no backup was made: %s", fault)

    def _rest(self) -> None:
        if self._stopping.wait(archive.REST_S):
            raise _Stopped


class _Stopped(Exception):
    """The server stops: the backup is left."""


def back_up(settings: Settings, rest=None) -> Backup:  # noqa: ANN001
    """One backup now; those that are no longer worth their room go. Raises what `archive.make` raises."""
    folder = settings.backups
    made = archive.make(settings.data, folder, **({"rest": rest} if rest else {}))
    mirror(settings.data, folder)
    clear_away(folder)
    return made


def clear_away(folder: Path) -> list[Path]:
    """Deletes the backups that retention lets go, and no other file."""
    found = archive.listed(folder)
    keep = retention.kept([one.made_at for one in found], datetime.now(UTC))
    gone = [one.path for one in found if one.made_at not in keep]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def same_disk(data: Path, folder: Path) -> bool:
    """Whether both would be lost together: one file system, as far as this machine can tell."""
    try:
        return os.stat(data).st_dev == os.stat(_nearest(folder)).st_dev
    except OSError:
        return True


def _nearest(folder: Path) -> Path:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder
