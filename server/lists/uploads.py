"""What a person has sent and not decided on yet: kept by the server, seen by that person alone, for two hours."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass

from ..core.errors import HallError
from ..core.lists.reading import Sheet
from ..ports import Clock
from ..store.sqlite import SqliteStore

LIFE_MS = 2 * 3600 * 1000
EACH = 5  # files a person may have waiting; the oldest go


class UploadGone(HallError):
    id = "upload-gone"
    status = 410
    vi = "Tệp này đã nhận xong hoặc để quá 2 giờ. Mời gửi lại tệp."
    en = "This file has been taken already, or lay for more than 2 hours. Please send it again."


@dataclass(frozen=True)
class Upload:
    """`retire`: rows that the file does not have are to be retired."""

    id: str
    listed: str
    name: str
    retire: bool
    sheet: Sheet


class Uploads:
    def __init__(self, store: SqliteStore, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def keep(self, officer: str, listed: str, name: str, retire: bool, sheet: Sheet) -> str:
        own, now = secrets.token_urlsafe(18), self._clock.now()
        body = {"rows": sheet.rows, "marks": [[*at, mark] for at, mark in sheet.marks.items()], "notes": sheet.notes}
        with self._store.writing() as db:
            db.execute("DELETE FROM uploads WHERE at < ?", (now - self._life(),))
            db.execute(
                "INSERT INTO uploads VALUES (?, ?, ?, ?, ?, ?, ?)",
                (own, officer, listed, name[:120], now, retire, json.dumps(body, ensure_ascii=False)),
            )
            db.execute(
                "DELETE FROM uploads WHERE officer = :who AND id NOT IN"
                " (SELECT id FROM uploads WHERE officer = :who ORDER BY at DESC, rowid DESC LIMIT :each)",
                {"who": officer, "each": EACH},
            )
        return own

    def get(self, own: str, officer: str) -> Upload:
        """Raises UploadGone, also for another person's."""
        row = self._store.row("SELECT * FROM uploads WHERE id = ? AND officer = ?", (own, officer))
        if row is None or row["at"] < self._clock.now() - self._life():
            raise UploadGone
        body = json.loads(row["body"])
        sheet = Sheet(
            [(line, cells) for line, cells in body["rows"]],
            {(line, place): mark for line, place, mark in body["marks"]},
            [(vi, en) for vi, en in body["notes"]],
        )
        return Upload(own, row["list"], row["name"], bool(row["retire"]), sheet)

    def forget(self, own: str, officer: str) -> None:
        with self._store.writing() as db:
            db.execute("DELETE FROM uploads WHERE id = ? AND officer = ?", (own, officer))

    def _life(self) -> int:
        return int(LIFE_MS * max(1.0, self._clock.speed))
