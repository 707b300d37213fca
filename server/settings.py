"""One frozen Settings, read once at start."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from .kept import kept_secret
from .shares import SOCKETS_OF_ONE
from .trust import unusable

ROOT = Path(__file__).resolve().parent.parent
SAMPLE_HALL = ROOT / "halls" / "thai-nguyen.toml"
# What `python -m server check` has to know of a hall that somebody else started.
STARTED = ("host", "port", "hours", "clock_start", "clock_speed", "public_url", "voice", "backup_to", "backup_minutes")


@dataclass(frozen=True)
class Settings:
    """`clock_start` is ISO 8601 or None for now; `clock_speed` hall seconds a real second; `hours` "always" or "real".

    `backup_to` is where backups go, None for a folder beside the data.
    `public_url` is what the slip's QR begins with: the address under which phones reach the hall.
    """

    data: Path
    host: str = "127.0.0.1"
    port: int = 8000
    hours: str = "always"
    clock_start: str | None = None
    clock_speed: float = 1.0
    hall_file: Path = SAMPLE_HALL
    public_url: str = ""
    voice: bool = True
    tls_cert: Path | None = None  # a PEM chain, the server's own certificate first
    tls_key: Path | None = None
    backup_to: Path | None = None
    sockets_of_one: int = SOCKETS_OF_ONE  # websockets that one address may hold at once
    backup_minutes: float = 15  # real ones, between two backups; 0: none by itself

    @property
    def backups(self) -> Path:
        """Where backups lie: better on another disk than the hall."""
        return self.backup_to or self.data.with_name(f"{self.data.name}-backups")

    @property
    def database(self) -> Path:
        return self.data / "hall.db"

    @property
    def tls(self) -> bool:
        return self.tls_cert is not None

    @property
    def url(self) -> str:
        """Where a browser on this machine reaches the hall."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::", "") else self.host
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}"

    def tell_where(self) -> None:
        """Writes down where this hall listens, for commands that come later."""
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        (self.data / "hall.url").write_text(self.url, encoding="utf-8")
        told = {key: getattr(self, key) for key in STARTED}
        (self.data / "hall.started").write_text(json.dumps(told, ensure_ascii=False, default=str), encoding="utf-8")
        if self.tls_cert is not None:
            self._believed.write_bytes(self.tls_cert.read_bytes())
        else:
            self._believed.unlink(missing_ok=True)

    @property
    def _believed(self) -> Path:
        return self.data / "hall.crt"

    @property
    def believed_where_it_runs(self) -> Path | None:
        """The certificate that the hall of this data folder shows, if it speaks TLS."""
        return self._believed if self._believed.exists() else None

    def where_it_runs(self) -> str:
        """Where the hall of this data folder listens, or did last."""
        try:
            return (self.data / "hall.url").read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return self.url

    def secret_key(self) -> bytes:
        """The key that signs cookies: made at the first start, in a file only its owner may read."""
        return kept_secret(self.data / "secret.key", lambda: secrets.token_bytes(32))


def check(settings: Settings) -> list[str]:
    """Findings about the settings, each with an id and a hint; empty when all is well."""
    found = []
    if settings.hours not in ("always", "real"):
        found.append(f"HALL-E01 --hours is '{settings.hours}': use 'always' or 'real'")
    if not 0 <= settings.port <= 65535:
        found.append(f"HALL-E02 --port {settings.port} is no port: choose one from 1 to 65535")
    if not settings.clock_speed > 0:
        found.append(f"HALL-E03 --clock-speed {settings.clock_speed}: it must be above 0")
    if not settings.backup_minutes >= 0:
        found.append(f"HALL-E06 --backup-minutes {settings.backup_minutes}: it must be 0 (none) or more")
    if settings.sockets_of_one < 1:
        found.append(f"HALL-E08 --sockets-of-one {settings.sockets_of_one}: it must be 1 or more (usually 300)")
    if settings.backup_to is not None and _is_within(settings.backup_to, settings.data):
        found.append(f"HALL-E07 --backup-to {settings.backup_to} lies in the hall's own folder: name another disk's")
    if settings.clock_start is not None and not _is_moment(settings.clock_start):
        found.append(f"HALL-E05 --clock-start '{settings.clock_start}': write it like 2026-11-23T07:30:00+07:00")
    if (settings.tls_cert is None) != (settings.tls_key is None):
        found.append("HALL-E20 --tls-cert and --tls-key go together: name both, or neither")
    elif settings.tls_cert and settings.tls_key and (why := unusable(settings.tls_cert, settings.tls_key)):
        found.append(f"HALL-E21 {why}; docs/tls.md tells how to make them")
    if not settings.hall_file.exists():
        found.append(f"HALL-E04 the hall file {settings.hall_file} is not there: name one with --hall-file")
    return found


def _is_within(folder: Path, data: Path) -> bool:
    return folder.resolve().is_relative_to(data.resolve())


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
