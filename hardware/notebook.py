"""What a printer was doing when its agent ended, kept on disk so that the next start can tell the server."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import quote


class Notebook:
    """One job in hand per printer, with the result known so far ("unknown" from the moment printing may begin)."""

    def __init__(self, folder: Path, printer: str) -> None:
        self._path = folder / f"in-hand-{quote(printer, safe='')}.json"

    def write(self, job: Any, result: dict[str, str]) -> None:
        """On disk before this returns: a power cut in mid-ticket must still end in "unknown", not in silence."""
        part = self._path.with_suffix(".part")
        with open(part, "w", encoding="utf-8") as file:
            json.dump({"job": job, "result": result}, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, self._path)

    def read(self) -> tuple[Any, dict[str, str]] | None:
        """(job, result) left in hand, or None; a page that cannot be read counts as none."""
        try:
            page = json.loads(self._path.read_text(encoding="utf-8"))
            return page["job"], page["result"]
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None

    def clear(self) -> None:
        self._path.unlink(missing_ok=True)
