"""python -m server backup, backups, restore: what the person at the terminal reads."""

from __future__ import annotations

import argparse
import re
import sqlite3
import sys
from datetime import datetime

from ..clock import HallClock
from ..core.hours import ZONE, written
from ..core.numbering import write
from ..serve import AlreadyLed, take_lead
from ..settings import Settings
from ..store.copying import CopyDamaged
from ..store.upgrade import StoreRefused
from . import archive
from .archive import BadBackup
from .keeper import back_up, same_disk
from .restore import Restored, restore

NOW_START = (
    "Khởi động lại trung tâm: các màn hình tự vẽ lại; trang Việc cần làm (/admin/) nói về lần khôi phục này.",
    "Start the hall: its screens draw themselves anew; the page To do (/admin/) tells of this restore.",
)
SAME_DISK = "note: {0} is on the same disk as the hall: a broken disk takes both. Name another with --backup-to DIR"


def backup_command(settings: Settings, args: argparse.Namespace) -> int:
    """A backup now, also while the hall runs."""
    try:
        made = back_up(settings)
    except CopyDamaged as damage:
        print(f"lượt: the hall's own file is damaged ({damage}); nothing was backed up, older backups are kept",
              file=sys.stderr)  # fmt: skip
        return 1
    except (OSError, BadBackup, sqlite3.Error) as fault:
        print(f"lượt: no backup was made: {fault}", file=sys.stderr)
        return 1
    print(f"{made.path}: {made.size >> 10} kB, up to journal entry {made.seq}; read back and whole")
    if same_disk(settings.data, settings.backups):
        print(SAME_DISK.format(settings.backups), file=sys.stderr)
    return 0


def list_command(settings: Settings, args: argparse.Namespace) -> int:
    """What there is, newest first; with --check each is read through."""
    found, bad = archive.listed(settings.backups), 0
    for one in found:
        state = ""
        if args.check:
            try:
                archive.check(one.path)
                state = "  whole"
            except (BadBackup, OSError) as broken:
                state, bad = f"  NOT GOOD: {broken}", bad + 1
        at = one.made_at.astimezone(ZONE).strftime("%d/%m/%Y %H:%M:%S")
        print(f"{at}  entry {one.seq:>8}  {one.size >> 10:>8} kB  {one.path}{state}")
    if not found:
        print(f"lượt: there is no backup in {settings.backups}", file=sys.stderr)
    return 1 if bad or not found else 0


def restore_command(settings: Settings, args: argparse.Namespace) -> int:
    """Refuses while a server runs on the data."""
    last = _last_numbers(args.last or [])
    if last is None or not args.file.is_file():
        wrong = "--last is written like A140" if last is None else f"{args.file} is not there"
        print(f"lượt: {wrong}", file=sys.stderr)
        return 2
    try:
        lead = take_lead(settings)
    except AlreadyLed as led:
        print(f"lượt: {led}; a restore needs the hall to stand still", file=sys.stderr)
        return 1
    try:
        done = restore(settings.data, args.file.resolve(), HallClock.begin().now(), last)
    except (BadBackup, StoreRefused) as refused:
        print(f"lượt: {refused}; nothing was changed", file=sys.stderr)
        return 1
    except (OSError, sqlite3.Error) as fault:
        print(f"lượt: the restore was broken off ({fault}): mend that, then run the same once more", file=sys.stderr)
        return 1
    finally:
        lead.close()
    print(report(done))
    return 0


def report(done: Restored) -> str:
    made = datetime.fromisoformat(done.manifest.made_at).astimezone(ZONE).strftime("%d/%m/%Y %H:%M:%S")
    lines = [f"The hall stands as it did at {made} (last entry {done.manifest.seq}, {written(done.manifest.last_at)})."]
    if done.aside:
        lines.append(f"What was there before is kept in {done.aside}; nothing was deleted.")
    how = "were given out after the backup: their visitors need a new one" if done.sure else (
        "may have been given out after the backup (no data that go on from it could be read to their end)")  # fmt: skip
    for (date, letter), (before, after) in done.raised.items():
        numbers = f"{write(letter, before + 1)} to {write(letter, after)}"
        lines.append(f"  {date}: {numbers} {how}; the next is {write(letter, after + 1)}")
    return "\n".join([*lines, *NOW_START])


def _last_numbers(words: list[str]) -> dict[str, int] | None:
    found = {}
    for word in words:
        said = re.fullmatch(r"([A-Za-z]{1,2})([0-9]{1,6})", word)
        if said is None:
            return None
        found[said[1].upper()] = int(said[2])
    return found

