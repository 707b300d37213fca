"""What the checks look at: the hall's data, its devices and people, the machine. Read once, then judged purely."""

from __future__ import annotations

import json
import stat
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..accounts import SAMPLE_FILE, read_sample
from ..core.departments import GENERAL
from ..core.plan import HallPlan
from ..core.wellbeing import Warning
from ..identity.passwords import Passwords
from ..settings import STARTED, Settings
from ..setup.missing import section_names
from ..setup.steps import STEPS
from ..store.sqlite import SqliteStore

SECRETS = ("hall.db", "secret.key", "second-factor.key", SAMPLE_FILE, "agent/agent-token", "agent/probes.json")
UNSORTED = (
    "SELECT department, field FROM procedures WHERE NOT retired AND service = department || ? AND field <> ''"
    " GROUP BY department, field ORDER BY count(*) DESC, field"
)
Fits = Callable[[str, float, bool, int], bool]  # text, points, bold, width of the paper in mm


@dataclass(frozen=True)
class Facts:
    """`None` or empty where a fact is not known from here; no finding comes of what is not known."""

    plan: HallPlan
    settings: Settings
    now: int
    accounts: Sequence[Mapping[str, Any]] = ()  # username, role, password_hash, has_factor; none closed
    devices: Sequence[Mapping[str, Any]] = ()  # kind, name, revoked_at
    printers: Sequence[Mapping[str, Any]] | None = None  # as their agents said last; None where the hall is not up
    procedures: int = 0
    unsorted: Sequence[tuple[str, str]] = ()  # (department, field) of procedures that no service names
    admin: bool = True
    drafted: Sequence[str] = ()  # sections of the set-up that are saved and not in force
    steps_left: Sequence[str] = ()  # steps of the set-up nobody has saved, once it was begun
    clock_trouble: bool = False
    figures: int = 0
    voice: Mapping[str, Any] = field(default_factory=dict)  # as the engine tells it; empty where it is not known
    machine: Sequence[Warning] = ()  # of its disk, memory, backups, clock: core/wellbeing.py
    open_files: Sequence[str] = ()  # secrets that others may read
    time_zone: str = ""
    sample_left: Sequence[str] = ()  # accounts whose password is still the sample's
    fits: Fits | None = None  # whether a text fits on paper

    @property
    def tls(self) -> bool:
        """Whether the hall speaks it, or did when it was started last."""
        return self.settings.tls or self.settings.believed_where_it_runs is not None

    @property
    def open_to_network(self) -> bool:
        return self.settings.host not in ("127.0.0.1", "localhost", "::1")


def of_store(
    store: SqliteStore, settings: Settings, now: int, passwords: Passwords | None = None, **more: Any
) -> Facts:
    """What the data folder tells, whether the hall is up or not; `more` is what only a running house knows, and
    `passwords` its hasher: two at once, whoever asks."""
    plan = store.present_plan()
    able = ("SELECT username, name, role, password_hash, f.since IS NOT NULL AS has_factor FROM accounts"
            " LEFT JOIN second_factors f USING (username) WHERE NOT closed")  # fmt: skip
    accounts = [dict(row) for row in store.rows(able)]
    given = {
        "accounts": accounts, "devices": [dict(row) for row in store.rows("SELECT * FROM devices")],
        "procedures": store.rows("SELECT count(*) AS n FROM procedures")[0]["n"],
        "unsorted": [(row["department"], row["field"]) for row in store.rows(UNSORTED, (f".{GENERAL}",))],
        "open_files": _open_files(settings.data),
        "time_zone": time.strftime("%z"),
        "sample_left": [] if plan.sample else _sample_left(settings.data, accounts, passwords or Passwords()),
        "admin": any(one["role"] == "admin" and one["password_hash"] for one in accounts),
        "drafted": section_names(row["section"] for row in store.rows("SELECT section FROM setup_drafts")),
        "steps_left": _steps_left({row["step"] for row in store.rows("SELECT step FROM setup_steps")}),
        "figures": store.rows("SELECT count(*) AS n FROM figure_findings")[0]["n"],
    }  # fmt: skip
    return Facts(plan, settings, now, **{**given, **more})


def _steps_left(done: set[str]) -> list[str]:
    """Once somebody has begun: the steps nobody has been to, but the last, which is the opening itself."""
    return [one.vi for one in STEPS[:-1] if one.slug not in done] if done else []


def _open_files(data: Path) -> list[str]:
    """The folder itself, and secrets in it, that anybody else on the machine may read."""
    if data.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO) == 0:
        return []  # nobody else gets as far as the files
    wide = [one for one in SECRETS if (data / one).exists() and (data / one).stat().st_mode & 0o077]
    return wide


def _sample_left(data: Path, accounts: Sequence[Mapping[str, Any]], passwords: Passwords) -> list[str]:
    try:
        sample = read_sample(data)
    except (OSError, ValueError):
        return []
    return [
        one["username"] for one in accounts
        if one["username"] in sample and one["password_hash"]
        and _fits(passwords, one["password_hash"], sample[one["username"]])
    ]  # fmt: skip


@lru_cache(maxsize=256)
def _fits(passwords: Passwords, hashed: str, password: str) -> bool:
    """Asked at each look at a page, hashed once."""
    return passwords.fits(hashed, password)


def started_with(settings: Settings) -> Settings:
    """The settings the hall of this data folder was started with last, where it has written them down."""
    try:
        told = json.loads((settings.data / "hall.started").read_text(encoding="utf-8"))
        given = {key: told[key] for key in STARTED if key in told}
        backup_to = given.get("backup_to")
        return replace(settings, **given | {"backup_to": Path(backup_to) if backup_to else None})
    except (OSError, ValueError, TypeError):
        return settings
