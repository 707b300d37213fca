"""Devices: a one-time code becomes a token, a token can be revoked."""

from __future__ import annotations

import re
import secrets

from ..core.errors import BadInput
from ..ports import Clock
from ..store.sqlite import SqliteStore
from .known import DESK_NAME, DEVICE_KINDS, CodeSpent, Identity, digest

CODE_LIFE_MS = 10 * 60_000
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no I, O, 0, 1: they are read wrong off a screen


class Devices:
    _store: SqliteStore
    _clock: Clock

    def new_code(self, kind: str, name: str) -> str:
        """A one-time code for a device of that kind; it lives 10 minutes and is told only here."""
        if kind not in DEVICE_KINDS:
            raise BadInput(f"a device is one of {', '.join(DEVICE_KINDS)}")
        name = name.strip()
        if not 1 <= len(name) <= 40:
            raise BadInput("a device's name has 1 to 40 characters", "Mã thiết bị dài từ 1 đến 40 ký tự.")
        if kind in ("keypad", "desk") and not re.fullmatch(DESK_NAME, name):
            raise BadInput(
                "number pads and computers at a desk are named for it, such as desk-5",
                "Thiết bị tại quầy mang mã của quầy: desk- và số quầy. Quầy 5 là desk-5.",
            )
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(8))
        with self._store.writing() as db:
            db.execute("DELETE FROM codes WHERE expires_at < ?", (self._clock.now() - CODE_LIFE_MS,))
            db.execute(
                "INSERT INTO codes (code_hash, kind, name, expires_at) VALUES (?, ?, ?, ?)",
                (digest(code), kind, name, self._clock.now() + self._code_life()),
            )
        return code

    def _code_life(self) -> int:
        """Ten minutes for the person who types it, however fast the hall's clock runs."""
        return int(CODE_LIFE_MS * max(1.0, self._clock.speed))

    def enrol(self, code: str) -> tuple[str, str, str]:
        """Spends a code: (secret token, kind, name). Raises CodeSpent for any code that is not good now."""
        token, hashed = secrets.token_urlsafe(32), digest(code.strip().upper())
        now = self._clock.now()
        with self._store.writing() as db:
            row = db.execute(
                "UPDATE codes SET used_at = ? WHERE code_hash = ? AND used_at IS NULL AND expires_at > ?"
                " RETURNING kind, name",
                (now, hashed, now),
            ).fetchall()
            if not row:
                raise CodeSpent
            kind, name = row[0]
            db.execute(
                "INSERT INTO devices (kind, name, token_hash, created_at) VALUES (?, ?, ?, ?)",
                (kind, name, digest(token), now),
            )
        return token, kind, name

    def devices(self) -> list[dict]:
        with self._store.reading() as db:
            return [dict(row) for row in db.execute("SELECT id, kind, name, created_at, revoked_at FROM devices")]

    def revoke(self, device: int) -> str | None:
        """Ends a device's token; its hash, so that open sockets can be ended too."""
        with self._store.writing() as db:
            row = db.execute(
                "UPDATE devices SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL RETURNING token_hash",
                (self._clock.now(), device),
            ).fetchall()
        return row[0]["token_hash"] if row else None

    def of_token(self, token: str, kind: str) -> Identity | None:
        row = self._store.row(
            "SELECT * FROM devices WHERE token_hash = ? AND kind = ? AND revoked_at IS NULL", (digest(token), kind)
        )
        return Identity(kind, row["name"], row["token_hash"], row["id"]) if row else None
