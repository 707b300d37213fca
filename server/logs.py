"""The hall's log: one JSON object a line in data/logs/, kept within bounds, without secrets; docs/operations.md.

A deed's line carries its key, its deed id and its ticket; what follows from it (paper, screens, voice) carries the deed
id again. Names of people, passwords, tokens and the secret of a slip's link stand nowhere.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

FOLDER, NAME = "logs", "server.log"
LARGEST, FILES = 10 * 1024 * 1024, 10  # 100 MB at most
OLDEST_S = 60 * 24 * 3600
SECRETS = re.compile(
    r"(?P<keep>/t/|\bcode=|\btoken=|\btoken\"?: ?\"|Bearer |password=|luot_\w+=)[\w.~+/=-]{6,}", re.IGNORECASE
)
LIMIT = 4000  # letters of one message or traceback
MOST, MINUTE_S = 60, 60.0  # lines of one place in the code, and for how long
deeds = logging.getLogger("luot.deeds")


def tell(event: str, /, **facts: object) -> None:
    """One line about a deed or what became of it. Facts that are None are left out."""
    if deeds.isEnabledFor(logging.INFO):
        told = {name: value for name, value in facts.items() if value is not None}
        deeds.info(event, extra={"facts": told})


class JsonLines(logging.Formatter):
    """`{"at", "level", "from", "say", …facts}`; a traceback is one more value, so a line stays a line."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname.lower(), "from": record.name, "say": clean(record.getMessage())}
        line |= getattr(record, "facts", {})
        if record.exc_info:
            line["fault"] = clean(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)


class Plain(logging.Formatter):
    """For the terminal and the system's journal: the same without its secrets."""

    def format(self, record: logging.LogRecord) -> str:
        return clean(super().format(record))


class Sparing(logging.Filter):
    """At most MOST lines a minute from one place in the code, and then how many were left out: whoever floods the hall
    with nonsense would else drive everything before out of the log."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._seconds, self._counting = seconds, threading.Lock()
        self._said: dict[tuple[str, int], tuple[float, int]] = {}  # → (minute's begin, lines since)

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == deeds.name:
            return True  # what the hall did is never spared
        if not hasattr(record, "kept"):  # it comes by here once for each handler
            record.kept = self._keep(record)
        return record.kept

    def _keep(self, record: logging.LogRecord) -> bool:
        place, now = (record.pathname, record.lineno), self._seconds()
        with self._counting:
            begun, lines = self._said.get(place, (now, 0))
            left_out = lines - MOST if now - begun >= MINUTE_S else 0
            begun, lines = (now, 0) if now - begun >= MINUTE_S else (begun, lines)
            self._said[place] = begun, lines + 1
        if left_out > 0:
            record.msg, record.args = f"{record.getMessage()} (and {left_out} more of the kind, left out)", None
        return lines < MOST


def clean(text: str) -> str:
    return SECRETS.sub(r"\g<keep>…", text)[-LIMIT:]


def begin(data: Path) -> None:
    """Everything from INFO on goes to the file, all but the deeds to the terminal too."""
    logging.raiseExceptions = False  # a full disk must not fill the terminal with its own complaints
    folder = data / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    clear_away(folder)
    terminal = logging.StreamHandler()
    terminal.setFormatter(Plain("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    terminal.addFilter(lambda record: record.name != deeds.name)
    handlers: list[logging.Handler] = [terminal]
    with contextlib.suppress(OSError):  # a read-only disk is told of by the store, in its own words
        kept = RotatingFileHandler(folder / NAME, maxBytes=LARGEST, backupCount=FILES - 1, encoding="utf-8", delay=True)
        kept.setFormatter(JsonLines())
        handlers.append(kept)
    sparing = Sparing()
    for one in handlers:
        one.addFilter(sparing)
    logging.basicConfig(level=logging.INFO, handlers=handlers, force=True)


def clear_away(folder: Path, now: float | None = None) -> None:
    """Files nobody has written for two months."""
    oldest = (time.time() if now is None else now) - OLDEST_S
    for path in folder.glob(f"{NAME}.*"):
        with contextlib.suppress(OSError):
            if os.stat(path).st_mtime < oldest:
                path.unlink()
