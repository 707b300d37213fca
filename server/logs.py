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
DAY_S = 24 * 3600
WEEK_S, OLDEST_S = 7 * DAY_S, 52 * DAY_S  # lines of one file; a file since its last line: with a night, 60 days
SECRETS = re.compile(
    r"(?P<keep>/t/|\bcode=|\btoken=|\btoken\"?: ?\"|Bearer |password=|luot_\w+=)[\w.~+/=-]{6,}", re.IGNORECASE
)
LIMIT = 4000  # letters of one message or traceback
MOST, MINUTE_S = 60, 60.0  # lines of one place in the code, and for how long
deeds, log = logging.getLogger("luot.deeds"), logging.getLogger(__name__)


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


def nightly(data: Path, now: float | None = None) -> None:
    """No line outlives its 60 days: a quiet hall would write one file for years, and no start clears what is old."""
    now = time.time() if now is None else now
    path = os.path.abspath(data / FOLDER / NAME)
    for handler in logging.getLogger().handlers:
        if isinstance(handler, RotatingFileHandler) and handler.baseFilename == path:
            _turn(handler, now)
    clear_away(data / FOLDER, now)


def _turn(handler: RotatingFileHandler, now: float) -> None:
    """To a new file, where this one's first line is old."""
    handler.acquire()
    try:
        if _begun(Path(handler.baseFilename), now) < now - WEEK_S:
            handler.doRollover()
    except OSError:  # another program holds the file: the night's other work goes on, and tomorrow it is tried again
        log.warning("the log could not turn to a new file", exc_info=True)
    finally:
        handler.release()


def _begun(path: Path, now: float) -> float:
    """When its first line was written; a file whose first line nobody can read is old."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            first = file.readline()
        return datetime.fromisoformat(json.loads(first)["at"]).timestamp() if first else now
    except FileNotFoundError:
        return now
    except (ValueError, KeyError, TypeError):
        return 0.0


def clear_away(folder: Path, now: float | None = None) -> None:
    """Files nobody has written for so long."""
    oldest = (time.time() if now is None else now) - OLDEST_S
    for path in folder.glob(f"{NAME}.*"):
        with contextlib.suppress(OSError):
            if os.stat(path).st_mtime < oldest:
                path.unlink()
