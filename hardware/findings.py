"""What a probe found out about a printer, kept on disk for the agent."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

Level = Literal["full", "paper-only", "write-only"]


@dataclass(frozen=True)
class Finding:
    """`questions`: the DLE EOT numbers it answers. `behind`: whether it answers the question queued behind a ticket.
    `slowest_ms`: of those answers. `at`: local date and time of the probe."""

    questions: tuple[int, ...]
    behind: bool
    slowest_ms: int = 0
    at: str = ""

    @property
    def level(self) -> Level:
        if 2 in self.questions and 4 in self.questions:
            return "full"
        return "paper-only" if 4 in self.questions or self.behind else "write-only"


def read_findings(folder: Path) -> dict[str, Finding]:
    """By address; none where nothing was probed, or what was written cannot be read."""
    try:
        page = json.loads((folder / "probes.json").read_text(encoding="utf-8"))
        return {
            address: Finding(tuple(map(int, one["questions"])), bool(one["behind"]), int(one["slowest_ms"]), one["at"])
            for address, one in page.items()
        }
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def keep_finding(folder: Path, address: str, finding: Finding) -> None:
    """Replaces what was known of that address."""
    folder.mkdir(parents=True, exist_ok=True)
    page = {known: asdict(one) for known, one in (read_findings(folder) | {address: finding}).items()}
    part = folder / "probes.json.part"
    part.write_text(json.dumps(page, ensure_ascii=False, indent=1), encoding="utf-8")
    os.replace(part, folder / "probes.json")
